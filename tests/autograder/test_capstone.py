"""The capstone is judged by how good its prices are: what earns how much, and what earns nothing."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograder import judge
from autograder.checking import PartlyRight, check
from autograder.exercises import lesson_14 as capstone
from bpkit import mine
from bpkit.encoding import Encoder
from bpkit.pricing import ridge

# mean error → part of the points
SCORES = [
    (0.0, 1.0),
    (0.13, 1.0),
    (0.15, 1.0),
    (0.1504, 1.0),
    (0.151, 0.99),
    (0.2, 0.8),
    (0.28, 0.5),
    (0.409, 0.0),
    (3.0, 0.0),
]


@pytest.mark.parametrize(("error", "part"), SCORES)
def test_the_points_fall_on_a_straight_line(error: float, part: float) -> None:
    score, sentence = capstone.score(error)
    assert score == part
    assert f"{error:.3f} on average. Full marks need 0.150" in sentence


def six_features(houses: Any, new_houses: Any, seed: int) -> Any:
    """A straight model that looks at six features only."""
    encoder = Encoder.fit(houses, "six")
    W, b = ridge(encoder.transform(houses), encoder.target(houses), 1.0)
    return encoder.to_dollars(encoder.transform(new_houses) @ W + b)[:, 0]


def test_a_fair_model_gets_a_part_of_the_points() -> None:
    verdict = judge("build_and_train", six_features)
    assert not verdict.passed
    assert 0.6 < verdict.score < 0.85  # its error is about 0.22
    assert verdict.mistake is None
    assert verdict.message.startswith("Over 5 seeds your error, the RMSE of the log price, is 0.2")


def test_a_part_is_shown_in_points_and_not_kept(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("BPKIT_MINE", raising=False)
    shown = check(six_features, name="build_and_train")
    assert isinstance(shown, PartlyRight)
    assert 6.0 < shown.points < 8.5
    assert round(shown.points, 1) == pytest.approx(shown.points)
    assert f"That earns {shown.points:g} of 10 points." in shown.sentence
    assert mine.find("build_and_train") is None


def noise(houses: Any, new_houses: Any, seed: int) -> Any:
    """No better than the mean, and yet not the same for all."""
    wobble = new_houses["lot_area"] % 7 / 100
    return np.exp(np.mean(np.log(houses["price"])) + wobble)


def test_what_is_no_better_than_the_mean_earns_next_to_nothing() -> None:
    assert judge("build_and_train", noise).score < 0.1


def test_prices_of_the_file_never_fit_those_of_the_judge() -> None:
    for probe in capstone.build_and_train.draw(5):
        paid = probe.arguments[0]["price"]
        assert np.exp(np.mean(np.log(paid))) > 1.3 * 166_000  # the mean of the file's log prices is that of 166,000
        assert "price" not in probe.arguments[1]


def test_each_seed_gets_another_deal() -> None:
    heavy = [probe for probe in capstone.build_and_train.draw() if probe.heavy]
    assert len(heavy) == capstone.SEEDS == len({probe.arguments[2] for probe in heavy})
    first = [tuple(probe.arguments[1]["house_id"][:20]) for probe in heavy]
    assert len(set(first)) == len(heavy)
    for probe in heavy:
        assert (len(probe.arguments[0]), len(probe.arguments[1])) == (2340, 585)
        assert not set(probe.arguments[0]["house_id"]) & set(probe.arguments[1]["house_id"])
