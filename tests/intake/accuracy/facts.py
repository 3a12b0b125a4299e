"""A reading as plain facts, the same shape for what is expected and for what was read.

The shape is that of `manage.py intake --json`; keys that no measure looks at are left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

ROLES = ("leaders", "lead", "assist", "persons")


@dataclass(frozen=True, slots=True)
class Deadline:
    """The office's words, the day they mean if they mean one, and whether it goes on after it."""

    words: str
    on: str | None
    long_term: bool


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure; `names` holds (role, name) pairs, None where they are not compared."""

    text: str
    deadline: Deadline | None
    names: frozenset[tuple[str, str]] | None


@dataclass(frozen=True, slots=True)
class Issue:
    """One issue with its categories from the outermost inwards."""

    path: tuple[str, ...]
    title: str
    status: str | None
    status_words: str | None
    deadline: Deadline | None
    names: frozenset[tuple[str, str]] | None
    measures: tuple[Measure, ...]

    def settled(self) -> Issue:
        """The same issue with its deadline where it holds.

        A ledger may write one deadline beside an issue or the same one beside each of its measures;
        both say the same. What all measures share is lifted to the issue, and a measure without one
        of its own has the issue's.
        """
        own = self.deadline
        if own is None and self.measures and len({m.deadline for m in self.measures}) == 1:
            own = self.measures[0].deadline
        measures = tuple(replace(m, deadline=m.deadline or own) for m in self.measures)
        return replace(self, deadline=own, measures=measures)

    def all_names(self) -> set[tuple[str, str]] | None:
        """Every (role, name) beside the issue or one of its measures; None where not compared."""
        parts = [self.names, *(measure.names for measure in self.measures)]
        if any(part is None for part in parts):
            return None
        return {pair for part in parts if part is not None for pair in part}


@dataclass(frozen=True, slots=True)
class Reading:
    """All that is compared of one paper; in `facts` a key that is absent is not compared."""

    facts: Mapping[str, str | float | None]
    stated: Mapping[str, str | float | None]
    issues: tuple[Issue, ...]
    offered: tuple[Issue, ...]


def reading_of(json: Mapping[str, Any]) -> Reading:
    """Take a reading out of the JSON of a paper."""
    facts = {key: json[key] for key in ("title", "addressee") if key in json}
    return Reading(
        facts={**facts, **json.get("header", {})},
        stated=dict(json.get("stated", {})),
        issues=tuple(_issue(each) for each in json["issues"]),
        offered=tuple(_issue(each) for each in json["offered"]),
    )


def _issue(json: Mapping[str, Any]) -> Issue:
    return Issue(
        path=tuple(json["path"]),
        title=json["title"],
        status=json["status"],
        status_words=json["status_words"],
        deadline=_deadline(json["deadline"]),
        names=_names(json),
        measures=tuple(
            Measure(each["text"], _deadline(each["deadline"]), _names(each))
            for each in json["measures"]
        ),
    )


def _deadline(json: Mapping[str, Any] | None) -> Deadline | None:
    return Deadline(json["words"], json["on"], json["long_term"]) if json else None


def _names(json: Mapping[str, Any]) -> frozenset[tuple[str, str]] | None:
    if "responsible" not in json:
        return None
    held = json["responsible"] or {}
    return frozenset((role, name) for role in ROLES for name in held.get(role, ()))
