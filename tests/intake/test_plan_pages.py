"""Mends of a plan through its page: each alone, two at once, refused, without htmx too."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from rectify.intake.models import Paper
from rectify.people.models import Alias
from rectify.people.operations import teach_alias
from rectify.rounds.models import Round
from rectify.web.planforms import RowForm, row_facts
from tests.factories import Office, make_office, signed_in
from tests.intake.giving import (
    LEDGER,
    REPORT,
    given,
    given_file,
    plan_in,
    row,
    workbook,
)


@pytest.fixture
def client(office: Office) -> Client:
    return signed_in(office.office)


@pytest.fixture
def paper(office: Office, round_: Round) -> Paper:
    return given(office, round_, REPORT)


def fresh(paper: Paper) -> Paper:
    return Paper.objects.get(pk=paper.pk)


def sent(client: Client, url: str, facts: dict[str, Any], at: str = "") -> Any:
    """A form sent by htmx from the page `at`."""
    headers = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{at}"}
    return client.post(url, facts, headers=headers)


def typed(paper: Paper, row_id: str, **changed: Any) -> dict[str, Any]:
    """What the form of a row sends back, with changes."""
    planned = row(paper, row_id)
    facts: dict[str, Any] = {
        "version": planned.version,
        "title": planned.title,
        "path": planned.place,
        "number": planned.number,
        "status": planned.status,
        "pace": planned.pace,
    }
    for measure in planned.measures:
        facts |= {f"{measure.id}-text": measure.text, f"{measure.id}-keep": "on"}
    return facts | changed


def test_a_row_is_left_out_and_taken_in_again(client: Client, paper: Paper) -> None:
    url = f"/papers/{paper.pk}/issues/i1/keep/"
    answer = sent(client, url, {}).content.decode()
    assert not row(fresh(paper), "i1").keep
    assert "is-left-out" in answer
    assert "不导入" in answer
    sent(client, url, {"keep": "1"})
    assert row(fresh(paper), "i1").keep


@pytest.mark.parametrize("at", ["9" * 5000, "²", "-1", ""])
def test_a_place_that_is_none_and_an_address_that_is_none_are_told_as_ever(
    client: Client, paper: Paper, at: str
) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": "http://["}
    facts = {"how": "text", "at": at, "title": "学习次数不足", "version": 1}
    answer = client.post(f"/papers/{paper.pk}/issues/i1/reshape/", facts, headers=headers)
    assert answer.status_code in {409, 422}
    assert "请选择第二句及以后的一句作为新问题的开头" in answer.content.decode()
    kept = client.post(f"/papers/{paper.pk}/issues/i1/keep/", {}, headers=headers)
    assert kept.status_code == 200
    assert not row(fresh(paper), "i1").keep


def test_a_row_is_mended_in_place_and_the_tree_comes_back(client: Client, paper: Paper) -> None:
    url = f"/papers/{paper.pk}/issues/i1/"
    form = client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert 'name="i1m2-text"' in form
    facts = typed(paper, "i1", title="理论学习流于形式", words="2027年3月底前", lead="财务科")
    facts |= {"i1m1-persons": "何安平", "i1m1-due_on": "2027-02-01", "added-text": "建立学习台账"}
    response = sent(client, url, facts)
    assert response.status_code == 200
    mended = row(fresh(paper), "i1")
    assert (mended.title, mended.version) == ("理论学习流于形式", 2)
    assert mended.due is not None
    assert mended.due.on == "2027-03-31"
    assert mended.duty is not None
    assert mended.duty.lead == ["财务科"]
    assert [m.text for m in mended.measures][-1] == "建立学习台账"
    assert mended.measures[0].duty is not None
    assert mended.measures[0].duty.persons == ["何安平"]
    assert "理论学习流于形式" in response.content.decode()


def test_an_untouched_form_changes_nothing(client: Client, office: Office, round_: Round) -> None:
    paper = given_file(office, round_, workbook(LEDGER))
    before = plan_in(paper).issues
    client.get(f"/papers/{paper.pk}/issues/i1/")
    facts = {k: v for k, v in row_facts(row(paper, "i1")).items() if v not in (None, False)}
    form = RowForm(row(paper, "i1"), facts)
    assert form.is_valid(), form.errors
    sent(client, f"/papers/{paper.pk}/issues/i1/", facts)
    after = plan_in(fresh(paper)).issues
    before[0].version, before[0].mended = after[0].version, after[0].mended
    assert after == before


def test_an_empty_title_is_refused_beside_the_field_and_what_was_typed_is_kept(
    client: Client, paper: Paper
) -> None:
    facts = typed(paper, "i1", title="", number="一之一")
    response = sent(client, f"/papers/{paper.pk}/issues/i1/", facts)
    page = response.content.decode()
    assert response.status_code == 422
    assert response["HX-Retarget"] == "#i1-open"
    assert "请填写问题" in page
    assert 'value="一之一"' in page


def test_of_two_who_mend_one_row_the_second_sees_both_texts_and_loses_neither(
    client: Client, office: Office, paper: Paper
) -> None:
    url = f"/papers/{paper.pk}/issues/i1/"
    mine, theirs = typed(paper, "i1", title="我的标题"), typed(paper, "i1", title="他人的标题")
    assert sent(client, url, theirs).status_code == 200
    response = sent(client, url, mine)
    page = response.content.decode()
    assert response.status_code == 422
    assert "我的标题" in page
    assert "他人的标题" in page
    assert row(fresh(paper), "i1").title == "他人的标题"
    version = re.search(r'name="version" value="(\d+)"', page)
    assert version is not None
    again = mine | {"version": version[1]}
    assert sent(client, url, again).status_code == 200
    assert row(fresh(paper), "i1").title == "我的标题"


def test_two_who_mend_different_rows_both_succeed(client: Client, paper: Paper) -> None:
    first, second = typed(paper, "i1", title="甲"), typed(paper, "i2", title="乙")
    assert sent(client, f"/papers/{paper.pk}/issues/i1/", first).status_code == 200
    assert sent(client, f"/papers/{paper.pk}/issues/i2/", second).status_code == 200
    assert [r.title for r in plan_in(fresh(paper)).issues[:2]] == ["甲", "乙"]


def test_issues_are_merged_and_parted_through_the_page(client: Client, paper: Paper) -> None:
    url = f"/papers/{paper.pk}/issues/i1/reshape/"
    form = client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert "合并到另一个问题" in form
    refused = sent(client, url, {"how": "measure", "at": "i1m2", "title": "", "version": 1})
    assert refused.status_code == 422
    assert "新问题的标题" in refused.content.decode()
    sent(client, url, {"how": "measure", "at": "i1m2", "title": "学习\0次数不足", "version": 1})
    plan = plan_in(fresh(paper))
    assert [r.title for r in plan.issues[:2]] == ["理论学习中心组学习走过场", "学习次数不足"]
    into = {"how": "merge", "into": "i1", "version": plan.issues[1].version}
    sent(client, f"/papers/{paper.pk}/issues/{plan.issues[1].id}/reshape/", into)
    assert len(plan_in(fresh(paper)).issues) == 4
    stale = sent(client, url, {"how": "measure", "at": "i1m2", "title": "甲", "version": 1})
    assert "他人修改" in stale.content.decode()


def test_a_name_is_taught_and_remembered_through_the_page(
    client: Client, office: Office, round_: Round
) -> None:
    paper = given_file(office, round_, workbook([(*LEDGER[0][:5], "财审股", "")]))
    page = client.get(f"/papers/{paper.pk}/").content.decode()
    assert "未对应到本单位的人员和部门" in page
    facts = {"name": "department:财审股", "choice": f"department:{office.finance.pk}"}
    answer = sent(client, f"/papers/{paper.pk}/name/", facts).content.decode()
    assert "财审股对应到" not in answer
    assert Alias.objects.get().department == office.finance
    sent(client, f"/papers/{paper.pk}/name/", {"name": "person:何安平", "choice": "new"})
    assert plan_in(fresh(paper)).unknown[0].choice == "new"
    listed = client.get(f"/rounds/{round_.pk}/papers/").content.decode()
    assert "财审股" in listed
    client.post(f"/rounds/{round_.pk}/aliases/{Alias.objects.get().pk}/forget/")
    assert Alias.objects.get().ended_on is not None


def test_all_names_left_are_created_with_one_click(
    client: Client, office: Office, round_: Round
) -> None:
    rows = [
        (*LEDGER[0][:4], "何安平、郑怀远", "后勤股", ""),
        (*LEDGER[2][:4], "郑怀远", "财审股", ""),
    ]
    paper = given_file(office, round_, workbook(rows))
    url = f"/papers/{paper.pk}/name/"
    sent(client, url, {"name": "department:财审股", "choice": "leave"})
    page = sent(client, url, {"name": "rest", "choice": "new"}).content.decode()
    assert "均已选择" in page
    assert {n.name: n.choice for n in plan_in(fresh(paper)).unknown} == {
        "何安平": "new",
        "郑怀远": "new",
        "后勤股": "new",
        "财审股": "leave",
    }
    refused = sent(client, url, {"name": "rest", "choice": "kill"})
    assert refused.status_code == 200


def test_words_typed_into_a_plan_tell_their_day_by_the_papers_own_feedback_day(
    client: Client, office: Office
) -> None:
    round_ = office.round(feedback_on=None, inspected_from=None, inspected_to=None)
    told = "2026年6月18日，县委第一巡察组向青山县档案馆党组反馈了巡察意见。\n"
    paper = given(office, round_, REPORT.replace("\n", f"\n{told}", 1))
    asked = {"control": "i1_due_on", "name": "words", "words": "三个月内"}
    hint = client.get(f"/papers/{paper.pk}/day/", asked).content.decode()
    assert "按原文应为2026-09-18（自反馈日起算）" in hint
    assert 'data-means="i1_due_on"' in hint
    assert not client.get(f"/papers/{paper.pk}/day/", asked | {"words": " "}).content.strip()
    sent(client, f"/papers/{paper.pk}/issues/i1/", typed(paper, "i1", words="三个月内"))
    due = row(fresh(paper), "i1").due
    assert due is not None
    assert (due.on, due.counted) == ("2026-09-18", "from_feedback")
    facts = typed(fresh(paper), "i1", words="三个月内", due_on="")
    sent(client, f"/papers/{paper.pk}/issues/i1/", facts)
    due = row(fresh(paper), "i1").due
    assert due is not None
    assert (due.words, due.on) == ("三个月内", None)


def test_a_name_cannot_be_taught_to_mean_another_units_department(
    client: Client, office: Office, round_: Round
) -> None:
    other = make_office("bh", "碧湖县水务局党组")
    paper = given_file(office, round_, workbook([(*LEDGER[0][:5], "财审股", "")]))
    facts = {"name": "department:财审股", "choice": f"department:{other.finance.pk}"}
    response = client.post(f"/papers/{paper.pk}/name/", facts)
    assert response.status_code == 409
    assert not Alias.objects.exists()


def test_another_units_alias_does_not_exist_here(
    client: Client, office: Office, round_: Round
) -> None:
    other = make_office("bh", "碧湖县水务局党组")
    alias = teach_alias(other.unit, name="财审股", department=other.finance, by=None)
    response = client.post(f"/rounds/{round_.pk}/aliases/{alias.pk}/forget/")
    assert response.status_code == 404


def test_columns_are_taken_otherwise_through_the_page(
    client: Client, office: Office, round_: Round
) -> None:
    paper = given_file(office, round_, workbook(LEDGER))
    assert "各栏的含义" in client.get(f"/papers/{paper.pk}/").content.decode()
    columns = {f"column-{c.index}": c.meaning for c in plan_in(paper).tables[0].columns}
    facts = columns | {"column-4": "aside", "table": "0", "version": paper.version}
    response = sent(client, f"/papers/{paper.pk}/columns/", facts)
    assert response.status_code == 200
    assert row(fresh(paper), "i1").further == {"责任领导": "何安平"}
    stale = sent(client, f"/papers/{paper.pk}/columns/", facts | {"column-4": "person"})
    assert stale.status_code == 409
    assert "他人刚刚修改过" in stale.content.decode()
    wrong = sent(client, f"/papers/{paper.pk}/columns/", {"table": "7", "version": 1})
    assert "列出的含义" in wrong.content.decode()


def test_a_confirmed_plan_can_no_longer_be_mended(client: Client, paper: Paper) -> None:
    client.post(f"/papers/{paper.pk}/confirm/", {"version": paper.version})
    response = sent(client, f"/papers/{paper.pk}/issues/i1/keep/", {})
    assert response.status_code == 409
    assert "已经导入台账" in response.content.decode()
    page = client.get(f"/papers/{paper.pk}/").content.decode()
    assert "撤销这次导入" in page
    assert "拆分合并" not in page


def test_without_htmx_every_act_leads_back_to_the_page(client: Client, paper: Paper) -> None:
    kept = client.post(f"/papers/{paper.pk}/issues/i1/keep/", {})
    assert kept["Location"] == f"/papers/{paper.pk}/#i1"
    form = client.get(f"/papers/{paper.pk}/issues/i1/")
    assert form.status_code == 200
    assert "<html" in form.content.decode()
    saved = client.post(f"/papers/{paper.pk}/issues/i1/", typed(fresh(paper), "i1", title="甲"))
    assert saved.status_code == 302


def test_a_row_that_is_not_there_is_a_404(client: Client, paper: Paper) -> None:
    assert client.get(f"/papers/{paper.pk}/issues/i99/").status_code == 404
    gone = sent(client, f"/papers/{paper.pk}/issues/i99/keep/", {})
    assert "已不在识别结果中" in gone.content.decode()
