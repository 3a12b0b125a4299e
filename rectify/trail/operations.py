"""Recording an act, and the frame that every operation runs in."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, ParamSpec, Protocol, TypeVar

from django.db import models, transaction

from rectify.kernel import clock
from rectify.kernel.files import all_or_none
from rectify.kernel.problems import Refused
from rectify.trail.acting import Acting, Actor, acting_as, describe
from rectify.trail.acts import AFTER_CLOSING, Act
from rectify.trail.models import CHAIN_NAME, Chain, Event
from rectify.trail.rules import digest
from rectify.trail.sealing import seal, sealed

LABEL_LENGTH = 60

P = ParamSpec("P")
T = TypeVar("T")

_recorded: ContextVar[list[Act] | None] = ContextVar("rectify_recorded", default=None)
_address: ContextVar[str] = ContextVar("rectify_address", default="")

OPERATIONS: dict[str, Callable[..., Any]] = {}
"""Every function marked `@operation`, by its dotted name; the guard tests walk it."""


class Subject(Protocol):
    """What an event is about: a row that can say where it belongs and how it is numbered."""

    pk: Any
    _meta: Any

    def trail_label(self) -> str:
        """A number or account name that identifies the row without any case text."""

    def trail_place(self) -> tuple[int | None, int | None]:
        """(unit id, round id) of the row, None where it has none."""


@contextmanager
def coming_from(address: str) -> Iterator[None]:
    """Let events recorded inside carry the network address of the request."""
    token = _address.set(address)
    try:
        yield
    finally:
        _address.reset(token)


def operation(function: Callable[P, T]) -> Callable[P, T]:
    """Mark a function as an operation: one transaction, in the name of `by`, leaving an event.

    Files that it keeps lie in their places before it commits, and nowhere when it fails. Raises
    `RuntimeError` when the function returned without recording any event: an act that leaves no trace
    is a mistake of the programme, and its changes are rolled back.
    """

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        by: Any = kwargs.get("by")
        acts: list[Act] = []
        token = _recorded.set(acts)
        try:
            with transaction.atomic(), acting_as(by), all_or_none():
                result = function(*args, **kwargs)
                if not acts:
                    raise RuntimeError(f"{function.__qualname__} left no event in the trail")
        finally:
            _recorded.reset(token)
        outer = _recorded.get()
        if outer is not None:
            outer.extend(acts)
        return result

    OPERATIONS[f"{function.__module__}.{function.__qualname__}"] = run
    return run


def record(
    act: Act, subject: models.Model | None = None, *, about: str = "", by: Actor | Acting | None
) -> Event:
    """Append one event to the chain; must be called inside the transaction of the act itself.

    `about` labels an act that has no row for its subject, such as the page that was refused; like
    every label it holds no case text.

    The chain's head row is locked, so events are written one after the other and their order is the
    order of their commits. Under that lock the round is asked once more whether it is closed: refuses
    with `round.closed` every act that would change something in it.
    """
    who = describe(by)
    unit_id, round_id = _place(subject)
    chain = _locked_chain()
    if act not in AFTER_CLOSING and sealed(subject):
        raise Refused(seal(subject))
    event = Event(
        position=chain.length + 1,
        at=clock.now(),
        actor_id=who.id,
        actor_name=who.name,
        act=act.value,
        subject_kind=subject._meta.model_name or "" if subject is not None else "",
        subject_id=subject.pk if subject is not None else None,
        subject_label=(_label(subject) or about)[:LABEL_LENGTH],
        unit_id=unit_id,
        round_id=round_id,
        address=_address.get(),
        previous_hash=chain.head,
    )
    event.hash = digest(event)
    event.save(force_insert=True)
    chain.length, chain.head = event.position, event.hash
    chain.save(update_fields=["length", "head"])
    acts = _recorded.get()
    if acts is not None:
        acts.append(act)
    return event


def _locked_chain() -> Chain:
    """The chain's head under its lock; the very first event makes it."""
    heads = Chain.objects.select_for_update()
    head = heads.filter(name=CHAIN_NAME).first()
    if head is None:
        Chain.objects.get_or_create(name=CHAIN_NAME)
        head = heads.get(name=CHAIN_NAME)
    return head


def note(
    act: Act, subject: models.Model | None = None, *, about: str = "", by: Actor | Acting | None
) -> None:
    """Record an act that changes nothing (signing in, reading a file) in a transaction of its own."""
    with transaction.atomic():
        record(act, subject, about=about, by=by)


def _place(subject: Any) -> tuple[int | None, int | None]:
    if subject is None or not hasattr(subject, "trail_place"):
        return None, None
    place: tuple[int | None, int | None] = subject.trail_place()
    return place


def _label(subject: Any) -> str:
    if subject is None or not hasattr(subject, "trail_label"):
        return ""
    return str(subject.trail_label())
