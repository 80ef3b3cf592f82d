"""Lesson 1, rates multiply: chains of rates, several paths, and derivatives by measuring."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from autograder.calling import Callback
from autograder.exercise import Probe, exercise
from bpkit import gradcheck
from bpkit.by_hand import rates

# ---------------------------------------------------------------- chain_rates


chain_rates = exercise("chain_rates", lesson=1, points=1, reference=rates.chain_rates, returns=("rate",))


@chain_rates.probes
def chains(rng: np.random.Generator) -> Iterator[Probe]:
    yield Probe("the rates 4 and 2", ([4.0, 2.0],))
    for links in (1, 2, 3, 5):
        yield Probe(f"{links} random rate{'s' if links > 1 else ''}", (_rates(rng, links),))
    yield Probe("a rate of 0 among others", ([*_rates(rng, 2), 0.0, *_rates(rng, 1)],))
    yield Probe("a tuple of whole numbers", ((3, -5, 7),))
    yield Probe("an empty chain", ([],))


@chain_rates.mistake("You added the rates. Each link *scales* the one before it.")
def rates_added(rates):
    return float(sum(rates))


@chain_rates.mistake("Everything is 0: you start from 0, and 0 times anything stays 0. What does a product start from?")
def started_at_zero(rates):
    return 0.0


@chain_rates.mistake(
    "Right for a chain of any length but none. A chain with no link changes nothing: what is its rate?"
)
def empty_chain_zero(rates):
    return math.prod(rates) if rates else 0.0


@chain_rates.mistake("The last link is missing from your product.")
def last_link_forgotten(rates):
    return math.prod(rates[:-1])


@chain_rates.mistake("You divided. A car that does 2 km for each km by bicycle does *more* km, not fewer.")
def rates_divided(rates):
    result = 1.0
    for place, rate in enumerate(rates):
        result = rate if place == 0 else (result / rate if rate else math.inf)
    return result


@chain_rates.mistake("Only the first rate is there. Does your loop return before it has seen the others?")
def returned_too_early(rates):
    for rate in rates:
        return rate


@chain_rates.variant
def by_loop(rates):
    result = 1.0
    for rate in rates:
        result *= rate
    return result


@chain_rates.variant
def by_numpy(rates):
    return np.prod(rates)


@chain_rates.variant
def by_recursion(rates):
    return 1.0 if len(rates) == 0 else rates[0] * by_recursion(rates[1:])


# ---------------------------------------------------------------- total_derivative


total_derivative = exercise(
    "total_derivative", lesson=1, points=2, reference=rates.total_derivative, returns=("derivative",)
)


@total_derivative.probes
def bundles(rng: np.random.Generator) -> Iterator[Probe]:
    for lengths in ((1, 1), (2, 2), (3, 1, 2), (2,), (1, 2, 3, 2)):
        links = " and ".join(str(length) for length in lengths)
        yield Probe(f"paths of {links} links", ([_rates(rng, length) for length in lengths],))
    yield Probe("two paths that cancel", ([[2.0, 3.0], [-6.0]],))
    yield Probe("a large path between two small ones", ([[0.5], [2.0, 1.5], [-1.0]],))
    yield Probe("no path at all", ([],))
    yield Probe("one path without links", ([[]],))
    yield Probe("two paths with the same rates", ([[2.0, 1.5], [2.0, 1.5], [-1.0]],))


@total_derivative.mistake("Along a path rates multiply; between paths their effects add.")
def paths_multiplied(paths):
    return math.prod([math.prod(chain) for chain in paths])


@total_derivative.mistake("You added the rates along a path, too. Along a path they multiply; only the paths add up.")
def links_added(paths):
    return float(sum(sum(chain) for chain in paths))


@total_derivative.mistake("Only the first path is counted. The nudge travels along every path at once.")
def first_path_only(paths):
    return math.prod(paths[0]) if paths else 0.0


@total_derivative.mistake("Only the last path is counted: does your loop overwrite what it had?")
def last_path_only(paths):
    return math.prod(paths[-1]) if paths else 0.0


@total_derivative.mistake(
    "Only the first path is counted. The nudge travels along every path at once.", name="first-path-only"
)
def first_path_only_if_any(paths):  # no path at all is an IndexError
    return math.prod(paths[0])


@total_derivative.mistake("Only the last path is counted: does your loop overwrite what it had?", name="last-path-only")
def last_path_only_if_any(paths):  # a sum behind the loop; no path at all is an error
    return math.prod(paths[-1])


@total_derivative.mistake("You took the mean over the paths. Their effects add; nothing is shared out.")
def paths_averaged(paths):
    return rates.total_derivative(paths) / max(len(paths), 1)


@total_derivative.mistake("Exactly 1 too much: what should the sum over no path at all be?")
def sum_started_at_one(paths):
    return 1.0 + rates.total_derivative(paths)


@total_derivative.mistake("Your second path goes on where the first one ended. Each path starts anew: from which rate?")
def rate_not_reset(paths):
    total, rate = 0.0, 1.0
    for chain in paths:
        for link in chain:
            rate *= link
        total += rate
    return total


@total_derivative.mistake("You kept the largest effect. The nudge travels along every path at once, so they add.")
def largest_path_only(paths):
    return max((math.prod(chain) for chain in paths), default=0.0)


@total_derivative.variant
def by_two_loops(paths):
    total = 0.0
    for chain in paths:
        rate = 1.0
        for link in chain:
            rate *= link
        total += rate
    return total


@total_derivative.variant
def by_numpy_products(paths):
    return np.sum([np.prod(chain) for chain in paths])


@total_derivative.variant
def by_fsum(paths):
    return math.fsum(math.prod(chain) for chain in paths)


# ---------------------------------------------------------------- numerical_derivative

numerical_derivative = exercise(
    "numerical_derivative",
    lesson=1,
    points=2,
    reference=gradcheck.numerical_derivative,
    returns=("slope",),
    float32=False,  # half of float32's digits are gone at h = 1e-5, whatever one does
)
CURVES: dict[str, Callable[[Any], Any]] = {
    "sin(x)": np.sin,
    "eˣ": np.exp,
    "x³ - x": lambda x: x**3 - x,
    "1 / (1 + x²)": lambda x: 1 / (1 + x * x),
}


@numerical_derivative.probes
def slopes_to_measure(rng: np.random.Generator) -> Iterator[Probe]:
    for formula, curve in CURVES.items():
        x = float(rng.uniform(0.3, 1.4) * rng.choice([-1, 1]))
        yield Probe(f"f(x) = {formula}", (Callback(curve), x))
        yield Probe(f"f(x) = {formula} and h = 0.1", (Callback(curve), x, 0.1))
    yield Probe("a whole number as x", (Callback(np.sin), 2))
    yield Probe("an array as x", (Callback(np.cos), rng.uniform(0.3, 1.4, size=(2, 3))))
    yield Probe("an array of whole numbers as x", (Callback(CURVES["x³ - x"]), np.array([-2, 1, 3])))
    # where the slopes are whole numbers, too, nobody sees that they were cut off
    yield Probe("an array of whole numbers as x, and the sine of them", (Callback(np.sin), np.array([-2, 1, 3])))


@numerical_derivative.mistake("Your error shrinks like h, not h²: you looked to one side only.")
def forward_difference(f, x, h=1e-5):
    return (f(x + h) - f(x)) / h


@numerical_derivative.mistake(
    "You looked only behind x. Look as far ahead as you look back, and the error shrinks like h²."
)
def backward_difference(f, x, h=1e-5):
    return (f(x) - f(x - h)) / h


@numerical_derivative.mistake("Exactly twice the slope. How far apart are your two points?")
def divided_by_h(f, x, h=1e-5):
    return (f(x + h) - f(x - h)) / h


@numerical_derivative.mistake("The subtraction lost all its digits.")
def step_too_small(f, x, h=1e-5):
    return (f(x + 1e-15) - f(x - 1e-15)) / 2e-15


@numerical_derivative.mistake("Right size, but the sign is what tells us which way is down.")
def slope_sign_lost(f, x, h=1e-5):
    return abs(f(x + h) - f(x - h)) / (2 * h)


@numerical_derivative.mistake("Right size, wrong sign: which of the two points comes first in the subtraction?")
def points_swapped(f, x, h=1e-5):
    return (f(x - h) - f(x + h)) / (2 * h)


@numerical_derivative.mistake("Your result does not change with h: the step that you were given is not used.")
def step_ignored(f, x, h=1e-5):
    return (f(x + 1e-5) - f(x - 1e-5)) / 2e-5


@numerical_derivative.mistake("This is the rise between the two points. A slope is rise divided by run.")
def rise_only(f, x, h=1e-5):
    return f(x + h) - f(x - h)


@numerical_derivative.mistake("Python divides by 2 first and then *multiplies* by h. Put brackets around 2 * h.")
def brackets_missing(f, x, h=1e-5):
    return (f(x + h) - f(x - h)) / 2 * h


@numerical_derivative.mistake(
    "Python divides before it subtracts: only f(x - h) is divided. Put brackets around the difference."
)
def difference_without_brackets(f, x, h=1e-5):
    return f(x + h) - f(x - h) / (2 * h)


@numerical_derivative.mistake("About half of the slope: your two points are h apart, and you divide by 2h.")
def one_sided_halved(f, x, h=1e-5):
    return (f(x + h) - f(x)) / (2 * h)


@numerical_derivative.variant
def with_named_points(f, x, h=1e-5):
    right, left = f(x + h), f(x - h)
    return (right - left) / (2.0 * h)


@numerical_derivative.variant
def mean_of_two_sides(f, x, h=1e-5):
    middle = f(x)
    return ((f(x + h) - middle) / h + (middle - f(x - h)) / h) / 2


@numerical_derivative.variant
def with_half_steps(f, x, h=1e-5):
    return 0.5 / h * f(x + h) - 0.5 / h * f(x - h)


# ---------------------------------------------------------------- compose_derivative


compose_derivative = exercise(
    "compose_derivative", lesson=1, points=2, reference=rates.compose_derivative, returns=("derivative",)
)
LINKS = (
    (lambda x: x * x, lambda x: 2 * x),
    (lambda x: 3 * x + 1, lambda x: 3.0),
    (math.sin, math.cos),
    (lambda x: math.exp(-x / 4), lambda x: -math.exp(-x / 4) / 4),
    (lambda x: 1 / (2 + x * x), lambda x: -2 * x / (2 + x * x) ** 2),
)


@compose_derivative.probes
def compositions(rng: np.random.Generator) -> Iterator[Probe]:
    for count in (2, 3, 2, 4, 1):
        chosen = rng.permutation(len(LINKS))[:count]
        functions = [Callback(LINKS[link][0]) for link in chosen]
        derivatives = [Callback(LINKS[link][1]) for link in chosen]
        x = float(rng.uniform(0.4, 1.3))
        yield Probe(f"{count} function{'s' if count > 1 else ''}", (functions, derivatives, x))
    yield Probe("no function at all", ([], [], float(rng.uniform(0.4, 1.3))))


@compose_derivative.mistake("The outer function never sees x. What does it see?")
def outer_at_x(functions, derivatives, x):
    return math.prod([derivative(x) for derivative in derivatives])


@compose_derivative.mistake("This is the outer function's slope only; the inner one changes too.")
def inner_forgotten(functions, derivatives, x):
    slope = 1.0
    for function, derivative in zip(functions, derivatives, strict=True):
        slope = derivative(x)
        x = function(x)
    return slope


@compose_derivative.mistake("This is the inner function's slope only; the outer one scales it.")
def outer_forgotten(functions, derivatives, x):
    return derivatives[0](x) if derivatives else 1.0


@compose_derivative.mistake("You went through the list from its end. The first function in the list meets x first.")
def order_reversed(functions, derivatives, x):
    return rates.compose_derivative(functions[::-1], derivatives[::-1], x)


@compose_derivative.mistake(
    "Each slope is taken *after* its function was applied; it belongs to what the function receives."
)
def slope_after_step(functions, derivatives, x):
    slope = 1.0
    for function, derivative in zip(functions, derivatives, strict=True):
        x = function(x)
        slope = slope * derivative(x)
    return slope


@compose_derivative.mistake("You added the slopes. Along a chain they multiply.")
def slopes_added(functions, derivatives, x):
    slope = 0.0
    for function, derivative in zip(functions, derivatives, strict=True):
        slope = slope + derivative(x)
        x = function(x)
    return slope if functions else 1.0


@compose_derivative.variant
def values_first(functions, derivatives, x):
    received = [x]
    for function in functions[:-1]:
        received.append(function(received[-1]))
    return math.prod(derivative(value) for derivative, value in zip(derivatives, received, strict=False))


@compose_derivative.variant
def by_recursive_rest(functions, derivatives, x):
    if not functions:
        return 1
    return derivatives[0](x) * by_recursive_rest(functions[1:], derivatives[1:], functions[0](x))


@compose_derivative.variant
def by_index(functions, derivatives, x):
    slopes = []
    for i in range(len(functions)):
        slopes.append(derivatives[i](x))
        x = functions[i](x)
    return np.prod(slopes)


def _rates(rng: np.random.Generator, count: int) -> list[float]:
    """Rates of both signs, none near 0 or 1."""
    sizes = rng.uniform(1.3, 4.0, size=count)
    return [float(rate) for rate in sizes * rng.choice([-1.0, 1.0], size=count)]
