from stepgrad import Tensor

x = Tensor([1.0, 2.0, 3.0], requires_grad=True)
w = Tensor([0.1, 0.2, 0.3], requires_grad=True)
p = x * w
y = p.sum()
y.backward()
