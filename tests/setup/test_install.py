"""requirements/install.py: what it says when it cannot go on, what it keeps, that it does nothing twice."""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.setup.hygiene import ROOT
from tests.setup.projects import OFFLINE, outside_environment

SCRIPTS = [ROOT / "requirements" / name for name in ("install.py", "environment.py")]
INSTALL = SCRIPTS[0]

# Run install.py as it would run elsewhere: after these lines.
ELSEWHERE = """
import runpy, sys
sys.path.insert(0, {folder!r})
sys.argv = ["install.py", "course", "--venv", {venv!r}]
{change}
runpy.run_path({script!r}, run_name="__main__")
"""


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(INSTALL), *arguments]
    return subprocess.run(
        command,
        env=outside_environment(**environment),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def run_elsewhere(change: str, venv: Path) -> subprocess.CompletedProcess[str]:
    code = ELSEWHERE.format(folder=str(INSTALL.parent), venv=str(venv), change=change, script=str(INSTALL))
    return subprocess.run(
        [sys.executable, "-c", code],
        env=outside_environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def one_sentence(done: subprocess.CompletedProcess[str]) -> str:
    """What it said on stderr, which must be no traceback, one line, and exit code 1."""
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    return lines[0]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_old_pythons_can_read_it(script: Path) -> None:
    source = script.read_text(encoding="ascii")  # Python 2.7 reads no other characters
    tree = ast.parse(source)
    new = (ast.JoinedStr, ast.AnnAssign, ast.NamedExpr, ast.AsyncFunctionDef, ast.Match, ast.Nonlocal)
    for node in ast.walk(tree):
        assert not isinstance(node, new), f"line {node.lineno}"
        if isinstance(node, ast.FunctionDef):
            assert node.returns is None
            assert not node.args.kwonlyargs
            assert not node.args.posonlyargs
            assert not any(argument.annotation for argument in node.args.args)


def old_pythons() -> Iterator[Path]:
    """Interpreters older than 3.11 that happen to lie on this machine."""
    versions = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    for minor in ("2.7", "3.6", "3.7", "3.8", "3.9", "3.10"):
        yield from list(versions.glob(f"{minor}.*/bin/python"))[:1]


def test_a_python_that_is_too_old(tmp_path: Path) -> None:
    done = run_elsewhere("sys.version_info = (3, 10, 9); sys.version = '3.10.9 (main)'", tmp_path / "venv")
    said = one_sentence(done)
    assert "This is Python 3.10.9" in said
    assert "3.11 or newer" in said
    assert "PYTHON=" in said
    for python in old_pythons():
        command = [str(python), "-B", str(INSTALL), "course", "--venv", str(tmp_path / "venv")]
        real = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        assert "3.11 or newer" in one_sentence(real), python
    assert not (tmp_path / "venv").exists()


@pytest.mark.parametrize("module", ["venv", "ensurepip"])
def test_no_venv_module(module: str, tmp_path: Path) -> None:
    said = one_sentence(run_elsewhere(f"sys.modules[{module!r}] = None", tmp_path / "venv"))
    assert "apt install python3-venv" in said
    assert not (tmp_path / "venv").exists()


def test_no_network(tmp_path: Path) -> None:
    venv = tmp_path / "venv"
    said = one_sentence(run("course", "--venv", str(venv), **OFFLINE))
    assert "connect to the Internet" in said
    assert str(venv) in said  # where the log is
    # Nothing was installed, so the next run, with a network, goes on with what is there.
    assert json.loads((venv / "bpkit-setup.json").read_text())["state"] == "ready"


def made(venv: Path, **changes: object) -> Path:
    """An environment as a finished set-up leaves it, but empty, and with a word of the learner's in it."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(venv)], check=True, timeout=60)
    sys.path.insert(0, str(INSTALL.parent))
    try:
        import install
    finally:
        sys.path.remove(str(INSTALL.parent))
    note = {
        "state": "ready",
        "pid": 2**22 + 1,  # beyond the largest process number
        "folder": str(venv),
        "python": f"{sys.version_info[0]}.{sys.version_info[1]}",
        "made_here": True,
        "installed": {"course": install.digest("requirements/course.txt")},
        "project": install.digest("pyproject.toml", *install.shared_files()),
    }
    (venv / "bpkit-setup.json").write_text(json.dumps(note | changes), encoding="utf-8")
    (venv / "word").touch()
    return venv


def test_the_second_run_does_nothing_and_at_once(tmp_path: Path) -> None:
    venv = made(tmp_path / "venv")
    before = {path: path.stat().st_mtime_ns for path in venv.rglob("*")}
    times = []
    for _ in range(3):
        began = time.perf_counter()
        done = run("course", "--venv", str(venv), **OFFLINE)
        times.append(time.perf_counter() - began)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert {path: path.stat().st_mtime_ns for path in venv.rglob("*")} == before
    assert min(times) < 0.3


# What is wrong with the environment, what is said of it.
AFRESH = {
    "interrupted": ({"state": "installing"}, "did not finish"),
    "moved": ({"folder": "/elsewhere/.venv"}, "moved or copied"),
    "another Python": ({"python": "3.99"}, "for Python 3.99"),
}


@pytest.mark.parametrize(("changes", "reason"), AFRESH.values(), ids=list(AFRESH))
def test_an_environment_that_cannot_be_used_is_made_afresh(
    changes: dict[str, object], reason: str, tmp_path: Path
) -> None:
    venv = made(tmp_path / "venv", **changes)
    done = run("course", "--venv", str(venv), **OFFLINE)
    assert reason in done.stdout
    assert not (venv / "word").exists()
    assert "connect to the Internet" in one_sentence(done)


def test_a_python_that_was_removed(tmp_path: Path) -> None:
    venv = made(tmp_path / "venv")
    for name in ("python", "python3"):
        (venv / "bin" / name).unlink(missing_ok=True)
    (venv / "bin" / "python").symlink_to(tmp_path / "gone")
    done = run("course", "--venv", str(venv), **OFFLINE)
    assert "is gone; making it afresh" in done.stdout


@pytest.mark.parametrize("change", [{"state": "installing"}, {"python": "3.99"}])
def test_an_environment_of_the_learners_own_is_never_deleted(change: dict[str, object], tmp_path: Path) -> None:
    venv = made(tmp_path / "venv", made_here=False, **change)
    assert "left alone" in one_sentence(run("course", "--venv", str(venv), **OFFLINE))
    assert (venv / "word").exists()


def test_an_environment_without_a_note_is_the_learners_own(tmp_path: Path) -> None:
    venv = made(tmp_path / "venv")
    (venv / "bpkit-setup.json").unlink()
    done = run("course", "--venv", str(venv), **OFFLINE)
    assert "Using the environment that you made" in done.stdout
    assert "no pip" in one_sentence(done)
    assert json.loads((venv / "bpkit-setup.json").read_text())["made_here"] is False


def test_a_folder_that_is_no_environment_is_refused(tmp_path: Path) -> None:
    (tmp_path / "novel.txt").touch()
    assert "not empty" in one_sentence(run("course", "--venv", str(tmp_path), **OFFLINE))
    assert (tmp_path / "novel.txt").exists()


def test_two_set_ups_at_once(tmp_path: Path) -> None:
    venv = made(tmp_path / "venv", state="installing", pid=os.getpid())
    assert "Another set-up" in one_sentence(run("course", "--venv", str(venv), **OFFLINE))
    assert (venv / "word").exists()


def test_an_unknown_set_lists_the_sets() -> None:
    done = run("everything")
    assert done.returncode == 2
    assert "course" in done.stderr


# What pip's log holds, a word of the sentence.
LOGS = {
    "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device": "disk is full",
    "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE": "not the one that was locked",
    "SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate": "PIP_CERT",
    "NewConnectionError: Failed to establish a new connection: [Errno -2] Name not known": "Internet",
    "ERROR: No matching distribution found for numba==0.68.1": "64-bit Python",
    "/venv/bin/python: No module named pip": "no pip",
    "ERROR: something new\nsecond line": "something new",
}


@pytest.mark.parametrize(("log", "word"), LOGS.items(), ids=list(LOGS.values()))
def test_what_pip_says_in_plain_words(log: str, word: str, tmp_path: Path) -> None:
    sys.path.insert(0, str(INSTALL.parent))
    try:
        from environment import EXPLANATIONS, Environment
    finally:
        sys.path.remove(str(INSTALL.parent))
    environment = Environment(str(tmp_path))
    Path(environment.log).write_text(log, encoding="utf-8")
    assert word in environment.explain("packages")
    assert len(EXPLANATIONS) == len(LOGS) - 1  # a new explanation needs a row


def make_lab(setting: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """``make lab`` with a setting that it must refuse."""
    return subprocess.run(
        ["make", "lab", setting],
        cwd=folder,
        env=outside_environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_make_passes_the_sentence_on(tmp_path: Path) -> None:
    for name in ("Makefile", "requirements"):
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, tmp_path / name)
    false_python = tmp_path / "python3"
    false_python.write_text("#!/bin/sh\necho 'This is Python 2' >&2\nexit 1\n", encoding="utf-8")
    false_python.chmod(0o755)
    done = make_lab(f"PYTHON={false_python}", tmp_path)
    assert done.returncode != 0
    assert "This is Python 2" in done.stderr
    assert not (tmp_path / "my-course").exists()


@pytest.mark.parametrize("port", ["99999", "0", "-1", "8888x"])
def test_a_port_that_is_none_is_refused_before_anything_else(port: str) -> None:
    done = make_lab(f"PORT={port}", ROOT)
    assert done.returncode != 0
    assert done.stdout == f"PORT={port} is no port: give a number from 1 to 65535, as in make lab PORT=8890\n"


def test_make_alone_lists_every_command() -> None:
    listed = subprocess.run(
        ["make"], cwd=ROOT, env=outside_environment(), capture_output=True, text=True, timeout=60, check=True
    ).stdout
    for command in ("setup", "lab", "test", "test-all", "lessons", "lint", "lock", "clean", "help"):
        assert f"\n  {command} " in listed
