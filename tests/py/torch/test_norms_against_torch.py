"""② Normalization: as in PyTorch, with what the layers remember of batches."""

from __future__ import annotations

import pytest

from tests.py.torch.layers import Shapes, same, says

# fmt: off
OF_BATCHES = (
    "5", "5, eps=1e-3", "5, momentum=0.3", "5, momentum=None", "5, affine=False", "5, track_running_stats=False", "5, bias=False",
    "5, affine=False, track_running_stats=False",
)
# fmt: on


@pytest.mark.parametrize(("axes", "places"), [(1, ()), (1, (4,)), (2, (3, 4)), (3, (2, 2, 3))])
def test_batch_norm(axes: int, places: tuple[int, ...]) -> None:
    for settings in OF_BATCHES:
        layer, shape = f"nn.BatchNorm{axes}d({settings})", (6, 5, *places)
        same(layer, shape)
        same(layer, shape, call="[m(x), m(2 * x + 1), m(x)]")
        same(layer, shape, evaluated=True)
        same(layer, shape, call="[m(3 * x), m.eval()(x)]")
    for shape in ((1, 5, *places), (2, 4, *places), (5,), (2, 5, 1, 1, 1, 1), (1, 5, *(1,) * axes)):
        same(f"nn.BatchNorm{axes}d(5)", shape)


@pytest.mark.parametrize(("axes", "places"), [(1, (4,)), (2, (3, 4)), (3, (2, 2, 3))])
def test_instance_norm(axes: int, places: tuple[int, ...]) -> None:
    for settings in (
        "5",
        "5, affine=True",
        "5, track_running_stats=True",
        "5, affine=True, track_running_stats=True",
    ):
        layer = f"nn.InstanceNorm{axes}d({settings})"
        same(layer, (6, 5, *places), call="[m(x), m(2 * x)]")
        same(layer, (6, 5, *places), evaluated=True)
        same(layer, (5, *places))
    same(f"nn.InstanceNorm{axes}d(5)", (2, 5, *(1,) * axes))


@pytest.mark.parametrize(
    "lengths", ["4", "(3, 4)", "[4]", "4, eps=1e-3", "4, elementwise_affine=False", "5", "(2, 3, 4)"]
)
def test_layer_norm_and_rms_norm(lengths: str) -> None:
    same(f"nn.LayerNorm({lengths})", (2, 3, 4))
    same(f"nn.RMSNorm({lengths})", (2, 3, 4))


@pytest.mark.parametrize(
    "settings",
    ["2, 6", "3, 6", "6, 6", "1, 6", "4, 6", "2, 6, affine=False", "2, 6, eps=1e-2", "2, 6, bias=False"],
)
def test_group_norm(settings: str) -> None:
    for shape in ((2, 6, 3, 3), (2, 6), (2, 6, 4), (2, 5, 3), (6,)):
        same(f"nn.GroupNorm({settings})", shape)


def test_layers_that_are_large() -> None:
    same("nn.LayerNorm(32)", (16, 16, 32))  # sums of so many are products with ones
    same("nn.BatchNorm2d(4)", (16, 4, 12, 12))
    same("F.softmax(x, -1)", (16, 4, 16, 16))
    same("F.softmax(x.masked_fill(x > 1, float('-inf')), -1)", (16, 4, 16, 16))
    same("F.softmax(x * 100, -1)", (512, 10))
    same("F.log_softmax(x * 100, -1)", (512, 10))
    same("x.sum(-1) + x.sum(1) + x.mean(0) + x.mean((0, 1)).sum()", (64, 64, 64))


@pytest.mark.parametrize(
    ("program", "shapes"),
    [
        ("nn.LayerNorm(4, bias=False)", ((2, 3, 4),)),
        *(
            (f"nn.LocalResponseNorm({how})", ((2, 6, 3, 3),))
            for how in ("3", "2", "5, alpha=1e-2, beta=0.5, k=2.0")
        ),
        ("nn.LocalResponseNorm(3)", ((2, 6),)),
        ("F.normalize(x)", ((3, 4),)),
        ("F.normalize(x, dim=-1)", ((2, 3, 4),)),
        ("F.normalize(x, p=1, dim=0)", ((3, 4),)),
        ("F.normalize(x * 0)", ((3, 4),)),
        ("F.layer_norm(x, (4,))", ((2, 4),)),
        ("F.layer_norm(x, 4)", ((2, 4),)),
        ("F.layer_norm(x, [4], y, z, 1e-3)", ((2, 4), (4,), (4,))),
        ("F.layer_norm(x, x.shape[1:])", ((2, 4),)),
        ("F.layer_norm(x, (4,), y)", ((2, 4), (5,))),
        ("F.layer_norm(x, (4,))", ((0, 4),)),
        ("F.layer_norm(T.tensor([1, 2]), (2,))", ()),
        ("F.rms_norm(x, (4,), y, 1e-3)", ((2, 4), (4,))),
        ("F.group_norm(x, 2)", ((2, 4, 3),)),
        ("F.instance_norm(x)", ((2, 3, 4),)),
        ("F.batch_norm(x, None, None, training=True)", ((4, 3),)),
        ("F.batch_norm(x, T.zeros(3), T.ones(3), y, z, True, 0.1, 1e-5)", ((4, 3), (3,), (3,))),
        ("F.batch_norm(x, T.zeros(3), T.ones(3))", ((4, 3),)),
        ("F.batch_norm(x, None, None)", ((4, 3),)),
        ("F.batch_norm(x, T.zeros(2), T.ones(3))", ((4, 3),)),
    ],
)
def test_other_norms(program: str, shapes: Shapes) -> None:
    same(program, *shapes)


def test_the_words_of_errors() -> None:
    says(
        "Expected more than 1 value per channel when training, got input size torch.Size([1, 5])",
        "nn.BatchNorm1d(5)",
        (1, 5),
    )
    says("expected 4D input (got 2D input)", "nn.BatchNorm2d(5)", (4, 5))
    says(
        "Given normalized_shape=[4], expected input with shape [*, 4], but got input of size[2, 3]",
        "nn.LayerNorm(4)",
        (2, 3),
    )
    says("num_channels (6) must be divisible by num_groups (4)", "nn.GroupNorm(4, 6)")
    says("running_mean should contain 4 elements not 5", "nn.BatchNorm1d(5)", (2, 4))
