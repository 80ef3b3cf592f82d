"""The exercises, a module for each lesson. Importing this package fills `autograder.exercise.EXERCISES`."""

from __future__ import annotations

import importlib
import pkgutil

for _found in sorted(module.name for module in pkgutil.iter_modules(__path__)):
    if _found.startswith("lesson_"):
        importlib.import_module(f"{__name__}.{_found}")
