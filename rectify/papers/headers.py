"""The paper's opening: who inspected whom, in which round, from when to when, when it was told."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from rectify.kernel.datewords import implied_year
from rectify.kernel.text import fold
from rectify.kernel.writtendates import WrittenDate, find_dates
from rectify.papers.front import Front
from rectify.papers.recognised import Header, PaperKind
from rectify.papers.sentences import sentences

_NAME = r"[\u4e00-\u9fff\dXx×*＊]"
_INSPECTOR = re.compile(
    rf"(?P<name>{_NAME}{{0,24}}巡[察视](?:第?[一二三四五六七八九十\dXx×*＊]+)?(?:指导)?组)"
)
_ROUND = re.compile(
    rf"(?P<name>{_NAME}{{0,18}}第\s*[一二三四五六七八九十\dXx×*]+\s*轮(?:常规|专项|提级"
    rf"|交叉|机动|联合|政治)*(?:巡[察视])?(?:“?回头看”?)?)"
)
_UNITS_TOLD = (
    re.compile(
        r"(?:对|进驻"
        r"|巡察)\s*(?P<name>(?!象)[^,。;:“”《》对]{2,34}?)\s*(?:领导班子)?(?:及(?:其)?(?:所属"
        r"|下属|班子)[^,。;]{0,12})?(?:进行|开展|实施)(?:了)?[^,。;]{0,24}?(?:巡[察视]"
        r"|回头看)"
    ),
    re.compile(r"向\s*(?P<name>[^,。;:“”《》向]{2,30}?)(?:反馈|领导班子反馈|进行了?反馈|通报)"),
    re.compile(
        r"(?:被巡[察视](?:单位|党组织)|单位名称|填报单位|单位"
        r"|整改单位)\s*[:]\s*(?P<name>[^,。;:\s]{3,30})"
    ),
)
_TITLE_UNITS = (
    re.compile(
        r"(?:对|巡[察视](?!组|工作|办))(?P<name>[^,。关于反馈]{3,30}?)(?:(?:专项|常规|提级|机动|巡回"
        r"|政治)*巡[察视])?(?:情况)?的?(?:反馈|巡[察视]|专项|常规|提级|机动)"
    ),
    re.compile(r"^关于(?P<name>[^,。]{3,30}?)(?:专项|常规|提级|机动|落实)*(?:巡[察视]|整改|反馈)"),
    re.compile(
        r"^(?P<name>.{2,40}?)(?:关于|落实|贯彻|(?:专项|常规|提级|机动|政治)*巡[察视]|对照"
        r"|整改|针对|反馈|第?[\d一二三四五六七八九十]+届|(?:书记|主要负责|主要领导|负责人)"
        r"|领导班子)"
    ),
)
_SELF = re.compile(
    r"^(?:我|本|你|贵|该|其|各|全)(?!溪|市|县|区)|^[*Xx×]+(?:党组|党委|单位|局)?$|^(?:局|厅"
    r"|委|院|校|公司|中心|处|所|县局|市局|单位)(?:党组|党委|党支部|支部|机关)$"
)
_NUMBER = re.compile(
    r"[\u4e00-\u9fffXx×*＊]{1,10}\s*[〔\[(（【]\s*[12×xXX*＊][\d×xX*＊]{1,5}\s*[〕\])）】]\s*第?\s*[\dXx×*＊]+\s*号"
)
_FEEDBACK = re.compile(r"反馈")
_AS_OF = re.compile(r"截[至止]\s*(?:到)?\s*")


def header_of(front: Front, kind: PaperKind, opening: str, text: str) -> Header:
    """Read the header from title, addressee, document numbers, the opening, and in need the text."""
    title, numbers = _inner(front.title), front.numbers
    addressee = front.addressee if kind is PaperKind.LETTER else None
    folded = fold(opening)
    inspected = _inspected(folded)
    feedback = _feedback(folded, inspected)
    return Header(
        unit=_unit(opening, folded, title, addressee),
        inspector=_named(_INSPECTOR, opening, folded)
        or _named(_INSPECTOR, title or "", fold(title or "")),
        round=_named(_ROUND, opening, folded) or _named(_ROUND, title or "", fold(title or "")),
        document_number=_number([*numbers, opening]),
        inspected_from=inspected[0],
        inspected_to=inspected[1],
        feedback_on=feedback,
        as_of=_as_of(fold(text), feedback),
    )


def _inner(title: str | None) -> str | None:
    """The title of what a notice issues: 关于印发《…整改方案》的通知."""
    match = re.search(r"(?:印发|转发|报送|呈报).{0,3}《(?P<inner>.+)》", title or "")
    return match["inner"] if match else title


def _named(pattern: re.Pattern[str], text: str, folded: str) -> str | None:
    """The first name that a pattern finds, as written, without the words that lead up to it."""
    for match in pattern.finditer(folded):
        start, end = match.span("name")
        name = _LEAD_IN.sub("", text[start:end].strip())
        if len(name) >= 4 and not _BARE.fullmatch(fold(name)):
            return name
    return None


_LEAD_IN = re.compile(
    r"^.*(?:统一|部署|安排|要求|根据|按照|由|日|月|年|向|接受|中旬|上旬|下旬|配合|收到|接到"
    r"|以来|期间|落实|关于|开展|派出|针对|开展的|贯彻|对照)(?=.)"
)
_BARE = re.compile(r".*\d+个.*|(?:本次|此次|该|派出|第)?巡[察视]组|(?:党)?(?:委|组)?巡[察视]组")


def _unit(opening: str, folded: str, title: str | None, addressee: str | None) -> str | None:
    """The inspected unit, by its fullest name: told in the title, the opening, or addressed."""
    names = list(_told_names(_TITLE_UNITS, title or "", fold(title or "")))[:1]
    names += [addressee] if addressee and _inspected_name(addressee) else []
    names += _told_names(_UNITS_TOLD, opening, folded)
    for name in names[1:]:
        if _abbreviates(names[0].removeprefix("中共"), name):
            return name
    return names[0] if names else None


def _told_names(patterns: Sequence[re.Pattern[str]], text: str, folded: str) -> Iterator[str]:
    """The names that patterns find, one for each, without those that only say 我局."""
    for pattern in patterns:
        match = pattern.search(folded)
        if match:
            name = text[match.start("name") : match.end("name")].strip()
            name = re.sub(
                r"^(?:关于|对)|(?:领导)?班子$|(?:专项|常规|提级|机动|开展|进行)$", "", name
            )
            if _inspected_name(name):
                yield name


def _inspected_name(name: str) -> bool:
    """Whether a name can be that of an inspected unit."""
    plain = fold(name)
    return (
        len(plain) >= 3
        and not _SELF.match(plain)
        and not _GENERAL.fullmatch(plain)
        and not re.search(
            r"(?:委|党组)第?[一二三四五六七八九十\d]+$|^[市县区省州]委(?!办|宣传|组织|统战|政法|党校|老干|编办|机要|网信|直属|政研)|^\d|全[县市区省]|各|巡[察视]|反馈|整改"
            r"|回头看|意见|情况|如下|会议",
            plain,
        )
    )


def _abbreviates(short: str, full: str) -> bool:
    """Whether a fuller name begins further out: 市水务局党组 within 临江市水务局党组."""
    return len(full) > len(short) and full.removeprefix("中共").endswith(short)


_GENERAL = re.compile(
    r"[我本]?(?:中共)?[市县区省]?[局委厅院校部站]?(?:党组|党委|党支部|党工委|单位)?"
)


def _number(texts: Sequence[str]) -> str | None:
    """The first document number (×巡办〔20××〕×号)."""
    for text in texts:
        match = _NUMBER.search(text)
        if match:
            return re.sub(r"^.*?(?:以|根据|按照|发布|印发|文件|\()", "", match.group()).strip()
    return None


def _inspected(folded: str) -> tuple[date | None, date | None]:
    """The first and last day of the inspection; None for what is masked."""
    dates = find_dates(folded)
    for first, last in pairwise(dates):
        between = folded[first.end : last.start]
        if re.fullmatch(r"\s*(?:起|开始)?\s*(?:至|到|[-—–~―]+)\s*", between):
            year = first.year or (last.year if last.year is not None else None)
            start = first.on(year)
            end = last.on(_later_year(first, last, start))
            return (
                start if first.precision == "day" else None,
                end if last.precision == "day" else None,
            )
    return None, None


def _later_year(first: WrittenDate, last: WrittenDate, start: date | None) -> int | None:
    """The year of the second of two days: its own, or the nearest not before the first."""
    if last.year is not None:
        return last.year
    if start is not None:
        return implied_year(last, start)
    return first.year


def _feedback(folded: str, inspected: tuple[date | None, date | None]) -> date | None:
    """The day on which the findings were told; a missing year is the one its sentences imply."""
    known = inspected[1] or inspected[0]
    labelled = re.search(r"反馈(?:时间|日期|日)\s*[:]\s*", folded)
    if labelled and (days := find_dates(folded[labelled.end() : labelled.end() + 20])):
        return _day(days[0], days, known)
    for start, end in sentences(folded):
        sentence = folded[start:end]
        told = _FEEDBACK.search(sentence)
        while told:
            before = find_dates(sentence[: told.start()])
            near = before[-1] if before else None
            if (
                near is not None
                and near.precision == "day"
                and not _is_inspection_end(sentence, near, told.start())
            ):
                return _day(near, before, known)
            told = _FEEDBACK.search(sentence, told.end())
    return None


def _is_inspection_end(sentence: str, near: WrittenDate, told: int) -> bool:
    """Whether the day before 反馈 closes the inspection, not the day of telling."""
    return (
        re.search(r"(?:至|到|[-—–~―])\s*$", sentence[: near.start]) is not None
        or re.search(r"开展|进行了?.{0,8}巡", sentence[near.end : told]) is not None
        or len(sentence[near.end : told]) > 50
    )


def _day(near: WrittenDate, before: Sequence[WrittenDate], known: date | None) -> date | None:
    """A written day with its own year, that of the inspection's end, or one named before it."""
    if near.broken:
        return None
    if near.year is not None:
        return near.on()
    if known is not None:
        return near.on(implied_year(near, known))
    named = [d for d in before[:-1] if d.year is not None]
    if not named:
        return None
    last = before[-2].month if before[-2].year is None else named[-1].month
    year = named[-1].year or 0
    return near.on(year + 1 if last and near.month and near.month < last else year)


def _as_of(folded: str, feedback: date | None) -> date | None:
    """The day up to which the paper tells (截至2024年6月30日)."""
    for match in _AS_OF.finditer(folded):
        dates = find_dates(folded[match.end() : match.end() + 16])
        if dates and dates[0].start == 0 and not dates[0].broken:
            written = dates[0]
            year = written.year or (implied_year(written, feedback) if feedback else None)
            return written.on(year)
    return None
