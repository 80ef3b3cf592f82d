"""What you wrote and passed in lesson 1. Later lessons import it from bpkit.mine."""

from __future__ import annotations

# === chain_rates
def chain_rates(rates):
    """How far the last thing moves for each unit of the first.

    rates: a list of numbers, one for each link. Returns a float.
    """
    result = 1.0
    for rate in rates:
        result = result * rate
    return result

# === numerical_derivative
def numerical_derivative(f, x, h=1e-5):
    """Slope of ``f`` at ``x`` by a central difference with step ``h``.

    f: a function of one number (or of an array, entry by entry). x: a number or an array.
    Returns what f returns, in f's unit for each unit of x.
    """
    return (f(x + h) - f(x - h)) / (2 * h)

# === compose_derivative
def compose_derivative(functions, derivatives, x):
    """Derivative of the whole composition at ``x``.

    functions, derivatives: lists of equal length. x: a number. Returns a number, 1.0 for empty lists.
    """
    slope = 1.0
    for function, derivative in zip(functions, derivatives):
        slope = slope * derivative(x)
        x = function(x)
    return slope

# === total_derivative
def chain_rates(rates):
    """How far the last thing moves for each unit of the first.

    rates: a list of numbers, one for each link. Returns a float.
    """
    result = 1.0
    for rate in rates:
        result = result * rate
    return result


def total_derivative(paths):
    """How much the last thing moves for each unit of the first, over all paths.

    paths: a list of chains, each a list of rates. Returns a float.
    """
    return sum((chain_rates(chain) for chain in paths), 0.0)
