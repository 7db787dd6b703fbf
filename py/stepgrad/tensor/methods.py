"""② The methods of Tensor that have names, by what they do; its operators, and what makes it one, are in tensor.py."""

from __future__ import annotations

import operator
from typing import Any

from ..rules.scalar_table import OPS
from . import (
    casting,
    composed,
    elementwise,
    history,
    indexing,
    inplace,
    parts,
    picking,
    products,
    reading,
    reducing,
    running,
    shaping,
)
from .comparing import comparison
from .elementwise import binary, unary
from .graph import TensorBase
from .inplace import updating


class Methods(TensorBase):
    """What Tensor inherits."""

    __slots__ = ()

    # fmt: off
    # element by element, from rules/scalar_table.py; exp, sin and whatever else it has are added below
    mul = multiply           = binary("mul")
    pow                      = binary("pow")
    neg = negative           = unary("neg")
    abs = absolute           = unary("abs")
    clip = clamp             = elementwise.clip
    round                    = elementwise.round
    where                    = elementwise.where
    eq                       = comparison("==", operator.eq)
    ne                       = comparison("!=", operator.ne)
    lt                       = comparison("<", operator.lt)
    le                       = comparison("<=", operator.le)
    gt                       = comparison(">", operator.gt)
    ge                       = comparison(">=", operator.ge)

    # made of these
    add                      = composed.add
    sub = subtract           = composed.sub
    div = divide = true_divide = composed.div
    addcmul                  = composed.addcmul
    addcdiv                  = composed.addcdiv
    lerp                     = composed.lerp
    clamp_min                = composed.clamp_min
    clamp_max                = composed.clamp_max
    logit                    = composed.logit
    nan_to_num               = composed.nan_to_num
    masked_fill              = composed.masked_fill
    masked_select            = composed.masked_select
    isclose                  = composed.isclose
    isnan                    = composed.isnan
    isinf                    = composed.test("isinf")
    isfinite                 = composed.test("isfinite")
    isposinf                 = composed.test("isposinf")
    isneginf                 = composed.test("isneginf")
    logical_not              = composed.logical("logical_not")
    logical_and              = composed.logical("logical_and")
    logical_or               = composed.logical("logical_or")
    logical_xor              = composed.logical("logical_xor")

    # many elements become one, by rules/array_table.py, as all that follows
    mm                       = products.mm
    bmm                      = products.bmm
    mv                       = products.mv
    dot = inner              = products.dot
    outer                    = products.outer
    addmm                    = products.addmm
    trace                    = composed.trace
    sum                      = reducing.sum
    mean                     = reducing.mean
    max                      = reducing.max
    min                      = reducing.min
    amax                     = reducing.amax
    amin                     = reducing.amin
    median                   = composed.median
    var                      = reducing.var
    std                      = reducing.std
    norm                     = reducing.norm
    prod                     = reducing.prod
    cumsum                   = running.cumsum
    cumprod                  = running.cumprod
    logsumexp                = reducing.logsumexp
    softmax                  = running.softmax
    log_softmax              = running.log_softmax
    argmax                   = running.argmax
    argmin                   = running.argmin
    all                      = reducing.all
    any                      = reducing.any
    count_nonzero            = reducing.count_nonzero
    equal                    = composed.equal
    allclose                 = composed.allclose

    # another shape
    reshape                  = shaping.reshape
    reshape_as               = parts.reshape_as
    view                     = shaping.view
    view_as                  = parts.view_as
    flatten = ravel          = shaping.flatten
    unflatten                = parts.unflatten
    squeeze                  = shaping.squeeze
    unsqueeze                = shaping.unsqueeze
    permute                  = shaping.permute
    transpose = swapaxes = swapdims = shaping.transpose
    movedim                  = parts.movedim
    t                        = shaping.t
    expand = broadcast_to    = shaping.expand
    expand_as                = shaping.expand_as
    repeat                   = parts.repeat
    tile                     = parts.tile
    repeat_interleave        = parts.repeat_interleave

    # parts
    unbind                   = indexing.unbind
    split                    = parts.split
    chunk                    = parts.chunk
    narrow                   = parts.narrow
    select                   = parts.select
    unfold                   = parts.unfold
    diagonal                 = shaping.diagonal
    diag                     = parts.diag
    tril                     = shaping.tril
    triu                     = shaping.triu
    roll                     = parts.roll
    flip                     = picking.flip
    gather                   = picking.gather
    take_along_dim           = picking.take_along_dim
    index_select             = picking.index_select
    index_add                = picking.index_add
    index_copy               = picking.index_copy
    index_fill               = picking.index_fill
    scatter                  = picking.scatter
    scatter_add              = picking.scatter_add
    sort                     = picking.sort
    argsort                  = picking.argsort
    topk                     = picking.topk
    nonzero                  = picking.nonzero
    unique                   = composed.unique
    bincount                 = composed.bincount

    # in place, with those of inplace.METHODS
    mul_                     = updating("mul")
    copy_                    = inplace.copy_
    fill_                    = inplace.fill_
    zero_                    = inplace.zero_

    # in another dtype, or a new one
    astype                   = casting.astype
    to                       = casting.to
    cpu                      = casting.cpu
    type                     = casting.type_
    type_as                  = casting.type_as
    half                     = casting.as_type("float16")
    float                    = casting.as_type("float32")
    double                   = casting.as_type("float64")
    long                     = casting.as_type("int64")
    int                      = casting.as_type("int32")
    short                    = casting.as_type("int16")
    char                     = casting.as_type("int8")
    byte                     = casting.as_type("uint8")
    bool                     = casting.as_type("bool")
    clone                    = casting.clone
    contiguous               = casting.contiguous
    new_zeros = new_empty    = casting.filled(0)
    new_ones                 = casting.filled(1)
    new_full                 = casting.filled(None)
    new_tensor               = casting.new_tensor

    # its place in the graph
    requires_grad_           = history.requires_grad_
    retain_grad              = history.retain_grad
    zero_grad                = history.zero_grad
    detach                   = history.detach
    detach_                  = history.detach_
    register_hook            = history.register_hook
    register_post_accumulate_grad_hook = history.register_post_accumulate_grad_hook

    # what it is
    numel = nelement         = composed.numel
    dim = ndimension         = composed.dim
    stride                   = composed.stride
    element_size             = composed.element_size
    is_floating_point        = composed.is_floating_point
    is_contiguous            = casting.is_contiguous
    numpy                    = reading.numpy
    item                     = reading.item
    tolist                   = reading.tolist
    # fmt: on


def install(cls: Any) -> None:
    """Give the class what else the table of scalars has (exp, sin, …), and the twins in place."""
    for name in OPS:
        if not hasattr(cls, name):
            setattr(cls, name, elementwise.method(name))
    for name in inplace.METHODS:
        setattr(cls, f"{name}_", inplace.in_place(name))
