"""What the figures compute: the parts of an error, the sum of two paths, turns, steps, and which entries feed one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bpkit import ops
from bpkit.engine import backward
from bpkit.explore.differences import step_picture
from bpkit.explore.frames import Walk
from bpkit.explore.rates import movers_picture
from bpkit.explore.routes import paths_picture
from bpkit.explore.turns import order_picture
from bpkit.explore.walk import leaves_of, shared_leaf
from bpkit.explore.widget import HERE, script_of
from bpkit.plots.differences import EXPONENTS, central, one_sided, slope, trial
from bpkit.plots.nodes import two_shared
from bpkit.plots.routes import START
from bpkit.plots.tracker import feeds, grids, layer
from bpkit.plots.words import plain, spell

# ---------------------------------------------------------------- the error of a measured slope


@pytest.mark.parametrize("exponent", [0.0, -1.0, -3.0])
def test_without_rounding_a_central_difference_of_a_cube_is_off_by_h_squared(exponent: float) -> None:
    h = 10.0**exponent
    assert slope() == -3.0
    assert central(exponent).by_step == pytest.approx(h**2, rel=1e-12)
    assert one_sided(exponent).by_step == pytest.approx(3 * h + h**2, rel=1e-12)


def test_the_error_falls_and_rises_again() -> None:
    errors = dict(zip(EXPONENTS, [central(exponent).error for exponent in EXPONENTS], strict=True))
    best = min(errors, key=lambda exponent: errors[exponent])
    assert -6.5 < best < -4.5
    assert errors[0.0] > 1e9 * errors[best]
    assert errors[-15.0] > 1e9 * errors[best]


# step, the larger part of the central difference's error, and of the one-sided one's
PARTS = [(-1.0, "bend", "bend"), (-4.0, "bend", "bend"), (-7.0, "rounding", "bend"), (-12.0, "rounding", "rounding")]


@pytest.mark.parametrize(("exponent", "two_sided", "one"), PARTS)
def test_the_sentence_names_the_larger_part(exponent: float, two_sided: str, one: str) -> None:
    said = step_picture({"exponent": exponent}, trial(None))["sentence"]
    first, second = said.split("One-sided:")
    assert two_sided in first
    assert one in second


def test_a_function_that_fails_at_one_step_is_not_asked_again() -> None:
    asked = []

    def picky(f: Any, x: Any, h: float) -> Any:
        asked.append(h)
        raise ValueError("too small")

    tried = trial(picky)
    assert len(asked) == 1
    assert len(tried.values) == len(EXPONENTS)
    assert not tried.right


# ---------------------------------------------------------------- movers and paths


def test_a_nudge_of_the_man_moves_the_car_by_the_product() -> None:
    places = movers_picture({"walked": 1.5, "bicycle": 4.0, "car": 2.0})["places"]
    assert places == [1.5, 6.0, 12.0]


@pytest.mark.parametrize(("cat", "together"), [(2.0, 2.6), (-4.0, 0.8), (0.0, 2.0)])
def test_the_second_bar_goes_on_where_the_first_has_come_to(cat: float, together: float) -> None:
    picture = paths_picture({**START, "cat": cat})
    (zero, first), (again, end), (start, total) = picture["bars"]
    assert (zero, first, again, start) == (0.0, 2.0, 2.0, 0.0)
    assert total == pytest.approx(together)
    assert end == pytest.approx(together)


# ---------------------------------------------------------------- graphs


@pytest.mark.parametrize("mode", ["add", "overwrite"])
def test_every_step_of_the_walk_can_be_drawn(mode: str) -> None:
    root, names = leaves_of(shared_leaf)
    frames = Walk(root, names, None, None).frames(mode)
    assert len(frames) == 1 + 5 + 1 + 3 + 1  # start, five nodes forward, the seed, three visits, the end
    wrong = [node["wrong"] for node in frames[-1]["nodes"]]
    assert any(wrong) == (mode == "overwrite")


def test_the_gradients_of_the_walk_are_the_engines() -> None:
    root, names = leaves_of(shared_leaf)
    last = Walk(root, names, None, None).frames("add")[-1]
    shown = [node["lines"][1][0].removeprefix("gradient ") for node in last["nodes"]]
    gradients = backward(root)
    assert sorted(shown) == sorted(spell(float(gradient)) for gradient in gradients.values())


def test_a_build_without_defaults_is_refused() -> None:
    with pytest.raises(ValueError, match="needs a default"):
        leaves_of(lambda a, b: a * b)


# clicks → which are accepted (a, b, u, w, v, L are numbered in reading order)
CLICKS = [([], 0), ([0], 0), ([5], 1), ([5, 5], 1), ([5, 0], 1), ([5, 4, 3, 2, 1, 0], 6), ([5, 3, 4, 2, 0, 1], 6)]


@pytest.mark.parametrize(("tried", "accepted"), CLICKS)
def test_a_turn_is_accepted_when_all_users_had_theirs(tried: list[int], accepted: int) -> None:
    picture = order_picture(two_shared(), {"tried": tried})
    assert len(picture["chosen"]) == accepted
    assert ("Done" in picture["sentence"]) == (accepted == 6)


# ---------------------------------------------------------------- shapes


@pytest.mark.parametrize("sizes", [(1, 1, 1), (4, 3, 2), (6, 2, 5)])
def test_the_entries_that_are_lit_add_up(sizes: tuple[int, int, int]) -> None:
    arrays = layer(sizes)
    found, _ = grids(arrays)
    given = [arrays[name] for name in ("upstream", "Y", "X", "W", "b")]
    expected = dict(zip(("dX", "dW", "db"), ops.affine_backward(*given), strict=True)) | {
        "Y": arrays["Y"] - arrays["b"]
    }
    tables = {name: np.array(grid.table()) for name, grid in found.items()}
    for name, value in expected.items():
        for cell in np.ndindex(np.atleast_2d(value).shape):
            pairs, _ = feeds(name, (cell[0], cell[1]), sizes)
            total = sum(tables[left][at] * (tables[right][other] if right else 1.0) for left, at, right, other in pairs)
            assert total == pytest.approx(np.atleast_2d(value)[cell])


# ---------------------------------------------------------------- scripts and words


@pytest.mark.parametrize("path", sorted(HERE.glob("*.js")), ids=lambda path: path.stem)
def test_a_script_is_short_plain_and_asks_nobody(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 170
    assert "http" not in text.replace("http://www.w3.org/2000/svg", "")
    assert "innerHTML" not in text
    if path.stem not in ("family", "nodes"):
        assert "export default { render };" in script_of(path.stem)


SPELLED = {
    "0": 0.0,
    "10": 9.9996,
    "1 × 10⁻⁵": 1e-5,
    "−2.5": -2.5,
    "1,234": 1234.0,
    "NaN": float("nan"),
    "−∞": float("-inf"),
    "2.5 × 10⁷": 2.5e7,
    "0.001": 0.001,
}


@pytest.mark.parametrize(("text", "value"), SPELLED.items())
def test_numbers_are_spelled_for_a_reader(text: str, value: float) -> None:
    assert spell(value) == text


def test_plain_data_has_no_arrays_and_no_infinities() -> None:
    mixed = {"a": np.float64(1.5), "b": [np.inf, np.int64(3)], "c": (np.bool_(True), "x", None), "d": np.ones((1, 2))}
    assert plain(mixed) == {"a": 1.5, "b": [None, 3], "c": [True, "x", None], "d": [[1.0, 1.0]]}
