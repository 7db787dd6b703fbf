"""② Recurrent layers, attention and transformers: as in PyTorch."""

from __future__ import annotations

import pytest

from tests.py.torch.layers import Shapes, same, says

CAUSAL = "T.full((4, 4), float('-inf')).triu(1)"
PADDED = "T.tensor([[False, False, False, True], [False] * 4, [False, False, True, True]])"


@pytest.mark.parametrize("kind", ["RNN", "GRU", "LSTM"])
@pytest.mark.parametrize(
    ("settings", "layers"),
    [
        ("3, 4", 1), ("3, 4, 2", 2), ("3, 4, 2, bidirectional=True", 4), ("3, 4, bias=False", 1), ("3, 4, batch_first=True", 1),
        ("3, 4, num_layers=3, bidirectional=True, batch_first=True", 6), ("input_size=3, hidden_size=4, dropout=0.0", 1),
    ],
)  # fmt: skip
def test_recurrent_layers(kind: str, settings: str, layers: int) -> None:
    layer, many = f"nn.{kind}({settings})", 5 if "batch_first" in settings else 2
    same(layer, (5, 2, 3))
    same(layer, (5, 3))
    state = (layers, many, 4), (layers, many, 4)
    call = "m(x, (y, z))" if kind == "LSTM" else "m(x, y * z)"
    same(layer, (5, 2, 3), *state, call=call)
    same(layer, (5, 3), (layers, 4), (layers, 4), call=call)
    for how in ("[5, 4, 2, 1]", "[1, 5, 2, 5], enforce_sorted=False"):
        pack = f"P.pack_padded_sequence(x, {how})"
        same(
            layer,
            (5, 4, 3),
            call=f"[(p := m({pack}))[0].data, p[0].batch_sizes, p[1], P.pad_packed_sequence(p[0])]",
        )
    if kind != "LSTM":
        same(
            layer,
            (5, 4, 3),
            (layers, 4, 4),
            call=f"[(p := m({pack}, y))[0].data, p[0].unsorted_indices, p[1]]",
        )


@pytest.mark.parametrize(
    ("layer", "shapes"),
    [
        ("nn.RNN(3, 4, nonlinearity='relu')", ((5, 2, 3),)), ("nn.RNN(3, 4, 2, 'relu')", ((5, 2, 3),)), ("nn.RNN(3, 4, nonlinearity='x')", ()),
        ("nn.LSTM(3, 5, proj_size=2)", ((5, 2, 3),)), ("nn.LSTM(3, 5, 2, proj_size=2, bidirectional=True)", ((5, 2, 3),)),
        ("nn.GRU(3, 4)", ((5, 2, 7),)), ("nn.GRU(3, 4)", ((5,),)), ("nn.GRU(3, 4)", ((5, 2, 3), (1, 5, 4))), ("nn.GRU(3, 4)", ((5, 2, 3), (2, 4))),
        ("nn.GRU(3, 0)", ()), ("nn.GRU(3, 4, dropout=2)", ()), ("nn.GRU(3.0, 4)", ()), ("nn.GRU(3, 4, num_layers=0)", ()), ("nn.GRU(3, 4, proj_size=2)", ()),
        *((f"nn.{kind}Cell(3, 4{more})", (shape,)) for kind in ("RNN", "GRU", "LSTM") for more in ("", ", bias=False") for shape in ((2, 3), (3,), (2, 5))),
        ("nn.RNNCell(3, 4, nonlinearity='relu')", ((2, 3), (2, 4))), ("nn.GRUCell(3, 4)", ((2, 3), (2, 4))), ("nn.GRUCell(3, 4)", ((2, 3), (3, 4))),
    ],
)  # fmt: skip
def test_other_recurrent_layers_and_cells(layer: str, shapes: Shapes) -> None:
    same(layer, *shapes)


def test_a_cell_with_its_states() -> None:
    same("nn.LSTMCell(3, 4)", (2, 3), (2, 4), (2, 4), call="m(x, (y, z))")
    same("nn.LSTMCell(3, 4)", (3,), (4,), (4,), call="m(x, (y, z))")


@pytest.mark.parametrize(
    "call",
    [
        "P.pad_sequence([x, y])", "P.pad_sequence([x, y], batch_first=True, padding_value=-1.0)", "P.pad_sequence([y, x], padding_side='left')",
        "[p := P.pack_sequence([x, y]), P.unpack_sequence(p)]", "P.pack_sequence([y, x], enforce_sorted=False)", "P.pack_sequence([y, x])",
        "P.pad_packed_sequence(P.pack_sequence([x, y]), total_length=7)", "P.pad_packed_sequence(P.pack_sequence([x, y]), total_length=3)",
        "P.unpad_sequence(P.pad_sequence([x, y]), T.tensor([4, 2]))",
    ],
)  # fmt: skip
def test_packing(call: str) -> None:
    same("nn.Identity()", (4, 2), (2, 2), call=call)


@pytest.mark.parametrize(
    "shapes",
    [((2, 3, 5, 4), (2, 3, 6, 4), (2, 3, 6, 7)), ((5, 4), (6, 4), (6, 3)), ((3, 5, 4), (3, 5, 4), (3, 5, 4))],
)
def test_scaled_dot_product_attention(shapes: Shapes) -> None:
    long, wide = shapes[0][-2], shapes[1][-2]
    for settings in (
        "", "is_causal=True", "scale=0.3", f"attn_mask=T.ones({long}, {wide}).tril() == 1", f"attn_mask=T.zeros({long}, {wide}) == 1",
        f"attn_mask=T.full(({long}, {wide}), float('-inf')).triu(1)", f"attn_mask=(T.arange({long}) < 2).unsqueeze(1).expand({long}, {wide})",
        f"attn_mask=T.arange({long * wide}).reshape({long}, {wide}) * 0.1", f"attn_mask=T.ones({long}, {wide}) == 1, is_causal=True",
    ):  # fmt: skip
        same(f"F.scaled_dot_product_attention(x, y, z, {settings})", *shapes)


@pytest.mark.parametrize(
    ("settings", "shapes"),
    [
        ("enable_gqa=True", ((2, 4, 5, 3), (2, 2, 6, 3), (2, 2, 6, 3))), ("", ((4,), (4,), (4,))), ("", ((2, 4), (3, 5), (3, 5))),
        ("attn_mask=w", ((2, 2, 4, 4), (2, 2, 4, 4), (2, 2, 4, 4), (4, 4))),
    ],
)  # fmt: skip
def test_other_ways_of_attention(settings: str, shapes: Shapes) -> None:
    same(f"F.scaled_dot_product_attention(x, y, z, {settings})", *shapes)


@pytest.mark.parametrize(
    "settings",
    [
        "8, 2", "8, 4, batch_first=True", "8, 2, bias=False", "8, 2, add_bias_kv=True", "8, 2, add_zero_attn=True", "8, 2, kdim=5, vdim=6",
        "8, 2, add_bias_kv=True, add_zero_attn=True, batch_first=True",
    ],
)  # fmt: skip
def test_multihead_attention(settings: str) -> None:
    layer = f"nn.MultiheadAttention({settings})"
    own = (5, 6) if "kdim" in settings else (8, 8)
    query, key, value = ((3, 4), (3, 4), (3, 4)) if "batch_first" in settings else ((4, 3), (4, 3), (4, 3))
    shapes = (*query, 8), (*key, own[0]), (*value, own[1])
    for more in (
        "", ", need_weights=False", ", average_attn_weights=False", f", attn_mask={CAUSAL}", f", attn_mask={CAUSAL}, need_weights=False",
        ", attn_mask=T.ones(4, 4).triu(1) == 1", f", key_padding_mask={PADDED}", f", key_padding_mask={PADDED}, need_weights=False",
        f", key_padding_mask={PADDED}, attn_mask=T.ones(4, 4).triu(1) == 1", ", attn_mask=T.zeros(3 * m.num_heads, 4, 4)",
        ", attn_mask=T.zeros(4, 5)", ", is_causal=True", f", attn_mask={CAUSAL}, is_causal=True, need_weights=False", ", key_padding_mask=T.zeros(2, 5)",
    ):  # fmt: skip
        same(layer, *shapes, call=f"m(x, y, z{more})")
    same(layer, *(shape[1:] for shape in shapes))
    if "kdim" not in settings:
        same(layer, shapes[0], call="m(x, x, x)")
        same(layer, shapes[0], call="m(x, x, x, need_weights=False)", evaluated=True)


@pytest.mark.parametrize(
    "settings",
    [
        "8, 2, 16, 0.0", "8, 2, 16, dropout=0.0, batch_first=True", "8, 2, 16, dropout=0.0, norm_first=True", "8, 2, 16, dropout=0.0, activation='gelu'",
        "8, 2, dim_feedforward=16, dropout=0.0, bias=False",
    ],
)  # fmt: skip
def test_layers_of_transformers(settings: str) -> None:
    layer = f"nn.TransformerEncoderLayer({settings})"
    for shape in ((3, 4, 8), (4, 8)):
        same(layer, shape)
    same(layer, (3, 4, 8), evaluated=True)
    for more in (
        f"src_mask={CAUSAL}",
        f"src_mask={CAUSAL}, is_causal=True",
        "src_key_padding_mask=T.ones(4, 4).triu(2) == 1",
    ):
        same(layer, (4, 4, 8), call=f"m(x, {more})")
    layer = f"nn.TransformerDecoderLayer({settings})"
    same(layer, (3, 4, 8), (3, 4, 8))
    same(layer, (4, 4, 8), (4, 4, 8), call=f"m(x, y, tgt_mask={CAUSAL}, memory_mask=T.zeros(4, 4))")


@pytest.mark.parametrize(
    "settings", ["8, 2, 2, 2, 16, 0.0", "8, 2, 1, 1, 16, dropout=0.0, batch_first=True, norm_first=True"]
)
def test_transformers(settings: str) -> None:
    model = f"nn.Transformer({settings})"
    for shapes in (((3, 4, 8), (3, 4, 8)), ((3, 4, 8), (3, 5, 8)), ((3, 4, 7), (3, 4, 7)), ((4, 8), (5, 8))):
        same(model, *shapes)
    same(model, (4, 4, 8), (4, 4, 8), call="m(x, y, tgt_mask=m.generate_square_subsequent_mask(4))")
    encoder = "nn.TransformerEncoder(nn.TransformerEncoderLayer(8, 2, 16, 0.0), 2, norm=nn.LayerNorm(8))"
    same(encoder, (4, 4, 8), call="m(x, mask=T.ones(4, 4).triu(1) == 1)")


def test_the_words_of_errors() -> None:
    says("input.size(-1) must be equal to input_size. Expected 3, got 4", "nn.LSTM(3, 5)", (2, 3, 4))
    says("embed_dim must be divisible by num_heads", "nn.MultiheadAttention(8, 3)")
    says("Expected hidden size (1, 2, 4), got [1, 5, 4]", "nn.GRU(3, 4)", (6, 2, 3), (1, 5, 4))
    says("activation should be relu/gelu, not x", "nn.TransformerEncoderLayer(8, 2, activation='x')")
