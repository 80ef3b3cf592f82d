"""Lesson 1: chains of rates, a measured slope, two paths."""

from __future__ import annotations

import math
from typing import Any

from bpkit.by_hand.rates import chain_rates, total_derivative
from tests.explore.row import Row


def central(f: Any, x: Any, h: float = 1e-5) -> Any:
    return (f(x + h) - f(x - h)) / (2 * h)


def mean_of_two_sides(f: Any, x: Any, h: float = 1e-5) -> Any:
    return ((f(x + h) - f(x)) / h + (f(x) - f(x - h)) / h) / 2


def one_sided(f: Any, x: Any, h: float = 1e-5) -> Any:
    return (f(x + h) - f(x)) / h


def divided_by_h(f: Any, x: Any, h: float = 1e-5) -> Any:
    return 2 * central(f, x, h)


def step_ignored(f: Any, x: Any, h: float = 1e-5) -> Any:
    return central(f, x)


def sign_lost(f: Any, x: Any, h: float = 1e-5) -> Any:
    return abs(central(f, x, h))


def without_a_step(f: Any, x: Any) -> Any:
    return central(f, x)


WALKED = tuple({"walked": km, "bicycle": 0.0, "car": 0.5} for km in (0.0, 2.0))
STEPS = tuple({"exponent": exponent} for exponent in (0.0, -5.0, -8.3, -15.0, -99.0, 7.0))
COLD = ({"cat": -4.0, "room_cat": 0.5, "radiator": 0.0},)

ROWS = [
    Row(
        "movers",
        "chain_rates",
        chain_rates,
        "8 km, where the car is",
        {
            "added": (sum, "6 km, 2 km too short"),
            "doubled": (lambda rates: 2 * math.prod(rates), "16 km, 8 km too far"),
            "infinite": (lambda rates: math.inf, "∞ km too far"),
            "no number": (lambda rates: math.nan, "NaN"),
            "a list": (lambda rates: rates, "returned a list; one number is expected"),
            "nothing": (lambda rates: None, "returned None: is there a return?"),
        },
        wishes=WALKED,
    ),
    Row(
        "step_size",
        "numerical_derivative",
        central,
        "as good as the central difference",
        {
            "one-sided": (one_sided, "off by 3 × 10⁻⁵, the central difference by 9.74 × 10⁻¹¹"),
            "twice the slope": (divided_by_h, "off by 3, the central difference"),
            "the sign": (sign_lost, "off by 6, the central difference"),
            "no step": (without_a_step, "raised TypeError"),
            "no number": (lambda f, x, h: math.nan, "off by NaN"),
            "text": (lambda f, x, h: "steep", "returned a str; one number is expected"),
        },
        wishes=STEPS,
    ),
    # right at the marked step, wrong elsewhere: the mark beside its name says so
    Row("step_size", "numerical_derivative", mean_of_two_sides, "as good as the central difference", wishes=STEPS),
    Row(
        "paths",
        "total_derivative",
        total_derivative,
        "2.6 °C, and the room agrees",
        {
            "multiplied": (lambda paths: math.prod(map(math.prod, paths)), "1.2 °C: 1.4 °C too little"),
            "all added": (lambda paths: sum(map(sum, paths)), "10.6 °C: 7.95 °C too much"),
            "first path": (lambda paths: math.prod(paths[0]), "2 °C: 0.6 °C too little"),
            "no number": (lambda paths: math.nan, "NaN"),
            "far away": (lambda paths: 1e9, "too much"),
        },
        wishes=COLD,
    ),
]
