"""The optional finale of lesson 14: PyTorch's gradients are the learner's, to nine digits, where it is installed."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from autograder.build import SOURCES
from bpkit import houses
from bpkit.by_hand.network import init_parameters, mlp_forward
from bpkit.ops import mse

LESSON = SOURCES / "14_price_the_houses.py"


def block() -> str:
    """The code that the lesson offers to paste into a cell."""
    found = re.findall(r"^# ```python\n(.*?)^# ```$", LESSON.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert len(found) == 1
    return re.sub(r"^# ?", "", found[0], flags=re.MULTILINE)


def test_the_code_is_python_and_uses_pytorch_alone() -> None:
    compile(block(), "<the finale>", "exec")
    assert re.findall(r"^(?:import|from) ([\w.]+)", block(), re.MULTILINE) == ["torch", "bpkit.mine"]


def test_pytorch_agrees_to_nine_digits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("torch", reason="PyTorch is not installed: a peer to compare with, never needed")
    monkeypatch.chdir(tmp_path)  # bpkit.mine puts what it lends beside the notebook
    data = houses.prepare("all")
    best = init_parameters([data.X_train.shape[1], 32, 1], np.random.default_rng(14))
    named = {"best": best, "X": data.X_train, "y": data.y_train, "learn": np.arange(1000)}
    exec(block(), {"np": np, "mlp_forward": mlp_forward, "mse": mse.forward, **named})
    assert capsys.readouterr().out.splitlines()[-2:] == ["True True", "True True"]
