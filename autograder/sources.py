"""A function's own lines of code, for the pages of mistakes."""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from collections.abc import Callable, Iterator, Sequence
from types import CodeType, FunctionType
from typing import Any


def body(function: Callable[..., Any], guards: bool = True) -> list[str]:
    """The lines below ``def`` and docstring; for a lambda, what it returns. Without ``guards``, only what computes.

    Before them stands what a function that another one has made keeps of that one's arguments.
    """
    source = textwrap.dedent(inspect.getsource(function))
    kinds = (ast.FunctionDef, ast.Lambda)
    node = next(one for one in ast.walk(ast.parse(source)) if isinstance(one, kinds))
    if isinstance(node, ast.Lambda):
        return [*_kept(function), f"return {ast.get_source_segment(source, node.body)}"]
    statements = node.body[ast.get_docstring(node) is not None :]
    first = next(one for one in statements if guards or not _is_guard(one))
    lines = textwrap.dedent("\n".join(source.splitlines()[first.lineno - 1 :])).splitlines()
    return [*_kept(function), *map(_without_notes, lines)]


def _is_guard(statement: ast.stmt) -> bool:
    """A call for its own sake, an ``if`` that can only raise, or a loop of such: no part of the formula."""
    if isinstance(statement, ast.For):
        return all(map(_is_guard, statement.body))
    if isinstance(statement, ast.If):
        return all(isinstance(one, ast.Raise) for one in statement.body) and not statement.orelse
    return isinstance(statement, ast.Expr)


def _kept(function: Callable[..., Any]) -> Iterator[str]:
    """``slope = 0.001``, a line for each number, text or function from around it; none for itself."""
    for name, value in sorted(inspect.getclosurevars(function).nonlocals.items()):
        if value is not function:
            yield f"{name} = {getattr(value, '__name__', repr(value))}"


def _without_notes(line: str) -> str:
    """Without what is for linters only."""
    return re.sub(r"\s*# (noqa|type: ignore).*", "", line)


def helpers(functions: Sequence[Callable[..., Any]]) -> list[str]:
    """The source of every function of the same module that these call, and that those call, in the file's order."""
    found: dict[str, FunctionType] = {}
    waiting = [function for function in functions if isinstance(function, FunctionType)]
    while waiting:
        function = waiting.pop()
        for name in _names(function.__code__):
            called = function.__globals__.get(name)
            if isinstance(called, FunctionType) and called.__module__ == function.__module__ and name not in found:
                found[name] = called
                waiting.append(called)
    return [_whole(one) for one in sorted(found.values(), key=lambda one: one.__code__.co_firstlineno)]


def _names(code: CodeType) -> Iterator[str]:
    """Every global name that a function's code, or a function inside it, speaks of."""
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)


def _whole(function: FunctionType) -> str:
    """From ``def`` to its last line: decorators say sentences, and those stand elsewhere."""
    source = inspect.getsource(function)
    lines = source.splitlines()[ast.parse(source).body[0].lineno - 1 :]
    return "\n".join(map(_without_notes, lines))
