"""One picture of the last run: an epoch by trainer, and how the times grow."""

from __future__ import annotations

from pathlib import Path
from typing import Any

LABELS = {
    "rows": ("rows", "an epoch (s)"),
    "width": ("width of both hidden layers", "an epoch (s)"),
    "depth": ("hidden layers", "an epoch (s)"),
    "nodes": ("operations in a scalar graph", "forward + backward (s)"),
}
MARKS = "os^Dvx"
COLORS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")  # Okabe and Ito


def draw(measured: dict[str, Any], path: Path) -> None:
    """Write it as PNG; without the scaling, which a quick run leaves out, only the first panel."""
    import matplotlib as mpl

    mpl.use("agg")
    import matplotlib.pyplot as plt

    scaling = measured.get("scaling", {})
    rows = 1 if not scaling else 3
    figure = plt.figure(figsize=(10, 3.2 * rows), layout="constrained")
    grid = figure.add_gridspec(rows, 2)
    _bars(figure.add_subplot(grid[0, :]), measured["epoch"])
    for place, (axis, curves) in enumerate(scaling.items()):
        _curves(figure.add_subplot(grid[1 + place // 2, place % 2]), axis, curves)
    figure.savefig(path, dpi=110)
    plt.close(figure)


def _bars(ax: Any, epoch: dict[str, float]) -> None:
    names = sorted(epoch, key=lambda name: epoch[name], reverse=True)
    milliseconds = [1e3 * epoch[name] for name in names]
    bars = ax.barh(names, milliseconds, color="#777777")
    bars[names.index("bpkit")].set_color("#0072B2")
    ax.bar_label(bars, [f"{ms:.2g} ms, {ms / 1e3 / epoch['bpkit']:.3g} ×" for ms in milliseconds], padding=4)
    ax.set_xscale("log")
    ax.set_xlim(0.5 * min(milliseconds), 4 * max(milliseconds))
    ax.set_xlabel("an epoch of 40-64-64-1 on 1,760 rows, batch 32, float32, one thread (ms)")
    ax.spines[["top", "right"]].set_visible(False)


def _curves(ax: Any, axis: str, curves: dict[str, list[tuple[int, float]]]) -> None:
    for (name, points), mark, color in zip(curves.items(), MARKS, COLORS, strict=False):
        if points:
            ax.loglog(*zip(*points, strict=True), marker=mark, color=color, label=name)
    ax.set_xlabel(LABELS[axis][0])
    ax.set_ylabel(LABELS[axis][1])
    ax.legend(frameon=False, fontsize=8)
    ax.spines[["top", "right"]].set_visible(False)
