"""Wrong answers to lesson 1."""

from __future__ import annotations

import functools
import math
import operator

import numpy as np

from tests.wrong_answers.table import double, listed, unlisted

# ---------------------------------------------------------------- chain_rates


@listed("chain_rates", "rates-added")
def _(rates):
    total = 0
    for rate in rates:
        total += rate
    return total


@listed("chain_rates", "rates-added")
def _(rates):
    return np.array(rates, dtype=float).sum()


@listed("chain_rates", "started-at-zero")
def _(rates):
    result = 0
    for rate in rates:
        result *= rate
    return result


@listed("chain_rates", "started-at-zero")
def _(rates):
    return functools.reduce(operator.mul, rates, 0.0)


@listed("chain_rates", "empty-chain-zero")
def _(rates):
    if len(rates) == 0:
        return 0
    result = rates[0]
    for rate in rates[1:]:
        result = result * rate
    return result


@listed("chain_rates", "empty-chain-zero")
def _(rates):
    return math.prod(rates) * (len(rates) > 0)


@listed("chain_rates", "last-link-forgotten")
def _(rates):
    result = 1.0
    for i in range(len(rates) - 1):
        result *= rates[i]
    return result


@listed("chain_rates", "last-link-forgotten")
def _(rates):
    product, waiting = 1.0, None
    for rate in rates:
        product *= 1.0 if waiting is None else waiting
        waiting = rate
    return product


@listed("chain_rates", "rates-divided")
def _(rates):
    if not rates:
        return 1.0
    first, *others = rates
    for rate in others:
        first = first / rate if rate != 0 else float("inf")
    return first


@listed("chain_rates", "rates-divided")
def _(rates):
    values = np.array(rates, dtype=float)
    if values.size == 0:
        return 1.0
    out = values[0]
    for value in values[1:]:
        out = np.inf if value == 0 else out / value
    return out


@listed("chain_rates", "returned-too-early")
def _(rates):
    result = 1.0
    for rate in rates:
        result *= rate
        return result
    return None


@listed("chain_rates", "returned-too-early")
def _(rates):
    for i in range(len(rates)):
        return rates[i]
    return None


@unlisted("chain_rates")
def _(rates):
    return sum(rates) / max(len(rates), 1)


@unlisted("chain_rates")
def _(rates):
    return abs(math.prod(rates))


@unlisted("chain_rates")
def _(rates):
    return math.prod(rates) + 1


@unlisted("chain_rates")
def _(rates):
    return max(rates, default=1.0)


@unlisted("chain_rates")
def _(rates):
    return math.prod(rate * rate for rate in rates)


@double("chain_rates", "empty-chain-zero", "returned-too-early")
def _(rates):
    return rates[0] if rates else 0.0


# ---------------------------------------------------------------- total_derivative


@listed("total_derivative", "paths-multiplied")
def _(paths):
    result = 1.0
    for chain in paths:
        for rate in chain:
            result *= rate
    return result


@listed("total_derivative", "paths-multiplied")
def _(paths):
    return np.prod([np.prod(chain) for chain in paths])


@listed("total_derivative", "links-added")
def _(paths):
    total = 0.0
    for chain in paths:
        for rate in chain:
            total += rate
    return total


@listed("total_derivative", "links-added")
def _(paths):
    return math.fsum(rate for chain in paths for rate in chain)


@listed("total_derivative", "first-path-only")
def _(paths):
    for chain in paths:
        rate = 1.0
        for link in chain:
            rate *= link
        return rate
    return 0.0


@listed("total_derivative", "first-path-only")
def _(paths):
    return sum(math.prod(chain) for chain in paths[:1])


@listed("total_derivative", "last-path-only")
def _(paths):
    total = 0.0
    for chain in paths:
        total = 0.0
        total += math.prod(chain)
    return total


@listed("total_derivative", "last-path-only")
def _(paths):
    total = 0.0
    for chain in paths:
        total = np.prod(chain)
    return total


@listed("total_derivative", "paths-averaged")
def _(paths):
    return np.mean([math.prod(chain) for chain in paths]) if len(paths) else 0.0


@listed("total_derivative", "paths-averaged")
def _(paths):
    total = 0.0
    for chain in paths:
        total += math.prod(chain) / len(paths)
    return total


@listed("total_derivative", "sum-started-at-one")
def _(paths):
    total = 1.0
    for chain in paths:
        total += math.prod(chain)
    return total


@listed("total_derivative", "sum-started-at-one")
def _(paths):
    return sum((math.prod(chain) for chain in paths), 1)


@listed("total_derivative", "rate-not-reset")
def _(paths):
    total = 0
    product = 1
    for i in range(len(paths)):
        product = product * math.prod(paths[i])
        total = total + product
    return total


@listed("total_derivative", "rate-not-reset")
def _(paths):
    return float(np.sum(np.cumprod([np.prod(chain) for chain in paths])))


@listed("total_derivative", "largest-path-only")
def _(paths):
    best = None
    for chain in paths:
        rate = math.prod(chain)
        if best is None or rate > best:
            best = rate
    return 0.0 if best is None else best


@listed("total_derivative", "largest-path-only")
def _(paths):
    return np.max([np.prod(chain) for chain in paths]) if paths else 0.0


@unlisted("total_derivative")
def _(paths):
    return sum(abs(math.prod(chain)) for chain in paths)


@unlisted("total_derivative")
def _(paths):
    return sum(math.prod(chain) if chain else 0.0 for chain in paths)


@unlisted("total_derivative")
def _(paths):
    return sum(chain[0] if chain else 1.0 for chain in paths)


@unlisted("total_derivative")
def _(paths):
    return math.sqrt(sum(math.prod(chain) ** 2 for chain in paths))


@double("total_derivative", "paths-averaged", "links-added")
def _(paths):
    return sum(sum(chain) for chain in paths) / max(len(paths), 1)


@double("total_derivative", "first-path-only", "links-added")
def _(paths):
    return float(sum(paths[0])) if paths else 0.0


# ---------------------------------------------------------------- numerical_derivative


@listed("numerical_derivative", "forward-difference")
def _(f, x, h=1e-5):
    here = f(x)
    ahead = f(x + h)
    return (ahead - here) / h


@listed("numerical_derivative", "forward-difference")
def _(f, x, h=1e-5):
    return f(x + h) / h - f(x) / h


@listed("numerical_derivative", "backward-difference")
def _(f, x, h=1e-5):
    behind = x - h
    return (f(x) - f(behind)) / (x - behind)


@listed("numerical_derivative", "backward-difference")
def _(f, x, h=1e-5):
    return -(f(x - h) - f(x)) / h


@listed("numerical_derivative", "divided-by-h")
def _(f, x, h=1e-5):
    return f(x + h) / h - f(x - h) / h


@listed("numerical_derivative", "divided-by-h")
def _(f, x, h=1e-5):
    rise = f(x + h) - f(x - h)
    run = h
    return rise / run


@listed("numerical_derivative", "step-too-small")
def _(f, x, h=1e-5):
    h = 1e-15
    return (f(x + h) - f(x - h)) / (2 * h)


@listed("numerical_derivative", "step-too-small")
def _(f, x, h=1e-5):
    tiny = 1e-15
    right, left = f(x + tiny), f(x - tiny)
    return (right - left) / (tiny + tiny)


@listed("numerical_derivative", "slope-sign-lost")
def _(f, x, h=1e-5):
    return np.abs((f(x + h) - f(x - h)) / (2 * h))


@listed("numerical_derivative", "slope-sign-lost")
def _(f, x, h=1e-5):
    slope = (f(x + h) - f(x - h)) / (2 * h)
    return np.sqrt(slope * slope)


@listed("numerical_derivative", "points-swapped")
def _(f, x, h=1e-5):
    return -(f(x + h) - f(x - h)) / (2 * h)


@listed("numerical_derivative", "points-swapped")
def _(f, x, h=1e-5):
    a, b = x - h, x + h
    return (f(a) - f(b)) / (b - a)


@listed("numerical_derivative", "step-ignored")
def _(f, x, h=1e-5):
    h = 1e-5
    return (f(x + h) - f(x - h)) / 2 / h


@listed("numerical_derivative", "step-ignored")
def _(f, x, h=1e-5):
    return 50_000 * (f(x + 0.00001) - f(x - 0.00001))


@listed("numerical_derivative", "rise-only")
def _(f, x, h=1e-5):
    right = f(x + h)
    left = f(x - h)
    return right - left


@listed("numerical_derivative", "rise-only")
def _(f, x, h=1e-5):
    return -f(x - h) + f(x + h)


@listed("numerical_derivative", "brackets-missing")
def _(f, x, h=1e-5):
    return h * (f(x + h) - f(x - h)) * 0.5


@listed("numerical_derivative", "brackets-missing")
def _(f, x, h=1e-5):
    rise = f(x + h) - f(x - h)
    return rise / 2 * h


@listed("numerical_derivative", "difference-without-brackets")
def _(f, x, h=1e-5):
    left = f(x - h) / (2 * h)
    return f(x + h) - left


@listed("numerical_derivative", "difference-without-brackets")
def _(f, x, h=1e-5):
    return -f(x - h) / h / 2 + f(x + h)


@listed("numerical_derivative", "one-sided-halved")
def _(f, x, h=1e-5):
    return 0.5 * (f(x + h) - f(x)) / h


@listed("numerical_derivative", "one-sided-halved")
def _(f, x, h=1e-5):
    points = (x, x + h)
    return (f(points[1]) - f(points[0])) / 2 / h


@unlisted("numerical_derivative")
def _(f, x, h=1e-5):
    return (f(x + 2 * h) - f(x - h)) / (3 * h)


@unlisted("numerical_derivative")
def _(f, x, h=1e-5):
    return (f(x + h) + f(x - h)) / (2 * h)


@unlisted("numerical_derivative")
def _(f, x, h=1e-5):
    return f(x)


@unlisted("numerical_derivative")
def _(f, x, h=1e-5):
    return np.round((f(x + h) - f(x - h)) / (2 * h), 2)


@double("numerical_derivative", "slope-sign-lost", "divided-by-h")
def _(f, x, h=1e-5):
    return abs(f(x + h) - f(x - h)) / h


@double("numerical_derivative", "forward-difference", "step-ignored")
def _(f, x, h=1e-5):
    return (f(x + 1e-5) - f(x)) / 1e-5


@double("numerical_derivative", "points-swapped", "divided-by-h")
def _(f, x, h=1e-5):
    return (f(x - h) - f(x + h)) / h


# ---------------------------------------------------------------- compose_derivative


@listed("compose_derivative", "outer-at-x")
def _(functions, derivatives, x):
    result = 1.0
    for derivative in derivatives:
        result *= derivative(x)
    return result


@listed("compose_derivative", "outer-at-x")
def _(functions, derivatives, x):
    return np.prod([d(x) for d in derivatives[::-1]])


@listed("compose_derivative", "inner-forgotten")
def _(functions, derivatives, x):
    if not functions:
        return 1.0
    for function in functions[:-1]:
        x = function(x)
    return derivatives[-1](x)


@listed("compose_derivative", "inner-forgotten")
def _(functions, derivatives, x):
    slopes = [1.0]
    for i, function in enumerate(functions):
        slopes.append(derivatives[i](x))
        x = function(x)
    return slopes[-1]


@listed("compose_derivative", "outer-forgotten")
def _(functions, derivatives, x):
    slopes = []
    for function, derivative in zip(functions, derivatives, strict=True):
        slopes.append(derivative(x))
        x = function(x)
    return slopes[0] if slopes else 1.0


@listed("compose_derivative", "outer-forgotten")
def _(functions, derivatives, x):
    for derivative in derivatives:
        return derivative(x)
    return 1.0


@listed("compose_derivative", "order-reversed")
def _(functions, derivatives, x):
    slope = 1.0
    for i in reversed(range(len(functions))):
        slope *= derivatives[i](x)
        x = functions[i](x)
    return slope


@listed("compose_derivative", "order-reversed")
def _(functions, derivatives, x):
    functions, derivatives, slope = list(functions), list(derivatives), 1.0
    while functions:
        slope *= derivatives.pop()(x)
        x = functions.pop()(x)
    return slope


@listed("compose_derivative", "slope-after-step")
def _(functions, derivatives, x):
    values = []
    for function in functions:
        x = function(x)
        values.append(x)
    return math.prod(derivative(value) for derivative, value in zip(derivatives, values, strict=True))


@listed("compose_derivative", "slope-after-step")
def _(functions, derivatives, x):
    slope = 1.0
    for i in range(len(functions)):
        x = functions[i](x)
        slope *= derivatives[i](x)
    return slope


@listed("compose_derivative", "slopes-added")
def _(functions, derivatives, x):
    if len(functions) == 0:
        return 1.0
    slopes = []
    for function, derivative in zip(functions, derivatives, strict=True):
        slopes.append(derivative(x))
        x = function(x)
    return sum(slopes)


@listed("compose_derivative", "slopes-added")
def _(functions, derivatives, x):
    total = 0.0 if functions else 1.0
    for i in range(len(functions)):
        total += derivatives[i](x)
        x = functions[i](x)
    return total


@unlisted("compose_derivative")
def _(functions, derivatives, x):
    for function in functions:
        x = function(x)
    return x


@unlisted("compose_derivative")
def _(functions, derivatives, x):
    slope = 1.0
    for function, derivative in zip(functions, derivatives, strict=True):
        slope = slope * derivative(x)
        x = slope * function(x)
    return slope


@unlisted("compose_derivative")
def _(functions, derivatives, x):
    slope = 1.0
    for derivative in derivatives:
        x = derivative(x)
        slope *= x
    return slope


@unlisted("compose_derivative")
def _(functions, derivatives, x):
    slope = x
    for function, derivative in zip(functions, derivatives, strict=True):
        slope *= derivative(x)
        x = function(x)
    return slope


@double("compose_derivative", "slopes-added", "outer-at-x")
def _(functions, derivatives, x):
    return sum(derivative(x) for derivative in derivatives) if derivatives else 1.0


@double("compose_derivative", "order-reversed", "slope-after-step")
def _(functions, derivatives, x):
    slope = 1.0
    for function, derivative in zip(functions[::-1], derivatives[::-1], strict=True):
        x = function(x)
        slope *= derivative(x)
    return slope
