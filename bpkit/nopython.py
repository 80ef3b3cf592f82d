"""What Numba says of a function that it cannot compile, made short enough to read."""

from __future__ import annotations

import re


def why_not(message: str) -> tuple[str, int | None]:
    """The reason alone, without preamble, path and source; and the line, where it is told."""
    text = " ".join(message.split())
    text = re.sub(r"^Failed in \w+ mode pipeline \(step: [^)]*\) ?", "", text)
    line = re.search(r'\bFile "[^"]*", line (\d+)', text)
    return text.partition(' File "')[0].strip().rstrip(".:"), int(line[1]) if line else None
