"""Draw every figure of the course as it starts: this writes docs/figures/*.png and docs/figures.md.

What is drawn are the static twins, on white, because a page on the web may be shown on any background.
"""

from __future__ import annotations

import io
import os
import re
from pathlib import Path

os.environ["BPKIT_STATIC"] = "1"

from PIL import Image

from bpkit import explore

HERE = Path(__file__).resolve().parent
SOURCES = HERE.parent / "lessons" / "src"


def lesson_of(name: str) -> str:
    """The stem of the first lesson that shows the figure; the pattern keeps ``paths`` from finding ``paths_2``."""
    for path in sorted(SOURCES.glob("[0-9][0-9]_*.py")):
        if re.search(rf"\bexplore\.{name}\(", path.read_text(encoding="utf-8")):
            return path.stem
    raise SystemExit(f"no lesson shows explore.{name}: use it, or delete it")


def on_white(png: bytes) -> Image.Image:
    """The picture without transparency."""
    picture = Image.open(io.BytesIO(png)).convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture).convert("RGB")


def main() -> None:
    """Draw all, in the order of the lessons, and write the page."""
    (HERE / "figures").mkdir(exist_ok=True)
    lines = [
        "# The figures",
        "",
        "Each moves in its lesson; here it stands still, as it starts and before anything is written. Made by",
        "`python docs/figures.py`.",
    ]
    heading = ""
    for lesson, name in sorted((lesson_of(name), name) for name in dir(explore)):
        figure = getattr(explore, name)()
        on_white(figure.png()).quantize(64).save(HERE / "figures" / f"{name}.png", optimize=True)
        if lesson != heading:
            heading = lesson
            lines += ["", f"## Lesson {int(lesson[:2])}: {lesson[3:].replace('_', ' ')}"]
        said = " ".join(figure.sentence.split())
        lines += ["", f"### `explore.{name}`", "", f"![{said}](figures/{name}.png)", "", said]
    (HERE / "figures.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
