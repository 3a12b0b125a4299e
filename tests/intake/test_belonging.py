"""A paper that may belong elsewhere: another unit's, another feedback's; and who finds it meanwhile."""

from __future__ import annotations

from datetime import date

import pytest

from rectify.access.roles import RoleKey
from rectify.intake.models import Paper
from rectify.people.operations import create_person, grant_role
from rectify.rounds.models import Round
from tests.factories import Office, signed_in
from tests.intake.giving import LEDGER, LETTER, given, given_file, plan_in, workbook

TITLE = "青山县档案馆巡察反馈意见"


def page_of(office: Office, paper: Paper) -> str:
    """The plan's page."""
    return signed_in(office.office).get(f"/papers/{paper.pk}/").content.decode()


@pytest.mark.parametrize(
    "title",
    [
        "中共碧湖县水务局党组关于巡察整改进展情况的报告",
        "碧湖县第二中学党总支关于落实巡察反馈意见整改情况的报告",
    ],
)
def test_another_units_paper_is_told_first_with_both_names(
    office: Office, round_: Round, title: str
) -> None:
    page = page_of(office, given(office, round_, LETTER.replace(TITLE, title)))
    name = title.split("关于", maxsplit=1)[0]
    assert "请先确认材料是否属于本轮次" in page
    doubt = page.index(f"材料写的被巡察单位是“{name}”，当前轮次属于“青山县档案馆党组”")
    assert doubt < page.index('class="plan-heading"')
    assert "plan-verdict-new" in page


@pytest.mark.parametrize(
    "title",
    [
        TITLE,
        "中共青山县档案馆党组关于巡察整改进展情况的报告",
        "青山县档案馆党支部关于落实巡察反馈意见整改情况的报告",
        "巡察反馈意见",
    ],
)
def test_the_rounds_own_unit_under_any_of_its_names_raises_no_doubt(
    office: Office, round_: Round, title: str
) -> None:
    page = page_of(office, given(office, round_, LETTER.replace(TITLE, title)))
    assert "请先确认材料是否属于本轮次" not in page


def test_another_feedback_day_is_told(office: Office) -> None:
    round_ = office.round(
        feedback_on=date(2026, 6, 18),
        inspected_from=date(2026, 3, 1),
        inspected_to=date(2026, 5, 1),
    )
    told = "2026年3月10日，县委第一巡察组向青山县档案馆党组反馈了巡察意见。\n"
    page = page_of(office, given(office, round_, LETTER.replace("\n", f"\n{told}", 1)))
    assert "材料写的反馈日是2026-03-10，当前轮次的反馈日是2026-06-18，请核对。" in page


def test_the_number_of_a_heading_is_not_told_twice(office: Office, round_: Round) -> None:
    text = LETTER.replace("一、党的政治建设方面", "第一方面：党的政治建设").replace(
        "二、财务管理方面", "第二方面：财务管理"
    )
    page = page_of(office, given(office, round_, text))
    assert "第一方面：党的政治建设" in page
    assert "第一方面第一方面" not in page.replace("　", "")


def test_a_colleague_finds_a_paper_that_is_still_being_read(
    office: Office, round_: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rectify.intake.arriving.LONG_TEXT", 20)
    colleague = create_person(office.unit, name="王小明", username="qs_second", by=None)
    grant_role(colleague, RoleKey.OFFICE, unit=office.unit, by=None)
    client = signed_in(office.office)
    client.post(f"/rounds/{round_.pk}/papers/", {"text": LETTER, "name": "反馈意见"})
    paper = Paper.objects.get()
    listed = signed_in(colleague).get(f"/rounds/{round_.pk}/papers/").content.decode()
    assert f'href="/papers/{paper.pk}/"' in listed
    assert "识别中" in listed
    assert "识别材料" in page_of(office, paper)
    opened = signed_in(colleague).get(f"/papers/{paper.pk}/").content.decode()
    assert f"/papers/{paper.pk}/reading/" in opened
    assert signed_in(colleague).get(f"/papers/{paper.pk}/reading/").status_code == 200


def test_a_doubt_about_a_row_is_told_once_though_issue_and_measure_share_it(
    office: Office, round_: Round
) -> None:
    rows = [(*LEDGER[0][:6], "2026年X月X日"), (*LEDGER[2][:6], "2026年X月X日")]
    warnings = plan_in(given_file(office, round_, workbook(rows))).warnings
    assert [warning.partition("：")[0] for warning in warnings] == ["台账!C2", "台账!C3"]
