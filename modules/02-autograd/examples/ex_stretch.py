from stepgrad import Tensor

X = Tensor([[1.0, 2.0], [5.0, -1.0], [0.0, 4.0]])
b = Tensor([0.5, -2.0], requires_grad=True)
Y = X * b
total = Y.sum()
total.backward()
