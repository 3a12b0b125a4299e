"""成效评估 and 满意度: tables that add up to 100, points with reasons, grades that explain themselves."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from rectify.assessment.models import Assessment, Deduction, Satisfaction, Scale
from rectify.assessment.operations import (
    amend_assessment,
    begin_assessment,
    count_satisfaction,
    deduct,
    set_scale,
    withdraw_deduction,
)
from rectify.assessment.rules import (
    USUAL_GRADES,
    USUAL_ITEMS,
    problems_of_scale,
    scored,
    share,
)
from rectify.kernel import clock
from rectify.kernel.problems import Refused
from rectify.rounds.models import Round
from tests.factories import Office, make_office, signed_in

FOUR = [
    {"name": "优秀", "least": 90},
    {"name": "合格", "least": 75},
    {"name": "基本合格", "least": 60},
    {"name": "不合格", "least": 0},
]


@pytest.mark.parametrize(
    ("off", "total", "grade"),
    [
        ([], "100", "好"),
        ([(2, "10")], "90", "好"),
        ([(2, "10.1")], "89.9", "较好"),
        ([(2, "20"), (0, "0.5")], "79.5", "一般"),
        ([(2, "41")], "59", "差"),
        ([(0, "15"), (1, "15"), (2, "60"), (3, "10")], "0", "差"),
    ],
)
def test_the_grade_follows_the_total(off: list[Any], total: str, grade: str) -> None:
    score = scored(USUAL_ITEMS, USUAL_GRADES, [(place, Decimal(p)) for place, p in off])
    assert (score.total, score.grade) == (Decimal(total), grade)


def test_the_grade_says_how_it_came_about() -> None:
    score = scored(USUAL_ITEMS, USUAL_GRADES, [(2, Decimal("4.5"))])
    assert score.explained == (
        "组织领导15分，责任落实15分，任务完成55.5分，群众满意度10分，"
        "合计95.5分，达到90分，评定为“好”。"
    )


@pytest.mark.parametrize(
    ("items", "grades", "key"),
    [
        ([{"name": "甲", "points": 99}], USUAL_GRADES, "scale.sum"),
        ([], USUAL_GRADES, "scale.sum"),
        ([{"name": "甲", "points": 110}, {"name": "乙", "points": -10}], FOUR, "scale.points"),
        ([{"name": "甲", "points": 50}, {"name": "甲", "points": 50}], FOUR, "scale.doubled"),
        (USUAL_ITEMS, [{"name": "好", "least": 90}], "scale.grades"),
        (USUAL_ITEMS, [{"name": "好", "least": 90}, {"name": "差", "least": 10}], "scale.grades"),
        (USUAL_ITEMS, [{"name": "好", "least": 101}, {"name": "差", "least": 0}], "scale.least"),
    ],
)
def test_a_table_that_cannot_be_is_told(items: Any, grades: Any, key: str) -> None:
    assert [p.key for p in problems_of_scale("表", items, grades)] == [key]


def test_shares_have_at_most_two_decimals() -> None:
    assert [share(1, 3), share(3, 3), share(0, 8), share(0, 0)] == ["33.33%", "100%", "0%", ""]


@pytest.fixture
def office(db: None) -> Office:
    return make_office()


@pytest.fixture
def round_(office: Office) -> Round:
    return office.round()


@pytest.fixture
def assessment(round_: Round, office: Office) -> Assessment:
    return begin_assessment(round_, assessed_on=clock.today(), by=office.office)


def test_the_units_table_is_copied_when_an_assessment_begins(round_: Round, office: Office) -> None:
    items = [{"name": "措施落实", "points": 70}, {"name": "长效机制", "points": 30}]
    facts: dict[str, Any] = {"name": "本单位评分表", "items": items, "grades": FOUR}
    scale = set_scale(office.unit, version=0, **facts, by=office.office)
    made = begin_assessment(round_, assessed_on=clock.today(), by=office.office)
    assert (made.items, made.grades) == (items, FOUR)
    with pytest.raises(Refused, match="他人修改"):
        set_scale(office.unit, version=0, **facts, by=office.office)
    changed = facts | {"items": list(USUAL_ITEMS)}
    set_scale(office.unit, version=scale.version, **changed, by=office.office)
    made.refresh_from_db()
    assert made.items == items
    again = begin_assessment(round_, assessed_on=clock.today(), by=office.office)
    assert again.pk == made.pk


def test_points_are_taken_off_once_with_a_reason_and_never_below_nought(
    assessment: Assessment, office: Office
) -> None:
    def off(points: str, reason: str = "迟报", item: int = 0) -> Deduction:
        return deduct(
            assessment, item=item, points=Decimal(points), reason=reason, by=office.office
        )

    first = off("10")
    assert off("10").pk == first.pk
    for points, reason, item, said in (
        ("6", "漏报", 0, "只剩5分"),
        ("0", "漏报", 1, "须大于0"),
        ("1", " ", 1, "扣分理由"),
        ("1", "漏报", 9, "评分项目"),
    ):
        with pytest.raises(Refused, match=said):
            off(points, reason, item)
    withdraw_deduction(first, by=office.office)
    with pytest.raises(Refused, match="已经撤销"):
        withdraw_deduction(first, by=office.office)
    assert off("15", "另一理由").points == 15


def test_the_database_knows_no_points_without_reason(assessment: Assessment) -> None:
    for facts in ({"points": Decimal(0), "reason": "迟报"}, {"points": Decimal(1), "reason": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Deduction(assessment=assessment, item=0, **facts).save()


def counts(**changed: int) -> dict[str, int]:
    told = {"sent": 120, "returned": 118, "satisfied": 100, "fairly": 15, "dissatisfied": 3}
    return told | changed


def test_voices_add_up(round_: Round, office: Office) -> None:
    today = clock.today()
    for wrong, said in (
        ({"returned": 121, "satisfied": 103}, "收回数不能大于发放数"),
        ({"satisfied": 99}, "合计117份，与收回118份不符"),
        ({"sent": 0, "returned": 0, "satisfied": 0, "fairly": 0, "dissatisfied": 0}, "大于0"),
        ({"sent": 10**10}, "发放数不能超过1000000份"),
    ):
        with pytest.raises(Refused, match=said):
            count_satisfaction(
                round_, version=0, held_on=today, counts=counts(**wrong), by=office.office
            )
    row = count_satisfaction(round_, version=0, held_on=today, counts=counts(), by=office.office)
    with pytest.raises(Refused, match="他人修改"):
        count_satisfaction(round_, version=0, held_on=today, counts=counts(), by=office.office)
    row.fairly = 16
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


@pytest.mark.parametrize(
    "role", ["handler", "department_head", "leader", "secretary", "supervisor"]
)
def test_only_the_office_assesses(
    round_: Round, assessment: Assessment, office: Office, role: str
) -> None:
    by, today = office.people[role], clock.today()
    for act in (
        lambda: begin_assessment(round_, assessed_on=today, by=by),
        lambda: deduct(assessment, item=0, points=Decimal(1), reason="迟报", by=by),
        lambda: amend_assessment(
            assessment, version=assessment.version, changes={"note": "好"}, by=by
        ),
        lambda: set_scale(office.unit, version=0, name="表", items=USUAL_ITEMS, grades=FOUR, by=by),
        lambda: count_satisfaction(round_, version=0, held_on=today, counts=counts(), by=by),
    ):
        with pytest.raises(Refused, match="权限"):
            act()


def test_days_to_come_are_refused(round_: Round, assessment: Assessment, office: Office) -> None:
    tomorrow = clock.today() + timedelta(days=1)
    with pytest.raises(Refused, match="评估日期不能晚于今天"):
        begin_assessment(round_, assessed_on=tomorrow, by=office.office)
    with pytest.raises(Refused, match="评估日期不能晚于今天"):
        amend_assessment(
            assessment,
            version=assessment.version,
            changes={"assessed_on": tomorrow},
            by=office.office,
        )
    with pytest.raises(Refused, match="测评日期不能晚于今天"):
        count_satisfaction(round_, version=0, held_on=tomorrow, counts=counts(), by=office.office)


def test_the_pages(round_: Round, office: Office) -> None:
    client, url = signed_in(office.office), f"/rounds/{round_.pk}/assessment/"
    today = clock.today().isoformat()
    assert (
        client.post(f"{url}begin/", {"assessed_on": today, "assessor": "县委巡察办"}).status_code
        == 302
    )
    fresh = client.get(url).content.decode()
    assert "未评估" in fresh
    assert "100分" not in fresh
    assert "评定为" not in fresh
    steps = client.get(f"/rounds/{round_.pk}/").content.decode()
    assert "未评估" in steps
    off = {"item": 2, "points": "4.5", "reason": "2项措施超期完成"}
    assert client.post(f"{url}deductions/", off).status_code == 302
    refused = client.post(f"{url}deductions/", off | {"points": "59", "reason": "x"})
    assert (refused.status_code, "只剩55.5分" in refused.content.decode()) == (422, True)
    voices = counts() | {"held_on": today, "version": 0}
    voices_url = f"/rounds/{round_.pk}/satisfaction/"
    assert "与收回118份不符" in client.post(voices_url, voices | {"fairly": 1}).content.decode()
    assert client.post(voices_url, voices).status_code == 302
    page = signed_in(office.supervisor).get(url).content.decode()
    assert "合计95.5分，达到90分，评定为“好”" in page
    assert "扣4.5分：2项措施超期完成" in page
    assert "84.75%" in page
    assert "/deductions/" not in page
    row = Assessment.objects.get()
    sent = {
        "assessor": "县委巡察办",
        "assessed_on": today,
        "note": "整改扎实。",
        "version": row.version,
    }
    assert client.post(f"{url}edit/", sent).status_code == 302
    assert "他人已修改" in client.post(f"{url}edit/", sent).content.decode()
    deduction = Deduction.objects.get()
    assert client.post(f"/deductions/{deduction.pk}/withdraw/").status_code == 302
    other = signed_in(make_office("bh", "碧湖县水务局党组").office)
    assert other.post(f"/deductions/{deduction.pk}/withdraw/").status_code == 404
    assert Satisfaction.objects.get().returned == 118


def test_the_table_is_written_as_lines(round_: Round, office: Office) -> None:
    client, url = signed_in(office.office), f"/rounds/{round_.pk}/assessment/scale/"
    sent = {
        "name": "评分表",
        "items": "措施落实 70分\n长效机制：29.5\n满意度 0.5",
        "grades": "优秀 90\n不合格 0",
        "version": 0,
    }
    unread = client.post(url, sent | {"items": "措施落实七十"})
    assert "“措施落实七十”无法识别" in unread.content.decode()
    wrong = client.post(url, sent | {"items": "措施落实 70"})
    assert "现为70分" in wrong.content.decode()
    assert "措施落实 70" in wrong.content.decode()
    assert client.post(url, sent).status_code == 302
    assert [item["points"] for item in Scale.objects.get().items] == [70, "29.5", "0.5"]
    page = client.get(url).content.decode()
    assert "长效机制 29.5" in page


def test_of_two_who_count_the_voices_the_second_sees_both_and_the_day_stays(
    round_: Round, office: Office
) -> None:
    day = clock.today() - timedelta(days=9)
    count_satisfaction(round_, version=0, held_on=day, counts=counts(), by=office.office)
    client = signed_in(office.office)
    page = client.get(f"/rounds/{round_.pk}/assessment/").content.decode()
    assert f'value="{day.isoformat()}"' in page
    url = f"/rounds/{round_.pk}/satisfaction/"
    sent = counts(satisfied=99, fairly=16) | {"held_on": day.isoformat(), "version": 0}
    answer = client.post(url, sent)
    page = answer.content.decode()
    assert (answer.status_code, Satisfaction.objects.get().fairly) == (422, 15)
    for words in ("他人已保存的", 'data-value="15"', 'name="version" value="1"'):
        assert words in page
    assert client.post(url, sent | {"version": 1}).status_code == 302
    assert Satisfaction.objects.get().fairly == 16


def test_a_table_without_deductions_is_confirmed_by_the_general_remark(
    round_: Round, assessment: Assessment, office: Office
) -> None:
    client, url = signed_in(office.office), f"/rounds/{round_.pk}/assessment/"
    assert "填写综合评价后" in client.get(url).content.decode()
    assert "整改办尚未登记评分" in signed_in(office.supervisor).get(url).content.decode()
    amend_assessment(
        assessment, version=assessment.version, changes={"note": "整改扎实。"}, by=office.office
    )
    page = client.get(url).content.decode()
    assert "未评估" not in page
    assert "合计100分，达到90分，评定为“好”" in page
