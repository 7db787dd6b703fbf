from stepgrad import Tensor

row = Tensor([1.0, 2.0, 6.0])
column = Tensor([[10.0], [20.0]], requires_grad=True)
table = row * column
mean = table.mean()
mean.backward()
