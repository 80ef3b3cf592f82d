"""``python -m bpkit``: the course's commands."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from bpkit.pricing import Result

INTERRUPTED = 130  # what a shell expects after Ctrl-C: 128 + SIGINT
WIDEST, DEEPEST = 4096, 16


class Refused(click.ClickException):
    """An error that the caller can do something about."""

    exit_code = 2


class Widths(click.ParamType):  # type: ignore[type-arg,unused-ignore]  # generic from click 8.2 on
    """``64,64`` as ``(64, 64)``."""

    name = "widths"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Between 1 and 16 whole numbers, each from 1 to 4096."""
        if isinstance(value, tuple):
            return value
        try:
            widths = tuple(int(width) for width in value.replace("-", ",").split(","))
        except ValueError:
            self.fail(f"{value!r} is no list of widths; write for example 64,64", param, ctx)
        if len(widths) > DEEPEST or not all(1 <= width <= WIDEST for width in widths):
            self.fail(f"{value!r}: at most {DEEPEST} layers of 1 to {WIDEST} units", param, ctx)
        return widths


@click.group()
def main() -> None:
    """Backpropagation, learnt by writing it."""


@main.command()
@click.option("--features", type=click.Choice(["six", "all"]), default="all", show_default=True)
@click.option("--hidden", type=Widths(), default=(64, 64), metavar="WIDTHS", help="Hidden layers, e.g. 64,64.")
@click.option("--epochs", type=click.IntRange(1), default=300, show_default=True, help="At most.")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("build/houses"),
    show_default=True,
    help="Folder for the two pictures.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object, and nothing else, on stdout.")
def houses(features: str, hidden: tuple[int, ...], epochs: int, seed: int, out: Path, as_json: bool) -> None:
    """Train a network on real sales in Ames, Iowa, and say how far off its prices are."""
    try:
        _houses(features, hidden, epochs, seed, out, as_json)
    except KeyboardInterrupt:
        click.echo("\nInterrupted before there was a result; nothing was kept.", err=True)
        sys.exit(INTERRUPTED)


def _houses(features: str, hidden: tuple[int, ...], epochs: int, seed: int, out: Path, as_json: bool) -> None:
    from bpkit.houses import DataError
    from bpkit.pricing import price_houses

    try:
        out.mkdir(parents=True, exist_ok=True)
        result = price_houses(features, hidden, epochs, seed)
        pictures = _draw(result, out)
    except DataError as error:
        raise Refused(str(error)) from None
    except OSError as error:
        raise Refused(f"the pictures cannot be written to {out}: {error.strerror}") from None
    except FloatingPointError as error:
        raise Refused(str(error)) from None
    except MemoryError:
        widths = ",".join(map(str, hidden))
        raise Refused(f"not enough memory for hidden layers {widths}: take fewer or narrower ones") from None
    figures = {**result.to_dict(), "pictures": [str(picture) for picture in pictures]}
    _say(json.dumps(figures) if as_json else _report(result, pictures))
    history = result.history
    if history.stopped == "interrupted":
        kept = f"the parameters of epoch {history.best_epoch}" if history.best_epoch else "the untrained start"
        click.echo(f"Interrupted in epoch {len(history.train) + 1}; {kept} were kept.", err=True)
        sys.exit(INTERRUPTED)


def _say(text: str) -> None:
    """Print on stdout, or say why not: a full disk, for example."""
    try:
        click.echo(text)
    except BrokenPipeError:  # a reader such as `head` has gone: click ends quietly
        raise
    except OSError as error:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())  # or Python would try the same text once more at the end
        raise Refused(f"the result cannot be printed: {error.strerror}") from None


def _draw(result: Result, out: Path) -> list[Path]:
    """Save the learning curve and predicted against actual; return the files."""
    os.environ["MPLBACKEND"] = "agg"  # pictures on disk: no window needed, and a wrong name here must not matter
    import matplotlib as mpl

    mpl.use("agg")
    from bpkit.plots import learning_curve, predicted_against_actual

    drawn = {
        "learning_curve.png": learning_curve(result.history),
        "predicted_against_actual.png": predicted_against_actual(result.actual, result.predicted),
    }
    for name, ax in drawn.items():
        ax.figure.savefig(out / name, dpi=160)
    return [out / name for name in drawn]


def _report(result: Result, pictures: list[Path]) -> str:
    rows = [
        ("always the mean price", result.mean_rmse_log, result.mean_rmse_dollars),
        ("ridge, the best straight model", result.ridge_rmse_log, result.ridge_rmse_dollars),
        (f"network {'-'.join(map(str, result.hidden))}", result.rmse_log, result.rmse_dollars),
    ]
    history = result.history
    houses = f"{len(result.actual)} houses that no model has seen"
    kept = f"{len(history.train)} epochs, the parameters of epoch {history.best_epoch} kept"
    return "\n".join(
        [
            f"{houses}; feature set {result.features!r}, seed {result.seed}",
            "",
            f"{'root mean squared error of':32}{'ln(price)':>12}{'price':>12}",
            *(f"{name:32}{in_logs:12.3f}{f'${dollars:,.0f}':>12}" for name, in_logs, dollars in rows),
            "",
            f"{kept}; {result.seconds:.1f} s",
            *(f"picture: {picture}" for picture in pictures),
        ]
    )


@main.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def start(folder: Path) -> None:
    """Copy the lessons into FOLDER; what you have edited there is never overwritten."""
    from bpkit.learner import start as copy_lessons

    try:
        copy_lessons(folder)
    except OSError as error:
        raise Refused(_sentence(error)) from None


def _sentence(error: OSError | ValueError) -> str:
    """What to say of an error: ours are sentences, the system's a word and a file."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename} cannot be written: {error.strerror}"
    return str(error)


def _lessons(context: click.Context, option: click.Parameter, folder: Path | None) -> Path:
    """The folder of the learner's lessons: as named; else this one; else, where `make lab` was typed, my-course."""
    if folder is not None:
        return folder
    for place in (Path(), Path("my-course")):
        if any(place.glob("[0-9][0-9]_*.ipynb")):
            return place
    raise Refused("no lessons in this folder: go to yours, or name it, for example --folder my-course")


_folder = click.option(
    "--folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    callback=_lessons,
    help="Your lessons: this folder or, if there are none in it, my-course.",
)


@main.command()
@click.argument("lesson")
@_folder
def reset(lesson: str, folder: Path) -> None:
    """Put a fresh copy of LESSON into the folder; the old one is kept beside it."""
    from bpkit.learner import reset as fresh_copy

    try:
        fresh_copy(folder, lesson)
    except (OSError, ValueError) as error:
        raise Refused(_sentence(error)) from None


@main.command()
@_folder
def progress(folder: Path) -> None:
    """Say what is done, the points, and what to look at next, from the saved notebooks."""
    from bpkit.standing import progress as standing

    _say(str(standing(folder)))


@main.command()
def doctor() -> None:
    """Say what is wrong with this machine, and the remedy; exit code 1 where something is."""
    from bpkit.learner import report

    sys.exit(1 if report() else 0)


if __name__ == "__main__":
    main(prog_name="python -m bpkit")
