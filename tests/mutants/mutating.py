"""Mutants: the reference of an exercise with one mechanical change each.

Changed are the function itself and the functions of its own module that it calls. Texts, annotations and what stands
in a ``raise`` are left alone: no probe looks at them. So are the library's refusals of what an exercise never
asks for (an ``if`` that only raises, a call of ``_require…``), and ``strict=`` of a zip.
"""

from __future__ import annotations

import ast
import copy
import dis
import functools
import inspect
import sys
import textwrap
import types
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any

from bpkit import mine

OPERATORS: dict[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div, ast.Add),
    ast.Div: (ast.Mult,),
    ast.FloorDiv: (ast.Div,),
    ast.Pow: (ast.Mult,),
    ast.MatMult: (ast.Mult,),
    ast.BitAnd: (ast.BitOr,),
    ast.BitOr: (ast.BitAnd,),
    ast.Mod: (ast.Mult,),
}
COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.GtE),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.LtE),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
NAMES = {
    "sum": ("mean", "max"),
    "mean": ("sum",),
    "max": ("min",),
    "min": ("max",),
    "maximum": ("minimum",),
    "minimum": ("maximum",),
    "exp": ("negative",),
    "log": ("negative",),
    "sqrt": ("square",),
    "zeros": ("ones",),
    "ones": ("zeros",),
    "zeros_like": ("ones_like",),
    "std": ("var",),
    "normal": ("uniform",),
    "argmax": ("argmin",),
    "isfinite": ("isnan",),
    "all": ("any",),
    "any": ("all",),
}
WRAPPERS = {"abs", "sqrt", "exp", "log", "transpose", "copy", "array", "reversed", "sorted", "permutation"}


@dataclass(frozen=True)
class Mutant:
    """One changed function, and the change in words: ``upstream * b → upstream / b in mul_backward``."""

    change: str
    function: Callable[..., Any]


def mutants(
    name: str, reference: Callable[..., Any], refusals: bool = False, elsewhere: Collection[str] = ()
) -> list[Mutant]:
    """All mutants of an exercise's reference.

    ``refusals`` says whether what it must refuse is probed; functions called as ``elsewhere`` says are exercises of
    their own, and changed there.
    """
    target = _plain(reference if getattr(reference, "__name__", "") != "<lambda>" else mine.course_version(name))
    functions = _own_functions(target)
    made: dict[str, Mutant] = {}
    for function in functions.values():
        if function is not target and function.__name__ in elsewhere:
            continue
        if function.__name__.startswith("_require") and not refusals:
            continue
        tree = _definition(function)
        for change, changed in _changes(tree, refusals):
            text = f"{change} in {function.__name__}"
            number = 1 + sum(one.startswith(text) for one in made)
            text = text if number == 1 else f"{text} ({number})"
            made[text] = Mutant(text, _build(target, functions, function.__name__, changed))
    return list(made.values())


def _plain(function: Any) -> types.FunctionType:
    plain = inspect.unwrap(getattr(function, "forward", function))
    return getattr(plain, "py_func", plain)  # type: ignore[no-any-return]


def _own_functions(target: types.FunctionType) -> dict[str, types.FunctionType]:
    """``target`` and the functions of its module that it calls, and so on."""
    found = {target.__name__: target}
    waiting = [target]
    while waiting:
        function = waiting.pop()
        for name in _names(function.__code__):
            value = function.__globals__.get(name)
            value = _plain(value) if callable(value) and not isinstance(value, type) else None
            if isinstance(value, types.FunctionType) and value.__module__ == target.__module__ and name not in found:
                found[name] = value
                waiting.append(value)
    return found


def _names(code: types.CodeType) -> set[str]:
    """Global names that the code reads."""
    own = {str(step.argval) for step in dis.get_instructions(code) if step.opname in ("LOAD_GLOBAL", "LOAD_NAME")}
    return own.union(*(_names(part) for part in code.co_consts if isinstance(part, types.CodeType)))


@functools.cache
def _definition(function: types.FunctionType) -> ast.FunctionDef:
    """The function's tree, without decorators, docstring and annotations."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
    assert isinstance(tree, ast.FunctionDef)
    tree.decorator_list, tree.returns = [], None
    if ast.get_docstring(tree) is not None:
        tree.body = tree.body[1:]
    for node in ast.walk(tree):
        if isinstance(node, ast.arg):
            node.annotation = None
    return tree


def _build(
    target: types.FunctionType, functions: dict[str, types.FunctionType], name: str, changed: ast.FunctionDef
) -> Callable[..., Any]:
    """``target`` in a copy of its module's names, where the function called ``name`` is the changed one."""
    space = dict(vars(sys.modules[target.__module__]))
    for own, function in functions.items():
        tree = changed if own == name else _definition(function)
        exec(compile(ast.unparse(tree), f"<mutant of {name}>", "exec"), space)
    return space[target.__name__]  # type: ignore[no-any-return]


# ---------------------------------------------------------------- changes

Path = tuple[tuple[str, int | None], ...]


def _changes(tree: ast.FunctionDef, refusals: bool) -> Iterator[tuple[str, ast.FunctionDef]]:
    """Each single change of ``tree``: in words, and the changed tree."""
    for path, node in _nodes(tree, (), refusals):
        for after in _alternatives(node):
            changed = copy.deepcopy(tree)
            _put(changed, path, after)
            if ast.unparse(changed) != ast.unparse(tree):
                yield f"{_text(node)} → {_text(after)}", changed


def _text(node: ast.AST | None) -> str:
    return "nothing" if node is None or isinstance(node, ast.Pass) else " ".join(ast.unparse(node).split())[:90]


def _nodes(node: ast.AST, path: Path, refusals: bool) -> Iterator[tuple[Path, ast.AST]]:
    """Every node that may be changed, with the way to it."""
    for field, value in ast.iter_fields(node):
        for place, child in enumerate(value) if isinstance(value, list) else [(None, value)]:
            if not isinstance(child, ast.AST) or isinstance(child, (ast.Raise, ast.JoinedStr)) or field == "annotation":
                continue
            if (isinstance(child, ast.keyword) and child.arg == "strict") or (_is_refusal(child) and not refusals):
                continue
            here: Path = (*path, (field, place))
            yield here, child
            yield from _nodes(child, here, refusals)


def _is_refusal(node: ast.AST) -> bool:
    if isinstance(node, ast.If):
        return not node.orelse and all(isinstance(one, ast.Raise) for one in node.body)
    call = node.value if isinstance(node, (ast.Expr, ast.Assign)) else None
    return isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id.startswith("_require")


def _put(tree: ast.AST, path: Path, after: ast.AST) -> None:
    for field, place in path[:-1]:
        tree = getattr(tree, field) if place is None else getattr(tree, field)[place]
    field, place = path[-1]
    if place is None:
        setattr(tree, field, after)
    else:
        getattr(tree, field)[place] = after


def _alternatives(node: ast.AST) -> Iterator[ast.AST]:
    """What may stand in place of ``node``."""
    for kind, change in CHANGES:
        if isinstance(node, kind):
            yield from change(copy.deepcopy(node))


def _of_binary(node: Any) -> Iterator[ast.AST]:
    for other in OPERATORS.get(type(node.op), ()):
        yield ast.BinOp(node.left, other(), node.right)
    if isinstance(node.op, (ast.Sub, ast.Div, ast.Pow, ast.MatMult)):
        yield ast.BinOp(node.right, node.op, node.left)
    if not isinstance(node.op, ast.MatMult):
        yield from (node.left, node.right)  # a term is dropped


def _of_unary(node: Any) -> Iterator[ast.AST]:
    if isinstance(node.op, (ast.USub, ast.Not)):
        yield node.operand


def _of_constant(node: Any) -> Iterator[ast.AST]:
    value = node.value
    if isinstance(value, bool):
        yield ast.Constant(not value)
    elif isinstance(value, (int, float)):
        yield from (ast.Constant(other) for other in dict.fromkeys((value + 1, value - 1, value * 2)) if other != value)


def _of_comparison(node: Any) -> Iterator[ast.AST]:
    for place, op in enumerate(node.ops):
        for other in COMPARISONS[type(op)]:
            yield ast.Compare(node.left, [*node.ops[:place], other(), *node.ops[place + 1 :]], node.comparators)


def _of_boolean(node: Any) -> Iterator[ast.AST]:
    yield ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
    yield from node.values


def _of_attribute(node: Any) -> Iterator[ast.AST]:
    if node.attr == "T":
        yield node.value
    for other in NAMES.get(node.attr, ()):
        yield ast.Attribute(node.value, other, node.ctx)


def _of_call(node: Any) -> Iterator[ast.AST]:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if isinstance(node.func, ast.Name):
        yield from (
            ast.Call(ast.Name(other), node.args, node.keywords) for other in NAMES.get(name, ()) if other != "mean"
        )
    if name in WRAPPERS and node.args:
        yield node.args[-1]
    for place, keyword in enumerate(node.keywords):
        if keyword.arg in ("axis", "keepdims", "ddof", "dtype"):
            yield ast.Call(node.func, node.args, node.keywords[:place] + node.keywords[place + 1 :])
    if len(node.args) == 2:
        yield ast.Call(node.func, node.args[::-1], node.keywords)


def _of_return(node: Any) -> Iterator[ast.AST]:
    if isinstance(node.value, ast.Tuple):
        parts = node.value.elts
        for place in range(len(parts) - 1):
            swapped = [*parts[:place], parts[place + 1], parts[place], *parts[place + 2 :]]
            yield ast.Return(ast.Tuple(swapped, ast.Load()))


def _of_branch(node: Any) -> Iterator[ast.AST]:
    negated = copy.deepcopy(node)
    negated.test = ast.UnaryOp(ast.Not(), node.test)
    yield negated


def _of_statement(node: Any) -> Iterator[ast.AST]:
    yield ast.Pass()


def _of_augmented(node: Any) -> Iterator[ast.AST]:
    yield ast.Assign([node.target], node.value, lineno=1)
    for other in OPERATORS.get(type(node.op), ()):
        yield ast.AugAssign(node.target, other(), node.value)


def _of_choice(node: Any) -> Iterator[ast.AST]:
    yield from (node.body, node.orelse)


CHANGES: tuple[tuple[Any, Callable[[Any], Iterator[ast.AST]]], ...] = (
    (ast.BinOp, _of_binary),
    (ast.UnaryOp, _of_unary),
    (ast.Constant, _of_constant),
    (ast.Compare, _of_comparison),
    (ast.BoolOp, _of_boolean),
    (ast.Attribute, _of_attribute),
    (ast.Call, _of_call),
    (ast.Return, _of_return),
    ((ast.If, ast.While, ast.IfExp), _of_branch),
    (ast.IfExp, _of_choice),
    (ast.AugAssign, _of_augmented),
    ((ast.If, ast.AugAssign, ast.Expr, ast.Break, ast.Continue), _of_statement),
)
