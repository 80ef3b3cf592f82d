"""Review of lesson 1, rates multiply."""

from __future__ import annotations

from autograder.question import Choice, Draw, Number, choice, question


@question("1.1", "compute")
def gears(draw: Draw) -> Number:
    first, second, third = (int(n) for n in draw.choice([2, 3, 4, 5, 7], size=3, replace=False))
    return Number(
        f"Three gears in a row. The second turns {first} times for each turn of the first, the third {second} times for "
        f"each turn of the second, the fourth {third} times for each turn of the third. How often does the fourth turn "
        "while the first turns once?",
        answer=first * second * third,
        because=f"{first} · {second} · {third}: turns of the second and of the third cancel, as units do.",
        wrong=[
            (first + second + third, "You added the rates. Each link *scales* the one before it."),
            (third, "That is the last link only; it does not see the first gear."),
        ],
        hint="How often does the third turn, while the first turns once? Then go one link further.",
    )


@question("1.2", "compute")
def two_ways_to_the_room(draw: Draw) -> Number:
    a, b, c, d = (int(n) for n in draw.choice([2, 3, 4, 5, 6, 7], size=4, replace=False))
    return Number(
        f"From x to y there are two paths. One has the rates {a} and {b}, the other the rates {c} and {d}. By how much "
        "does y move when x moves by 1?",
        answer=a * b + c * d,
        because=f"{a} · {b} + {c} · {d}: along a path multiply, between paths add.",
        wrong=[
            (a * b * c * d, "You multiplied across the paths. Their effects add."),
            (a + b + c + d, "Between the paths adding is right; along a path the rates multiply."),
            (a * b, "That is the first path only."),
            (c * d, "That is the second path only."),
        ],
    )


@question("1.3", "predict")
def one_sided_error(draw: Draw) -> Number:
    x, h = int(draw.integers(2, 7)), float(draw.choice([0.1, 0.2, 0.5]))
    return Number(
        f"Predict, then run it in a cell of your own. For $f(x) = x^2$ at $x = {x}$ with $h = {h}$, what does the "
        "*one-sided* $(f(x + h) - f(x)) / h$ give?",
        answer=2 * x + h,
        because=f"(x + h)² − x² is 2xh + h²; divided by h that is 2x + h = {2 * x + h:g}. The error is h itself.",
        wrong=[
            (2 * x, "That is the true slope. One-sided, with a step this large, you see some of the curve as well."),
            (2 * x - h, "You looked back. Here the second point lies ahead of x."),
        ],
        hint="Multiply (x + h)² out, subtract x², divide by h.",
    )


@question("1.4", "choice")
def what_the_outer_sees(draw: Draw) -> Choice:
    a = int(draw.integers(2, 10))
    return choice(
        draw,
        f"$y = \\sin(u)$ and $u = {a}x$. Which is the derivative of y with respect to x?",
        {
            f"$\\cos({a}x) \\cdot {a}$": "The outer slope, cos, is asked at what sin receives; the inner slope scales it.",
            f"$\\cos(x) \\cdot {a}$": "Here the outer slope is asked at x. What does sin see?",
            f"$\\cos({a}x)$": "This is the outer slope only. When x moves by 1, u moves by more.",
            f"$\\cos({a}x) + {a}$": "Along a chain the rates multiply.",
        },
    )


@question("1.5", "choice")
def smallest_step(draw: Draw) -> Choice:
    return choice(
        draw,
        "You measure a slope with a central difference, and choose $h = 10^{-15}$ to be very exact. What happens?",
        {
            "The result is mostly noise: the subtraction loses nearly all digits.": "Two numbers that agree in 15 of 16 digits leave one when subtracted.",
            "The result is exact to 15 digits.": "It would be if numbers had endless digits. A float keeps about 16.",
            "The result is twice the slope.": "That is what happens when one divides by h in place of 2h, whatever h is.",
            "Nothing special: the error is about h, as always.": "That is the one-sided error, and it holds only while rounding is small against h.",
        },
    )


@question("1.6", "bug")
def find_the_bug(draw: Draw) -> Number:
    first = int(draw.integers(1, 4))
    lines = [
        "slope = 1.0",
        "for function, derivative in zip(functions, derivatives):",
        "    x = function(x)",
        "    slope = slope * derivative(x)",
        "return slope",
    ]
    shown = "\n".join(f"{number}  {line}" for number, line in enumerate(lines, start=first))
    wrong = first + 2
    return Number(
        f"This is meant to be `compose_derivative`. Which line comes too early?\n\n```text\n{shown}\n```",
        answer=wrong,
        because="The value moves on before the derivative was asked, so each slope is taken one link too late.",
        wrong=[
            (first, "Starting from 1.0 is right: a chain of no links has rate 1."),
            (first + 1, "Walking through both lists side by side is right."),
            (first + 3, "This line is right in itself. What is x when it runs?"),
            (first + 4, "Returning at the end is right."),
        ],
        hint="Answer with the number in front of the line.",
        tolerance=1e-6,
    )


@question("1.7", "transfer")
def bread(draw: Draw) -> Number:
    rise = float(draw.choice([20, 30, 40]))
    share = float(draw.choice([0.3, 0.4, 0.5]))
    tax = float(draw.choice([0.1, 0.2]))
    return Number(
        f"A baker uses {share:g} kg of flour for each loaf and sells {rise:g} loaves a day. Flour becomes dearer by "
        f"1 euro a kilogram. Each loaf then costs the baker more in flour, and also more in transport: {tax:g} euros "
        "more for each loaf when flour is 1 euro dearer. How many euros does a *day* cost more?",
        answer=rise * (share + tax),
        because="Two paths reach the cost of a loaf and add; then both are scaled by the loaves of a day.",
        wrong=[
            (rise * share, "The transport is a second path."),
            (rise * tax, "The flour itself is a path, too."),
            (share + tax, "That is for one loaf. A day has more."),
            (rise * share * tax, "Between paths effects add."),
        ],
    )
