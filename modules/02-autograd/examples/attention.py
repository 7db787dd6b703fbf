from stepgrad import Tensor

queries = [
    [1.0, 0.0, -1.0],
    [0.5, 2.0, 1.0],
]
keys = [
    [1.0, 1.0, 0.0],
    [0.0, -1.0, 2.0],
    [2.0, 0.5, 1.0],
    [-1.0, 0.0, 1.0],
]
Q = Tensor(queries, requires_grad=True)
K = Tensor(keys, requires_grad=True)
S = Q @ K.T
loss = (S**2).mean()
loss.backward()
