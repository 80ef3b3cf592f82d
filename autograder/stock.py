"""What stock nbgrader is told about this course: the stubs, the steps of a release, the time for a cell.

``nbgrader_config.py`` takes its settings from here, so that ``nbgrader generate_assignment`` and `autograder.build`
write the same bytes.
"""

from __future__ import annotations

import copy
from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import (
    CheckCellMetadata,
    ClearHiddenTests,
    ClearMarkScheme,
    ClearOutput,
    ClearSolutions,
    ComputeChecksums,
    LockCells,
)
from traitlets.config import Config

from autograder.judging import find_exercise

STUB = "# Write your lines here, in place of the next one.\nraise NotImplementedError"
TEXT_STUB = "*Write your answer here.*"
RELEASE = (
    LockCells,
    ClearSolutions,
    ClearOutput,
    CheckCellMetadata,
    ComputeChecksums,
    ClearHiddenTests,
    ClearMarkScheme,
    ComputeChecksums,
    CheckCellMetadata,
)
CELL_SECONDS = 60.0  # a learner's loop without end is interrupted after these, and the next cell is run


def student(source: NotebookNode) -> NotebookNode:
    """What the learner gets: solutions cut, checks locked; to the byte what nbgrader would release."""
    config = Config({"ClearSolutions": {"code_stub": {"python": STUB}, "text_stub": TEXT_STUB}})
    notebook = copy.deepcopy(source)
    resources: dict[str, Any] = {"nbgrader": {}}
    for step in RELEASE:
        notebook, resources = step(config=config).preprocess(notebook, resources)
    return notebook


def seconds(cell: NotebookNode) -> float:
    """How long nbgrader waits for a cell: a check ends itself at its exercise's limit, and may try a second time."""
    name = str(cell.metadata.get("nbgrader", {}).get("grade_id", ""))
    if not name.startswith("check_"):
        return CELL_SECONDS
    try:
        return CELL_SECONDS + 2 * find_exercise(name.removeprefix("check_")).seconds
    except KeyError:  # a learner's own cell of such a name
        return CELL_SECONDS
