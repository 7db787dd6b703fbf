"""② MultiheadAttention of torch.nn; what it computes is in attending.py."""

from __future__ import annotations

from typing import Any

from . import init
from .attending import multi_head_attention_forward
from .linear import Linear
from .module import Module
from .sizes import empty


class NonDynamicallyQuantizableLinear(Linear):
    """A Linear by the name that PyTorch shows."""


class MultiheadAttention(Module):
    """Queries, keys and values projected, cut into heads that attend each for itself, and the heads' results projected again.

    Parameters: in_proj_weight (3 · embed_dim, embed_dim), or q_, k_ and v_proj_weight where kdim or vdim differ; in_proj_bias;
    out_proj; bias_k, bias_v. Errors: ValueError, AssertionError.
    """

    def __init__(
        self, embed_dim: int, num_heads: int, dropout: float = 0.0, bias: bool = True, add_bias_kv: bool = False,
        add_zero_attn: bool = False, kdim: int | None = None, vdim: int | None = None, batch_first: bool = False,
        device: Any = None, dtype: Any = None,
    ) -> None:  # fmt: skip
        if embed_dim <= 0 or num_heads <= 0:
            raise ValueError(
                f"embed_dim and num_heads must be greater than 0, got embed_dim={embed_dim} and num_heads={num_heads} instead"
            )
        super().__init__()
        self.embed_dim, self.num_heads, self.dropout, self.batch_first = (
            embed_dim,
            num_heads,
            dropout,
            batch_first,
        )
        self.kdim, self.vdim = kdim or embed_dim, vdim or embed_dim
        self._qkv_same_embed_dim = same = self.kdim == embed_dim and self.vdim == embed_dim
        self.head_dim = embed_dim // num_heads
        if self.head_dim * num_heads != embed_dim:
            raise AssertionError("embed_dim must be divisible by num_heads")
        if same:
            self.in_proj_weight: Any = empty(3 * embed_dim, embed_dim, dtype=dtype)
        for name, width in (("q", embed_dim), ("k", self.kdim), ("v", self.vdim)):
            self.register_parameter(
                f"{name}_proj_weight", None if same else empty(embed_dim, width, dtype=dtype)
            )
        if not same:
            self.register_parameter("in_proj_weight", None)
        self.register_parameter("in_proj_bias", empty(3 * embed_dim, dtype=dtype) if bias else None)
        self.out_proj = NonDynamicallyQuantizableLinear(embed_dim, embed_dim, bias=bias, dtype=dtype)
        self.bias_k = self.bias_v = None
        if add_bias_kv:
            self.bias_k, self.bias_v = (
                empty(1, 1, embed_dim, dtype=dtype),
                empty(1, 1, embed_dim, dtype=dtype),
            )  # type: ignore[assignment]
        self.add_zero_attn = add_zero_attn
        self._reset_parameters()

    def _reset_parameters(self) -> None:
        for weight in (self.in_proj_weight, self.q_proj_weight, self.k_proj_weight, self.v_proj_weight):
            if weight is not None:
                init.xavier_uniform_(weight)
        if self.in_proj_bias is not None:
            init.constant_(self.in_proj_bias, 0.0)
            init.constant_(self.out_proj.bias, 0.0)
        for one in (self.bias_k, self.bias_v):
            if one is not None:
                init.xavier_normal_(one)

    def forward(
        self, query: Any, key: Any, value: Any, key_padding_mask: Any = None, need_weights: bool = True, attn_mask: Any = None,
        average_attn_weights: bool = True, is_causal: bool = False,
    ) -> tuple[Any, Any]:  # fmt: skip
        """(what was attended to (L, N, embed_dim), the shares (N, L, S), or None unless need_weights).

        query (L, N, embed_dim), key and value (S, N, …); N first, if batch_first; or without N. key_padding_mask (N, S) and
        attn_mask (L, S) or (N · heads, L, S): booleans that say what does not take part, or floats to add.
        """
        turned = self.batch_first and query._data.ndim == 3
        if turned:
            alone, shared = query is key is value, key is value
            query = query.transpose(0, 1)
            key = query if alone else key.transpose(0, 1)
            value = key if shared else value.transpose(0, 1)
        same = self._qkv_same_embed_dim
        out, shares = multi_head_attention_forward(
            query, key, value, self.embed_dim, self.num_heads, self.in_proj_weight, self.in_proj_bias, self.bias_k,
            self.bias_v, self.add_zero_attn, self.dropout, self.out_proj.weight, self.out_proj.bias, self.training,
            key_padding_mask, need_weights, attn_mask, not same, self.q_proj_weight, self.k_proj_weight, self.v_proj_weight,
            average_attn_weights=average_attn_weights, is_causal=is_causal,
        )  # fmt: skip
        return out.transpose(0, 1) if turned else out, shares


__all__ = ["MultiheadAttention"]
