from stepgrad import Tensor

x = Tensor([1.0, 2.0], requires_grad=True)
part = x**2
total = (3 * x + part).sum()
total.backward()
print("part.requires_grad:", part.requires_grad)
print("x.grad:", x.grad)
