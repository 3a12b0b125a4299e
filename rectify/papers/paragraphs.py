"""Lines put together to paragraphs: titles broken over two lines, text wrapped by hand or by a PDF."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rectify.kernel.text import fold
from rectify.papers.content import Line
from rectify.papers.fields import fields_of
from rectify.papers.markers import leading_marker
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
    """The length at which all lines were broken by hand or by a PDF; None where they were not."""
    lengths = sorted(len(line.text) for line in lines if len(line.text) > 12)
    if len(lengths) < 6 or any(line.level or line.auto_number for line in lines):
        return None
    longest = lengths[-1]
    full = [length for length in lengths if length >= longest - 4]
    return longest - 4 if longest <= 60 and len(full) >= 0.4 * len(lengths) else None


def _runs_on(run: Sequence[Line], line: Line, width: int | None) -> bool:
    """Whether a line is the continuation of the paragraph whose lines are `run`."""
    previous, folded = run[-1], fold(line.text)
    if line.level or previous.level or line.auto_number or line.number - previous.number > 2:
        return False
    quoted = len(run) <= _LONGEST_QUOTE and is_open(fold("".join(each.text for each in run)))
    if quoted and not _begins_anew(folded):
        return True
    end = fold(previous.text)
    if leading_marker(folded, line.text) or label_name(folded) or _FINISHED.search(end):
        return False
    wrapped = width is not None and len(previous.text) >= width
    completes = _COMPLETES.match(folded) and not is_lacking(_last_clause(end))
    return wrapped or bool(completes) or (_UNFINISHED.search(end) is not None and len(end) < 200)


def _last_clause(folded: str) -> str:
    """The words behind the last mark of a line."""
    return re.split(r"[。,;:]", folded)[-1]


def _begins_anew(folded: str) -> bool:
    """Whether a line so clearly begins something new that an open quotation must be a slip."""
    marker = leading_marker(folded, folded)
    rest = folded[marker.end :] if marker else folded
    opens = re.match(r"\s*(?:关于|针对|“)", rest) is not None
    return label_name(folded) is not None or (marker is not None and (opens or marker.style < 20))
