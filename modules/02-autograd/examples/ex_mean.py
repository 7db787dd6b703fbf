from stepgrad import Tensor

x = Tensor([2.0, -1.0, 3.0, 4.0], requires_grad=True)
y = (x**2).mean()
y.backward()
