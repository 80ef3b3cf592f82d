"""What stock nbgrader is told about this course: the stubs, the steps of a release, the time for a cell, the probes.

``nbgrader_config.py`` takes its settings from here, so that ``nbgrader generate_assignment`` and `autograder.build`
write the same bytes.
"""

from __future__ import annotations

import copy
import json
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import (
    CheckCellMetadata,
    ClearHiddenTests,
    ClearMarkScheme,
    ClearOutput,
    ClearSolutions,
    ComputeChecksums,
    Execute,
    LockCells,
)
from traitlets.config import Config

from autograder.exercise import Exercise
from autograder.judging import find_exercise
from autograder.seeds import VARIABLE, secret_of, seed_for

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
    exercise = _checked(cell)
    return CELL_SECONDS + 2 * exercise.seconds if exercise else CELL_SECONDS


def _checked(cell: NotebookNode) -> Exercise | None:
    """The exercise that this cell checks; None for any other cell, a learner's own of such a name included."""
    name = str(cell.metadata.get("nbgrader", {}).get("grade_id", ""))
    try:
        return find_exercise(name.removeprefix("check_")) if name.startswith("check_") else None
    except KeyError:
        return None


class ExecuteWithFreshProbes(Execute):  # type: ignore[misc]  # nbgrader has no types
    """nbgrader's `Execute`, in whose kernel ``check`` draws the probes of this student, by the class's secret."""

    def setup_kernel(self, **kwargs: Any) -> AbstractContextManager[None]:
        """Start a kernel that knows the notebook's own seeds, and nothing of the secret."""
        secret = secret_of(Path(CourseDirectory(parent=self).root))
        student = self.resources["nbgrader"]["student"]
        exercises = [exercise.name for exercise in map(_checked, self.nb.cells) if exercise]
        seeds = {exercise: seed_for(secret, student, exercise) for exercise in exercises}
        tell = f"--IPKernelApp.exec_lines=import os; os.environ[{VARIABLE!r}] = {json.dumps(seeds)!r}"
        self.extra_arguments: list[str] = [*self.extra_arguments, tell]
        return super().setup_kernel(**kwargs)  # type: ignore[no-any-return]
