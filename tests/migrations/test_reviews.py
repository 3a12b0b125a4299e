"""Submissions made before chains were a setting keep all they say, forward and back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

pytestmark = pytest.mark.usefixtures("empty")

BEFORE = [("rectify", "0003_report_day")]
AFTER = [("rectify", "0004_closeout")]

DAY = datetime(2026, 9, 1, 9, tzinfo=UTC)


def migrated(target: list[tuple[str, str]]) -> Any:
    """The database at `target`; gives the models as they were then."""
    executor = MigrationExecutor(connection)
    executor.migrate(target)
    return MigrationExecutor(connection).loader.project_state(target).apps


class Old:
    """One measure and three people, and submissions as they used to be."""

    def __init__(self, apps: Any) -> None:
        self.apps = apps
        unit = self.made("Unit", name="青山县档案馆党组")
        self.handler = self.made("Person", name="经办人", unit=unit)
        self.head = self.made("Person", name="负责人", unit=unit)
        self.office = self.made("Person", name="整改办", unit=unit)
        round_ = self.made("Round", name="第一轮", unit=unit)
        self.issue = self.made("Issue", round=round_, serial=1, title="资产不清")

    def made(self, model: str, **facts: Any) -> Any:
        return self.apps.get_model("rectify", model).objects.create(**facts)

    def submission(self, serial: int, *states: dict[str, Any], by: Any = None) -> int:
        """A submission with its versions, the last of which is the row."""
        measure = self.made("Measure", issue=self.issue, serial=serial, text="清查")
        facts: dict[str, Any] = {
            "measure": measure,
            "proposed": "partial",
            "statement": "已清查",
            "submitted_at": DAY,
            "submitted_by": by or self.handler,
        }
        row = self.made("Submission", **facts, **states[-1])
        history = self.apps.get_model("rectify", "HistoricalSubmission")
        for number, state in enumerate(states):
            history.objects.create(
                id=row.pk,
                **facts,
                **state,
                history_date=DAY + timedelta(number),
                history_type="~" if number else "+",
            )
        return int(row.pk)


def lives(old: Old) -> dict[str, int]:
    """A submission for each way in which one could stand."""
    passed = {"passed_at": DAY + timedelta(1), "passed_by": old.head}
    ended = {"decided_at": DAY + timedelta(2), "decided_by": old.office}
    by_head = {"decided_at": DAY + timedelta(1), "decided_by": old.head}
    first = {"state": "at_department"}
    forwarded = {"state": "at_unit", "opinion": "同意上报", **passed}
    return {
        "at_department": old.submission(1, first),
        "at_unit": old.submission(2, first, forwarded),
        "accepted": old.submission(
            3, first, forwarded, {"state": "accepted", "opinion": "同意", **passed, **ended}
        ),
        "silent": old.submission(
            4, first, forwarded, {"state": "accepted", "opinion": "同意上报", **passed, **ended}
        ),
        "by_head": old.submission(5, first, {"state": "returned", "opinion": "不全", **by_head}),
        "by_office": old.submission(
            6, first, forwarded, {"state": "returned", "opinion": "不实", **passed, **ended}
        ),
        "heads_own": old.submission(7, {"state": "at_unit"}, by=old.head),
        "heads_own_accepted": old.submission(
            8, {"state": "at_unit"}, {"state": "accepted", **ended}, by=old.head
        ),
    }


def test_earlier_submissions_keep_all_they_say_forward_and_back() -> None:
    """One test for all of it: each way through the tables takes long."""
    before = migrated(BEFORE)
    old = Old(before)
    pks, was = lives(old), rows_of(before)
    apps = migrated(AFTER)
    assert steps_of(apps, pks) == STEPS
    assert states_of(apps, pks) == STATES
    assert versions_of(apps, pks["accepted"]) == [
        ("pending", DAY, "经办人", 1),
        ("agreed", DAY + timedelta(2), "整改办", 2),
    ]
    closing = close_issue(apps, old)
    with pytest.raises(RuntimeError, match="could not hold"):
        migrated(BEFORE)
    assert apps.get_model("rectify", "Submission").objects.count() == len(pks) + 1
    closing.delete()
    assert rows_of(migrated(BEFORE)) == was


AGREED = ("agreed", "同意上报", "负责人")
STEPS = {
    "at_department": [("open", "", ""), ("pending", "", "")],
    "at_unit": [AGREED, ("open", "", "")],
    "accepted": [AGREED, ("agreed", "同意", "整改办")],
    "silent": [AGREED, ("agreed", "", "整改办")],
    "by_head": [("returned", "不全", "负责人"), ("dropped", "", "")],
    "by_office": [AGREED, ("returned", "不实", "整改办")],
    "heads_own": [("own", "", "负责人"), ("open", "", "")],
    "heads_own_accepted": [("own", "", "负责人"), ("agreed", "", "整改办")],
}
STATES = {
    **dict.fromkeys(("at_department", "at_unit", "heads_own"), "waiting"),
    **dict.fromkeys(("accepted", "silent", "heads_own_accepted"), "accepted"),
    **dict.fromkeys(("by_head", "by_office"), "returned"),
}


def steps_of(apps: Any, pks: dict[str, int]) -> dict[str, list[tuple[str, str, str]]]:
    """State, opinion and person of each submission's steps."""
    rows = apps.get_model("rectify", "Step").objects.order_by("position")
    return {
        name: [
            (step.state, step.opinion, step.decided_by.name if step.decided_by else "")
            for step in rows.filter(submission_id=pk)
        ]
        for name, pk in pks.items()
    }


def states_of(apps: Any, pks: dict[str, int]) -> dict[str, str]:
    found = dict(apps.get_model("rectify", "Submission").objects.values_list("pk", "state"))
    return {name: found[pk] for name, pk in pks.items()}


def versions_of(apps: Any, pk: int) -> list[tuple[str, datetime, str, int]]:
    """The history of the office's step."""
    step = apps.get_model("rectify", "Step").objects.get(submission_id=pk, position=2)
    versions = apps.get_model("rectify", "HistoricalStep").objects.filter(id=step.pk)
    return [
        (v.state, v.history_date, v.history_user_name, v.version)
        for v in versions.order_by("history_id")
    ]


def rows_of(apps: Any) -> list[dict[str, Any]]:
    return list(apps.get_model("rectify", "Submission").objects.order_by("pk").values())


def close_issue(apps: Any, old: Old) -> Any:
    """What the older tables could not hold."""
    return apps.get_model("rectify", "Submission").objects.create(
        issue_id=old.issue.pk,
        state="withdrawn",
        proposed="done",
        completed_on=date(2026, 9, 1),
        statement="已销号",
        submitted_at=DAY,
        submitted_by_id=old.handler.pk,
        decided_at=DAY,
        decided_by_id=old.handler.pk,
    )
