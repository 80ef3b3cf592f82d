"""check(function): one line when it is right, an object when it is partly right, a sentence alone when it is wrong."""

from __future__ import annotations

import functools
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from autograder import CheckFailed, check
from autograder.checking import PartlyRight
from autograder.exercise import EXERCISES
from bpkit import ops


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BPKIT_MINE", str(tmp_path / "mine"))
    return tmp_path / "mine"


def mul_backward(upstream: float, output: float, a: float, b: float) -> tuple[float, float]:
    return upstream * b, upstream * a


def test_right_prints_one_line_and_returns_none(capfd: pytest.CaptureFixture[str], folder: Path) -> None:
    assert check(mul_backward) is None
    out, err = capfd.readouterr()
    assert out == "mul_backward: right, 1 point. Kept in mine/lesson_02.py.\n"
    assert err == ""
    assert (folder / "lesson_02.py").exists()


def test_right_a_second_time_says_the_same(capfd: pytest.CaptureFixture[str]) -> None:
    check(mul_backward)
    check(mul_backward)
    first, second = capfd.readouterr().out.splitlines()
    assert first == second


def test_wrong_is_its_sentence_alone(capfd: pytest.CaptureFixture[str], folder: Path) -> None:
    def mul_backward(upstream: float, output: float, a: float, b: float) -> tuple[float, float]:
        return upstream * a, upstream * b

    with pytest.raises(CheckFailed) as caught:
        check(mul_backward)
    sentence = "mul_backward: Hold b still and nudge a: what scales the change?\n[known mistake: mul-own-value]"
    assert str(caught.value) == sentence
    assert caught.value._render_traceback_() == [sentence]
    assert caught.value.__suppress_context__
    assert capfd.readouterr() == ("", "")
    assert not folder.exists()


def topological_order(root: Any) -> list[Any]:
    order: list[Any] = []

    def visit(node: Any) -> None:
        if node not in order:
            for parent in node.parents:
                visit(parent)
            order.append(node)

    visit(root)
    return order


def test_partly_right_is_shown_with_its_points_and_not_kept(capfd: pytest.CaptureFixture[str], folder: Path) -> None:
    shown = check(topological_order)
    assert isinstance(shown, PartlyRight)
    bundle = shown._repr_mimebundle_()
    assert bundle["text/plain"] == "1.5"
    assert bundle["text/markdown"] == repr(shown)
    assert repr(shown) == (
        "topological_order: Python's recursion limit on a deep graph: keep your own stack. That earns 1.5 of 2 points."
    )
    assert capfd.readouterr() == ("", "")
    assert not folder.exists()


class Callee:
    def __call__(self, upstream: float, output: float, a: float, b: float) -> tuple[float, float]:
        return upstream * b, upstream * a

    def mul_backward(self, upstream: float, output: float, a: float, b: float) -> tuple[float, float]:
        return upstream * b, upstream * a


def another_name(upstream: float, output: float, a: float, b: float) -> tuple[float, float]:
    return upstream * b, upstream * a


# What is checked as mul_backward by name, and what is said about keeping it.
NAMED = {
    "a renamed function": (another_name, "Kept in mine/lesson_02.py."),
    "a lambda": (lambda G, o, a, b: (G * b, G * a), "(Not kept for later lessons: a lambda has no name to be found by"),
    "a partial": (
        functools.partial(mul_backward),
        "(Not kept for later lessons: it is no plain function but a partial",
    ),
    "an object": (Callee(), "(Not kept for later lessons: it is no plain function but a Callee.)"),
    "a method": (Callee().mul_backward, "(Not kept for later lessons: it is no plain function but a method.)"),
}


@pytest.mark.parametrize(("function", "kept"), NAMED.values(), ids=list(NAMED))
def test_what_has_another_name_is_checked_by_name(
    function: Callable[..., Any], kept: str, capfd: pytest.CaptureFixture[str]
) -> None:
    check(function, name="mul_backward")
    out = capfd.readouterr().out
    assert out.startswith(f"mul_backward: right, 1 point. {kept}")
    assert out.count("\n") == 1


# What check gets, and a part of what it says.
ODD = {
    "a result": ((3.0, 4.0), "check needs the function itself, like check(mul_backward); this is (3.0, 4.0)"),
    "None": (None, "check needs the function itself"),
    "text": ("mul_backward", "check needs the function itself"),
    "another name": (
        another_name,
        "No exercise is called 'another_name'. Give the name as well, check(function, name=…)",
    ),
    "a lambda": (lambda x: x, "No exercise is called '<lambda>'"),
    "a partial": (functools.partial(mul_backward), "No exercise is called 'partial'"),
    "the course's own": (ops.mul_backward, "mul_backward: this is the course's own function."),
}


@pytest.mark.parametrize(("thing", "words"), ODD.values(), ids=list(ODD))
def test_what_cannot_be_checked_gets_a_sentence(thing: Any, words: str) -> None:
    with pytest.raises(CheckFailed) as caught:
        check(thing)
    assert words in str(caught.value)


def test_the_names_are_listed() -> None:
    with pytest.raises(CheckFailed) as caught:
        check(another_name)
    assert all(name in str(caught.value).partition("with one of: ")[2] for name in EXERCISES)


def test_a_method_of_the_right_name_needs_no_name(capfd: pytest.CaptureFixture[str]) -> None:
    check(Callee().mul_backward)
    assert capfd.readouterr().out.startswith("mul_backward: right, 1 point.")


def test_a_check_in_a_thread(capfd: pytest.CaptureFixture[str]) -> None:
    found: list[Any] = []
    thread = threading.Thread(target=lambda: found.append(check(mul_backward)))
    thread.start()
    thread.join(30)
    assert found == [None]
    assert capfd.readouterr().out.startswith("mul_backward: right")


def test_a_folder_that_cannot_be_written_is_said(
    capfd: pytest.CaptureFixture[str], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.parent.joinpath("file").touch()
    monkeypatch.setenv("BPKIT_MINE", str(folder.parent / "file"))
    check(mul_backward)
    out = capfd.readouterr().out
    assert out.startswith("mul_backward: right, 1 point. (Not kept for later lessons:")
    assert "cannot be written" in out


def test_prints_of_the_function_reach_nobody(capfd: pytest.CaptureFixture[str]) -> None:
    def mul_backward(upstream: float, output: float, a: float, b: float) -> tuple[float, float]:
        print("here")  # noqa: T201
        print("there", file=sys.stderr)  # noqa: T201
        return upstream * b, upstream * a

    check(mul_backward)
    out, err = capfd.readouterr()
    assert out.startswith("mul_backward: right")
    assert out.count("\n") == 1
    assert err == ""


def run(code: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """``code`` as a script of its own, outside any notebook."""
    path = folder / "script.py"
    path.write_text(code, encoding="utf-8")
    return subprocess.run([sys.executable, str(path)], check=False, capture_output=True, text=True, cwd=folder)


RIGHT = (
    "from autograder import check\ndef mul_backward(upstream, output, a, b):\n    return upstream * b, upstream * a\n"
)


def test_in_a_script(tmp_path: Path) -> None:
    right = run(RIGHT + "check(mul_backward)\n", tmp_path)
    assert (right.returncode, right.stderr) == (0, "")
    assert right.stdout == "mul_backward: right, 1 point. Kept in mine/lesson_02.py.\n"
    wrong = run(RIGHT.replace("* b", "* a") + "check(mul_backward)\n", tmp_path)
    assert wrong.returncode == 1
    assert wrong.stderr.splitlines()[-2].startswith("autograder.checking.CheckFailed: mul_backward:")
    assert "During handling" not in wrong.stderr
    assert wrong.stdout == ""


def test_in_ipython_only_the_sentence_is_shown(tmp_path: Path) -> None:
    code = f"""
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
shell.run_cell({RIGHT.replace("* b", "* a")!r})
shell.run_cell("check(mul_backward)")
"""
    shown = run(code, tmp_path)
    assert shown.stderr == ""
    assert shown.stdout.strip() in (
        "mul_backward: d_a: Hold b still and nudge a: what scales the change?\n[known mistake: mul-own-value]",
    )
