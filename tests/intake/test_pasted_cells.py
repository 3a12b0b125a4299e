"""Cells copied out of a spreadsheet: as its clipboard writes them, quoted where they hold line breaks."""

from __future__ import annotations

import pytest
from django.test import Client

from rectify.intake.models import Paper
from rectify.papers.content import Content
from rectify.rounds.models import Round
from tests.factories import Office, signed_in
from tests.intake.giving import plan_in

HEAD = "序号\t反馈问题\t整改措施\t责任部门\t整改时限"


def copied(rows: int) -> str:
    """Rows whose measures take three lines each, with a quotation inside."""
    lines = [HEAD]
    for number in range(1, rows + 1):
        cell = f'"1.修订第{number}项制度。\n2.开展""回头看""。\n3.通报情况。"'
        lines.append(f"{number}\t第{number}项制度执行不严\t{cell}\t财务科\t2027年3月底前")
    return "\n".join(lines)


@pytest.fixture
def client(office: Office) -> Client:
    return signed_in(office.office)


@pytest.mark.parametrize("rows", [3, 200])
def test_every_row_is_one_issue_however_far_down_it_stands(
    client: Client, round_: Round, rows: int
) -> None:
    response = client.post(f"/rounds/{round_.pk}/papers/", {"text": copied(rows)})
    assert response.status_code == 302
    issues = plan_in(Paper.objects.get()).issues
    assert [issue.title for issue in issues] == [
        f"第{number}项制度执行不严" for number in range(1, rows + 1)
    ]
    assert [measure.text for measure in issues[-1].measures] == [
        f"修订第{rows}项制度。",
        '开展"回头看"。',
        "通报情况。",
    ]
    assert {measure.due.on for measure in issues[-1].measures if measure.due} == {"2027-03-31"}


@pytest.mark.parametrize("before", [0, 500])
def test_a_quotation_mark_that_nobody_closes_swallows_no_rows(before: int) -> None:
    rows = [f'{n}\t问题{n}\t"措施{n}' for n in range(3)]
    lines = [*(f"说明{n}" for n in range(before)), HEAD, *rows]
    (table,) = Content.from_text("\n".join(lines)).tables
    assert [row[2].text for row in table.rows[1:]] == ['"措施0', '"措施1', '"措施2']
