"""Rows that open inside the ledger: who may, what is saved, what is refused, what two at once see."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from rectify.deadlines.models import Deadline
from rectify.deadlines.operations import set_deadline
from rectify.issues.models import Category, Issue
from rectify.issues.operations import amend_issue, create_category
from rectify.kernel import clock
from rectify.measures.models import Measure, Task
from rectify.measures.operations import amend_measure
from rectify.people.models import Person
from rectify.people.operations import amend_person, create_person
from rectify.rounds.models import Round
from rectify.trail.models import Event
from tests.factories import Office, make_office, signed_in
from tests.ledger.pages import ask, listed, options, rows, typed

pytestmark = pytest.mark.django_db

FEEDBACK = date(2026, 9, 12)


@pytest.fixture
def office() -> Office:
    return make_office()


@pytest.fixture
def round_(office: Office) -> Round:
    return office.round(feedback_on=FEEDBACK, inspected_from=None, inspected_to=None)


@pytest.fixture
def issue(office: Office, round_: Round) -> Issue:
    return office.issue(round_, "账实不符", cause="管理松散", lead_leader=office.leader)


@pytest.fixture
def measure(office: Office, issue: Issue) -> Measure:
    return office.measure(issue, "清查资产", due_on=date(2026, 12, 31))


def edit(person: Person, row: Issue | Measure, at: str = "/", **changes: Any) -> Any:
    """Open the row, change some fields, save."""
    kind = "issues" if isinstance(row, Issue) else "measures"
    url = f"/{kind}/{row.pk}/edit/"
    opened = ask(person, url, at=at)
    assert opened.status_code == 200
    return ask(person, url, typed(opened.content.decode()) | changes, at=at)


# --- opening ---------------------------------------------------------------------------------


def test_the_office_opens_a_row_with_everything_in_its_fields(
    office: Office, measure: Measure
) -> None:
    amend_measure(
        measure,
        version=measure.version,
        changes={"target": "账实相符"},
        assisting=[office.personnel],
        responsible=[office.handler, office.department_head],
        by=office.office,
    )
    opened = ask(office.office, f"/measures/{measure.pk}/edit/").content.decode()
    assert typed(opened) == {
        "version": "2",
        "deadline_version": "1",
        "number": "",
        "text": "清查资产",
        "lead_department": str(office.finance.pk),
        "responsible_leader": "",
        "supervising_leader": "",
        "responsible": f"{office.handler.name}、{office.department_head.name}",
        "assisting": [str(office.personnel.pk)],
        "words": "",
        "due_on": "2026-12-31",
        "target": "账实相符",
        "involved_units": "",
    }


def test_who_may_not_edit_opens_the_row_to_read(
    office: Office, issue: Issue, measure: Measure
) -> None:
    for person in (office.handler, office.department_head, office.secretary, office.supervisor):
        details = ask(person, f"/issues/{issue.pk}/row/").content.decode()
        assert "管理松散" in details
        assert "财务管理" in details
        assert "<input" not in details
        assert "清查资产" in ask(person, f"/measures/{measure.pk}/row/").content.decode()
        for url in (f"/issues/{issue.pk}/edit/", f"/measures/{measure.pk}/edit/"):
            assert ask(person, url).status_code == 404
            assert ask(person, url, {"title": "改", "text": "改"}).status_code == 404
    issue.refresh_from_db()
    assert issue.title == "账实不符"


def test_details_asked_for_by_a_plain_link_are_the_page_itself(
    office: Office, issue: Issue, measure: Measure
) -> None:
    client = signed_in(office.handler)
    assert client.get(f"/issues/{issue.pk}/row/")["Location"] == f"/issues/{issue.pk}/"
    assert client.get(f"/measures/{measure.pk}/row/")["Location"] == f"/measures/{measure.pk}/"


def test_a_department_does_not_find_another_departments_row(office: Office, issue: Issue) -> None:
    hidden = office.measure(issue, lead_department=office.personnel)
    assert ask(office.handler, f"/measures/{hidden.pk}/row/").status_code == 404


def test_another_unit_finds_none_of_it(
    office: Office, round_: Round, issue: Issue, measure: Measure
) -> None:
    other = make_office("bh", "碧湖县水务局党组")
    before = Event.objects.exclude(act="access.refused").count()
    urls = [
        f"/issues/{issue.pk}/row/",
        f"/measures/{measure.pk}/row/",
        f"/issues/{issue.pk}/edit/",
        f"/measures/{measure.pk}/edit/",
        f"/issues/{issue.pk}/measures/new/",
        f"/rounds/{round_.pk}/issues/new/",
        f"/rounds/{round_.pk}/categories/new/",
        f"/rounds/{round_.pk}/deadline-hint/?words=立行立改",
    ]
    for person in other.people.values():
        for url in urls:
            assert ask(person, url).status_code == 404
            assert ask(person, url, {"title": "改", "text": "改"}).status_code in {404, 405}
    assert Event.objects.exclude(act="access.refused").count() == before


# --- saving ----------------------------------------------------------------------------------


def test_a_saved_issue_comes_back_as_its_rows_marked(
    office: Office, issue: Issue, measure: Measure
) -> None:
    answer = edit(office.office, issue, title="账实不符、\r\n盘点不严", pace="immediate")
    assert answer.status_code == 200
    page = answer.content.decode()
    assert listed(page) == ["1 账实不符、 盘点不严", "1.1 清查资产"]
    assert f'class="row-issue is-chosen" id="i{issue.pk}"' in page
    issue.refresh_from_db()
    assert (issue.title, issue.pace, issue.cause) == (
        "账实不符、\n盘点不严",
        "immediate",
        "管理松散",
    )
    event = Event.objects.latest("position")
    assert (event.act, event.actor_name) == ("issue.amended", office.office.name)


def test_a_saved_measure_has_its_people_and_its_deadline(office: Office, measure: Measure) -> None:
    answer = edit(
        office.office,
        measure,
        text="逐件清查资产",
        lead_department=str(office.personnel.pk),
        responsible_leader=str(office.leader.pk),
        assisting=[str(office.finance.pk)],
        responsible=f"{office.handler.name}，{office.department_head.name}",
        words="11月底前，并长期坚持",
        due_on="2026-11-30",
        long_term="on",
    )
    row = rows(answer.content.decode())[1]
    assert row[1] == "逐件清查资产"
    assert row[4] == "人事科 未认领 配合：财务科"
    assert row[6] == "2026-11-30 11月底前，并长期坚持"
    measure.refresh_from_db()
    people = [one.person for one in measure.responsibles.filter(ended_on=None)]
    assert people == [office.handler, office.department_head]
    assert Deadline.objects.get(measure=measure).long_term


def test_saving_without_a_change_leaves_no_version_and_no_event(
    office: Office, issue: Issue, measure: Measure
) -> None:
    issue.text, issue.cause = "原文一\n原文二", "原因一\n原因二"
    issue.save()
    events = Event.objects.count()
    for row in (issue, measure):
        version = row.version
        assert edit(office.office, row).status_code == 200
        row.refresh_from_db()
        assert row.version == version
    assert Event.objects.count() == events


def test_every_fact_of_an_issue_can_be_changed(office: Office, issue: Issue, round_: Round) -> None:
    target = create_category(round_, title="选人用人", by=None)
    changes = {
        "source": "self_found",
        "lead_department": str(office.personnel.pk),
        "lead_leader": str(office.secretary.pk),
        "stated": "in_progress",
        "status_words": "正在推进",
        "cause": "制度不全",
        "target": "建章立制",
        "wider_check": "排查同类问题",
        "category": str(target.pk),
    }
    edit(office.office, issue, **changes)
    issue.refresh_from_db()
    told = {
        name: str(getattr(issue, f"{name}_id", None) or getattr(issue, name)) for name in changes
    }
    assert told == changes


def test_an_issue_moved_elsewhere_is_shown_where_it_now_stands(
    office: Office, issue: Issue, round_: Round
) -> None:
    target = create_category(round_, title="选人用人", by=None)
    answer = edit(office.office, issue, category=str(target.pk))
    expected = f"/rounds/{round_.pk}/ledger/?at={issue.pk}&changed="
    assert answer["HX-Redirect"].startswith(expected)
    assert answer["HX-Redirect"].endswith(f"#i{issue.pk}")


def test_a_measure_that_no_longer_fits_the_filters_stays_until_the_page_is_left(
    office: Office, issue: Issue, measure: Measure
) -> None:
    office.measure(issue, "别的措施")
    at = f"/rounds/{issue.round_id}/ledger/?of=measures&q=清查"
    answer = edit(office.office, measure, at=at, text="盘点")
    assert listed(answer.content.decode()) == ["1 账实不符", "1.1 盘点"]


def test_a_task_can_be_chosen_where_the_issue_has_tasks(
    office: Office, issue: Issue, measure: Measure
) -> None:
    Task(issue=issue, text="摸清家底").save()
    foreign = Task(issue=office.issue(issue.round, "别的问题"), text="别的任务")
    foreign.save()
    opened = ask(office.office, f"/measures/{measure.pk}/edit/").content.decode()
    assert options(opened, "task") == ["无", "摸清家底"]
    assert edit(office.office, measure, task=str(foreign.pk)).status_code == 422


def test_by_a_plain_form_the_same_is_saved_and_leads_to_the_issue(
    office: Office, issue: Issue, measure: Measure
) -> None:
    client = signed_in(office.office)
    url = f"/measures/{measure.pk}/edit/"
    page = client.get(url).content.decode()
    assert "编辑措施1.1" in page
    answer = client.post(url, typed(page.split('<form class="form"')[1]) | {"text": "盘点"})
    assert answer["Location"] == f"/issues/{issue.pk}/#m{measure.pk}"
    refused = client.post(url, {"text": ""})
    assert refused.status_code == 422
    assert "请填写整改措施。" in refused.content.decode()


# --- refusing --------------------------------------------------------------------------------


def test_what_is_missing_is_said_beside_its_field_and_the_rest_is_kept(
    office: Office, issue: Issue
) -> None:
    answer = edit(office.office, issue, title="", cause="写了很久的原因")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "请填写问题。" in page
    assert f'aria-describedby="i{issue.pk}_title_error"' in page
    assert typed(page)["cause"] == "写了很久的原因"
    assert answer["HX-Retarget"] == f"#open-i{issue.pk}"
    assert answer["HX-Reswap"] == "outerHTML"
    assert f'id="open-i{issue.pk}"' in page


def test_a_refused_deadline_leaves_the_row_as_it_was_too(office: Office, measure: Measure) -> None:
    answer = edit(office.office, measure, text="改过的措施", due_on="2026-09-11")
    assert answer.status_code == 422
    assert "到期日不能早于反馈日。" in answer.content.decode()
    assert typed(answer.content.decode())["text"] == "改过的措施"
    measure.refresh_from_db()
    assert measure.text == "清查资产"


def test_a_deadline_cannot_be_made_to_say_nothing(office: Office, measure: Measure) -> None:
    answer = edit(office.office, measure, due_on="")
    assert "请填写到期日，或注明长期坚持。" in answer.content.decode()


@pytest.mark.parametrize(
    ("field", "of"),
    [
        ("lead_department", "department"),
        ("assisting", "department"),
        ("responsible_leader", "person"),
    ],
)
def test_departments_and_people_of_another_unit_cannot_be_chosen(
    office: Office, measure: Measure, field: str, of: str
) -> None:
    other = make_office("bh", "碧湖县水务局党组")
    foreign = other.finance.pk if of == "department" else other.leader.pk
    opened = ask(office.office, f"/measures/{measure.pk}/edit/").content.decode()
    assert other.leader.name not in opened
    assert edit(office.office, measure, **{field: str(foreign)}).status_code == 422


def test_a_category_of_another_round_cannot_be_chosen(office: Office, issue: Issue) -> None:
    foreign = create_category(office.round(name="另一轮"), title="别的", by=None)
    assert edit(office.office, issue, category=str(foreign.pk)).status_code == 422


def test_a_name_that_nobody_bears_is_said(office: Office, measure: Measure) -> None:
    answer = edit(office.office, measure, responsible=f"{office.handler.name}、查无此人")
    assert "本单位没有“查无此人”，请核对姓名，或请系统管理员添加人员。" in answer.content.decode()
    assert typed(answer.content.decode())["responsible"] == f"{office.handler.name}、查无此人"


def test_two_of_one_name_are_told_apart(office: Office, measure: Measure) -> None:
    for department in (office.finance, office.personnel):
        create_person(office.unit, name="李敏", department=department, by=None)
    answer = edit(office.office, measure, responsible="李敏")
    assert "本单位有2名“李敏”，请写明是哪一位：李敏（财务科）、李敏（人事科）。" in (
        answer.content.decode()
    )
    assert edit(office.office, measure, responsible="李敏（人事科）").status_code == 200
    opened = ask(office.office, f"/measures/{measure.pk}/edit/").content.decode()
    assert typed(opened)["responsible"] == "李敏（人事科）"


def test_who_has_left_stays_named_until_somebody_changes_it(
    office: Office, measure: Measure
) -> None:
    edit(office.office, measure, responsible=office.handler.name)
    gone = Person.objects.get(pk=office.handler.pk)
    amend_person(gone, version=gone.version, changes={"is_active": False}, by=None)
    assert edit(office.office, measure, text="盘点").status_code == 200
    assert edit(office.office, measure, responsible="").status_code == 200
    assert edit(office.office, measure, responsible=gone.name).status_code == 422


# --- two at once -----------------------------------------------------------------------------


def test_of_two_the_second_sees_both_texts_and_then_saves_his(office: Office, issue: Issue) -> None:
    url = f"/issues/{issue.pk}/edit/"
    mine = typed(ask(office.office, url).content.decode()) | {"title": "我写的"}
    amend_issue(issue, version=issue.version, changes={"title": "他写的"}, by=office.office)
    answer = ask(office.office, url, mine)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "他人已修改并保存了这条记录" in page
    assert '<p class="conflict-text">我写的</p>' in page
    assert '<p class="conflict-text">他写的</p>' in page
    issue.refresh_from_db()
    assert issue.title == "他写的"
    assert typed(page)["title"] == "我写的"
    assert ask(office.office, url, typed(page)).status_code == 200
    issue.refresh_from_db()
    assert issue.title == "我写的"


def test_why_it_is_changed_is_not_told_as_something_that_the_other_saved(
    office: Office, issue: Issue
) -> None:
    Round.objects.filter(pk=issue.round_id).update(planned_at=clock.now())
    url = f"/issues/{issue.pk}/edit/"
    mine = typed(ask(office.office, url).content.decode())
    mine |= {"title": "我写的", "reason": "经党组会研究"}
    changes = {"title": "他写的"}
    amend_issue(issue, version=issue.version, changes=changes, reason="他的理由", by=office.office)
    page = ask(office.office, url, mine).content.decode()
    assert '<p class="conflict-text">他写的</p>' in page
    assert '<p class="conflict-text">经党组会研究</p>' not in page
    assert typed(page)["reason"] == "经党组会研究"


def test_of_two_dates_the_second_person_sees_both(office: Office, measure: Measure) -> None:
    url = f"/measures/{measure.pk}/edit/"
    mine = typed(ask(office.office, url).content.decode()) | {"due_on": "2026-12-20"}
    set_deadline(measure, due_on=date(2026, 12, 10), by=office.office)
    page = ask(office.office, url, mine).content.decode()
    assert '<p class="conflict-text">2026-12-20</p>' in page
    assert '<p class="conflict-text">2026-12-10</p>' in page
    assert Deadline.objects.get(measure=measure).due_on == date(2026, 12, 10)
    assert ask(office.office, url, typed(page)).status_code == 200
    assert Deadline.objects.get(measure=measure).due_on == date(2026, 12, 20)


def test_who_touches_only_the_words_does_not_put_back_an_old_date(
    office: Office, measure: Measure
) -> None:
    url = f"/measures/{measure.pk}/edit/"
    mine = typed(ask(office.office, url).content.decode()) | {"text": "盘点"}
    set_deadline(measure, due_on=date(2026, 12, 10), by=office.office)
    page = ask(office.office, url, mine)
    assert page.status_code == 422
    assert Deadline.objects.get(measure=measure).due_on == date(2026, 12, 10)


def test_a_form_without_its_version_overwrites_nothing(office: Office, issue: Issue) -> None:
    answer = ask(
        office.office,
        f"/issues/{issue.pk}/edit/",
        {"title": "改", "source": "feedback", "pace": "timed"},
    )
    assert answer.status_code == 422
    issue.refresh_from_db()
    assert issue.title == "账实不符"


# --- adding ----------------------------------------------------------------------------------


def test_an_issue_is_added_to_the_category_where_it_was_asked_for(
    office: Office, round_: Round, issue: Issue
) -> None:
    url = f"/rounds/{round_.pk}/issues/new/?category={issue.category_id}"
    form = typed(ask(office.office, url).content.decode())
    assert (form["category"], form["source"], form["pace"]) == (
        str(issue.category_id),
        "feedback",
        "timed",
    )
    facts = form | {"title": "新问题", "text": "原文", "words": "立行立改", "due_on": "2026-10-12"}
    answer = ask(office.office, url, facts)
    made = Issue.objects.get(title="新问题")
    assert (made.serial, made.category_id, made.text) == (2, issue.category_id, "原文")
    assert Deadline.objects.get(issue=made).counted == "immediate"
    assert answer["HX-Redirect"] == (
        f"/rounds/{round_.pk}/ledger/?at={made.pk}&changed=1#i{made.pk}"
    )


def test_a_refused_new_issue_keeps_what_was_typed_and_its_place(
    office: Office, round_: Round
) -> None:
    url = f"/rounds/{round_.pk}/issues/new/"
    answer = ask(office.office, url, {"title": "", "cause": "原因", "box": "1"})
    assert answer.status_code == 422
    assert answer["HX-Retarget"] == "#open-n"
    assert '<div class="row-open" id="open-n">' in answer.content.decode()
    assert typed(answer.content.decode())["cause"] == "原因"
    assert not Issue.objects.exists()


def test_a_measure_is_added_below_its_issue(office: Office, issue: Issue, measure: Measure) -> None:
    url = f"/issues/{issue.pk}/measures/new/"
    form = typed(ask(office.office, url).content.decode())
    assert form["responsible_leader"] == str(office.leader.pk)
    facts = form | {"text": "建章立制", "words": "长期坚持", "long_term": "on"}
    answer = ask(office.office, url, facts)
    assert listed(answer.content.decode()) == ["1 账实不符", "1.1 清查资产", "1.2 建章立制"]
    made = Measure.objects.get(text="建章立制")
    deadline = Deadline.objects.get(measure=made)
    assert (deadline.words, deadline.due_on, deadline.long_term) == ("长期坚持", None, True)
    assert made.responsible_leader_id == office.leader.pk


def test_a_measure_without_words_is_refused(office: Office, issue: Issue) -> None:
    answer = ask(office.office, f"/issues/{issue.pk}/measures/new/", {"text": " "})
    assert answer.status_code == 422
    assert "请填写整改措施。" in answer.content.decode()
    assert not Measure.objects.exists()


def test_a_category_is_added_below_another(office: Office, round_: Round) -> None:
    above = create_category(round_, title="聚焦主责主业", number="一、", by=None)
    url = f"/rounds/{round_.pk}/categories/new/"
    opened = ask(office.office, url).content.decode()
    assert options(opened, "parent") == ["无，作为一个方面", "一、聚焦主责主业"]
    facts = {"number": "（一）", "title": "决策不规范", "parent": str(above.pk)}
    answer = ask(office.office, url, facts)
    assert answer["HX-Redirect"] == f"/rounds/{round_.pk}/ledger/"
    assert Category.objects.get(title="决策不规范").parent_id == above.pk
    assert "请填写类别名称。" in ask(office.office, url, {"title": ""}).content.decode()


# --- the meaning of a deadline's words --------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("12月底前", "按原文应为2026-12-31（"),
        ("12月底前", "时限未写年份，按反馈日之后最近的年份计。"),
        ("立行立改", "按原文应为2026-10-12（"),
        ("反馈后1个月内", "按原文应为2026-10-12（"),
        ("集中整改期内", "按原文应为2026-12-12（"),
        ("2026年X月X日", "时限中有被遮盖的数字，不能确定日期。"),
        ("待新馆建成后", "时限以其他条件为前提，不能确定日期。"),
        ("长期坚持", "按原文不能确定日期，如需预警请填写到期日。"),
        ("长期坚持", "勾选长期坚持"),
    ],
)
def test_the_words_of_a_deadline_are_explained_and_nothing_is_set(
    office: Office, round_: Round, words: str, said: str
) -> None:
    url = f"/rounds/{round_.pk}/deadline-hint/"
    answer = signed_in(office.office).get(url, {"words": words, "row": "m7"})
    assert said in answer.content.decode()
    assert not Deadline.objects.exists()


def test_no_words_no_hint(office: Office, round_: Round) -> None:
    url = f"/rounds/{round_.pk}/deadline-hint/"
    answer = signed_in(office.office).get(url, {"words": "  ", "row": '"><script>'})
    assert answer.content.decode().strip() == ""


def test_a_row_with_words_and_no_date_opens_with_the_hint(office: Office, measure: Measure) -> None:
    set_deadline(measure, words="10月底前", due_on=None, by=None)
    opened = ask(office.office, f"/measures/{measure.pk}/edit/").content.decode()
    assert "按原文应为2026-10-31（" in opened
    assert f'data-take="m{measure.pk}_due_on" data-value="2026-10-31"' in opened


@pytest.mark.parametrize(
    ("words", "due_on", "counted"),
    [
        ("2026年12月20日前", "2026-12-20", "stated"),
        ("12月底前", "2026-12-31", "period_end"),
        ("3个月内", "2026-12-12", "from_feedback"),
        ("12月底前", "2026-12-25", "by_office"),
        ("", "2026-12-25", "by_office"),
        ("12月底前", "", "period_end"),
        ("2025年6月底前", "", "none"),
        ("待新馆建成后", "", "none"),
    ],
)
def test_how_a_date_was_come_by_is_kept(
    office: Office, issue: Issue, words: str, due_on: str, counted: str
) -> None:
    edit(office.office, issue, words=words, due_on=due_on)
    assert Deadline.objects.get(issue=issue).counted == counted
