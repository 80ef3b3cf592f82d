"""Settings of nbgrader, for an instructor: start it here, in the project's root.

The class lives in ``build/course``, which git ignores: ``source/`` (from ``make lessons``), ``release/``,
``submitted/``, ``autograded/``, ``feedback/`` and ``gradebook.db``. From a shell in which nothing is activated::

    .venv/bin/nbgrader generate_assignment 02_forward_and_backward
    .venv/bin/nbgrader autograde 02_forward_and_backward
    .venv/bin/nbgrader generate_feedback 02_forward_and_backward
    .venv/bin/nbgrader export

The last one writes ``build/course/grades.csv``. ``--CourseDirectory.root=FOLDER`` takes another class's folder.
"""

import os
import sys
from pathlib import Path

from nbgrader.converters.autograde import Autograde
from nbgrader.preprocessors import Execute

from autograder import stock

ROOT = Path(__file__).resolve().parent
COURSE = ROOT / "build" / "course"
# nbgrader starts `alembic` by name, and a kernel of another environment must not win.
os.environ["PATH"] = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)))
os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"

c = get_config()  # noqa: F821  (traitlets hands it to this file)

c.CourseDirectory.course_id = "bpkit"
c.CourseDirectory.root = str(COURSE)
c.ExportPlugin.to = str(COURSE / "grades.csv")

# What a learner sees in place of a solution: the same as in lessons/*.ipynb.
c.ClearSolutions.code_stub = {"python": stock.STUB}
c.ClearSolutions.text_stub = stock.TEXT_STUB

# A check asks each student with probes of that student's own, drawn from the class's secret: probes.secret beside the
# gradebook, made when it is first needed. Keep it as long as you may regrade.
c.Autograde.autograde_preprocessors = [
    stock.ExecuteWithFreshProbes if step is Execute else step for step in Autograde().autograde_preprocessors
]
c.Execute.timeout_func = stock.seconds
c.Execute.startup_timeout = 120  # seconds, for a busy machine that starts many kernels at once
# A learner who prints in every call of a training floods the kernel's output, and the message that a cell is done can
# be lost. That must cost some seconds and not the whole mark; a check's own cell is quiet, and an error is never lost.
c.Execute.iopub_timeout = 30  # seconds
c.Execute.raise_on_iopub_timeout = False
c.Execute.extra_arguments = [
    "--Application.log_level=ERROR",
    # Figures are pictures while grading, and progress bars are quiet: a widget can hang there. Set in the kernel, not
    # here: a JupyterLab that is started in this folder reads this file as well, and its figures should live.
    "--IPKernelApp.exec_lines=import os; os.environ['BPKIT_STATIC'] = '1'",
]
