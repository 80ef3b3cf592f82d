"""The doctor: well here, and each illness that can be made here is named with its remedy."""

from __future__ import annotations

from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

from bpkit import diagnosis, houses, machine


def test_this_environment_is_well(capsys: pytest.CaptureFixture[str]) -> None:
    problems = diagnosis.report()
    printed = capsys.readouterr().out
    assert problems == 0, printed
    assert printed.count("ok       ") == len(diagnosis.QUESTIONS)
    assert "All is well." in printed


def test_the_doctor_says_nothing_but_its_lines_in_a_cell(capsys: pytest.CaptureFixture[str]) -> None:
    assert diagnosis.doctor() is None
    assert capsys.readouterr().err == ""


def an_old_python(patch: pytest.MonkeyPatch, folder: Path) -> None:
    patch.setattr(diagnosis, "OLDEST_PYTHON", (4, 0))


def an_uninstalled_course(patch: pytest.MonkeyPatch, folder: Path) -> None:
    patch.setattr(diagnosis, "PROJECT", "a-course-that-nobody-wrote")


def an_old_package(patch: pytest.MonkeyPatch, folder: Path) -> None:
    patch.setattr(metadata, "requires", lambda name: ["numpy>=2000"])


def a_missing_package(patch: pytest.MonkeyPatch, folder: Path) -> None:
    patch.setattr(metadata, "requires", lambda name: ["a-package-that-nobody-wrote"])


def another_kernel(patch: pytest.MonkeyPatch, folder: Path) -> None:
    kernel = folder / "kernels" / "python3"
    kernel.mkdir(parents=True)
    (kernel / "kernel.json").write_text('{"argv": ["/elsewhere/bin/python"], "display_name": "", "language": "python"}')
    patch.setenv("JUPYTER_PATH", str(folder))
    patch.setenv("JUPYTER_PREFER_ENV_PATH", "0")
    patch.setattr(diagnosis, "_server_prefix", lambda: None)  # another test may have imported ipykernel here


def a_lost_extension(patch: pytest.MonkeyPatch, folder: Path) -> None:
    import jupyter_core.paths

    patch.setattr(jupyter_core.paths, "jupyter_path", lambda *parts: [str(folder)])


def a_broken_numba(patch: pytest.MonkeyPatch, folder: Path) -> None:
    import numba

    def broken(*arguments: Any) -> None:
        raise SystemError("initialisation failed")

    patch.setattr(numba, "njit", broken)


def a_lying_numba(patch: pytest.MonkeyPatch, folder: Path) -> None:
    import numba

    patch.setattr(numba, "njit", lambda function: lambda x: 8.0)


def a_cache_that_is_a_file(patch: pytest.MonkeyPatch, folder: Path) -> None:
    (folder / "cache").touch()
    patch.setenv("NUMBA_CACHE_DIR", str(folder / "cache"))


def too_many_threads(patch: pytest.MonkeyPatch, folder: Path) -> None:
    import threadpoolctl

    info = {"user_api": "blas", "internal_api": "openblas", "version": "0.3", "num_threads": 10_000}
    patch.setattr(threadpoolctl, "threadpool_info", lambda: [info])


def no_memory(patch: pytest.MonkeyPatch, folder: Path) -> None:
    patch.setattr(machine, "_left_in_container", lambda: [100e6])


def a_changed_sale(patch: pytest.MonkeyPatch, folder: Path) -> None:
    for path in houses.DATA.glob("*.csv"):
        (folder / path.name).write_bytes(path.read_bytes().replace(b"1", b"7", 1))
    patch.setattr(houses, "DATA", folder)


def no_sales(patch: pytest.MonkeyPatch, folder: Path) -> None:
    patch.setattr(houses, "DATA", folder)


# illness, the question that must find it, a word of its sentence, a word of its remedy
ILLNESSES = [
    (an_old_python, diagnosis.python_version, "3.", "newer"),
    (an_uninstalled_course, diagnosis.package_versions, "not installed", "make setup"),
    (an_old_package, diagnosis.package_versions, "numpy is", "make setup"),
    (a_missing_package, diagnosis.package_versions, "a-package-that-nobody-wrote is missing", "make setup"),
    (another_kernel, diagnosis.kernel_environment, "/elsewhere/bin/python", "JUPYTER_PREFER_ENV_PATH"),
    (a_lost_extension, diagnosis.widget_halves, "half", "make lab"),
    (a_changed_sale, diagnosis.house_sales, "is damaged", "git checkout bpkit/data"),
    (no_sales, diagnosis.house_sales, "cannot be read (No such file or directory)", "git checkout bpkit/data"),
    (a_broken_numba, machine.numba_compiles, "initialisation failed", "runs without it"),
    (a_lying_numba, machine.numba_compiles, "8.0", "make lab"),
    (a_cache_that_is_a_file, machine.disk_is_writable, "cannot be written", "NUMBA_CACHE_DIR"),
    (too_many_threads, machine.blas_threads, "10000 threads", "OPENBLAS_NUM_THREADS"),
    (no_memory, machine.memory_left, "100 MB", "Shut Down"),
]


@pytest.mark.parametrize(("illness", "question", "sentence", "remedy"), ILLNESSES)
def test_an_illness_is_found(
    illness: Any, question: Any, sentence: str, remedy: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    illness(monkeypatch, tmp_path)
    finding = question()
    assert sentence in finding.detail
    assert remedy in finding.remedy
    assert str(finding).startswith("PROBLEM")


def test_every_question_has_an_illness() -> None:
    assert {question for _, question, _, _ in ILLNESSES} == set(diagnosis.QUESTIONS)


def test_a_question_that_breaks_down_is_a_finding_and_the_next_are_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def breaking_down() -> machine.Finding:
        raise OSError("no such device")

    monkeypatch.setattr(diagnosis, "QUESTIONS", (breaking_down, diagnosis.python_version))
    broken, python = diagnosis.diagnose()
    assert broken.detail == "OSError: no such device"
    assert broken.remedy
    assert not python.remedy
