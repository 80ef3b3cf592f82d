"""What a lesson source says: a jupytext percent script becomes nbgrader's source notebook.

Before the first cell there may be lines that name the modules which the lesson's solutions may import while they
are graded. They go into the notebook as ``metadata.bpkit.allows``::

    # allows: bpkit.houses, bpkit.explore

After that there are cells and nothing else. A cell's metadata says what the cell is, and it is expanded here:

``# %% solution="mul_backward"``
    the learner writes this function; what stands between ``### BEGIN SOLUTION`` and ``### END SOLUTION`` is cut
``# %% check="mul_backward"``
    judges it; left empty here, after its solution; points come from the exercise
``# %% review="1.3"``
    asks a review question; left empty here
``# %% [markdown] explain="explain_1"``
    an answer in words, read by a person; cut like a solution. ``points=10`` beside it makes it count for as many

``tags=["nbval-ignore-output"]`` and the like may stand beside any of them.
"""

from __future__ import annotations

import ast
import copy
import importlib
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import jupytext
import nbformat
from nbformat import NotebookNode

from autograder.judging import find_exercise
from autograder.reviewing import find_question

SOURCES = Path(__file__).resolve().parent.parent / "lessons" / "src"
KINDS = {"solution": "code", "check": "code", "review": "code", "explain": "markdown"}  # and in which type of cell
LAYOUT = ("lines_to_next_cell", "lines_to_end_of_cell_marker")  # blank lines of the script, as jupytext notes them
ALLOWS = "# allows:"
BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
REVIEW = re.compile(r'review\("([\d.]+)", \.\.\.\)')  # a question that nobody has answered yet
KERNEL = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


class BuildError(Exception):
    """A lesson source says something that cannot be built; the message names the file and the cell."""


def sources(folder: Path = SOURCES) -> list[Path]:
    """All lesson sources of a folder, in order."""
    return sorted(folder.glob("[0-9][0-9]_*.py"))


def read(path: Path) -> NotebookNode:
    """A lesson source as nbgrader's source notebook: every cell expanded, ids stable, solutions in place.

    Raises
    ------
    BuildError
        If the source says something that is not understood.
    """
    allows, script = _header(path)
    lesson = jupytext.reads(script, fmt="py:percent")
    cells = [_expand(path, cell) for cell in lesson.cells]
    _require_order(path, cells)
    notebook = nbformat.v4.new_notebook(cells=cells, metadata=copy.deepcopy(KERNEL))
    if allows:
        notebook.metadata["bpkit"] = {"allows": allows}
    for number, cell in enumerate(cells):
        cell["id"] = f"{path.stem[:2]}-{number:03d}"
    nbformat.validate(notebook)
    return notebook


def _header(path: Path) -> tuple[list[str], str]:
    """The modules that the lines before the first cell allow, and the script from the first cell on."""
    before, *cells = re.split(r"^(?=# %%)", path.read_text(encoding="utf-8"), maxsplit=1, flags=re.MULTILINE)
    if not cells:
        raise BuildError(f"{path.name}: there is no cell in it; a cell begins with a line '# %%'.")
    allows: list[str] = []
    for line in before.splitlines():
        if line.startswith(ALLOWS):
            allows += [name.strip() for name in line.removeprefix(ALLOWS).split(",")]
        elif line.strip():
            raise BuildError(
                f"{path.name}: before its first cell only lines such as '{ALLOWS} bpkit.houses' may stand; "
                f"there is {line[:60]!r}."
            )
    for name in allows:
        _require_module(path, name)
    return list(dict.fromkeys(allows)), cells[0]


def _require_module(path: Path, name: str) -> None:
    try:
        importlib.import_module(name)
    except (ImportError, ValueError, TypeError) as error:  # an empty name, and one that begins with a dot
        raise BuildError(f"{path.name}: its header allows {name!r}, which is no module: {error}.") from None


def _expand(path: Path, cell: NotebookNode) -> NotebookNode:
    """A cell of the source with what its metadata stands for."""
    says = {key: value for key, value in cell.metadata.items() if key not in LAYOUT}
    tags, points = says.pop("tags", None), says.pop("points", None)
    unknown = [key for key in says if key not in KINDS]
    _require(path, cell, not unknown, f"a cell says {says}; {', '.join(KINDS)} and tags are known")
    _require(path, cell, len(says) <= 1, f"a cell is one thing, and this one says {says}")
    _require(path, cell, cell.cell_type in ("code", "markdown"), f"a {cell.cell_type} cell is not known here")
    make = nbformat.v4.new_code_cell if cell.cell_type == "code" else nbformat.v4.new_markdown_cell
    made = make(source=cell.source.strip("\n"), metadata={"tags": tags} if tags else {})
    kind, name = next(iter(says.items()), ("", ""))
    _require_marks(path, made, kind in ("solution", "explain"))
    if kind:
        of_type = KINDS[kind]
        _require(path, made, made.cell_type == of_type, f'{kind}="{name}" belongs into a {of_type} cell')
        {"solution": _solution, "check": _check, "review": _review, "explain": _explain}[kind](path, made, name)
    if points is not None:
        fine = kind == "explain" and isinstance(points, int) and points > 0
        _require(path, cell, fine, f"points={points!r}: an explained answer may say a whole number of points, above 0")
        made.metadata["nbgrader"]["points"] = points
    return made


def _solution(path: Path, cell: NotebookNode, name: str) -> None:
    try:
        written = [part.name for part in ast.parse(cell.source).body if isinstance(part, ast.FunctionDef)]
    except SyntaxError as error:
        raise BuildError(f"{path.name}: the solution {name!r} is no Python: {error}.") from None
    _require(path, cell, name in written, f"the solution {name!r} defines no function of that name")
    cell.metadata["nbgrader"] = _nbgrader(name, solution=True)


def _check(path: Path, cell: NotebookNode, name: str) -> None:
    body = f"from autograder import check\n\ncheck({name})"
    _require(path, cell, cell.source in ("", body), f"the check of {name!r} is left empty, or reads {body!r}")
    try:
        points = find_exercise(name).points
    except KeyError as error:
        raise BuildError(f"{path.name}: {error.args[0]}.") from None
    cell.source = body
    cell.metadata["nbgrader"] = _nbgrader(f"check_{name}", grade=True, locked=True, points=points)


def _review(path: Path, cell: NotebookNode, number: str) -> None:
    body = f'review("{number}", ...)'
    _require(path, cell, cell.source in ("", body), f"the review {number} is left empty, or reads {body!r}")
    try:
        find_question(number)
    except KeyError as error:
        raise BuildError(f"{path.name}: {error.args[0]}.") from None
    cell.source = body


def _explain(path: Path, cell: NotebookNode, name: str) -> None:
    """Graded by hand. No points unless it says so, so that a mark needs no hand: an instructor gives extra credit."""
    cell.metadata["nbgrader"] = _nbgrader(name, solution=True, grade=True, points=0)


def _nbgrader(grade_id: str, **says: Any) -> dict[str, Any]:
    basis = {
        "grade": False,
        "grade_id": grade_id,
        "locked": False,
        "schema_version": 3,
        "solution": False,
        "task": False,
    }
    return basis | says


def _require_marks(path: Path, cell: NotebookNode, wanted: bool) -> None:
    """BEGIN and END in turn, each alone on its line: nbgrader cuts whole lines, wherever it reads those words."""
    marks = [line.strip() for line in cell.source.splitlines() if re.search("(BEGIN|END) SOLUTION", line)]
    if not wanted:
        _require(path, cell, not marks, f"a cell that is no solution says {''.join(marks[:1])!r}")
        return
    turns = marks and marks == [BEGIN, END] * (len(marks) // 2)
    _require(path, cell, bool(turns), f"a solution stands between {BEGIN!r} and {END!r}, each alone on its line")


def _require_order(path: Path, cells: Iterable[NotebookNode]) -> None:
    """Nothing twice, and no check before the solution that it checks."""
    seen: set[str] = set()
    for cell in cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id") or (
            cell.source if REVIEW.fullmatch(cell.source) else ""
        )
        if not name:
            continue
        _require(path, cell, name not in seen, f"{name!r} is there twice")
        if name.startswith("check_"):
            solution = name.removeprefix("check_")
            _require(path, cell, solution in seen, f"the solution {solution!r} has to stand before its check")
        seen.add(name)


def _require(path: Path, cell: NotebookNode, fine: bool, complaint: str) -> None:
    if not fine:
        raise BuildError(f"{path.name}: {complaint}. The cell begins: {cell.source.strip()[:60]!r}.")
