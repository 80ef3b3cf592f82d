"""What the learner wrote and passed, carried from lesson to lesson.

A passing check writes a function's source to ``mine/lesson_NN.py`` beside the notebook, and a later lesson
finds it there: ``from bpkit.mine import mul_backward``. Where a function is missing, the course's own is
given instead, one line says so, and its source is put beside the others, so that a hand-in is whole.

In the file every function has a block of its own between marker lines, with the imports, constants and
helper functions that it uses, so that each block works alone.
"""

from __future__ import annotations
import __future__ as future

import contextlib
import importlib
import linecache
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bpkit.alone import NotKept, source_alone

MARK = "# === "
FALLBACKS = "course.py"  # the course's own versions of what is missing, beside the learner's

# Where the course's own versions are, for whoever skipped an exercise: here, and in every module of bpkit.by_hand.
COURSE = ("ops", "engine", "gradcheck", "nn", "optim", "encoding")

__all__ = ["NotKept", "course_version", "find", "folder", "is_own", "load", "require", "save", "seed"]


class DoesNotRun(Exception):
    """A kept function that can no longer be loaded; the message says why."""


def folder() -> Path:
    """The folder that holds the learner's functions: ``mine`` beside the notebook, or ``$BPKIT_MINE``."""
    return Path(os.environ.get("BPKIT_MINE") or Path.cwd() / "mine")


def __getattr__(name: str) -> Callable[..., Any]:
    """The learner's own ``name``, or the course's with a line that says so."""
    if name.startswith("_"):
        raise AttributeError(name)
    why = "no version of yours has passed yet"
    try:
        own = load(name)
    except DoesNotRun as reason:
        own, why = None, str(reason)
    if own is not None:
        return own
    course = _course_or_copy(name)
    if course is None:
        raise AttributeError(
            f"bpkit.mine has no {name!r}: no check of a function of that name has passed in {folder()}, "
            "and the course has none of that name"
        )
    print(f"{name}: {why}, so this is the course's.")
    return course


def require(*names: str) -> tuple[str, ...]:
    """Insist that these, and all of `bpkit.mine` that they build on, are the learner's own; their names, sorted.

    Raises
    ------
    bpkit.own_work.NotYours
        If one is missing or does not run; the message names them all, and the lesson of each.
    """
    from bpkit.own_work import require_own

    return require_own(names)


def course_version(name: str) -> Callable[..., Any] | None:
    """The course's own function of that name, or None."""
    import pkgutil

    from bpkit import by_hand

    written = sorted(f"by_hand.{module.name}" for module in pkgutil.iter_modules(by_hand.__path__))
    for place in (*written, *COURSE):
        found = vars(importlib.import_module(f"bpkit.{place}")).get(name)
        if callable(found) and str(getattr(found, "__module__", "")).startswith("bpkit"):
            return getattr(found, "forward", found)  # type: ignore[no-any-return]  # an op's plain function
    return None


def _course_or_copy(name: str) -> Callable[..., Any] | None:
    """The course's version; its copy where the course itself is out of reach, as it is while grading."""
    path = folder() / FALLBACKS
    try:
        course = course_version(name)
    except ImportError:
        block = _read(path).get(name)
        return None if block is None else _run(name, block, str(path), module="bpkit.course")
    if course is not None:
        with contextlib.suppress(NotKept):  # a folder that cannot be written, or a function that is not plain
            _write(path, COURSE_HEAD, name, source_alone(name, course))
    return course


def load(name: str) -> Callable[..., Any] | None:
    """The learner's own function, or None where none has been kept.

    One that lies with another lesson is copied beside this one, so that a hand-in is whole.

    Raises
    ------
    DoesNotRun
        If one has been kept, but its block was changed since and fails.
    """
    found = find(name)
    if found is None:
        return None
    path, block = found
    try:
        function = _run(name, block, str(path))
    except Exception as error:
        reason = " ".join(str(error).split())
        raise DoesNotRun(f"yours in {path} does not run ({type(error).__name__}: {reason})") from error
    if path.parent != folder():
        with contextlib.suppress(NotKept):
            _write(folder() / path.name, _head(int(path.stem[-2:])), name, block)
    return function


def find(name: str) -> tuple[Path, str] | None:
    """The file that holds the learner's own function, and its block there; None where none has been kept."""
    for place in _places():
        for path in sorted(place.glob("lesson_[0-9][0-9].py"), reverse=True):
            block = _read(path).get(name)
            if block is not None:
                return path, block
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
    block = source_alone(name, function)
    try:
        _run(name, block, "<kept>")
    except Exception as error:
        raise NotKept(f"its source does not run alone: {type(error).__name__}: {error}.") from error
    return _write(folder() / f"lesson_{lesson:02d}.py", _head(lesson), name, block)


def _write(path: Path, head: str, name: str, block: str) -> Path:
    """Put a block into a file, whole or not at all, whatever interrupts; one that is there already costs no write."""
    blocks = _read(path)
    if blocks.get(name, "").strip() == block.strip():
        return path
    blocks[name] = block
    text = head + "".join(f"\n{MARK}{one}\n{source.strip()}\n" for one, source in blocks.items())
    draft = path.with_name(f".{path.name}.{os.getpid()}.draft")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(text, encoding="utf-8")
        draft.replace(path)
    except OSError as error:
        raise NotKept(f"{path} cannot be written: {error.strerror}.") from error
    return path


ANNOTATIONS = "\nfrom __future__ import annotations\n"
COURSE_HEAD = (
    '"""The course\'s own versions of what you had not passed yet. Yours take their place once they pass."""\n'
)
COURSE_HEAD += ANNOTATIONS


def _head(lesson: int) -> str:
    return (
        f'"""What you wrote and passed in lesson {lesson}. Later lessons import it from bpkit.mine."""\n{ANNOTATIONS}'
    )


def _read(path: Path) -> dict[str, str]:
    """The blocks of a file, by function name; none where there is no such file, or it is no text."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    except (OSError, UnicodeDecodeError):
        return {}
    blocks: dict[str, list[str]] = {}
    current: list[str] = []
    for line in lines:
        if line.startswith(MARK):
            current = blocks.setdefault(line.removeprefix(MARK).strip(), [])
        else:
            current.append(line)
    return {name: "".join(lines) for name, lines in blocks.items()}


def _run(name: str, block: str, where: str, module: str = __name__) -> Callable[..., Any]:
    """The function that a block defines, in a namespace of its own."""
    filename = f"<{name} in {where}>"
    linecache.cache[filename] = (len(block), None, block.splitlines(keepends=True), filename)
    space: dict[str, Any] = {"__name__": module}
    exec(compile(block, filename, "exec", flags=future.annotations.compiler_flag, dont_inherit=True), space)
    return space[name]  # type: ignore[no-any-return]


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
        import secrets

        fresh = secrets.randbelow(1_000_000)
        with contextlib.suppress(OSError):  # a folder that cannot be written gets new numbers each time
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"{fresh}\n", encoding="utf-8")
        return fresh
