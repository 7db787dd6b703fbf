"""② Layers by PyTorch's names: what PyTorch 2.13 gave, with the same seed, is written here, so that this runs without it."""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np
import pytest

torch: Any = importlib.import_module("stepgrad.torch")
nn: Any = importlib.import_module("stepgrad.torch.nn")

# the layer, the shape of its input cos(1), cos(2), …, its result y, and the gradient of Σ y cos(y), the cosines held fast
# fmt: off
CASES: list[tuple[str, tuple[int, ...], list[float], list[float]]] = [
    ('nn.Conv2d(1, 2, 2)', (1, 1, 3, 3), [0.68146, 0.27863, 0.15349, 0.54624, -0.22558, -0.20822, -0.49283, -0.53314], [0.19011, 0.68099, 0.49772, -0.04697, 1.02344, 1.1704, -0.33022, 0.40287, 0.64536]),
    ('nn.ConvTranspose1d(1, 2, 2, stride=2)', (1, 1, 2), [0.09699, 0.11468, -0.26863, -0.28225, 0.03761, 0.34906, 0.14964, -0.09024], [1.1073, 1.10875]),
    ('nn.Conv1d(2, 2, 3, padding="same", groups=2)', (1, 2, 3), [0.03412, -0.10811, -0.93919, 0.4548, 0.06838, 0.36805], [0.91776, 0.60186, 0.14848, 0.41548, 0.4733, -0.0018]),
    ('nn.MaxPool2d(2, ceil_mode=True)', (1, 1, 3, 3), [0.5403, 0.96017, 0.7539, -0.91113], [0.85755, 0.0, 0.0, 0.0, 0.0, 0.57338, 0.72902, 0.0, 0.61285]),
    ('nn.AvgPool1d(2, padding=1)', (1, 1, 4), [0.27015, -0.70307, -0.32682], [0.48187, 0.38143, 0.38143, 0.47353]),
    ('nn.AdaptiveAvgPool2d((1, 2))', (1, 1, 2, 3), [-0.06146, -0.04058], [0.24953, 0.49932, 0.24979, 0.24953, 0.49932, 0.24979]),
    ('nn.BatchNorm1d(2)', (3, 2), [0.89014, -0.53359, -1.39675, -0.86742, 0.50661, 1.401], [-0.23243, 0.22866, -0.04685, -0.195, 0.27928, -0.03366]),
    ('nn.LayerNorm(3)', (2, 3), [1.31319, -0.20204, -1.11114, -1.28512, 0.13138, 1.15375], [-0.23544, 0.62784, -0.3924, -0.26713, 0.63722, -0.3701]),
    ('nn.GroupNorm(1, 2)', (2, 2), [0.99998, -0.99998, -0.99982, 0.99982], [0.0, 0.0, 0.0, -0.0]),
    ('nn.RMSNorm(3)', (1, 3), [0.77846, -0.59958, -1.42636], [1.08043, 1.14742, 0.10734]),
    ('nn.RNN(2, 2)', (2, 1, 2), [0.85803, -0.63289, 0.0956, -0.83523], [-0.04091, 0.46834, 0.49961, 0.71068]),
    ('nn.GRU(2, 2)', (2, 1, 2), [0.2067, -0.20854, 0.01801, -0.59419], [0.81087, -0.14605, 0.21302, -0.10003]),
    ('nn.LSTM(2, 2, bidirectional=True)', (2, 1, 2), [0.33365, 0.10178, 0.20113, 0.08755, 0.1282, -0.02257, 0.0937, 0.01638], [0.39736, -0.06167, 0.44179, -0.29173]),
    ('nn.LSTMCell(2, 2)', (1, 2), [0.33365, 0.10178], [0.27486, 0.04777]),
    ('nn.TransformerEncoderLayer(4, 2, 4, 0.0)', (2, 1, 4), [1.44721, 0.23913, -1.30497, -0.38137, 0.04435, 1.29907, 0.16734, -1.51076], [-0.33765, 0.5094, -0.42626, 0.3958, 0.67308, -0.91357, 0.9372, -0.79501]),
    ('nn.Upsample(scale_factor=2, mode="linear")', (1, 1, 2), [0.5403, 0.30119, -0.17703, -0.41615], [1.81988, 1.89168]),
]
# fmt: on


@pytest.mark.parametrize(
    ("layer", "shape", "expected", "gradient"), CASES, ids=lambda one: one if isinstance(one, str) else ""
)
def test_layers_are_those_of_pytorch(
    layer: str, shape: tuple[int, ...], expected: Any, gradient: Any
) -> None:
    torch.manual_seed(42)
    made = eval(layer, {"nn": nn})
    count = int(np.prod(shape))
    x = torch.tensor(np.cos(np.arange(1, count + 1)).reshape(shape).astype(np.float32), requires_grad=True)
    y = made(x)
    y = y[0] if isinstance(y, tuple) else y
    (y * y.detach().cos()).sum().backward()
    np.testing.assert_allclose(y.detach().numpy().ravel(), expected, atol=2e-5)
    np.testing.assert_allclose(x.grad.numpy().ravel(), gradient, atol=1e-4)


def test_a_small_network_of_convolutions_learns() -> None:
    torch.manual_seed(0)
    model = nn.Sequential(
        nn.Conv2d(1, 4, 3, padding=1), nn.BatchNorm2d(4), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(64, 2)
    )  # fmt: skip
    from stepgrad.optim import Adam

    optimizer = Adam(model.parameters(), lr=0.02)
    bars = np.zeros((16, 1, 8, 8), np.float32)
    for i in range(8):
        bars[i, 0, i] = bars[8 + i, 0, :, i] = 1  # lying, standing
    images, kinds = torch.tensor(bars), torch.tensor([0] * 8 + [1] * 8)
    for _ in range(30):
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(images), kinds)
        loss.backward()
        optimizer.step()
    assert loss.item() < 0.05
    model.eval()
    assert (model(images).argmax(1) == kinds).all()
