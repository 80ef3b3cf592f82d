"""The command line of the grader: ``python -m autograder mistakes`` and ``python -m autograder table``."""

from __future__ import annotations

import json
import os
from pathlib import Path

import click


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """The judge of the course: what it knows, and how well it knows it."""


@main.command()
@click.option("--lesson", type=int, help="Only the exercises of this lesson.")
@click.option("--exercise", help="Only this exercise, by its function's name.")
@click.option("--json", "as_json", is_flag=True, help="A JSON list, one object a mistake.")
@click.option("--out", type=click.Path(path_type=Path), help="Write the pages: OUT.md and OUT/, such as docs/mistakes.")
def mistakes(lesson: int | None, exercise: str | None, as_json: bool, out: Path | None) -> None:
    """List the known mistakes, each with the sentence that a learner gets; with --out, write them as pages."""
    from autograder import catalogue

    if out is not None:
        if lesson is not None or exercise is not None or as_json:
            raise click.UsageError("--out writes every page: leave out --lesson, --exercise and --json")
        _write_pages(out)
        return
    try:
        entries = catalogue.entries(lesson, exercise)
    except LookupError as error:
        raise click.UsageError(str(error)) from None
    if not entries:
        raise click.UsageError(f"{exercise} does not belong to lesson {lesson}")
    if as_json:
        click.echo(json.dumps([entry.as_dict() for entry in entries], ensure_ascii=False, indent=2))
    else:
        click.echo(catalogue.as_text(entries))


def _write_pages(out: Path) -> None:
    from autograder import mistake_pages

    try:
        count = mistake_pages.write(out)
    except OSError as error:
        raise click.UsageError(f"{out} cannot be written: {error}") from None
    click.echo(f"{count} pages written: {out}.md and {out}{os.sep}lesson_*.md")


@main.command()
@click.option("--seeds", default=20, show_default=True, help="Sets of probes that each function meets.")
@click.option("--mutants", type=click.Path(path_type=Path), help="What `tests/mutants/run.py --json` has written.")
@click.option("--out", type=click.Path(path_type=Path), help="Write to this file, such as docs/judge.md.")
def table(seeds: int, mutants: Path | None, out: Path | None) -> None:
    """Measure the judge, and print the table of docs/judge.md.

    For each exercise: its probes, its known mistakes rejected and named, its right variants passed, and the
    mechanical changes of its reference that were rejected.
    """
    from autograder import measuring

    try:
        text = measuring.page(seeds, json.loads(mutants.read_text(encoding="utf-8")) if mutants else None)
    except (OSError, ValueError) as error:
        raise click.UsageError(f"{mutants} cannot be read: {error}") from None
    if out is None:
        click.echo(text)
    else:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(text, encoding="utf-8")
        click.echo(f"{out} written")


if __name__ == "__main__":
    main(prog_name="python -m autograder")
