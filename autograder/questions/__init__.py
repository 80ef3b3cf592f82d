"""The review questions, a module for each lesson. Importing this package fills `autograder.question.QUESTIONS`."""

from __future__ import annotations

import importlib
import pkgutil

for _found in sorted(module.name for module in pkgutil.iter_modules(__path__)):
    importlib.import_module(f"{__name__}.{_found}")
