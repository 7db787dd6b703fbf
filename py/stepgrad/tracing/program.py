"""④ A program's text: which names its values get, where in the text a value was made, which numbers can be set."""

from __future__ import annotations

import ast
import builtins
import itertools
import re
import sys
from collections.abc import Callable, Container, Iterator, Mapping
from types import CodeType, FrameType, ModuleType, TracebackType
from typing import Any

from .beyond import reaches_beyond
from .checked import Checked, with_result
from .inputs import literals_of, replaced
from .loops import Loop, marked
from .owners import Call, Owners
from .plain import is_plain
from .span import Span, in_characters, lines_of
from .spots import Running, Spot

FILENAME = "<program>"
MAX_CALLS = 50_000  # what is called beyond that counts as part of the call around it
_HALF = re.compile("[\ud800-\udfff]")


_OURS = [sys.getrefcount(frame) for frame in {object(): 0}][0]  # noqa: RUF015 (as in let_go: Pythons count differently)


class Program:
    """A source text, compiled. `inputs` are the lines `name = Value(number)` and `name = number`, with their numbers.

    lines: those that Python counts, each with its end. plain: it can have touched nothing but what is its own. beyond: it may get at more than Python's own. imports: the packages that it may import, by name.
    turns: whether its loops are to say when a turn begins, see loops.py. result: whether its last expression is handed to RESULT, as notebooks do.
    name: what its code says it comes from; another one hides it from a program that is traced within it.
    Errors: SyntaxError; KeyError when a number is set for a name that has no such line.
    """

    def __init__(
        self,
        source: str,
        numbers: Mapping[str, float],
        *,
        turns: bool = True,
        result: bool = False,
        name: str = FILENAME,
    ) -> None:
        source = source.removeprefix("\ufeff")  # some editors begin a file with it; Python skips it, too
        if (half := _HALF.search(source)) is not None:
            line = source[: half.start()].replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
            raise SyntaxError(f"half of a character, {half[0]!r}, is no text", (name, line, None, None))
        tree = ast.parse(source, name)
        literals = dict(literals_of(tree))
        unknown = sorted(numbers.keys() - literals.keys())
        if unknown:
            raise KeyError(
                f"the program has no line `{unknown[0]} = Value(number)` or `{unknown[0]} = number` to set"
            )
        if numbers:
            source = replaced(source, {literals[name]: number for name, number in numbers.items()})
            tree = ast.parse(source, name)
            literals = dict(literals_of(tree))
        self.source = source
        self.inputs = {name: float(ast.literal_eval(node)) for name, node in literals.items()}
        self.lines = lines_of(source)
        self.parts = [*ast.walk(tree)]
        self.plain = is_plain(self.parts)
        self.imports = set(_imports(self.parts))
        self.beyond = not self.plain and reaches_beyond(self.parts, self.imports)
        self.loops: list[Loop] = marked(self.parts, self.characters) if turns else []
        checked = Checked()
        self.name = name
        self.code = compile(with_result(checked.visit(tree)) if result else checked.visit(tree), name, "exec")
        self._withs = checked.withs  # Python 3.11 does not stand an exception where it leaves one of these
        self.calls: list[Call] = []
        self.owners = Owners()
        # By id(): a code object looks through all of itself to be hashed.
        self._positions: dict[int, list[tuple[int | None, ...]]] = {}
        self._spots: dict[int, dict[int, Spot]] = {}
        self._codes: list[CodeType] = []  # holds them, so that no id() is used twice
        self.read: Callable[[Spot], Spot] = lambda spot: spot  # what is said of each new one
        self.called: Callable[[FrameType, Spot], None] = lambda frame, spot: None  # hears of them
        self.entered: dict[FrameType, Running] = {}  # holds the frames, so that none is taken for another

    def module(self) -> ModuleType:
        """The `__main__` that it is to run as."""
        main = ModuleType("__main__")
        vars(main).update(__file__=FILENAME, __builtins__=builtins)
        return main

    def here(self) -> tuple[FrameType | None, bool]:
        """The function that runs, and whether that calls what asks for it: a class or an operator of this package,

        and not a function that uses these.
        """
        frame: FrameType | None = sys._getframe(3)
        between = 0
        while frame is not None and frame.f_code.co_filename != FILENAME:
            frame, between = frame.f_back, between + 1
        return frame, between == 1

    def now(self) -> FrameType | None:
        """The function that runs."""
        return _own(sys._getframe(2))

    def traceback(self) -> TracebackType | None:
        """Where the program is now, as an exception tells it."""
        frame = _own(sys._getframe(1))
        return TracebackType(None, frame, frame.f_lasti, frame.f_lineno) if frame else None

    def end_at_next_line(self, error: type[BaseException]) -> None:
        """Raise it once more at the next line of the program, whichever that is: a library may catch anything and say nothing."""

        def at_line(frame: FrameType, event: str, _: object) -> Any:
            if (
                frame.f_code.co_filename == FILENAME
                and event in ("call", "line")
                and frame.f_lineno not in self._withs
            ):
                raise error
            return at_line

        frame = _own(sys._getframe(1))
        while frame is not None:
            frame.f_trace = at_line
            frame = _own(frame.f_back)
        sys.settrace(at_line)

    def finish(self) -> None:
        """Let go of the program's frames, and with them of what its variables held."""
        self.entered.clear()
        self.owners.forget()

    def let_go(self, awaited: Container[FrameType]) -> None:
        """Of function calls that have returned, and of all that their variables hold; but for those that are still awaited."""
        gone = [frame for frame in self.entered if sys.getrefcount(frame) <= _OURS]
        for frame in gone:
            if frame not in awaited:
                del self.entered[frame]

    def spot(self, frame: FrameType) -> Spot:
        """The instruction that a function is at."""
        at = frame.f_lasti
        spots = self._of(frame.f_code)
        if at not in spots:
            span = self._span(frame)
            spots[at] = self.read(Spot(span, self.characters(span) if span else None))
        return spots[at]

    def spots(self) -> Iterator[Spot]:
        """All instructions that have made values."""
        return itertools.chain.from_iterable(spots.values() for spots in self._spots.values())

    def _span(self, frame: FrameType) -> Span | None:
        code = frame.f_code
        if id(code) not in self._positions:
            self._positions[id(code)] = list(code.co_positions())
        line, end_line, column, end_column = self._positions[id(code)][frame.f_lasti // 2]
        if line is None or end_line is None or column is None or end_column is None:
            return None
        return line, column, end_line, end_column

    def running(self, frame: FrameType) -> Running:
        """What is known of a function call that makes values."""
        if frame in self.entered:
            return self.entered[frame]
        new = [frame]
        outer = _own(frame.f_back)
        while outer is not None and outer not in self.entered:
            new.append(outer)
            outer = _own(outer.f_back)
        call = self.entered[outer].call if outer is not None else None
        for inner in reversed(new):
            spot = None
            if outer is not None:
                spot = self.spot(outer)
                self.called(outer, spot)
            call = self.enter(inner, call, spot).call
            outer = inner
        return self.entered[frame]

    def enter(self, frame: FrameType, within: int | None, spot: Spot | None, calm: int = -1) -> Running:
        """A function call begins, within another one of that index, at that instruction; without one, it is the program itself."""
        code = frame.f_code
        # a comprehension's frame is no call that a reader made
        if spot is not None and code.co_name[0] != "<" and len(self.calls) < MAX_CALLS:
            name = code.co_qualname.rpartition("<locals>.")[2]
            self.calls.append(Call(name, spot.at, within))
            within = len(self.calls) - 1
            self.owners.called(within, name, frame, spot.span)
        self.entered[frame] = made = Running(within, self._of(code), calm)
        return made

    def _of(self, code: CodeType) -> dict[int, Spot]:
        """The instructions of a function that have made values."""
        spots = self._spots.get(id(code))
        if spots is None:
            spots = self._spots[id(code)] = {}
            self._codes.append(code)
        return spots

    def characters(self, span: Span) -> Span:
        """The same place with its columns in characters."""
        return in_characters(span, self.lines)


def _own(frame: FrameType | None) -> FrameType | None:
    """The frame itself, or the nearest around it, that runs the program's own text."""
    while frame is not None and frame.f_code.co_filename != FILENAME:
        frame = frame.f_back
    return frame


def _imports(nodes: list[ast.AST]) -> Iterator[str]:
    """The packages that a program names in its imports, or in a text such as the one it gives to import_module()."""
    for node in nodes:
        match node:
            case ast.Import(names=names):
                yield from (name.name.partition(".")[0] for name in names)
            case ast.ImportFrom(module=str(module)):
                yield module.partition(".")[0]
            case ast.Constant(value=str(text)) if text in sys.modules:
                yield text.partition(".")[0]
            case _:
                pass
