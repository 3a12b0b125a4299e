"""Lines put together to paragraphs: titles broken over two lines, text wrapped by hand or by a PDF."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rectify.kernel.text import fold
from rectify.papers.content import Line
from rectify.papers.fields import fields_of
from rectify.papers.headings import read_heading
from rectify.papers.markers import Style, leading_marker
from rectify.papers.sentences import is_open
from rectify.papers.wording import is_lacking

_UNFINISHED = re.compile(r"(?:[、，,“《（(]|关于|以及|和|与|对|为|在|的)$")
_COMPLETES = re.compile(
    r"(?:不(?!断|折|忘|仅|但|久|懈)|未(?!来)|没有|缺|欠缺|薄弱|滞后"
    r"|[、，,”》])[^。,;:]{0,12}[。,;”]|(?:的|等)问题"
)
"""How a line begins that can only be the rest of the heading above it."""
_LONGEST_QUOTE = 4
"""Over how many lines an open quotation is believed to run."""
_FINISHED = re.compile(r"[。；;：:！!？?”」）)】…]$")
_STOPPED = re.compile(r"[。；;：:！!？?]$")
_ADDRESSED = re.compile(
    r"^[^,。;]{2,30}(?:党组|党委|支部|总支|委员会|办公室|巡察办|委|局|厅|单位|部门|同志|科室|小组):$"
)
_LABEL = re.compile(r"^[【\[(（]?([^\s:：。，,；;“”]{2,14})[】\])）]?\s*[:：]")
_BARE_LABEL = re.compile(r"^[【\[]([^\s:：。，,；;“”]{2,14})[】\]]")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph: the line it begins on, the line it ends on, its text, hints from Word."""

    number: int
    last: int
    text: str
    level: int | None = None

    @property
    def folded(self) -> str:
        """The text folded, of equal length."""
        return fold(self.text)


def label_name(folded: str) -> str | None:
    """The label that a line begins with (责任领导：, 【整改措施】), or None."""
    match = _LABEL.match(folded) or _BARE_LABEL.match(folded)
    return match[1] if match and fields_of(match[1]) else None


def paragraphs(lines: Sequence[Line]) -> list[Paragraph]:
    """Lines joined where a line evidently runs on in the next one."""
    width = _wrapping_width(lines)
    made: list[Paragraph] = []
    run: list[Line] = []
    for line in lines:
        if run and not _runs_on(run, line, width):
            made.append(_joined(run))
            run = []
        run.append(line)
    return [*made, _joined(run)] if run else made


def _joined(run: Sequence[Line]) -> Paragraph:
    """One paragraph of lines that run on."""
    text = _with_number(run[0]) + "".join(line.text for line in run[1:])
    return Paragraph(run[0].number, run[-1].number, text, run[0].level)


def _with_number(line: Line) -> str:
    """The text of a line behind the number that Word counts by itself."""
    if not line.auto_number or line.text.startswith(line.auto_number):
        return line.text
    return line.auto_number + line.text


def _wrapping_width(lines: Sequence[Line]) -> int | None:
    """The length at which all lines were broken by hand or by a PDF; None where they were not.

    Official papers hold 28 characters in a line; text taken from one has many lines of nearly one
    greatest length, most of them without a sentence's end.
    """
    lengths = [len(line.text) for line in lines if len(line.text) > 12]
    longest = max(lengths, default=0)
    if len(lengths) < 6 or longest > 60 or any(line.level or line.auto_number for line in lines):
        return None
    followed = list(zip(lines, [*lines[1:], None], strict=True))
    for slack, least in ((4, 0.2 * len(lengths)), (1, 3)):
        full = [pair for pair in followed if len(pair[0].text) >= longest - slack]
        broken = [line for line, after in full if _may_run_on(line, after)]
        if len(full) >= least and len(broken) >= 0.6 * len(full):
            return longest - slack
    return None


def _may_run_on(line: Line, after: Line | None) -> bool:
    """Whether a line could be broken in mid-sentence: facts under labels are of one length by nature."""
    folded = fold(line.text)
    if after is None or _STOPPED.search(folded) or label_name(folded):
        return False
    return leading_marker(fold(after.text), after.text) is None and not label_name(fold(after.text))


def _runs_on(run: Sequence[Line], line: Line, width: int | None) -> bool:
    """Whether a line is the continuation of the paragraph whose lines are `run`."""
    previous, folded = run[-1], fold(line.text)
    if line.level or previous.level or line.auto_number or line.number - previous.number > 2:
        return False
    quoted = len(run) <= _LONGEST_QUOTE and is_open(fold("".join(each.text for each in run)))
    if quoted and not _begins_anew(folded):
        return True
    end = fold(previous.text)
    if label_name(folded):
        return False
    if width is not None and len(previous.text) >= width:
        return _wraps(run, folded, width)
    if _FINISHED.search(end) or leading_marker(folded, line.text):
        return False
    completes = _COMPLETES.match(folded) and not is_lacking(_last_clause(end))
    return bool(completes) or (_UNFINISHED.search(end) is not None and len(end) < 200)


def _wraps(run: Sequence[Line], folded: str, width: int) -> bool:
    """Whether a line goes on from a full one, in text broken at a width."""
    first, last = fold(run[0].text), fold(run[-1].text)
    marker = leading_marker(folded, folded)
    if _STOPPED.search(last):
        # A sentence that ends with the line is more often inside a paragraph than its last.
        return marker is None and len(last) > width and not last.endswith(":")
    if _ADDRESSED.search(folded) or (len(run) == 1 and _is_whole_heading(first)):
        return False
    if marker is None:
        return True
    # A line may begin with 五、 or 第五章 by chance: “十四|五”规划.
    opens = re.match(r"\s*(?:关于|针对|“)", folded[marker.end :]) is not None
    return marker.style is Style.PART or (marker.value > 1 and not opens)


def _is_whole_heading(folded: str) -> bool:
    """Whether a numbered line is a heading of its own: 3.关于“…”问题的整改."""
    marker = leading_marker(folded, folded)
    if marker is None:
        return False
    heading = read_heading(folded[marker.end :])
    return heading.explicit and not heading.body


def _last_clause(folded: str) -> str:
    """The words behind the last mark of a line."""
    return re.split(r"[。,;:]", folded)[-1]


def _begins_anew(folded: str) -> bool:
    """Whether a line so clearly begins something new that an open quotation must be a slip."""
    marker = leading_marker(folded, folded)
    rest = folded[marker.end :] if marker else folded
    opens = re.match(r"\s*(?:关于|针对|“)", rest) is not None
    return label_name(folded) is not None or (marker is not None and (opens or marker.style < 20))
