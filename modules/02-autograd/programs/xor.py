import numpy as np
from stepgrad import Tensor, nn, no_grad, optim

rate = 0.2
seed = 60
steps = 300

x = Tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
target = Tensor([[0.0], [1.0], [1.0], [0.0]])

nn.manual_seed(seed)
first, second = nn.Linear(2, 8), nn.Linear(8, 1)
model = nn.Sequential(first, Tensor.tanh, second)
sgd = optim.SGD(model.parameters(), lr=rate)


def steepest():
    """How strongly the loss curves, at most, in any direction that the parameters can move."""
    hidden = first(x).tanh().data.astype(float)
    back = second.weight.data * (1 - hidden**2)
    one = np.ones((4, 1))
    into_first, into_second = np.hstack([x.data, one]), np.hstack([hidden, one])
    moved = into_second @ into_second.T + (back @ back.T) * (into_first @ into_first.T)
    return np.linalg.eigvalsh(2 / 4 * moved)[-1]


side = np.linspace(-0.5, 1.5, 31)
plane = Tensor([(across, up) for up in side for across in side])
losses, curvature, answers, planes = [], [], [], []

np.seterr(over="ignore")  # where it overflows, the program stops
for step in range(steps + 1):
    sgd.zero_grad()
    y = model(x)
    loss = nn.functional.mse(y, target)
    losses.append(loss.item())
    curvature.append(steepest())
    with no_grad():
        answers.append([step, *y.data[:, 0]])
        planes.append(model(plane).data.astype(float).clip(-1, 2).round(2))
    if not np.isfinite(loss.item()):
        break
    loss.backward()
    sgd.step()

# to look at: every tenth step, and of a run that went astray the last ones one by one
one_by_one = 1 if losses[-1] < 1e6 else 40
shown = [step for step in range(len(losses)) if step % 10 == 0 or step >= len(losses) - one_by_one]
predictions, pictures = [answers[step] for step in shown], [planes[step] for step in shown]
