"""What a run says: its tables as text, and the same text in this folder's README."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bench.figures import figures

README = Path(__file__).parent / "README.md"
BEGIN, END = "<!-- the last full run -->\n", "<!-- its end -->"


def lines(measured: dict[str, Any]) -> list[str]:
    """Where it ran, every table, and last the figures with their bounds."""
    where, epoch = measured["machine"], measured["epoch"]
    worst = max(measured["loss_differences"].values())
    rows = figures(measured)
    failed = sum(row.holds is False for row in rows)
    return [
        f"Python {where['python']}, {where['cpu']}, {where['cores']} cores, one thread; {', '.join(where['blas'])}",
        ", ".join(f"{name} {version}" for name, version in where["versions"].items()),
        *[f"skipped: {name} ({reason})" for name, reason in measured["missing"].items()],
        f"load of the machine before and after: {where['load']:.1f}, {measured['load_after']:.1f}",
        "",
        f"Final losses in float64 differ by {worst:.1e} at most.",
        "",
        "an epoch (40-64-64-1, 1,760 rows, batch 32, float32)",
        *[
            f"  {name:34s} {1e3 * seconds:9.3f} ms {seconds / epoch['bpkit']:8.2f} ×"
            for name, seconds in sorted(epoch.items(), key=lambda item: item[1])
        ],
        "a training step, and its matrix products alone",
        *[
            f"  {name:34s} {1e6 * step:9.1f} µs {1e6 * floor:9.1f} µs"
            for name, (step, floor) in measured["floor"].items()
        ],
        "a node of a scalar graph, forward + backward",
        *[f"  {name:34s} {1e9 * seconds:9.1f} ns" for name, seconds in measured["node"].items()],
        "an op on a small array, forward + backward",
        *[
            f"  {name:10s} " + "   ".join(f"{engine} {1e6 * seconds:6.2f} µs" for engine, seconds in times.items())
            for name, times in measured["op"].items()
        ],
        "start-up",
        *[f"  {name:34s} {seconds:9.3f} s" for name, seconds in measured["startup"].items()],
        "",
        f"{'figure':52s} {'value':>12s}   {'bound':14s} holds",
        *[row.row() for row in rows],
        "",
        f"{len(rows)} figures, {failed} not reached; took {measured['took_s']:.0f} s",
    ]


def into_readme(measured: dict[str, Any], readme: Path = README) -> None:
    """Put the text in the place of the last run's."""
    before, _, rest = readme.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    text = "\n".join(lines(measured))
    readme.write_text(f"{before}{BEGIN}\n```text\n{text}\n```\n\n{END}{after}", encoding="utf-8")
