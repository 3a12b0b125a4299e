"""The document tree as HTML that `assets/layout.css` lays out; nothing from outside is linked in."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from rectify.typeset import document as doc
from rectify.typeset.heads import TEXT_END, imprint, letterhead
from rectify.typeset.tables import table
from rectify.typeset.title import title_lines
from rectify.typeset.wording import breakable, cells, clean
from rectify.typeset.writing import element, inline, lines

CELL = 15.785
"""The width of one character of the body, tracking included, in points (layout.css)."""


def html_of(document: doc.Document) -> str:
    """The whole paper as one HTML page."""
    parts = [
        letterhead(document.letterhead),
        _title("h1", document.title, document.subtitle),
        _addressee(document.addressee),
        _blocks(document.blocks, document.landscape),
        _annex_note(document.listed_annexes()),
        _signature(document.signature),
        _contact(document.contact),
    ]
    sections = ["".join(parts)]
    for number, annex in enumerate(document.annexes, 1):
        sections.append(_annex(annex, number, len(document.annexes)))
    if document.imprint:
        sections[-1] += element("div", id=TEXT_END)
    return (
        '<!DOCTYPE html><html lang="zh-CN"><head>'
        + _head(document)
        + "</head><body>"
        + element("main", sections[0], class_=_way(document.landscape))
        + "".join(
            element("section", section, class_=f"annex {_way(annex.landscape)}")
            for section, annex in zip(sections[1:], document.annexes, strict=True)
        )
        + imprint(document.imprint)
        + "</body></html>"
    )


def _way(landscape: bool) -> str:
    return "sideways" if landscape else "upright"


def _head(document: doc.Document) -> str:
    """Title, author and dates for the file's own description of itself."""
    about = document.metadata
    fields = {
        "author": about.author,
        "description": about.subject,
        "keywords": ", ".join(about.keywords),
        "generator": "整改台账",
        "dcterms.created": about.made_at.isoformat(timespec="seconds") if about.made_at else "",
    }
    title = clean(document.title).replace("\n", "")
    return f'<meta charset="utf-8">{element("title", escape(title))}' + "".join(
        element("meta", name=name, content=clean(value)) for name, value in fields.items() if value
    )


def _title(tag: str, title: str, subtitle: str = "") -> str:
    """The title in its lines; they read as one text."""
    title = clean(title).strip()
    if not title:
        return ""
    made = element(
        tag,
        "<br>".join(escape(breakable(line)) for line in title_lines(title)),
        class_="title",
        data_outline=title.replace("\n", ""),
    )
    return made + (element("p", lines(subtitle), class_="subtitle") if subtitle else "")


def _addressee(addressee: str) -> str:
    """主送机关, flush left, with a full-width colon whatever was typed."""
    words = clean(addressee).strip().rstrip(":：")
    return element("p", lines(words + "："), class_="addressee") if words else ""


def _blocks(blocks: Iterable[doc.Block], landscape: bool) -> str:
    return "".join(_block(block, landscape) for block in blocks)


def _block(block: doc.Block, landscape: bool) -> str:
    match block:
        case doc.Paragraph():
            made = _paragraph(block)
        case doc.Heading():
            made = _heading(block)
        case doc.Issue():
            made = _issue(block)
        case doc.List():
            items = "".join(element("p", inline(item), class_="body") for item in block.items)
            made = element("div", items, class_="list")
        case doc.Entries():
            made = _entries(block)
        case doc.Table():
            made = table(block, landscape=landscape)
        case doc.PageBreak():
            made = element("div", "", class_="page-break")
    return made


def _paragraph(paragraph: doc.Paragraph) -> str:
    classes = ["body"]
    if not paragraph.indent:
        classes.append("flush")
    if paragraph.align is not doc.Align.START:
        classes.append(paragraph.align.value)
    return element("p", inline(paragraph.text), class_=" ".join(classes))


def _heading(heading: doc.Heading) -> str:
    """A heading on its own line, or run in before the text that follows it."""
    outline = {"data_outline": clean(heading.text)} if heading.outlined else {}
    if not doc.plain(heading.follows):
        return element(
            f"h{heading.level + 1}",
            lines(heading.text),
            class_=f"level-{heading.level}",
            **outline,
        )
    lead = element("span", lines(heading.text), class_=f"lead level-{heading.level}", **outline)
    return element("p", lead + inline(heading.follows), class_="body")


def _issue(issue: doc.Issue) -> str:
    follows = issue.status if issue.run_in else ""
    parts = [_heading(doc.Heading(issue.level, issue.heading, follows))]
    if not issue.run_in and doc.plain(issue.status):
        parts.append(_paragraph(doc.Paragraph(issue.status)))
    parts += [_paragraph(paragraph) for paragraph in issue.paragraphs]
    return element("section", "".join(parts), class_="issue")


def _entries(entries: doc.Entries) -> str:
    """Labels and texts; the texts begin where the longest label ends, two characters further in."""
    reach = CELL * max((cells(clean(label)) for label, _ in entries.rows), default=0)
    hanging = f"padding-left:{reach + 2 * CELL:.2f}pt;text-indent:-{reach:.2f}pt"
    rows = []
    for label, text in entries.rows:
        head = element("span", lines(label), class_="label", style=f"width:{reach:.2f}pt")
        rows.append(element("p", head + inline(text), class_="entry", style=hanging))
    return element("div", "".join(rows), class_="entries")


def _annex_note(annexes: tuple[doc.Annex, ...]) -> str:
    """附件说明: 附件：1.…, turned lines under the name, no mark at the end."""
    if not annexes:
        return ""
    rows = []
    for number, annex in enumerate(annexes, 1):
        first = "附件：" if number == 1 else ""
        mark = f"{number}." if len(annexes) > 1 else ""
        name = clean(annex.title).replace("\n", "").rstrip("。；，")
        rows.append(
            element("span", first, class_="annex-word")
            + (element("span", mark, class_="annex-number") if mark else "")
            + lines(name)
        )
    kind = "annex-note numbered" if len(annexes) > 1 else "annex-note"
    return element("div", "".join(element("p", row) for row in rows), class_=kind)


def _signature(signature: doc.Signature | None) -> str:
    """署名 and 成文日期; the shorter of the two is placed by the longer one."""
    if signature is None or not (signature.names or signature.day):
        return ""
    names = [name for name in map(clean, signature.names) if name.strip()]
    widest = max(map(cells, names), default=0.0)
    kind = "sealed" if signature.sealed else "unsealed"
    longer = "date-longer" if cells(signature.day) > widest else "name-longer"
    rows = [element("p", lines(name), class_="name") for name in names]
    if signature.day:
        rows.append(element("p", lines(signature.day), class_="date"))
    inner = element("div", "".join(rows), class_="signed")
    return element("div", inner, class_=f"signature {kind} {longer}")


def _contact(contact: str) -> str:
    """附注 in full-width brackets, two characters in."""
    words = clean(contact).strip()
    if not words:
        return ""
    bracketed = words if words.startswith("（") else f"（{words}）"
    return element("p", lines(bracketed), class_="contact")


def _annex(annex: doc.Annex, number: int, count: int) -> str:
    """What stands on an annex's pages: 附件 in the corner, its title, its blocks."""
    word = "附件" if count == 1 else f"附件{number}"
    head = element("p", word, class_="annex-head") + _title("h1", annex.title)
    return head + _blocks(annex.blocks, annex.landscape)
