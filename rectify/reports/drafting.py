"""A report drafted from the ledger, every section of it, in plain official wording ready to be edited.

Numbers go into the text as figures by name, so that they follow the ledger and the report's day;
what there is none of is not mentioned.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from rectify.figures.catalogue import CATALOGUE, TASKS
from rectify.issues.enums import Standing
from rectify.kernel.days import written
from rectify.kernel.numerals import write_number
from rectify.reports.enums import SectionKind
from rectify.reports.facts import Group, IssueTold, MeasureTold, Told, told_on
from rectify.reports.results import outcome_points
from rectify.reports.wording import bare, quoted, sentence, some
from rectify.rounds.enums import Kind, Level
from rectify.rounds.models import Round

SUPERIORS = {
    Level.CENTRAL: "中央巡视工作领导小组",
    Level.PROVINCE: "省委巡视工作领导小组",
    Level.CITY: "市委巡察工作领导小组",
    Level.COUNTY: "县委巡察工作领导小组",
    Level.INTERNAL: "党组巡察工作领导小组",
}
"""To whom a unit reports; the author changes it where his place has another name."""

MOST_TOLD = 8
"""Results, and open issues of a 方面, that a draft tells one by one."""


@dataclass(frozen=True, slots=True)
class DraftSection:
    """One section as drafted; a section made from the ledger has no body of its own."""

    heading: str
    kind: SectionKind
    body: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A whole report as drafted."""

    title: str
    addressee: str
    signature: str
    as_of: date
    sections: tuple[DraftSection, ...]


def draft_standard(round_: Round, day: date) -> Draft:
    """The standard shape: 成效, 问题, 整改落实情况, 下一步, and the ledger as annex."""
    told = told_on(round_, day)
    texts = TEXTS
    return Draft(
        title=f"{round_.unit.name}关于{_inspection(round_)}反馈意见整改落实情况的报告",
        addressee=SUPERIORS[Level(round_.level)],
        signature=round_.unit.name,
        as_of=day,
        sections=(
            DraftSection("", SectionKind.TEXT, texts[""](told)),
            DraftSection("整改取得的成效", SectionKind.TEXT, texts["整改取得的成效"](told)),
            DraftSection("存在的主要问题", SectionKind.ISSUES),
            DraftSection("问题整改落实情况", SectionKind.RECTIFIED),
            DraftSection("下一步工作打算", SectionKind.TEXT, texts["下一步工作打算"](told)),
            DraftSection("整改台账", SectionKind.LEDGER_ANNEX),
            DraftSection("制度清单", SectionKind.REGULATIONS),
            DraftSection("问责情况汇总表", SectionKind.ACCOUNTABILITY),
        ),
    )


class Written(Protocol):
    """A stored section: what it was drafted as may have been edited since."""

    position: int
    kind: str
    body: str
    version: int


def redrafted(
    sections: Iterable[Written], round_: Round, *, was: date, now: date
) -> dict[int, str]:
    """The texts, by position, that follow a report from one day to another.

    Only sections that nobody has edited are written anew: those saved once, and those that still
    say what the draft of their day says. What an author has written stays, its figures follow.
    """
    before, after = draft_standard(round_, was).sections, draft_standard(round_, now).sections
    found = {}
    for section in sections:
        place = section.position - 1
        if section.kind != SectionKind.TEXT or place >= len(after):
            continue
        if section.version == 1 or section.body == before[place].body:
            found[section.position] = after[place].body
    return found


def _inspection(round_: Round) -> str:
    """Who inspected, as a title names it: the group, else the level with the kind."""
    if round_.inspector:
        return str(round_.inspector)
    return str(Level(round_.level).label)


def word_of(round_: Round) -> str:
    """巡视 by the centre and the provinces, 巡察 below them."""
    return "巡视" if round_.level in {Level.CENTRAL, Level.PROVINCE} else "巡察"


def preamble(told: Told) -> str:
    """When the inspection was and what it found, how far it has been mended."""
    paragraphs = [_occasion(told.round) + _resolve(told), _statistics(told)]
    return "\n".join(part for part in paragraphs if part)


def _occasion(round_: Round) -> str:
    """The inspection and its letter, with those of their days that are known."""
    who, word = round_.inspector or f"{word_of(round_)}组", word_of(round_)
    kind = "回头看" if round_.kind == Kind.LOOK_BACK else f"{Kind(round_.kind).label}{word}"
    begun, ended, fed_back = round_.inspected_from, round_.inspected_to, round_.feedback_on
    unit = round_.unit.name
    if begun and ended:
        first = f"{written(begun)}至{_end_of_span(begun, ended)}，{who}对{unit}开展了{kind}。"
    else:
        first = f"{who}对{unit}开展了{kind}。"
    if fed_back is None:
        return first
    number = f"（{round_.document_number}）" if round_.document_number else ""
    return f"{first}{written(fed_back)}，{who}反馈了{word}意见{number}。"


def _end_of_span(begun: date, ended: date) -> str:
    """The second day of a span, without the year when that is the same."""
    return written(ended) if ended.year != begun.year else f"{ended.month}月{ended.day}日"


def _resolve(told: Told) -> str:
    if not told.issues:
        return "收到反馈意见后，党组高度重视，及时研究部署整改工作。"
    if not told.measures:
        return "收到反馈意见后，党组高度重视，对反馈问题全部认领，明确责任，推动整改落实。"
    return (
        "收到反馈意见后，党组高度重视，对反馈问题全部认领，逐项制定整改措施，"
        "明确责任领导、责任部门和完成时限，推动整改落实。"
    )


def _statistics(told: Told) -> str:
    """What was found, and how far issues and measures stand, counted apart."""
    if not told.issues:
        return "截至{截止日期}，反馈问题正在梳理登记。现将有关情况报告如下。"
    found = _found(told)
    rate = "，整改完成率{整改完成率}" if _number(told, "issues.done") else ""
    parts = [f"截至{{截止日期}}，{_standings('issues', told, '个')}{rate}。"]
    if told.measures:
        parts.append(
            f"围绕上述问题共{_tasks(told)}制定整改措施{{措施数}}项，"
            f"其中{_standings('measures', told, '项')}{_measures_rate(told)}。"
        )
    return f"{found}{''.join(parts)}现将整改落实情况报告如下。"


def _tasks(told: Told) -> str:
    return "明确整改任务{任务数}项、" if _number(told, TASKS) else ""


def _measures_rate(told: Told) -> str:
    return "，措施完成率{措施完成率}" if _number(told, "measures.done") else ""


def _found(told: Told) -> str:
    """How many issues of which origin in how many 方面."""
    aspects = "{方面数}个方面" if _number(told, "aspects") > 1 else ""
    categories = "{类别数}类" if aspects and _number(told, "categories") > 1 else ""
    fed_back = _number(told, "issues.fed_back")
    later = [
        words
        for key, words in (
            ("issues.look_back", "回头看发现问题{回头看问题数}个"),
            ("issues.own", "自查和民主生活会查摆问题{自查问题数}个"),
        )
        if _number(told, key)
    ]
    if not fed_back:
        return f"本轮共登记{aspects}{categories}问题{{问题总数}}个。"
    first = f"本次反馈共涉及{aspects}{categories}{{反馈问题数}}个问题。"
    if not later:
        return first
    return f"{first}整改期间，{'、'.join(later)}，一并纳入整改，共{{问题总数}}个。"


_NAMES = {
    "issues": (
        (Standing.DONE, "已完成"),
        (Standing.PARTIAL, "阶段性完成"),
        (Standing.IN_PROGRESS, "正在整改"),
        (Standing.LONG_TERM, "长期坚持"),
        (Standing.NOT_DONE, "尚未整改"),
    ),
    "measures": (
        (Standing.DONE, "已完成"),
        (Standing.PARTIAL, "阶段性完成"),
        (Standing.IN_PROGRESS, "正在推进"),
        (Standing.LONG_TERM, "长期坚持"),
        (Standing.NOT_DONE, "尚未落实"),
    ),
}


def _standings(of: str, told: Told, unit: str) -> str:
    """已完成{…}个、正在整改{…}个 …, without those of which there is none."""
    parts = []
    for standing, words in _NAMES[of]:
        key = f"{of}.{standing}"
        if _number(told, key):
            parts.append(f"{words}{{{CATALOGUE[key].name}}}{unit}")
    return "、".join(parts)


def _number(told: Told, key: str) -> int:
    return len(CATALOGUE[key].ids(told.facts))


def achievements(told: Told) -> str:
    """What has been reached: duties set, issues closed by 方面, results that were written down."""
    done = [issue for issue in told.issues if issue.standing is Standing.DONE]
    points = [_duties_point(told), _closed_point(told, done), *_results_points(told, done)]
    points += outcome_points(told)
    lasting = [issue for issue in told.issues if issue.standing is Standing.LONG_TERM]
    if lasting:
        points.append(
            f"长效机制逐步建立。对{some([i.title for i in lasting])}问题，"
            "在完成阶段任务的基础上建立健全制度机制，坚持常抓不懈、持续推进。"
        )
    return _numbered([point for point in points if point])


def _duties_point(told: Told) -> str:
    if not told.measures:
        return "整改责任逐项明确。党组切实履行整改主体责任，对照反馈意见逐条研究，推动各部门认真落实整改要求。"
    begun = _number(told, "measures.total") - _number(told, "measures.not_done")
    words = "整改责任逐项压实。党组切实履行整改主体责任，将{措施数}项整改措施落实到责任领导、责任部门和责任人"
    if _number(told, "measures.done"):
        return f"{words}，目前已完成{{已完成措施数}}项，措施完成率{{措施完成率}}。"
    return f"{words}，各项措施正在按计划推进。" if begun else f"{words}。"


def _closed_point(told: Told, done: Sequence[IssueTold]) -> str:
    """Which issues are finished, told by 方面 when there are several."""
    if not done:
        none = "问题整改有序推进。各部门按照责任分工推进整改，目前尚无整改完成的问题。"
        return none if told.issues else ""
    if len(done) == 1:
        return f"首批问题整改到位。{quoted(done[0].title)}问题已整改完成。"
    finished = list(_by_group(told, {issue.id for issue in done}))
    first = "一批问题整改到位。目前已整改完成{已完成数}个问题"
    if len(finished) == 1:
        return f"{first}，包括{some(finished[0][1])}问题。"
    rows = [
        f"{number}.{bare(group.title) or '其他方面'}。{some(titles)}问题已整改完成。"
        for number, (group, titles) in enumerate(finished, 1)
    ]
    return "\n".join([f"{first}。", *rows])


def _by_group(told: Told, wanted: set[int]) -> Iterator[tuple[Group, list[str]]]:
    for group in told.groups:
        titles = [issue.title for issue in group.everything() if issue.id in wanted]
        if titles:
            yield group, titles


def _results_points(told: Told, done: Sequence[IssueTold]) -> Iterator[str]:
    """What was achieved, in the departments' own words, one result for each finished issue."""
    results = [
        f"针对{quoted(issue.title)}问题，{sentence(last)}"
        for issue in done
        if (last := _last_result(issue))
    ][:MOST_TOLD]
    if results:
        yield "整改措施落地见效。" + "".join(results)


def _last_result(issue: IssueTold) -> str:
    """The progress of the finished measure that was finished last."""
    finished = [m for m in issue.measures if m.standing is Standing.DONE and m.progress.strip()]
    if not finished:
        return ""
    return max(finished, key=lambda m: (m.completed_on or date.min, m.serial)).progress


def next_steps(told: Told) -> str:
    """What remains: open issues with their open measures and dates, what lasts, what is watched."""
    points = [_open_point(told), _late_point(told), _lasting_point(told), _watch_point(told)]
    return _numbered([point for point in points if point])


def _open_point(told: Told) -> str:
    """The open issues, one line each; of many the first ones, the most urgent before the others."""
    unfinished = [issue for issue in told.issues if issue.open]
    first = "抓紧完成剩余整改任务。"
    if len(unfinished) < 2:
        return "".join(f"{first}{_remaining(issue, told.day)}" for issue in unfinished)
    ordered = sorted(unfinished, key=lambda issue: (issue.open_date or date.max, issue.serial))
    rows = [
        f"{number}.{_remaining(issue, told.day)}"
        for number, issue in enumerate(ordered[:MOST_TOLD], 1)
    ]
    rest = "其余问题按照整改台账明确的责任和时限推进。" if len(ordered) > MOST_TOLD else ""
    lead = f"{first}对尚未完成的问题，逐项明确进度安排，确保按期完成。{rest}"
    return "\n".join([lead, *rows])


def _remaining(issue: IssueTold, day: date) -> str:
    """What remains to be done about an open issue, by whom and by when."""
    remaining = [measure for measure in issue.measures if measure.open]
    who = f"由{issue.department}牵头，" if issue.department else ""
    what = f"重点落实{_texts(remaining)}" if remaining else "继续推进整改"
    return f"{quoted(issue.title)}问题。{who}{what}{_until(issue.open_date, day)}。"


def _until(due: date | None, day: date) -> str:
    if due is None:
        return ""
    if due < day:
        return f"，原定{written(due)}前完成，现已逾期，限期整改到位"
    return f"，{written(due)}前完成"


def _texts(measures: Sequence[MeasureTold], most: int = 2) -> str:
    listed = "".join(quoted(measure.text) for measure in measures[:most])
    return f"{listed}{'等' if len(measures) > most else ''}措施"


def _late_point(told: Told) -> str:
    if not _number(told, "issues.overdue"):
        return ""
    return (
        "加大逾期问题督办力度。对已超过时限的{逾期数}个问题，逐一查找原因，"
        "由责任领导牵头督办，限期整改到位，防止久拖不决。"
    )


def _lasting_point(told: Told) -> str:
    issues = [issue.title for issue in told.issues if issue.standing is Standing.LONG_TERM]
    measures = [m for m in told.measures if m.standing is Standing.LONG_TERM]
    if not issues and not measures:
        return ""
    subject = f"{some(issues)}问题" if issues else f"{_texts(measures)}"
    return (
        f"持续抓好长期整改事项。对{subject}，坚持标本兼治，"
        "把整改要求融入日常工作，定期检查落实情况，防止问题反弹。"
    )


def _watch_point(told: Told) -> str:
    if any(issue.standing is Standing.DONE for issue in told.issues):
        return (
            "巩固深化整改成果。对已完成的问题适时开展回头看，举一反三完善制度，"
            "以整改实效推动各项工作提质增效。"
        )
    return "压实整改责任。党组定期听取整改情况汇报，加强督促检查，推动整改任务逐项落实、逐一销号。"


def _numbered(points: Sequence[str]) -> str:
    """Points with （一）, （二）…; a single one bears no number."""
    if len(points) == 1:
        return points[0]
    return "\n".join(f"（{write_number(n)}）{point}" for n, point in enumerate(points, 1))


TEXTS: dict[str, Callable[[Told], str]] = {
    "": preamble,
    "整改取得的成效": achievements,
    "下一步工作打算": next_steps,
}
"""The drafts of the standard shape's text sections by their headings."""
