"""② Convolutions, pooling, padding and resizing: as in PyTorch."""

from __future__ import annotations

from typing import Any

import pytest

from tests.py.torch.layers import Shapes, same, says

PLACES = {1: (9,), 2: (7, 8), 3: (4, 5, 6)}

# fmt: off
OF_CONVOLUTIONS = (
    "3", "3, stride=2", "3, padding=1", "3, padding='same'", "2, padding='same'", "3, padding='valid'", "2, stride=2, padding=1, dilation=2",
    "1", "3, bias=False", "3, padding=1, padding_mode='circular'", "3, padding=2, padding_mode='reflect'",
    "3, padding=2, padding_mode='replicate'", "(2,)", "3, 2, 1", "3, groups=2", "3, groups=3", "3, groups=0", "3, padding='same', stride=2", "12",
)
OF_TRANSPOSED = (
    "3", "3, stride=2", "3, stride=2, padding=1", "3, stride=2, padding=1, output_padding=1", "2, dilation=2", "3, bias=False", "3, groups=2",
    "4, 2, 1", "3, stride=1, output_padding=1", "3, padding_mode='reflect'",
)
OF_MAXIMA = (
    "2", "3, 2", "3, 2, 1", "2, ceil_mode=True", "3, 2, 1, ceil_mode=True", "2, 1, 0, 2", "3, 1, 1", "2, padding=1, return_indices=True",
    "2, padding=2", "4, dilation=9", "3, 2, 1, return_indices=True, ceil_mode=True",
)
OF_MEANS = (
    "2", "3, 2", "3, 2, 1", "2, ceil_mode=True", "3, 2, 1, ceil_mode=True", "3, 1, 1", "3, 2, 1, count_include_pad=False",
    "3, 2, 1, ceil_mode=True, count_include_pad=False", "2, padding=2", "20",
)
# fmt: on


@pytest.mark.parametrize("axes", [1, 2, 3])
def test_convolutions(axes: int) -> None:
    places = PLACES[axes]
    for settings in OF_CONVOLUTIONS:
        if axes < 3 or "reflect" not in settings:
            same(f"nn.Conv{axes}d(4, 6, {settings})", (2, 4, *places))
    for shape in ((4, *places), (0, 4, *places), (2, 5, *places), places):
        same(f"nn.Conv{axes}d(4, 6, 3)", shape)
    for settings in OF_TRANSPOSED:
        same(f"nn.ConvTranspose{axes}d(4, 6, {settings})", (2, 4, *places))
    same(f"nn.ConvTranspose{axes}d(4, 6, 3, 2)", (4, *places))


@pytest.mark.parametrize(
    ("program", "shapes"),
    [
        ("F.conv2d(x, y)", ((2, 3, 5, 5), (4, 3, 3, 3))),
        ("F.conv2d(x, y, z, 2, (1, 2))", ((2, 3, 5, 5), (4, 3, 3, 3), (4,))),
        ("F.conv1d(x, y, padding='same')", ((3, 5), (4, 3, 3))),
        ("F.conv2d(x, y, z)", ((2, 3, 5, 5), (4, 3, 3, 3), (5,))),
        ("F.conv2d(x, y, stride=0)", ((2, 3, 5, 5), (4, 3, 3, 3))),
        ("F.conv2d(x, y, padding=-1)", ((2, 3, 5, 5), (4, 3, 3, 3))),
        ("F.conv2d(x, y)", ((2, 3, 5, 5), (4, 3, 3))),
        ("F.conv2d(x, y, groups=2)", ((2, 4, 5, 5), (5, 2, 3, 3))),
        ("F.conv2d(x.double(), y)", ((2, 3, 5, 5), (4, 3, 3, 3))),
        ("F.conv2d(x.view(1, 1, 4, 4), y[None, None])", ((16,), (2, 2))),
        ("F.conv_transpose2d(x, y, stride=2)", ((2, 3, 5, 5), (3, 4, 3, 3))),
    ],
)
def test_functions_of_convolution(program: str, shapes: Shapes) -> None:
    same(program, *shapes)


def test_a_transposed_convolution_of_the_size_that_is_asked_for() -> None:
    for wanted in ((10, 10), (9, 10), (12, 10)):
        same(
            "nn.ConvTranspose2d(4, 6, 3, stride=2, padding=1)",
            (2, 4, 5, 5),
            call=f"m(x, output_size={wanted})",
        )


@pytest.mark.parametrize("axes", [1, 2, 3])
def test_pooling(axes: int) -> None:
    places = PLACES[axes]
    for settings in OF_MAXIMA:
        same(f"nn.MaxPool{axes}d({settings})", (2, 3, *places))
    for settings in (
        *OF_MEANS,
        *(("2, divisor_override=3", "3, 2, 1, divisor_override=2") if axes > 1 else ()),
    ):
        same(f"nn.AvgPool{axes}d({settings})", (2, 3, *places))
    for size in ("1", "3", "2", "12", *(("(None, 2)",) if axes == 2 else ())):
        same(f"nn.AdaptiveAvgPool{axes}d({size})", (2, 3, *places))
        same(f"nn.AdaptiveMaxPool{axes}d({size}, return_indices=True)", (2, 3, *places))
    same(f"nn.LPPool{axes}d(2, 2)", (2, 3, *places))
    same(f"nn.MaxPool{axes}d(2)", (3, *places))
    same(
        f"F.max_unpool{axes}d(*F.max_pool{axes}d(x, 2, return_indices=True), 2, output_size={places})",
        (2, 3, *places),
    )


@pytest.mark.parametrize(
    "program",
    [
        "F.max_pool2d((x > 0).float() * x, 3, 1, 1)",
        "F.max_pool2d((x * 2).round() / 2, 2)",
        "F.max_pool2d(x - math.inf, 2, padding=1, return_indices=True)".replace("math.inf", "float('inf')"),
        "F.max_pool2d(x.masked_fill(x > 1, float('nan')), 2, return_indices=True)",
        "F.max_pool2d(x, (2, 3), (1, 2))",
        "F.adaptive_avg_pool2d(x, (2, None))",
        "F.avg_pool2d(x.double(), 2)",
    ],
)
def test_ties_nans_and_other_corners_of_pooling(program: str) -> None:
    same(program, (1, 2, 8, 8))


@pytest.mark.parametrize("mode", ["constant", "reflect", "replicate", "circular"])
def test_padding(mode: str) -> None:
    cases: list[tuple[Any, Any]] = [
        ((2, 3, 5), (1, 2)), ((2, 3, 5, 6), (1, 2, 3, 0)), ((2, 3, 5), (-1, 2)), ((2, 3, 5, 6), (1, 2)), ((3, 5, 6), (1, 2, 3, 1)),
        ((3, 5), (1, 1)), ((2, 3, 4, 5, 6), (1, 1, 1, 1, 2, 0)), ((2, 3, 5), (5, 0)), ((2, 3, 5), (1, 2, 1)), ((5,), (2, 1)),
        ((2, 3, 5), (-3, -2)), ((2, 3, 5), (6, 0)), ((5,), (1, 1, 1, 1)),
    ]  # fmt: skip
    for shape, widths in cases:
        same(f"F.pad(x, {widths}, mode={mode!r})", shape)
    same("F.pad(x, (1, 1), 'constant', 2.5)", (3,))
    for layer in (
        "ZeroPad2d((1, 2, 0, 1))",
        "ConstantPad2d(2, 3.5)",
        "ReflectionPad2d(1)",
        "ReplicationPad2d(1)",
        "CircularPad2d(1)",
    ):
        same(f"nn.{layer}", (2, 3, 5, 5))
    for program in (
        "F.pad(T.tensor([1, 2]), (1, 1), value=7)",
        "F.pad(T.tensor([True]), (1, 1))",
        "F.pad(x, (1, 1), mode='x')",
    ):
        same(program, (3,))


@pytest.mark.parametrize("mode", ["nearest", "nearest-exact", "bilinear", "bicubic", "area"])
def test_interpolation(mode: str) -> None:
    for how in (
        "size=(5, 7)", "scale_factor=2", "scale_factor=1.5", "scale_factor=(0.5, 2.0)", "size=3", "size=(1, 1)",
        "scale_factor=0.7, recompute_scale_factor=True",
    ):  # fmt: skip
        same(f"F.interpolate(x, {how}, mode={mode!r})", (2, 3, 4, 5))
        same(f"F.interpolate(x, {how}, mode={mode!r}, align_corners=True)", (2, 3, 4, 5))


@pytest.mark.parametrize(
    ("program", "shape"),
    [
        ("F.interpolate(x, scale_factor=2, mode='linear')", (2, 3, 4)),
        ("F.interpolate(x, scale_factor=2, mode='trilinear', align_corners=True)", (1, 2, 3, 4, 5)),
        ("F.interpolate(x, scale_factor=2, mode='bilinear')", (2, 3, 4)),
        ("F.interpolate(x)", (2, 3, 4)),
        ("nn.Upsample(scale_factor=2)", (2, 3, 4, 4)),
        ("nn.Upsample(size=(6, 6), mode='bilinear', align_corners=True)", (2, 3, 4, 4)),
        ("nn.UpsamplingBilinear2d(scale_factor=2)", (2, 3, 4, 4)),
        ("nn.PixelShuffle(2)", (2, 8, 3, 3)),
        ("nn.PixelShuffle(3)", (2, 8, 3, 3)),
        ("nn.PixelUnshuffle(2)", (2, 2, 4, 6)),
        ("nn.ChannelShuffle(2)", (2, 4, 3, 3)),
        *(
            (f"nn.Unfold({how})", (2, 3, 6, 7))
            for how in ("2", "3, padding=1", "2, stride=2", "(2, 3), dilation=2, padding=1", "1")
        ),
        ("nn.Fold((4, 5), (2, 2))", (2, 12, 12)),
        ("nn.Fold(output_size=(4, 5), kernel_size=2, padding=1, stride=2)", (2, 12, 9)),
        ("nn.Fold((4, 5), 2)", (2, 12, 11)),
        ("nn.Fold((4, 5), (2, 2), dilation=(1, 2), stride=(2, 1))", (2, 12, 6)),
    ],
)
def test_other_sizes(program: str, shape: tuple[int, ...]) -> None:
    same(program, shape)


def test_the_words_of_errors() -> None:
    says("to have 3 channels, but got 4 channels instead", "nn.Conv2d(3, 2, 3)", (1, 4, 5, 5))
    says("Kernel size can't be greater than actual input size", "nn.Conv2d(3, 2, 7)", (1, 3, 5, 5))
    says(
        "Expected 3D (unbatched) or 4D (batched) input to conv2d, but got input of size: [5]",
        "nn.Conv2d(3, 2, 3)",
        (5,),
    )
    says("in_channels must be divisible by groups", "nn.Conv2d(3, 2, 3, groups=2)")
    says("Output size is too small", "nn.MaxPool2d(7)", (1, 3, 5, 5))
    says("pad should be at most half of effective kernel size", "nn.MaxPool2d(2, padding=2)", (1, 3, 5, 5))
