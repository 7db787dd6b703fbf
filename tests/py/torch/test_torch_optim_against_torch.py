"""③ torch.optim on this engine beside PyTorch's: losses, states and their layout, printed text, learning rates to the last bit, refusals."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest
import stepgrad.torch
import stepgrad.torch.optim
import torch

OPTIMIZERS = [
    "SGD(p)", "SGD(p, 0.1)", "SGD(p, lr=0.01, momentum=0.9)", "SGD(p, 0.01, 0.9, 0.1, 0.01)", "SGD(p, 0.01, momentum=0.9, nesterov=True, maximize=True)",
    "Adam(p)", "Adam(p, 0.1, amsgrad=True, weight_decay=0.1)", "Adam(p, 0.1, (0.5, 0.9), 1e-3)", "Adam(p, 0.1, decoupled_weight_decay=True, weight_decay=0.2)", "Adam(p, 0.1, foreach=True)",
    "AdamW(p, 0.1)", "AdamW(p, lr=1e-3, fused=True)", "AdamW(p, 0.1, weight_decay=0.3, amsgrad=True, maximize=True)", "RMSprop(p)", "RMSprop(p, 0.01, momentum=0.9, centered=True, weight_decay=0.1)",
    "RMSprop(p, 0.01, 0.9, 1e-6)", "Adagrad(p)", "Adagrad(p, 0.1, lr_decay=0.1, initial_accumulator_value=0.3)", "Adadelta(p)", "Adadelta(p, 0.5, weight_decay=0.1)", "Adamax(p, 0.1, weight_decay=0.1)",
    "NAdam(p, 0.1)", "NAdam(p, 0.1, weight_decay=0.1, decoupled_weight_decay=True)", "RAdam(p, 0.1, weight_decay=0.1)", "RAdam(p, 0.1, betas=(0.9, 0.9))", "Rprop(p)", "Rprop(p, 0.1, (0.4, 1.5))", "ASGD(p, 1e-3, weight_decay=0.1)",
    "ASGD(p, 1e-3, t0=3)", "SGD([{'params': p[:1]}, {'params': p[1:], 'lr': 0.01}], lr=0.1, momentum=0.9)", "Adam([{'params': p[0]}, {'params': [p[1]], 'betas': (0.5, 0.5)}], lr=0.1)",
    "SGD(iter(p), 0.1)", "SGD([('a', p[0]), ('b', p[1])], 0.1)", "AdamW([{'params': [p[0]], 'weight_decay': 0.0}, {'params': [p[1]]}], lr=torch.optim and 0.01)",
]  # fmt: skip


def parameters(module: Any) -> list[Any]:
    if module is torch:
        return [torch.nn.Parameter(torch.tensor(data)) for data in ([[1.0, -2.0], [0.5, 3.0]], [0.3, -0.7])]
    return [
        module.nn.Parameter(np.array(data, np.float32)) for data in ([[1.0, -2.0], [0.5, 3.0]], [0.3, -0.7])
    ]


def made(module: Any, text: str) -> tuple[list[Any], Any]:
    p = parameters(module)
    return p, eval(f"torch.optim.{text}", {"torch": module, "p": p})


def plain(held: Any, near: bool = False) -> Any:
    """Without the library it comes from; numbers up to what rounding does."""
    if isinstance(held, dict):
        return {key: plain(one, near) for key, one in held.items()}
    if isinstance(held, list | tuple):
        return [type(held).__name__, *(plain(one, near) for one in held)]
    if hasattr(held, "detach"):
        numbers = held.detach().numpy().ravel().tolist()
        return [
            "tensor",
            str(held.dtype),
            tuple(held.shape),
            pytest.approx(numbers, rel=2e-5, abs=1e-6) if near else numbers,
        ]
    return held


def both(text: str, steps: int, after: str = "") -> list[Any]:
    out = []
    for module in (stepgrad.torch, torch):
        p, optimizer = made(module, text)
        losses = []

        def closure(p: Any = p, optimizer: Any = optimizer) -> Any:
            optimizer.zero_grad()
            loss = ((p[0] @ p[1] - 1) ** 2).sum() + (p[1] ** 2).sum() + ((p[0] - 1) ** 2).mean()
            loss.backward()
            return loss

        for _ in range(steps):
            losses.append(optimizer.step(closure).item())
            names = {"optimizer": optimizer, "p": p, "torch": module}
            exec(after, names)  # noqa: S102
            optimizer = names["optimizer"]
        out.append((losses, optimizer, p))
    return out


@pytest.mark.parametrize("text", OPTIMIZERS)
def test_training(text: str) -> None:
    (ours, a, _), (theirs, b, _) = both(text, 6)
    assert ours == pytest.approx(theirs, rel=1e-4)
    assert repr(a) == repr(b)
    assert plain(a.state_dict()) == plain(b.state_dict(), near=True)
    assert list(map(list, a.state_dict()["state"].values())) == list(
        map(list, b.state_dict()["state"].values())
    ), "other keys, or in another order"
    assert [list(group) for group in a.param_groups] == [list(group) for group in b.param_groups]


@pytest.mark.parametrize("text", ["LBFGS(p, 0.5)", "LBFGS(p)", "LBFGS(p, 0.5, line_search_fn='strong_wolfe')", "LBFGS(p, line_search_fn='strong_wolfe', max_iter=4)", "LBFGS(p, history_size=2, max_iter=6)"])  # fmt: skip
def test_lbfgs(text: str) -> None:
    (ours, a, p), (theirs, b, q) = both(text, 4)
    assert ours == pytest.approx(theirs, rel=1e-3)
    assert repr(a) == repr(b)
    assert p[0].detach().numpy() == pytest.approx(q[0].detach().numpy(), rel=1e-3, abs=1e-4)


@pytest.mark.parametrize("text", OPTIMIZERS[:28])
def test_going_on_from_a_state(text: str) -> None:
    again = (
        f"state = optimizer.state_dict(); optimizer = torch.optim.{text}; optimizer.load_state_dict(state)"
    )
    (ours, a, _), (theirs, b, _) = both(text, 4, again)
    assert ours == pytest.approx(theirs, rel=1e-4)
    assert plain(a.state_dict()) == plain(b.state_dict(), near=True)


REFUSED = [
    "SGD(p, -1)", "SGD(p, lr=-0.5)", "SGD(p, 0.1, momentum=-1)", "SGD(p, 0.1, nesterov=True)", "SGD(p, 0.1, 0.9, 0.1, nesterov=True)", "SGD(p, 0.1, weight_decay=-1)", "SGD([], 0.1)", "SGD(p[0], 0.1)", "SGD([p[0] * 2], 0.1)", "SGD([1.0], 0.1)",
    "SGD(['a'], 0.1)", "SGD([None], 0.1)", "SGD([{'params': {p[0]}}], 0.1)", "SGD([{'params': p}, {'params': p[:1]}], 0.1)", "SGD(p, 0.1, rate=2)", "SGD()", "SGD([{'params': p}, p[0]], 0.1)", "SGD([('a', p[0]), p[1]], 0.1)", "SGD(1, 0.1)", "SGD(None, 0.1)",
    "Adam(p, -1)", "Adam(p, betas=(1.0, 0.9))", "Adam(p, betas=(0.9, 1.0))", "Adam(p, eps=-1)", "Adam(p, weight_decay=-1)", "AdamW(p, -2)", "RMSprop(p, -1)", "RMSprop(p, alpha=-1)", "RMSprop(p, momentum=-1)", "RMSprop(p, eps=-1)",
    "Adagrad(p, lr_decay=-1)", "Adagrad(p, initial_accumulator_value=-1)", "Adadelta(p, rho=2)", "Adamax(p, betas=(2, 0.9))", "NAdam(p, momentum_decay=-1)", "RAdam(p, -1)", "Rprop(p, etas=(1.5, 1.2))", "ASGD(p, -1)", "LBFGS([{'params': p[:1]}, {'params': p[1:]}])",
    "Optimizer(p)", "Optimizer(p, {}).step()", "Adam(p, lr=torch.optim and p[0])",
]  # fmt: skip


def said(module: Any, run: Any) -> str:
    try:
        run(module)
    except Exception as error:  # noqa: BLE001
        return f"{type(error).__name__}: {error}"
    return "nothing"


@pytest.mark.parametrize("text", REFUSED)
def test_refusals_have_pytorchs_words(text: str) -> None:
    theirs = said(torch, lambda module: made(module, text))
    assert said(stepgrad.torch, lambda module: made(module, text)) == theirs
    assert theirs != "nothing"


def test_states_that_do_not_fit() -> None:
    def other(module: Any) -> None:
        _, optimizer = made(module, "SGD(p, 0.1)")
        optimizer.load_state_dict(made(module, "SGD([{'params': p[:1]}, {'params': p[1:]}])")[1].state_dict())

    def fewer(module: Any) -> None:
        _, optimizer = made(module, "SGD(p, 0.1)")
        optimizer.load_state_dict(made(module, "SGD(p[:1])")[1].state_dict())

    for run in (other, fewer):
        assert said(stepgrad.torch, run) == said(torch, run) != "nothing"


def test_own_optimizers() -> None:
    for module in (stepgrad.torch, torch):

        class Plain(module.optim.Optimizer):  # type: ignore[name-defined,misc]
            def __init__(self, params: Any, lr: float = 0.1) -> None:
                self.lr, self.parameters = lr, "free"
                super().__init__(params, {"lr": lr})

            def step(self) -> None:
                for group in self.param_groups:
                    for one in group["params"]:
                        if one.grad is not None:
                            one.data.add_(one.grad, alpha=-group["lr"])
                            self.state[one]["count"] = self.state[one].get("count", 0) + 1

        p = parameters(module)
        optimizer = Plain(p)
        (p[0] * p[0]).sum().backward()
        optimizer.step()
        assert p[0].detach().numpy() == pytest.approx(np.array([[0.8, -1.6], [0.4, 2.4]]), rel=1e-6)
        assert optimizer.state_dict()["state"] == {0: {"count": 1}}


SCHEDULERS = [
    "StepLR(o, 7)", "StepLR(o, step_size=3, gamma=0.5)", "MultiStepLR(o, [3, 8, 8, 20], 0.3)", "MultiStepLR(o, milestones=[30, 80])", "ExponentialLR(o, 0.9)", "CosineAnnealingLR(o, 10)", "CosineAnnealingLR(o, T_max=25, eta_min=1e-4)",
    "CosineAnnealingWarmRestarts(o, 5)", "CosineAnnealingWarmRestarts(o, T_0=4, T_mult=2, eta_min=0.001)", "LambdaLR(o, lambda e: 0.95 ** e)", "LambdaLR(o, lr_lambda=lambda e: min((e + 1) / 10, 1.0))", "LambdaLR(o, [lambda e: 1 / (1 + e), lambda e: 0.5])",
    "MultiplicativeLR(o, lambda e: 0.97)", "LinearLR(o)", "LinearLR(o, start_factor=0.1, total_iters=20)", "LinearLR(o, 1.0, 0.01, 30)", "ConstantLR(o)", "ConstantLR(o, factor=0.5, total_iters=4)", "PolynomialLR(o)", "PolynomialLR(o, total_iters=40, power=2)",
    "OneCycleLR(o, max_lr=0.5, total_steps=52)", "OneCycleLR(o, 0.5, epochs=13, steps_per_epoch=4)", "OneCycleLR(o, [0.5, 0.1], 60, anneal_strategy='linear', three_phase=True)", "OneCycleLR(o, 1.0, 55, pct_start=0.1, cycle_momentum=False, div_factor=10)",
    "CyclicLR(o, 0.01, 0.1, 5)", "CyclicLR(o, base_lr=0.01, max_lr=0.3, step_size_up=4, step_size_down=9, mode='triangular2')", "CyclicLR(o, 0.01, 0.3, 4, mode='exp_range', gamma=0.97)", "CyclicLR(o, 0.01, 0.3, 4, scale_fn=lambda x: 1 / x, cycle_momentum=False)",
    "SequentialLR(o, [S.ConstantLR(o, 0.1, 5), S.ExponentialLR(o, 0.9)], milestones=[5])", "SequentialLR(o, [S.LinearLR(o, 0.1, total_iters=4), S.CosineAnnealingLR(o, 20), S.StepLR(o, 3)], [4, 24])", "ChainedScheduler([S.ConstantLR(o, 0.1, 5), S.ExponentialLR(o, 0.9)])",
    "SequentialLR(o, schedulers=[S.LinearLR(o, start_factor=0.01, total_iters=5), S.CosineAnnealingWarmRestarts(o, 10)], milestones=[5])",
]  # fmt: skip
RULES = ["SGD([{'params': p[:1]}, {'params': p[1:], 'lr': 0.03}], lr=0.1, momentum=0.9)", "Adam([{'params': p[:1]}, {'params': p[1:], 'lr': 0.03}], lr=0.1)"]  # fmt: skip


@pytest.mark.parametrize("text", SCHEDULERS)
@pytest.mark.parametrize("rule", RULES)
def test_fifty_rates(text: str, rule: str) -> None:
    found = []
    for module in (stepgrad.torch, torch):
        _, optimizer = made(module, rule)
        S = module.optim.lr_scheduler
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            scheduler = eval(f"S.{text}", {"S": S, "o": optimizer})
            rates = [scheduler.get_last_lr()]
            for _ in range(50):
                optimizer.step()
                scheduler.step()
                rates.append(
                    [
                        scheduler.get_last_lr(),
                        [(g["lr"], g.get("momentum"), g.get("betas")) for g in optimizer.param_groups],
                    ]
                )
        state = {
            name: one
            for name, one in scheduler.state_dict().items()
            if not callable(one) and name != "lr_lambdas"
        }
        found.append((rates, state, list(state), repr(optimizer)))
    assert found[0] == found[1]


@pytest.mark.parametrize("text", ["ReduceLROnPlateau(o)", "ReduceLROnPlateau(o, 'max', patience=2, cooldown=3)", "ReduceLROnPlateau(o, factor=0.5, patience=1, threshold=0.1, threshold_mode='abs', min_lr=0.004)", "ReduceLROnPlateau(o, patience=0, min_lr=[0.01, 0.001])", "ReduceLROnPlateau(o, 'max', patience=1, threshold_mode='abs')"])  # fmt: skip
def test_a_plateau(text: str) -> None:
    metrics = [
        1.0,
        0.9,
        0.9,
        0.91,
        0.9,
        0.85,
        0.85,
        0.86,
        0.9,
        0.9,
        0.9,
        0.9,
        0.9,
        0.9,
        0.9,
        0.9,
        0.9,
        0.95,
        0.8,
        float("nan"),
        0.8,
        0.8,
        0.8,
        0.8,
    ] * 2
    found = []
    for module in (stepgrad.torch, torch):
        _, optimizer = made(module, RULES[0])
        scheduler = eval(f"S.{text}", {"S": module.optim.lr_scheduler, "o": optimizer})
        rates = []
        for one in metrics:
            scheduler.step(one)
            rates.append((scheduler.get_last_lr(), scheduler.num_bad_epochs, scheduler.best))
        found.append((rates, scheduler.state_dict(), list(scheduler.state_dict())))
    assert str(found[0]) == str(found[1])


@pytest.mark.parametrize("text", ["StepLR(o, 3)", "CosineAnnealingLR(o, 10)", "OneCycleLR(o, 0.5, 60)", "CyclicLR(o, 0.01, 0.1, 5)", "LambdaLR(o, lambda e: 0.9 ** e)", "SequentialLR(o, [S.ConstantLR(o, 0.1, 5), S.ExponentialLR(o, 0.9)], milestones=[5])"])  # fmt: skip
def test_a_scheduler_goes_on_from_a_state(text: str) -> None:
    found = []
    for module in (stepgrad.torch, torch):
        S = module.optim.lr_scheduler
        rates = []
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            _, o = made(module, RULES[0])
            scheduler = eval(f"S.{text}", {"S": S, "o": o})
            for _ in range(7):
                scheduler.step()
            states = scheduler.state_dict(), o.state_dict()
            _, o = made(module, RULES[0])
            scheduler = eval(f"S.{text}", {"S": S, "o": o})
            scheduler.load_state_dict(states[0])
            o.load_state_dict(states[1])
            for _ in range(7):
                scheduler.step()
                rates.append(scheduler.get_last_lr())
        found.append(rates)
    assert found[0] == found[1]


SCHEDULERS_REFUSED = [
    "StepLR(1, 2)", "LambdaLR(o, [lambda e: e])", "MultiplicativeLR(o, 0.5)", "ConstantLR(o, 2)", "LinearLR(o, 0)", "LinearLR(o, end_factor=2)", "CosineAnnealingWarmRestarts(o, 0)", "CosineAnnealingWarmRestarts(o, 2, 0.5)", "OneCycleLR(o, 0.1)", "OneCycleLR(o, 0.1, -1)",
    "OneCycleLR(o, 0.1, 10, pct_start=2)", "OneCycleLR(o, 0.1, 10, anneal_strategy='x')", "OneCycleLR(o, [0.1], 10)", "CyclicLR(o, 0.1, 0.2, mode='x')", "ReduceLROnPlateau(o, factor=1.0)", "ReduceLROnPlateau(o, mode='x')", "ReduceLROnPlateau(o, threshold_mode='x')",
    "ReduceLROnPlateau(o, min_lr=[1])", "SequentialLR(o, [], [])", "SequentialLR(o, [S.StepLR(o, 3)], [4])", "SequentialLR(o, [S.ReduceLROnPlateau(o)], [])", "ChainedScheduler([])", "ExponentialLR(o, 0.9, last_epoch=3)", "StepLR(o)", "CyclicLR(S and R, 0.1, 0.2)",
]  # fmt: skip


@pytest.mark.parametrize("text", SCHEDULERS_REFUSED)
def test_what_schedulers_refuse(text: str) -> None:
    def run(module: Any) -> None:
        p, o = made(module, RULES[0])
        eval(f"S.{text}", {"S": module.optim.lr_scheduler, "o": o, "R": module.optim.Rprop(p)})

    assert said(stepgrad.torch, run) == said(torch, run) != "nothing"


def test_too_many_steps_and_the_order_of_steps() -> None:
    found = []
    for module in (stepgrad.torch, torch):
        _, o = made(module, "SGD(p, 0.1)")
        S = module.optim.lr_scheduler
        with warnings.catch_warnings(record=True) as heard:
            warnings.simplefilter("always")
            scheduler = S.StepLR(o, 2)
            scheduler.step()
            o.step()
            scheduler.step()
            scheduler.step(5)
        scheduler = S.OneCycleLR(o, 0.1, 3, cycle_momentum=False)
        for _ in range(3):
            o.step()
            scheduler.step()
        with pytest.raises(ValueError, match="Tried to step") as error:
            scheduler.step()
        found.append(([str(one.message) for one in heard], str(error.value), scheduler.get_last_lr()))
    assert found[0] == found[1]
