"""What files are called when they go out: unit, round, what it is, and the day as offices write it."""

from __future__ import annotations

from rectify.kernel import clock
from rectify.rounds.models import Round

FORBIDDEN = str.maketrans(dict.fromkeys('\\/:*?"<>|\n\r\t', "_"))
"""What no file system of an office takes."""

LONGEST = 120


def file_name(round_: Round, what: str, suffix: str = ".xlsx") -> str:
    """A file's name, with the day as its version: 青山县档案馆县委第一轮常规巡察整改台账0918.xlsx."""
    return named(f"{round_.unit}{round_.name}{what}", suffix)


def named(words: str, suffix: str = ".xlsx") -> str:
    """`words` and today's month and day, without what a file system refuses."""
    plain = "".join(c for c in words.translate(FORBIDDEN) if c.isprintable()).strip(" .")
    return f"{plain[:LONGEST]}{clock.today():%m%d}{suffix}"
