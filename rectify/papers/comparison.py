"""What the paper says of itself against what was found in it, and what a person should look at."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from rectify.kernel.datewords import Flag
from rectify.kernel.numerals import INTEGER, read_number
from rectify.kernel.text import fold
from rectify.papers.recognised import FoundIssue, Header, PaperKind, Stated
from rectify.papers.statuses import Status

LABELS = {
    Status.DONE: "已完成",
    Status.PARTIAL: "阶段性完成",
    Status.IN_PROGRESS: "整改中",
    Status.LONG_TERM: "长期坚持",
    Status.NOT_DONE: "未整改",
}
_TALLY = re.compile(rf"(?:共|有|涉及|计|[(,。;])\s*(?P<n>{INTEGER})\s*[个条项](?:具体|反馈)*问题")
_FLAGGED = {Flag.MASKED, Flag.BROKEN, Flag.CONDITIONAL, Flag.OTHER_START, Flag.UNREAD}


def warnings(
    kind: PaperKind,
    header: Header,
    stated: Stated,
    issues: Sequence[FoundIssue],
    groups: Sequence[tuple[str, int, int]],
    *,
    today: date,
) -> list[str]:
    """Differences first, then doubtful deadlines and dates; each one sentence.

    `groups` holds heading, line and number of issues found of each category that tells a count.
    """
    found = list(_counts(kind, stated, issues))
    found += _groups(groups)
    found += _dates(header, today)
    found += _deadlines(issues)
    return found


def _counts(kind: PaperKind, stated: Stated, issues: Sequence[FoundIssue]) -> Iterator[str]:
    """Stated figures that differ from what was found."""
    known = {stated.issues, *stated.other_issues} - {None}
    if known and issues and len(issues) not in known:
        yield f"文中写有{stated.issues}个问题，读出{len(issues)}个，请逐条核对。"
    if known and not issues and kind in {PaperKind.LETTER, PaperKind.PLAN, PaperKind.REPORT}:
        yield f"文中写有{stated.issues}个问题，但没有逐条列出，未读出具体问题。"
    measures = sum(len(issue.measures) for issue in issues)
    planned = kind in {PaperKind.PLAN, PaperKind.LEDGER} and stated.measures is not None
    if planned and measures and measures != stated.measures:
        yield f"文中写有{stated.measures}项措施，读出{measures}项，请逐条核对。"
    yield from _standings(stated, issues)


def _standings(stated: Stated, issues: Sequence[FoundIssue]) -> Iterator[str]:
    """Stated standings that differ from those found, and parts that do not add up."""
    found = Counter(issue.status for issue in issues if issue.status)
    told = {status: getattr(stated, status.value) for status in Status}
    told = {status: number for status, number in told.items() if number is not None}
    if found and told:
        for status in Status:
            if status in told and told[status] != found[status]:
                yield f"文中写{LABELS[status]}{told[status]}个，逐条读出{found[status]}个，请核对。"
            elif told and status not in told and found[status]:
                yield f"逐条读出{LABELS[status]}{found[status]}个，文中统计没有这一项，请核对。"
    total = sum(told.values())
    if len(told) > 1 and stated.issues is not None and total != stated.issues:
        yield f"文中各项状态合计{total}个，与问题总数{stated.issues}个不符。"
    if stated.rate is not None and stated.rate_of == "issues" and stated.issues and stated.done:
        share = 100 * stated.done / stated.issues
        if abs(share - stated.rate) >= 0.6:
            yield f"文中完成率为{stated.rate:g}%，按{stated.done}/{stated.issues}计算为{share:.2f}%。"


def _groups(groups: Sequence[tuple[str, int, int]]) -> Iterator[str]:
    """Categories whose own count (共6条问题) differs from what follows."""
    for heading, line, number in groups:
        match = _TALLY.search(fold(heading))
        count = read_number(match["n"]) if match else None
        if count is not None and count != number:
            yield f"第{line}行写有{count}个问题，其下读出{number}个，请核对。"


def _dates(header: Header, today: date) -> Iterator[str]:
    """Dates of the header that contradict one another or lie in the future."""
    begun = header.inspected_from or header.inspected_to
    if header.feedback_on and begun and header.feedback_on < begun:
        yield "反馈日早于巡察时间，请核对。"
    days = (header.inspected_to, header.feedback_on, header.as_of)
    if any(day is not None and day > today for day in days):
        yield "文中的巡察、反馈或截止日期晚于今天，请核对。"


def _deadlines(issues: Sequence[FoundIssue]) -> Iterator[str]:
    """Deadlines that a person must look at."""
    for issue in issues:
        for at, meaning in [(issue.at, issue.deadline)] + [
            (m.at, m.deadline) for m in issue.measures
        ]:
            if meaning is not None and meaning.flags & _FLAGGED and not meaning.long_term:
                reason = meaning.sentences[0] if meaning.sentences else ""
                yield f"{_place(at)}：“{meaning.words}”，{reason}。"


def _place(at: str) -> str:
    """A place as a person reads it."""
    return f"第{at}行" if at.isdigit() else at
