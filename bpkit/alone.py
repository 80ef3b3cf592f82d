"""The source of a function, standing alone: with the imports, constants and helper functions that it uses.

A learner's function is taken from the cells of a notebook, the course's own from its module. Annotations are
left out of account, because a kept block is compiled with them as text.
"""

from __future__ import annotations

import ast
import builtins
import dis
import importlib
import inspect
import math
import sys
import textwrap
import types
from collections.abc import Callable
from typing import Any

import numpy as np

BUILTINS = frozenset(dir(builtins))
SIMPLE = (bool, int, float, complex, str, bytes, type(None))


class NotKept(Exception):
    """A function could not be written to a file of its own; the message says why."""


def source_alone(name: str, function: Callable[..., Any]) -> str:
    """The source of ``function``, called ``name``, and before it whatever of the notebook it uses.

    Raises
    ------
    NotKept
        If the source cannot be had, or uses what cannot be written down.
    """
    plain = _plain_function(function)
    written = _Written(plain.__module__)
    written.add_function(plain)
    written.add_modules()
    alias = f"\n\n{name} = {plain.__name__}\n" if plain.__name__ != name else ""
    return "\n".join(written.imports) + "\n\n\n" * bool(written.imports) + "\n\n\n".join(written.parts.values()) + alias


def _plain_function(function: Callable[..., Any]) -> types.FunctionType:
    function = inspect.unwrap(function)
    if not isinstance(function, types.FunctionType):
        raise NotKept(f"it is no plain function but a {type(function).__name__}.")
    if function.__name__ == "<lambda>":
        raise NotKept("a lambda has no name to be found by; write it with def.")
    if function.__closure__:
        raise NotKept("it was made inside another function, whose variables it uses.")
    return function


class _Written:
    """What has been written down so far: import lines, and the source behind each global name."""

    def __init__(self, home: str) -> None:
        self.imports: dict[str, None] = {}
        self.parts: dict[str, str] = {}
        self.things: dict[str, Any] = {}
        self.modules: dict[str, dict[str, None]] = {}  # modules of the course, and what is used of each
        self.package = home.partition(".")[0]  # "__main__" in a notebook, "bpkit" for the course's own

    def add_function(self, function: types.FunctionType) -> None:
        """``function`` itself, after all that it uses."""
        if self._has(function.__name__, function):
            return
        source = _source(function)
        self._add_used(_names_when_defined(source) + _names_when_run(function.__code__), function.__globals__, source)
        self.parts[function.__name__] = self.parts.pop(function.__name__) or source

    def _add_class(self, used: str, thing: type) -> None:
        if self._has(used, thing):
            return
        source = _source(thing)
        for method in vars(thing).values():
            if isinstance(method, types.FunctionType):
                self._add_used(_names_when_run(method.__code__), method.__globals__, source)
        self.parts[used] = self.parts.pop(used) or source

    def _has(self, name: str, thing: Any) -> bool:
        """Whether it is written, or being written, already; a mark keeps a helper that calls back from looping."""
        if name in self.things and self.things[name] is not thing:
            raise NotKept(f"two different things that it uses are called {name!r}.")
        known = name in self.things
        self.things[name] = thing
        if not known:
            self.parts[name] = ""
        return known

    def add_modules(self) -> None:
        """For ``ops.affine``: an ``ops`` that holds what was written down of it, and nothing more."""
        for used, names in self.modules.items():
            self.imports["from types import SimpleNamespace"] = None
            self.parts[used] = f"{used} = SimpleNamespace({', '.join(f'{name}={name}' for name in names)})"

    def _add_used(self, names: list[str], known: dict[str, Any], source: str) -> None:
        for used in dict.fromkeys(names):
            if used not in known or used in BUILTINS | {"__name__"}:
                continue
            value = known[used]
            if isinstance(value, types.ModuleType) and value.__name__.startswith(f"{self.package}."):
                self._add_module(used, value, source)
            else:
                self._add(used, value)

    def _add_module(self, used: str, module: types.ModuleType, source: str) -> None:
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == used:
                self._add(node.attr, getattr(module, node.attr))
                self.modules.setdefault(used, {})[node.attr] = None

    def _add(self, used: str, value: Any) -> None:
        if type(value).__name__ == "Op":  # an op as a plain function; who asks for its forward gets the same
            self._add_helper(used, value.forward)
            self.parts[f"{used}.forward"] = f"{used}.forward = {used}"
            return
        module = str(getattr(value, "__module__", None) or ("numpy" if isinstance(value, np.ufunc) else ""))
        ours = module.partition(".")[0] == self.package
        if isinstance(value, types.ModuleType):
            self.imports[f"import {value.__name__}" + (f" as {used}" if used != value.__name__ else "")] = None
        elif module == "bpkit.mine" or (self.package != "bpkit" and _is_lent(used, value, module)):
            self.imports[f"from bpkit.mine import {used}"] = None
        elif isinstance(value, types.FunctionType) and ours:
            self._add_helper(used, value)
        elif isinstance(value, type) and module == "__main__":
            self._add_class(used, value)
        elif (text := _literal(value)) is not None:
            self.parts[used] = f"{used} = {text}"
        elif hasattr(inspect.unwrap(value) if callable(value) else value, "__code__") and ours:
            self._add_helper(used, inspect.unwrap(value))
        elif module and getattr(value, "__name__", None):
            self.imports[_import_line(used, value, module)] = None
        else:
            raise NotKept(f"it uses {used!r} from another cell; pass that in as an argument, or make it inside.")

    def _add_helper(self, used: str, function: Any) -> None:
        if function.__name__ == "<lambda>":
            source = _source(function)
            if not source.startswith(f"{used} = lambda"):
                raise NotKept(f"it uses the lambda {used!r}; write that with def.")
            if not self._has(used, function):
                self._add_used(_names_when_run(function.__code__), function.__globals__, source)
                self.parts[used] = self.parts.pop(used) or source
            return
        if function.__closure__:
            raise NotKept(f"it uses {used!r}, which was made inside another function.")
        self.add_function(function)
        if used != function.__name__:
            self.parts[used] = f"{used} = {function.__name__}"


def _literal(value: Any) -> str | None:
    """A number, a text, or a list, tuple or dict of such, as Python would read it."""
    if isinstance(value, float) and not math.isfinite(value):
        return f'float("{value}")'
    if type(value) in SIMPLE:
        return repr(value)
    inner = list(value) + (list(value.values()) if isinstance(value, dict) else []) if _is_container(value) else None
    return repr(value) if inner is not None and all(type(one) in SIMPLE for one in inner) else None


def _is_lent(used: str, value: Any, module: str) -> bool:
    """Whether `bpkit.mine` gave the course's version, because none of the learner's had passed; one may pass later."""
    if not module.startswith("bpkit."):
        return False
    from bpkit import mine  # which imports this module

    return mine.course_version(used) is value


def _is_container(value: Any) -> bool:
    return type(value) in (list, tuple, dict, set, frozenset)


def _import_line(used: str, value: Any, module: str) -> str:
    """``from numba import njit``, not where numba hides it."""
    name = value.__name__
    top = module.partition(".")[0]
    if getattr(sys.modules.get(top) or importlib.import_module(top), name, None) is value:
        module = top
    return f"from {module} import {name}" + (f" as {used}" if used != name else "")


def _source(thing: Any) -> str:
    """The source of a function or class, without the decorator that makes an op of it."""
    try:
        source = textwrap.dedent(inspect.getsource(thing)).strip()
    except (OSError, TypeError) as error:
        raise NotKept("its source cannot be found.") from error
    lines = source.splitlines()
    while lines[0].startswith("@op") or (lines[0].startswith("@") and lines[0].endswith(".backward")):
        lines = lines[1:]
    return "\n".join(lines)


def _names_when_defined(source: str) -> list[str]:
    """Names that a definition reads when it is run itself: decorators and defaults."""
    definition = ast.parse(source).body[0]
    if not isinstance(definition, ast.FunctionDef):
        return []
    read = [*definition.decorator_list, *definition.args.defaults, *filter(None, definition.args.kw_defaults)]
    return [node.id for part in read for node in ast.walk(part) if isinstance(node, ast.Name)]


def _names_when_run(code: types.CodeType) -> list[str]:
    own = [str(step.argval) for step in dis.get_instructions(code) if step.opname in ("LOAD_GLOBAL", "LOAD_NAME")]
    inner = [name for part in code.co_consts if isinstance(part, types.CodeType) for name in _names_when_run(part)]
    return own + inner
