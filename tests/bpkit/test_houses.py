"""The data: every number of its card, what a damaged file costs, and that nothing leaks out of the test rows."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bpkit import houses as module
from bpkit.encoding import (
    CATEGORIES,
    FEATURE_SETS,
    Encoder,
    apply_scaler,
    fit_scaler,
    indicator_columns,
    one_hot,
    split_rows,
    to_dollars,
)
from bpkit.houses import DataError, Houses, load, prepare
from bpkit.pricing import RIDGE_STRENGTHS, price_houses, ridge


@pytest.fixture(scope="module")
def ames() -> Houses:
    return load()


# ---- the files


def test_ames_is_what_its_card_says(ames: Houses) -> None:
    assert len(ames) == 2925
    assert len(list(ames)) == 31
    assert {part: len(ames.part(part)) for part in ("train", "val", "test")} == {"train": 1755, "val": 585, "test": 585}
    numbers = np.concatenate([ames.part(part)["house_id"] for part in ("train", "val", "test")])
    assert len(np.unique(numbers)) == 2925
    assert ames["living_area"].max() <= 4000
    assert set(ames["year_sold"]) == {2006, 2007, 2008, 2009, 2010}
    assert (ames["sale_condition"] == "Partial").sum() == 242


UNITS = {  # the smallest and the largest value, in the unit of the card
    "price": (10_000, 800_000),  # US dollars
    "living_area": (300, 4_000),  # square feet
    "lot_area": (1_000, 250_000),
    "latitude": (41.9, 42.1),  # degrees: Ames, Iowa
    "longitude": (-93.8, -93.5),
    "bathrooms": (0, 8),
    "garage_cars": (0, 5),
    "overall_cond": (1, 10),
    "heating_quality": (1, 5),
    "central_air": (0, 1),
    "month_sold": (1, 12),
    "year_built": (1870, 2010),
}


@pytest.mark.parametrize(("column", "limits"), UNITS.items(), ids=list(UNITS))
def test_units(column: str, limits: tuple[float, float], ames: Houses) -> None:
    values = ames[column]
    assert values.dtype.kind in "if"
    assert limits[0] <= values.min() < values.max() <= limits[1]


def test_columns_are_integers_numbers_or_text(ames: Houses) -> None:
    assert ames["price"].dtype.kind == "i"
    assert ames["latitude"].dtype.kind == "f"
    assert ames["neighborhood"].dtype.kind == "U"
    assert all(len(ames[name]) == 2925 for name in ames)


def test_sacramento() -> None:
    houses = load("sacramento")
    assert len(houses) == 932
    assert list(houses) == ["city", "zip", "beds", "baths", "sqft", "type", "price", "latitude", "longitude"]
    assert 38 < houses["latitude"].min() < houses["latitude"].max() < 39.1
    assert houses["zip"][0] == "z95838"


def test_the_files_are_those_of_the_card() -> None:
    card = (module.DATA / "DATA.md").read_text(encoding="utf-8")
    for city, expected in module.SHA256.items():
        content = (module.DATA / f"{city}_houses.csv").read_bytes()
        assert hashlib.sha256(content).hexdigest() == expected
        assert expected in card


def cut_off(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-100])


def one_price_changed(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"215000", b"215001", 1))


def other_line_endings(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def missing(path: Path) -> None:
    path.unlink()


def a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


DAMAGES = {
    cut_off: "is damaged (its sha256",
    one_price_changed: "is damaged",
    other_line_endings: "is damaged",
    emptied: "is damaged",
    missing: "cannot be read (No such file",
    a_folder: "cannot be read (Is a directory",
}


@pytest.mark.parametrize(("damage", "words"), DAMAGES.items(), ids=[damage.__name__ for damage in DAMAGES])
def test_a_damaged_file_is_named_with_its_remedy(
    damage: Callable[[Path], None], words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(module.DATA / "ames_houses.csv", tmp_path)
    damage(tmp_path / "ames_houses.csv")
    monkeypatch.setattr(module, "DATA", tmp_path)
    with pytest.raises(DataError) as caught:
        load()
    assert f"the house data ames_houses.csv {words}" in str(caught.value)
    assert "git checkout bpkit/data" in str(caught.value)


# ---- the table


def test_a_table_is_taken_apart(ames: Houses) -> None:
    few = ames.take(np.array([5, 2, 2]))
    assert (few["house_id"] == ames["house_id"][[5, 2, 2]]).all()
    dear = ames.take(ames["price"] > 300_000)
    assert 0 < len(dear) < len(ames)
    assert dear["price"].min() > 300_000
    without = ames.without("price", "split")
    assert "price" not in list(without)
    assert len(list(without)) == 29
    assert "price" in list(ames)
    assert len(Houses({})) == 0


def test_a_table_shows_itself(ames: Houses) -> None:
    assert list(ames.to_pandas().columns) == list(ames)
    shown = ames._repr_html_()
    assert "2925 houses, the first 5 shown" in shown
    assert shown.count("<tr") == 6
    assert "1 houses, the first 1 shown" in ames.take(np.array([0]))._repr_html_()


UNKNOWN: dict[str, tuple[Callable[[], Any], type[Exception], str]] = {
    "a city": (lambda: load("boston"), ValueError, "no houses of 'boston'; there are those of ames and sacramento"),
    "a part": (lambda: load().part("valid"), ValueError, "no part 'valid'; the parts are train, val, test"),
    "a column": (lambda: load()["preis"], KeyError, "no column 'preis'; the columns are house_id, price"),
    "a column left out": (lambda: load().without("prize"), KeyError, "no column 'prize'"),
    "no split": (lambda: load("sacramento").part("train"), KeyError, "no column 'split'"),
    "a feature set": (lambda: prepare("seven"), ValueError, "no feature set 'seven'; there are six and all"),
    "cities": (lambda: load(["ames"]), ValueError, r"no houses of \['ames'\]"),  # type: ignore[arg-type]
    "columns": (lambda: load()[["price"]], TypeError, "by its name, one at a time, as houses"),  # type: ignore[index]
    "a row": (lambda: load()[0], TypeError, r"rows come from houses.take\(rows\)"),  # type: ignore[index]
    "a list left out": (lambda: load().without(["price"]), TypeError, "give the names one by one"),  # type: ignore[arg-type]
    "parts without rows": (lambda: prepare("six", load().part("train")), ValueError, "no house has 'val' in its split"),
    "features of another table": (lambda: Encoder.fit(load("sacramento")), KeyError, "no column 'living_area'"),
}


@pytest.mark.parametrize(("call", "error", "words"), UNKNOWN.values(), ids=list(UNKNOWN))
def test_an_unknown_name_lists_the_known_ones(call: Callable[[], Any], error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        call()


# ---- the functions of lesson 9


FRACTIONS = {
    "three parts": (2925, (0.6, 0.2, 0.2), [1755, 585, 585]),
    "a remainder": (10, (0.34, 0.33, 0.33), [3, 3, 4]),
    "floating point rounds down": (10, (0.7, 0.3), [7, 3]),
    "and sometimes below": (100, (0.29, 0.71), [28, 72]),  # 0.29 · 100 is 28.999999999999996
    "everything": (7, (1.0,), [7]),
    "an empty part": (4, [0.5, 0.5, 0.0], [2, 2, 0]),
    "too few rows": (1, (0.5, 0.5), [0, 1]),
    "no rows": (0, (0.5, 0.5), [0, 0]),
    "an array": (10, np.array([0.5, 0.5]), [5, 5]),
}


@pytest.mark.parametrize(("n", "fractions", "sizes"), FRACTIONS.values(), ids=list(FRACTIONS))
def test_split_rows(n: int, fractions: Any, sizes: list[int], rng: np.random.Generator) -> None:
    parts = split_rows(n, fractions, rng)
    assert [len(part) for part in parts] == sizes
    together = np.concatenate(parts)
    assert together.dtype.kind == "i"
    assert sorted(together) == list(range(n))


def test_split_rows_shuffles_with_the_rng_it_got() -> None:
    first, again, other = (split_rows(100, (0.5, 0.5), np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert np.array_equal(first[0], again[0])
    assert not np.array_equal(first[0], other[0])
    assert not np.array_equal(np.sort(first[0]), first[0])
    rng = np.random.default_rng(1)
    assert not np.array_equal(split_rows(100, (0.5, 0.5), rng)[0], split_rows(100, (0.5, 0.5), rng)[0])


@pytest.mark.parametrize("fractions", [(), (0.6, 0.2), (0.9, 0.2), (1.2, -0.2)])
def test_fractions_that_make_no_whole(fractions: tuple[float, ...], rng: np.random.Generator) -> None:
    with pytest.raises(ValueError, match="together they make 1"):
        split_rows(10, fractions, rng)


def test_fit_scaler_by_hand() -> None:
    mean, std = fit_scaler(np.array([[1.0, 10.0], [3.0, 10.0], [5.0, 10.0], [7.0, 10.0]]))
    assert mean.tolist() == [4.0, 10.0]
    assert std.tolist() == [np.sqrt(5.0), 1.0]  # ddof 0; a constant column gets 1


def test_a_constant_column_is_one_whatever_rounding_leaves_of_its_std() -> None:
    X = np.full((6, 1), 0.1)
    assert X.std() > 0
    assert fit_scaler(X)[1].tolist() == [1.0]
    assert fit_scaler(np.array([[3.0, -2.0]]))[1].tolist() == [1.0, 1.0]  # one row: every column is constant


def test_scaled_columns_have_mean_0_and_std_1(rng: np.random.Generator) -> None:
    X = rng.normal(5.0, 3.0, size=(50, 4))
    scaled = apply_scaler(X, *fit_scaler(X))
    assert np.allclose(scaled.mean(axis=0), 0)
    assert np.allclose(scaled.std(axis=0), 1)
    new = rng.normal(size=(3, 4))
    mean, std = fit_scaler(X)
    assert np.array_equal(apply_scaler(new, mean, std), (new - mean) / std)
    assert np.allclose(fit_scaler(np.arange(6).reshape(3, 2))[0], [2, 3])


@pytest.mark.parametrize("X", [np.ones(3), np.empty((0, 3))])
def test_fit_scaler_needs_a_matrix_with_rows(X: Any) -> None:
    with pytest.raises(ValueError, match="at least one row is needed"):
        fit_scaler(X)


CATEGORY_TABLES = {
    "the order of the levels": (["b", "a", "b"], ["b", "a"], [[1, 0], [0, 1], [1, 0]]),
    "a level that does not occur": (["b"], ["a", "b", "c"], [[0, 1, 0]]),
    "numbers": ([3, 1], [1, 2, 3], [[0, 0, 1], [1, 0, 0]]),
    "arrays": (np.array(["x", "yy"]), np.array(["yy", "x"]), [[0, 1], [1, 0]]),
}


@pytest.mark.parametrize(("categories", "levels", "expected"), CATEGORY_TABLES.values(), ids=list(CATEGORY_TABLES))
def test_one_hot(categories: Any, levels: Any, expected: Any) -> None:
    for function in (one_hot, indicator_columns):
        columns = function(categories, levels)
        assert columns.dtype == np.float64
        assert np.array_equal(columns, expected)


def test_one_hot_of_nothing() -> None:
    assert one_hot(np.array([], dtype=str), ["a", "b"]).shape == (0, 2)


@pytest.mark.parametrize("categories", [["a", "z", "b"], np.array(["a", "z"]), ("a", "z")])
def test_an_unknown_level(categories: Any) -> None:
    with pytest.raises(ValueError, match=r"the category in row 1 is 'z'; the levels are a, b$"):
        one_hot(categories, ["a", "b"])
    assert indicator_columns(categories, ["a", "b"])[1].tolist() == [0, 0]


def test_to_dollars() -> None:
    assert to_dollars(0.0, np.log(150_000.0), 0.4) == pytest.approx(150_000)
    assert to_dollars(1.0, np.log(150_000.0), np.log(2.0)) == pytest.approx(300_000)
    assert to_dollars(np.zeros((4, 1)), 12.0, 0.4).shape == (4, 1)
    prices = np.array([[120_000.0], [310_000.0]])
    mean, std = fit_scaler(np.log(prices))
    assert np.allclose(to_dollars(apply_scaler(np.log(prices), mean, std), mean, std), prices)


# ---- the encoder


@pytest.mark.parametrize("features", FEATURE_SETS)
def test_prepare(features: str, ames: Houses) -> None:
    data = prepare(features, ames)
    width = data.X_train.shape[1]
    assert len(data.names) == width == {"six": 6, "all": 70}[features]
    for part, rows in (("train", 1755), ("val", 585), ("test", 585)):
        X, y = getattr(data, f"X_{part}"), getattr(data, f"y_{part}")
        assert X.shape == (rows, width)
        assert y.shape == (rows, 1)
        assert np.isfinite(X).all()
        assert np.allclose(data.encoder.to_dollars(y)[:, 0], ames.part(part)["price"])
    numbers = len(data.encoder.mean)
    assert np.allclose(data.X_train[:, :numbers].mean(axis=0), 0, atol=1e-9)
    assert np.allclose(data.X_train[:, :numbers].std(axis=0), 1)
    assert np.allclose((data.y_train.mean(), data.y_train.std()), (0, 1))
    assert not np.allclose(data.X_test[:, :numbers].mean(axis=0), 0, atol=1e-3)


def test_the_six_features_are_size_location_and_amenities(ames: Houses) -> None:
    data = prepare("six", ames)
    assert data.names == ("log living area", "log lot area", "latitude", "longitude", "bathrooms", "garage cars")
    train = ames.part("train")
    expected = apply_scaler(
        np.log(train["living_area"]), *(x[0] for x in fit_scaler(np.log(train["living_area"])[:, None]))
    )
    assert np.allclose(data.X_train[:, 0], expected)


def test_all_features_know_nothing_of_the_sale_itself() -> None:
    names = " ".join(prepare("all").names)
    for forbidden in ("price", "sale_condition", "house_id", "split"):
        assert forbidden not in names
    for category in CATEGORIES:
        assert f"{category} = " in names


@pytest.mark.parametrize("features", FEATURE_SETS)
def test_the_scaler_has_seen_the_train_rows_only(features: str, ames: Houses) -> None:
    """Other validation and test houses, unseen categories too: not one encoded train row changes."""
    outside = ames["split"] != "train"
    changed = {name: column.copy() for name, column in ames.columns.items()}
    for name in ("living_area", "lot_area", "price", "year_built", "bathrooms"):
        changed[name][outside] = changed[name][outside] * 3
    changed["neighborhood"][outside] = "Elsewhere"
    one, other = prepare(features, ames), prepare(features, Houses(changed))
    assert np.array_equal(one.X_train, other.X_train)
    assert np.array_equal(one.y_train, other.y_train)
    assert one.names == other.names
    assert not np.array_equal(one.X_test, other.X_test)


def test_a_category_that_no_train_row_has_is_a_row_of_zeros(ames: Houses) -> None:
    encoder = Encoder.fit(ames.part("train"), "all")
    house = ames.take(np.array([0, 1]))
    named = Houses({**house.columns, "neighborhood": np.array(["Elsewhere", house["neighborhood"][1]])})
    before, after = encoder.transform(house), encoder.transform(named)
    assert before[0].sum() - after[0].sum() == pytest.approx(1)
    assert np.array_equal(before[1], after[1])


def test_each_house_is_encoded_by_itself(ames: Houses) -> None:
    """Removing or permuting rows changes no other: what the capstone asks of a learner's code."""
    encoder = Encoder.fit(ames.part("train"), "all")
    test = ames.part("test")
    whole = encoder.transform(test)
    rows = np.random.default_rng(0).permutation(len(test))[:50]
    assert np.array_equal(encoder.transform(test.take(rows)), whole[rows])
    assert np.array_equal(encoder.transform(test.without("price")), whole)


# ---- the main job


def test_ridge_against_its_definition(rng: np.random.Generator) -> None:
    """The gradient of ``|X W + b - y|² + strength · |W|²`` is zero at what it returns."""
    X, y = rng.normal(size=(40, 3)) + 5.0, rng.normal(size=(40, 1))
    for strength in (0.0, 10.0):
        W, b = ridge(X, y, strength)
        residual = X @ W + b - y
        assert np.allclose(X.T @ residual + strength * W, 0, atol=1e-9)
        assert residual.sum() == pytest.approx(0, abs=1e-9)


LIMITS = {"all": 0.135, "six": 0.195}  # RMSE of ln(price), from the issue


def keeps_its_promise(features: str, seed: int) -> None:
    result = price_houses(features, seed=seed, progress=False)
    assert result.rmse_log <= LIMITS[features]
    assert result.mean_rmse_log == pytest.approx(0.41, abs=0.005)
    if features == "six":
        assert result.rmse_log < result.ridge_rmse_log
        assert result.ridge_rmse_log == pytest.approx(0.224, abs=0.001)
    logs = np.log(result.predicted) - np.log(result.actual)
    assert result.rmse_log == pytest.approx(np.sqrt(np.mean(logs**2)))
    assert result.rmse_dollars == pytest.approx(np.sqrt(np.mean((result.predicted - result.actual) ** 2)))


@pytest.mark.parametrize("features", LIMITS)
def test_the_figures_of_the_house(features: str) -> None:
    keeps_its_promise(features, seed=0)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 8))
@pytest.mark.parametrize("features", LIMITS)
def test_the_figures_do_not_hang_on_a_lucky_seed(features: str, seed: int) -> None:
    keeps_its_promise(features, seed)


def test_the_test_rows_only_score(monkeypatch: pytest.MonkeyPatch, ames: Houses) -> None:
    """Test houses that all cost the same: the errors change, no prediction does, nor how strong the ridge is."""
    first = price_houses("six", (8,), epochs=3, progress=False)
    level = {name: column.copy() for name, column in ames.columns.items()}
    level["price"][ames["split"] == "test"] = 160_000
    monkeypatch.setattr(module, "load", lambda: Houses(level))
    second = price_houses("six", (8,), epochs=3, progress=False)
    assert np.array_equal(first.predicted, second.predicted)
    assert second.rmse_log != first.rmse_log

    data = prepare("six")
    models = [ridge(data.X_train, data.y_train, strength) for strength in RIDGE_STRENGTHS]

    def error(model: tuple[Any, Any], X: Any, y: Any) -> float:
        return float(np.sqrt(np.mean((X @ model[0] + model[1] - y) ** 2)))

    chosen = min(models, key=lambda model: error(model, data.X_val, data.y_val))
    assert chosen is not min(models, key=lambda model: error(model, data.X_test, data.y_test))
    assert second.ridge_rmse_log == pytest.approx(error(chosen, data.X_test, data.y_test) * data.encoder.price_std)


def test_ames_does_not_price_sacramento(ames: Houses) -> None:
    """A distribution shift: the card's warning, measured with what both tables know."""

    def both(houses: Houses, area: str, baths: str) -> Any:
        return np.column_stack([np.log(houses[area]), houses[baths]])

    sacramento = load("sacramento")
    train, test = ames.part("train"), ames.part("test")
    X = both(train, "living_area", "bathrooms")
    mean, std = fit_scaler(X)
    W, b = ridge(apply_scaler(X, mean, std), np.log(train["price"])[:, None], 1.0)

    def rmse(table: Any, price: Any) -> float:
        off = (apply_scaler(table, mean, std) @ W + b)[:, 0] - np.log(price)
        return float(np.sqrt(np.mean(off**2)))

    at_home = rmse(both(test, "living_area", "bathrooms"), test["price"])
    away = rmse(both(sacramento, "sqft", "baths"), sacramento["price"])
    assert away > 1.3 * at_home
