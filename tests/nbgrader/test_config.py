"""nbgrader_config.py: what nbgrader is told before it starts."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from autograder import build, stock
from autograder.exercise import EXERCISES
from tests.nbgrader.course import cell_of
from tests.setup.projects import outside_environment

# As after `make lab`, which installs no jupytext: an instructor grades on such a machine, too.
LOAD = """
import json, os, sys
sys.modules["jupytext"] = None
from traitlets.config.loader import PyFileConfigLoader
config = PyFileConfigLoader("nbgrader_config.py", path=os.getcwd()).load_config()
print(json.dumps({
    "stubs": [config.ClearSolutions.code_stub["python"], config.ClearSolutions.text_stub],
    "root": config.CourseDirectory.root,
    "export": config.ExportPlugin.to,
    "first on PATH": os.environ["PATH"].split(os.pathsep)[0],
    "static here": os.environ.get("BPKIT_STATIC"),
}))
"""


def test_what_the_config_says() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOAD],
        check=True,
        cwd=build.ROOT,
        env=outside_environment(),
        capture_output=True,
        text=True,
    )
    course = build.ROOT / "build" / "course"
    assert json.loads(done.stdout) == {
        "stubs": [stock.STUB, stock.TEXT_STUB],
        "root": str(course),
        "export": str(course / "grades.csv"),
        "first on PATH": str(Path(sys.executable).parent),
        "static here": None,  # a JupyterLab that reads the file keeps its figures alive
    }


def test_the_class_is_no_part_of_the_repository() -> None:
    for name in ("source", "release", "submitted", "autograded", "feedback", "gradebook.db", "grades.csv"):
        subprocess.run(["git", "check-ignore", "-q", f"build/course/{name}"], check=True, cwd=build.ROOT)


@pytest.mark.parametrize("path", build.sources(), ids=lambda path: path.stem)
def test_nbgrader_waits_longer_for_a_check_than_the_check_itself(path: Path) -> None:
    notebook = build.read(path)
    for name, exercise in EXERCISES.items():
        if exercise.lesson == int(path.stem[:2]):
            assert stock.seconds(cell_of(notebook, f"check_{name}")) > 2 * exercise.seconds
            assert stock.seconds(cell_of(notebook, name)) == stock.CELL_SECONDS
