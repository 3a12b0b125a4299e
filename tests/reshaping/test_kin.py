"""Where a row comes from and what became of it, as far as the reader may see the other rows."""

from __future__ import annotations

import pytest

from rectify.issues.models import Issue
from rectify.measures.models import Measure
from rectify.measures.operations import amend_measure
from rectify.people.models import Person
from rectify.reshaping.operations import move_measure, split_issue, split_measure
from tests.closeout.lives import colleague
from tests.factories import Office, make_office
from tests.ledger.pages import read, text_of

pytestmark = pytest.mark.django_db

WHY = "分头办理"
WHOLE = ["office", "secretary", "supervisor"]


@pytest.fixture
def office() -> Office:
    return make_office()


@pytest.fixture
def personnel(office: Office) -> Person:
    return colleague(office, "handler", office.personnel)


@pytest.fixture
def issue(office: Office) -> Issue:
    return office.issue(office.round(), lead_leader=office.leader)


@pytest.fixture
def parts(office: Office, issue: Issue) -> list[Measure]:
    """A measure of finance split in three, of which the last two are now personnel's."""
    whole = office.measure(issue, "清查并轮岗")
    first, *others = split_measure(
        whole, version=whole.version, texts=["清查", "轮岗", "培训"], reason=WHY, by=office.office
    )
    given = [
        amend_measure(
            part,
            version=part.version,
            changes={"lead_department": office.personnel},
            by=office.office,
        )
        for part in others
    ]
    return [first, *given]


def page_of(row: Issue | Measure, person: Person) -> str:
    kind = "issues" if isinstance(row, Issue) else "measures"
    return read(person, f"/{kind}/{row.pk}/?history=all")


@pytest.mark.parametrize("who", WHOLE)
def test_who_sees_all_is_led_to_parts_and_origin(
    office: Office, parts: list[Measure], who: str
) -> None:
    page = page_of(parts[0], office.people[who])
    assert "已拆分出 措施1.2 、 措施1.3" in text_of(page)
    assert f'href="/measures/{parts[1].pk}/"' in page
    page = page_of(parts[1], office.people[who])
    assert "拆分自 措施1.1" in text_of(page)
    assert f'href="/measures/{parts[0].pk}/"' in page


def test_parts_of_another_department_are_neither_named_nor_counted(
    office: Office, parts: list[Measure]
) -> None:
    page = page_of(parts[0], office.handler)
    assert "已拆分出 其他措施" in text_of(page)
    assert text_of(page).count("其他措施") == 1
    for part in parts[1:]:
        assert f"/measures/{part.pk}/" not in page
        assert f"措施{part.label}" not in page


def test_an_origin_of_another_department_has_neither_number_nor_page(
    office: Office, parts: list[Measure], personnel: Person
) -> None:
    page = page_of(parts[1], personnel)
    assert "拆分自 其他措施" in text_of(page)
    assert f"/measures/{parts[0].pk}/" not in page
    assert "措施1.1" not in page


def test_the_history_of_a_moved_measure_does_not_number_an_issue_that_is_not_there_for_the_reader(
    office: Office, issue: Issue
) -> None:
    office.measure(issue, "清查")
    measure = office.measure(issue, "修订办法")
    other = office.issue(issue.round, "公务接待不规范")
    moved = move_measure(measure, to=other, version=measure.version, reason=WHY, by=office.office)
    amend_measure(
        issue.measures.get(),
        version=issue.measures.get().version,
        changes={"lead_department": office.personnel},
        by=office.office,
    )
    assert "问题 问题1 → 改为 问题2" in text_of(page_of(moved, office.office))
    told = text_of(page_of(moved, office.handler))
    assert "问题 其他问题 → 改为 问题2" in told
    assert "问题1" not in told


def test_parts_of_a_split_issue_are_told_to_who_may_open_them(
    office: Office, issue: Issue, personnel: Person
) -> None:
    office.measure(issue, "清查")
    theirs = office.measure(issue, "轮岗", lead_department=office.personnel)
    issue.refresh_from_db()
    part = split_issue(
        issue,
        version=issue.version,
        title="轮岗不到位",
        text="",
        measures=[theirs],
        reason=WHY,
        by=office.office,
    )
    assert "已拆分出 问题2" in text_of(page_of(issue, office.office))
    page = page_of(issue, office.handler)
    assert "已拆分出 其他问题" in text_of(page)
    assert f"/issues/{part.pk}/" not in page
    page = page_of(part, personnel)
    assert "拆分自 其他问题" in text_of(page)
    assert f"/issues/{issue.pk}/" not in page
    assert "问题1" not in text_of(page)
