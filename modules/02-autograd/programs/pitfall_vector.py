from stepgrad import Tensor

x = Tensor([1.0, 2.0, 3.0], requires_grad=True)
y = x**2
y.backward()
print(x.grad)
