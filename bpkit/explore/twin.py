"""A matplotlib figure that shows itself in a notebook and in words, and is never left open."""

from __future__ import annotations

import io
import textwrap
from typing import Any

from matplotlib.figure import Figure

from bpkit.plots.style import PAPER, TEXT


class Twin(Figure):
    """The static twin of an interactive figure: one picture, and one sentence for who cannot see it."""

    sentence = ""

    def say(self, sentence: str) -> None:
        """Write the state under the picture; it is also the picture's text for who cannot see it."""
        self.sentence = sentence
        width, _ = self.get_size_inches()
        lines = [textwrap.fill(line, int(14 * width)) for line in sentence.splitlines()]
        self.supxlabel("\n".join(lines), color=TEXT, fontsize=9.5, x=0.01, ha="left", parse_math=False)

    def png(self) -> bytes:
        """The picture on its own paper, the same bytes for the same picture."""
        buffer = io.BytesIO()
        self.savefig(buffer, format="png", dpi=110, facecolor=PAPER, metadata={"Software": None})
        return buffer.getvalue()

    def __repr__(self) -> str:
        return self.sentence

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        import base64

        return {"text/plain": self.sentence, "image/png": base64.b64encode(self.png()).decode()}
