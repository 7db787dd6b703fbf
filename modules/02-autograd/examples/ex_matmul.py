from stepgrad import Tensor

left = [[1.0, 2.0, 3.0], [0.0, 4.0, 5.0]]
right = [[2.0, 1.0], [4.0, -3.0], [1.0, 8.0]]
A = Tensor(left, requires_grad=True)
B = Tensor(right, requires_grad=True)
C = A @ B
total = C.sum()
total.backward()
