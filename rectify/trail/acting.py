"""Who is acting: the person in whose name rows and events are written, carried by the context."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Protocol

COMMAND_LINE_NAME = "命令行"


class Actor(Protocol):
    """Anybody with a primary key and a name; in practice a Person."""

    pk: int
    name: str


@dataclass(frozen=True, slots=True)
class Acting:
    """The acting person as id and name; id None is an administrator at the command line."""

    id: int | None
    name: str


NOT_SIGNED_IN = Acting(None, "未登录")
"""Somebody at the sign-in page, of whom nothing is known yet."""
BY_ITSELF = Acting(None, "系统")
"""The background process, which acts when its time has come and not because somebody asked."""

_acting: ContextVar[Acting | None] = ContextVar("rectify_acting", default=None)
_reason: ContextVar[str] = ContextVar("rectify_reason", default="")


def describe(actor: Actor | Acting | None) -> Acting:
    """Fold an actor into the id and name that history and trail keep."""
    if isinstance(actor, Acting):
        return actor
    return Acting(actor.pk, actor.name) if actor is not None else Acting(None, COMMAND_LINE_NAME)


@contextmanager
def acting_as(actor: Actor | Acting | None) -> Iterator[Acting]:
    """Let every row version written inside name `actor`."""
    who = describe(actor)
    token = _acting.set(who)
    try:
        yield who
    finally:
        _acting.reset(token)


def current() -> Acting | None:
    """The acting person, or None outside any operation."""
    return _acting.get()


@contextmanager
def because(reason: str) -> Iterator[None]:
    """Let every row version written inside carry `reason`, the words a person gave for the act."""
    token = _reason.set(reason.strip())
    try:
        yield
    finally:
        _reason.reset(token)


def reason_given() -> str:
    """The reason of the act under way, or nothing."""
    return _reason.get()
