"""④ Whose method a call was, in the program's own names."""

from __future__ import annotations

from textwrap import dedent

from stepgrad import trace


def owners(source: str) -> list[tuple[str, str | None]]:
    """Of each call its function and the object."""
    return [
        (call.name, call.of) for call in trace(dedent(source)).calls if not call.name.endswith("__init__")
    ]


def test_objects_in_lists_and_attributes() -> None:
    assert owners("""
        from stepgrad import Value
        class Neuron:
            def __init__(self): self.w = Value(2.0)
            def __call__(self, x): return self.w * x
        class Layer:
            def __init__(self): self.neurons = [Neuron(), Neuron()]
            def __call__(self, x): return sum(n(x) for n in self.neurons)
        class Net:
            def __init__(self): self.layers = (Layer(), Layer())
            def forward(self, x):
                for layer in self.layers:
                    x = layer(x)
                return x
        net = Net()
        y = net.forward(Value(1.0))
    """) == [
        ("Net.forward", "net"),
        ("Layer.__call__", "net.layers[0]"),
        ("Neuron.__call__", "net.layers[0].neurons[0]"),
        ("Neuron.__call__", "net.layers[0].neurons[1]"),
        ("Layer.__call__", "net.layers[1]"),
        ("Neuron.__call__", "net.layers[1].neurons[0]"),
        ("Neuron.__call__", "net.layers[1].neurons[1]"),
    ]


def test_objects_in_dicts_dataclasses_slots_and_by_inheritance() -> None:
    assert owners("""
        from dataclasses import dataclass, field
        from stepgrad import Value
        class Base:
            def scaled(self, x): return x * 2
        class Head(Base):
            __slots__ = ("k",)
            def __init__(self): self.k = Value(1.0)
            def __call__(self, x): return self.scaled(x) * self.k
        @dataclass
        class Model:
            heads: dict = field(default_factory=lambda: {"a": Head(), "b": Head()})
            def run(self, x): return self.heads["a"](x) + self.heads["b"](x)
        model = Model()
        y = model.run(Value(3.0))
    """) == [
        ("Model.run", "model"),
        ("Head.__call__", 'model.heads["a"]'),
        ("Base.scaled", 'model.heads["a"]'),
        ("Head.__call__", 'model.heads["b"]'),
        ("Base.scaled", 'model.heads["b"]'),
    ]


def test_a_model_that_only_a_function_knows_is_called_as_there() -> None:
    assert owners("""
        from stepgrad import Value
        class Block:
            def __call__(self, x): return x * x
        class Model:
            def __init__(self): self.blocks = [Block(), Block()]
            def __call__(self, x):
                for block in self.blocks: x = block(x)
                return x
        def main():
            net = Model()
            return net(Value(2.0))
        y = main()
    """) == [
        ("main", None),
        ("Model.__call__", "net"),
        ("Block.__call__", "net.blocks[0]"),
        ("Block.__call__", "net.blocks[1]"),
    ]


def test_modules_of_torch_by_their_attributes() -> None:
    assert owners("""
        from stepgrad import nn, Tensor
        class Attention(nn.Module):
            def __init__(self):
                super().__init__()
                self.key = nn.Linear(2, 2)
            def forward(self, x): return self.key(x) * 2
        class GPT(nn.Module):
            def __init__(self):
                super().__init__()
                self.blocks = nn.Sequential(Attention(), Attention())
            def forward(self, x): return self.blocks(x)
        model = GPT()
        y = model(Tensor([[1.0, 2.0]])).sum()
    """) == [
        ("GPT.forward", "model"),
        ("Attention.forward", "model.blocks[0]"),
        ("Attention.forward", "model.blocks[1]"),
    ]


def test_functions_values_and_classes_have_no_owner() -> None:
    assert owners("""
        from stepgrad import Value
        class Mine(Value):
            def double(self): return self * 2
        class Tools:
            @staticmethod
            def half(x): return x * 0.5
            @classmethod
            def twice(cls, x): return x * 2
        def f(x): return x + 1
        x = Mine(1.0)
        y = f(Tools.half(Tools.twice(x.double())))
    """) == [("Mine.double", None), ("Tools.twice", None), ("Tools.half", None), ("f", None)]


def test_an_object_that_no_variable_holds_has_no_name() -> None:
    assert owners("""
        from stepgrad import Value
        class Once:
            def __call__(self, x): return x * 2
        y = Once()(Value(1.0))
    """) == [("Once.__call__", None)]


def test_a_name_goes_with_the_object_and_not_with_its_number() -> None:
    assert (
        owners("""
        from stepgrad import Value
        class Unit:
            def __init__(self, by): self.by = by
            def __call__(self, x): return x * self.by
        x = Value(1.0)
        for i in range(3):
            unit = Unit(i)
            x = unit(x)
    """)
        == [("Unit.__call__", "unit")] * 3
    )
