"""Wrong answers to lesson 4."""

from __future__ import annotations

import math

import numpy as np

from tests.wrong_answers.table import double, listed, unlisted

# ---------------------------------------------------------------- gradient_step


@listed("gradient_step", "step-uphill")
def _(w, gradient, learning_rate):
    step = learning_rate * gradient
    return w + step


@listed("gradient_step", "step-uphill")
def _(w, gradient, learning_rate):
    return np.subtract(w, np.negative(gradient) * learning_rate)


@listed("gradient_step", "rate-ignored")
def _(w, gradient, learning_rate):
    step = gradient
    return -step + w


@listed("gradient_step", "rate-ignored")
def _(w, gradient, learning_rate):
    if np.ndim(w) == 0:
        return w - gradient
    new = np.array(w, dtype=float)
    for place in np.ndindex(new.shape):
        new[place] -= gradient[place]
    return new


@listed("gradient_step", "gradient-normalised")
def _(w, gradient, learning_rate):
    return w - learning_rate * gradient / np.linalg.norm(gradient)


@listed("gradient_step", "gradient-normalised")
def _(w, gradient, learning_rate):
    direction = gradient / (np.linalg.norm(gradient) + 1e-12)
    return w - learning_rate * direction


@listed("gradient_step", "gradient-normalised")
def _(w, gradient, learning_rate):
    return w - learning_rate * gradient / np.abs(gradient)


@listed("gradient_step", "gradient-normalised")
def _(w, gradient, learning_rate):
    if np.ndim(gradient) == 0:
        return w - learning_rate if gradient > 0 else w + learning_rate
    downhill = np.where(gradient > 0, -1, 0) + np.where(gradient < 0, 1, 0)
    return w + learning_rate * downhill


@listed("gradient_step", "step-without-start")
def _(w, gradient, learning_rate):
    w = 0
    return w - learning_rate * gradient


@listed("gradient_step", "step-without-start")
def _(w, gradient, learning_rate):
    return np.multiply(gradient, -learning_rate)


@listed("gradient_step", "rate-divides")
def _(w, gradient, learning_rate):
    return w - np.divide(gradient, learning_rate)


@listed("gradient_step", "rate-divides")
def _(w, gradient, learning_rate):
    return w - gradient * learning_rate**-1.0


@listed("gradient_step", "start-scaled")
def _(w, gradient, learning_rate):
    return learning_rate * w - learning_rate * gradient


@listed("gradient_step", "start-scaled")
def _(w, gradient, learning_rate):
    return w * learning_rate - gradient


@listed("gradient_step", "step-scaled-by-start")
def _(w, gradient, learning_rate):
    return w * (1 - learning_rate * gradient)


@listed("gradient_step", "step-scaled-by-start")
def _(w, gradient, learning_rate):
    step = np.multiply(gradient, w)
    return w - step * learning_rate


@unlisted("gradient_step")
def _(w, gradient, learning_rate):
    return w - learning_rate * gradient**2


@unlisted("gradient_step")
def _(w, gradient, learning_rate):
    return w - learning_rate * abs(gradient)


@unlisted("gradient_step")
def _(w, gradient, learning_rate):
    return w - learning_rate * np.mean(gradient)


@unlisted("gradient_step")
def _(w, gradient, learning_rate):
    return w - learning_rate


@unlisted("gradient_step", "start-scaled")
def _(w, gradient, learning_rate):
    return w * (1 - learning_rate) - learning_rate * gradient


@unlisted("gradient_step", "gradient-normalised")
def _(w, gradient, learning_rate):
    return w - learning_rate * gradient / np.max(np.abs(gradient))


@unlisted("gradient_step", "step-scaled-by-start")
def _(w, gradient, learning_rate):
    return w - learning_rate * w


@unlisted("gradient_step")
def _(w, gradient, learning_rate):
    return w - 0.1 * gradient


@double("gradient_step", "step-uphill", "rate-ignored")
def _(w, gradient, learning_rate):
    return w + gradient


@double("gradient_step", "step-uphill", "gradient-normalised")
def _(w, gradient, learning_rate):
    return w + learning_rate * np.sign(gradient)


@double("gradient_step", "step-uphill", "rate-divides")
def _(w, gradient, learning_rate):
    return w + gradient / learning_rate


@double("gradient_step", "step-without-start", "step-uphill")
def _(w, gradient, learning_rate):
    return learning_rate * gradient


@double("gradient_step", "rate-ignored", "gradient-normalised")
def _(w, gradient, learning_rate):
    return w - np.sign(gradient)


# ---------------------------------------------------------------- minimise


@listed("minimise", "stop-on-loss")
def _(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    w = w0
    losses = [loss(w)]
    for _step in range(max_steps):
        if losses[-1] < tolerance:
            break
        w = w - learning_rate * gradient(w)
        losses.append(loss(w))
        if not np.isfinite(losses[-1]):
            raise FloatingPointError("not finite")
    return w, losses


@listed("minimise", "stop-on-loss")
def _(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    w, losses, step = w0, [loss(w0)], 0
    while abs(losses[-1]) > tolerance and step < max_steps:
        w = w - learning_rate * gradient(w)
        losses.append(loss(w))
        step += 1
        if not math.isfinite(losses[-1]):
            raise FloatingPointError
    return w, losses


@listed("minimise", "stop-on-loss")
def _(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    w, losses = w0, [loss(w0)]
    for _step in range(max_steps):
        w = w - learning_rate * gradient(w)
        now = loss(w)
        if not np.isfinite(now):
            raise FloatingPointError(now)
        losses.append(now)
        if now < tolerance:
            return w, losses
    return w, losses


@listed("minimise", "history-off-by-one")
def _(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    w, losses = w0, []
    before = loss(w)
    if not np.isfinite(before):
        raise FloatingPointError
    for _step in range(max_steps):
        w = w - learning_rate * gradient(w)
        now = loss(w)
        losses.append(now)
        if not np.isfinite(now):
            raise FloatingPointError
        if abs(now - before) < tolerance:
            break
        before = now
    return w, losses


@listed("minimise", "history-off-by-one")
def _(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    w, losses = w0, []
    for _step in range(max_steps):
        w = w - learning_rate * gradient(w)
        losses += [loss(w)]
        if not np.isfinite(losses[-1]):
            raise FloatingPointError("the loss is not finite")
        if len(losses) >= 2 and np.abs(losses[-1] - losses[-2]) < tolerance:
            return w, losses
    return w, losses


@listed("minimise", "last-loss-missing")
def _(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    w, losses = w0, []
    for _step in range(max_steps):
        losses.append(loss(w))
        if not np.isfinite(losses[-1]):
            raise FloatingPointError
        w = w - learning_rate * gradient(w)
        if abs(loss(w) - losses[-1]) < tolerance:
            break
    return w, losses


@listed("minimise", "last-loss-missing")
def _(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    w, losses = w0, []
    for step in range(max_steps):
        losses.append(loss(w))
        if not np.isfinite(losses[-1]):
            raise FloatingPointError
        if step > 0 and abs(losses[-1] - losses[-2]) < tolerance:
            break
        w = w - learning_rate * gradient(w)
    return w, losses


@listed("minimise", "nan-converged")
def _(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    w, losses = w0, [loss(w0)]
    for _step in range(max_steps):
        w = w - learning_rate * gradient(w)
        losses.append(loss(w))
        change = losses[-1] - losses[-2]
        if -tolerance < change < tolerance:
            break
    return w, losses


@listed("minimise", "nan-converged")
def _(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    w, losses, change, step = w0, [loss(w0)], tolerance, 0
    while step < max_steps and change >= tolerance:
        w = w - learning_rate * gradient(w)
        losses.append(loss(w))
        change = abs(losses[-1] - losses[-2])
        step += 1
    return w, losses


@listed("minimise", "divergence-kept-quiet")
def _(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    w, losses = w0, []
    for step in range(max_steps + 1):
        losses.append(loss(w))
        if not np.isfinite(losses[-1]):
            return w, losses
        if step == max_steps or (step and abs(losses[-1] - losses[-2]) < tolerance):
            break
        w = w - learning_rate * gradient(w)
    return w, losses


@listed("minimise", "divergence-kept-quiet")
def _(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    w, losses = w0, [loss(w0)]
    while len(losses) <= max_steps:
        new = w - learning_rate * gradient(w)
        now = loss(new)
        if math.isnan(now) or math.isinf(now):
            return w, losses
        w = new
        losses.append(now)
        if abs(losses[-1] - losses[-2]) < tolerance:
            break
    return w, losses


@listed("minimise", "divergence-kept-quiet")
def _(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    w, losses = w0, [loss(w0)]
    for _step in range(max_steps):
        w = w - learning_rate * gradient(w)
        now = loss(w)
        if math.isnan(now):
            break
        losses.append(now)
        if abs(losses[-1] - losses[-2]) < tolerance:
            break
    return w, losses


@listed("minimise", "infinity-passes")
def _(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    w, losses = w0, []
    for step in range(max_steps + 1):
        now = loss(w)
        losses.append(now)
        if now != now:
            raise FloatingPointError("nan")
        if step == max_steps:
            break
        if step >= 1 and abs(now - losses[-2]) < tolerance:
            break
        w = w - learning_rate * gradient(w)
    return w, losses


@listed("minimise", "infinity-passes")
def _(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    w, losses, change = w0, [loss(w0)], math.inf
    if math.isnan(losses[0]):
        raise FloatingPointError("nan at the start")
    while len(losses) <= max_steps and not change < tolerance:
        w = w - learning_rate * gradient(w)
        losses.append(loss(w))
        if math.isnan(losses[-1]):
            raise FloatingPointError(f"nan after {len(losses) - 1} steps")
        change = abs(losses[-1] - losses[-2])
    return w, losses


@listed("minimise", "start-unchecked")
def _(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    w, before = w0, loss(w0)
    losses = [before]
    for _step in range(max_steps):
        w = w - learning_rate * gradient(w)
        now = loss(w)
        if math.isnan(now) or math.isinf(now):
            raise FloatingPointError(f"the loss is {now}")
        losses.append(now)
        if abs(before - now) < tolerance:
            return w, losses
        before = now
    return w, losses


@listed("minimise", "start-unchecked")
def _(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    w, losses, step = w0, [loss(w0)], 0
    while step < max_steps and (step == 0 or abs(losses[-1] - losses[-2]) >= tolerance):
        step += 1
        w = w - learning_rate * gradient(w)
        losses.append(loss(w))
        if losses[-1] in (np.inf, -np.inf) or losses[-1] != losses[-1]:
            raise FloatingPointError
    return w, losses


@listed("minimise", "step-uphill")
def _(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    w, losses = w0, [loss(w0)]
    for _step in range(max_steps):
        w = w + learning_rate * gradient(w)
        losses.append(loss(w))
        if not np.isfinite(losses[-1]):
            raise FloatingPointError
        if abs(losses[-1] - losses[-2]) < tolerance:
            break
    return w, losses


@listed("minimise", "step-uphill")
def _(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    w, losses, change = w0, [loss(w0)], math.inf
    while len(losses) < max_steps + 1 and not change < tolerance:
        w = w - -learning_rate * gradient(w)
        losses.append(loss(w))
        change = abs(losses[-1] - losses[-2])
    return w, losses


@listed("minimise", "abs-forgotten")
def _(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    w, losses = w0, [loss(w0)]
    gain = math.inf
    while gain >= tolerance and len(losses) <= max_steps:
        w = w - learning_rate * gradient(w)
        losses.append(loss(w))
        gain = losses[-2] - losses[-1]
    return w, losses


@listed("minimise", "abs-forgotten")
def _(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    w, old = w0, loss(w0)
    losses = [old]
    for _step in range(max_steps):
        if not np.isfinite(old):
            raise FloatingPointError
        w = w - learning_rate * gradient(w)
        new = loss(w)
        losses.append(new)
        if old < new + tolerance:
            break
        old = new
    return w, losses


@listed("minimise", "abs-forgotten-upside-down")
def _(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    w, losses = w0, [loss(w0)]
    for _step in range(max_steps):
        w = w - learning_rate * gradient(w)
        losses.append(loss(w))
        if not np.isfinite(losses[-1]):
            raise FloatingPointError
        change = losses[-1] - losses[-2]
        if change < tolerance:
            break
    return w, losses


@listed("minimise", "abs-forgotten-upside-down")
def _(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    w, losses, change, step = w0, [loss(w0)], 1 + tolerance, 0
    while step < max_steps and change > tolerance:
        w = w - learning_rate * gradient(w)
        now = loss(w)
        change = now - losses[step]
        losses.append(now)
        step += 1
    return w, losses


@listed("minimise", "stop-on-w")
def _(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    w, losses = w0, [loss(w0)]
    for _step in range(max_steps):
        new = w - learning_rate * gradient(w)
        moved = np.max(np.abs(new - w))
        w = new
        losses.append(loss(w))
        if not np.isfinite(losses[-1]):
            raise FloatingPointError
        if moved < tolerance:
            break
    return w, losses


@listed("minimise", "stop-on-w")
def _(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    w, losses = w0, [loss(w0)]
    for _step in range(max_steps):
        old_w = w
        w = w - learning_rate * gradient(w)
        losses.append(loss(w))
        if not np.isfinite(losses[-1]):
            raise FloatingPointError
        if np.linalg.norm(w - old_w) < tolerance:
            break
    return w, losses


@listed("minimise", "stop-on-gradient")
def _(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    w, losses, step = w0, [loss(w0)], 0
    slope = gradient(w)
    while step < max_steps and np.max(np.abs(slope)) >= tolerance:
        w = w - learning_rate * slope
        losses.append(loss(w))
        slope = gradient(w)
        step += 1
    return w, losses


@listed("minimise", "stop-on-gradient")
def _(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    w, losses = w0, [loss(w0)]
    for _step in range(max_steps):
        slope = gradient(w)
        if np.linalg.norm(slope) < tolerance:
            break
        w = w - learning_rate * slope
        losses.append(loss(w))
        if not np.isfinite(losses[-1]):
            raise FloatingPointError
    return w, losses


@listed("minimise", "threshold-ignored")
def _(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    w, losses = w0, []
    for step in range(max_steps + 1):
        losses.append(loss(w))
        if not np.isfinite(losses[-1]):
            raise FloatingPointError
        if step < max_steps:
            w = w - learning_rate * gradient(w)
    return w, losses


@listed("minimise", "threshold-ignored")
def _(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    places = [w0]
    while len(places) <= max_steps:
        places.append(places[-1] - learning_rate * gradient(places[-1]))
    return places[-1], [loss(place) for place in places]


@listed("minimise", "gradient-asked-once")
def _(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    slope = gradient(w0)
    w, losses = w0, [loss(w0)]
    for _step in range(max_steps):
        w = w - learning_rate * slope
        losses.append(loss(w))
        if not np.isfinite(losses[-1]):
            raise FloatingPointError
        if abs(losses[-1] - losses[-2]) < tolerance:
            break
    return w, losses


@listed("minimise", "gradient-asked-once")
def _(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    w, losses = w0, [loss(w0)]
    for _step in range(max_steps):
        w = w - learning_rate * gradient(w0)
        losses.append(loss(w))
        if abs(losses[-1] - losses[-2]) < tolerance:
            break
    return w, losses


@listed("minimise", "last-step-lost")
def _(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    w, losses = w0, [loss(w0)]
    if not np.isfinite(losses[0]):
        raise FloatingPointError
    for _step in range(max_steps):
        new = w - learning_rate * gradient(w)
        losses.append(loss(new))
        if not np.isfinite(losses[-1]):
            raise FloatingPointError
        if abs(losses[-1] - losses[-2]) < tolerance:
            break
        w = new
    return w, losses


@listed("minimise", "last-step-lost")
def _(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    places, losses = [w0], [loss(w0)]
    for _step in range(max_steps):
        places.append(places[-1] - learning_rate * gradient(places[-1]))
        losses.append(loss(places[-1]))
        if not np.isfinite(losses[-1]):
            raise FloatingPointError
        if abs(losses[-1] - losses[-2]) < tolerance:
            break
    return places[-2] if len(places) > 1 else w0, losses


@listed("minimise", "best-not-last")
def _(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    places, losses = [w0], [loss(w0)]
    for _step in range(max_steps):
        places.append(places[-1] - learning_rate * gradient(places[-1]))
        losses.append(loss(places[-1]))
        if not np.isfinite(losses[-1]):
            raise FloatingPointError
        if abs(losses[-1] - losses[-2]) < tolerance:
            break
    return places[int(np.argmin(losses))], losses


@listed("minimise", "best-not-last")
def _(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    w, losses = w0, [loss(w0)]
    best = w0
    for _step in range(max_steps):
        w = w - learning_rate * gradient(w)
        losses.append(loss(w))
        if not np.isfinite(losses[-1]):
            raise FloatingPointError
        if losses[-1] < min(losses[:-1]):
            best = w
        if abs(losses[-1] - losses[-2]) < tolerance:
            break
    return best, losses


@listed("minimise", "one-step-too-many")
def _(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    w, losses = w0, [loss(w0)]
    for _step in range(max_steps + 1):
        w = w - learning_rate * gradient(w)
        losses.append(loss(w))
        if not np.isfinite(losses[-1]):
            raise FloatingPointError
        if abs(losses[-1] - losses[-2]) < tolerance:
            return w, losses
    return w, losses


@listed("minimise", "one-step-too-many")
def _(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    w, losses, step = w0, [loss(w0)], 0
    while step <= max_steps:
        step += 1
        w = w - learning_rate * gradient(w)
        losses.append(loss(w))
        if not math.isfinite(losses[-1]):
            raise FloatingPointError
        if abs(losses[step] - losses[step - 1]) < tolerance:
            break
    return w, losses


@listed("minimise", "one-step-too-few")
def _(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    w, losses = w0, [loss(w0)]
    for _step in range(1, max_steps):
        w = w - learning_rate * gradient(w)
        losses.append(loss(w))
        if not np.isfinite(losses[-1]):
            raise FloatingPointError
        if abs(losses[-1] - losses[-2]) < tolerance:
            break
    return w, losses


@listed("minimise", "one-step-too-few")
def _(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    w, losses = w0, [loss(w0)]
    while len(losses) < max_steps:
        w = w - learning_rate * gradient(w)
        losses.append(loss(w))
        if not np.isfinite(losses[-1]):
            raise FloatingPointError
        if abs(losses[-1] - losses[-2]) < tolerance:
            break
    return w, losses


def still_finite(value):
    if not np.isfinite(value):
        raise FloatingPointError("not finite")
    return value


@listed("minimise", "stop-at-tolerance")
def _(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    w, losses, change = w0, [still_finite(loss(w0))], np.inf
    while change > tolerance and len(losses) <= max_steps:
        w = w - learning_rate * gradient(w)
        losses.append(still_finite(loss(w)))
        change = abs(losses[-2] - losses[-1])
    return w, losses


@listed("minimise", "stop-at-tolerance")
def _(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    w, losses = w0, [still_finite(loss(w0))]
    for _ in range(max_steps):
        w = w - gradient(w) * learning_rate
        losses.append(still_finite(loss(w)))
        if not abs(losses[-1] - losses[-2]) > tolerance:
            return w, losses
    return w, losses


@listed("minimise", "own-tolerance")
def _(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    w, losses = w0, [still_finite(loss(w0))]
    for _ in range(max_steps):
        w = w - gradient(w) * learning_rate
        losses.append(still_finite(loss(w)))
        if np.abs(losses[-1] - losses[-2]) < 1e-10:
            break
    return w, losses


@listed("minimise", "own-tolerance")
def _(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    enough = 10**-10
    w, losses = w0, [still_finite(loss(w0))]
    while len(losses) < max_steps + 1:
        w = w - gradient(w) * learning_rate
        losses.append(still_finite(loss(w)))
        if max(losses[-2:]) - min(losses[-2:]) < enough:
            break
    return w, losses


@listed("minimise", "results-swapped")
def _(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    w, losses = w0, [still_finite(loss(w0))]
    for _ in range(max_steps):
        w = w - gradient(w) * learning_rate
        losses.append(still_finite(loss(w)))
        if abs(losses[-1] - losses[-2]) < tolerance:
            break
    return losses, w


@listed("minimise", "results-swapped")
def _(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    w, history = w0, (still_finite(loss(w0)),)
    while len(history) <= max_steps:
        w = w - gradient(w) * learning_rate
        history = (*history, still_finite(loss(w)))
        if abs(history[-1] - history[-2]) < tolerance:
            break
    return [list(history), w]


@unlisted("minimise", "stop-at-tolerance")
def _(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    w, losses = w0, [loss(w0)]
    for _step in range(max_steps):
        w = w - learning_rate * gradient(w)
        losses.append(loss(w))
        if not np.isfinite(losses).all():
            raise FloatingPointError
        if abs(losses[-1] - losses[-2]) <= tolerance:
            break
    return w, losses


@unlisted("minimise")
def _(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    w, losses = w0, [loss(w0)]
    for _step in range(max_steps):
        w = w - learning_rate * gradient(w)
        losses.append(loss(w))
        if not np.isfinite(losses).all():
            raise FloatingPointError
        if abs(losses[-1] - losses[-2]) < tolerance * abs(losses[-2]):
            break
    return w, losses


@unlisted("minimise")
def _(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    w, losses = w0, [loss(w0)]
    for _step in range(max_steps):
        w = w - learning_rate * gradient(w)
        losses.append(loss(w))
        if not np.isfinite(losses).all():
            raise ValueError("the loss is not finite")
        if abs(losses[-1] - losses[-2]) < tolerance:
            break
    return w, losses


@unlisted("minimise", "results-swapped")
def _(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    w, losses = w0, [loss(w0)]
    for _step in range(max_steps):
        w = w - learning_rate * gradient(w)
        losses.append(loss(w))
        if not np.isfinite(losses).all():
            raise FloatingPointError
        if abs(losses[-1] - losses[-2]) < tolerance:
            break
    return losses, w


@unlisted("minimise")
def _(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    w, losses = w0, [loss(w0)]
    for step in range(max_steps):
        w = w - learning_rate / (1 + step) * gradient(w)
        losses.append(loss(w))
        if not np.isfinite(losses).all():
            raise FloatingPointError
        if abs(losses[-1] - losses[-2]) < tolerance:
            break
    return w, losses


@unlisted("minimise")
def _(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    w, losses = w0, [loss(w0)]
    for _step in range(max_steps):
        w = w - learning_rate * gradient(w)
        losses.append(loss(w))
        if not np.isfinite(losses).all():
            raise FloatingPointError
        if len(losses) > 2 and abs(losses[-1] - losses[-3]) < tolerance:
            break
    return w, losses


@unlisted("minimise", "nan-converged")
def _(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    w, losses = w0, [loss(w0)]
    for _step in range(max_steps):
        w = w - learning_rate * gradient(w)
        losses.append(loss(w))
        if np.isinf(losses).any():
            raise FloatingPointError
        if abs(losses[-1] - losses[-2]) < tolerance:
            break
    return w, losses


@unlisted("minimise")
def _(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    w, value = w0, loss(w0)
    for _step in range(max_steps):
        w = w - learning_rate * gradient(w)
        before, value = value, loss(w)
        if not np.isfinite(value):
            raise FloatingPointError
        if abs(value - before) < tolerance:
            break
    return w, value


@listed("minimise", "abs-forgotten")
def _(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    w, losses = w0, [loss(w0)]
    for _step in range(max_steps):
        w = w - learning_rate * gradient(w)
        losses.append(loss(w))
        if not np.isfinite(losses).all():
            raise FloatingPointError
        if losses[-1] > losses[-2] or abs(losses[-1] - losses[-2]) < tolerance:
            break
    return w, losses


@double("minimise", "history-off-by-one", "stop-on-loss")
def _(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    w, losses = w0, []
    for _step in range(max_steps):
        w = w - learning_rate * gradient(w)
        losses.append(loss(w))
        if losses[-1] < tolerance:
            break
    return w, losses


@double("minimise", "history-off-by-one", "threshold-ignored")
def _(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    w, losses = w0, []
    for _step in range(max_steps):
        w = w - learning_rate * gradient(w)
        losses.append(loss(w))
    return w, losses


@double("minimise", "last-loss-missing", "threshold-ignored")
def _(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    w, losses = w0, []
    for _step in range(max_steps):
        losses.append(loss(w))
        w = w - learning_rate * gradient(w)
    return w, losses


@double("minimise", "step-uphill", "stop-on-loss")
def _(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    w, losses = w0, [loss(w0)]
    for _step in range(max_steps):
        w = w + learning_rate * gradient(w)
        losses.append(loss(w))
        if losses[-1] < tolerance:
            break
    return w, losses


@double("minimise", "best-not-last", "history-off-by-one")
def _(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    places, losses = [w0], [loss(w0)]
    for _step in range(max_steps):
        places.append(places[-1] - learning_rate * gradient(places[-1]))
        losses.append(loss(places[-1]))
        if abs(losses[-1] - losses[-2]) < tolerance:
            break
    return places[int(np.argmin(losses))], losses[1:]


@double("minimise", "one-step-too-few", "nan-converged", "infinity-passes")
def _(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    w, losses = w0, [loss(w0)]
    for _step in range(max_steps - 1):
        w = w - learning_rate * gradient(w)
        losses.append(loss(w))
        if abs(losses[-1] - losses[-2]) < tolerance:
            break
    return w, losses


@listed("minimise", "return-in-the-loop")
def _(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    w, losses = w0, [loss(w0)]
    for _step in range(max_steps):
        w = w - learning_rate * gradient(w)
        losses.append(loss(w))
        if not np.isfinite(losses[-1]):
            raise FloatingPointError
        if abs(losses[-1] - losses[-2]) < tolerance:
            break
        return w, losses
    return w, losses


@listed("minimise", "return-in-the-loop")
def _(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    losses = [loss(w0)]
    w = w0
    for _step in range(max_steps):
        w = w - learning_rate * gradient(w)
        now = loss(w)
        if not math.isfinite(now):
            raise FloatingPointError("no number")
        losses.append(now)
        if abs(now - losses[-2]) < tolerance:
            return w, losses
        return w, losses
    return w, losses


@listed("minimise", "start-never-left")
def _(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    losses, w = [loss(w0)], w0
    while len(losses) <= max_steps:
        w = w0 - learning_rate * gradient(w0)
        losses += [loss(w)]
        if not math.isfinite(losses[-1]):
            raise FloatingPointError("no number")
        if abs(losses[-1] - losses[-2]) < tolerance:
            break
    return w, losses


@listed("minimise", "start-never-left")
def _(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    def step(w):
        return w - gradient(w) * learning_rate

    w, losses, before = w0, [loss(w0)], math.inf
    for _step in range(max_steps):
        w = step(w0)
        before, now = losses[-1], loss(w)
        if np.isnan(now) or np.isinf(now):
            raise FloatingPointError
        losses.append(now)
        if np.abs(now - before) < tolerance:
            return w, losses
    return w, losses


@listed("minimise", "own-max-steps")
def _(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    w, losses = w0, [loss(w0)]
    for _step in range(1000):
        w = w - learning_rate * gradient(w)
        losses.append(loss(w))
        if not np.isfinite(losses[-1]):
            raise FloatingPointError
        if abs(losses[-1] - losses[-2]) < tolerance:
            break
    return w, losses


@listed("minimise", "own-max-steps")
def _(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    steps, w, losses = 0, w0, [loss(w0)]
    while steps < 1000:
        w = w - learning_rate * gradient(w)
        losses.append(loss(w))
        if not math.isfinite(losses[-1]):
            raise FloatingPointError("too far")
        steps += 1
        if abs(losses[-2] - losses[-1]) < tolerance:
            return w, losses
    return w, losses
