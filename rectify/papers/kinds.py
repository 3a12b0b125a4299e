"""Which kind of paper it is, by its title and, where it has none, by what its opening announces."""

from __future__ import annotations

import re

from rectify.kernel.text import fold
from rectify.papers.recognised import PaperKind

_LEADER = re.compile(
    r"(?:主要(?:负责(?:人|同志)|领导)|一把手|第一责任人|党(?:组|委|工委|总支|支部)书记|书记"
    r"|班长|本人).{0,16}(?:组织)?(?:落实|抓|履行|推动|推进|领导)"
    r"|组织落实.{0,16}(?:整改|反馈)"
)
_LETTER = re.compile(
    r"反馈(?:意见|会|情况|问题)*(?:讲话|的通报|的函|的通知|清单)?$"
    r"|(?:关于)?巡[察视].{0,30}(?:的)?(?:情况)?(?:的)?反馈(?:意见|报告|通报|问题"
    r"|情况)?(?:\(.*\))?$"
    r"|移交.{0,12}(?:问题|意见|清单)|问题线索|反馈问题清单$|反馈意见(?:书|稿)?$"
)
_LEDGER = re.compile(r"台账|清单|一览表|分解表|销号表|明细表|任务书|汇总表")
_PLAN = re.compile(r"方案|计划|任务分工|责任分解|措施$|安排$")
_REPORT = re.compile(
    r"报告|通报|公告|公示|情况|总结|汇报|进展|说明|公开|成效|对照检查|剖析|材料|述职|述责|自查"
)
_RECTIFIED = re.compile(
    r"整改|反馈|销号|回头看|落实.{0,14}意见|对照检查|检视|剖析|自查|查摆|述职|述责|问题"
)
"""What a report's title speaks of when the paper tells how findings were mended."""
_OTHER = re.compile(r"(?:工作要点|要点|通知|函|请示|批复|纪要|议程|讲话|发言|信|倡议书)$")
_ANNOUNCED = (
    (PaperKind.LEADER, re.compile(r"(?:现将|将)本人.{0,40}(?:报告|汇报|述)")),
    (
        PaperKind.LETTER,
        re.compile(
            r"(?:现|现将|将)[^。]{0,50}(?<!整改)(?:情况|意见|问题)?反馈(?:意见)?如下|反馈意见如下"
            r"|(?:问题|情况|意见)[^。]{0,8}反馈(?:给|你|贵)"
            r"|发现的(?:主要)?问题(?:反馈)?如下"
        ),
    ),
    (
        PaperKind.REPORT,
        re.compile(
            r"整改[^。]{0,40}(?:报告|通报|公布|汇报|公开|公示|说明)如下|整改[^。]{0,20}情况如下"
        ),
    ),
    (
        PaperKind.PLAN,
        re.compile(r"制定(?:如下|本|以下)[^。]{0,16}(?:方案|清单|措施)|(?:方案|措施)如下"),
    ),
)


def kind_of_paper(title: str | None, opening: str, text: str) -> PaperKind:
    """The kind of a paper from its title, its opening and, in doubt, its whole text."""
    named = _by_title(fold(title or ""))
    if named is not None:
        return named
    folded = fold(opening)
    for kind, pattern in _ANNOUNCED:
        if pattern.search(folded):
            return kind
    if title and (_REPORT.search(fold(title)) or _OTHER.search(fold(title))):
        return PaperKind.OTHER
    return _by_text(fold(text))


def _by_title(title: str) -> PaperKind | None:
    """The kind that a title names, or None."""
    plain = re.sub(r"\([^()]*\)$", "", title)
    if not plain:
        return None
    if _LEADER.search(plain) and not _PLAN.search(plain):
        return PaperKind.LEADER
    after = plain.rsplit("反馈", 1)[-1]
    if _LETTER.search(plain) and "整改" not in after and "落实" not in plain:
        return PaperKind.LETTER
    for kind, pattern in (
        (PaperKind.LEDGER, _LEDGER),
        (PaperKind.PLAN, _PLAN),
    ):
        if pattern.search(plain):
            return kind
    return PaperKind.REPORT if _REPORT.search(plain) and _RECTIFIED.search(plain) else None


def _by_text(text: str) -> PaperKind:
    """The kind of a paper without title and announcement: by what it speaks of."""
    if text.count("本人") >= 4:
        return PaperKind.LEADER
    if re.search(r"(?:责任领导|责任部门|牵头单位|牵头部门|完成时限|整改时限|整改目标)\s*[:]", text):
        return PaperKind.PLAN
    if re.search(r"整改(?:完成|到位|情况|进展|成效)|已完成|正在整改|巡察整改", text):
        return PaperKind.REPORT
    return PaperKind.FRAGMENT
