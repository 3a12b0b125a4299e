"""The standing of an issue in the office's own words, and which of five groups they fall into.

A sentence counts only when the issue itself is its subject and nothing else is told in it: 已完成换届
tells of one step, 此问题已整改完成 tells of the issue.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from rectify.kernel.numerals import INTEGER
from rectify.kernel.text import fold
from rectify.papers.sentences import sentences, without_tail


class Status(StrEnum):
    """The application's five groups; the office's words are kept beside them."""

    DONE = "done"
    PARTIAL = "partial"
    IN_PROGRESS = "in_progress"
    LONG_TERM = "long_term"
    NOT_DONE = "not_done"


@dataclass(frozen=True, slots=True)
class Told:
    """A standing as it was told: the group, the office's words, where."""

    status: Status
    words: str
    line: int = 0


_WORK = r"(?:整改|落实|办理|解决|销号|工作|任务)"
_NOT = (
    rf"(?:尚|还|仍|均|全部)?(?:未|没有|未能)(?:按期|如期|全部|完全|及时)?(?:开始"
    rf"|启动)?{_WORK}?(?:完成|到位|销号|办结|解决|整改|启动|开展|落实到位|见效|完毕){_WORK}*"
    rf"|无法{_WORK}*(?:完成)?{_WORK}?|超期(?:未完(?:成)?|未{_WORK}完成)?|逾期(?:未完(?:成)?)?"
    rf"|(?:申请)?(?:延期|暂缓|延后|推迟){_WORK}*|(?:尚|还)?未{_WORK}"
)
_PART = (
    rf"(?:已|现已|已经)?(?:(?:阶段性|部分|初步|基本|大部分|大体)(?:的)?{_WORK}*(?:完成|到位"
    rf"|解决|整改|见效|销号)?{_WORK}*(?:取得)?(?:阶段性)?(?:成果|成效|进展)?|(?:已)?(?:取得"
    rf"|见到|收到|有)(?:了)?(?:明显|阶段性|初步|一定|积极|显著|较好"
    rf"|良好)(?:的)?(?:整改)?(?:成效|进展|成果|效果))"
)
_RUNNING = (
    rf"(?:目前)?(?:正|正在|仍在|还在|尚在|在)(?:按|依)?(?:照)?(?:时序|序时|计划|序|程序|要求"
    rf"|节点|进度|方案)*(?:有序|积极|持续|稳步|加快|抓紧|全力)*(?:进行|推进|{_WORK}|实施"
    rf"|办理)(?:中|当中|之中|过程中)?|(?:按|依)(?:照)?(?:时序|序时|计划|序|程序|要求|节点"
    rf"|方案)+(?:进度|要求|安排)?(?:有序|持续|稳步|正在|积极)*(?:推进|{_WORK}|实施)(?:中)?"
    rf"|(?:有序|积极|稳步|加快|抓紧|持续)+(?:有序|稳步)?(?:推进|{_WORK}|落实)(?:中)?"
    rf"|{_WORK}(?:推进)?(?:中|当中|进行中)|进行中|推进中|办理中|(?:需|仍需|继续|还需"
    rf"|将)+(?:进一步|持续|继续|深入)*(?:{_WORK}|推进)+"
)
_LONG = (
    r"(?:需|需要|将|并|已|仍需|纳入|应|要)*(?:长期|常态长效|常态化)(?:坚持|推进|整改|抓好"
    r"|坚持整改|落实|持续整改|任务|保持|坚持推进|推进整改)*(?:中)?"
)
_DONE = (
    rf"(?:已|现已|已经|均已|均|全部|已全部|全面|现|都已|按期|如期|按时|提前|立行立改"
    rf"|即知即改)*(?:{_WORK}(?:任务)?)?(?:全部|全面|均|已|已经|现已|按期|如期|按时|立行立改"
    rf"|均已)*(?:完成|到位|完毕|办结|落实到位|销号|结束|清零|执行到位|达标|通过验收"
    rf"|见底)(?:了)?(?:{_WORK})?(?:任务|工作|销号|到位)?|(?:现|均|全部|都|已经)*已(?:经|全部"
    rf"|全面|按期)*(?:整改|解决|立行立改|落实|立改)"
)
_FULL = (
    rf"{_WORK}?(?:任务|工作)*(?:进度|率|完成率|完成进度|比例)(?:为|是|达|达到|已达|已达到"
    rf"|:)*\s*(?:100(?:\.0+)?\s*%|百分之百)"
)
_SHARE = (
    rf"{_WORK}?(?:任务|工作)*(?:进度|率|完成率|完成进度|比例)?(?:为|是|达|达到|约|已达"
    rf"|:)*\s*(?P<share>\d{{1,3}}(?:\.\d+)?)\s*%(?:左右)?"
)

_ORDER: tuple[tuple[Status, str], ...] = (
    (Status.NOT_DONE, _NOT),
    (Status.PARTIAL, _PART),
    (Status.LONG_TERM, _LONG),
    (Status.DONE, _FULL),
    (Status.DONE, _DONE),
    (Status.IN_PROGRESS, _RUNNING),
)
_EXACT = tuple((status, re.compile(pattern)) for status, pattern in _ORDER)
_SHARED = re.compile(_SHARE)
_SUBJECT = re.compile(
    r"^(?:(?:截至|截止|截至目前|到|至|经过|通过|经)[^,]{0,16},?)?(?:目前|现在|现|当前|至此"
    r"|整改后|此前|以上)?[,]?"
    r"(?:(?:巡察|反馈|整改|上述|以上|该|此|本|这|相关|具体|涉及|第)*(?:\d+)?(?:一|两)?(?:项"
    r"|条|个|类)?(?:的|具体|反馈|整改)*"
    r"(?:问题|任务|事项|整改任务|整改事项|整改工作|工作|项|条|整改措施|措施"
    r"|整改)?(?:,)?(?:目前|现|均|也|都)?)?"
)
_STATE_LABEL = re.compile(
    r"^(?:问题|任务|整改|反馈|巡察|目前|当前|具体|工作)*(?:完成|办结|销号|落实|进展|整改"
    r"|状态|推进)(?:的)?(?:情况|状态|进度|结果|程度)?(?:[:为是]|\s)+|^状态\s*[:]\s*"
)
_GROUPED = re.compile(
    r"^(?:(?:截至|截止|集中整改|整改|目前|当前|至今|规定|期)+(?:目前|期|期限)?(?:内|间"
    r"|阶段)?)?(?P<words>.{2,24}?)(?:的)?"
    r"(?:巡察|反馈|整改|具体|主要|相关|重点|突出|有关|部分)*(?:事项|问题|任务|项目|工作任务"
    r"|具体项目|措施)(?:情况|清单|台账|及(?:原因|进展|下一步).{0,12}|进展情况|推进情况"
    r"|整改情况|的整改情况)?$"
)
_ASIDE = re.compile(
    r"(?:建议|申请|同意|予以|可以)+销号|(?:立行立改|即知即改|立即整改)|.{0,14}(?:计划|拟"
    r"|预计|力争|确保|将).{0,24}(?:完成|到位|办结)(?:整改)?"
    r"|(?:持续|长期|不断|进一步|继续)(?:巩固|深化|跟踪|加强|抓好|做好|关注|提升|改进|完善"
    r"|落实).{0,16}|(?:坚持|做到).{0,6}常抓不懈"
)
_LONGEST = 80
"""Longer words than these tell more than a standing."""
_NAMED = re.compile(
    r"(?:此|该|本|上述|以上|反馈)(?:项|条|个|类)?(?:整改|具体|反馈)*(?:问题|任务|事项)"
    r"|^(?:目前|现|截至).{0,12}(?:问题|任务|事项|整改)|整改(?:任务|工作|事项)?(?:已|正|完成"
    r"|进度)|完成情况|整改状态"
)
_PROMISE = re.compile(r"[，,](?:并|且)?(?:预计|计划|拟|力争|争取|确保|将)[^，,]*$")
_SPLIT = re.compile(r"(?:,|、|;|并且|并|且|但|和)")


def group_of(words: str) -> Status | None:
    """The group of a bare wording (a cell, a label's value), or None when it tells no standing."""
    if len(words) > _LONGEST:
        return None
    plain = re.sub(r"\s", "", without_tail(fold(words))).strip("()“”★☆●○◆■✓✔√·")
    plain = _STATE_LABEL.sub("", plain) or plain
    share = _SHARED.fullmatch(plain)
    if share:
        return _of_share(float(share["share"]))
    found = _clauses(plain)
    if found is None:
        subject = _SUBJECT.match(plain)
        found = _clauses(plain[subject.end() :]) if subject and subject.end() else None
    return _weigh(found) if found else None


def _of_share(share: float) -> Status:
    """The group of a progress in percent."""
    if share >= 100:
        return Status.DONE
    return Status.IN_PROGRESS if share > 0 else Status.NOT_DONE


def _clauses(plain: str) -> list[Status] | None:
    """The groups of all clauses of a wording; None when one of them tells something else."""
    exact = _one(plain)
    if exact is not None:
        return [exact]
    parts = [part for part in _SPLIT.split(plain) if part]
    found = [_one(part) for part in parts if not _ASIDE.fullmatch(part) or _one(part)]
    if len(parts) < 2 or not found or not all(found):
        return None
    return [status for status in found if status]


def _one(clause: str) -> Status | None:
    """The group of one clause."""
    for status, pattern in _EXACT:
        if pattern.fullmatch(clause):
            return status
    return None


def _weigh(found: list[Status]) -> Status:
    """Of several clauses the one that decides: 未完成, then 阶段性, then 长期, then what was told."""
    if Status.IN_PROGRESS in found and Status.DONE in found:
        return Status.DONE
    for status in (Status.NOT_DONE, Status.PARTIAL, Status.LONG_TERM, Status.IN_PROGRESS):
        if status in found:
            return status
    return Status.DONE


def told_in(text: str, line: int = 0, *, opening: bool = True) -> Told | None:
    """The standing told in a body of text, by a sentence of its own about the issue, or None.

    Looked at are the opening sentence (unless told not to), the closing one, and any that names the
    issue (此问题…).
    """
    folded = fold(text)
    spans = list(sentences(folded))
    for index, (start, end) in enumerate(spans):
        words = text[start:end]
        closing = index == len(spans) - 1
        edge = (opening and index == 0) or (index > 0 and closing)
        named = _NAMED.search(folded[start:end])
        if (edge or named) and (status := group_of(words)):
            return Told(status, status_words(words), line)
        last = re.split(r"[，,]", words)[-1]
        clause = last != words and (_NAMED.search(fold(last)) or (closing and opening))
        if clause and (status := group_of(last)):
            return Told(status, status_words(last), line)
    return None


def status_words(words: str) -> str:
    """The office's own words for a standing, without label, subject in front and final mark."""
    plain = _PROMISE.sub("", without_tail(words)).strip("（）()【】")
    label = _STATE_LABEL.match(fold(plain))
    words = plain[label.end() :] if label and plain[label.end() :].strip() else plain
    return words.strip(" ★☆●○◆■✓✔√·")


def group_heading(heading: str) -> Told | None:
    """The standing that a heading gives to all issues under it (按计划持续推进的整改事项), or None."""
    plain = re.sub(
        rf"[(]\s*(?:共)?{INTEGER}\s*[个条项][^)]*[)]$|(?:[,:]\s*"
        rf"|共){INTEGER}\s*[个条项](?:问题)?$",
        "",
        without_tail(fold(heading)),
    )
    plain = re.sub(rf"的?{INTEGER}\s*[个条项](?=[^个条项]{{0,6}}(?:问题|事项|任务))", "的", plain)
    match = _GROUPED.match(plain)
    candidates = [match["words"], match["words"] + "整改"] if match else [plain]
    for words in candidates:
        status = group_of(words)
        if status is not None:
            return Told(status, _as_written(heading, words))
    return None


def _as_written(heading: str, words: str) -> str:
    """The stretch of a heading that the folded words stand for."""
    place = fold(heading).find(words)
    return heading[place : place + len(words)] if place >= 0 else words
