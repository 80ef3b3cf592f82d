"""How well the judge judges, measured: the table of docs/judge.md."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tqdm import tqdm

import autograder.exercises  # noqa: F401  (fills EXERCISES)
from autograder.answers import cases_of
from autograder.exercise import EXERCISES, Exercise
from autograder.judging import judge

HEAD = """# How well the judge judges

This page is generated. `python -m tests.mutants.run --json mutants.json` and then
`python -m autograder table --seeds {seeds} --mutants mutants.json --out docs/judge.md` measure all of it anew.
What the mistakes are stands on [another page](mistakes.md), which gives answers away.

Each function met {seeds} sets of probes, drawn from {seeds} seeds. A *call* is one probe in one memory layout. A known
mistake counts as rejected when it passed for no seed, and as named when every seed brought its own name. A right
variant counts as passed when no seed refused it. Mutants are the reference with one mechanical change (an operator,
a sign, a constant, an axis, a dropped term); those that no probe can tell from it, because they compute the same, are
left out and listed with their proofs in `tests/mutants/equivalent.py`.
"""
COLUMNS = ("lesson", "exercise", "probes", "calls", "mistakes rejected", "named", "variants passed", "mutants rejected")


@dataclass(frozen=True)
class Measured:
    """One row: what happened to one exercise's functions."""

    exercise: Exercise
    probes: int
    calls: int
    rejected: int
    named: int
    passed: int

    def cells(self, mutants: dict[str, Any] | None) -> list[str]:
        """The row as texts; ``mutants`` says how many were made, and how many rejected."""
        mistakes, variants = len(self.exercise.mistakes), len(self.exercise.variants)
        seen = (mutants or {}).get(self.exercise.name)
        return [
            str(self.exercise.lesson),
            f"`{self.exercise.name}`",
            str(self.probes),
            str(self.calls),
            f"{self.rejected} of {mistakes}",
            f"{self.named} of {mistakes}",
            f"{self.passed} of {variants}",
            f"{seen['rejected']} of {seen['made']}" if seen else "not measured",
        ]


def measure(exercise: Exercise, seeds: int) -> Measured:
    """Judge every known mistake and every variant of ``exercise`` for as many seeds."""
    probes = exercise.draw(0)
    verdicts = [[judge(exercise.name, one.function, seed) for seed in range(seeds)] for one in exercise.mistakes]
    pairs = list(zip(exercise.mistakes, verdicts, strict=True))
    return Measured(
        exercise,
        len(probes),
        sum(len(cases_of(exercise, probe)) for probe in probes),
        sum(not any(verdict.passed for verdict in said) for _, said in pairs),
        sum(all(verdict.mistake == one.name for verdict in said) for one, said in pairs),
        sum(all(judge(exercise.name, one, seed).passed for seed in range(seeds)) for one in exercise.variants),
    )


def page(seeds: int, mutants: dict[str, Any] | None = None) -> str:
    """The page, as Markdown."""
    ordered = sorted(EXERCISES.values(), key=lambda exercise: exercise.lesson)
    rows = [measure(exercise, seeds).cells(mutants) for exercise in tqdm(ordered, unit="exercise", disable=None)]
    lines = [COLUMNS, ["---"] * len(COLUMNS), *rows]
    return f"{HEAD.format(seeds=seeds)}\n" + "".join(f"| {' | '.join(line)} |\n" for line in lines)
