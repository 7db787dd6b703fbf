"""② Sequences of several lengths (torch.nn.utils.rnn): one behind the other in padded tensors, or packed, step by step."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ...tensor.graph import TensorBase, beside
from ...tensor.joining import stack
from ...tensor.picking import placed
from ..tensor import Tensor
from .padding import constant


class PackedSequence(NamedTuple):
    """The steps of sequences one after the other, the longest sequence first: data (all steps, …).

    batch_sizes: how many sequences have a first, second, … step. sorted_indices: which sequence is where; unsorted_indices:
    where each is.
    """

    data: Any
    batch_sizes: Any
    sorted_indices: Any = None
    unsorted_indices: Any = None

    def to(self, *where: Any, **named: Any) -> PackedSequence:
        """With the data in another dtype."""
        return self._replace(data=self.data.to(*where, **named))

    def cpu(self) -> PackedSequence:
        """As it is: there is no other device."""
        return self


def _ints(values: Any) -> Any:
    return beside(Tensor, np.asarray(values, np.int64))


def _lengths(lengths: Any) -> Any:
    return np.array(lengths._data if isinstance(lengths, TensorBase) else lengths, np.int64).reshape(-1)


def pack_padded_sequence(
    input: Any, lengths: Any, batch_first: bool = False, enforce_sorted: bool = True
) -> PackedSequence:
    """Sequences in a padded tensor (L, N, …), or (N, L, …), packed. enforce_sorted: whether the longest must come first.

    Errors: RuntimeError.
    """
    many = _lengths(lengths)
    if batch_first:
        input = input.transpose(0, 1)
    order = None
    if not enforce_sorted:
        order = np.argsort(-many, kind="stable")
        many, input = many[order], input.index_select(1, _ints(order))
    if len(many) != input._data.shape[1]:
        raise RuntimeError(
            f"Expected `len(lengths)` to be equal to batch_size, but got {len(many)} (batch_size={input._data.shape[1]})"
        )
    if (many <= 0).any():
        raise RuntimeError(
            "Length of all samples has to be greater than 0, but found an element in 'lengths' that is <= 0"
        )
    if (np.diff(many) > 0).any():
        raise RuntimeError(
            "`lengths` array must be sorted in decreasing order when `enforce_sorted` is True. You can pass "
            "`enforce_sorted=False` to pack_padded_sequence and/or pack_sequence to sidestep this requirement if you do not "
            "need ONNX exportability."
        )
    sizes = (many[:, None] > np.arange(many[0])).sum(0)
    data = placed(input, _places(sizes))
    if order is None:
        return PackedSequence(data, _ints(sizes))
    return PackedSequence(data, _ints(sizes), _ints(order), _ints(np.argsort(order)))


def _places(sizes: Any) -> tuple[Any, Any]:
    """Of every packed step, which step of which sequence it is."""
    return np.repeat(np.arange(len(sizes)), sizes), np.concatenate([np.arange(n) for n in sizes])


def pad_packed_sequence(
    sequence: PackedSequence,
    batch_first: bool = False,
    padding_value: float = 0.0,
    total_length: int | None = None,
) -> tuple[Any, Any]:
    """The padded tensor (L, N, …), or (N, L, …), that was packed, and the lengths of the sequences. Errors: ValueError."""
    sizes, data = _lengths(sequence.batch_sizes), sequence.data
    longest = len(sizes)
    if total_length is not None and total_length < longest:
        raise ValueError(
            f"Expected total_length to be at least the length of the longest sequence in input, but got "
            f"total_length={total_length} and max sequence length being {longest}"
        )
    shape = (total_length or longest, int(sizes[0]), *data._data.shape[1:])
    padded = beside(data._class, np.full(shape, padding_value, data._data.dtype))
    padded[_places(sizes)] = data
    lengths = (sizes[None, :] > np.arange(sizes[0])[:, None]).sum(1)
    if sequence.unsorted_indices is not None:
        back = sequence.unsorted_indices
        padded, lengths = padded.index_select(1, back), lengths[back._data]
    return padded.transpose(0, 1) if batch_first else padded, _ints(lengths)


def pad_sequence(
    sequences: Any, batch_first: bool = False, padding_value: float = 0.0, padding_side: str = "right"
) -> Any:
    """Sequences (length, …) beside each other: (longest, N, …), or (N, longest, …). Errors: RuntimeError."""
    given = list(sequences)
    if padding_side not in ("left", "right"):
        raise RuntimeError(f"expected padding_side to be either 'left' or 'right', but got '{padding_side}'")
    longest = max(len(one._data) for one in given)
    wide = []
    for one in given:
        missing = longest - len(one._data)
        ends = [(missing, 0) if padding_side == "left" else (0, missing)] + [(0, 0)] * (one._data.ndim - 1)
        wide.append(constant(one, ends, padding_value) if missing else one)
    return stack(wide, 0 if batch_first else 1)


def unpad_sequence(padded_sequences: Any, lengths: Any, batch_first: bool = False) -> list[Any]:
    """The sequences that are in a padded tensor."""
    if not batch_first:
        padded_sequences = padded_sequences.transpose(0, 1)
    return [one[: int(n)] for one, n in zip(padded_sequences, _lengths(lengths), strict=True)]


def pack_sequence(sequences: Any, enforce_sorted: bool = True) -> PackedSequence:
    """Sequences (length, …), packed; see pack_padded_sequence()."""
    given = list(sequences)
    return pack_padded_sequence(
        pad_sequence(given), [len(one._data) for one in given], enforce_sorted=enforce_sorted
    )


def unpack_sequence(packed_sequences: PackedSequence) -> list[Any]:
    """The sequences that were packed."""
    return unpad_sequence(*pad_packed_sequence(packed_sequences))


__all__ = [
    "PackedSequence", "pack_padded_sequence", "pack_sequence", "pad_packed_sequence", "pad_sequence", "unpack_sequence",
    "unpad_sequence",
]  # fmt: skip
