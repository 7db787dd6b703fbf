"""④ Runs programs so that none of them changes what the next one computes: whatever it did to Python is undone after it.

Two states are kept. The near one is what our own code needs to tell what happened, and is put back as soon as the program has
ended. The far one can wait until the answer is on its way: all other modules, or of those only what the program imports.
A module that a program is the first to import is added before the program gets to see it.
"""

from __future__ import annotations

import builtins
import contextvars
import gc
import importlib
import linecache
import os
import sys
import threading
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from functools import partial
from types import FunctionType, ModuleType
from typing import Any

from ...mode import switched
from ...scalar.value import Value
from ..loops import TURN
from ..output import Output
from ..program import CHECK, FILENAME, Program
from . import folder, functions, held, settings, stage, state
from .stage import Ended, Stage
from .state import State, root

bootstrap: Any = importlib.import_module("importlib._bootstrap")  # no types are known of it
# Bound now, for a program may replace any of these.
_settrace, _setprofile, _setrecursionlimit, _modules = (
    sys.settrace,
    sys.setprofile,
    sys.setrecursionlimit,
    sys.modules,
)
_getpid, _exit = os.getpid, os._exit
_addaudithook, _load_unlocked, _SystemExit = sys.addaudithook, bootstrap._load_unlocked, SystemExit
_NEAR = {
    "builtins", "sys", "os", "posix", "nt", "math", "json", "json.decoder", "json.encoder", "re", "types", "operator", "functools",
    "itertools", "collections", "contextlib", "io", "linecache", "atexit", "gc", "signal", "warnings", "codecs", "time",
}  # fmt: skip
_LATE = ("__del__", "weakref", "yield")  # where these are, objects may do something as they go
_LOADERS = {"_frozen_importlib", "_frozen_importlib_external", "zipimport", "stepgrad"}
_BEYOND = {
    "ctypes",
    "_ctypes",
    "js",
    "pyodide",
    "pyodide_js",
    "_pyodide",
    "_pyodide_core",
}  # they get at anything


class Shelter:
    """Where programs run, one after the other.

    whole: everything that Python has loaded is kept, and each program begins in an empty folder, with random numbers that no
    program before it has chosen. Otherwise only what belongs to this package and to those that the program imports.
    """

    def __init__(self, *, whole: bool) -> None:
        self._near = State()
        self._far = State(
            "stepgrad"
        )  # else it could first see a class of the engine's while a trace watches that
        self._folder = folder.Folder() if whole else None
        self._busy = self._loading = self._serious = False
        self._plain = False  # the last program: it is known not to have touched anything
        self._worn = ""
        self._ours = _parts(held, functions, state, settings, stage, folder, _modules[__name__])
        self._right = _checked()

    def give(self, files: dict[str, bytes]) -> None:
        """What the next program finds in its folder."""
        if self._folder:
            self._folder.files = files

    def look(self, imports: Iterable[str] = ()) -> None:
        """What is there now is right: it is not the work of a program. imports: packages that are not to be left alone."""
        if self._busy:  # a program that runs here traces another one
            return
        for kept in (self._near, self._far):
            kept.keep(kept.changed())
        self._loaded = dict(_modules)
        self._watch(self._loaded, imports)

    def _watch(self, modules: dict[str, Any], imports: Iterable[str]) -> None:
        roots = {*imports, *(state.USUAL if self._folder else ())}
        near = {name: one for name, one in modules.items() if name in _NEAR or _is_ours(one)}
        far = {name: one for name, one in modules.items() if name not in near and root(name) in roots}
        self._near.watch(near.values(), roots)
        self._far.watch(far.values(), roots)

    def run(self, program: Program, main: ModuleType, output: Output, recorder: Any = None) -> None:
        """Run it, with `main` as its `__main__`. Errors: whatever it raises; SystemExit where it would have ended Python itself."""
        check = recorder.check if recorder else lambda: None
        text = (
            len(program.source),
            None,
            program.lines,
            FILENAME,
        )  # for tracebacks, and for inspect.getsource()
        turn = recorder.turns.begin if recorder else _no_turn
        more: list[stage.Prop] = [
            (vars(builtins), CHECK, check),
            (vars(builtins), TURN, turn),
            (linecache.cache, FILENAME, text),
        ]
        if self._busy:
            place = Stage(main, output, *more)
            place.set()
            try:
                _run(program, main, place, recorder)
            finally:
                place.clear()
            return
        more += [(vars(bootstrap), "_load_unlocked", self._load), (vars(sys), "addaudithook", self._hook)]
        place = Stage(main, output, *more)
        self._limit, self._thread = sys.getrecursionlimit(), threading.get_ident()
        self._traced, self._profiled = sys.gettrace(), sys.getprofile()
        self._settings = settings.read()
        if _BEYOND & program.imports:
            self._worn = "the program reached for what lies beyond Python"
        self._plain = program.plain
        if self._folder and not self._plain:
            self._folder.enter()
            _draw_afresh()
        place.set()
        self._props = place.props() | {
            id(recorder),
            *(map(id, recorder.watch.properties.values()) if recorder else ()),
        }
        # These are tuples and variables of this call, for whatever else there is the collector shows to programs.
        first = _names(builtins), *self._ours, _names(self, "_worn")
        settrace, setprofile, sizes, process = _settrace, _setprofile, self._sizes(), _getpid()
        self._busy = True
        try:
            contextvars.copy_context().run(_run, program, main, place, recorder)
        finally:
            if _getpid() != process:  # a child that the program made: for it, this is the end of Python
                _exit(0)
            settrace(None)
            setprofile(None)
            for put in first:  # before this, no name can be relied on, neither Python's own nor ours
                put()
            self._put_back(place, sizes)

    def _sizes(self) -> tuple[int, ...]:
        """How much is kept: it becomes more as modules are loaded, and never less."""
        return len(self._loaded), len(self._ours), *self._near.sizes(), *self._far.sizes()

    def _put_back(self, place: Stage, sizes: tuple[int, ...]) -> None:
        _setrecursionlimit(self._limit)
        if any(now < was for now, was in zip(self._sizes(), sizes, strict=True)):
            self._worn = "the program took away what is known of how Python was"
            self._loaded = dict(_modules)
        try:
            place.clear()
            for name in [*_modules]:
                if name not in self._loaded and (self._folder or not isinstance(_modules[name], ModuleType)):
                    del _modules[name]
            _modules.update(self._loaded)
            if not self._plain:
                self._serious = self._near.undo() or self._serious
                settings.write(self._settings)
                if not self._folder:
                    self._far.undo()
        except Exception as error:  # noqa: BLE001 (whatever it is, this Python is of no use any more)
            self._worn = self._worn or f"what the program did to Python cannot be undone: {error!r:.200}"
        _setprofile(self._profiled if callable(self._profiled) else None)  # cProfile's cannot be set again
        _settrace(self._traced)

    def forget(self, program: Program, main: ModuleType, output: Output) -> None:
        """Let go of all that a program holds; what its objects say as they go is the last of its output."""
        place = Stage(main, output, (vars(builtins), CHECK, lambda: None), (vars(builtins), TURN, _no_turn))
        place.set()
        late = any(word in program.source for word in _LATE)
        if late:
            gc.collect()
        names = vars(main)
        for name in [*names]:  # as Python does it when a program has ended
            if name != "__builtins__":
                names[name] = None
        names.clear()
        if late:  # not in the midst of the next program
            gc.collect()
        place.clear()
        if late and not self._folder and not self._busy:  # else there is recover()
            self._near.undo()
            self._far.undo()

    def recover(self) -> str:
        """Undo the rest, when the answer is on its way; "" or, where Python is not what it was, why."""
        if self._busy:
            return ""
        if self._plain and not self._worn:
            return ""
        try:
            for kept in (
                self._far,
                self._near,
            ):  # as objects of the program went, they may have done something more
                self._serious = kept.undo() or self._serious
            if self._folder and not self._folder.clean():
                self._worn = "the program changed files of Python"
            if self._serious and _checked() != self._right:
                self._worn = "Python computes something else than before"
        except Exception as error:  # noqa: BLE001 (whatever it is, this Python is of no use any more)
            self._worn = self._worn or f"what the program did to Python cannot be undone: {error!r:.200}"
        self._serious = False
        return self._worn

    def _load(self, spec: Any) -> Any:
        """In the place of the function that every import of something new goes through."""
        if self._loading or threading.get_ident() != self._thread or self._is_the_programs(spec):
            return _load_unlocked(spec)
        before = [(kept, kept.changed()) for kept in (self._near, self._far)]
        if any(one.serious(self._props) for _, changed in before for one in changed):
            self._worn = self._worn or f"{spec.name} was loaded into a Python that the program had changed"
        known = {*_modules}
        self._loading = True
        try:
            return _load_unlocked(spec)
        finally:
            self._loading = False
            new = {name: module for name, module in _modules.items() if name not in known}
            self._loaded.update(new)
            for kept, changed in before:
                kept.keep([one for one in kept.changed() if one not in changed])
            self._watch(new, {root(name) for name in new})

    def _is_the_programs(self, spec: Any) -> bool:
        if self._folder and str(spec.origin).startswith(self._folder.path):
            return True
        return root(getattr(spec.loader, "__module__", None)) not in _LOADERS

    def _hook(self, hook: Callable[..., object]) -> None:
        self._worn = "a hook that listens to Python itself cannot be taken away"
        _addaudithook(hook)


def _no_turn(_: int) -> bool:
    return True


_shared: Shelter | None = None  # made when it is needed first


def near(program: Program) -> Shelter:
    """Where trace() runs a program: in the midst of whoever calls it, whose other modules, files and folder are left alone."""
    global _shared
    shelter = _shared = _shared or Shelter(whole=False)
    shelter.look(program.imports)
    return shelter


def _run(program: Program, main: ModuleType, place: Stage, recorder: Any) -> None:
    names = _names(builtins)
    if decimal := sys.modules.get("decimal"):
        decimal.setcontext(decimal.getcontext().copy())
    with switched(grad=True, recorder=recorder), recorder.watch if recorder else nullcontext():
        try:
            exec(program.code, vars(main))  # noqa: S102 (running the reader's program is what this is for)
        except _SystemExit as end:
            names()
            if isinstance(end, Ended):
                raise
            if end.code is not None and not isinstance(end.code, int):
                print(end.code, file=sys.stderr)
        finally:
            names()
            place.end()
            if (
                "__del__" in program.source
            ):  # as Python does it; later, it would no longer be the program that prints
                gc.collect()


def _names(thing: Any, *besides: str) -> Callable[[], None]:
    """What puts back the names that a module, or an object, has now: Python's own parts, which no program can change."""
    names = vars(thing)
    return partial(names.update, (*((name, one) for name, one in names.items() if name not in besides),))


def _parts(*modules: ModuleType) -> tuple[Callable[[], None], ...]:
    """The same of our modules, of their classes, and of the code of all functions in them."""
    parts: list[Callable[[], None]] = []
    for module in modules:
        parts.append(_names(module))
        classes = [
            x for x in vars(module).values() if isinstance(x, type) and x.__module__ == module.__name__
        ]
        for owner in (module, *classes):
            for name, part in vars(owner).items():
                if isinstance(part, FunctionType) and part.__module__ == module.__name__:
                    parts.append(partial(setattr, part, "__code__", part.__code__))
                    if owner is not module:
                        parts.append(partial(type.__setattr__, owner, name, part))
    return (*parts,)


def _is_ours(module: Any) -> bool:
    """By whatever name it was imported, see alias.py."""
    return root(getattr(module, "__name__", None)) == "stepgrad"


def _draw_afresh() -> None:
    for name in ("random", "numpy.random"):
        if module := sys.modules.get(name):
            module.seed()


def _checked() -> tuple[float | None, ...]:
    """What a small computation gives."""
    with switched(grad=True):
        x, y = Value(0.5), Value(3.0)
        z = x * y / (y - 1) + x**2 - 3 * y
        z.backward()
    return z.data, x.grad, y.grad
