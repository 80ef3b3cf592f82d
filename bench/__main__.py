"""``python -m bench [--quick] [--json FILE] [--picture FILE] [--readme]``: measure, print the table, draw."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from importlib import metadata
from pathlib import Path
from time import perf_counter
from typing import Any

ONE_THREAD = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1",
    "JAX_PLATFORMS": "cpu",
}
OUR_BLAS_ONLY = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")  # a work-around for old OpenBLAS; it slows a current one
PACKAGES = ("numpy", "scipy", "numba", "torch", "jax", "scikit-learn", "autograd", "micrograd")


def main(arguments: list[str] | None = None) -> None:
    """Measure everything, print it, and leave it where the options say."""
    from bench.picture import draw
    from bench.report import README, into_readme, lines

    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="under a minute; no scaling")
    parser.add_argument("--json", type=Path, metavar="FILE", help="everything that was measured")
    parser.add_argument("--picture", type=Path, metavar="FILE", help="one PNG")
    parser.add_argument("--readme", action="store_true", help="leave table and picture in bench/ as the last run")
    options = parser.parse_args(arguments)
    began = perf_counter()
    measured = measure("quick" if options.quick else "full")
    measured |= {"took_s": perf_counter() - began, "load_after": load()}
    print("\n".join(lines(measured)))
    if options.json:
        options.json.write_text(json.dumps(measured, indent=1), encoding="utf-8")
    if options.picture:
        draw(measured, options.picture)
    if options.readme:
        into_readme(measured)
        draw(measured, README.with_name("last_run.png"))


def measure(turns: str) -> dict[str, Any]:
    """Every measurement, as plain numbers: seconds, unless a name says otherwise."""
    from bench import arrays, floor, house, scalars, scaling, startup, training
    from bench.peers import found
    from bench.work import CASES

    def step(name: str, work: Any) -> Any:
        print(f"measuring {name} …", file=sys.stderr, flush=True)
        return work()

    missing = found()[1] | scalars.engines()[1]
    measured: dict[str, Any] = {
        "machine": machine(),
        "missing": missing,
        "loss_differences": step("that all learn the same", training.verify),
        "gradient_differences": step("that all find the same slopes", scalars.verify),
        "epoch": step("trainings", lambda: training.seconds_an_epoch(CASES["training"]["turns"][turns])),
        "floor": step("the floor", lambda: floor.step_and_floor(CASES["floor"]["turns"][turns])),
        "node": step("scalar engines", lambda: scalars.seconds_a_node(CASES["scalar"]["turns"][turns])),
        "op": step("array engines", lambda: arrays.seconds_an_op(CASES["array"]["turns"][turns])),
        "house_ms": step("the house network", lambda: house.milliseconds(CASES["house"]["turns"][turns])),
        "startup": step("start-up", lambda: startup.seconds(CASES["startup"]["runs"][turns])),
    }
    if turns == "full":
        measured["scaling"] = {
            axis: step(f"growth with {axis}", lambda axis=axis: scaling.trainings(axis))
            for axis in ("rows", "width", "depth")
        } | {"nodes": step("growth with nodes", scaling.graphs)}
    return measured


def machine() -> dict[str, Any]:
    """What it ran on."""
    import scipy.linalg.cython_blas  # noqa: F401  (what Numba multiplies with)
    from threadpoolctl import threadpool_info

    blas = [f"{lib['internal_api']} {lib['version']} {lib.get('architecture')}" for lib in threadpool_info()]
    versions = {}
    for name in PACKAGES:
        try:
            versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            versions[name] = "missing"
    cpu = next((line for line in _cpu_lines() if line.startswith("model name")), platform.processor())
    return {
        "python": platform.python_version(),
        "cpu": cpu.partition(":")[2].strip() or cpu,
        "cores": os.cpu_count(),
        "load": load(),
        "blas": sorted(set(blas)),
        "versions": versions,
    }


def load() -> float:
    """How many programs wanted to run, on average over the last minute."""
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")


def _cpu_lines() -> list[str]:
    path = Path("/proc/cpuinfo")
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


if __name__ == "__main__":
    wanted = {name: value for name, value in os.environ.items() if name not in OUR_BLAS_ONLY} | ONE_THREAD
    if os.environ != wanted:  # libraries read these when they are loaded: begin anew
        os.execve(sys.executable, [sys.executable, "-m", "bench", *sys.argv[1:]], wanted)
    main()
