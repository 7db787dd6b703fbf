import numpy as np
from stepgrad import Tensor, no_grad, optim

rate = 0.2
seed = 72
steps = 300

x = Tensor([[0, 0], [0, 1], [1, 0], [1, 1]])
target = Tensor([[0], [1], [1], [0]])

draw = np.random.default_rng(seed).standard_normal
W1 = Tensor(0.5 * draw((2, 8)), requires_grad=True)
b1 = Tensor(np.zeros((1, 8)), requires_grad=True)
W2 = Tensor(0.5 * draw((8, 1)), requires_grad=True)
b2 = Tensor(np.zeros((1, 1)), requires_grad=True)
sgd = optim.SGD([W1, b1, W2, b2], lr=rate)


def network(x):
    hidden = (x @ W1 + b1).tanh()
    return hidden, hidden @ W2 + b2


def steepest(hidden):
    """How strongly the loss curves, at most, in any direction that the parameters can move."""
    ones = np.ones((4, 1))
    first, second = np.hstack([x.data, ones]), np.hstack([hidden.data, ones])
    back = W2.data.T * (1 - hidden.data**2)
    moved = second @ second.T + (back @ back.T) * (first @ first.T)
    return np.linalg.eigvalsh(2 / 4 * moved)[-1]


side = np.linspace(-0.5, 1.5, 31)
plane = Tensor(np.array([(across, up) for up in side for across in side]))
losses, curvature, predictions, pictures = [], [], [], []

for step in range(steps + 1):
    hidden, y = network(x)
    loss = ((y - target) ** 2).mean()
    losses.append(loss.item())
    curvature.append(steepest(hidden))
    diverged = not loss.item() < 1e6
    if step % 10 == 0 or diverged:
        with no_grad():
            pictures.append(network(plane)[1].data.clip(-1, 2).round(2))
        predictions.append([step, *y.data[:, 0]])
    if diverged:
        break
    sgd.zero_grad()
    loss.backward()
    sgd.step()
