"""The figures that a paper gives of itself: how many fields, issues, measures, how many of them done.

Five units are counted apart and never mixed; a standing or a rate belongs to the unit that its
sentence speaks of.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from rectify.kernel.numerals import INTEGER, read_number
from rectify.kernel.text import fold
from rectify.papers.recognised import Stated
from rectify.papers.sentences import sentences
from rectify.papers.statuses import Status, group_of

_N = rf"(?P<n>{INTEGER})\s*"
_UNIT_WORDS = (
    ("aspects", rf"(?<!以下){_N}(?:个|大)*(?:方面|层面)"),
    (
        "manifestations",
        rf"{_N}(?:个|条|种|项|类)?(?:的)?(?:具体|主要|问题|突出)*(?:表现|情形)(?:形式)?",
    ),
    ("categories", rf"{_N}(?:个|大)*(?:类别|大类|类|大项)(?:的)?(?:突出|主要|具体|共性)*(?:问题)?"),
    ("tasks", rf"{_N}(?:项|个|条)(?:的)?(?:具体|整改|工作|重点|细化|落实)*任务"),
    (
        "measures",
        rf"{_N}(?:项|条|个)(?:的)?(?:具体|细化|整改|改进|针对性|工作|推进|落实)*(?:措施|举措)",
    ),
    (
        "issues",
        rf"{_N}(?:个|条|项)(?:的)?(?:具体|反馈|突出|主要|整改|存在|方面|巡察|的|共性"
        rf"|重点)*(?:问题|整改事项|反馈事项)",
    ),
    ("manifestations", rf"(?:表现|情形)(?:形式)?(?:共|共计|合计)?(?:有|为)?{_N}(?:个|条|种|项)"),
    ("tasks", rf"任务(?:共|共计|合计)?(?:有|为)?{_N}(?:项|个|条)"),
    ("measures", rf"(?:措施|举措)(?:共|共计|合计)?(?:有|为)?{_N}(?:项|个|条)"),
    (
        "issues",
        rf"(?:反馈|具体|整改|发现|存在|突出|主要|涉及|的|个性|,|^)(?:问题)(?:总数|共|共计|合计"
        rf"|总计)?(?:有|为)?{_N}(?:个|条|项)",
    ),
)
_UNITS = tuple((unit, re.compile(pattern)) for unit, pattern in _UNIT_WORDS)
_SPEAKS = re.compile(r"反馈|指出|涉及|发现|移交|梳理|细化|认领|分解|巡[察视]|制定|整改")
_LONGEST_CLAUSE = 300
_SETS = re.compile(r"逐[条项]|确定|提出|采取|明确|形成|研究")
_RATE = re.compile(
    r"(?P<of>[^,。;、()]{0,14}?)(?:完成|落实|整改|办结|销号|到位|总体)(?:的)?(?:率|进度"
    r"|比例)(?:为|达|是|到|:|已|均|约|达到)*\s*(?P<share>\d{1,3}(?:\.\d+)?)\s*%"
)
_COMPLETE = r"(?:完成|到位|完毕|办结|销号|结束)"
_ALL = re.compile(
    rf"(?P<words>(?:已经|现已|已|均|都)*(?:全部|全面|均已|均|悉数)(?:已)?(?:按期|按时|如期)?"
    rf"(?:(?:整改|落实|解决)?{_COMPLETE}+(?:整改|销号|任务)*|(?<=已)整改))(?=[,。;)]|$|并)"
)
_COUNT = re.compile(rf"{_N}(?P<unit>个|条|项)")
_ASIDE = re.compile(
    r"^(?:含|其中立行立改|包括|包含|不含)|立行立改(?:的)?(?:问题)?$|第$|剩余|余下|个人|涉及人"
)
_NOUN = r"(?:的)?(?:具体|反馈|整改|巡察|工作)*(?P<noun>问题|事项|任务|措施|举措)?"
_BEFORE = re.compile(rf"{_NOUN}(?:的)?(?:有|共|共有|共计|为|达|达到|计|:|已有)?$")
_AFTER = re.compile(rf"^{_NOUN}(?:的)?(?P<words>.*)$")
_LEADS = re.compile(r"^(?:其中|目前|截至.{0,14}?|已有|有|现有|仍有|还有|另有|尚有|和|及|以及|现)+")
_PAST = re.compile(r"^.*(?:问题|事项|任务|措施|举措)(?=已|现|均|正|尚)")
_NOT_ALL = re.compile(
    r"其中|部分|个别|立行立改|确保|力争|要求|推动|督促|必须|争取|务必|坚持|做到|应|预计|计划|将"
)
_NOUN_UNITS = {
    "问题": "issues",
    "事项": "issues",
    "任务": "tasks",
    "措施": "measures",
    "举措": "measures",
}


@dataclass(slots=True)
class _Tally:
    """Figures as they come up."""

    totals: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    standings: list[tuple[str | None, Status, int]] = field(default_factory=list)
    rates: list[tuple[str | None, float]] = field(default_factory=list)
    all_done: list[str | None] = field(default_factory=list)
    subject: str | None = None
    rest_done: bool = False


def stated_in(texts: Iterable[str]) -> Stated:
    """The figures in the texts of a paper that stand outside its issues, in their order."""
    tally = _Tally()
    for text in texts:
        folded = fold(text)
        for start, end in sentences(folded, "。！!？?\n"):
            _read_sentence(folded[start:end], tally)
    return _resolved(tally)


def _read_sentence(sentence: str, tally: _Tally) -> None:
    """Take the figures of one sentence, clause by clause."""
    if not re.search(r"[\d一二三四五六七八九十百]", sentence) and not _ALL.search(sentence):
        return
    tally.subject = None
    speaks = _SPEAKS.search(sentence) is not None
    sets = speaks or _SETS.search(sentence) is not None
    for clause in _clauses(sentence):
        if not _ASIDE.match(clause):
            _read_clause(clause, tally, speaks=speaks, sets=sets)


def _clauses(sentence: str) -> Iterator[str]:
    """Clauses parted by commas, brackets and enumeration marks."""
    for clause in re.split(r"[,;。、()\[\]:]", sentence):
        if 1 < len(clause.strip()) <= _LONGEST_CLAUSE:
            yield clause.strip()


def _read_clause(clause: str, tally: _Tally, *, speaks: bool, sets: bool) -> None:
    """Totals, standings, rates and 全部完成 in one clause.

    `speaks` and `sets` tell whether the sentence speaks of an inspection, or at least of work set.
    """
    standing = list(_standings(clause))
    for unit, number in _totals(clause):
        part = [s for s in standing if s[2] == number] and not re.search(r"全部|所有|共", clause)
        if not part and (sets if unit in {"measures", "tasks"} else speaks):
            tally.totals[unit].append(number)
        tally.subject = unit if unit in {"issues", "tasks", "measures"} else tally.subject
    named = tally.subject or re.search(
        r"整改|问题|任务|措施|举措|事项|完成|推进|坚持|成效|进展|成果", clause
    )
    for noun, status, number in standing if named else []:
        tally.standings.append((_NOUN_UNITS.get(noun or "") or tally.subject, status, number))
    for match in _RATE.finditer(clause):
        named = next((u for word, u in _NOUN_UNITS.items() if word in match.group()), None)
        tally.rates.append((named or tally.subject, float(match["share"])))
    whole = _ALL.search(clause)
    if whole and re.search(r"其余|其他|另外", clause) and "问题" in clause:
        tally.rest_done = True
    elif whole and not standing and not _NOT_ALL.search(clause[: whole.start()]):
        named = next(
            (u for word, u in _NOUN_UNITS.items() if word in clause[: whole.start()]), None
        )
        if named is None and tally.subject is None and "整改" not in whole["words"]:
            return
        tally.all_done.append(named or tally.subject)


def _totals(clause: str) -> Iterator[tuple[str, int]]:
    """Counted units of a clause, none counted twice."""
    taken: set[int] = set()
    found: list[tuple[int, str, int]] = []
    for unit, pattern in _UNITS:
        for match in pattern.finditer(clause):
            place = match.start("n")
            number = read_number(match["n"])
            if place in taken or number is None or _ASIDE.search(clause[:place]):
                continue
            taken.add(place)
            found.append((place, unit, number))
    yield from ((unit, number) for _, unit, number in sorted(found))


def _standings(clause: str) -> Iterator[tuple[str | None, Status, int]]:
    """Standings counted in a clause: 已整改完成34个, 6个问题正在整改."""
    for match in _COUNT.finditer(clause):
        number = read_number(match["n"])
        before, after = clause[: match.start()], clause[match.end() :]
        if number is None or match["n"] == "一" or before.endswith("第") or _ASIDE.search(before):
            continue  # 完成一项、核销一项 counts nothing
        told = _told_before(before) or _told_after(after)
        if told is not None:
            yield told[0], told[1], number


def _told_before(before: str) -> tuple[str | None, Status] | None:
    """The standing in the words before a count."""
    plain = _LEADS.sub("", before)
    noun = _BEFORE.search(plain)
    assert noun is not None
    words = plain[: noun.start()]
    status = group_of(words) or group_of(plain) or group_of(_PAST.sub("", words)) if words else None
    if status is None and noun["noun"] and words:
        status = group_of(words + "整改")
    return (noun["noun"], status) if status else None


def _told_after(after: str) -> tuple[str | None, Status] | None:
    """The standing in the words behind a count."""
    match = _AFTER.match(after)
    assert match is not None
    words = re.sub(r"^(?:已经|均)?", "", match["words"]).strip()
    status = group_of(words) if words else None
    return (match["noun"], status) if status else None


def _resolved(tally: _Tally) -> Stated:
    """The figures put together: the first of each unit, standings with the unit they add up to."""
    totals = {unit: numbers[0] for unit, numbers in tally.totals.items()}
    of_issues, of_others = _parted(tally, totals)
    whole_done = {None, "issues"} & set(tally.all_done) and not of_issues
    if whole_done and "issues" in totals:
        of_issues = {Status.DONE: totals["issues"]}
    rate, rate_of = _rate(tally, totals, of_issues, dict(of_others))
    return Stated(
        **{
            unit: totals.get(unit)
            for unit in ("aspects", "categories", "issues", "manifestations", "tasks", "measures")
        },
        **{status.value: of_issues.get(status) for status in Status},
        rate=rate,
        rate_of=rate_of,
        measure_standings=tuple(of_others),
        other_issues=tuple(dict.fromkeys(tally.totals["issues"][1:])),
        all_done={s: n for s, n in of_issues.items() if n} == {Status.DONE: totals.get("issues")},
        rest_done=tally.rest_done,
    )


def _parted(
    tally: _Tally, totals: dict[str, int]
) -> tuple[dict[Status, int], list[tuple[Status, int]]]:
    """Standings of issues, and those of measures and tasks; a sum decides where words do not."""
    issues: dict[Status, int] = {}
    others: dict[Status, int] = {}
    whole = sum({s: n for _, s, n in tally.standings}.values())
    adds_up = whole == totals.get("issues") and whole != totals.get("measures")
    for unit, status, number in tally.standings:
        of_issues = unit in {None, "issues"} or adds_up
        (issues if of_issues else others).setdefault(status, number)
    return issues, list(others.items())


def _rate(
    tally: _Tally, totals: dict[str, int], issues: dict[Status, int], others: dict[Status, int]
) -> tuple[float | None, str | None]:
    """The first rate and its unit: the one whose fraction it is, else the one its sentence names."""
    for unit, share in tally.rates:
        for name, done in (("issues", issues), ("measures", others)):
            total = totals.get(name)
            if total and Status.DONE in done and abs(100 * done[Status.DONE] / total - share) < 0.6:
                return share, name
        return share, unit if unit in {"issues", "measures"} else None if unit else "issues"
    return None, None
