"""As of a day is what the page showed that day: played day by day, compared when all has changed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from rectify.claims.operations import claim_measure, hand_back_measure
from rectify.closeout.enums import Chained, Reviewer
from rectify.closeout.operations import reopen_issue
from rectify.deadlines.models import Deadline, Extension
from rectify.deadlines.operations import decide_extension, request_extension
from rectify.evidence.models import Evidence
from rectify.evidence.operations import add_evidence, replace_evidence, withdraw_evidence
from rectify.instructions.models import Addressee, Instruction
from rectify.instructions.operations import answer_instruction, end_instruction, give_instruction
from rectify.issues.enums import Standing
from rectify.issues.models import Issue
from rectify.issues.operations import amend_issue
from rectify.kernel import clock
from rectify.measures.models import Measure, Progress
from rectify.measures.operations import correct_progress, drop_measure, log_progress
from rectify.outcomes.models import Outcome
from rectify.outcomes.operations import withdraw_outcome
from rectify.people.models import Person
from rectify.reshaping.operations import merge_issues, move_measure
from rectify.scheme.operations import draft_scheme
from tests.closeout.lives import agree, chain, close, colleague, enter, hand_in, send_back
from tests.factories import make_office, signed_in
from tests.ledger.pages import text_of

pytestmark = pytest.mark.django_db

START = clock.today() - timedelta(days=30)


def evening(number: int) -> datetime:
    """The evening of the so manieth day."""
    return timezone.make_aware(datetime.combine(START + timedelta(days=number), time(20)))


class Life:
    """A round played day by day: two issues, two measures, and what becomes of them."""

    def __init__(self) -> None:
        with clock.at(evening(0) - timedelta(days=90)):
            self.office = office = make_office()
            self.helper = colleague(office, "office")
            chain(office, Reviewer.LEADER, Reviewer.OFFICE)
            chain(office, Reviewer.OFFICE, Reviewer.SECRETARY, chained=Chained.ISSUE)
        self.first: Any = None
        self.second: Any = None

    def days(self) -> Iterator[Callable[[], None]]:
        yield from (
            *(self.laid, self.claimed, self.worked, self.asked, self.granted, self.returned),
            *(self.accepted, self.mended, self.closing, self.closed, self.reopened, self.reshaped),
        )

    def laid(self) -> None:
        office = self.office
        self.round = office.round()
        self.issue = office.issue(
            self.round, "接待超标准", lead_department=office.finance, lead_leader=office.leader
        )
        self.other = office.issue(self.round, "接待审批不严")
        due = START + timedelta(days=5)
        people = {"responsible_leader": office.leader}
        self.first = office.measure(self.issue, "修订接待办法", due_on=due, **people)
        self.second = office.measure(self.issue, "清退超标费用", assisting=[office.personnel])
        self.third = office.measure(self.other, "严格审批", lead_department=office.personnel)

    def claimed(self) -> None:
        claim_measure(self.first, version=self.fresh(self.first).version, by=self.office.handler)
        hand_back_measure(
            self.second,
            version=self.fresh(self.second).version,
            reason="不属于本科室",
            by=self.office.handler,
        )
        draft_scheme(self.round, title="整改方案", by=self.office.office)

    def worked(self) -> None:
        office = self.office
        self.log(self.first, "已起草初稿", 30)
        office.evidence(self.first)
        give_instruction(
            self.fresh(self.issue), text="请抓紧", persons=[office.handler], by=office.secretary
        )
        give_instruction(
            self.first, text="月底前报送", departments=[office.finance], by=office.leader
        )
        office.outcome(self.round, measures=[self.first], title="接待管理办法")

    def asked(self) -> None:
        office = self.office
        request_extension(
            self.fresh(self.first),
            until_on=START + timedelta(days=15),
            reason="等待批复",
            name="请示.pdf",
            chunks=[b"%PDF-1.4 asked"],
            version=Deadline.objects.get(measure=self.first).version,
            by=office.handler,
        )
        for one in Addressee.objects.all():
            answer_instruction(one, reply="已抓紧", done=False, version=1, by=office.handler)

    def granted(self) -> None:
        office = self.office
        asked = Extension.objects.get()
        decide_extension(
            asked, approve=True, opinion="同意延期", version=asked.version, by=office.office
        )
        file = Evidence.objects.get()
        replace_evidence(
            file,
            version=file.version,
            name="盖章报告.pdf",
            chunks=[b"%PDF-1.4 sealed"],
            by=office.handler,
        )
        entry = Progress.objects.get()
        correct_progress(
            entry,
            text="已起草二稿",
            percent=45,
            happened_on=entry.happened_on,
            reason="误填",
            by=office.handler,
        )

    def returned(self) -> None:
        submission = hand_in(self.fresh(self.first), self.office.handler)
        self.submission = send_back(
            enter(submission, self.office.office, opinion="办法已审"), self.helper
        )

    def accepted(self) -> None:
        self.log(self.first, "已印发", 100)
        submission = hand_in(self.fresh(self.first), self.office.handler)
        agree(enter(submission, self.office.office, opinion="同意办结"), self.helper)

    def mended(self) -> None:
        office = self.office
        amend_issue(
            self.fresh(self.issue),
            version=self.fresh(self.issue).version,
            changes={"title": "公务接待超标准", "cause": "制度缺失"},
            by=office.office,
        )
        self.log(self.second, "已清退", 100, by=office.office)
        add_evidence(self.second, name="凭证.pdf", chunks=[b"%PDF-1.4 paid"], by=office.office)
        extra = add_evidence(self.second, name="误传.pdf", chunks=[b"%PDF-1.4 x"], by=office.office)
        withdraw_evidence(extra, by=office.office)
        second = self.fresh(self.second)
        second.standing, second.percent, second.completed_on = Standing.DONE, 100, clock.today()
        second.save_changes("standing", "percent", "completed_on")

    def closing(self) -> None:
        self.closure = close(self.fresh(self.issue), self.office.department_head)

    def closed(self) -> None:
        agree(self.closure, self.helper, self.office.secretary)

    def reopened(self) -> None:
        issue = self.fresh(self.issue)
        reopen_issue(issue, reason="又发生2起", by=self.office.office)
        given = Instruction.objects.get(issue=self.issue)
        end_instruction(given, version=given.version, by=self.office.secretary)
        outcome = Outcome.objects.get()
        withdraw_outcome(outcome, version=outcome.version, reason="重复登记", by=self.office.office)

    def reshaped(self) -> None:
        office = self.office
        extra = office.measure(self.fresh(self.issue), "另行核查")
        drop_measure(extra, version=extra.version, reason="重复", by=office.office)
        third = self.fresh(self.third)
        move_measure(
            third,
            to=self.fresh(self.issue),
            version=third.version,
            reason="归并",
            by=office.office,
        )
        issue = self.fresh(self.issue)
        merge_issues(
            issue,
            [self.fresh(self.other)],
            version=issue.version,
            title="接待管理不严",
            reason="合并",
            by=office.office,
        )

    def log(self, measure: Measure, text: str, percent: int, by: Person | None = None) -> None:
        log_progress(
            self.fresh(measure),
            text=text,
            percent=percent,
            happened_on=clock.today(),
            by=by or self.office.handler,
        )

    @staticmethod
    def fresh(row: Any) -> Any:
        return type(row)._base_manager.get(pk=row.pk)


READERS = ("office", "handler", "leader", "secretary")


def shown(person: Person, url: str, day: date) -> str:
    """The words of the main part of a page as of a day; nothing where it does not exist for him."""
    answer = signed_in(person).get(url, {"day": day.isoformat()})
    if answer.status_code == 404:
        return ""
    assert answer.status_code == 200
    page = answer.content.decode()
    main = page[page.index("<main") :].replace("返回现在的内容", "")
    return text_of(main)


@pytest.fixture
def life() -> Life:
    return Life()


@pytest.mark.once
def test_every_day_stays_as_its_page_was_that_evening(life: Life) -> None:
    """Each evening the pages are read; when all has happened, each of those days reads the same."""
    seen: dict[tuple[int, str, str], str] = {}

    def urls() -> list[str]:
        issues = Issue.with_withdrawn.filter(round=life.round).order_by("pk")
        return [
            f"/rounds/{life.round.pk}/ledger/as-of/",
            *(f"/issues/{row.pk}/as-of/" for row in issues),
        ]

    for number, act in enumerate(life.days()):
        with clock.at(evening(number)):
            act()
        with clock.at(evening(number) + timedelta(minutes=30)):
            for who in ("office", "handler"):
                for url in urls():
                    person = life.office.people[who]
                    seen[number, who, url] = shown(person, url, START + timedelta(days=number))
    for (number, who, url), then in seen.items():
        now = shown(life.office.people[who], url, START + timedelta(days=number))
        assert now == then, (number, who, url)


def parts(page: str) -> dict[str, str]:
    """The words of the parts of a page, by their headings."""
    found = re.findall(r'<section class="part".*?</section>', page, re.S)
    return {
        text_of(re.search(r"<h2>(.*?)</h2>", one, re.S)[1]): text_of(one)  # type: ignore[index]
        for one in found
    }


DOORS = (
    *(
        "查看某一天的内容",
        "作批示",
        "录入批示",
        "新增措施",
        "编辑措施",
        "操作",
        "生成销号表",
        "撤销批示",
    ),
    *("生成审核表", "审核中的也可打印，供签字后代录。"),
)
"""What a page offers to be done, which one of the past does not."""


def plain(words: str) -> str:
    for door in DOORS:
        words = words.replace(f" {door}", "")
    return words


SAME = ("成果", "提交与审核记录", "批示", "修改记录", "整改措施")


@pytest.mark.parametrize("who", READERS)
def test_as_of_today_is_the_present(life: Life, who: str) -> None:
    acts = life.days()
    for number, act in enumerate(acts):
        with clock.at(evening(number)):
            act()
        if act not in (life.closing, life.reopened):
            continue
        with clock.at(evening(number) + timedelta(minutes=30)):
            client = signed_in(life.office.people[who])
            present = client.get(f"/issues/{life.issue.pk}/").content.decode()
            then = client.get(f"/issues/{life.issue.pk}/as-of/").content.decode()
            now, past = parts(present), parts(then)
            same = {title for title in now if title.startswith(SAME)}
            assert len(same) >= 4
            for title in same:
                assert plain(past[title]) == plain(now[title])
            measure = parts(client.get(f"/measures/{life.first.pk}/").content.decode())
            block = past["措施1.1"]
            for title in ("进展记录", "佐证材料"):
                (own,) = [words for name, words in measure.items() if name.startswith(title)]
                for words in re.split(r" (?:预览|更正|撤下)\b", own.split(" ", 2)[2]):
                    assert words.strip() in block


def test_what_stood_a_day_is_told_in_full(life: Life) -> None:
    for number, act in enumerate(life.days()):
        with clock.at(evening(number)):
            act()
    url, office = f"/issues/{life.issue.pk}/as-of/", life.office

    def on(number: int, who: str = "office") -> str:
        return shown(office.people[who], url, START + timedelta(days=number))

    assert "未认领" in on(0)
    assert "不属于本科室" in on(1)
    assert "请抓紧" not in on(1)
    for words in ("请抓紧", "月底前报送", "待回复", "接待管理办法", "清查报告.pdf", "已起草初稿"):
        assert words in on(2)
    assert "已抓紧" not in on(2)
    assert "已抓紧" in on(3)
    asked = on(3)
    assert "等待批复" in asked
    assert "待审批" in asked
    assert f"{START + timedelta(days=5)}到期" in asked
    granted = on(4)
    assert "同意延期" in granted
    assert f"{START + timedelta(days=15)}到期" in granted
    assert "盖章报告.pdf" in granted
    assert "清查报告.pdf" not in granted.partition("修改记录")[0]
    returned = on(5)
    assert "办法已审" in returned
    assert "缺少盘点表" in returned
    assert "同意办结" not in returned
    assert "同意办结" in on(6)
    assert "接待超标准" in on(6)
    assert "公务接待超标准" not in on(6)
    closing = on(8)
    assert "三项措施均已完成。" in closing
    assert "当前环节：整改办" in closing
    assert "《接待管理办法》" not in on(1)
    assert " 成果 1 " in on(9)
    assert " 成果 1 " not in on(10)
    assert "又发生2起" in on(10)
    gone = f"/issues/{life.other.pk}/as-of/"
    assert "接待审批不严" in shown(office.office, gone, START)
    assert "当天台账中还没有这个问题" in shown(office.office, gone, clock.today())


def test_words_about_all_measures_are_told_to_who_sees_all_of_them(life: Life) -> None:
    """Personnel assists in one measure of the issue and is not told what was said of all of it."""
    for number, act in enumerate(life.days()):
        with clock.at(evening(number)):
            act()
        if act == life.reopened:
            break
    person = colleague(life.office, "handler", life.office.personnel)
    page = shown(person, f"/issues/{life.issue.pk}/as-of/", START + timedelta(days=8))
    assert "清退超标费用" in page
    for words in ("修订接待办法", "三项措施均已完成", "接待管理办法", "月底前报送", "办法已审"):
        assert words not in page
    stranger = make_office("bh", "碧湖县水务局党组").office
    assert shown(stranger, f"/issues/{life.issue.pk}/as-of/", START) == ""


def test_a_past_page_costs_the_same_however_much_hangs_on_it(life: Life) -> None:
    for number, act in zip(range(6), life.days(), strict=False):
        with clock.at(evening(number)):
            act()
    client, day = signed_in(life.office.office), {"day": str(START + timedelta(days=6))}

    def counted(url: str) -> int:
        client.get(url, day)
        with CaptureQueriesContext(connection) as queries:
            client.get(url, day)
        return len(queries)

    urls = (f"/issues/{life.issue.pk}/as-of/", f"/rounds/{life.round.pk}/ledger/as-of/")
    few = [counted(url) for url in urls]
    with clock.at(evening(6)):
        for place in range(3):
            more = life.office.measure(life.fresh(life.issue), f"措施{place}", due_on=START)
            life.log(more, f"进展{place}", 5 + place)
            life.office.evidence(more, f"%PDF-1.4 {place}".encode())
            give_instruction(
                more, text=f"批示{place}", persons=[life.office.handler], by=life.office.leader
            )
    assert [counted(url) for url in urls] == few
