"""What stands in `fixtures/demo`, as objects: offices with their people, rounds with their work."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

FOLDER = Path(settings.BASE_DIR) / "fixtures" / "demo"

ROUNDS = ("wenlv-zhuanxiang", "wenlv-changgui", "shuili-changgui")
"""The rounds' folders, oldest first: one finished, one near its end, one just begun."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a measure's log on one day: a progress, a submission or a reviewer's word.

    `verb` is progress, submit, forward, return or accept; `words` is what was written.
    """

    day: int
    verb: str
    words: str
    percent: int = 0
    department: str = ""
    proposed: str = "done"
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MeasureMaterial:
    """A measure with its deadline's words, its standing today and its log.

    `task` has number and words of the task above it, nothing where there is none.
    """

    text: str
    due: str
    standing: str
    leader: str
    lead: str
    assist: tuple[str, ...]
    persons: tuple[str, ...]
    involved: str
    task: tuple[str, ...]
    log: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class IssueMaterial:
    """An issue with the numbers and titles above it; `found` is a day for one found later."""

    path: tuple[tuple[str, str], ...]
    number: str
    title: str
    text: str
    source: str
    pace: str
    cause: str
    target: str
    wider_check: str
    due: str
    leader: str
    lead: str
    found: int | None
    concluded: dict[str, Any] | None
    measures: tuple[MeasureMaterial, ...]


@dataclass(frozen=True, slots=True)
class OutcomeMaterial:
    """An outcome entered on one day by a department's handler, or by the office.

    `measures` are issue numbers with the measure's place, `evidence` beginnings of file names.
    """

    day: int
    by: str
    kind: str
    facts: dict[str, Any]
    issues: tuple[str, ...]
    measures: tuple[tuple[str, int], ...]
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RoundMaterial:
    """A round's own facts, its issues in the paper's order, and its outcomes."""

    key: str
    unit: str
    facts: dict[str, Any]
    feedback_on: int
    planned_on: int
    issues: tuple[IssueMaterial, ...] = field(default=())
    outcomes: tuple[OutcomeMaterial, ...] = field(default=())


VERBS = ("progress", "submit", "forward", "return", "accept")


def read_json(*parts: str) -> Any:
    """One file of the demonstration."""
    return json.loads(FOLDER.joinpath(*parts).read_text(encoding="utf-8"))


@cache
def units() -> tuple[dict[str, Any], ...]:
    """The offices with their departments and persons, superior ones first."""
    return tuple(read_json("people.json")["units"])


@cache
def rounds() -> tuple[RoundMaterial, ...]:
    """All rounds, oldest first."""
    return tuple(_round(key) for key in ROUNDS)


def _round(key: str) -> RoundMaterial:
    facts = read_json(key, "round.json")
    aspects = [
        json.loads(path.read_text(encoding="utf-8"))
        for path in sorted((FOLDER / key).glob("[0-9]*.json"))
    ]
    return RoundMaterial(
        key=key,
        unit=facts.pop("unit"),
        feedback_on=facts["feedback_on"],
        planned_on=facts.pop("planned_on"),
        facts=facts,
        issues=tuple(_issue(path, given) for aspect in aspects for path, given in _below(aspect)),
        outcomes=_outcomes(key),
    )


def _outcomes(key: str) -> tuple[OutcomeMaterial, ...]:
    """The outcomes of a round; one that has just begun has none."""
    if not (FOLDER / key / "outcomes.json").exists():
        return ()
    return tuple(_outcome(dict(given)) for given in read_json(key, "outcomes.json")["outcomes"])


def _outcome(given: dict[str, Any]) -> OutcomeMaterial:
    measures = [place.rpartition(".") for place in given.pop("measures", ())]
    return OutcomeMaterial(
        day=given.pop("day"),
        by=given.pop("by", ""),
        kind=given.pop("kind"),
        issues=tuple(given.pop("issues", ())),
        measures=tuple((issue, int(place)) for issue, _, place in measures),
        evidence=tuple(given.pop("evidence", ())),
        facts=given,
    )


def _below(aspect: dict[str, Any]) -> list[tuple[tuple[tuple[str, str], ...], dict[str, Any]]]:
    """The issues of an aspect, with or without 大类 between, each with its path."""
    top = (aspect["number"], aspect["title"])
    found: list[tuple[tuple[tuple[str, str], ...], dict[str, Any]]] = []
    found += [((top,), issue) for issue in aspect.get("issues", ())]
    for group in aspect.get("groups", ()):
        path = (top, (group["number"], group["title"]))
        found += [(path, issue) for issue in group["issues"]]
    return found


def _issue(path: tuple[tuple[str, str], ...], given: dict[str, Any]) -> IssueMaterial:
    return IssueMaterial(
        path=path,
        number=given["number"],
        title=given["title"],
        text=f"{given['title']}。{given['text']}",
        source=given.get("source", "feedback"),
        pace=given["pace"],
        cause=given["cause"],
        target=given["target"],
        wider_check=given.get("wider_check", ""),
        due=given.get("due", ""),
        leader=given["leader"],
        lead=given["lead"],
        found=given.get("found"),
        concluded=given.get("concluded"),
        measures=tuple(_measure(given, measure) for measure in given["measures"]),
    )


def _measure(issue: dict[str, Any], given: dict[str, Any]) -> MeasureMaterial:
    """A measure; who leads, assists and answers is the issue's where it says nothing itself."""
    return MeasureMaterial(
        text=given["text"],
        due=given["due"],
        standing=given["standing"],
        leader=given.get("leader", issue["leader"]),
        lead=given.get("lead", issue["lead"]),
        assist=tuple(given.get("assist", issue["assist"])),
        persons=tuple(given.get("persons", issue["persons"])),
        involved=given.get("involved", ""),
        task=tuple(given.get("task", ())),
        log=tuple(_entry(line) for line in given.get("log", ())),
    )


def _entry(line: dict[str, Any]) -> Entry:
    verb = next(verb for verb in VERBS if verb in line)
    return Entry(
        day=line["day"],
        verb=verb,
        words=line[verb],
        percent=line.get("percent", 0),
        department=line.get("department", ""),
        proposed=line.get("proposed", "done"),
        evidence=tuple(line.get("evidence", ())),
    )
