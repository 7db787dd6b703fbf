from stepgrad import Tensor

Q = Tensor([[1.0, 0.0, -1.0], [0.5, 2.0, 1.0]], requires_grad=True)
K = Tensor([[1.0, 1.0, 0.0], [0.0, -1.0, 2.0], [2.0, 0.5, 1.0], [-1.0, 0.0, 1.0]], requires_grad=True)
S = Q @ K.T
loss = (S**2).mean()
loss.backward()
