"""A problem is an object: checks, forms, imports and refusals all speak through it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How much a problem weighs: an error stops the act, a warning is shown and left to the person."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, said in one Chinese sentence that tells what to do.

    `key` is stable and for programs ("measure.stale"); `field` names the form field beside which the
    sentence belongs, `place` the line, cell or row it is about; both may be empty.
    """

    key: str
    sentence: str
    field: str = ""
    place: str = ""
    level: Level = Level.ERROR

    def __str__(self) -> str:
        return self.sentence


class Refused(Exception):
    """Raised by an operation that did not happen; carries the problems to show, at least one."""

    def __init__(self, *problems: Problem) -> None:
        if not problems:
            raise ValueError("Refused needs at least one Problem")
        super().__init__(" ".join(problem.sentence for problem in problems))
        self.problems = problems


def refuse_if(problems: list[Problem]) -> None:
    """Raise `Refused` with all errors among `problems`; warnings and notes do not stop anything."""
    errors = [problem for problem in problems if problem.level is Level.ERROR]
    if errors:
        raise Refused(*errors)
