"""``python -m bpkit``: each command on a good day, and one clear sentence with exit code 2 on a bad one."""

from __future__ import annotations

import json
import math
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import matplotlib.image
import numpy as np
import pytest
from click.testing import CliRunner, Result

from bpkit import __main__ as cli
from bpkit import diagnosis, learner, pricing
from bpkit import houses as data
from bpkit.machine import Finding

QUICK = ["--epochs", "2", "--hidden", "4"]


def run(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """A process of its own, as a shell would start it."""
    command = [sys.executable, "-m", "bpkit", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)


def call(*arguments: str) -> Result:
    """In this process: quick, and open to monkeypatching. Anything but a clean exit is raised here."""
    result = CliRunner().invoke(cli.main, list(arguments))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


# ---- houses


KEYS = {
    "rmse_log", "rmse_dollars", "mean_rmse_log", "mean_rmse_dollars", "ridge_rmse_log", "ridge_rmse_dollars",
    "features", "seed", "seconds", "hidden", "epochs", "best_epoch", "stopped", "pictures",
}  # fmt: skip
LIMITS = {"all": 0.135, "six": 0.195}


@pytest.mark.parametrize("features", LIMITS)
def test_houses_json(features: str, tmp_path: Path) -> None:
    done = run("houses", "--features", features, "--json", "--out", "pictures", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("\n") == 1
    figures = json.loads(done.stdout)  # one object: anything beside it is no JSON
    assert set(figures) == KEYS
    assert figures["rmse_log"] <= LIMITS[features]
    if features == "six":
        assert figures["rmse_log"] < figures["ridge_rmse_log"]
    assert figures["mean_rmse_log"] == pytest.approx(0.41, abs=0.005)
    assert figures["ridge_rmse_log"] == pytest.approx({"six": 0.224, "all": 0.131}[features], abs=0.001)
    assert 20_000 < figures["rmse_dollars"] < 40_000 < figures["mean_rmse_dollars"]
    assert (figures["features"], figures["seed"], figures["hidden"]) == (features, 0, [64, 64])
    assert 0 < figures["seconds"] < 120
    assert "epoch" in done.stderr  # the progress bar
    assert figures["pictures"] == ["pictures/learning_curve.png", "pictures/predicted_against_actual.png"]
    for picture in figures["pictures"]:
        path = tmp_path / picture
        assert path.read_bytes().startswith(b"\x89PNG\r\n")
        pixels = matplotlib.image.imread(path)
        assert min(pixels.shape[:2]) > 400
        assert (pixels[..., 3] == 1).all()  # drawn on its own paper
        assert pixels[0, 0].tolist() == [1, 1, 1, 1]


def test_houses_for_people(tmp_path: Path) -> None:
    done = run("houses", "--out", "a folder/of mine", *QUICK, folder=tmp_path)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == "585 houses that no model has seen; feature set 'all', seed 0"
    table = {line[:32].strip(): line[32:].split() for line in lines if "$" in line}
    assert list(table) == ["always the mean price", "ridge, the best straight model", "network 4"]
    assert table["always the mean price"] == ["0.410", "$80,518"]
    assert "2 epochs, the parameters of epoch" in done.stdout
    assert "picture: a folder/of mine/learning_curve.png" in done.stdout
    assert sorted(path.name for path in (tmp_path / "a folder/of mine").iterdir()) == [
        "learning_curve.png",
        "predicted_against_actual.png",
    ]


def figures_of(tmp_path: Path, *arguments: str) -> dict[str, Any]:
    result = call("houses", "--json", "--out", str(tmp_path), *arguments)
    assert result.exit_code == 0, result.output
    figures = json.loads(result.output[result.output.index("{") :].splitlines()[0])
    return {name: value for name, value in figures.items() if name != "seconds"}


def test_a_seed_repeats_its_figures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BPKIT_STATIC", "1")  # no progress bar
    first = figures_of(tmp_path, "--seed", "3", *QUICK)
    assert figures_of(tmp_path, "--seed", "3", *QUICK) == first
    other = figures_of(tmp_path, "--seed", "4", *QUICK)
    assert other["rmse_log"] != first["rmse_log"]
    assert other["ridge_rmse_log"] == first["ridge_rmse_log"]


def test_options_reach_the_training(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BPKIT_STATIC", "1")
    for written in ("5,4,3", "5-4-3"):
        figures = figures_of(tmp_path, "--hidden", written, "--epochs", "3", "--features", "six", "--seed", "8")
        assert figures["hidden"] == [5, 4, 3]
        assert (figures["epochs"], figures["stopped"], figures["features"], figures["seed"]) == (3, "epochs", "six", 8)


BAD_OPTIONS = {
    "no epochs": (["--epochs", "0"], "'--epochs': 0 is not in the range x>=1"),
    "negative epochs": (["--epochs", "-5"], "-5 is not in the range"),
    "epochs in words": (["--epochs", "many"], "'many' is not a valid integer"),
    "half an epoch": (["--epochs", "1.5"], "'1.5' is not a valid integer"),
    "an unknown feature": (["--features", "price"], "'price' is not one of 'six', 'all'"),
    "no layers": (["--hidden", ""], "'' is no list of widths; write for example 64,64"),
    "an empty layer": (["--hidden", "64,0"], "'64,0': at most 16 layers of 1 to 4096 units"),
    "a negative width": (["--hidden", "-5"], "'-5' is no list of widths"),
    "a half width": (["--hidden", "64.5"], "'64.5' is no list of widths"),
    "words for widths": (["--hidden", "wide"], "'wide' is no list of widths"),
    "much too wide": (["--hidden", "1000000"], "1 to 4096 units"),
    "much too deep": (["--hidden", ",".join(["4"] * 17)], "at most 16 layers"),
    "a negative seed": (["--seed", "-1"], "-1 is not in the range x>=0"),
    "an unknown option": (["--learning-rate", "1"], "No such option"),
    "an option without value": (["--epochs"], "requires an argument"),
    "an argument": (["ames"], "unexpected extra argument (ames)"),
    "a file for a folder": (["--out", __file__], "is a file"),
}


@pytest.mark.parametrize(("arguments", "words"), BAD_OPTIONS.values(), ids=list(BAD_OPTIONS))
def test_a_nonsensical_option(arguments: list[str], words: str) -> None:
    result = call("houses", *arguments)
    assert result.exit_code == 2
    assert words in result.output
    assert "Traceback" not in result.output


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = run("houses", "--out", "file/pictures", *QUICK, folder=tmp_path)
    assert done.returncode == 2
    assert re.fullmatch(
        r"Error: the pictures cannot be written to file/pictures: (Not a directory|File exists)\n", done.stderr
    )
    assert done.stdout == ""


def test_a_picture_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder is there, the file's name is taken: so it looks to root, too, whom no permission stops."""
    monkeypatch.setenv("BPKIT_STATIC", "1")
    (tmp_path / "learning_curve.png").mkdir()
    result = call("houses", "--out", str(tmp_path), *QUICK)
    assert result.exit_code == 2
    assert result.output == f"Error: the pictures cannot be written to {tmp_path}: Is a directory\n"


@pytest.mark.parametrize(("damage", "words"), [("missing", "cannot be read"), ("damaged", "is damaged (its sha256")])
def test_house_data_that_is_missing_or_damaged(
    damage: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if damage == "damaged":
        shutil.copy(data.DATA / "ames_houses.csv", tmp_path)
        with (tmp_path / "ames_houses.csv").open("a") as file:
            file.write("1,2,3\n")
    monkeypatch.setattr(data, "DATA", tmp_path)
    result = call("houses", "--out", str(tmp_path / "out"), *QUICK)
    assert result.exit_code == 2
    assert result.output.startswith(f"Error: the house data ames_houses.csv {words}")
    assert result.output.count("\n") == 1


def test_a_training_that_explodes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BPKIT_STATIC", "1")
    monkeypatch.setattr(pricing, "Adam", lambda rate: "sgd")
    monkeypatch.setattr(pricing, "L2", {"all": 1e6})
    result = call("houses", "--out", str(tmp_path))
    assert result.exit_code == 2
    assert re.match(r"Error: the loss is (inf|nan) in epoch 1, step \d+: .* Try a learning_rate below", result.output)


def test_a_network_that_does_not_fit_into_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*arguments: Any) -> Any:
        raise MemoryError

    monkeypatch.setattr(pricing, "price_houses", full)
    result = call("houses", "--hidden", "4096,4096", "--out", str(tmp_path))
    assert result.exit_code == 2
    assert result.output == "Error: not enough memory for hidden layers 4096,4096: take fewer or narrower ones\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize("command", [["houses", *QUICK], ["progress", "--folder", "."]], ids=["houses", "progress"])
def test_a_result_that_cannot_be_printed(command: list[str], tmp_path: Path) -> None:
    arguments = [sys.executable, "-m", "bpkit", *command]
    environment = {**os.environ, "BPKIT_STATIC": "1"}
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            arguments, cwd=tmp_path, env=environment, stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 2
    assert done.stderr == "Error: the result cannot be printed: No space left on device\n"


def test_a_wrong_name_for_a_screen_does_not_matter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The pictures are files: what MPLBACKEND says is for windows."""
    monkeypatch.setenv("MPLBACKEND", "nope")
    done = run("houses", "--out", "pictures", *QUICK, folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "pictures" / "learning_curve.png").exists()


@pytest.mark.parametrize("moment", ["training", "starting"])
def test_ctrl_c(moment: str, tmp_path: Path) -> None:
    """Exit code 130 and one line on stderr; what was learnt so far is still reported."""
    wide = ["--hidden", "1024,1024,1024", "--json", "--out", "pictures"]  # an epoch takes a second or so
    command = [sys.executable, "-m", "bpkit", "houses", *wide]
    environment = {**os.environ, "BPKIT_STATIC": "0"}
    with subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
    ) as process:
        assert process.stderr is not None
        shown = b""
        if moment == "training":
            while b"epoch" not in shown:
                shown += os.read(process.stderr.fileno(), 1000)
        else:
            while not (tmp_path / "pictures").exists():  # Numba is imported and kernels are loaded after it
                time.sleep(0.002)
        time.sleep(0.2 if moment == "training" else 0)
        process.send_signal(signal.SIGINT)
        printed, errors = process.communicate(timeout=60)
    errors = shown + errors
    assert process.returncode == 130, errors.decode()
    assert b"Traceback" not in errors
    if b"nothing was kept" in errors:
        assert moment == "starting"
        assert printed == b""
        return
    assert re.search(rb"Interrupted in epoch \d+; (the untrained start|the parameters of epoch \d+) were kept", errors)
    assert json.loads(printed)["stopped"] == "interrupted"


# ---- the learner's folder


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "shipped"
    folder.mkdir()
    for name in ("00_start_here", "06_layer"):
        (folder / f"{name}.ipynb").write_text(f"fresh {name}", encoding="utf-8")
    monkeypatch.setattr(learner, "shipped_lessons", lambda: sorted(folder.iterdir()))
    return folder


def test_start_and_reset(shipped: Path, tmp_path: Path) -> None:
    course = tmp_path / "my-course"
    result = call("start", str(course))
    assert result.exit_code == 0
    assert "06_layer.ipynb: new" in result.output
    lesson = course / "06_layer.ipynb"
    lesson.write_text("my work", encoding="utf-8")
    assert "yours, kept" in call("start", str(course)).output
    assert lesson.read_text(encoding="utf-8") == "my work"
    result = call("reset", "6", "--folder", str(course))
    assert result.exit_code == 0
    assert "Your work is kept in" in result.output
    assert lesson.read_text(encoding="utf-8") == "fresh 06_layer"
    assert [path.read_text(encoding="utf-8") for path in course.glob("06_layer.backup-*")] == ["my work"]


def test_start_without_a_folder_names_it() -> None:
    result = call("start")
    assert result.exit_code == 2
    assert "Missing argument 'FOLDER'" in result.output


def test_start_where_no_folder_can_be(shipped: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for folder, words in (("file", "is a file"), ("file/course", "cannot be written: Not a directory")):
        result = call("start", str(tmp_path / folder))
        assert result.exit_code == 2
        assert words in result.output


def test_start_without_lessons(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learner, "__file__", str(tmp_path / "bpkit" / "learner.py"))
    result = call("start", str(tmp_path / "course"))
    assert result.exit_code == 2
    assert result.output.startswith("Error: no lessons beside ")


def test_reset_of_an_unknown_lesson(shipped: Path, tmp_path: Path) -> None:
    result = call("reset", "99", "--folder", str(tmp_path))
    assert result.exit_code == 2
    assert result.output == "Error: no lesson is called '99'; the lessons are 00_start_here, 06_layer\n"


@pytest.mark.parametrize("inside", [True, False], ids=["in the folder", "beside it"])
def test_the_folder_of_the_lessons_is_found(
    inside: bool, shipped: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From where `make lab` was typed, a reset must not put a second lesson beside the learner's folder."""
    course = tmp_path / "my-course"
    call("start", str(course))
    (course / "06_layer.ipynb").write_text("my work", encoding="utf-8")
    monkeypatch.chdir(course if inside else tmp_path)
    assert call("reset", "6").exit_code == 0
    assert (course / "06_layer.ipynb").read_text(encoding="utf-8") == "fresh 06_layer"
    assert not list(tmp_path.glob("*.ipynb"))
    assert "06_layer (cannot be read)" in call("progress").output


@pytest.mark.parametrize("command", [["reset", "6"], ["progress"]], ids=["reset", "progress"])
def test_a_folder_without_lessons(
    command: list[str], shipped: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.iterdir())
    for options, words in (([], "--folder my-course\n"), (["--folder", "my-corse"], "'my-corse' does not exist")):
        result = call(*command, *options)
        assert result.exit_code == 2
        assert words in result.output
    assert sorted(tmp_path.iterdir()) == before


# ---- the doctor


DIAGNOSES = {
    "well": ([Finding("Python", "3.11")], 0, "All is well."),
    "ill": ([Finding("Python", "3.11"), Finding("Numba", "broken", "make lab")], 1, "1 to put right"),
    "very ill": ([Finding("Numba", "broken", "make lab")] * 3, 1, "3 to put right"),
}


@pytest.mark.parametrize(("findings", "code", "words"), DIAGNOSES.values(), ids=list(DIAGNOSES))
def test_the_doctors_exit_code(findings: list[Finding], code: int, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(diagnosis, "QUESTIONS", [lambda finding=finding: finding for finding in findings])
    result = call("doctor")
    assert result.exit_code == code
    assert words in result.output


# ---- all of it


# What each command's help must say; a new command needs a row.
HELP = {
    "houses": ["--features [six|all]", "--hidden WIDTHS", "--epochs", "--seed", "--out", "--json", "price"],
    "start": ["FOLDER", "never overwritten"],
    "reset": ["LESSON", "--folder"],
    "progress": ["--folder"],
    "doctor": ["remedy"],
}


def test_every_command_has_a_row() -> None:
    assert isinstance(cli.main, click.Group)
    assert set(HELP) == set(cli.main.commands)


@pytest.mark.parametrize(("command", "words"), HELP.items(), ids=list(HELP))
def test_help(command: str, words: list[str]) -> None:
    result = call(command, "--help")
    assert result.exit_code == 0
    assert all(word in " ".join(result.output.split()) for word in words)


def test_help_lists_the_commands(tmp_path: Path) -> None:
    done = run("--help", folder=tmp_path)
    assert done.returncode == 0
    assert done.stderr == ""
    assert "Usage: python -m bpkit" in done.stdout
    for command in HELP:
        assert re.search(rf"^  {command} ", done.stdout, flags=re.MULTILINE)


def test_an_unknown_command(tmp_path: Path) -> None:
    done = run("house", folder=tmp_path)
    assert done.returncode == 2
    assert "No such command 'house'" in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


# ---- the pictures


HISTORIES: dict[str, Callable[[], Any]] = {
    "no epoch": pricing.History,
    "one epoch": lambda: pricing.History(train=[0.4], validation=[0.3], best_epoch=1),
    "no validation": lambda: pricing.History(train=[0.4, 0.2, 0.1]),
    "nearly level": lambda: pricing.History(train=[0.10, 0.101], validation=[0.11, 0.112], best_epoch=1),
    "falling far": lambda: pricing.History(train=[50.0, 1.0, 0.01], validation=[60.0, 2.0, 3.0], best_epoch=2),
}


@pytest.mark.parametrize("make", HISTORIES.values(), ids=list(HISTORIES))
def test_a_learning_curve_can_be_read(make: Callable[[], Any]) -> None:
    from bpkit.plots import learning_curve

    history = make()
    ax = learning_curve(history, unit="dollars²")
    ax.figure.canvas.draw()
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("epoch", "loss (dollars²)")
    drawn = {line.get_label(): line.get_ydata() for line in ax.get_lines()}
    if history.train:
        assert list(drawn["training rows"]) == history.train
    if history.validation:
        assert list(drawn["validation rows"]) == history.validation
        assert list(drawn[f"kept: epoch {history.best_epoch}"]) == [history.validation[history.best_epoch - 1]]
    low, high = ax.get_ylim()
    numbers = [float(tick.get_text()) for tick in ax.get_yticklabels() if tick.get_text()]
    assert len([number for number in numbers if low <= number <= high]) >= 2
    assert all(math.isclose(tick, round(tick)) for tick in ax.get_xticks()) or not history.train


def test_predicted_against_actual_in_thousand_dollars() -> None:
    from matplotlib import pyplot as plt

    from bpkit.plots import predicted_against_actual

    _, mine = plt.subplots()
    ax = predicted_against_actual(np.array([100_000, 300_000]), np.array([110_000, 250_000]), ax=mine)
    assert ax is mine
    assert ax.get_xlabel() == "actual price (thousand US dollars)"
    assert ax.get_ylabel() == "predicted price (thousand US dollars)"
    houses = next(line for line in ax.get_lines() if line.get_label() == "a house")
    assert np.allclose(houses.get_xydata(), [[100, 110], [300, 250]])
    assert ax.get_xlim() == ax.get_ylim()
