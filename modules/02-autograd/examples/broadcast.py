from stepgrad import Tensor

r = Tensor([1.0, 2.0, 3.0], requires_grad=True)
c = Tensor([[10.0], [20.0]], requires_grad=True)
t = r * c
total = t.sum()
total.backward()
