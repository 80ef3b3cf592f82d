"""The exercises, a module for each lesson. Importing this package fills `autograder.exercise.EXERCISES`."""

from autograder.exercises import lesson_01, lesson_02, lesson_06

__all__ = ["lesson_01", "lesson_02", "lesson_06"]
