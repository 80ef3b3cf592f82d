"""Can a figure be read: the contrast of its texts against what they stand on, and texts that leave the drawing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import ElementHandle

# Colours are painted on a canvas, so that color-mix, names and transparency come out as the browser shows them:
# the page, then whatever lies under the middle of a text, from the bottom to the top, then the ink of the text.
LOOK = """
root => {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 1;
  const brush = canvas.getContext("2d", { willReadFrequently: true });
  const paint = (colours) => {
    for (const [colour, opacity] of colours) {
      brush.globalAlpha = opacity;
      brush.fillStyle = "transparent"; // a colour that the canvas does not know leaves the one before
      brush.fillStyle = colour;
      brush.fillRect(0, 0, 1, 1);
    }
    return [...brush.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const paper = getComputedStyle(document.body).getPropertyValue("--jp-layout-color0").trim();
  const coat = (node) => {
    const style = getComputedStyle(node);
    if (!node.namespaceURI.endsWith("svg")) return [[style.backgroundColor, Number(style.opacity)]];
    const solid = ["rect", "circle", "polygon"].includes(node.localName) && style.fill !== "none";
    return solid ? [[style.fill, Number(style.fillOpacity) * Number(style.opacity)]] : [];
  };
  const ground = (node, box) => {
    const stack = document.elementsFromPoint((box.left + box.right) / 2, (box.top + box.bottom) / 2);
    const below = stack.slice(stack.indexOf(node) + 1).reverse();
    const own = node.namespaceURI.endsWith("svg") ? [] : [node];
    return [[paper, 1], ...[...below, ...own].flatMap(coat)];
  };
  const frame = root.getBoundingClientRect();
  const texts = [...root.querySelectorAll("svg text, .bpkit-line, label span, output, button")];
  return {
    paper: paint([[paper, 1]]),
    texts: texts.filter(node => node.textContent.trim() && getComputedStyle(node).visibility !== "hidden").map(node => {
      const style = getComputedStyle(node);
      const box = node.getBoundingClientRect();
      const ink = node.namespaceURI.endsWith("svg") ? style.fill : style.color;
      const inside = box.left >= frame.left - 2 && box.right <= frame.right + 2 && box.bottom <= frame.bottom + 2;
      const under = ground(node, box);
      const written = paint([...under, [ink, Number(style.opacity)]]);
      return { text: node.textContent, ink: written, under: paint(under), inside };
    }),
  };
}
"""


@dataclass(frozen=True)
class Reading:
    """The colour of the page, every text with its contrast, and the texts that leave the figure."""

    paper: tuple[int, ...]
    texts: list[tuple[str, float]]
    cut_off: list[str]


def contrasts(figure: ElementHandle) -> Reading:
    """Look at a figure as it stands."""
    seen: dict[str, Any] = figure.evaluate(LOOK)
    texts = [(one["text"], contrast(one["ink"], one["under"])) for one in seen["texts"]]
    return Reading(tuple(seen["paper"]), texts, [one["text"] for one in seen["texts"] if not one["inside"]])


def contrast(ink: list[int], paper: list[int]) -> float:
    """``(lighter + 0.05) / (darker + 0.05)`` of the two luminances, from 1 to 21 (WCAG 2, success criterion 1.4.3)."""
    darker, lighter = sorted((luminance(ink), luminance(paper)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: list[int]) -> float:
    """The brightness of an sRGB colour, from 0 to 1."""
    linear = [(c / 12.92) if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (part / 255 for part in colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
