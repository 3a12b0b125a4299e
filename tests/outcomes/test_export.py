"""The workbook of a list, read back: exact amounts, safe text, only what one may see."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from rectify.kernel import clock
from rectify.measures.models import Measure
from rectify.outcomes.enums import OutcomeKind
from rectify.outcomes.models import Outcome
from rectify.rounds.models import Round
from rectify.trail.models import Event
from tests.factories import Office, signed_in


def exported(office: Office, round_: Round, query: str, who: str = "office") -> list[list[Any]]:
    """The cells of the exported sheet, its type of content checked."""
    address = f"/rounds/{round_.pk}/outcomes/export/?{query}"
    response = signed_in(office.people[who]).get(address)
    assert response.status_code == 200
    assert response["Content-Type"].endswith("spreadsheetml.sheet")
    book = load_workbook(BytesIO(b"".join(response.streaming_content)))  # type: ignore[attr-defined]
    return [list(row) for row in book.worksheets[0].iter_rows()]


AMOUNTS = ["0.01", "0.10", "1160", "12345.67", "123456.70", "9999999999999.99"]


def test_amounts_come_back_to_the_last_decimal(
    office: Office, round_: Round, measure: Measure
) -> None:
    for place, amount in enumerate(AMOUNTS):
        office.outcome(
            round_, kind="funds", title=f"第{place}笔", measures=[measure], amount=Decimal(amount)
        )
    rows = exported(office, round_, "kind=funds")
    heading = [cell.value for cell in rows[2]]
    place = heading.index("金额（元）")
    told = [Decimal(repr(row[place].value)) for row in rows[3:-1]]
    assert told == [Decimal(amount) for amount in AMOUNTS]
    assert rows[3][place].number_format == "#,##0.00"
    assert rows[-1][0].value == "合计"


def test_the_sum_is_exact(office: Office, round_: Round, measure: Measure) -> None:
    for number in range(30):
        office.outcome(
            round_, kind="funds", title=f"{number}", measures=[measure], amount=Decimal("0.10")
        )
    rows = exported(office, round_, "kind=funds")
    assert Decimal(repr(rows[-1][3].value)) == Decimal("3.0")


@pytest.mark.parametrize("kind", OutcomeKind.values)
def test_every_kind_is_written_with_its_own_columns(
    office: Office, round_: Round, measure: Measure, kind: str
) -> None:
    file = office.evidence(measure)
    row = office.outcome(round_, kind=kind, measures=[measure], evidence=[file], note="某说明")
    rows = exported(office, round_, f"kind={kind}")
    cells = dict(zip([c.value for c in rows[2]], [c.value for c in rows[3]], strict=True))
    assert row.title in cells.values()
    assert cells["对应措施、问题"] == "1.1"
    assert cells["佐证材料"] == "清查报告.pdf"
    assert (cells["说明"], cells["登记人"]) == ("某说明", office.handler.name)
    assert any(
        getattr(value, "date", None) and value.date() == clock.today() for value in cells.values()
    )
    assert rows[0][0].value.endswith(f"整改成果清单（{OutcomeKind(kind).label}）")
    assert Event.objects.filter(act="outcomes.exported").count() == 1


def test_text_that_looks_like_a_formula_stays_text(
    office: Office, round_: Round, measure: Measure
) -> None:
    for title in ("=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2", "https://example.org"):
        office.outcome(round_, kind="meeting", title=title, measures=[measure])
    rows = exported(office, round_, "kind=meeting")
    assert {row[1].data_type for row in rows[3:]} == {"s"}
    assert "=1+1" in [row[1].value for row in rows[3:]]
    assert all(cell.hyperlink is None for row in rows for cell in row)


def test_the_export_is_cut_down_like_its_page(
    office: Office, round_: Round, measure: Measure
) -> None:
    office.outcome(round_, measures=[measure])
    drafting = office.outcome(round_, measures=[measure], title="合同办法", state="drafting")
    gone = Outcome.objects.exclude(pk=drafting.pk).get()
    rows = exported(office, round_, "kind=regulation&state=drafting", "supervisor")
    assert [row[1].value for row in rows[3:]] == [drafting.title]
    assert gone.title not in [row[1].value for row in rows]


def test_an_empty_list_is_still_a_sheet(office: Office, round_: Round) -> None:
    assert len(exported(office, round_, "kind=funds", "secretary")) == 3
