import numpy as np
from stepgrad import Tensor

x = Tensor([1.0, 2.0], requires_grad=True)
part = Tensor(np.square(x.numpy()))
total = (3 * x + part).sum()
total.backward()
print("part.requires_grad:", part.requires_grad)
print("x.grad:", x.grad)
