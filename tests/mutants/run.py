"""Judges every mutant of every reference: ``python -m tests.mutants.run [EXERCISE …] [--json FILE]``."""

from __future__ import annotations

import json
import multiprocessing
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

import autograder.exercises  # noqa: F401  (fills EXERCISES)
from autograder.exercise import EXERCISES
from autograder.limits import judge_within
from tests.mutants.equivalent import EQUIVALENT
from tests.mutants.mutating import mutants

SEEDS = (None, 0, 1, 2)
# A training has no wrong hyperparameters, only worse ones; what the capstone must do is tested by properties.
LEFT_OUT = {"build_and_train"}
SECONDS = 10.0  # a change that makes a loop endless is a rejected one


def survivors(name: str, seeds: tuple[int | None, ...] = SEEDS) -> tuple[list[str], int]:
    """The changes that no seed rejects, and how many mutants there are."""
    # Without its known mistakes an exercise rejects as surely, and need not say why. Its own time limit stays where
    # it is longer: a machine under load must not reject what is right.
    exercise = replace(EXERCISES[name], mistakes=[], seconds=max(SECONDS, EXERCISES[name].seconds))
    refusals = any(probe.raises is not None for probe in exercise.draw(None))
    made = mutants(name, exercise.reference, refusals, EXERCISES)
    left = made
    for seed in seeds:
        left = [one for one in left if judge_within(exercise, one.function, seed).passed]
    return [one.change for one in left], len(made)


def measure(name: str) -> tuple[str, dict[str, Any]]:
    """The row of one exercise: how many mutants, how many rejected, how many that compute the same."""
    left, made = survivors(name)
    same = [change for change in left if (name, change) in EQUIVALENT]
    unexplained = [change for change in left if (name, change) not in EQUIVALENT]
    return name, {"made": made - len(same), "rejected": made - len(left), "same": len(same), "survivors": unexplained}


@click.command()
@click.argument("names", nargs=-1)
@click.option("--json", "out", type=click.Path(path_type=Path), help="Write the figures for `autograder table`.")
@click.option("--processes", default=1, show_default=True)
def main(names: tuple[str, ...], out: Path | None, processes: int) -> None:
    """Judge the mutants of all exercises, or of NAMES, and print those that pass."""
    rows = {}
    with multiprocessing.get_context("fork").Pool(processes) as pool:
        for name, row in pool.imap(measure, names or [name for name in EXERCISES if name not in LEFT_OUT]):
            rows[name] = row
            click.echo(f"{name}: {row['rejected']} of {row['made']} rejected, {row['same']} compute the same")
            for change in row["survivors"]:
                click.echo(f"    passes: {change}")
    if out is not None:
        out.write_text(json.dumps(rows, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
