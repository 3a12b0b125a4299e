"""Facts told in running sentences: when an issue will be finished, of which kind it is."""

from __future__ import annotations

import re

from rectify.kernel.datewords import Counted, Flag, read_deadline
from rectify.kernel.text import fold
from rectify.papers.fields import Field
from rectify.papers.recognised import IssueKind
from rectify.papers.sentences import sentences

_PROMISE = re.compile(
    r"(?:^|(?<=[,。;、\s]))(?:(?:目前|现|该|此|本|上述|剩余|其余)*(?:问题|项|事项|任务|工作"
    r"|整改)*)?"
    r"(?:预计|计划|拟|力争|确保|将|争取|承诺|整改期限为|整改时限为|完成时限为)(?:于|在|到)?\s*"
    r"(?P<words>[^,。;:“”]{0,10}?(?:[\dXx*×一二三四五六七八九十]+\s*(?:月|年|日|季度)|年底"
    r"|年内|上半年|下半年)[^,。;:“”]{0,10}?)"
    r"(?:之)?(?:全部|全面|彻底|按期|如期)*(?P<done>完成|整改到位|整改完毕"
    r"|销号)(?P<object>[^,。;]{0,12})"
)
Values = list[tuple[tuple[Field, ...], str]]
"""Facts told of an issue or measure: what each is about, and its words."""
_AT_END = re.compile(r"[(](?P<inner>[^()]{4,90})[)][。;]?$")
_LEADS = re.compile(r"(?:由)?(?P<names>.{2,40}?)(?:负责)?(?:总?牵头|主办|负责)(?:落实|办理)?")
_ASSISTS = re.compile(r"(?P<names>.{2,50}?)(?:等)?(?:配合|协助|参与|协办|按职责分工负责)(?:落实)?")
_OWN_OBJECT = re.compile(
    r"^(?:整改|全部|该|此|本|问题|任务|工作|销号|到位|。|$)*(?:整改|任务|工作|问题|到位|销号)*$"
)
_KINDS = (
    (
        IssueKind.IMMEDIATE,
        re.compile(r"立行立改|即知即改|立即整改|马上就改|立查立改|边查边改|即行即改"),
    ),
    (IssueKind.LONG_TERM, re.compile(r"长期|持续整改|常态")),
    (IssueKind.LIMITED, re.compile(r"限期|分阶段|阶段性|分步|集中整改|分期")),
)


def assigned(text: str) -> tuple[str, Values]:
    """A text without a bracket at its end that assigns it, and what that bracket tells.

    （办公室牵头，人事科、财务科配合，6月底前完成）: only when every clause assigns something.
    """
    folded = fold(text)
    bracket = _AT_END.search(folded)
    if bracket is None or ":" in bracket["inner"]:
        return text, []
    values: Values = []
    for clause in re.split(r"[,;。]", bracket["inner"]):
        told = _assignment(clause.strip())
        if told is None:
            return text, []
        values.append(told)
    return text[: bracket.start()].rstrip(), values


def _assignment(clause: str) -> tuple[tuple[Field, ...], str] | None:
    """Who leads, who assists or by when, told by one clause; None when it tells something else."""
    for field, pattern in ((Field.LEAD, _LEADS), (Field.ASSIST, _ASSISTS)):
        match = pattern.fullmatch(clause)
        if match:
            return (field,), match["names"]
    words = re.sub(r"(?:全部|全面)?(?:整改)?完成$", "", clause)
    meaning = read_deadline(words)
    timed = meaning.counted not in {Counted.NONE, Counted.DONE} or Flag.MASKED in meaning.flags
    return ((Field.DEADLINE,), words) if timed and len(words) <= 24 else None


def promised(text: str) -> str | None:
    """The words for the day by which an issue itself is promised to be finished, or None.

    预计2024年6月底前完成整改 tells of the issue; 计划12月下旬开展竞赛 tells of one step.
    """
    folded = fold(text)
    for start, end in sentences(folded):
        match = _PROMISE.search(folded, start, end)
        if match and _OWN_OBJECT.match(match["object"]):
            first, last = match.span("words")
            return text[first:last].strip()
    return None


def kind_of(words: str | None) -> IssueKind | None:
    """The kind that the words of a label, a deadline or a bracket tell."""
    for kind, pattern in _KINDS:
        if words and pattern.search(fold(words)):
            return kind
    return None
