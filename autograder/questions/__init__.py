"""The review questions, a module for each lesson. Importing this package fills `autograder.question.QUESTIONS`."""

from autograder.questions import lesson_01, lesson_02

__all__ = ["lesson_01", "lesson_02"]
