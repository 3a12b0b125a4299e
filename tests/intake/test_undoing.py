"""An import taken back whole, as long as nothing has been built on it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Q

from rectify.closeout.operations import submit_measure
from rectify.deadlines.models import Deadline
from rectify.deadlines.operations import set_deadline
from rectify.deadlines.queries import overdue_issues, with_standing
from rectify.intake.enums import PaperState
from rectify.intake.models import Paper
from rectify.intake.operations import withdraw_paper
from rectify.intake.summary import summary_of
from rectify.issues.enums import Standing
from rectify.issues.models import Amendment, Category, Issue
from rectify.issues.operations import amend_issue, create_category
from rectify.kernel import clock
from rectify.kernel.problems import Refused
from rectify.measures.models import Assistance, Measure, Responsible, Task
from rectify.measures.operations import amend_measure, create_measure, log_progress
from rectify.measures.tasking import amend_task, create_task
from rectify.people.operations import create_person
from rectify.rounds.models import Round
from rectify.trail.models import Event
from tests.factories import Office, signed_in
from tests.intake.giving import (
    LEDGER,
    LETTER,
    REPORT,
    applied,
    confirmed,
    given,
    given_file,
    titles,
    workbook,
)


def undone(paper: Paper, office: Office) -> Paper:
    """The paper after its import was taken back."""
    return withdraw_paper(paper, version=paper.version, by=office.office)


def ledger_of(round_: Round) -> dict[str, Any]:
    """All that the ledger says, to compare before and after."""
    issues = with_standing(Issue.objects.filter(round=round_)).order_by("serial")
    facts = ("serial", "title", "stated", "status_words", "cause", "target", "category_id")
    measures = Measure.objects.filter(issue__round=round_).order_by("pk")
    dates = Deadline.objects.filter(Q(issue__in=issues) | Q(measure__in=measures))
    dates = dates.exclude(counted="withdrawn").order_by("pk")
    return {
        "issues": [tuple(getattr(issue, name) for name in facts) for issue in issues],
        "standings": [issue.standing_now for issue in issues],
        "measures": list(measures.values_list("text", "target", "standing", "lead_department")),
        "dates": list(dates.values_list("words", "due_on", "long_term")),
        "categories": list(Category.objects.filter(round=round_).values_list("title", flat=True)),
        "assisting": list(Assistance.objects.filter(ended_on=None).values_list("pk", flat=True)),
    }


def test_an_undone_import_leaves_the_ledger_as_it_was_and_keeps_every_row(
    office: Office, round_: Round
) -> None:
    paper = undone(confirmed(office, round_, REPORT), office)
    assert (titles(round_), Measure.objects.count(), Category.objects.count()) == ([], 0, 0)
    assert (paper.state, paper.withdrawn_by) == (PaperState.WITHDRAWN, office.office)
    assert Issue.with_withdrawn.filter(round=round_).count() == 4
    gone = Issue.with_withdrawn.get(round=round_, serial=1)
    assert gone.withdrawn_at is not None
    assert gone.withdrawn_by == office.office
    assert [v.history_type for v in gone.history.order_by("history_id")] == ["+", "~"]
    assert Measure.with_withdrawn.filter(issue=gone).count() == 2


def test_undoing_is_one_act_in_the_trail(office: Office, round_: Round) -> None:
    paper = confirmed(office, round_, REPORT)
    before = Event.objects.count()
    undone(paper, office)
    acts = Event.objects.order_by("position")[before:].values_list("act", flat=True)
    assert list(acts) == ["paper.withdrawn"]


def test_changed_rows_hold_again_what_they_held_before(office: Office, round_: Round) -> None:
    create_person(office.unit, name="何安平", by=None)
    applied(given_file(office, round_, workbook(LEDGER)), office)
    before = ledger_of(round_)
    rows = [list(row) for row in LEDGER]
    rows[0][3], rows[0][5], rows[1][6] = "修订学习制度并报备", "人事科", "2027年9月底前"
    rows.append([3, "财务管理", "公务接待审批不严", "补办手续", "何安平", "财务科", "立行立改"])
    newer = applied(given_file(office, round_, workbook(rows), "台账0918.xlsx"), office)
    assert ledger_of(round_) != before
    undone(newer, office)
    assert ledger_of(round_) == before


def test_what_a_report_said_of_the_letters_issues_is_taken_back_and_they_stay(
    office: Office, round_: Round
) -> None:
    confirmed(office, round_, LETTER)
    before = ledger_of(round_)
    undone(confirmed(office, round_, REPORT), office)
    assert ledger_of(round_) == before


def test_a_date_that_the_import_gave_a_known_issue_is_there_no_more(
    office: Office, round_: Round
) -> None:
    issue = office.issue(round_, "固定资产账实不符")
    text = "整改方案\n一、财务管理方面\n1.关于“固定资产账实不符”的问题。\n完成时限：2026年3月底前\n"
    paper = confirmed(office, round_, text)
    deadline = Deadline.objects.get(issue=issue)
    assert deadline.due_on is not None
    undone(paper, office)
    told = Deadline.objects.get(pk=deadline.pk)
    assert (told.due_on, told.words, told.counted) == (None, "", "withdrawn")
    assert not overdue_issues(Issue.objects.all(), date(2030, 1, 1)).exists()
    set_deadline(issue, due_on=clock.today() + timedelta(days=30), by=office.office)
    assert Deadline.objects.get(issue=issue).counted == "by_office"


def test_people_whom_the_import_brought_to_a_known_measure_leave_it(
    office: Office, round_: Round
) -> None:
    create_person(office.unit, name="何安平", by=None)
    heads = ("序号", "反馈具体问题", "整改措施", "配合部门", "责任人")
    first = workbook([(1, "账实不符", "清查固定资产", "", "")], heads)
    newer = workbook([(1, "账实不符", "清查固定资产并入账", "人事科", "何安平")], heads)
    applied(given_file(office, round_, first), office)
    paper = applied(given_file(office, round_, newer, "台账0918.xlsx"), office)
    assert (Assistance.objects.count(), Responsible.objects.count()) == (1, 1)
    undone(paper, office)
    assert Assistance.objects.get().ended_on == clock.today()
    assert Responsible.objects.get().ended_on == clock.today()


def test_facts_that_the_preamble_filled_in_are_taken_out_again(office: Office) -> None:
    round_ = office.round(inspector="", feedback_on=None, inspected_from=None, inspected_to=None)
    text = (
        "反馈意见\n根据县委统一部署，2026年3月5日至5月20日，县委第三巡察组对县档案馆党组进行了巡察，"
        "6月18日向县档案馆党组反馈了巡察意见。\n一、财务管理方面\n1.关于“固定资产账实不符”的问题。\n"
    )
    paper = confirmed(office, round_, text)
    round_.refresh_from_db()
    assert round_.feedback_on == date(2026, 6, 18)
    undone(paper, office)
    now = Round.objects.get(pk=round_.pk)
    assert (now.feedback_on, now.inspected_from) == (None, None)


def test_numbers_once_given_are_not_given_again(office: Office, round_: Round) -> None:
    undone(confirmed(office, round_, LETTER), office)
    confirmed(office, round_, LETTER)
    assert list(Issue.objects.values_list("serial", flat=True)) == [4, 5, 6]
    assert Category.objects.count() == 2


def test_a_category_under_which_something_else_stands_stays(office: Office, round_: Round) -> None:
    paper = confirmed(office, round_, LETTER)
    finance = Category.objects.get(title="财务管理方面")
    create_category(round_, title="资产管理", parent=finance, by=office.office)
    undone(paper, office)
    assert set(Category.objects.values_list("title", flat=True)) == {"财务管理方面", "资产管理"}


def test_two_imports_of_one_ledger_are_undone_one_after_the_other(
    office: Office, round_: Round
) -> None:
    first = confirmed(office, round_, LETTER)
    second = confirmed(office, round_, REPORT)
    with pytest.raises(Refused, match="不能撤销整份导入"):
        undone(first, office)
    undone(second, office)
    undone(first, office)
    assert titles(round_) == []


def progress(measure: Measure, office: Office) -> None:
    log_progress(
        measure, text="已清点库房", percent=30, happened_on=clock.today(), by=office.office
    )


def submission(measure: Measure, office: Office) -> None:
    office.evidence(measure)
    submit_measure(
        measure,
        proposed=Standing.PARTIAL,
        statement="已完成清查",
        completed_on=None,
        by=office.handler,
    )


BUILT = {
    "progress": (progress, "措施1.1"),
    "evidence": (lambda m, o: o.evidence(m), "措施1.1已有佐证材料"),
    "submission": (submission, "措施1.1"),
    "measure changed": (
        lambda m, o: amend_measure(m, version=m.version, changes={"target": "账实相符"}, by=None),
        "措施1.1已修改",
    ),
    "issue changed": (
        lambda m, o: amend_issue(
            m.issue, version=m.issue.version, changes={"cause": "重视不够"}, by=None
        ),
        "问题1已修改",
    ),
    "measure added": (
        lambda m, o: create_measure(m.issue, facts={"text": "建立台账"}, by=None),
        "问题1已修改",
    ),
    "task added": (lambda m, o: create_task(m.issue, text="清查", by=None), "问题1已有任务"),
    "date set": (
        lambda m, o: set_deadline(m, due_on=date(2027, 12, 1), by=None),
        "措施1.1时限已修改",
    ),
}


@pytest.mark.parametrize("built", BUILT)
def test_an_import_on_which_something_was_built_stays_and_says_what(
    office: Office, round_: Round, built: str
) -> None:
    paper = applied(given_file(office, round_, workbook(LEDGER[2:])), office)
    build, words = BUILT[built]
    measure = Measure.objects.get()
    measure.lead_department = office.finance
    build(Measure.objects.select_related("issue").get(), office)
    with pytest.raises(Refused, match="不能撤销整份导入") as refusal:
        undone(paper, office)
    assert words in str(refusal.value)
    assert len(titles(round_)) == 1


def test_progress_that_was_there_before_is_no_hindrance(office: Office, round_: Round) -> None:
    measure = office.measure(office.issue(round_, "固定资产账实不符"), "清查固定资产")
    progress(measure, office)
    paper = confirmed(office, round_, REPORT)
    undone(paper, office)
    assert titles(round_) == ["固定资产账实不符"]


def test_only_an_applied_paper_can_be_taken_back_and_only_once(
    office: Office, round_: Round
) -> None:
    paper = given(office, round_, LETTER)
    with pytest.raises(Refused, match="没有导入台账"):
        undone(paper, office)
    paper = undone(applied(paper, office), office)
    with pytest.raises(Refused, match="没有导入台账"):
        undone(paper, office)


def test_undoing_asks_for_the_version_and_the_permission(office: Office, round_: Round) -> None:
    paper = confirmed(office, round_, LETTER)
    with pytest.raises(Refused, match="他人修改"):
        withdraw_paper(paper, version=paper.version - 1, by=office.office)
    for person in (office.handler, office.secretary):
        with pytest.raises(Refused, match="权限"):
            withdraw_paper(paper, version=paper.version, by=person)


def test_nothing_can_be_built_on_what_was_taken_back(office: Office, round_: Round) -> None:
    paper = applied(given_file(office, round_, workbook(LEDGER)), office)
    measure = Measure.objects.select_related("issue__round").first()
    assert measure is not None
    undone(paper, office)
    with pytest.raises(Refused, match="已被撤回"):
        log_progress(measure, text="进展", percent=1, happened_on=clock.today(), by=None)
    with pytest.raises(Refused, match="权限"):
        progress(measure, office)


def test_an_undone_import_is_seen_by_nobody_on_any_page(office: Office, round_: Round) -> None:
    paper = applied(given_file(office, round_, workbook(LEDGER)), office)
    issue = Issue.objects.get(serial=1)
    measure = Measure.objects.filter(lead_department=office.finance).first()
    assert measure is not None
    undone(paper, office)
    for key in ("office", "handler", "secretary", "leader"):
        person = office.people[key]
        client = signed_in(person)
        assert client.get(f"/issues/{issue.pk}/").status_code == 404
        for path in (f"/measures/{measure.pk}/", f"/measures/{measure.pk}/gone/"):
            assert client.get(path).status_code == 404
        listed = client.get(f"/rounds/{round_.pk}/withdrawn/").content.decode()
        assert (measure.text in listed) is (key == "office")
        rows: Any = Issue.objects.all()
        assert not rows.visible_to(person).exists()
        measures: Any = Measure.objects.all()
        assert not measures.visible_to(person).exists()
    assert "0" in signed_in(office.office).get("/rounds/").content.decode()


def test_a_withdrawn_measure_gives_its_department_no_sight_of_the_issue(
    office: Office, round_: Round
) -> None:
    issue = office.issue(round_, "固定资产账实不符")
    text = (
        "整改方案\n一、财务管理\n1.关于“固定资产账实不符”的问题。\n整改措施：清查固定资产。\n"
        "责任部门：财务科\n完成时限：2027年3月底前\n"
    )
    paper = confirmed(office, round_, text)
    issue.refresh_from_db()
    rows: Any = Issue.objects.all()
    assert rows.visible_to(office.handler).count() == 1
    undone(paper, office)
    issue.refresh_from_db()
    assert issue.lead_department is None
    assert rows.visible_to(office.handler).count() == 0


def test_the_database_knows_who_withdrew_only_together_with_when(
    office: Office, round_: Round
) -> None:
    issue = office.issue(round_)
    issue.withdrawn_by = office.office
    with pytest.raises(IntegrityError), transaction.atomic():
        issue.save()


TASKS = ("序号", "反馈具体问题", "整改任务", "整改措施", "责任部门")


def with_tasks(office: Office, round_: Round) -> Any:
    """A ledger applied in which two measures stand under one task and a third under another."""
    rows = [
        (1, "账实不符", "摸清家底", "清查固定资产", "财务科"),
        ("", "", "摸清家底", "公示清查结果", "财务科"),
        ("", "", "建章立制", "修订管理办法", "财务科"),
    ]
    return applied(given_file(office, round_, workbook(rows, TASKS)), office)


def test_the_tasks_of_a_paper_stand_between_issue_and_measures(
    office: Office, round_: Round
) -> None:
    paper = with_tasks(office, round_)
    under = Measure.objects.order_by("serial").values_list("task__text", flat=True)
    assert list(under) == ["摸清家底", "摸清家底", "建章立制"]
    assert "新增任务2项" in summary_of(paper.outcome)
    undone(paper, office)
    assert not Task.objects.exists()
    assert Task.with_withdrawn.count() == 2


def test_a_task_that_was_changed_since_keeps_its_import(office: Office, round_: Round) -> None:
    paper = with_tasks(office, round_)
    task = Task.objects.get(text="建章立制")
    amend_task(task, version=task.version, text="完善制度", number="", by=office.office)
    with pytest.raises(Refused, match="问题1的任务已修改"):
        undone(paper, office)


def test_a_newer_paper_puts_its_measures_under_the_tasks_there_are(
    office: Office, round_: Round
) -> None:
    with_tasks(office, round_)
    rows = [
        (1, "账实不符", "摸清家底", "清查固定资产", "财务科"),
        ("", "", "摸清家底", "登记账外资产", "财务科"),
    ]
    newer = given_file(office, round_, workbook(rows, TASKS), "台账0918.xlsx")
    undone(applied(newer, office), office)
    assert Task.objects.count() == 2
    again = given_file(office, round_, workbook(rows, TASKS), "台账0919.xlsx")
    applied(again, office)
    assert Measure.objects.get(text="登记账外资产").task == Task.objects.get(text="摸清家底")
    assert Task.objects.count() == 2


def test_a_task_that_a_paper_adds_to_the_issued_plan_has_the_paper_for_its_reason(
    office: Office, round_: Round
) -> None:
    with_tasks(office, round_)
    round_.refresh_from_db()
    round_.planned_at, round_.planned_by = clock.now(), office.office
    round_.save_changes("planned_at", "planned_by")
    rows = [(1, "账实不符", "压实责任", "登记账外资产", "财务科")]
    applied(given_file(office, round_, workbook(rows, TASKS), "台账0918.xlsx"), office)
    of_issue = Amendment.objects.get(measure_serial=None)
    assert (of_issue.departure, of_issue.reason) == ("added", "据导入材料《台账0918.xlsx》")
