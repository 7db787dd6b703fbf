from stepgrad import Tensor

row = Tensor([1.0, 2.0, 3.0], requires_grad=True)
column = Tensor([[10.0], [20.0]], requires_grad=True)
table = row * column
total = table.sum()
total.backward()
