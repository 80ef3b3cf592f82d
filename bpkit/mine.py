"""What the learner wrote and passed, carried from lesson to lesson.

A passing check writes a function's source to ``mine/lesson_NN.py`` beside the notebook, and a later lesson
finds it there: ``from bpkit.mine import mul_backward``. Where a function is missing, the course's own is
given instead, and one line says so.

In the file every function has a block of its own between marker lines, with the imports, constants and
helper functions that it uses, so that each block works alone.
"""

from __future__ import annotations

import ast
import builtins
import contextlib
import dis
import importlib
import inspect
import linecache
import os
import pkgutil
import secrets
import textwrap
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

MARK = "# === "
BUILTINS = frozenset(dir(builtins))
SIMPLE = (bool, int, float, complex, str, bytes, type(None))

# Where the course's own versions are, for whoever skipped an exercise: here, and in every module of bpkit.by_hand.
COURSE = ("ops", "engine", "gradcheck", "nn", "optim", "encoding")


class NotKept(Exception):
    """A function could not be written to a file of its own; the message says why."""


def folder() -> Path:
    """The folder that holds the learner's functions: ``mine`` beside the notebook, or ``$BPKIT_MINE``."""
    return Path(os.environ.get("BPKIT_MINE") or Path.cwd() / "mine")


def __getattr__(name: str) -> Callable[..., Any]:
    """The learner's own ``name``, or the course's with a line that says so."""
    if name.startswith("_"):
        raise AttributeError(name)
    own = load(name)
    if own is not None:
        return own
    course = course_version(name)
    if course is None:
        raise AttributeError(
            f"bpkit.mine has no {name!r}: no check of a function of that name has passed in {folder()}, "
            "and the course has none of that name"
        )
    print(f"{name}: no version of yours has passed yet, so this is the course's.")
    return course


def course_version(name: str) -> Callable[..., Any] | None:
    """The course's own function of that name, or None."""
    from bpkit import by_hand

    written = sorted(f"by_hand.{module.name}" for module in pkgutil.iter_modules(by_hand.__path__))
    for place in (*written, *COURSE):
        found = vars(importlib.import_module(f"bpkit.{place}")).get(name)
        if callable(found) and str(getattr(found, "__module__", "")).startswith("bpkit"):
            return getattr(found, "forward", found)  # type: ignore[no-any-return]  # an op's plain function
    return None


def load(name: str) -> Callable[..., Any] | None:
    """The learner's own function, or None where none has been kept.

    One that lies with another lesson is copied beside this one, so that a hand-in is whole.
    """
    for place in _places():
        for path in sorted(place.glob("lesson_[0-9][0-9].py"), reverse=True):
            block = _blocks(path.read_text(encoding="utf-8")).get(name)
            if block is not None:
                if place != folder():
                    with contextlib.suppress(NotKept):
                        _write(name, int(path.stem[-2:]), block)
                return _run(name, block, str(path))
    return None


def _places() -> list[Path]:
    """Where functions may lie: here, beside the folder of all lessons, or in the folder of another lesson."""
    around = Path.cwd().parent
    return [folder(), around / "mine", *sorted(around.glob("[0-9][0-9]_*/mine"))]


def is_own(function: Callable[..., Any]) -> bool:
    """Whether ``function`` was loaded from the learner's folder."""
    return getattr(function, "__module__", None) == __name__


def save(name: str, lesson: int, function: Callable[..., Any]) -> Path | None:
    """Write ``function`` to ``mine/lesson_NN.py``; None where it came from there.

    Raises
    ------
    NotKept
        If the source cannot be had, or does not stand alone.
    """
    if is_own(function):
        return None
    block = _source_alone(name, function)
    try:
        _run(name, block, "<kept>")
    except Exception as error:
        raise NotKept(f"its source does not run alone: {type(error).__name__}: {error}.") from error
    return _write(name, lesson, block)


def _write(name: str, lesson: int, block: str) -> Path:
    """Put a block into its lesson's file, whole or not at all, whatever interrupts."""
    path = folder() / f"lesson_{lesson:02d}.py"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        blocks = _blocks(path.read_text(encoding="utf-8")) if path.exists() else {}
        blocks[name] = block
        draft = path.with_suffix(".draft")
        draft.write_text(_render(lesson, blocks), encoding="utf-8")
        draft.replace(path)
    except OSError as error:
        raise NotKept(f"{path} cannot be written: {error.strerror}.") from error
    return path


def _render(lesson: int, blocks: dict[str, str]) -> str:
    head = f'"""What you wrote and passed in lesson {lesson}. Later lessons import it from bpkit.mine."""\n'
    return head + "".join(f"\n{MARK}{name}\n{block.strip()}\n" for name, block in blocks.items())


def _blocks(text: str) -> dict[str, str]:
    """The blocks of a file, by function name."""
    blocks: dict[str, list[str]] = {}
    current: list[str] = []
    for line in text.splitlines(keepends=True):
        if line.startswith(MARK):
            current = blocks.setdefault(line.removeprefix(MARK).strip(), [])
        else:
            current.append(line)
    return {name: "".join(lines) for name, lines in blocks.items()}


def _run(name: str, block: str, where: str) -> Callable[..., Any]:
    """The function that a block defines, in a namespace of its own."""
    filename = f"<{name} in {where}>"
    linecache.cache[filename] = (len(block), None, block.splitlines(keepends=True), filename)
    space: dict[str, Any] = {"__name__": __name__}
    exec(compile(block, filename, "exec"), space)
    return space[name]  # type: ignore[no-any-return]


def _source_alone(name: str, function: Callable[..., Any]) -> str:
    """The source of ``function``, with the imports, constants and helpers that it uses before it."""
    imports: dict[str, None] = {}
    parts: dict[str, str] = {}
    _collect(_plain_function(function), imports, parts)
    last = getattr(function, "__name__", name)
    alias = f"\n\n{name} = {last}\n" if last != name else ""
    return "\n".join(imports) + "\n\n\n" * bool(imports) + "\n\n\n".join(parts.values()) + alias


def _plain_function(function: Callable[..., Any]) -> types.FunctionType:
    function = inspect.unwrap(function)
    if not isinstance(function, types.FunctionType):
        raise NotKept(f"it is no plain function but a {type(function).__name__}.")
    if function.__name__ == "<lambda>":
        raise NotKept("a lambda has no name to be found by; write it with def.")
    if function.__closure__:
        raise NotKept("it was made inside another function, whose variables it uses.")
    return function


def _collect(function: types.FunctionType, imports: dict[str, None], parts: dict[str, str]) -> None:
    """Add what ``function`` uses, then itself; ``parts`` maps global names to source."""
    if function.__name__ in parts:
        return
    source = _source(function)
    parts[function.__name__] = ""  # keeps a helper that calls back from looping
    for used in _globals_used(function, source):
        if used not in function.__globals__ or used in parts:
            continue
        value = function.__globals__[used]
        if isinstance(value, types.ModuleType):
            imports[f"import {value.__name__}" + (f" as {used}" if used != value.__name__ else "")] = None
        elif is_own(value):
            imports[f"from bpkit.mine import {used}"] = None
        elif isinstance(value, types.FunctionType) and value.__module__ == "__main__":
            _collect(value, imports, parts)
        elif isinstance(value, type) and value.__module__ == "__main__":
            parts[used] = _source(value)
        elif isinstance(value, SIMPLE):
            parts[used] = f"{used} = {value!r}"
        elif getattr(value, "__module__", None) and hasattr(value, "__name__"):
            imports[
                f"from {value.__module__} import {value.__name__}" + (f" as {used}" if used != value.__name__ else "")
            ] = None
        else:
            raise NotKept(f"it uses {used!r} from another cell; pass that in as an argument, or make it inside.")
    parts[function.__name__] = parts.pop(function.__name__) or source


def _source(thing: Any) -> str:
    try:
        return textwrap.dedent(inspect.getsource(thing)).strip()
    except (OSError, TypeError) as error:
        raise NotKept("its source cannot be found.") from error


def _globals_used(function: types.FunctionType, source: str) -> list[str]:
    """Global names that the function reads when it runs or is defined, in order; builtins left out."""
    definition = ast.parse(source).body[0]
    if isinstance(definition, ast.FunctionDef):
        definition.body = [ast.Pass()]  # what is left is read when the function is defined
    names = [node.id for node in ast.walk(definition) if isinstance(node, ast.Name)]
    names += _read_when_run(function.__code__)
    return [name for name in dict.fromkeys(names) if name not in BUILTINS]


def _read_when_run(code: types.CodeType) -> list[str]:
    own = [str(step.argval) for step in dis.get_instructions(code) if step.opname in ("LOAD_GLOBAL", "LOAD_NAME")]
    inner = [name for part in code.co_consts if isinstance(part, types.CodeType) for name in _read_when_run(part)]
    return own + inner


def seed() -> int:
    """The learner's own number, from which the review questions draw theirs: ``$BPKIT_SEED``, else a kept one.

    Raises
    ------
    ValueError
        If ``$BPKIT_SEED`` is no whole number.
    """
    given = os.environ.get("BPKIT_SEED")
    if given is not None:
        if not given.strip().isdigit():
            raise ValueError(f"BPKIT_SEED is {given!r}; it must be a whole number, such as 7")
        return int(given)
    path = folder() / "seed.txt"
    try:
        return int(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        fresh = secrets.randbelow(1_000_000)
        with contextlib.suppress(OSError):  # a folder that cannot be written gets new numbers each time
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"{fresh}\n", encoding="utf-8")
        return fresh
