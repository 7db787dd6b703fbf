from stepgrad import Tensor

x = Tensor([1.0, 2.0], requires_grad=True)
y = x.exp()
y.data[...] = 0.0
y.sum().backward()
print(x.grad)
