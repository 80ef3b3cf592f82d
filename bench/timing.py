"""Fair turns: every contestant does a little, again and again, so that a slow minute of the machine slows all."""

from __future__ import annotations

import gc
from collections.abc import Callable
from time import perf_counter, sleep

Work = Callable[[], object]
REST = 0.005  # s before each turn: after it a busy machine's scheduler lets even a long calculation begin in peace


def in_turn(works: dict[str, Work], turns: int, collector: dict[str, bool] | None = None) -> dict[str, list[float]]:
    """Seconds of each work in each turn; one turn more is made first, and forgotten.

    ``collector`` says for whom Python's garbage collector runs as usual; then each begins with a tidy heap, as in a
    process of its own. Without it the collector is off.
    """
    seconds: dict[str, list[float]] = {name: [] for name in works}
    running = gc.isenabled()
    gc.collect()
    try:
        for turn in range(turns + 1):
            for name, work in works.items():
                if collector is not None:
                    gc.collect()
                (gc.enable if (collector or {}).get(name) else gc.disable)()
                sleep(REST)
                began = perf_counter()
                work()
                if turn:
                    seconds[name].append(perf_counter() - began)
    finally:
        (gc.enable if running else gc.disable)()
    return seconds
