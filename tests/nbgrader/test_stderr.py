"""Whatever a right function writes, and by whatever way: its check's cell shows one line on stdout.

nbgrader gives no points for a grade cell with anything on stderr.
"""

from __future__ import annotations

import textwrap

import nbformat
import pytest

from autograder import build

# A way to stderr: what stands above the function, and what in it.
WAYS = {
    "print": ("import sys", 'print("careful", file=sys.stderr)'),
    "a stream held from before": ("from sys import stderr as held", 'print("careful", file=held, flush=True)'),
    "the interpreter's own stream": ("import sys", 'print("careful", file=sys.__stderr__, flush=True)'),
    "warnings.warn": ("import warnings", 'warnings.warn("careful")'),
    "warnings, all of them": ("import warnings\nwarnings.simplefilter('always')", 'warnings.warn("careful")'),
    "logging, its last resort": ("import logging", 'logging.getLogger("a").warning("careful")'),
    "logging.basicConfig": ("import logging\nlogging.basicConfig()", 'logging.warning("careful")'),
    "np.seterr": ("import numpy as np\nnp.seterr(all='print')", "np.float64(1) / 0"),
    "the file descriptor": ("import os", 'os.write(2, b"careful")'),
    "another process": ("import subprocess", 'subprocess.run(["sh", "-c", "echo careful >&2"])'),
    "a thread": (
        "import sys, threading",
        'one = threading.Thread(target=print, args=("careful",), kwargs={"file": sys.stderr}); one.start(); one.join()',
    ),
    "display": ("from IPython.display import display", "display(0.5)"),
    "stdout held from before": ("from sys import stdout as out", 'print("careful", file=out, flush=True)'),
    "a decorator, when the source is kept": (
        "import sys\n\ndef loud(f):\n    print('careful', file=sys.stderr)\n    return f\n\n\n@loud",
        "pass",
    ),
}


@pytest.fixture(scope="module")
def checks(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[nbformat.NotebookNode]]:
    """The outputs of one check for each way, all in one kernel."""
    cells = []
    for above, inside in WAYS.values():
        function = f"def mul_backward(upstream, output, a, b):\n{textwrap.indent(inside, '    ')}\n"
        cells += [f"{above}\n{function}    return upstream * b, upstream * a"]
        cells += ["from autograder import check\n\ncheck(mul_backward)"]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in cells])
    build.execute(notebook, tmp_path_factory.mktemp("learner"))
    return {way: cell.outputs for way, cell in zip(WAYS, notebook.cells[1::2], strict=True)}


@pytest.mark.xdist_group("stderr")
@pytest.mark.parametrize("way", WAYS)
def test_only_the_verdict_is_shown(way: str, checks: dict[str, list[nbformat.NotebookNode]]) -> None:
    assert {shown.get("name", shown.output_type) for shown in checks[way]} == {"stdout"}
    text = "".join(shown.text for shown in checks[way])  # a kernel may send one line in two pieces
    assert text.startswith("mul_backward: right, 1 point.")
    assert len(text.splitlines()) == 1
