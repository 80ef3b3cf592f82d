"""What a lesson must have, as rules: each goes from a lesson to its complaints."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode

import autograder.exercises  # noqa: F401  (fills EXERCISES)
from autograder.build import ROOT, read
from autograder.exercise import EXERCISES

SOURCES = ROOT / "lessons" / "src"
BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
LONGEST = 12  # lines of a cell that a learner reads
LONGEST_SOLUTION = 30  # lines between BEGIN and END SOLUTION: one glance

# What beginners must meet, each in its lesson. What may stand in several forms is given as the part they share.
WORDS = {
    0: ("neural network",),
    1: ("derivative", "chain rule", "partial derivative", "neural network", "backpropagation", "brain"),
    2: ("forward pass", "backward pass", "backward propagation of errors", "accumulat", "topological order"),
    3: ("supervised learning", "loss", "mean squared error", "MSE", "softmax", "target", "prediction"),
    4: (
        "gradient descent", "steepest descent", "learning rate", "η", "weight update", "iteration", "threshold",
        "converge", "diverge", "overshoot", "slow and stable", "local minim",
    ),
    5: ("neuron", "weight", "bias", "activation function", "saturat", "sigmoid"),
    6: ("vector", "matrix", "layer", "batch", "shape", "broadcasting", "transpose"),
    7: ("cross-entropy", "gradient check"),
    8: ("architecture", "input layer", "hidden layer", "output layer", "initialis", "small random weights"),
    9: ("preparation", "normalis", "encod", "size", "location", "amenities"),
    10: ("epoch", "iteration", "validation", "stochastic gradient descent", "SGD", "mini-batch", "early stopping"),
    11: ("momentum", "adaptive", "hyperparameter", "sensitiv", "learning rate", "batch size", "epochs"),
    12: ("vanishing", "exploding", "clip", "initialis", "layer normalisation"),
    13: ("kernel", "Numba", "machine code"),
    14: ("size", "location", "amenities", "mean squared error"),
}  # fmt: skip

FORBIDDEN = re.compile(r"\b(simply|just|magic|obviously)\b", re.I)
# Not among them: \u2713 and \u2717, tick and cross, the marks of the figures.
EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u26ff\u2700-\u2712\u2714-\u2716\u2718-\u27bf\ufe0f]")
# American forms. Names in code are not looked at: `color=` and `optimizer` stay what their libraries call them.
AMERICAN = re.compile(
    r"\b("
    r"\w*colou?r(?<!colour)\w*|(epi)?cent(er)(s|ed|ing)?|(kilo|centi|milli)?meters?|liters?|fibers?|theaters?|"
    r"neighbor\w*|behavior\w*|flavor\w*|favor(s|ed|ing|ite|ites|able)?|labor(s|ed|ing)?|honor\w*|humor|rumors?|harbors?|"
    r"gray(s|er|ish|scale)?|math|artifacts?|skeptic\w*|maneuver\w*|mold(s|ed|ing)?|aluminum|gotten|"
    r"(model|label|travel|cancel|signal|level|channel|fuel|dial|total|equal)(ed|ing|er|ers)|"
    r"defense|offense|pretense|practic(ed|ing)|fulfill(s|ment)?|enroll(s|ment)?|skillful|catalogs?|"
    r"\w+[lr]yz(e|es|ed|er|ers|ing)|(?!(re|over|under|down|cap)?siz|priz|seiz|maize)\w+iz(e|es|ed|er|ers|ing|ations?|able)"
    r")\b",
    re.I,
)


@dataclass(frozen=True)
class Lesson:
    """A lesson source, read as the build reads it."""

    path: Path
    cells: list[NotebookNode]

    @property
    def number(self) -> int:
        return int(self.path.stem[:2])

    @property
    def prose(self) -> str:
        """All Markdown, on one line, without emphasis: what a word is looked for in."""
        text = " ".join(cell.source for cell in self.cells if cell.cell_type == "markdown")
        return " ".join(re.sub(r"[*_`]", "", text).split())

    def place(self, pattern: str, of_type: str = "markdown") -> int:
        """The first cell that matches; -1 where none does."""
        found = (
            k for k, cell in enumerate(self.cells) if cell.cell_type == of_type and re.search(pattern, cell.source)
        )
        return next(found, -1)


def lesson_of(path: Path) -> Lesson:
    return Lesson(path, read(path).cells)


def kind(cell: NotebookNode) -> tuple[str, str]:
    """What a cell is, and its name: ``("solution", "affine")``."""
    if review := re.match(r'review\("([\d.]+)"', cell.source):
        return "review", review[1]
    name = cell.metadata.get("nbgrader", {}).get("grade_id", "")
    if name.startswith("check_"):
        return "check", name.removeprefix("check_")
    if name.startswith("explain_"):
        return "explain", name.removeprefix("explain_")
    return ("solution", name) if name else (cell.cell_type, "")


# ---------------------------------------------------------------- the rules


def parts(lesson: Lesson) -> Iterator[str]:
    """Opening, figure before formula and function, functions, review, what you now have, one step further."""
    opening = lesson.cells[0].source
    if not re.match(rf"# {lesson.number} · [A-Z]", opening):
        yield f"the title does not begin with '# {lesson.number} · '"
    heads = ["**You will do:**", "**You will learn:**", "**You need:**", "one question of this lesson"]
    places = [" ".join(opening.split()).find(head) for head in heads]
    if -1 in places or places != sorted(places):
        yield f"the first cell says {', '.join(heads)}, in this order"
    figure = lesson.place(r"\bexplore\.\w+\(", "code")
    if figure < 0:
        yield "no figure is shown"
    formula = lesson.place(r"\$\$")
    if 0 <= formula < figure:
        yield f"cell {formula} holds a formula, before the figure in cell {figure}"
    kinds = [kind(cell)[0] for cell in lesson.cells]
    order = {
        "the figure": figure,
        "the first graded function": kinds.index("solution") if "solution" in kinds else -1,
        "## Review": lesson.place(r"^## Review"),
        "the first question": kinds.index("review") if "review" in kinds else -1,
        "## What you now have": lesson.place(r"^## What you now have"),
        "**One step further**": lesson.place(r"\*\*One step further\*\*"),
        "a source, after 'To read:'": lesson.place(r"To\s+read:"),
    }
    missing = [name for name, place in order.items() if place < 0]
    if missing:
        yield f"missing: {', '.join(missing)}"
    elif list(order.values()) != sorted(order.values()):
        yield f"the parts are not in order: {order}"


def short_cells(lesson: Lesson) -> Iterator[str]:
    """What a learner reads at once is short; docstrings and blank lines do not count."""
    for number, cell in enumerate(lesson.cells):
        if cell.cell_type != "code":
            continue
        before, _, rest = cell.source.partition(BEGIN)
        solution = rest.partition(END)[0]
        visible = without_docstrings(cell.source) - counted(solution) if rest else without_docstrings(cell.source)
        if visible > LONGEST:
            yield f"cell {number} has {visible} lines; a cell has at most {LONGEST}: {before.splitlines()[0]}"
        if counted(solution) > LONGEST_SOLUTION:
            yield f"the solution in cell {number} has {counted(solution)} lines; at most {LONGEST_SOLUTION}"


def counted(source: str) -> int:
    """Lines that are neither blank nor a mark of the build."""
    return sum(bool(line.strip()) and line.strip() not in (BEGIN, END) for line in source.splitlines())


def without_docstrings(source: str) -> int:
    """`counted`, less the lines of docstrings."""
    lines = counted(source)
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and ast.get_docstring(node):
            lines -= counted("\n".join(source.splitlines()[node.body[0].lineno - 1 : node.body[0].end_lineno]))
    return lines


def exercises(lesson: Lesson) -> Iterator[str]:
    """Each exercise has one solution, then one check, and a hint that unfolds before it."""
    wanted = sorted(name for name, one in EXERCISES.items() if one.lesson == lesson.number)
    for what in ("solution", "check"):
        found = [name for cell in lesson.cells for which, name in [kind(cell)] if which == what]
        if sorted(found) != wanted:
            yield f"{what} cells are there for {found}; the exercises of this lesson are {wanted}"
    since: list[str] = []  # Markdown since the last solution
    waiting = ""
    for cell in lesson.cells:
        which, name = kind(cell)
        if which == "markdown":
            since.append(cell.source)
        if waiting and which in ("solution", "check", "review"):
            if (which, name) != ("check", waiting):
                yield f"the check of {waiting} has to follow its solution, before {which} {name}"
            waiting = ""
        if which == "solution":
            if not any(re.search(r"<details>\s*<summary>[^<]*hint.*</details>", text, re.S | re.I) for text in since):
                yield f"no hint unfolds before {name}: <details><summary>A hint</summary>"
            waiting, since = name, []


def questions(lesson: Lesson) -> Iterator[str]:
    """Seven that are answered in a cell, and an eighth in words."""
    n = lesson.number
    found = [name for cell in lesson.cells for which, name in [kind(cell)] if which == "review"]
    if found != [f"{n}.{k}" for k in range(1, 8)]:
        yield f"the review cells are {found}; they are {n}.1 to {n}.7, in order"
    told = [name for cell in lesson.cells for which, name in [kind(cell)] if which == "explain"]
    if told != [str(n)]:
        yield f'one cell says explain="explain_{n}"; found: {told}'
    if lesson.place(rf"\*\*Question {n}\.8, in words\.\*\*") < 0:
        yield f"question {n}.8 is missing: **Question {n}.8, in words.**"


def manner(lesson: Lesson) -> Iterator[str]:
    """No exclamation, no emoji, none of the words that talk down."""
    for number, text in texts(lesson):
        for match in FORBIDDEN.finditer(text):
            yield f"cell {number} says {match[0]!r}: {around(text, match)}"
        for match in EMOJI.finditer(text):
            yield f"cell {number} holds an emoji: {around(text, match)}"
        for match in re.finditer("!", text):
            yield f"cell {number} exclaims: {around(text, match)}"


def british(lesson: Lesson) -> Iterator[str]:
    """No American spelling in prose, comments and docstrings; the titles of what is to be read are as they are."""
    for number, said in texts(lesson):
        text = re.split(r"To\s+read:", said)[0]
        for match in AMERICAN.finditer(text):
            yield f"cell {number} spells {match[0]!r}: {around(text, match)}"


def around(text: str, match: re.Match[str]) -> str:
    return " ".join(text[max(0, match.start() - 30) : match.end() + 30].split())


def texts(lesson: Lesson) -> Iterator[tuple[int, str]]:
    """What is said, cell by cell: Markdown without code, formulas and addresses; comments and docstrings."""
    for number, cell in enumerate(lesson.cells):
        yield number, spoken(cell.source) if cell.cell_type == "markdown" else " ".join(remarks(cell.source))


def spoken(markdown: str) -> str:
    text = re.sub(r"```.*?```", " ", markdown, flags=re.S)
    text = re.sub(r"\$\$.*?\$\$|\$[^$]*\$|`[^`]*`", " ", text, flags=re.S)
    return re.sub(r"!?\[([^\]]*)\]\([^)]*\)|<!--.*?-->|<[^>]*>|https?://\S+", r" \1 ", text, flags=re.S)


def remarks(source: str) -> Iterator[str]:
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield spoken(token.string)
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            yield spoken((ast.get_docstring(node) or "").replace("``", "`"))


def links(lesson: Lesson) -> Iterator[str]:
    """A relative link leads to a file beside the lessons, to a lesson with a source, or to a heading of this one."""
    headings = {
        re.sub(r"[^\w\- ]", "", heading).strip().replace(" ", "-").lower()
        for cell in lesson.cells
        if cell.cell_type == "markdown"
        for heading in re.findall(r"^#+ (.*)$", cell.source, re.M)
    }
    for number, cell in enumerate(lesson.cells):
        if cell.cell_type != "markdown":
            continue
        for target in re.findall(r"\]\(([^)\s]+)[^)]*\)|(?:src|href)=\"([^\"]+)\"", cell.source):
            address = "".join(target)
            if re.match(r"[a-z]+:", address):
                continue
            name, _, anchor = address.partition("#")
            if name.endswith(".ipynb"):
                there = (SOURCES / Path(name).with_suffix(".py").name).exists()
            else:
                there = not name or (SOURCES.parent / name).exists()
            if not there or (anchor and not name and anchor.lower() not in headings):
                yield f"cell {number} links to {address!r}, which is not there"


def words(lesson: Lesson) -> Iterator[str]:
    """What beginners must meet in this lesson stands in it."""
    prose = lesson.prose.lower()
    for word in WORDS.get(lesson.number, ()):
        if word.lower() not in prose:
            yield f"{word!r} does not occur"


# Words of the list that mean nothing before they are taught; the others ("size", "layer") are ordinary English, too.
TERMS = {
    1: ("chain rule", "partial derivative"),
    2: ("forward pass", "backward pass", "topological order"),
    3: ("softmax", "mean squared error", "MSE", "cross-entropy"),
    4: ("gradient descent", "steepest descent", "learning rate", "overshoot", "local minim", "hyperparameter"),
    5: ("activation function", "saturat", "sigmoid"),
    6: ("broadcasting", "transpose"),
    7: ("gradient check",),
    8: ("input layer", "hidden layer", "output layer", "initialis", "small random weights"),
    10: ("epoch", "stochastic gradient descent", "SGD", "mini-batch", "early stopping"),
    11: ("adaptive",),
    12: ("vanishing", "exploding", "layer normalisation"),
    13: ("Numba", "machine code"),
}  # fmt: skip


def taught_first(lesson: Lesson) -> Iterator[str]:
    """No function and no term is used before its lesson, except with a pointer there: "(lesson 7)"."""
    prose = re.sub(r"[^.?!:]*\blesson \d+[^.?!:]*", "", lesson.prose)
    for number, terms in TERMS.items():
        for term in terms:
            if number > lesson.number and re.search(rf"\b{re.escape(term)}", prose, re.I):
                yield f"{term!r} is used, and is taught in lesson {number}"
    for number, cell in enumerate(lesson.cells):
        if cell.cell_type == "code" and kind(cell)[0] not in ("check", "review"):
            tree = ast.parse(cell.source)
            modules = {name.name for node in ast.walk(tree) if _is_of_bpkit(node) for name in node.names}
            for node in ast.walk(tree):
                name = node.id if isinstance(node, ast.Name) else node.name if isinstance(node, ast.alias) else ""
                if name in EXERCISES and name not in modules and EXERCISES[name].lesson > lesson.number:
                    yield f"cell {number} uses {name}, which is written in lesson {EXERCISES[name].lesson}"


def _is_of_bpkit(node: ast.AST) -> bool:
    """``from bpkit import train`` brings a module."""
    return isinstance(node, ast.ImportFrom) and node.module == "bpkit"
