"""③ torch.nn without PyTorch beside it: numbers that PyTorch 2.13 gave, stored here, so that they are compared in Pyodide as well."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from stepgrad import torch
from stepgrad.torch import nn
from stepgrad.torch.nn import functional as F


def test_a_seeded_network_begins_as_pytorchs_does() -> None:
    torch.manual_seed(42)
    net = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2))
    assert net[0].weight[0].tolist() == pytest.approx([0.4414065, 0.4792053, -0.1352573], abs=1e-7)
    loss = nn.CrossEntropyLoss()(net(torch.ones(2, 3)), torch.tensor([0, 1]))
    loss.backward()
    assert loss.item() == pytest.approx(0.7396098, abs=1e-6)
    assert net[2].bias.grad.tolist() == pytest.approx([0.1489449, -0.1489449], abs=1e-6)


def test_losses_at_the_ends_of_probability() -> None:
    x = torch.tensor([0.0, 1.0, 0.0], requires_grad=True)
    with np.errstate(all="ignore"):
        loss = F.binary_cross_entropy(x, torch.tensor([0.0, 0.0, 1.0]), reduction="none")
        loss.sum().backward()
    assert loss.tolist() == [0.0, 100.0, 100.0]
    assert x.grad.tolist() == pytest.approx([0.0, 1e12, -1e12])
    y = torch.tensor([1000.0, -1000.0], requires_grad=True)
    loss = F.binary_cross_entropy_with_logits(y, torch.tensor([1.0, 1.0]), reduction="sum")
    loss.backward()
    assert (loss.item(), y.grad.tolist()) == (1000.0, [0.0, -1.0])


def test_a_module_is_pickled_with_its_numbers() -> None:
    torch.manual_seed(0)
    net = nn.Sequential(nn.Linear(2, 3), nn.Dropout(0.1), nn.Embedding(4, 2))
    again = pickle.loads(pickle.dumps(net))
    assert repr(again) == repr(net)
    assert torch.equal(again[0].weight, net[0].weight)


def test_what_is_listed_is_there() -> None:
    for name in nn.__all__:
        assert getattr(nn, name) is not None
    assert len({*dir(F)}) > 100


def test_a_row_of_the_table_can_be_made_by_keywords_alone() -> None:
    with pytest.raises(TypeError, match=r"LeakyReLU.__init__\(\) got an unexpected keyword argument 'slope'"):
        nn.LeakyReLU(slope=0.1)
