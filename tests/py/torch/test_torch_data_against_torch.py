"""② torch.utils.data beside PyTorch's: the same batches in the same order, and the same refusals."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest
import stepgrad.torch
import torch

# t is the library, D its data; PyTorch's seed is 3
PROGRAMS = [
    "dl=D.DataLoader(D.TensorDataset(t.arange(10).float(),t.arange(10)),batch_size=3,shuffle=True)\nout=[list(dl) for _ in range(2)]+[len(dl),t.rand(2)]",
    "dl=D.DataLoader(list(range(7)),2,True,drop_last=True)\nout=[list(dl),len(dl)]",
    "g=t.Generator().manual_seed(5)\ndl=D.DataLoader(list(range(7)),2,shuffle=True,generator=g)\nout=[list(dl),list(dl),t.rand(1)]",
    "dl=D.DataLoader([(1,2.5,'a',{'x':t.ones(2),'y':[1,2]}),(3,4.5,'b',{'x':t.zeros(2),'y':[3,4]})],batch_size=2)\nout=list(dl)",
    "a,b=D.random_split(range(10),[7,3])\nout=[list(a),list(b),a.indices]",
    "a,b,c=D.random_split(range(11),[.5,.3,.2],generator=t.Generator().manual_seed(1))\nout=[list(a),list(b),list(c)]",
    "out=[list(D.RandomSampler(range(5))),list(D.RandomSampler(range(5),True,70)),list(D.RandomSampler(range(5),num_samples=12)),list(D.SubsetRandomSampler([3,5,8]))]",
    "dl=D.DataLoader(list(range(5)),batch_sampler=D.BatchSampler(D.SequentialSampler(range(5)),2,False))\nout=[list(dl),len(dl)]",
    "dl=D.DataLoader(np.arange(6.).reshape(3,2),batch_size=None)\nout=list(dl)",
    "dl=D.DataLoader(np.arange(6).reshape(3,2),batch_size=2)\nout=list(dl)",
    "class I(D.IterableDataset):\n    def __iter__(self): return iter(range(7))\nout=list(D.DataLoader(I(),batch_size=3))+list(D.DataLoader(I(),batch_size=3,drop_last=True))+list(D.DataLoader(I(),batch_size=None))",
    "out=[list(D.ConcatDataset([[1,2],[3]])), D.ConcatDataset([[1,2],[3]])[-1], list(D.Subset([5,6,7],[2,0]))]",
    "dl=D.DataLoader([1,2],collate_fn=lambda b: sum(b),batch_size=2,num_workers=0)\nout=list(dl)",
    "dl=D.DataLoader([True,False],batch_size=2)\nout=list(dl)",
    "dl=D.DataLoader([np.float32(1),np.float32(2)],batch_size=2)\nout=list(dl)",
    "out=list(D.DataLoader([None,None],batch_size=2))",
    "out=list(D.DataLoader([[1],[1,2]],batch_size=2))",
    "out=D.DataLoader([],shuffle=True)",
    "out=list(D.DataLoader([]))",
    "dl=D.DataLoader([1]); dl.batch_size=3",
    "D.DataLoader([1],sampler=[0],shuffle=True)",
    "D.DataLoader([1],batch_size=0)",
    "D.random_split([1,2],[3])",
    "D.TensorDataset(t.ones(2),t.ones(3))",
    "out=next(iter(D.DataLoader(D.TensorDataset(t.ones(4,2)),batch_size=4)))",
    "it=iter(D.DataLoader([1,2,3],sampler=[2,0]))\nout=[next(it),next(it)]\nnext(it)",
]


def plain(found: Any) -> Any:
    if hasattr(found, "detach"):
        return str(found.dtype), tuple(found.shape), np.round(found.detach().double().numpy(), 5).tolist()
    if isinstance(found, dict):
        return {key: plain(one) for key, one in found.items()}
    if isinstance(found, list | tuple):
        return [type(found).__name__, *map(plain, found)]
    return found


def left(program: str, module: Any) -> str:
    module.manual_seed(3)
    names = {"t": module, "D": module.utils.data, "np": np}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            exec(program, names)  # noqa: S102
        except Exception as error:  # noqa: BLE001
            return f"{type(error).__name__}: {error}"
    return str(plain(names.get("out")))


@pytest.mark.parametrize("program", PROGRAMS)
def test_the_same_batches_in_the_same_order(program: str) -> None:
    assert left(program, stepgrad.torch) == left(program, torch)
