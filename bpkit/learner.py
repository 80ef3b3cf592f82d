"""The learner's own folder: lessons are copied into it, and what is edited there is never overwritten.

The folder remembers, in ``.bpkit-course.json``, the hash of each lesson as it was copied. So a copy that
nobody has touched can follow when a newer version of the course brings a better one; an edited one stays.
"""

from __future__ import annotations

import hashlib
import json
import os
from datetime import datetime
from pathlib import Path

from bpkit.diagnosis import doctor, report

__all__ = ["doctor", "find_lesson", "report", "reset", "shipped_lessons", "start"]

FIRST = "00_start_here.ipynb"
MEMORY = ".bpkit-course.json"


def start(folder: str | os.PathLike[str]) -> None:
    """Copy the lessons that are missing into ``folder``, one printed line each.

    Raises
    ------
    FileExistsError
        If ``folder`` is a file.
    FileNotFoundError
        If this installation of bpkit holds no lessons.
    """
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    remembered = _remembered(target)
    lines = [_bring(lesson, target, remembered) for lesson in shipped_lessons()]
    _remember(target, remembered)
    print(*lines, sep="\n")
    print(f"\nYour lessons are in {target}: open {FIRST} there.")


def reset(folder: str | os.PathLike[str], lesson: str) -> Path | None:
    """Put a fresh copy of ``lesson`` into ``folder``; keep the old one beside it, and return its path.

    Parameters
    ----------
    lesson : "6", "06", "06_layer", "layer_for_a_batch" or the file's name

    Raises
    ------
    ValueError
        If no lesson, or more than one, is called that; the message names them all.
    """
    fresh = find_lesson(lesson)
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    copy = target / fresh.name
    backup = _backup(copy) if copy.exists() else None
    remembered = _remembered(target)
    _copy(fresh, copy, remembered)
    _remember(target, remembered)
    if backup is not None:
        print(f"Your work is kept in {backup}")
    print(f"{copy} is as new. If it is open in JupyterLab, close that tab without saving and open it again.")
    print("What you have passed so far is in mine/ and stays there.")
    return backup


def shipped_lessons() -> list[Path]:
    """The student notebooks of this installation, in order.

    An installed package holds them in ``bpkit/lessons``; a checkout has them in ``lessons``, beside bpkit.
    """
    package = Path(__file__).resolve().parent
    for folder in (package / "lessons", package.parent / "lessons"):
        if lessons := sorted(folder.glob("[0-9][0-9]_*.ipynb")):
            return lessons
    raise FileNotFoundError(f"no lessons beside {package}: build them with make lessons, or install the course anew")


def find_lesson(lesson: str) -> Path:
    """The one shipped lesson that ``lesson`` means: its number, its file, or how its name begins."""
    wanted = Path(str(lesson).strip()).name.removesuffix(".ipynb")
    if wanted.isdecimal():
        wanted = f"{int(wanted):02d}"
    lessons = shipped_lessons()
    found = [path for path in lessons if wanted and (path.stem.startswith(wanted) or path.stem[3:].startswith(wanted))]
    if len(found) != 1:
        names = ", ".join(path.stem for path in lessons)
        raise ValueError(f"no lesson is called {lesson!r}; the lessons are {names}")
    return found[0]


def _bring(lesson: Path, folder: Path, remembered: dict[str, str]) -> str:
    """Copy or refresh one lesson unless that would cost an edit; the line that says which."""
    copy = folder / lesson.name
    if not copy.exists():
        _copy(lesson, copy, remembered)
        return f"  {lesson.name}: new"
    ours, theirs = _hash(lesson), _hash(copy)
    if theirs == ours:
        remembered[lesson.name] = ours
        return f"  {lesson.name}: as it was"
    if theirs == remembered.get(lesson.name):  # byte for byte what we once copied: nothing of the learner's is in it
        _copy(lesson, copy, remembered)
        return f"  {lesson.name}: untouched so far, and replaced by the course's newer version"
    if remembered.get(lesson.name) != ours:
        remedy = f"python -m bpkit reset {lesson.name[:2]} brings it and keeps yours as a backup"
        return f"  {lesson.name}: yours, kept; the course's is newer ({remedy})"
    return f"  {lesson.name}: yours, kept"


def _copy(lesson: Path, copy: Path, remembered: dict[str, str]) -> None:
    """Copy whole or not at all: Ctrl-C must not leave half a notebook."""
    content = lesson.read_bytes()
    partial = copy.with_name(f".{copy.name}.partial")
    partial.write_bytes(content)
    partial.replace(copy)
    remembered[copy.name] = hashlib.sha256(content).hexdigest()


def _backup(copy: Path) -> Path:
    """Write a second copy under a name that no file has yet."""
    stamp = datetime.now().astimezone().strftime("%Y%m%d-%H%M%S")
    for number in range(1, 1000):
        again = "" if number == 1 else f"-{number}"
        backup = copy.with_name(f"{copy.stem}.backup-{stamp}{again}.ipynb")
        try:
            with backup.open("xb") as file:
                file.write(copy.read_bytes())
        except FileExistsError:
            continue
        return backup
    raise FileExistsError(f"no free name for a backup of {copy}")


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _remembered(folder: Path) -> dict[str, str]:
    """Lesson → hash when it was copied. Where that is lost or damaged, every file counts as edited."""
    try:
        memory = json.loads((folder / MEMORY).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(name): str(value) for name, value in memory.items()} if isinstance(memory, dict) else {}


def _remember(folder: Path, remembered: dict[str, str]) -> None:
    text = json.dumps(dict(sorted(remembered.items())), indent=1)
    (folder / MEMORY).write_text(text + "\n", encoding="utf-8")
