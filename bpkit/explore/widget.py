"""The one widget class under every interactive figure.

The browser sends a ``wish`` (what the hand has set), the kernel answers with a ``picture`` (plain data),
the browser draws it. ipywidgets holds a new wish back until the last one has been worked through and then
sends only the newest, so a fast hand never piles up events. With the notebook's widget state saved, the
last picture is there when the notebook is opened again without a kernel.
"""

from __future__ import annotations

import base64
from functools import cache
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from bpkit.explore.showing import Figure, draw_twin
from bpkit.plots import style
from bpkit.plots.words import plain

HERE = Path(__file__).parent


@cache
def script_of(name: str) -> str:
    """One ES module: the helpers of the family, what ``name`` builds on, then ``name`` itself."""
    text = (HERE / f"{name}.js").read_text(encoding="utf-8")
    first, _, _ = text.partition("\n")
    shared = first.removeprefix("// needs ").split() if first.startswith("// needs ") else []
    parts = [(HERE / f"{part}.js").read_text(encoding="utf-8") for part in ["family", *shared]]
    return "\n".join([*parts, text])


@cache
def style_sheet() -> str:
    """The look of the family, in the palette of `bpkit.plots.style`."""
    colours = {
        "value": style.VALUE,
        "gradient": style.GRADIENT,
        "yours": style.YOURS,
        "reference": style.REFERENCE,
        "accent": style.ACCENT,
        "muted": style.MUTED,
    }
    palette = " ".join(f"--{name}: {colour};" for name, colour in colours.items())
    return f".bpkit {{ {palette} }}\n" + (HERE / "family.css").read_text(encoding="utf-8")


class Widget(anywidget.AnyWidget):
    """A figure that a hand moves: ``wish`` goes in, ``picture`` comes out, both plain data."""

    wish = traitlets.Dict().tag(sync=True)
    picture = traitlets.Dict().tag(sync=True)
    fixed = traitlets.Dict().tag(sync=True)

    def __init__(self, figure: Figure, **traits: Any) -> None:
        self.figure = figure
        fixed = {**figure.fixed, "title": figure.title}
        super().__init__(wish=figure.wish, fixed=fixed, **traits)
        self.draw()
        self.observe(lambda change: self.draw(), names="wish")

    @classmethod
    def of(cls, figure: Figure, *more: Any) -> Widget:
        """A widget that runs the figure's own script; ``more`` is what the class wants besides the figure."""
        own = {"_esm": script_of(figure.script), "_css": style_sheet()}
        kind: type[Widget] = type(f"{cls.__name__}_{figure.script}", (cls,), own)
        return kind(figure, *more)

    def draw(self) -> None:
        """Answer the wish; the count tells the browser which wish this picture answers."""
        picture = plain(self.figure.picture(self.wish))
        self.picture = {**picture, "answers": self.wish.get("count", 0)}

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """The widget, and for readers without one (GitHub, print) the twin and the sentence."""
        data, metadata = super()._repr_mimebundle_(**kwargs) or ({}, {})
        twin = draw_twin(self.figure)
        png = base64.b64encode(twin.png()).decode()
        return {**data, "text/plain": twin.sentence, "image/png": png}, metadata
