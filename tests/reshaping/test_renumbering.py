"""Another number of the ledger: given once, never again, and the old one leads on."""

from __future__ import annotations

from typing import Any

import pytest

from rectify.closeout.operations import submit_measure
from rectify.finding.queries import What, search
from rectify.intake.returned import plan_of_return
from rectify.issues.models import Amendment, Issue
from rectify.issues.operations import create_issue
from rectify.kernel.problems import Refused
from rectify.measures.models import Measure
from rectify.measures.operations import amend_measure, create_measure, drop_measure, withdraw_issue
from rectify.people.models import Person
from rectify.reshaping.operations import (
    merge_issues,
    move_measure,
    renumber_issue,
    renumber_measure,
)
from rectify.rounds.models import Round
from rectify.scheme.enums import State
from rectify.scheme.operations import draft_scheme
from rectify.scheme.queries import compare
from rectify.trail.models import Event
from rectify.web.outcomeforms import rows_of
from tests.exports.forms import content, filled, form_of
from tests.factories import Office, as_a_paper_says, make_office, signed_in
from tests.intake.test_two_at_once import at_once
from tests.ledger.pages import read as page_of
from tests.ledger.pages import text_of
from tests.rounds.test_scheme import at as brought_to

pytestmark = pytest.mark.django_db
WHY = "与反馈意见的编号一致"


@pytest.fixture
def office() -> Office:
    return make_office()


@pytest.fixture
def round_(office: Office) -> Round:
    return office.round()


@pytest.fixture
def issue(office: Office, round_: Round) -> Issue:
    return office.issue(round_)


@pytest.fixture
def measure(office: Office, issue: Issue) -> Measure:
    return office.measure(issue)


def give(row: Any, number: int, by: Person | None, reason: str = WHY) -> Any:
    row.refresh_from_db()
    act: Any = renumber_issue if isinstance(row, Issue) else renumber_measure
    return act(row, number=number, version=row.version, reason=reason, by=by)


def read(person: Person, url: str) -> str:
    return text_of(page_of(person, url))


# --- given once -----------------------------------------------------------------------------------


def test_an_issue_gets_a_free_number_and_the_next_one_follows_it(
    office: Office, issue: Issue
) -> None:
    assert give(issue, 7, office.office).serial == 7
    following = create_issue(issue.round, category=None, facts={"title": "乙"}, by=office.office)
    assert following.serial == 8
    assert Event.objects.filter(act="issue.renumbered", subject_label="问题7").count() == 1


def test_a_measure_gets_a_free_number_below_its_issue(office: Office, measure: Measure) -> None:
    give(measure, 5, office.office)
    following = create_measure(measure.issue, facts={"text": "乙"}, by=office.office)
    measure.refresh_from_db()
    assert (measure.label, following.label) == ("1.5", "1.6")
    assert Event.objects.filter(act="measure.renumbered").count() == 1


def test_a_number_between_that_was_never_given_is_free(office: Office, issue: Issue) -> None:
    give(issue, 9, office.office)
    other = office.issue(issue.round, "公务接待")
    assert other.serial == 10
    assert give(other, 4, office.office).serial == 4


def test_no_number_is_given_again(office: Office, round_: Round, issue: Issue) -> None:
    """Not one that stands, not a former one, not that of a withdrawn or a merged issue."""
    standing, gone, merged = (office.issue(round_, name) for name in ("甲", "乙", "丙"))
    withdraw_issue(gone, version=gone.version, reason="录错", by=office.office)
    merge_issues(
        standing, [merged], version=standing.version, title="甲丙", reason="重复", by=office.office
    )
    give(issue, 9, office.office)
    for taken in (standing.serial, gone.serial, merged.serial, 1):
        with pytest.raises(Refused, match=f"编号{taken}已使用过.*例如10"):
            give(standing, taken, office.office)
    with pytest.raises(Refused, match="编号1已使用过"):
        give(issue, 1, office.office)


def test_nor_that_of_a_measure_that_went_elsewhere_or_left(
    office: Office, round_: Round, measure: Measure
) -> None:
    gone = office.measure(measure.issue, "乙")
    drop_measure(gone, version=gone.version, reason="重复", by=office.office)
    other = office.issue(round_, "公务接待")
    stays = office.measure(measure.issue, "丙")
    move_measure(measure, to=other, version=measure.version, reason="归错", by=office.office)
    for taken in (1, 2, 3):
        with pytest.raises(Refused, match="已使用过"):
            give(stays, taken, office.office)


@pytest.mark.parametrize("number", [0, -3, 10_000])
def test_what_is_no_number_of_a_ledger_is_refused(
    office: Office, issue: Issue, measure: Measure, number: int
) -> None:
    for row in (issue, measure):
        with pytest.raises(Refused, match="1至9999"):
            give(row, number, office.office)


# --- refused --------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["handler", "department_head", "leader", "secretary", "supervisor"])
def test_only_the_office_renumbers(
    office: Office, issue: Issue, measure: Measure, who: str
) -> None:
    person = office.people[who]
    for row, kind in ((issue, "issues"), (measure, "measures")):
        with pytest.raises(Refused, match="权限"):
            give(row, 7, person)
        sent = {"number": 7, "reason": WHY, "version": row.version}
        url = f"/{kind}/{row.pk}/renumber/"
        assert signed_in(person).post(url, sent).status_code == 404


def test_another_units_office_meets_nothing(office: Office, issue: Issue) -> None:
    other = make_office("bh", "碧湖县水务局党组")
    assert signed_in(other.office).get(f"/issues/{issue.pk}/renumber/").status_code == 404


def test_another_round_has_its_own_numbers(office: Office, issue: Issue) -> None:
    give(issue, 7, office.office)
    elsewhere = office.issue(office.round(name="第二轮"))
    assert give(elsewhere, 7, office.office).serial == 7


def test_it_wants_a_reason_and_nothing_finished_or_under_review(
    office: Office, issue: Issue, measure: Measure
) -> None:
    with pytest.raises(Refused, match="原因"):
        give(issue, 7, office.office, reason=" ")
    office.evidence(measure)
    submit_measure(
        measure, proposed="partial", statement="清查", completed_on=None, by=office.handler
    )
    for row in (issue, measure):
        with pytest.raises(Refused, match="正在审核"):
            give(row, 7, office.office)
    done = as_a_paper_says(office.issue(issue.round, "公务接待"), "done")
    with pytest.raises(Refused, match="已认定完成"):
        give(done, 9, office.office)


def test_a_changed_row_is_not_renumbered_unseen_and_a_slip_stays_in_the_form(
    office: Office, measure: Measure
) -> None:
    seen = measure.version
    amend_measure(measure, version=seen, changes={"text": "改"}, by=office.office)
    url, client = f"/measures/{measure.pk}/renumber/", signed_in(office.office)
    answer = client.post(url, {"number": 7, "reason": WHY, "version": seen})
    assert answer.status_code == 422
    assert "他人已修改并保存" in answer.content.decode()
    measure.refresh_from_db()
    answer = client.post(url, {"number": 1, "reason": WHY, "version": measure.version})
    assert answer.status_code == 422
    assert "编号1已使用过" in text_of(answer.content.decode())
    assert WHY in answer.content.decode()


# --- the old number leads on ------------------------------------------------------------------------


def test_the_old_number_finds_the_row_wherever_it_is_looked_for(
    office: Office, round_: Round, issue: Issue, measure: Measure
) -> None:
    other = office.measure(office.issue(round_, "公务接待"), "压减接待")
    issue.refresh_from_db()
    sent = {"number": 7, "reason": WHY, "version": issue.version}
    told = signed_in(office.office).post(f"/issues/{issue.pk}/renumber/", sent, follow=True)
    assert "编号已改为7，按原编号仍可查到。" in told.content.decode()
    give(measure, 4, office.office)
    ledger = f"/rounds/{round_.pk}/ledger/"
    for query in ("?q=1", "?q=7"):
        page = read(office.office, ledger + query)
        assert issue.title in page
        assert "公务接待" not in page
    for query in ("?of=measures&q=1", "?of=measures&q=7"):
        assert measure.text in read(office.office, ledger + query)
    for words in ("1", "问题1", "7"):
        assert [hit.pk for hit in search(office.office, words, what=What.ISSUES).hits] == [issue.pk]
    for words in ("1.1", "措施1.1", "7.4", "1.4"):
        found = search(office.office, words, what=What.MEASURES).hits
        assert [hit.pk for hit in found] == [measure.pk]
    issues, measures, unknown = rows_of("1、7、1.1、2.1、3", round_, office.office)
    assert (issues, measures, unknown) == ([issue], [measure, other], ["3"])


def test_a_measure_that_was_moved_is_found_by_the_number_that_it_left(
    office: Office, round_: Round, measure: Measure
) -> None:
    other = office.issue(round_, "公务接待")
    move_measure(measure, to=other, version=measure.version, reason="归错", by=office.office)
    found = search(office.office, "1.1", what=What.MEASURES).hits
    assert [hit.label for hit in found] == ["措施2.1"]


def test_an_old_number_in_a_form_names_the_row_that_goes_into_another(
    office: Office, issue: Issue, measure: Measure
) -> None:
    other = office.measure(office.issue(issue.round, "公务接待"), "压减接待")
    give(issue, 7, office.office)
    sent = {"version": other.version, "numbers": "1.1", "words": "合并", "reason": "重复"}
    signed_in(office.office).post(f"/measures/{other.pk}/merge/", sent)
    measure = Measure.with_withdrawn.get(pk=measure.pk)
    assert measure.merged_into == other


def test_who_may_not_see_the_issue_does_not_find_it_by_any_number(
    office: Office, round_: Round
) -> None:
    hidden = office.issue(round_, "选人用人", lead_department=office.personnel)
    office.measure(hidden, "规范程序", lead_department=office.personnel)
    give(hidden, 7, office.office)
    for words in ("1", "7"):
        assert search(office.handler, words).total == 0
        assert "选人用人" not in read(office.handler, f"/rounds/{round_.pk}/ledger/?q={words}")
    assert rows_of("1", round_, office.handler) == ([], [], ["1"])


def test_a_form_handed_out_before_comes_home_to_the_measure(
    office: Office, round_: Round, issue: Issue, measure: Measure
) -> None:
    form = filled(form_of(round_, office.finance), {"进展情况": "已盘点126件。", "完成进度": 60})
    give(issue, 7, office.office)
    give(measure, 4, office.office)
    row = plan_of_return(content(form), round_).rows[0]
    assert row.measure == measure
    assert row.text == "已盘点126件。"


def test_history_and_pages_tell_the_old_number_with_the_reason(
    office: Office, issue: Issue, measure: Measure
) -> None:
    give(issue, 7, office.office)
    give(measure, 4, office.office)
    told = read(office.office, f"/issues/{issue.pk}/")
    assert "曾用编号 1 " in told
    assert "更改编号" in told
    assert "编号 1 → 改为 7" in told
    assert WHY in told
    assert "曾用编号 7.1" in read(office.office, f"/measures/{measure.pk}/")


# --- after the plan was issued ----------------------------------------------------------------------


def test_after_the_plan_was_issued_the_change_keeps_its_reason_and_compares_number_by_number(
    office: Office, round_: Round, issue: Issue, measure: Measure
) -> None:
    other = office.measure(issue, "修订制度")
    drafted = draft_scheme(round_, title="整改方案", by=office.office)
    scheme = brought_to(drafted, State.ISSUED, office)
    give(issue, 7, office.office)
    give(other, 5, office.office, reason="措施顺序调整")
    assert list(Amendment.objects.values_list("departure", "measure_serial", "reason")) == [
        ("changed", None, WHY),
        ("changed", 5, "措施顺序调整"),
    ]
    scheme.refresh_from_db()
    told = compare(scheme)
    assert told.sound
    assert [(one.departure, one.label) for one in told.differences] == [
        ("changed", "问题7"),
        ("changed", "措施7.5"),
    ]
    first, second = told.differences
    assert [(c.label, c.old, c.new) for c in first.changes] == [("编号", "问题1", "问题7")]
    assert [(c.label, c.old, c.new) for c in second.changes] == [("编号", "措施7.2", "措施7.5")]
    assert [reason.words for reason in second.reasons] == ["措施顺序调整"]


# --- two at once --------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_of_two_who_want_one_number_one_wins(transactional_db: None) -> None:
    office = make_office()
    round_ = office.round()
    rows = [office.issue(round_, name) for name in ("甲", "乙")]
    acts = [lambda row=row: give(row, 7, office.office) for row in rows]
    assert at_once(*acts) == ["done", "编号7已使用过，用过的编号不再另给，请改用其他编号，例如8。"]
    assert sorted(Issue.objects.values_list("serial", flat=True))[1] == 7


@pytest.mark.django_db(transaction=True)
def test_a_new_issue_at_the_same_moment_gets_another_number(transactional_db: None) -> None:
    office = make_office()
    round_ = office.round()
    issue = office.issue(round_)

    def add() -> None:
        create_issue(round_, category=None, facts={"title": "乙"}, by=office.office)

    told = at_once(lambda: give(issue, 2, office.office), add)
    serials = sorted(Issue.objects.values_list("serial", flat=True))
    assert "done" in told
    assert len(set(serials)) == 2
