from stepgrad import Tensor

X = Tensor([[1.0, -2.0], [0.5, 1.5], [-1.0, 0.0]])
W = Tensor([[0.5, -0.3, 0.8], [0.2, 0.7, -0.6]], requires_grad=True)
b = Tensor([0.1, 0.0, -0.2], requires_grad=True)
Z = X @ W + b
H = Z.tanh()
loss = (H**2).mean()
loss.backward()
