"""What `bpkit.progress` reads out of saved notebooks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import bpkit


def check_cell(name: str, points: float, outputs: list[dict[str, Any]]) -> dict[str, Any]:
    marks = {"grade_id": f"check_{name}", "points": points}
    return {"cell_type": "code", "metadata": {"nbgrader": marks}, "source": [f"check({name})"], "outputs": outputs}


def review_cell(number: str, said: str | None) -> dict[str, Any]:
    outputs = [] if said is None else [{"output_type": "execute_result", "data": {"text/markdown": [said]}}]
    return {"cell_type": "code", "metadata": {}, "source": f'review("{number}", 3)', "outputs": outputs}


# What a check cell shows, and the points of three that it stands for.
OUTPUTS: dict[str, tuple[list[dict[str, Any]], float | None]] = {
    "not run": ([], None),
    "right": ([{"output_type": "stream", "name": "stdout", "text": ["f: right, 3 points. Kept in mine/x.py.\n"]}], 3.0),
    "partly": ([{"output_type": "execute_result", "data": {"text/plain": ["1.5"], "text/markdown": ["f: …"]}}], 1.5),
    "wrong": ([{"output_type": "error", "ename": "CheckFailed", "evalue": "f: no", "traceback": []}], 0.0),
    "something else": ([{"output_type": "execute_result", "data": {"text/plain": ["<function f>"]}}], 0.0),
}


@pytest.mark.parametrize(("outputs", "earned"), OUTPUTS.values(), ids=list(OUTPUTS))
def test_points_of_a_check(outputs: list[dict[str, Any]], earned: float | None, tmp_path: Path) -> None:
    (tmp_path / "01_x.ipynb").write_text(json.dumps({"cells": [check_cell("f", 3, outputs)]}), encoding="utf-8")
    (lesson,) = bpkit.progress(tmp_path).lessons
    assert lesson.points == {"f": (earned, 3.0)}


def test_the_summary_says_what_to_look_at_next(tmp_path: Path) -> None:
    cells = [
        check_cell("f", 3, OUTPUTS["partly"][0]),
        check_cell("g", 1, OUTPUTS["right"][0]),
        review_cell("1.1", "**Question 1.1.** … **Right.** Yes."),
        review_cell("1.2", "**Question 1.2.** … **Not yet.** Look."),
        review_cell("1.3", "**Question 1.3.** … *Put your answer in place*"),
    ]
    (tmp_path / "01_x.ipynb").write_text(json.dumps({"cells": cells}), encoding="utf-8")
    (tmp_path / "02_y.ipynb").write_text(json.dumps({"cells": [check_cell("h", 2, [])]}), encoding="utf-8")
    (tmp_path / "02_y.backup-20260101-000000.ipynb").write_text("{}", encoding="utf-8")
    standing = bpkit.progress(tmp_path)
    said = str(standing)
    assert "2.5 of 4 points, 1 of 3 questions" in said
    assert "2.5 of 6 points" in said
    assert "write f; look again at question 1.2; answer question 1.3" in said
    assert "02_y:" not in said  # not begun, so nothing is asked of it yet
    assert said in standing._repr_html_().replace("&#x27;", "'")


def test_no_lessons_and_a_damaged_one(tmp_path: Path) -> None:
    assert "python -m bpkit start" in str(bpkit.progress(tmp_path))
    (tmp_path / "03_z.ipynb").write_text("{ half", encoding="utf-8")
    assert "03_z (cannot be read)" in str(bpkit.progress(tmp_path))
