"""What is wrong with this kernel or this machine, and the remedy: one line a question.

Every question is answered by trying, where trying is possible: Numba compiles a function, the cache
folder gets a file. A question that cannot be answered here is not a problem.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path

from bpkit import houses
from bpkit.machine import Finding, blas_threads, disk_is_writable, memory_left, numba_compiles

OLDEST_PYTHON = (3, 11)
PROJECT = "bpkit-course"


def doctor() -> None:
    """Print what is wrong here and what to do about it: for a cell of a notebook."""
    report(details=os.environ.get("BPKIT_STATIC", "0") in ("", "0"))  # a notebook for everybody names no machine


def report(details: bool = True) -> int:
    """Print every finding as soon as it is known, and a summary; the number of problems.

    Without ``details`` a finding that is well is its subject alone: no path, no version, no time.
    """
    problems = 0
    for finding in diagnose():
        print(finding if details or finding.remedy else f"ok       {finding.subject}", flush=True)
        problems += bool(finding.remedy)
    print(f"\n{problems} to put right, the first one first." if problems else "\nAll is well.")
    return problems


def diagnose() -> Iterator[Finding]:
    """Ask every question; one that breaks down is a finding itself, and the next are still asked."""
    for question in QUESTIONS:
        try:
            yield question()
        except Exception as error:  # a sick machine may raise anything here: that is what we came to see
            subject = question.__name__.replace("_", " ")
            yield Finding(subject, f"{type(error).__name__}: {error}", "set up afresh: delete .venv, then make lab")


def python_version() -> Finding:
    """Which Python this is; pip refuses one that is too old, a copied folder does not."""
    version = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info < OLDEST_PYTHON:
        return Finding("Python", version, "the course needs 3.11 or newer: delete .venv, then make lab")
    return Finding("Python", f"{version}, {sys.executable}")


def package_versions() -> Finding:
    """Versions against what pyproject.toml asks for, as the installed metadata states it."""
    from packaging.requirements import Requirement

    remedy = "make setup (without make: python requirements/install.py course)"
    try:
        requirements = [Requirement(text) for text in metadata.requires(PROJECT) or []]
    except metadata.PackageNotFoundError:
        return Finding("packages", f"{PROJECT} is not installed in {sys.prefix}", remedy)
    wrong, right = [], []
    for requirement in requirements:
        if requirement.marker is not None and not requirement.marker.evaluate({"extra": ""}):
            continue
        try:
            version = metadata.version(requirement.name)
        except metadata.PackageNotFoundError:
            wrong.append(f"{requirement.name} is missing")
            continue
        if requirement.specifier.contains(version, prereleases=True):
            right.append(f"{requirement.name} {version}")
        else:
            wrong.append(f"{requirement.name} is {version}, not {requirement.specifier}")
    return Finding("packages", "; ".join(wrong), remedy) if wrong else Finding("packages", ", ".join(right))


def kernel_environment() -> Finding:
    """The kernel and the JupyterLab that shows it must share one environment, or widgets stay empty."""
    remedy = f"start JupyterLab with make lab, or {Path(sys.executable).parent / 'jupyter-lab'}"
    if "ipykernel" in sys.modules and (server := _server_prefix()):
        if server == Path(sys.prefix):
            return Finding("kernel", f"in the environment of its JupyterLab, {sys.prefix}")
        return Finding("kernel", f"runs in {sys.prefix}, but JupyterLab in {server}", remedy)
    try:
        from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel
    except ImportError:
        return Finding("kernel", "no Jupyter in this environment", "make setup")
    try:
        command = KernelSpecManager().get_kernel_spec("python3").argv[0]
    except NoSuchKernel:
        return Finding("kernel", "Jupyter knows no python3 kernel", "make setup")
    if Path(command).name == command or Path(command).parent == Path(sys.executable).parent:
        return Finding("kernel", f"a notebook opened here runs in {sys.prefix}")
    foreign = "set JUPYTER_PREFER_ENV_PATH=1 (make lab does), or run: jupyter kernelspec remove python3"
    return Finding("kernel", f"a notebook opened here would run {command}", foreign)


def _server_prefix() -> Path | None:
    """The environment of the process that started this kernel, where it can be told."""
    try:
        import psutil

        command = psutil.Process(os.getppid()).cmdline()
    except Exception:  # no psutil, no such process, no right to look: then it cannot be told
        return None
    started_by = Path(command[0]) if command else Path()
    if not started_by.is_absolute() or not (started_by.parent.parent / "pyvenv.cfg").exists():
        return None
    return started_by.parent.parent


def widget_halves() -> Finding:
    """The Python halves by version, the browser's halves by their files."""
    names = ("ipywidgets", "anywidget", "jupyterlab_widgets", "jupyterlab")
    try:
        from jupyter_core.paths import jupyter_path

        versions = {name: metadata.version(name) for name in names}
    except (ImportError, metadata.PackageNotFoundError) as error:
        return Finding("widgets", str(error), "make setup")
    for extension in ("@jupyter-widgets/jupyterlab-manager", "anywidget"):
        places = [Path(place) / extension / "package.json" for place in jupyter_path("labextensions")]
        if not any(place.exists() for place in places):
            return Finding("widgets", f"JupyterLab's half of {extension} is missing", "delete .venv, then make lab")
    if int(versions["jupyterlab"].split(".")[0]) < 4 or int(versions["ipywidgets"].split(".")[0]) < 8:
        return Finding("widgets", str(versions), "make setup")
    return Finding("widgets", ", ".join(f"{name} {version}" for name, version in versions.items()))


def house_sales() -> Finding:
    """Both data sets are there, to the byte."""
    try:
        counts = [f"{len(houses.load(city))} in {city.capitalize()}" for city in houses.SHA256]
    except houses.DataError as error:
        return Finding("house sales", error.trouble, error.remedy)
    return Finding("house sales", " and ".join(counts))


QUESTIONS: tuple[Callable[[], Finding], ...] = (
    python_version,
    package_versions,
    kernel_environment,
    widget_halves,
    house_sales,
    numba_compiles,
    disk_is_writable,
    blas_threads,
    memory_left,
)
