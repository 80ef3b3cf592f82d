"""Can a figure be read: the contrast of its texts against the page, and texts that leave the drawing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import ElementHandle

# Colours are painted on a canvas, so that color-mix, names and transparency come out as the browser shows them.
LOOK = """
root => {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 1;
  const brush = canvas.getContext("2d", { willReadFrequently: true });
  const paint = (colours) => {
    for (const [colour, opacity] of colours) {
      brush.globalAlpha = opacity;
      brush.fillStyle = colour;
      brush.fillRect(0, 0, 1, 1);
    }
    return [...brush.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const paper = getComputedStyle(document.body).getPropertyValue("--jp-layout-color0").trim();
  const frame = root.getBoundingClientRect();
  const texts = [...root.querySelectorAll("svg text, .bpkit-line, label span, output")];
  return {
    paper: paint([[paper, 1]]),
    texts: texts.filter(node => node.textContent.trim() && getComputedStyle(node).visibility !== "hidden").map(node => {
      const style = getComputedStyle(node);
      const box = node.getBoundingClientRect();
      const ink = node.namespaceURI.endsWith("svg") ? style.fill : style.color;
      const inside = box.left >= frame.left - 2 && box.right <= frame.right + 2 && box.bottom <= frame.bottom + 2;
      return { text: node.textContent, ink: paint([[paper, 1], [ink, Number(style.opacity)]]), inside };
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
    texts = [(one["text"], contrast(one["ink"], seen["paper"])) for one in seen["texts"]]
    return Reading(tuple(seen["paper"]), texts, [one["text"] for one in seen["texts"] if not one["inside"]])


def contrast(ink: list[int], paper: list[int]) -> float:
    """``(lighter + 0.05) / (darker + 0.05)`` of the two luminances, from 1 to 21 (WCAG 2, success criterion 1.4.3)."""
    darker, lighter = sorted((luminance(ink), luminance(paper)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: list[int]) -> float:
    """The brightness of an sRGB colour, from 0 to 1."""
    linear = [(c / 12.92) if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (part / 255 for part in colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
