"""What a person does not see is told him on no road: every page, opened for every row there is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.apps import apps

from rectify.claims.operations import remind_measure
from rectify.deadlines.operations import request_extension
from rectify.evidence.operations import add_evidence, replace_evidence
from rectify.instructions.operations import give_instruction
from rectify.issues.models import Issue
from rectify.kernel import clock
from rectify.measures.models import Measure
from rectify.measures.operations import correct_progress, drop_measure, log_progress
from rectify.measures.tasking import create_task
from rectify.reshaping.operations import merge_measures, renumber_measure
from tests.architecture.doors import Door, doors
from tests.closeout.lives import colleague, hand_in, send_back
from tests.factories import Office, make_office, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.once]

SECRET = "囧"
"""A character that no page of ours has; all words about the hidden measures begin with it."""

WAYS = ("", "?history=all")
MODELS = {"gone": "Measure", "giver": "Person", "seat": "GroupSeat", "file": "ReportFile"}
"""Arguments whose names are not those of their models."""


def test_a_department_that_shares_the_issue_is_told_nothing_of_the_others_measures() -> None:
    office = make_office()
    reader = colleague(office, "handler", office.personnel)
    issue = office.issue(office.round(), "共同的问题")
    hidden = with_a_whole_life(office, issue)
    hand_in_and_return(office, hidden)
    office.outcome(issue.round, measures=[hidden], title=f"{SECRET}成果")
    shared = office.measure(issue, "共同的措施", lead_department=office.personnel)
    office.outcome(issue.round, measures=[hidden, shared], title="共同的成果", by="office")
    client = signed_in(reader)
    told = []
    for address in addresses():
        for way in WAYS:
            response = client.get(address + way)
            if response.status_code == 404:
                break
            page = b"" if response.streaming else response.content
            if SECRET.encode() in page or f"/measures/{hidden.pk}/".encode() in page:
                told.append(address + way)
    assert told == []
    shown = f"/issues/{issue.pk}/"
    assert "共同的措施" in client.get(shown).content.decode()
    assert SECRET in signed_in(office.handler).get(shown).content.decode()


def with_a_whole_life(office: Office, issue: Issue) -> Measure:
    """A measure of finance's to which all happened that can happen, with a twin and a dropped one."""
    soon, today = clock.today() + timedelta(20), clock.today()
    hidden = office.measure(issue, f"{SECRET}措施", due_on=soon, target=f"{SECRET}目标")
    twin, gone = (office.measure(issue, f"{SECRET}{name}") for name in ("并入", "移出"))
    create_task(issue, text=f"{SECRET}任务", by=office.office)
    remind_measure(hidden, words=f"{SECRET}催办", by=office.office)
    by = office.handler
    file = office.evidence(hidden)
    version: dict[str, Any] = {
        "name": f"{SECRET}新版.pdf",
        "chunks": [b"%PDF-1.4 two"],
        "note": f"{SECRET}说明",
    }
    replace_evidence(file, version=file.version, by=by, **version)
    add_evidence(twin, name=f"{SECRET}材料.pdf", chunks=[b"%PDF-1.4 three"], by=by)
    entry = log_progress(hidden, text=f"{SECRET}进展", percent=30, happened_on=today, by=by)
    facts: dict[str, Any] = {"text": f"{SECRET}更正", "percent": 40, "happened_on": today}
    correct_progress(entry, reason=f"{SECRET}更正原因", by=by, **facts)
    log_progress(twin, text=f"{SECRET}另一进展", percent=30, happened_on=today, by=by)
    give_instruction(
        hidden, text=f"{SECRET}批示", departments=[office.finance], by=office.secretary
    )
    request_extension(
        hidden,
        until_on=soon + timedelta(9),
        reason=f"{SECRET}延期",
        name=f"{SECRET}请示.pdf",
        chunks=[b"%PDF-1.4 asked"],
        version=hidden.deadline.version,
        by=by,
    )
    return reshaped(office, hidden, twin, gone)


def reshaped(office: Office, hidden: Measure, twin: Measure, gone: Measure) -> Measure:
    """The twin goes into it, the third is dropped, and it gets another number."""
    hidden.refresh_from_db()
    gone.refresh_from_db()
    drop_measure(gone, version=gone.version, reason=f"{SECRET}移出", by=office.office)
    why: dict[str, Any] = {"reason": f"{SECRET}原因", "by": office.office}
    hidden = merge_measures(hidden, [twin], version=hidden.version, text=f"{SECRET}合并", **why)
    return renumber_measure(hidden, number=77, version=hidden.version, **why)


def hand_in_and_return(office: Office, hidden: Measure) -> None:
    """Its words are put in afterwards: how they are entered is no matter here."""
    submission = hand_in(hidden, office.handler)
    submission.statement = f"{SECRET}完成情况"
    submission.save_changes("statement")
    submission = send_back(submission, office.department_head)
    submission.opinion = f"{SECRET}意见"
    submission.save_changes("opinion")


def addresses() -> Iterator[str]:
    """Every address that is read, once for every row that its arguments can name."""
    for door in doors():
        if door.guard is not None and "GET" in door.guard.methods:
            yield from (door.url(values) for values in values_of(door))


def values_of(door: Door) -> Iterator[dict[str, Any]]:
    rows = [rows_named(name) for name in door.arguments]
    return (dict(zip(door.arguments, one, strict=True)) for one in product(*rows))


def rows_named(name: str) -> list[Any]:
    """The ids of all rows that an argument of this name can mean, and a word where it means none."""
    if name == "form":
        return ["measure-progress"]
    stem = name.removesuffix("_id")
    model = MODELS.get(stem, "".join(part.title() for part in stem.split("_")))
    known = {one.__name__: one for one in apps.get_app_config("rectify").get_models()}
    if model not in known:
        return [1]
    return list(known[model]._base_manager.values_list("pk", flat=True))
