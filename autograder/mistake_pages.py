"""The pages of mistakes in the docs: each with its sentence, its lines of code, and the numbers that come out.

Nothing is written down here that could be measured: the numbers come from calling the mistake's own function and the
reference with the same input.
"""

from __future__ import annotations

import inspect
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.exercise import EXERCISES, Exercise, Mistake
from autograder.exercises import anywhere
from autograder.outcomes import example, outcome, told
from autograder.sheets import SHEETS
from autograder.sources import body, helpers

HEAD = """# {title}

**This page gives answers away.** It is for those who teach, and for the curious. If you still want to write these
functions yourself, read the judge's sentences one at a time, in the lesson.

This page is generated: `python -m autograder mistakes --out docs/mistakes` makes it anew, numbers included.
"""
INDEX = """
![{picture}](figures/mistakes.png)

{picture} A thick frame and ✗ mark an entry that is off. Drawn by `python docs/mistakes_picture.py`.

The judge knows {mistakes} mistakes in {exercises} exercises by name. For each exercise a page shows what is to be
computed, as a formula and as the course's own lines. For each of its mistakes it shows the judge's sentence, what was
written, and what comes out of it beside what is right: measured on the example if the mistake shows there, else on the
first of the judge's public probes on which it does. (Nothing comes out for the capstone's: each takes whole trainings.)
Where a mistake is known in several spellings, one is shown.

In the formulas G is the upstream gradient and Y the output.

| lesson | exercises | mistakes |
| --- | --- | --- |
"""
ANYWHERE = """
Two more can be made anywhere, and are named where nothing more special fits:

- `upstream-forgotten`, in every function whose first argument is `upstream`. {forgotten}
- `input-changed`, in every exercise. {changed}
"""
PICTURE = "The gradient dW of a small layer: the right one, and six known mistakes on the same numbers."


@dataclass(frozen=True)
class Lesson:
    """One lesson's exercises."""

    number: int
    exercises: tuple[Exercise, ...]

    @property
    def title(self) -> str:
        """What its module says first: ``lesson 1, rates multiply``."""
        described = sys.modules[f"autograder.exercises.lesson_{self.number:02}"].__doc__ or ""
        return described.split(":")[0].strip().replace("L", "l", 1)

    @property
    def file(self) -> str:
        """Its page's name."""
        return f"lesson_{self.number:02}.md"


def lessons() -> list[Lesson]:
    """All that have exercises, in order."""
    numbers = sorted({exercise.lesson for exercise in EXERCISES.values()})
    return [Lesson(n, tuple(one for one in EXERCISES.values() if one.lesson == n)) for n in numbers]


def write(folder: Path) -> int:
    """Write ``folder.md``, the index, and in ``folder`` a page a lesson; returns how many pages there are."""
    texts = {folder.with_name(f"{folder.name}.md"): index(lessons(), folder.name)}
    texts |= {folder / lesson.file: page(lesson) for lesson in lessons()}
    folder.mkdir(parents=True, exist_ok=True)
    for path, text in texts.items():
        path.write_text(text, encoding="utf-8")
    return len(texts)


def index(shown: Sequence[Lesson], folder: str = "mistakes") -> str:
    """The page that counts: a row a lesson, with a link into ``folder``."""
    counts = [sum(len(named(exercise)) for exercise in lesson.exercises) for lesson in shown]
    rows = "".join(
        f"| [{lesson.title}]({folder}/{lesson.file}) | {', '.join(f'`{one.name}`' for one in lesson.exercises)} "
        f"| {count} |\n"
        for lesson, count in zip(shown, counts, strict=True)
    )
    any_one = shown[0].exercises[0]
    return (
        HEAD.format(title="Known mistakes")
        + INDEX.format(picture=PICTURE, mistakes=sum(counts), exercises=sum(len(one.exercises) for one in shown))
        + rows
        + ANYWHERE.format(
            forgotten=anywhere.upstream_forgotten(any_one).sentence,
            changed=anywhere.input_changed(any_one, set()).sentence,
        )
    )


def page(lesson: Lesson) -> str:
    """One lesson's page."""
    parts = [HEAD.format(title=f"Known mistakes: {lesson.title}"), *map(section, lesson.exercises)]
    shown = [mistake.function for exercise in lesson.exercises for mistake in named(exercise).values()]
    needed = helpers(shown)
    if needed:
        parts.append("## What the code above calls\n\n" + _code("\n\n\n".join(needed)))
    return "\n".join(parts)


def section(exercise: Exercise) -> str:
    """One exercise: what it computes, its example, its mistakes."""
    parts = [f"## `{exercise.name}{_signature(exercise)}`\n", f"$$\n{SHEETS[exercise.name].formula}\n$$\n"]
    parts += [_code("\n".join(body(exercise.reference, guards=False)))]
    parts += [f"{line}\n" for line in example(exercise)]
    if exercise.grade is not None:
        parts.append("To see one of these mistakes takes whole trainings, so nothing is measured here.\n")
    spellings = Counter(mistake.name for mistake in exercise.mistakes)
    for name, mistake in named(exercise).items():
        parts += [f"### {name}\n", f"> {mistake.sentence}\n", _code("\n".join(body(mistake.function)))]
        shown = outcome(exercise, mistake)
        parts += ["\n".join(f"- {line}" for line in told(exercise, mistake, *shown)) + "\n"] if shown else []
        parts += [f"Known in {spellings[name]} spellings.\n"] if spellings[name] > 1 else []
    return "\n".join(parts)


def named(exercise: Exercise) -> dict[str, Mistake]:
    """The first spelling of each mistake, by name."""
    found: dict[str, Mistake] = {}
    for mistake in exercise.mistakes:
        found.setdefault(mistake.name, mistake)
    return found


def _code(lines: str) -> str:
    return f"```python\n{lines}\n```\n"


def _signature(exercise: Exercise) -> inspect.Signature:
    """The reference's, without annotations."""
    signature = inspect.signature(exercise.reference)
    bare = [one.replace(annotation=inspect.Parameter.empty) for one in signature.parameters.values()]
    return signature.replace(parameters=bare, return_annotation=inspect.Signature.empty)
