"""Papers and pages tell what each step judged, whatever became of it since."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from rectify.closeout.enums import Chained, Reviewer
from rectify.closeout.models import Submission
from rectify.closeout.reviews import shown_submission
from rectify.closeout.sheet import sheet_of
from rectify.deadlines.operations import decide_extension, request_extension, set_deadline
from rectify.dossier.folder import folder_of
from rectify.dossier.paper import document_of
from rectify.issues.enums import Standing
from rectify.issues.models import Issue
from rectify.issues.operations import amend_issue
from rectify.kernel import clock
from rectify.measures.models import Measure
from rectify.measures.operations import amend_measure, log_progress
from rectify.outcomes.operations import amend_outcome
from rectify.people.models import Person
from rectify.people.operations import create_person
from rectify.reshaping.operations import move_measure
from rectify.typeset import document as doc
from tests.closeout.lives import agree, chain, close, colleague, finished, hand_in
from tests.closeout.test_sheet import cells
from tests.factories import Office, make_office, signed_in
from tests.ledger.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make_office()


@pytest.fixture
def measure(office: Office) -> Measure:
    """A measure with a leader, progress and one file, not handed in yet."""
    chain(office, Reviewer.LEADER, Reviewer.OFFICE)
    issue = office.issue(office.round(), lead_department=office.finance)
    made = office.measure(issue, "逐件清查资产", responsible_leader=office.leader)
    office.evidence(made)
    day = clock.today() - timedelta(3)
    log_progress(made, text="已盘点三库", percent=60, happened_on=day, by=office.handler)
    return made


def printed(submission: Submission) -> dict[str, str]:
    return cells(sheet_of(shown_submission(submission.pk)))


def amended(office: Office, measure: Measure, **changes: Any) -> Measure:
    measure.refresh_from_db()
    return amend_measure(measure, version=measure.version, changes=changes, by=office.office)


def dossier(issue: Issue, reader: Person) -> str:
    """The chapter on reviews."""
    blocks = document_of(folder_of(issue.pk, reader, clock.today())).blocks
    heads = [
        place
        for place, block in enumerate(blocks)
        if isinstance(block, doc.Heading) and "审核记录" in doc.plain(block.text)
    ]
    table = blocks[heads[0] + 1]
    assert isinstance(table, doc.Table)
    return "\n".join(
        doc.plain(cell.text if isinstance(cell, doc.Cell) else cell)
        for row in table.rows
        for cell in row
    )


def page(person: Person, about: Measure | Issue) -> str:
    kind = "measures" if isinstance(about, Measure) else "issues"
    response = signed_in(person).get(f"/{kind}/{about.pk}/")
    assert response.status_code == 200
    text = response.content.decode()
    return text[text.index('id="reviews"') : text.index('id="history"')]


def test_a_text_changed_after_the_review_does_not_stand_over_its_signatures(
    office: Office, measure: Measure
) -> None:
    submission = agree(hand_in(measure, office.handler), office.leader, office.office)
    amended(office, measure, text="抽查资产")
    told = printed(submission)
    assert told["措施1.1"] == "逐件清查资产"
    assert told["审核后有修改"] == "措施1.1内容已修改。本表所列均为审核时的内容。"
    assert "抽查资产" not in "".join(told.values())
    of_case = dossier(measure.issue, office.office)
    assert "审核时措施1.1：逐件清查资产" in of_case
    assert "审核依据同上一环节。\n审核后有修改：措施1.1内容已修改" in of_case
    shown = text_of(page(office.office, measure))
    assert shown.count("审核后有修改 措施1.1内容已修改") == 2
    assert shown.count("措施1.1 逐件清查资产") == 2
    assert "抽查资产" not in shown


def test_what_was_not_changed_is_not_said_to_be(office: Office, measure: Measure) -> None:
    submission = agree(hand_in(measure, office.handler), office.leader, office.office)
    assert "审核后有修改" not in printed(submission)
    assert "审核后有修改" not in page(office.office, measure)
    assert "审核后有修改" not in dossier(measure.issue, office.office)


def test_files_and_progress_that_came_later_are_not_what_was_judged(
    office: Office, measure: Measure
) -> None:
    file = measure.evidence.get()
    submission = agree(
        hand_in(measure, office.handler, Standing.PARTIAL), office.leader, office.office
    )
    later = [office.evidence(measure, f"%PDF-1.4 {n}".encode()) for n in range(3)]
    log_progress(
        measure, text="又盘点一库", percent=80, happened_on=clock.today(), by=office.handler
    )
    told = printed(submission)
    assert told["佐证材料"] == "1. 清查报告.pdf（其他材料）"
    assert told["主要进展"].endswith("已盘点三库")
    assert "又盘点一库" not in told["主要进展"]
    assert told["审核后有修改"].startswith("措施1.1新增进展1条，佐证材料增加3份。")
    shown = page(office.office, measure)
    assert f'href="/evidence/{file.pk}/"' in shown
    assert not any(f'href="/evidence/{row.pk}/"' in shown for row in later)
    assert "审核时佐证材料1份：清查报告.pdf" in dossier(measure.issue, office.office)


def test_the_leader_of_that_time_signed(office: Office, measure: Measure) -> None:
    submission = agree(hand_in(measure, office.handler), office.leader, office.office)
    newcomer = create_person(office.unit, name="汤晓琴", by=None)
    amended(office, measure, responsible_leader=newcomer, lead_department=office.personnel)
    told = printed(submission)
    assert told["责任领导"] == office.leader.name
    assert told["责任部门"] == "财务科"
    assert f"责任领导 {office.leader.name}意见" in told
    assert told["审核后有修改"].startswith("责任部门改为人事科，责任领导改为汤晓琴。")
    for text in (page(office.office, measure), dossier(measure.issue, office.office)):
        assert f"责任领导 {office.leader.name}" in text
        assert "责任领导 汤晓琴" not in text


def test_a_step_passed_as_ones_own_keeps_the_name_of_that_time(
    office: Office, measure: Measure
) -> None:
    chain(office, Reviewer.DEPARTMENT, Reviewer.OFFICE)
    submission = agree(hand_in(measure, office.department_head), office.office)
    amended(office, measure, lead_department=office.personnel)
    told = printed(submission)
    assert told["财务科负责人意见"].startswith("本人提交，未另行审核。")
    of_case = dossier(measure.issue, office.office)
    assert "财务科负责人" in of_case
    assert of_case.count("本人提交") == 1
    assert page(office.office, measure).count("本人提交") == 1


def test_a_paper_still_to_be_signed_shows_todays_text_and_what_was_agreed_before(
    office: Office, measure: Measure
) -> None:
    submission = agree(hand_in(measure, office.handler), office.leader)
    amended(office, measure, text="抽查资产")
    told = printed(submission)
    assert told["措施1.1"] == "抽查资产"
    assert (
        "（本环节审核时：措施1.1为“逐件清查资产”。）" in told[f"责任领导 {office.leader.name}意见"]
    )
    assert "审核后有修改" not in told
    agree(submission, office.office)
    told = printed(submission)
    assert told["措施1.1"] == "抽查资产"
    assert (
        "（本环节审核时：措施1.1为“逐件清查资产”。）" in told[f"责任领导 {office.leader.name}意见"]
    )


def test_a_measure_that_was_moved_keeps_the_paper_of_its_old_place(
    office: Office, measure: Measure
) -> None:
    other = office.issue(measure.issue.round, "档案管理不规范")
    submission = agree(
        hand_in(measure, office.handler, Standing.PARTIAL), office.leader, office.office
    )
    measure.refresh_from_db()
    move_measure(measure, version=measure.version, to=other, reason="归口调整", by=office.office)
    document = sheet_of(shown_submission(submission.pk))
    assert document.title == "整改措施1.1办结审核表"
    told = cells(document)
    assert told["问题1"] == "固定资产管理不规范"
    assert told["审核后有修改"].startswith("措施已移至问题2。")


def test_outcomes_are_told_as_they_were_judged(office: Office, measure: Measure) -> None:
    round_ = measure.issue.round
    outcome = office.outcome(round_, measures=[measure], title="资产管理办法")
    submission = agree(hand_in(measure, office.handler), office.leader, office.office)
    assert printed(submission)["整改成果"] == "1. 《资产管理办法》（制度，已印发）"
    assert "审核后有修改" not in printed(submission)
    amend_outcome(
        outcome, version=outcome.version, facts={"title": "资产处置办法"}, by=office.office
    )
    told = printed(submission)
    assert told["整改成果"] == "1. 《资产管理办法》（制度，已印发）"
    assert told["审核后有修改"].startswith("成果已变动。")
    assert "成果 《资产管理办法》（制度，已印发）" in text_of(page(office.office, measure))
    assert "审核时成果1项：《资产管理办法》（制度，已印发）" in dossier(
        measure.issue, office.office
    )


def test_steps_from_before_outcomes_were_judged_say_nothing_of_them(
    office: Office, measure: Measure
) -> None:
    office.outcome(measure.issue.round, measures=[measure])
    submission = agree(hand_in(measure, office.handler), office.leader, office.office)
    for step in submission.steps.all():
        step.judged.pop("outcomes")
        step.judged["measures"][0].pop("outcomes")
        step.save()
    told = printed(submission)
    assert "整改成果" not in told
    assert "审核后有修改" not in told


def test_an_issue_shows_the_measures_and_people_of_its_closing(office: Office) -> None:
    chain(office, Reviewer.LEADER, Reviewer.SECRETARY, chained=Chained.ISSUE)
    issue = office.issue(office.round(), lead_department=office.finance, lead_leader=office.leader)
    measure = finished(office, issue)
    submission = agree(close(issue, office.office), office.leader, office.secretary)
    issue.refresh_from_db()
    newcomer = create_person(office.unit, name="汤晓琴", by=None)
    changes = {"title": "账实严重不符", "lead_leader": newcomer}
    amend_issue(issue, version=issue.version, changes=changes, by=office.office)
    amended(office, measure, text="抽查资产")
    told = printed(submission)
    assert told["问题1"] == "固定资产管理不规范"
    assert told["整改措施"] == "1.1 开展固定资产清查（已完成）"
    assert told["责任领导"] == office.leader.name
    assert told["审核后有修改"].startswith(
        "问题表述已修改，责任领导改为汤晓琴，措施1.1内容已修改。"
    )
    assert "审核时问题：固定资产管理不规范" in dossier(issue, office.office)


def test_a_department_reads_of_its_own_measures_in_what_was_judged(office: Office) -> None:
    issue = office.issue(office.round())
    finished(office, issue)
    other = finished(office, issue)
    amended(office, other, text="人事的措施", lead_department=office.personnel)
    agree(close(issue, office.office), office.secretary)
    whole, part = page(office.office, issue), page(office.handler, issue)
    assert "人事的措施" in whole
    assert "措施2项，佐证材料2份" in text_of(whole)
    assert "只列出您有权查看的措施" not in whole
    assert "人事的措施" not in part
    assert "措施1项，佐证材料1份" in text_of(part)
    assert "只列出您有权查看的措施" in part
    amended(office, other, text="人事的新措施")
    assert "审核后有修改" in page(office.office, issue)
    assert "审核后有修改" not in page(office.handler, issue)


def test_the_page_costs_no_more_for_more_measures_and_steps(
    office: Office, django_assert_max_num_queries: Any
) -> None:
    def closed(count: int) -> Issue:
        issue = office.issue(round_, f"问题{count}")
        for _ in range(count):
            finished(office, issue)
        agree(close(issue, office.office), office.secretary)
        return issue

    round_ = office.round()
    one, many = closed(1), closed(5)
    client = signed_in(office.handler)
    client.get(f"/issues/{one.pk}/")
    with django_assert_max_num_queries(80) as few:
        client.get(f"/issues/{one.pk}/")
    with django_assert_max_num_queries(len(few)):
        client.get(f"/issues/{many.pk}/")


def test_the_sheet_tells_the_deadline_that_was_moved_and_the_measures_of_an_issue(
    office: Office,
) -> None:
    """An issue without a date of its own has the latest one of its measures."""
    day = clock.today()
    issue = office.issue(office.round(), lead_department=office.finance)
    first, last = finished(office, issue), office.measure(issue, "建账")
    set_deadline(first, due_on=day + timedelta(5), by=None)
    set_deadline(last, due_on=day + timedelta(9), by=None)
    asked = request_extension(
        last,
        until_on=day + timedelta(20),
        reason="等待批复",
        name="请示.pdf",
        chunks=[b"%PDF-1.4 asked"],
        version=last.deadline.version,
        by=office.handler,
    )
    decide_extension(asked, approve=True, version=asked.version, by=office.office)
    moved = day + timedelta(20)
    words = f"{moved.year}年{moved.month}月{moved.day}日（原定"
    office.evidence(last, b"%PDF-1.4 last")
    submission = agree(
        hand_in(last, office.handler),
        colleague(office, "department_head", office.finance),
        office.office,
    )
    assert printed(submission)["整改时限"].startswith(words)
    assert printed(submission)["整改时限"].endswith("，已延期1次）")
    closing = close(issue, office.office)
    told = printed(closing)["整改时限"]
    assert told.startswith(f"措施最晚：{words}")
    agree(closing, office.secretary)
    set_deadline(last, due_on=day + timedelta(99), by=office.office)
    assert printed(closing)["整改时限"] == told
    set_deadline(issue, words="集中整改期内", due_on=day, by=None)
    assert printed(closing)["整改时限"] == told


def test_an_old_review_by_who_wrote_the_progress_is_marked(
    office: Office, measure: Measure
) -> None:
    chain(office, Reviewer.DEPARTMENT, Reviewer.OFFICE)
    submission = agree(hand_in(measure, office.handler), office.department_head, office.office)
    # Before nobody judged his own work, somebody who had written some of it could.
    submission.steps.filter(reviewer=Reviewer.DEPARTMENT).update(decided_by=office.handler)
    page = text_of(signed_in(office.handler).get(f"/measures/{measure.pk}/").content.decode())
    assert page.count("审核人填报过其中的进展") == 1
    told = "".join(printed(submission).values())
    assert told.count("审核人填报过其中的进展") == 1


def test_what_was_judged_before_it_was_kept_is_never_todays_text(
    office: Office, measure: Measure
) -> None:
    submission = agree(
        hand_in(measure, office.handler, Standing.PARTIAL), office.leader, office.office
    )
    submission.steps.update(judged={})
    amended(office, measure, text="今天的措施内容", lead_department=office.personnel)
    day = clock.today() - timedelta(1)
    log_progress(measure, text="今天的进展", percent=90, happened_on=day, by=office.office)
    office.outcome(measure.issue.round, measures=[measure], title="今天的制度", by="office")
    told = printed(submission)
    assert told["措施1.1"] == "逐件清查资产"
    assert told["责任部门"] == "财务科"
    for label in ("主要进展", "佐证材料", "整改成果"):
        assert told[label] == "审核时版本未留存。"
    assert told["完成情况"] == "已完成全部资产清查。"
    assert told["整改办意见"].startswith("同意\n（审核时版本未留存。）")
    assert "审核后有修改" not in told
    assert "今天的" not in "".join(told.values())
    for text in (page(office.office, measure), dossier(measure.issue, office.office)):
        assert text.count("审核时版本未留存") == 2
        assert "今天的" not in text


def test_an_issues_closing_of_which_nothing_was_kept_says_so(office: Office) -> None:
    issue = office.issue(office.round(), lead_department=office.finance)
    finished(office, issue)
    submission = agree(close(issue, office.office), office.secretary)
    submission.steps.update(judged={})
    told = printed(submission)
    assert told["整改措施"] == told["佐证材料"] == "审核时版本未留存。"
    assert page(office.office, issue).count("审核时版本未留存") == 1
