"""The learner's folder: nothing that was edited is ever lost, nothing untouched stays behind."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bpkit import learner

NAMES = ("00_start_here.ipynb", "01_rates_multiply.ipynb", "06_layer.ipynb")


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three small lessons in place of the course's, so that a test may publish a new version of one."""
    folder = tmp_path / "shipped"
    folder.mkdir()
    for name in NAMES:
        (folder / name).write_text(f"first version of {name}", encoding="utf-8")
    monkeypatch.setattr(learner, "shipped_lessons", lambda: sorted(folder.iterdir()))
    return folder


@pytest.fixture
def folder(tmp_path: Path, shipped: Path) -> Path:
    course = tmp_path / "my course"
    learner.start(course)
    return course


def test_start_copies_every_lesson_and_says_so(capsys: pytest.CaptureFixture[str], folder: Path, shipped: Path) -> None:
    assert sorted(path.name for path in folder.glob("*.ipynb")) == sorted(NAMES)
    for name in NAMES:
        assert (folder / name).read_bytes() == (shipped / name).read_bytes()
    printed = capsys.readouterr().out
    assert all(f"{name}: new" in printed for name in NAMES)
    assert "open 00_start_here.ipynb" in printed


# What the learner did, what the course did, which text must stand there, which line is printed.
CASES = {
    "untouched, no news": (None, None, "first version of 06_layer.ipynb", "as it was"),
    "untouched, news": (None, "second", "second", "replaced by the course's newer version"),
    "edited, no news": ("mine", None, "mine", "yours, kept\n"),
    "edited, news": ("mine", "second", "mine", "python -m bpkit reset 06"),
    "edited into the news": ("second", "second", "second", "as it was"),
    "deleted": ("", None, "first version of 06_layer.ipynb", "new"),
}


@pytest.mark.parametrize(("edit", "news", "expected", "line"), CASES.values(), ids=list(CASES))
def test_start_again(
    edit: str | None,
    news: str | None,
    expected: str,
    line: str,
    folder: Path,
    shipped: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    copy = folder / "06_layer.ipynb"
    if edit == "":
        copy.unlink()
    elif edit is not None:
        copy.write_text(edit, encoding="utf-8")
    if news is not None:
        (shipped / copy.name).write_text(news, encoding="utf-8")
    capsys.readouterr()
    learner.start(folder)
    assert copy.read_text(encoding="utf-8") == expected
    assert line in next(text + "\n" for text in capsys.readouterr().out.splitlines() if copy.name in text)


@pytest.mark.parametrize("memory", ["", "{", "[]", "null"])
def test_a_damaged_memory_makes_every_file_an_edited_one(memory: str, folder: Path, shipped: Path) -> None:
    (folder / learner.MEMORY).write_text(memory, encoding="utf-8")
    (shipped / "06_layer.ipynb").write_text("second", encoding="utf-8")
    learner.start(folder)
    assert (folder / "06_layer.ipynb").read_text(encoding="utf-8").startswith("first version")


def test_files_that_are_no_lessons_are_left_alone(folder: Path) -> None:
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    learner.start(folder)
    assert (folder / "notes.txt").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    "lesson", ["6", "06", " 6 ", "06_la", "06_layer", "lay", "layer", "06_layer.ipynb", "my-course/06_layer.ipynb"]
)
def test_reset_keeps_a_backup(lesson: str, folder: Path, shipped: Path) -> None:
    copy = folder / "06_layer.ipynb"
    copy.write_text("my work", encoding="utf-8")
    backup = learner.reset(folder, lesson)
    assert copy.read_bytes() == (shipped / copy.name).read_bytes()
    assert backup is not None
    assert backup.name.startswith("06_layer.backup-20")
    assert backup.suffix == ".ipynb"
    assert backup.read_text(encoding="utf-8") == "my work"


def test_resets_in_one_second_lose_no_backup(folder: Path) -> None:
    copy = folder / "06_layer.ipynb"
    for number in range(5):
        copy.write_text(f"try {number}", encoding="utf-8")
        learner.reset(folder, "6")
    kept = {path.read_text(encoding="utf-8") for path in folder.glob("06_layer.backup-*.ipynb")}
    assert kept == {f"try {number}" for number in range(5)}


def test_reset_of_a_lesson_that_is_not_there_brings_it(folder: Path) -> None:
    (folder / "06_layer.ipynb").unlink()
    assert learner.reset(folder, "6") is None
    assert (folder / "06_layer.ipynb").exists()


def test_after_a_reset_the_copy_follows_the_course_again(folder: Path, shipped: Path) -> None:
    copy = folder / "06_layer.ipynb"
    copy.write_text("mine", encoding="utf-8")
    learner.reset(folder, "6")
    (shipped / copy.name).write_text("second", encoding="utf-8")
    learner.start(folder)
    assert copy.read_text(encoding="utf-8") == "second"


@pytest.mark.parametrize("lesson", ["7", "", "yer", "99", "06_layer.backup-20260101-000000.ipynb"])
def test_an_unknown_lesson_names_the_lessons(lesson: str, folder: Path) -> None:
    with pytest.raises(ValueError, match="00_start_here, 01_rates_multiply, 06_layer"):
        learner.reset(folder, lesson)


def test_the_shipped_lessons_are_student_notebooks_in_order() -> None:
    lessons = learner.shipped_lessons()
    assert lessons[0].name == learner.FIRST
    assert lessons == sorted(lessons)
    for lesson in lessons:
        cells = json.loads(lesson.read_text(encoding="utf-8"))["cells"]
        assert not any(cell.get("outputs") for cell in cells), lesson.name
