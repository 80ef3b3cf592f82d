"""A training at its end: the learning curve, and predicted against actual prices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bpkit.plots.style import ACCENT, MUTED, REFERENCE, TEXT, VALUE, new_axes

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LOWEST, HIGHEST = 0.15, 0.5  # RMSE of log price
DEAREST = 600  # thousand dollars


def training(ax: Axes | None = None, picture: dict[str, Any] | None = None) -> Axes:
    """Draw a training beside its baselines.

    Parameters
    ----------
    picture : what `bpkit.explore.course.Course.picture` returns; None trains the house network now
    """
    if picture is None:
        from bpkit.explore.course import finish
        from bpkit.explore.live import START

        picture = finish(START, {}).picture()
    ax = new_axes(ax, width=8.0, height=4.0)
    ax.set_axis_off()
    curve(new_axes(ax.inset_axes((0.07, 0.13, 0.44, 0.79))), picture)
    scatter(new_axes(ax.inset_axes((0.63, 0.13, 0.37, 0.79))), picture)
    return ax


def curve(ax: Axes, picture: dict[str, Any]) -> None:
    """RMSE of log price over epochs, train and validation, with the baselines as levels."""
    for name, level in picture["baselines"].items():
        ax.axhline(level["log"], color=MUTED, linewidth=1, linestyle=":")
        ax.text(picture["epochs"], level["log"] + 0.004, name, color=TEXT, ha="right", va="bottom", fontsize=9)
    epochs = range(1, picture["epoch"] + 1)
    ax.plot(epochs, picture["train"], color=VALUE, linewidth=1.6, label="train")
    ax.plot(epochs, picture["validation"], color=ACCENT, linewidth=2.0, linestyle="--", label="validation")
    ax.set(xlim=(0, picture["epochs"]), ylim=(LOWEST, HIGHEST), xlabel="epoch", ylabel="RMSE of log price")
    ax.legend(frameon=False, labelcolor=TEXT, loc="upper right", bbox_to_anchor=(1.0, 0.72))


def scatter(ax: Axes, picture: dict[str, Any]) -> None:
    """Predicted against actual price of the test houses; on the line they agree."""
    error = f"test error ${round(picture['dollars'], -2):,.0f}"
    others = [f"{name} ${round(level['dollars'], -2):,.0f}" for name, level in picture["baselines"].items()]
    ax.plot([0, DEAREST], [0, DEAREST], color=REFERENCE, linewidth=1.2)
    ax.plot(picture["actual"], picture["predicted"], ".", color=VALUE, markersize=3, alpha=0.6)
    ax.set(xlim=(0, DEAREST), ylim=(0, DEAREST), aspect="equal")
    ax.set(xlabel="actual price (thousand $)", ylabel="predicted (thousand $)")
    title = f"{error}\n{', '.join(others)}".replace("$", r"\$")  # else two dollar signs start a formula
    ax.set_title(title, color=TEXT, fontsize=9.5)
