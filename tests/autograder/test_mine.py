"""What the learner wrote travels: kept when it passes, found in a fresh process, replaced where it is missing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import autograder.exercises  # noqa: F401  (fills EXERCISES)
from autograder import judge
from autograder.exercise import EXERCISES
from bpkit import mine
from bpkit.alone import NotKept, source_alone
from tests.marks import needs_numba


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The learner's folder: one for each lesson, beside each other, as nbgrader lays them."""
    monkeypatch.delenv("BPKIT_MINE", raising=False)
    (tmp_path / "02_graph").mkdir()
    monkeypatch.chdir(tmp_path / "02_graph")
    return tmp_path / "02_graph" / "mine"


def run(code: str, where: Path | None = None) -> str:
    """What a fresh process prints that runs ``code`` as its ``__main__``, like a notebook's kernel."""
    place = where or Path.cwd()
    place.mkdir(parents=True, exist_ok=True)
    script = place / "cells.py"
    script.write_text(code, encoding="utf-8")
    done = subprocess.run([sys.executable, str(script)], check=False, capture_output=True, text=True, cwd=place)
    assert done.returncode == 0, done.stderr
    return done.stdout


MUL = "def mul_backward(upstream, output, a, b):\n    return upstream * b, upstream * a\n"
CHECK = "from autograder import check\n"


# ---------------------------------------------------------------- from lesson to lesson


def test_a_function_that_passed_is_at_hand_in_a_fresh_process() -> None:
    run(CHECK + MUL + "check(mul_backward)\n")
    assert run("from bpkit.mine import mul_backward\nprint(mul_backward(2.0, 12.0, 3.0, 4.0))\n") == "(8.0, 6.0)\n"


def test_a_function_that_is_missing_is_the_courses_and_one_line_says_so() -> None:
    said = run("from bpkit.mine import mul_backward\nprint(*map(float, mul_backward(2.0, 12.0, 3.0, 4.0)))\n")
    line, value = said.splitlines()
    assert line == "mul_backward: no version of yours has passed yet, so this is the course's."
    assert value == "8.0 6.0"


def test_a_wrong_one_and_a_partly_right_one_are_not_kept(folder: Path) -> None:
    run(CHECK + MUL.replace("* b", "+ b") + "try:\n    check(mul_backward)\nexcept Exception as e:\n    print(e)\n")
    assert not folder.exists()
    assert "no version of yours" in run("from bpkit.mine import mul_backward\n")


def test_the_newest_version_is_kept() -> None:
    run(CHECK + MUL + "check(mul_backward)\n")
    run(CHECK + MUL.replace("return", "'newer'\n    return") + "check(mul_backward)\n")
    assert "newer" in run("from bpkit.mine import mul_backward\nimport inspect\nprint(inspect.getsource(mul_backward))")


def test_a_version_that_came_from_mine_is_not_written_again(folder: Path) -> None:
    run(CHECK + MUL + "check(mul_backward)\n")
    before = (folder / "lesson_02.py").stat().st_mtime_ns
    said = run(CHECK + "from bpkit.mine import mul_backward\ncheck(mul_backward)\n")
    assert said == "mul_backward: right, 1 point.\n"
    assert (folder / "lesson_02.py").stat().st_mtime_ns == before


def test_the_courses_version_passes_for_nobody() -> None:
    said = run(
        CHECK + "from bpkit.mine import mul_backward\n"
        "try:\n    check(mul_backward)\nexcept Exception as error:\n    print(error)\n"
    )
    assert said.splitlines()[-1].startswith("mul_backward: this is the course's own function.")


def test_two_lessons_keep_two_files_and_each_holds_its_own(folder: Path) -> None:
    run(CHECK + MUL + "check(mul_backward)\n")
    run(CHECK + "import math\ndef chain_rates(rates):\n    return math.prod(rates, start=1.0)\ncheck(chain_rates)\n")
    assert sorted(path.name for path in folder.glob("*.py")) == ["lesson_01.py", "lesson_02.py"]
    assert "chain_rates" not in (folder / "lesson_02.py").read_text(encoding="utf-8")


def test_a_name_that_nobody_has_is_an_import_error() -> None:
    said = run("try:\n    from bpkit.mine import nonsense\nexcept ImportError as error:\n    print(error)\n")
    assert "cannot import name 'nonsense'" in said
    with pytest.raises(AttributeError, match=r"no check of a function of that name has passed in .*mine"):
        mine.nonsense  # noqa: B018


# ---------------------------------------------------------------- a hand-in is whole


def test_what_another_lesson_kept_is_copied_beside_this_one(tmp_path: Path) -> None:
    run(CHECK + MUL + "check(mul_backward)\n", tmp_path / "02_graph")
    run("from bpkit.mine import mul_backward\n", tmp_path / "06_layer")
    copied = tmp_path / "06_layer" / "mine" / "lesson_02.py"
    assert copied.read_text(encoding="utf-8") == (tmp_path / "02_graph/mine/lesson_02.py").read_text(encoding="utf-8")
    handed_in = tmp_path / "elsewhere" / "06_layer"
    handed_in.parent.mkdir()
    (tmp_path / "06_layer").rename(handed_in)
    assert "no version of yours" not in run("from bpkit.mine import mul_backward\n", handed_in)


def test_the_courses_version_is_copied_too_and_works_where_the_course_is_out_of_reach(folder: Path) -> None:
    run("from bpkit.mine import mul_backward, affine_backward, topological_order\n")
    copy = (folder / "course.py").read_text(encoding="utf-8")
    assert copy.count("# === ") == 3
    code = """
import sys

class Forbidden:
    def find_spec(self, name, path=None, target=None):
        if name.startswith("bpkit.") and name not in ("bpkit.mine", "bpkit.alone"):
            raise ImportError(f"{name} is out of reach while grading")

sys.meta_path.insert(0, Forbidden())
from bpkit.mine import mul_backward, affine_backward
print(*map(float, mul_backward(2.0, 12.0, 3.0, 4.0)))
try:
    from bpkit.mine import relu
except ImportError as error:
    print(error)
"""
    first, second, value, error = run(code).splitlines()
    assert first == "mul_backward: no version of yours has passed yet, so this is the course's."
    assert second.startswith("affine_backward")
    assert value == "8.0 6.0"
    assert "cannot import name 'relu'" in error


def test_the_copy_of_the_courses_version_is_not_taken_for_the_learners() -> None:
    run("from bpkit.mine import mul_backward\n")
    assert "no version of yours" in run("from bpkit.mine import mul_backward\n")


# No later lesson needs the capstone, whose course's version is the library itself.
CARRIED = [name for name in EXERCISES if name != "build_and_train"]


@pytest.mark.parametrize("name", CARRIED)
def test_every_courses_version_stands_alone(name: str, folder: Path) -> None:
    function = mine.course_version(name)
    assert function is not None
    block = source_alone(name, function)
    assert "bpkit" not in block
    copy = mine._run(name, block, "<copy>", module="bpkit.course")
    verdict = judge(name, copy, 1)
    assert verdict.passed, verdict.message


def test_the_capstone_takes_only_the_learners_own(capsys: pytest.CaptureFixture[str]) -> None:
    run(CHECK + MUL + "check(mul_backward)\n")
    assert mine.require("mul_backward") == ("mul_backward",)
    with pytest.raises(LookupError, match=r"these have not passed yet: relu \(lesson 5\), affine \(lesson 6\)\."):
        mine.require("mul_backward", "affine", "relu")
    with pytest.raises(LookupError, match=r"this one has not passed yet: affine \(lesson 6\)\."):
        mine.require("affine")
    assert capsys.readouterr().out == ""


def test_what_stands_on_a_lent_function_takes_the_learners_own_once_it_passes(folder: Path) -> None:
    uses = "from bpkit.mine import pow_backward\n" + MUL.replace("return ", "pow_backward\n    return ")
    assert "pow_backward: no version of yours" in run(CHECK + uses + "check(mul_backward)\n")
    kept = (folder / "lesson_02.py").read_text(encoding="utf-8")
    assert "from bpkit.mine import pow_backward" in kept
    assert "bpkit.ops" not in kept
    with pytest.raises(LookupError, match=r"this one has not passed yet: pow_backward \(lesson 2\)\."):
        mine.require("mul_backward")


# ---------------------------------------------------------------- what stands alone

TIMES = "def times(x, y):\n    return x * y\n"
ONES = "ONE = 1.0\ndef one():\n    return ONE\ndef times(x, y):\n    return x * y * one()\n"
EVEN = "def even(n, x):\n    return x if n == 0 else odd(n - 1, x)\ndef odd(n, x):\n    return even(n - 1, x)\n"
SAME = (
    "import functools\ndef same(f):\n    @functools.wraps(f)\n    def g(*a):\n        return f(*a)\n"
    "    return g\n@same\n"
)
CLASS = "class Times:\n    def of(self, x, y):\n        return x * y\n"
RECURSIVE = "upstream * b if upstream >= 0 else -mul_backward(-upstream, output, a, b)[0]"
HELPERS = {
    "a module": ("import math\n", "math.prod((upstream, b))"),
    "a module of another name": ("import numpy as np\n", "float(np.multiply(upstream, b))"),
    "a name from a module": ("from math import prod\n", "prod((upstream, b))"),
    "a name from numpy": ("from numpy import multiply\n", "float(multiply(upstream, b))"),
    "a renamed one": ("from math import prod as product\n", "product((upstream, b))"),
    "a helper": (TIMES, "times(upstream, b)"),
    "a helper of a helper": (ONES, "times(upstream, b)"),
    "helpers that call each other": (EVEN, "even(4, upstream * b)"),
    "a helper under two names": (TIMES + "multiplied = times\n", "multiplied(upstream, b)"),
    "a lambda": ("times = lambda x, y: x * y\n", "times(upstream, b)"),
    "a number": ("ONE = 1\n", "upstream * b * ONE"),
    "infinity": ("MOST = float('inf')\n", "min(upstream * b, MOST)"),
    "a list of numbers": ("ONES = [1.0, 1.0]\n", "upstream * b * ONES[0]"),
    "a dict": ("ONES = {'one': 1.0}\n", "upstream * b * ONES['one']"),
    "a class": (CLASS, "Times().of(upstream, b)"),
    "a decorator": (SAME, "upstream * b"),
    "itself": ("", RECURSIVE),
    "an annotation of another cell": ("from typing import Any\nNumber = Any | None\n", "upstream * b"),
    "a default of another cell": ("ONE = 1.0\n", "upstream * b"),
    "something from mine": ("from bpkit.mine import chain_rates\n", "chain_rates([upstream, b])"),
}


@pytest.mark.parametrize("name", HELPERS)
def test_what_a_function_uses_goes_with_it(name: str) -> None:
    before, expression = HELPERS[name]
    function = MUL.replace("upstream * b, ", f"{expression}, ")
    if "annotation" in name:
        function = function.replace("(upstream,", "(upstream: Number,")
    if "default" in name:
        function = function.replace("a, b)", "a, b, one=ONE)")
    said = run(CHECK + before + function + "check(mul_backward)\n")
    assert said.splitlines()[-1] == "mul_backward: right, 1 point. Kept in mine/lesson_02.py."
    loaded = run("from bpkit.mine import mul_backward\nprint(mul_backward(2.0, 12.0, 3.0, 4.0))\n")
    assert loaded.splitlines()[-1] == "(8.0, 6.0)"


NUMPY = "import numpy as np\n"
MADE = "def make():\n    k = 1\n    def times(x, y):\n        return x * y * k\n    return times\ntimes = make()\n"
NOT_ALONE = {
    "an array of another cell": (
        f"{NUMPY}ONES = np.ones(2)\n",
        "upstream * b * ONES[0]",
        "it uses 'ONES' from another",
    ),
    "a generator of another cell": (
        f"{NUMPY}r = np.random.default_rng()\n",
        "upstream * b + 0 * r.normal()",
        "it uses 'r'",
    ),
    "a helper made in a function": (MADE, "times(upstream, b)", "'times', which was made inside another function"),
    "an odd lambda": ("times, _ = (lambda x, y: x * y), 1\n", "times(upstream, b)", "it uses the lambda 'times'"),
}


@pytest.mark.parametrize("name", NOT_ALONE)
def test_what_cannot_stand_alone_passes_and_says_why_it_is_not_kept(name: str, folder: Path) -> None:
    before, expression, words = NOT_ALONE[name]
    said = run(CHECK + before + MUL.replace("upstream * b, ", f"{expression}, ") + "check(mul_backward)\n")
    assert said.startswith("mul_backward: right, 1 point. (Not kept for later lessons: ")
    assert words in said
    assert not folder.exists()


@needs_numba
def test_a_compiled_kernel_keeps_its_decorator() -> None:
    code = "from numba import njit\n@njit\n" + MUL
    assert run(CHECK + code + "check(mul_backward)\n").endswith("Kept in mine/lesson_02.py.\n")
    assert "CPUDispatcher" in run("from bpkit.mine import mul_backward\nprint(type(mul_backward))\n")


def test_two_things_of_one_name_are_refused() -> None:
    with pytest.raises(NotKept, match="a lambda has no name"):
        source_alone("f", lambda x: x)
    with pytest.raises(NotKept, match="no plain function but a builtin_function_or_method"):
        source_alone("f", len)


# ---------------------------------------------------------------- a file that someone has edited


DAMAGE = {
    "a block that does not compile": "# === mul_backward\ndef mul_backward(:\n",
    "a block that fails": "# === mul_backward\nimport nonsense_that_is_not_there\ndef mul_backward(): ...\n",
    "a block without its function": "# === mul_backward\nx = 1\n",
}


@pytest.mark.parametrize("text", DAMAGE.values(), ids=list(DAMAGE))
def test_a_damaged_block_is_said_and_replaced(text: str, folder: Path) -> None:
    folder.mkdir()
    (folder / "lesson_02.py").write_text(text, encoding="utf-8")
    said = run("from bpkit.mine import mul_backward\n")
    assert said.startswith("mul_backward: yours in ")
    assert "does not run (" in said
    assert said.endswith("so this is the course's.\n")
    assert said.count("\n") == 1
    with pytest.raises(LookupError):
        mine.require("mul_backward")
    run(CHECK + MUL + "check(mul_backward)\n")
    assert run("from bpkit.mine import mul_backward\n") == ""


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"no block at all\n"])
def test_a_file_that_is_no_text_holds_nothing(content: bytes, folder: Path) -> None:
    folder.mkdir()
    (folder / "lesson_02.py").write_bytes(content)
    assert "no version of yours has passed yet" in run("from bpkit.mine import mul_backward\n")


def test_a_traceback_shows_the_learners_line() -> None:
    run(CHECK + MUL + "check(mul_backward)\n")
    said = run(
        "import sys, traceback\nfrom bpkit.mine import mul_backward\n"
        "try:\n    mul_backward(1, 2, 3, None)\nexcept TypeError:\n    traceback.print_exc(file=sys.stdout)\n"
    )
    assert "return upstream * b, upstream * a" in said


def test_a_hundred_saves_leave_one_file(folder: Path) -> None:
    for number in range(100):
        mine._write(
            folder / "lesson_02.py", mine._head(2), f"f{number % 7}", f"def f{number % 7}():\n    return {number}"
        )
    assert [path.name for path in folder.iterdir()] == ["lesson_02.py"]
    assert len(mine._read(folder / "lesson_02.py")) == 7
    compile((folder / "lesson_02.py").read_text(encoding="utf-8"), "lesson_02.py", "exec")


# ---------------------------------------------------------------- the learner's number


def test_the_seed_is_the_learners_and_stays(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.delenv("BPKIT_SEED", raising=False)
    first = mine.seed()
    assert mine.seed() == first
    assert (folder / "seed.txt").read_text(encoding="utf-8") == f"{first}\n"
    monkeypatch.setenv("BPKIT_SEED", "7")
    assert mine.seed() == 7
    monkeypatch.setenv("BPKIT_SEED", "seven")
    with pytest.raises(ValueError, match="BPKIT_SEED is 'seven'; it must be a whole number"):
        mine.seed()
