"""One lesson source becomes the student's notebook, the solved notebook and nbgrader's source.

``python -m autograder.build`` writes ``lessons/NN_name.ipynb``, ``lessons/solved/NN_name.ipynb`` and
``build/course/source/NN_name/NN_name.ipynb`` from ``lessons/src/NN_name.py``. The way goes one way: nothing
reads a generated notebook back. What a source may say is told in `autograder.lesson_source`.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.lesson_source import SOURCES, BuildError, read, sources
from autograder.solving import execute, require_right, solved
from autograder.stock import student

__all__ = [
    "BuildError",
    "build_course",
    "build_solved",
    "build_students",
    "execute",
    "main",
    "read",
    "solved",
    "sources",
    "student",
    "write",
]

ROOT = Path(__file__).resolve().parent.parent


def write(notebook: NotebookNode, path: Path) -> bool:
    """Write a notebook where its text differs from what is there; True if it did."""
    text = nbformat.writes(notebook) + "\n"
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
    return True


def build_students(target: Path, folder: Path = SOURCES) -> list[Path]:
    """Write every student notebook into ``target``."""
    paths = []
    for path in sources(folder):
        paths.append(target / f"{path.stem}.ipynb")
        write(student(read(path)), paths[-1])
    return paths


def build_course(target: Path, folder: Path = SOURCES) -> list[Path]:
    """Write nbgrader's source of every lesson that has points into ``target/source``."""
    paths = []
    for path in sources(folder):
        source = read(path)
        if any(cell.metadata.get("nbgrader", {}).get("points") for cell in source.cells):
            paths.append(target / "source" / path.stem / f"{path.stem}.ipynb")
            write(source, paths[-1])
    return paths


def build_solved(target: Path, chosen: Sequence[str] = (), folder: Path = SOURCES) -> Iterator[Path]:
    """Run every lesson in order, solved, in one learner's folder; write it and that folder's ``mine`` into ``target``.

    ``chosen`` limits what is run to lessons whose names begin so. A lesson finds in ``mine`` what the lessons
    before it left there, whether they are run now or were run for an earlier build.
    """
    with tempfile.TemporaryDirectory() as learner:
        mine = Path(learner) / "mine"
        mine.mkdir()
        (mine / "seed.txt").write_text("0\n", encoding="utf-8")
        for path in (path for path in sources(folder) if _is_chosen(path, chosen)):
            if chosen:
                _bring_earlier(target / "mine", mine, path)
            try:
                notebook = execute(solved(read(path)), Path(learner))
                require_right(notebook)
            except BuildError as error:
                raise BuildError(f"{path.name}, solved: {str(error).removeprefix(f'{path.name}: ')}") from error
            write(notebook, target / path.with_suffix(".ipynb").name)
            yield target / path.with_suffix(".ipynb").name
        if not chosen:
            shutil.rmtree(target / "mine", ignore_errors=True)
        shutil.copytree(mine, target / "mine", dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))


def _bring_earlier(left: Path, mine: Path, lesson: Path) -> None:
    """Copy what an earlier build's lessons left, up to ``lesson``."""
    for kept in sorted(left.glob("lesson_[0-9][0-9].py")):
        if kept.stem[-2:] < lesson.stem[:2] and not (mine / kept.name).exists():
            shutil.copy(kept, mine)


def _is_chosen(path: Path, chosen: Sequence[str]) -> bool:
    return not chosen or path.stem.startswith(tuple(chosen))


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    import click

    directory = click.Path(file_okay=False, path_type=Path)
    limits = "LESSONS limits what is run to those whose names begin so, such as 02 or 06_layer."

    @click.command(help=f"{str(__doc__).replace('`', '')}\n\n{limits}")
    @click.argument("lessons", nargs=-1)
    @click.option("--no-run", is_flag=True, help="Leave the solved notebooks alone: running them takes minutes.")
    @click.option("--sources", "folder", type=directory, default=SOURCES, help="Where the sources are.  (lessons/src)")
    @click.option("--out", type=directory, default=ROOT, help="Write lessons/ and build/ in there.  (the project)")
    def build(lessons: tuple[str, ...], no_run: bool, folder: Path, out: Path) -> None:
        known = sources(folder)
        if not known:
            raise click.UsageError(f"there is no lesson in {folder}; a source is called such as 02_forward.py")
        for lesson in lessons:
            if not any(_is_chosen(path, [lesson]) for path in known):
                raise click.UsageError(
                    f"no lesson begins with {lesson!r}; there are {', '.join(p.stem for p in known)}"
                )
        try:
            for path in build_students(out / "lessons", folder) + build_course(out / "build" / "course", folder):
                click.echo(path.relative_to(out))
            if not no_run:
                _run(out, lessons, folder)
        except BuildError as error:
            raise click.ClickException(str(error)) from None

    build.main(args=arguments, prog_name="python -m autograder.build")


def _run(out: Path, lessons: Sequence[str], folder: Path) -> None:
    """Write the solved notebooks, with a progress bar where there is a terminal."""
    from tqdm import tqdm

    count = sum(_is_chosen(path, lessons) for path in sources(folder))
    built = build_solved(out / "lessons" / "solved", lessons, folder)
    for path in tqdm(built, total=count, unit="lesson", disable=None):
        tqdm.write(str(path.relative_to(out)))


if __name__ == "__main__":
    main()
