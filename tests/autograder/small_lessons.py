"""Small lesson sources to try the build on, and what is looked at afterwards."""

from __future__ import annotations

import textwrap
from pathlib import Path
from types import SimpleNamespace

from nbformat import NotebookNode


def contents(folder: Path, pattern: str = "*.ipynb") -> dict[str, bytes]:
    """The files in ``folder``, by name."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.glob(pattern))}


def says(cell: NotebookNode) -> SimpleNamespace:
    """What nbgrader is told about a cell."""
    empty = {"grade_id": "", "solution": False, "grade": False, "points": 0}
    return SimpleNamespace(**{**empty, **cell.metadata.get("nbgrader", {})})


def lesson(folder: Path, text: str, name: str = "02_tried.py") -> Path:
    """A lesson source with that text."""
    path = folder / name
    path.write_text(textwrap.dedent(text).lstrip("\n"), encoding="utf-8")
    return path


ADD = """# %% solution="add_backward"
def add_backward(upstream, output, a, b):
    ### BEGIN SOLUTION
    return upstream, upstream
    ### END SOLUTION
"""
CHECK = '# %% check="add_backward"\n'
