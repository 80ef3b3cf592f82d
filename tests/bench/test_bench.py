"""The benchmark works, on work so small that nothing it says about speed means anything."""

from __future__ import annotations

import copy
import json
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bench import __main__ as bench
from bench import figures, peers, report, scalars, startup, timing, training, work
from tests.marks import needs_numba

TINY: dict[str, dict[str, Any]] = {
    "training": {"rows": 64, "epochs_a_turn": {"default": 1}, "turns": {"quick": 1}},
    "verification": {"epochs": 2},
    "floor": {"turns": {"quick": 1}},
    "scalar": {"points": 2, "turns": {"quick": 1}, "replays_a_turn": 2, "torch_points": 1},
    "array": {"length": 3, "graphs_a_turn": 1, "turns": {"quick": 1}},
    "house": {"epochs": 1, "turns": {"quick": 1}},
}
STARTUP = {"import bpkit": 1.0, "import numpy": 1.0, "first epoch, warm": 1.0, "first epoch, cold": 1.0}


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every case a little one, and only ourselves to compare with, beside a peer that is not installed."""
    for name, values in TINY.items():
        for key, value in values.items():
            assert key in work.CASES[name]
            monkeypatch.setitem(work.CASES[name], key, copy.deepcopy(value))
    for case in work.CASES["floor"]["cases"]:
        monkeypatch.setitem(case, "steps", 1)
    monkeypatch.setattr(peers, "MODULES", ("ours", "numpy_layers", "a_peer_that_nobody_wrote"))
    monkeypatch.setattr(startup, "seconds", lambda runs: STARTUP | {"import Numba and its BLAS": 1.0})


@needs_numba
@pytest.mark.usefixtures("tiny")
def test_a_run_prints_the_table_and_leaves_json_and_a_picture(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BPKIT_STATIC", "1")  # no line about kernels that are compiled for the first time
    numbers, picture = tmp_path / "run.json", tmp_path / "run.png"
    bench.main(["--quick", "--json", str(numbers), "--picture", str(picture)])
    printed = capsys.readouterr().out
    assert "skipped: a_peer_that_nobody_wrote" in printed
    assert all(name in printed for name in work.CASES["figures"])
    measured = json.loads(numbers.read_text())
    assert measured["loss_differences"]["NumPy layers"] < 1e-10
    assert measured["epoch"]["bpkit"] > 0
    assert picture.read_bytes().startswith(b"\x89PNG")
    readme = tmp_path / "README.md"
    readme.write_text(f"before\n{report.BEGIN}yesterday{report.END}\nafter\n")
    report.into_readme(measured, readme)
    text = readme.read_text()
    assert text.startswith("before\n")
    assert text.endswith("\nafter\n")
    assert "yesterday" not in text
    assert printed.strip() in text


def test_every_figure_of_the_cases_is_worked_out() -> None:
    floors = {f"{'-'.join(map(str, c['sizes']))}, batch {c['batch']}": (1.0, 1.0) for c in work.CASES["floor"]["cases"]}
    node = {"bpkit": 1.0, "bpkit, collector on": 1.0, "bpkit replay": 1e-9}
    measured = {
        "epoch": {"bpkit": 1.0, "JAX scan": 2.0}, "node": node, "floor": floors, "op": {},
        "house_ms": {"kernels": 130.0, "own functions": 400.0},
        "startup": STARTUP | {"import Numba and its BLAS": 1.0},
    }  # fmt: skip
    assert set(figures.values(measured)) == set(work.CASES["figures"])
    holds = {row.name: row.holds for row in figures.figures(measured)}
    assert holds["training: JAX scan"] is True
    assert holds["house: retraining, ms"] is False
    assert holds["house: on a learner's NumPy functions, ms"] is True
    assert holds["training: HIPS autograd"] is None  # a missing peer fails nothing
    assert "not measured" in next(row.row() for row in figures.figures(measured) if row.holds is None)


def test_turns_are_taken_in_turn() -> None:
    log: list[str] = []
    seconds = timing.in_turn({"a": lambda: log.append("a"), "b": lambda: log.append("b")}, 3)
    assert log == ["a", "b"] * 4  # the first turn warms up
    assert [len(times) for times in seconds.values()] == [3, 3]


def test_other_work_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(work.CASES["verification"], "epochs", 1)
    monkeypatch.setattr(peers, "MODULES", ("ours", "numpy_layers"))
    from bench.peers import numpy_layers

    monkeypatch.setattr(numpy_layers.ReLU, "backward", lambda self, G: G)
    with pytest.raises(AssertionError, match=r"not the same work.*NumPy layers"):
        training.verify()


PACKAGES = {"pytorch": "torch", "pytorch_fused": "torch", "jax_step": "jax", "jax_scan": "jax",
            "sklearn_mlp": "sklearn", "hips_autograd": "autograd"}  # fmt: skip


@pytest.mark.parametrize("module", [name for name in peers.MODULES if name != "ours"])
def test_a_peers_parameters_are_ours_after_two_epochs(module: str) -> None:
    package = PACKAGES.get(module)
    if package and find_spec(package) is None:
        pytest.skip(f"{package} is not installed: a peer to compare with, never needed")
    from importlib import import_module

    # wide enough that no row finds all units shut: at a tie of max(0, 0) autograd halves the gradient
    small = work.make(np.float64, sizes=[5, 24, 16, 1], rows=128, epsilon=1e-30)
    learnt = []
    for name in ("ours", module):
        trainer = import_module(f"bench.peers.{name}").Trainer(small)
        getattr(trainer, "train_exactly", trainer.train)(small.orders(2))
        learnt.append(trainer.layers())
    for (W, b), (their_W, their_b) in zip(*learnt, strict=True):
        np.testing.assert_allclose(W, their_W, rtol=1e-10, atol=1e-12)
        np.testing.assert_allclose(b, their_b, rtol=1e-10, atol=1e-12)


def test_scalar_engines_find_the_same_gradients() -> None:
    assert scalars.verify()["bpkit"] == 0.0


def test_a_start_is_timed_in_a_fresh_interpreter(tmp_path: Path) -> None:
    assert startup.run("import sys; print('numba' in sys.modules)", str(tmp_path)).strip() == "False"
