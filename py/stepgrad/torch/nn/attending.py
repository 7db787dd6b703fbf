"""② Attention of torch.nn.functional: products of queries with keys, made shares by softmax, and the values mixed by these."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ...tensor.graph import beside
from ...tensor.joining import concatenate
from .padding import pad
from .sizes import dropped
from .titles import give


def scaled_dot_product_attention(
    query: Any,
    key: Any,
    value: Any,
    attn_mask: Any = None,
    dropout_p: float = 0.0,
    is_causal: bool = False,
    scale: float | None = None,
    enable_gqa: bool = False,
) -> Any:
    """softmax(query @ keyᵀ · scale + mask) @ value, for query (…, L, E), key (…, S, E), value (…, S, V): (…, L, V).

    attn_mask: of booleans, that say what takes part, or of floats, that are added. is_causal: each place sees itself and
    what is before it. dropout_p: how often a share is dropped, always. scale: 1/√E, if None. enable_gqa: whether several
    heads of the query share one of key and value. A place that sees nothing gets 0. Errors: RuntimeError.
    Source: Vaswani et al. (2017), arXiv:1706.03762.
    """
    if is_causal and attn_mask is not None:
        raise RuntimeError(
            "_scaled_dot_product_attention: Explicit attn_mask should not be set when is_causal=True"
        )
    shapes = [one._data.shape for one in (query, key, value)]
    if min(map(len, shapes)) < 2:
        raise RuntimeError(
            "scaled_dot_product_attention: Expected query, key, and value to all be at least 2 dimensional, but got "
            f"query.dim(): {len(shapes[0])}, key.dim(): {len(shapes[1])} and value.dim(): {len(shapes[2])} instead."
        )
    if enable_gqa:
        heads = shapes[0][-3]
        key, value = (one.repeat_interleave(heads // one._data.shape[-3], -3) for one in (key, value))
    scores = query @ key.transpose(-2, -1) * (1 / math.sqrt(shapes[0][-1]) if scale is None else scale)
    unseen = None
    if is_causal:
        seen = np.tri(*scores._data.shape[-2:], dtype=np.bool)
        scores = scores + _added(scores, seen)
    elif attn_mask is not None:
        given = attn_mask._data
        if given.dtype.kind == "b":
            unseen, attn_mask = ~given.any(-1, keepdims=True), _added(scores, given)
        else:
            unseen = (given == -math.inf).all(-1, keepdims=True)
        if unseen.any():
            attn_mask = attn_mask.masked_fill(beside(attn_mask._class, unseen), 0.0)
        scores = scores + attn_mask
    shares = scores.softmax(-1)
    if unseen is not None and unseen.any():
        shares = shares.masked_fill(beside(shares._class, np.broadcast_to(unseen, shares._data.shape)), 0.0)
    return dropped(shares, dropout_p) @ value


def _added(like: Any, seen: Any) -> Any:
    """0 where something is seen, −∞ elsewhere: what to add to scores."""
    zero, never = like._data.dtype.type(0), like._data.dtype.type(-math.inf)
    return beside(like._class, np.where(seen, zero, never))


def additive(mask: Any, like: Any, name: str = "attn_mask") -> Any:
    """A mask of booleans that say what does not take part as one that is added. Errors: AssertionError for ints."""
    if mask is None or mask._data.dtype.kind == "f":
        return mask
    if mask._data.dtype.kind != "b":
        raise AssertionError(f"only bool and floating types of {name} are supported")
    return _added(like, ~mask._data)


def linear(x: Any, weight: Any, bias: Any) -> Any:
    """x @ weightᵀ + bias"""
    y = x @ weight.T
    return y if bias is None else y + bias


def _projected(
    query: Any, key: Any, value: Any, weight: Any, bias: Any, separate: Any
) -> tuple[Any, Any, Any]:
    if separate is None and query is key and key is value:
        q, k, v = linear(query, weight, bias).chunk(3, -1)
        return q, k, v
    weights = weight.chunk(3) if separate is None else separate
    biases = (None, None, None) if bias is None else bias.chunk(3)
    q, k, v = (linear(x, w, b) for x, w, b in zip((query, key, value), weights, biases, strict=True))
    return q, k, v


def _check(query: Any, key: Any, value: Any, key_padding_mask: Any, attn_mask: Any) -> bool:
    ndim = query._data.ndim
    if ndim not in (2, 3):
        raise AssertionError(
            f"query should be unbatched 2D or batched 3D tensor but received {ndim}-D query tensor"
        )
    if key._data.ndim != ndim or value._data.ndim != ndim:
        raise AssertionError(
            f"For {'batched' if ndim == 3 else 'unbatched'} ({ndim}-D) `query`, expected `key` and `value` to be {ndim}-D but "
            f"found {key._data.ndim}-D and {value._data.ndim}-D tensors respectively"
        )
    if key_padding_mask is not None and key_padding_mask._data.ndim != ndim - 1:
        raise AssertionError(
            f"For {'batched' if ndim == 3 else 'unbatched'} ({ndim}-D) `query`, expected `key_padding_mask` to be `None` or "
            f"{ndim - 1}-D but found {key_padding_mask._data.ndim}-D tensor instead"
        )
    return bool(ndim == 3)


def multi_head_attention_forward(
    query: Any, key: Any, value: Any, embed_dim_to_check: int, num_heads: int, in_proj_weight: Any, in_proj_bias: Any,
    bias_k: Any, bias_v: Any, add_zero_attn: bool, dropout_p: float, out_proj_weight: Any, out_proj_bias: Any,
    training: bool = True, key_padding_mask: Any = None, need_weights: bool = True, attn_mask: Any = None,
    use_separate_proj_weight: bool = False, q_proj_weight: Any = None, k_proj_weight: Any = None, v_proj_weight: Any = None,
    static_k: Any = None, static_v: Any = None, average_attn_weights: bool = True, is_causal: bool = False,
) -> tuple[Any, Any]:  # fmt: skip
    """MultiheadAttention (attention.py) with its weights as arguments; query (L, N, E), key and value (S, N, …), or without N."""
    if static_k is not None or static_v is not None:
        raise NotImplementedError("multi_head_attention_forward: static_k and static_v are not there")
    is_batched = _check(query, key, value, key_padding_mask, attn_mask)
    if not is_batched:
        alone = query is key is value
        query = query.unsqueeze(1)
        key, value = (query, query) if alone else (key.unsqueeze(1), value.unsqueeze(1))
        key_padding_mask = None if key_padding_mask is None else key_padding_mask.unsqueeze(0)
    length, many, width = query._data.shape
    if width != embed_dim_to_check:
        raise AssertionError(f"was expecting embedding dimension of {embed_dim_to_check}, but got {width}")
    if is_causal and attn_mask is None:
        raise RuntimeError(
            "Need attn_mask if specifying the is_causal hint. You may use the Transformer module method "
            "`generate_square_subsequent_mask` to create this mask."
        )
    own = (3,) if use_separate_proj_weight else ()
    if key._data.shape[: 2 if own else 3] != value._data.shape[: 2 if own else 3]:
        raise AssertionError(f"key shape {key.shape} does not match value shape {value.shape}")
    separate = (q_proj_weight, k_proj_weight, v_proj_weight) if use_separate_proj_weight else None
    q, k, v = _projected(query, key, value, in_proj_weight, in_proj_bias, separate)
    hinted = is_causal and key_padding_mask is None and not need_weights  # then the hint counts, not the mask
    mask = None if hinted else additive(attn_mask, query)
    hidden = additive(key_padding_mask, query, "key_padding_mask")
    source = key._data.shape[0]
    if mask is not None:
        wanted = (length, source) if mask._data.ndim == 2 else (many * num_heads, length, source)
        if mask._data.ndim not in (2, 3):
            raise RuntimeError(f"attn_mask's dimension {mask._data.ndim} is not supported")
        if mask._data.shape != wanted:
            raise RuntimeError(
                f"The shape of the {mask._data.ndim}D attn_mask is {mask.shape}, but should be {wanted}."
            )
        mask = mask if mask._data.ndim == 2 else mask.reshape(many, num_heads, length, source)
    if hidden is not None and hidden._data.shape != (many, source):
        raise AssertionError(
            f"key_padding_mask shape {tuple(hidden._data.shape)} does not match the keys' {(many, source)}"
        )
    if bias_k is not None:
        k, v = (concatenate([one, bias.expand(1, many, width)]) for one, bias in ((k, bias_k), (v, bias_v)))
    if add_zero_attn:
        zeros = beside(k._class, np.zeros((1, many, width), k._data.dtype))
        k, v = concatenate([k, zeros]), concatenate([v, zeros])
    more = len(k._data) - source
    if more:
        mask, hidden = (None if one is None else pad(one, (0, more)) for one in (mask, hidden))
    q, k, v = (
        one.reshape(len(one._data), many, num_heads, width // num_heads).permute(1, 2, 0, 3)
        for one in (q, k, v)
    )
    if hidden is not None:
        hidden = hidden.reshape(many, 1, 1, len(hidden._data[0]))
        mask = hidden if mask is None else mask + hidden
    p = dropout_p if training else 0.0
    if not need_weights:
        shares, mixed = None, scaled_dot_product_attention(q, k, v, mask, p, hinted)
    else:
        scores = q * math.sqrt(1.0 / (width // num_heads)) @ k.transpose(-2, -1)
        shares = dropped((scores if mask is None else scores + mask).softmax(-1), p)
        mixed = shares @ v
        shares = shares.mean(1) if average_attn_weights else shares
    out = linear(mixed.permute(2, 0, 1, 3).reshape(length, many, width), out_proj_weight, out_proj_bias)
    if is_batched:
        return out, shares
    return out.squeeze(1), None if shares is None else shares.squeeze(0)


__all__ = ["multi_head_attention_forward", "scaled_dot_product_attention"]
give(globals())
