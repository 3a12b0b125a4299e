"""版头 and 版记 as HTML: what a paper with a red head has above its title and on its last page."""

from __future__ import annotations

from math import ceil

from rectify.typeset import document as doc
from rectify.typeset.wording import cells, clean
from rectify.typeset.writing import element, lines

IMPRINT, TEXT_END = "imprint", "text-end"
"""Anchors by which the press finds the page of the 版记 and the last page of the text."""
TOGETHER, APART = 'class="imprint-room"', 'class="imprint-room apart"'
"""The 版记 on the last page of the text, or on an even page of its own."""

_WIDTH = 442.2  # the 版心 in points
_LARGEST = 48.0  # the mark of the issuing body stays below what the superior body would use
_ROW, _CHARACTERS = 8.0, 26  # the 版记: mm of a line, characters after 抄送：


def letterhead(head: doc.Letterhead | None) -> str:
    """版头: marks on the left, the issuing body in red, number and signatory, the red rule."""
    if head is None:
        return ""
    marks = [
        ("copy-number", head.copy_number),
        ("secrecy", head.secrecy),
        ("urgency", head.urgency),
    ]
    rows = "".join(element("p", lines(text), class_=kind) for kind, text in marks if text)
    size = min(_LARGEST, _WIDTH / max(1.0, cells(clean(head.issuer))))
    issuer = element("p", lines(head.issuer), class_="issuer", style=f"font-size:{size:.1f}pt")
    number = element("span", lines(head.number), class_="number")
    if head.signatory:
        name = element("span", lines(head.signatory), class_="kai")
        number += element("span", "签发人：" + name, class_="signatory")
    kind = "numbers upward" if head.signatory else "numbers"
    return element(
        "header",
        element("div", rows, class_="marks") + issuer + element("p", number, class_=kind),
        class_="letterhead",
    )


def imprint(given: doc.Imprint | None) -> str:
    """版记 on the foot of the page, in room of its own height."""
    if given is None:
        return ""
    copies = clean(given.copies_to).strip().rstrip("。")
    rows = 1 + (ceil((cells(copies) + 1) / _CHARACTERS) if copies else 0)
    first = element("p", f"抄送：{lines(copies)}。", class_="copies") if copies else ""
    left = element("span", lines(given.printed_by), class_="printer")
    right = element("span", lines(given.day), class_="printed")
    foot = element(
        "footer",
        first + element("p", left + right, class_="print"),
        class_="imprint",
        id=IMPRINT,
    )
    return element("div", foot, class_="imprint-room", style=f"height:{rows * _ROW + 10:.1f}mm")
