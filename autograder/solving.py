"""The solved notebook of a lesson: every answer filled in, run, and without a trace of the machine that ran it."""

from __future__ import annotations

import base64
import copy
import os
import re
from pathlib import Path

from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from autograder.lesson_source import BEGIN, END, KERNEL, REVIEW, BuildError
from autograder.reviewing import find_question
from autograder.stock import student

ROOT = Path(__file__).resolve().parent.parent
CELL_SECONDS = 600
ANSWERED = re.compile(r'review\("[\d.]+", .+\)')
# Figures as pictures, and everybody's numbers the same. Whoever validates a solved notebook sets these as well.
RUN_WITH = {"BPKIT_STATIC": "1", "BPKIT_SEED": "0"}
NOT_WITH = ("BPKIT_MINE", "MPLBACKEND")  # somebody else's functions, and a picture that would not be shown


def solved(source: NotebookNode) -> NotebookNode:
    """The student's notebook with every answer filled in, not yet run."""
    notebook = student(source)
    for cell, full in zip(notebook.cells, source.cells, strict=True):
        if BEGIN in full.source:
            cell.source = "\n".join(line for line in full.source.splitlines() if line.strip() not in (BEGIN, END))
        asked = REVIEW.fullmatch(cell.source)
        if asked:
            answer = find_question(asked[1]).drawn(seed=0).solution
            cell.source = f'review("{asked[1]}", {_literal(answer)})'
    return notebook


def _literal(answer: float | str) -> str:
    return f'"{answer}"' if isinstance(answer, str) else f"{answer:.6g}"


def execute(notebook: NotebookNode, folder: Path) -> NotebookNode:
    """Run a notebook in ``folder``, figures as static twins, and leave nothing in it that a second run changes.

    Raises
    ------
    BuildError
        If a cell raises, takes too long or ends the kernel; the traceback is that of the error before it.
    """
    environment = {name: value for name, value in os.environ.items() if name not in NOT_WITH}
    begun: list[NotebookNode] = []  # the cell's own execution_count may never arrive from a kernel that dies
    client = NotebookClient(
        notebook,
        timeout=CELL_SECONDS,
        kernel_name="python3",
        record_timing=False,
        coalesce_streams=True,  # a kernel may send one printed line in two pieces
        resources={"metadata": {"path": str(folder)}},
        on_cell_execute=lambda cell, cell_index: begun.append(cell),
        extra_arguments=["--Application.log_level=ERROR"],  # a terminal is no place for the kernel's own warnings
    )
    try:
        client.execute(env=environment | RUN_WITH | {"PYTHONPATH": str(ROOT)})
    except CellExecutionError as error:
        raise BuildError(f"{_place(begun)} raised {error.ename}: {' '.join(error.evalue.split())[:300]}") from error
    except CellTimeoutError as error:
        raise BuildError(f"{_place(begun)} ran for more than {CELL_SECONDS} seconds") from error
    except DeadKernelError as error:
        raise BuildError(f"{_place(begun)} ended the kernel") from error
    notebook.metadata.update(copy.deepcopy(KERNEL))
    notebook.metadata["language_info"] = dict(KERNEL["language_info"])
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            picture = output.get("data", {}).get("image/png")
            if picture:
                output["data"]["image/png"] = base64.b64encode(_without_words(base64.b64decode(picture))).decode()
    return notebook


def _place(begun: list[NotebookNode]) -> str:
    """The cell that was begun last, in words."""
    begins = begun[-1].source.strip().partition("\n")[0][:60] if begun else ""
    return f"the cell that begins with {begins!r}"


def _without_words(png: bytes) -> bytes:
    """A PNG without its text chunks: matplotlib signs its pictures with its version."""
    kept, place = png[:8], 8
    while place < len(png):
        size = 12 + int.from_bytes(png[place : place + 4], "big")  # length, name, data, checksum
        if png[place + 4 : place + 8] not in (b"tEXt", b"zTXt", b"iTXt", b"tIME"):
            kept += png[place : place + size]
        place += size
    return kept


def require_right(notebook: NotebookNode) -> None:
    """Every check and every review question of a solved notebook says so: a partly right answer raises nothing.

    Raises
    ------
    BuildError
        If one does not; the message names it.
    """
    for cell in notebook.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        said = str(cell.get("outputs", ""))
        if name.startswith("check_") and f"{name.removeprefix('check_')}: right" not in said:
            raise BuildError(f"{name} does not find the solution right; run it in a notebook to see what it says")
        if ANSWERED.fullmatch(cell.source) and "**Right.**" not in said:
            raise BuildError(f"{cell.source} is not right; look at what that question calls its answer")
