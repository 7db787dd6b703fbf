"""④ Listens to the engine while a program runs, and writes down what happens: the whole of it, from its beginning to its end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...scalar.node import Node as Scalar
from ..bounds import MAX_LABEL, cut
from ..columns import Nodes, Steps
from ..facts import Facts
from ..naming import written
from ..optimizers import Optimizers
from ..program import Program
from ..watch import Watch
from .walks import Walks


class Recorder(Walks):
    """What `mode.recorder` is while a program is traced; the engine calls it, it never calls the engine."""

    def __init__(self, program: Program, nodes: Nodes, steps: Steps, facts: Facts) -> None:
        super().__init__(program, nodes, steps, facts)
        self.optimizers = Optimizers(
            lambda one: None if id(one) in self._beside and id(one) not in self._ids else self._id(one)
        )
        self.watch = Watch(self._changed, self._looked)

    def suspend(self) -> None:
        """Take back what Values know of this trace, for it is over, or another one begins."""
        try:
            for value in self._kept:
                del value._at
        except AttributeError:  # there are tensors among them
            for value in self._kept:
                if hasattr(value, "_at"):
                    del value._at

    def resume(self) -> None:
        """That other one is over."""
        for number, value in enumerate(self._kept):
            if isinstance(value, Scalar):
                value._at = number

    def stepped(self, optimizer: Any) -> None:
        """An optimizer is about to change what it holds."""
        frame = self._program.now()
        at = self._program.spot(frame).at if frame is not None else None
        self.optimizers.stepped(optimizer, at, len(self._steps))

    def finish(self, names: Mapping[str, Any]) -> None:
        """The program has ended with these variables."""
        self._settle()
        for number in self._arrays:
            kept = self._kept[number]
            if (
                getattr(kept, "_view", None) is None and id(kept) not in self._beside
            ):  # a view shows what was changed elsewhere
                self._notice_update(kept)
        self.facts.finish(self._known, self._kept.__getitem__, self._program.characters)
        self._steps.close()
        args = self._nodes.column("args").__getitem__
        self._names.held(names)
        self._program.owners.name(self._program.calls, names, self._program.parts)
        given = {}
        for value in (*self._labelled, *map(self._kept.__getitem__, self._arrays)):
            known, label = self._known(value), value.label
            if known is None or not isinstance(label, str) or label == self._library.get(known):
                continue
            given[known] = str.__str__(label)  # by hand
        found = self._names.labels, self._names.places, [*self._program.spots()]
        library = self._library  # and not `self`, which holds every value
        gradients = self._gradients

        def name() -> dict[int, str]:
            labels = library | written(*found, args) | given
            for (root, of, returned), made in gradients.items():
                if labels.get(made) is None and (of in labels and (root in labels or not returned)):
                    labels[made] = f"∂{labels[root]}/∂{labels[of]}" if returned else f"{labels[of]}.grad"
            if max(map(len, labels.values()), default=0) > MAX_LABEL:
                labels = {node: cut(label, MAX_LABEL) for node, label in labels.items()}
            return labels

        self._nodes.name = name
        self.optimizers.finish(names, name, self._tensors)
