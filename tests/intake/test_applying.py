"""A paper given, mended and confirmed: what the ledger holds afterwards, and what never doubles."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from rectify.deadlines.models import Deadline
from rectify.deadlines.queries import with_standing
from rectify.intake import mending
from rectify.intake.arriving import take_in
from rectify.intake.mending import DueWritten
from rectify.intake.models import Origin
from rectify.intake.operations import apply_paper, discard_paper, mend_plan
from rectify.intake.plan import Plan, Verdict
from rectify.issues.models import Category, Issue
from rectify.kernel.problems import Refused
from rectify.measures.models import Measure
from rectify.people.operations import create_person
from rectify.rounds.models import Round
from rectify.trail.models import Event
from tests.factories import Office, make_office
from tests.intake.giving import LETTER, REPORT, confirmed, given, titles

pytestmark = pytest.mark.django_db

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples"


def test_nothing_is_written_before_the_confirmation(office: Office, round_: Round) -> None:
    paper = given(office, round_, LETTER)
    assert [row.title for row in Plan.from_json(paper.plan).issues] == [
        "理论学习中心组学习走过场",
        "意识形态工作责任制落实不到位",
        "固定资产账实不符",
    ]
    assert not Issue.objects.exists()
    assert not Category.objects.exists()


def test_confirming_a_letter_writes_issues_under_their_headings(
    office: Office, round_: Round
) -> None:
    confirmed(office, round_, LETTER)
    rows = Issue.objects.filter(round=round_).values_list("serial", "number", "category__title")
    assert list(rows) == [
        (1, "1", "党的政治建设方面"),
        (2, "2", "党的政治建设方面"),
        (3, "3", "财务管理方面"),
    ]
    assert {i.standing_now for i in with_standing(Issue.objects.all())} == {"not_done"}


def test_every_row_keeps_its_place_and_exact_words(office: Office, round_: Round) -> None:
    confirmed(office, round_, LETTER)
    origin = Origin.objects.get(issue__serial=3)
    assert (origin.place, origin.words) == ("6", "3.关于“固定资产账实不符”的问题。")


def test_the_same_paper_again_makes_no_doubles(office: Office, round_: Round) -> None:
    confirmed(office, round_, REPORT)
    before = titles(round_), Measure.objects.count()
    again = confirmed(office, round_, REPORT)
    assert (titles(round_), Measure.objects.count()) == before
    assert again.outcome["issues_new"] == 0
    assert again.outcome["issues_same"] == 4


def test_a_second_confirmation_of_one_plan_is_told_so(office: Office, round_: Round) -> None:
    paper = confirmed(office, round_, LETTER)
    with pytest.raises(Refused, match="已经导入"):
        apply_paper(paper, version=paper.version, by=office.office)
    assert len(titles(round_)) == 3


def test_the_same_text_pasted_twice_gives_the_plan_that_was_mended(
    office: Office, round_: Round
) -> None:
    paper = given(office, round_, LETTER)
    mend_plan(
        paper,
        lambda plan: mending.keep_issue(plan, "i2", False),
        version=paper.version,
        by=office.office,
    )
    again = given(office, round_, LETTER)
    assert again.pk == paper.pk
    assert [row.keep for row in Plan.from_json(again.plan).issues] == [True, False, True]


def test_a_report_after_the_letter_updates_and_adds(office: Office, round_: Round) -> None:
    confirmed(office, round_, LETTER)
    paper = given(office, round_, REPORT)
    verdicts = [row.verdict for row in Plan.from_json(paper.plan).issues]
    assert verdicts == [Verdict.CHANGED, Verdict.CHANGED, Verdict.CHANGED, Verdict.NEW]
    apply_paper(paper, version=paper.version, by=office.office)
    standings = {i.serial: i.standing_now for i in with_standing(Issue.objects.all())}
    assert standings == {1: "done", 2: "in_progress", 3: "done", 4: "done"}
    texts = Measure.objects.filter(issue__serial=1).values_list("text", flat=True)
    assert [text.rstrip("。") for text in texts] == ["修订学习制度", "开展专题学习4次"]


def test_a_row_left_out_is_not_written(office: Office, round_: Round) -> None:
    paper = given(office, round_, LETTER)
    paper = mend_plan(
        paper,
        lambda plan: mending.keep_issue(plan, "i1", False),
        version=paper.version,
        by=office.office,
    )
    apply_paper(paper, version=paper.version, by=office.office)
    assert titles(round_) == ["意识形态工作责任制落实不到位", "固定资产账实不符"]


def test_a_mended_row_is_written_as_mended(office: Office, round_: Round) -> None:
    paper = given(office, round_, LETTER)
    paper = mend_plan(
        paper,
        lambda plan: mending.mend_issue(
            plan,
            "i3",
            title="固定资产管理混乱",
            path="三、资产管理方面 > 固定资产",
            status="in_progress",
            due=DueWritten("年底前", "2027-12-31"),
        ),
        version=paper.version,
        by=office.office,
    )
    apply_paper(paper, version=paper.version, by=office.office)
    issue = Issue.objects.get(serial=3)
    assert (issue.title, issue.stated) == ("固定资产管理混乱", "in_progress")
    assert issue.category is not None
    assert issue.category.parent is not None
    assert Deadline.objects.get(issue=issue).due_on == date(2027, 12, 31)


def test_two_who_mend_one_plan_the_second_is_told(office: Office, round_: Round) -> None:
    paper = given(office, round_, LETTER)
    seen = paper.version
    mend_plan(paper, lambda p: mending.keep_issue(p, "i1", False), version=seen, by=office.office)
    with pytest.raises(Refused, match="他人修改"):
        mend_plan(
            paper, lambda p: mending.keep_issue(p, "i2", False), version=seen, by=office.office
        )


def test_an_import_is_one_act_in_the_trail(office: Office, round_: Round) -> None:
    paper = given(office, round_, REPORT)
    before = Event.objects.count()
    apply_paper(paper, version=paper.version, by=office.office)
    assert list(Event.objects.order_by("position")[before:].values_list("act", flat=True)) == [
        "paper.applied"
    ]
    assert Issue.history.filter(history_user_name=office.office.name).count() >= 4


def test_named_leaders_and_departments_are_found_among_the_units_own(
    office: Office, round_: Round
) -> None:
    leader = create_person(office.unit, name="郑怀远", by=None)
    text = (
        "整改方案\n一、财务管理方面\n1.关于“固定资产账实不符”的问题。\n"
        "整改措施：清查固定资产。\n责任领导：郑怀远\n责任部门：财务科\n完成时限：2027年3月底前\n"
    )
    confirmed(office, round_, text)
    measure = Measure.objects.get()
    assert measure.responsible_leader == leader
    assert measure.lead_department == office.finance
    assert Deadline.objects.get(measure=measure).due_on == date(2027, 3, 31)


def test_a_discarded_plan_cannot_be_confirmed(office: Office, round_: Round) -> None:
    paper = given(office, round_, LETTER)
    paper = discard_paper(paper, version=paper.version, by=office.office)
    with pytest.raises(Refused, match="已放弃"):
        apply_paper(paper, version=paper.version, by=office.office)


@pytest.mark.parametrize(("text", "words"), [("  \n", "请粘贴"), ("关于\x00问题", "无法识别")])
def test_what_cannot_be_read_is_refused_in_one_sentence(
    office: Office, round_: Round, text: str, words: str
) -> None:
    with pytest.raises(Refused, match=words):
        take_in(round_, name="", text=text, by=office.office)


def test_only_the_units_office_may_give_a_paper(office: Office, round_: Round) -> None:
    for person in (office.handler, office.secretary, make_office("bh", "碧湖县水务局党组").office):
        with pytest.raises(Refused, match="权限"):
            take_in(round_, name="", text=LETTER, by=person)


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample papers are not part of the repository")
@pytest.mark.parametrize(
    ("paper", "count", "standings"),
    [("3-", 9, {"done": 9}), ("4-", 25, {"done": 8, "in_progress": 17})],
)
def test_real_papers_fill_the_ledger(
    office: Office, round_: Round, paper: str, count: int, standings: dict[str, int]
) -> None:
    text = next(SAMPLES.glob(f"{paper}*.txt")).read_text("utf-8")
    confirmed(office, round_, text)
    found: dict[str, int] = {}
    for issue in with_standing(Issue.objects.filter(round=round_)):
        found[issue.standing_now] = found.get(issue.standing_now, 0) + 1
    assert len(titles(round_)) == count
    assert found == standings
    assert not Category.objects.filter(title__contains="整改事项").exists()
    assert all(issue.measures.exists() for issue in Issue.objects.all())


def test_an_issue_whose_title_was_mended_is_known_by_the_words_it_was_read_from(
    office: Office, round_: Round
) -> None:
    paper = given(office, round_, REPORT)
    paper = mend_plan(
        paper,
        lambda plan: setattr(plan.issues[1], "title", "换了一个全然不同的说法"),
        version=paper.version,
        by=office.office,
    )
    apply_paper(paper, version=paper.version, by=office.office)
    before = titles(round_)
    again = confirmed(office, round_, REPORT)
    assert titles(round_) == before
    assert again.outcome["issues_new"] == 0
