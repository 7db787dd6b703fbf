"""② What PyTorch lays out anew in memory can be seen in another shape at once, by view()."""

from __future__ import annotations

import pytest

from tests.py.torch.module_programs import same

# fmt: off
CASES = [
    "x.roll(-1, 1)", "x.roll(1, 2)", "x.roll((1, 1), (0, 1))", "torch.roll(i, -1, 1)", "x[:, :, [0, 1]]", "x[:, [0, 1]]", "x[:, torch.tensor([1])]",
    "x[..., torch.tensor([[0, 1], [1, 0]])]", "x[:, None, [0, 1]]", "x.index_select(2, torch.tensor([1, 0]))", "x.repeat_interleave(2, 1)",
    "x.transpose(0, 1)[:, torch.tensor([0, 1]), torch.tensor([0, 1])]", "y.softmax(-1)", "y.softmax(1)", "y.log_softmax(1)", "y.cumsum(1)", "y.cumprod(-1)",
    "torch.cat([y, y], 1)", "torch.cat([x.transpose(0, 1)] * 2, -1)", "torch.stack([y, y])", "torch.stack([y, y], -1)", "torch.vstack([y[0], y[0]])",
    "torch.hstack([y[0], y[0]])", "F.one_hot(i.T, 9)", "F.interpolate(x, scale_factor=2)", "F.interpolate(x[None], size=3)", "nn.Upsample(scale_factor=2)(x[None])",
    "nn.ReflectionPad2d(1)(x[None])", "F.pad(x, (1, 1), mode='replicate')", "x.gather(2, torch.zeros(2, 2, 2).long())", "x[0, 0, [1]]", "x[0][[0, 1], [1, 1]]",
]
# fmt: on


@pytest.mark.parametrize("expression", CASES)
def test_a_result_is_laid_out_in_order(expression: str) -> None:
    program = (
        "x = torch.arange(16.0).reshape(2, 2, 4)\ny = x.transpose(1, 2)\ni = torch.arange(6).reshape(2, 3)\n"
    )
    same(f"{program}z = {expression}\nout = [z.view(-1), z.is_contiguous()]\nprint(z.shape)")
