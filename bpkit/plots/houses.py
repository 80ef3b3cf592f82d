"""What a training looked like, and how its prices turned out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bpkit.engine import Array
from bpkit.plots.style import ACCENT, MUTED, REFERENCE, TEXT, VALUE, new_axes
from bpkit.train import History

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def learning_curve(history: History, ax: Axes | None = None, unit: str = "unitless") -> Axes:
    """Training and validation loss, epoch by epoch, with the epoch whose parameters were kept.

    Parameters
    ----------
    unit : of the loss: that of y, squared; unitless where y is standardised
    """
    ax = new_axes(ax)
    epochs = np.arange(1, len(history.train) + 1)
    marker = "o" if len(epochs) == 1 else ""  # a line through one point is invisible
    for losses, color, dashes, label in (
        (history.train, VALUE, "-", "training rows"),
        (history.validation, ACCENT, "--", "validation rows"),
    ):
        if losses:
            ax.plot(epochs, losses, color=color, linewidth=1.6, linestyle=dashes, marker=marker, label=label)
    ax.set(xlabel="epoch", ylabel=f"loss ({unit})", yscale="log", xlim=(0, 1.02 * max(len(epochs), 1) + 0.5))
    if history.validation and history.best_epoch:
        best = history.validation[history.best_epoch - 1]
        ax.plot(history.best_epoch, best, "o", color=MUTED, markersize=7, label=f"kept: epoch {history.best_epoch}")
        ax.plot([history.best_epoch] * 2, [0, best], ":", color=MUTED, linewidth=1, scaley=False)
    _plain_ticks(ax)
    if len(epochs):
        # above the axes: inside, a validation loss that rises would run through it
        ax.legend(frameon=False, labelcolor=TEXT, loc="lower left", bbox_to_anchor=(0, 1), ncols=3)
    return ax


def predicted_against_actual(actual: Array, predicted: Array, ax: Axes | None = None) -> Axes:
    """One point a house: its price, and the price that was predicted for it, both in dollars.

    A point on the line is a price that was met; above it the house was priced too high. Both axes are
    logarithmic, so that ten percent is the same distance for a cheap house and a dear one.
    """
    ax = new_axes(ax, width=4.6, height=4.6)
    actual, predicted = np.asarray(actual) / 1000, np.asarray(predicted) / 1000
    low, high = min(actual.min(), predicted.min()) * 0.9, max(actual.max(), predicted.max()) * 1.1
    ax.plot([low, high], [low, high], color=REFERENCE, linewidth=1.4, label="price met exactly", zorder=3)
    ax.plot(actual, predicted, "o", color=VALUE, markersize=3.5, alpha=0.7, markeredgewidth=0, label="a house")
    ax.set(xscale="log", yscale="log", xlim=(low, high), ylim=(low, high), aspect="equal")
    ticks = [tick for tick in (12, 25, 50, 100, 200, 400, 800) if low <= tick <= high]
    for axis, which in ((ax.xaxis, "actual"), (ax.yaxis, "predicted")):
        axis.set_ticks(ticks, [str(tick) for tick in ticks])
        axis.set_ticks([], minor=True)
        axis.set_label_text(f"{which} price (thousand US dollars)")
    ax.legend(frameon=False, labelcolor=TEXT, loc="upper left")
    return ax


def _plain_ticks(ax: Axes) -> None:
    """Whole epochs, and losses as 0.2 instead of 2 × 10⁻¹ at numbers that people count in."""
    from matplotlib.ticker import FormatStrFormatter, LogLocator, MaxNLocator, NullLocator

    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    low, high = ax.get_ylim()
    # the logarithmic numbers are too far apart for losses that hardly change
    ax.yaxis.set_major_locator(
        LogLocator(subs=(1.0, 1.5, 2.0, 3.0, 5.0, 7.0)) if high > 2.5 * low else MaxNLocator(nbins=5)
    )
    ax.yaxis.set_major_formatter(FormatStrFormatter("%g"))
    ax.yaxis.set_minor_locator(NullLocator())
