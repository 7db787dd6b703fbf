"""④ Programs that several tests trace."""

LAYER = """
from stepgrad import Tensor
x = Tensor([[1.0, 2.0], [3.0, 4.0]])
W = Tensor([[1.0], [-1.0]], requires_grad=True)
b = Tensor([0.5], requires_grad=True)
y = x @ W + b
loss = y.sum()
loss.backward()
"""
