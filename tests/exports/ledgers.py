"""Ledgers as offices might have them, made by hypothesis: plain ones, dirty ones, all in one round."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from rectify.deadlines.models import Deadline
from rectify.issues.enums import Pace, Standing
from rectify.issues.models import Category, Issue
from rectify.kernel.datewords import Counting, read_deadline
from rectify.measures.models import Assistance, Measure, Progress, Responsible
from rectify.people.models import Department, Person
from rectify.rounds.models import Round
from rectify.trail.rows import create_many

FEEDBACK = date(2026, 3, 3)
ASPECTS = ("党的政治建设方面", "聚焦群众身边的腐败和不正之风", "财务管理", "第一方面，组织建设")
GROUPS = ("理论学习不深入", "意识形态工作责任制落实不到位", "选人用人把关不严")
NUMBERS = ("", "一", "（一）", "1", "第一方面")
TITLES = (
    "中心组学习走过场",
    "“三重一大”制度执行不严",
    "落实“第一议题”制度不到位：学习记录补写",
    "违规发放津贴补贴；清退不及时",
    "1.公务接待审批不严",
    "=SUM(A1)类公式写入台账标题",
    "+固定资产账实不符",
    "@往来款项长期挂账",
    "-合同管理不规范",
    "往来款项、借款长期挂账（12笔）",
    "关于作风建设抓得不紧",
    "会议记录 不规范",
)
TEXTS = (
    "",
    "抽查2025年记录12份，其中5份内容雷同。",
    "一是学习次数不足。二是记录不全。",
    "第一行\n第二行；第三行",
    "=1+1",
    "1.未建台账。2.未作清理。",
    "账面余额36.5万元｜长期挂账",
)
MEASURES = (
    "开展固定资产清查",
    "修订《财务管理办法》，报党组会议审定",
    "一是清查固定资产126件；二是补办手续3份。",
    "建立台账\n逐笔清理",
    "1.约谈责任人。2.收回资金2万元。",
    '=HYPERLINK("http://example.test")',
    "追回资金|退还职工",
    "每月召开一次研判会。",
)
DUE_WORDS = (
    "",
    "2026年8月12日前",
    "8月12日前",
    "6月底前并长期坚持",
    "立行立改",
    "集中整改期内",
    "三个月内",
    "2026年X月X日",
    "待办公楼竣工后",
    "长期坚持",
    "每季度",
    "2026年第三季度内",
)
STANDING_WORDS = (
    "",
    "已完成整改",
    "正按序推进",
    "基本完成",
    "已完成，长期坚持",
    "按要求办理",
    "尚未完成",
)
FURTHER = ("会签意见", "涉及金额", "备注")


@dataclass(frozen=True)
class DueDraft:
    """A deadline before it has an owner."""

    words: str
    due_on: date | None
    long_term: bool


@dataclass(frozen=True)
class MeasureDraft:
    """A measure before it is in the database; people and departments by their place in the staff."""

    facts: dict[str, Any]
    due: DueDraft | None
    leader: int | None
    supervising: int | None
    lead: int | None
    assisting: tuple[int, ...]
    answering: tuple[int, ...]
    progress: str


@dataclass(frozen=True)
class IssueDraft:
    """An issue before it is in the database; `path` holds places in ASPECTS and GROUPS."""

    path: tuple[int, ...]
    facts: dict[str, Any]
    due: DueDraft | None
    leader: int | None
    lead: int | None
    measures: tuple[MeasureDraft, ...] = field(default=())


def dues() -> st.SearchStrategy[DueDraft | None]:
    """No deadline; the words with the day they mean; or a day that the office has set."""
    read = st.sampled_from(DUE_WORDS[1:]).map(_as_read)
    days = st.integers(0, 400).map(lambda days: FEEDBACK + timedelta(days))
    by_office = st.builds(_by_office, st.sampled_from(DUE_WORDS), days, st.booleans())
    return st.none() | read | by_office


def _as_read(words: str) -> DueDraft:
    meaning = read_deadline(words, Counting(FEEDBACK, 30, 3))
    return DueDraft(words, meaning.on, meaning.long_term)


def _by_office(words: str, day: date, long_term: bool) -> DueDraft:
    """A day that the office has set, whatever its words mean; words that say 长期坚持 mean it."""
    return DueDraft(words, day, long_term or read_deadline(words).long_term)


def further() -> st.SearchStrategy[dict[str, str]]:
    """Columns that fitted nothing."""
    values = st.sampled_from(("同意", "2.5万元", "=A1", "两行\n文字"))
    return st.dictionaries(st.sampled_from(FURTHER), values, max_size=2)


def staff_member() -> st.SearchStrategy[int | None]:
    """Somebody out of the staff, or nobody."""
    return st.none() | st.integers(0, 2)


def measures() -> st.SearchStrategy[MeasureDraft]:
    """One measure."""
    facts = st.fixed_dictionaries(
        {
            "text": st.sampled_from(MEASURES),
            "number": st.sampled_from(("", "1", "（1）")),
            "target": st.sampled_from(TEXTS),
            "standing": st.sampled_from(Standing.values),
            "status_words": st.sampled_from(STANDING_WORDS),
            "percent": st.integers(0, 100),
            "involved_units": st.sampled_from(("", "各股室、各乡镇")),
            "completed_on": st.none() | st.just(date(2026, 8, 12)),
            "further": further(),
        }
    )
    several = st.lists(st.integers(0, 2), max_size=2, unique=True).map(tuple)
    return st.builds(
        MeasureDraft,
        facts,
        dues(),
        staff_member(),
        staff_member(),
        staff_member(),
        several,
        several,
        st.sampled_from(("", "已完成初稿。", "一是已清查。二是已登记。", "清查完毕\n正在登记")),
    )


def issues() -> st.SearchStrategy[IssueDraft]:
    """One issue with up to three measures."""
    facts = st.fixed_dictionaries(
        {
            "title": st.sampled_from(TITLES),
            "number": st.sampled_from(("", "1", "2", "（一）")),
            "text": st.sampled_from(TEXTS),
            "pace": st.sampled_from(Pace.values),
            "cause": st.sampled_from(TEXTS),
            "target": st.sampled_from(TEXTS),
            "wider_check": st.sampled_from(TEXTS),
            "stated": st.sampled_from(("", *Standing.values)),
            "status_words": st.sampled_from(STANDING_WORDS),
            "further": further(),
        }
    )
    paths = st.one_of(
        st.just(()),
        st.tuples(st.integers(0, 3)),
        st.tuples(st.integers(0, 3), st.integers(0, 2)),
    )
    several = st.lists(measures(), max_size=3).map(tuple)
    return st.builds(IssueDraft, paths, facts, dues(), staff_member(), staff_member(), several)


def ledgers() -> st.SearchStrategy[list[IssueDraft]]:
    """Up to five issues, no two with one title under one heading: offices would call that one issue."""
    return st.lists(
        issues(), min_size=1, max_size=5, unique_by=lambda issue: (issue.path, issue.facts["title"])
    )


def put(
    drafts: list[IssueDraft], round_: Round, people: list[Person], departments: list[Department]
) -> None:
    """Write drafts into an empty round as an import does: in bulk, with histories."""
    categories = _categories(drafts, round_)
    issues_made = create_many(
        Issue,
        [
            Issue(
                round=round_,
                serial=serial,
                category=categories.get(draft.path),
                lead_leader=_of(people, draft.leader),
                lead_department=_of(departments, draft.lead),
                **draft.facts,
            )
            for serial, draft in enumerate(drafts, start=1)
        ],
    )
    create_many(Deadline, _deadlines(drafts, issues_made, "issue"))
    for issue, draft in zip(issues_made, drafts, strict=True):
        _put_measures(issue, draft.measures, people, departments)


def _put_measures(
    issue: Issue,
    drafts: tuple[MeasureDraft, ...],
    people: list[Person],
    departments: list[Department],
) -> None:
    made = create_many(
        Measure,
        [
            Measure(
                issue=issue,
                serial=serial,
                responsible_leader=_of(people, draft.leader),
                supervising_leader=_of(people, draft.supervising),
                lead_department=_of(departments, draft.lead),
                **draft.facts,
            )
            for serial, draft in enumerate(drafts, start=1)
        ],
    )
    create_many(Deadline, _deadlines(drafts, made, "measure"))
    pairs = list(zip(made, drafts, strict=True))
    create_many(
        Assistance,
        [
            Assistance(measure=measure, department=departments[index])
            for measure, draft in pairs
            for index in draft.assisting
            if index != draft.lead
        ],
    )
    create_many(
        Responsible,
        [
            Responsible(measure=measure, person=people[index])
            for measure, draft in pairs
            for index in draft.answering
        ],
    )
    for measure, draft in pairs:
        if draft.progress:
            Progress(
                measure=measure,
                text=draft.progress,
                percent=0,
                happened_on=FEEDBACK,
                logged_at=measure.history.first().history_date,
            ).save()


def _categories(drafts: list[IssueDraft], round_: Round) -> dict[tuple[int, ...], Category]:
    """The categories that the drafts need, the outer ones first, numbered as papers number them."""
    made: dict[tuple[int, ...], Category] = {}
    wanted = {
        draft.path[:length] for draft in drafts for length in (1, 2) if len(draft.path) >= length
    }
    for path in sorted(wanted):
        titles = ASPECTS if len(path) == 1 else GROUPS
        number = NUMBERS[1] if len(path) == 1 else NUMBERS[2]
        title = titles[path[-1]]
        made[path] = Category(
            round=round_,
            parent=made.get(path[:-1]),
            title=title,
            number="第一方面" if title.startswith("第一方面") else number,
            position=len(made) + 1,
        )
        made[path].save()
    return made


def _deadlines(drafts: Any, owners: list[Any], kind: str) -> list[Deadline]:
    return [
        Deadline(
            words=draft.due.words,
            due_on=draft.due.due_on,
            long_term=draft.due.long_term,
            **{kind: owner},
        )
        for draft, owner in zip(drafts, owners, strict=True)
        if draft.due is not None
    ]


def _of(things: list[Any], index: int | None) -> Any:
    return things[index] if index is not None else None
