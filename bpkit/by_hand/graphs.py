"""Lesson 2: the walk back through a graph, under the name that the lesson gives it."""

from __future__ import annotations

from bpkit.engine import backward as backprop

__all__ = ["backprop"]
