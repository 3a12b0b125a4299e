"""A .docx as content: paragraphs with their automatic numbers, text boxes, tables, changes as accepted.

Page headers and footers are the frame around a paper and no part of it; they are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from rectify.intake.files.limits import broken, open_package, parse_xml, read_member
from rectify.intake.files.numbering import Numbering, W
from rectify.papers.content import Cell, Content, Line, Table

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
DOCUMENT, STYLES, NUMBERS = "word/document.xml", "word/styles.xml", "word/numbering.xml"

GONE = {f"{W}del", f"{W}moveFrom", f"{MC}Fallback", f"{W}instrText", f"{W}delText"}
"""What an accepted document no longer shows, and what is said twice for old programs."""

ASIDE = {f"{W}txbxContent"}
BREAKS = {f"{W}br", f"{W}cr"}


@dataclass(frozen=True)
class Style:
    """What a paragraph style says of numbering and outline, and the style it is based on."""

    list_id: str | None = None
    depth: int | None = None
    outline: int | None = None
    based_on: str | None = None


@dataclass
class Reader:
    """One document on its way to content."""

    numbering: Numbering
    styles: dict[str, Style]
    lines: int = 0
    tables: int = 0
    blocks: list[Line | Table] = field(default_factory=list)

    def read(self, parent: etree._Element) -> None:
        """Read the paragraphs and tables directly inside `parent`, wrappers seen through."""
        held = ""
        for element in _seen_through(parent):
            if element.tag == f"{W}p":
                held = self._paragraph(element, held)
            elif element.tag == f"{W}tbl":
                self.tables += 1
                self.blocks.append(self._table(element, f"表{self.tables}"))
        if held:
            self._line(held, None, None)

    def _paragraph(self, element: etree._Element, before: str) -> str:
        """Add a paragraph; returns its text when its end was deleted, so that the next joins on."""
        text = before + _text(element)
        properties = element.find(f"{W}pPr")
        if properties is not None and properties.find(f"{W}rPr/{W}del") is not None:
            return text
        number, level = self._numbered(properties), self._outline(properties)
        for index, part in enumerate(text.split("\n")):
            self._line(part, level if index == 0 else None, number if index == 0 else None)
        for box in _boxes(element):
            self.read(box)
        return ""

    def _line(self, text: str, level: int | None, number: str | None) -> None:
        self.lines += 1
        if text.strip() or number:
            self.blocks.append(Line(self.lines, text.strip(), level, number))

    def _style(self, properties: etree._Element | None) -> Iterator[Style]:
        """The paragraph's own style and those it is based on."""
        named = properties.find(f"{W}pStyle") if properties is not None else None
        key = named.get(f"{W}val") if named is not None else None
        seen: set[str] = set()
        while key and key in self.styles and key not in seen:
            seen.add(key)
            yield self.styles[key]
            key = self.styles[key].based_on

    def _numbered(self, properties: etree._Element | None) -> str | None:
        own = _style_facts(properties) if properties is not None else Style()
        inherited = list(self._style(properties))
        list_id = next((s.list_id for s in (own, *inherited) if s.list_id is not None), None)
        depth = next((s.depth for s in (own, *inherited) if s.depth is not None), 0)
        return self.numbering.next(list_id, depth) if list_id not in {None, "0"} else None

    def _outline(self, properties: etree._Element | None) -> int | None:
        own = _style_facts(properties) if properties is not None else Style()
        found = next(
            (s.outline for s in (own, *self._style(properties)) if s.outline is not None), None
        )
        return found + 1 if found is not None and found < 9 else None

    def _table(self, element: etree._Element, name: str) -> Table:
        """Rows of cells; a merged block's cells all tell where it begins."""
        rows: list[list[Cell]] = []
        open_blocks: dict[int, Cell] = {}
        for index, row in enumerate(_inside(element, f"{W}tr"), start=1):
            cells = [Cell("", f"{name}!{_address(i, index)}") for i in range(_skipped(row))]
            for cell in _inside(row, f"{W}tc"):
                cells += self._cells(cell, name, len(cells), index, open_blocks)
            rows.append(cells)
        return Table.of(rows, name)

    def _cells(
        self, cell: etree._Element, name: str, column: int, row: int, open_blocks: dict[int, Cell]
    ) -> list[Cell]:
        span, merge = _span(cell), _merge(cell)
        at = f"{name}!{_address(column, row)}"
        above = open_blocks.get(column) if merge == "continue" else None
        first = (
            Cell(above.text, at, above.origin or above.at) if above else Cell(self._inner(cell), at)
        )
        if span > 1 and first.origin is None:
            first = Cell(first.text, at, at)
        if merge == "restart":
            first = Cell(first.text, at, at)
            open_blocks[column] = first
        elif merge is None:
            open_blocks.pop(column, None)
        others = [
            Cell(first.text, f"{name}!{_address(column + i, row)}", first.origin)
            for i in range(1, span)
        ]
        return [first, *others]

    def _inner(self, cell: etree._Element) -> str:
        """A cell's paragraphs, numbered as they are shown, one to a line; a table within, row by row."""
        inner = Reader(self.numbering, self.styles)
        inner.read(cell)
        parts = []
        for block in inner.blocks:
            if isinstance(block, Line):
                parts.append(f"{block.auto_number or ''}{block.text}")
            else:
                parts += [" ".join(c.text for c in row if not c.covered) for row in block.rows]
        return "\n".join(part for part in parts if part.strip())


def read_word(data: bytes) -> Content:
    """The content of a .docx; raises `Refused` for what is broken, packed to burst, or has macros."""
    with open_package(data) as package:
        names = set(package.namelist())
        if DOCUMENT not in names:
            raise broken()
        body = parse_xml(read_member(package, DOCUMENT)).find(f"{W}body")
        styles = parse_xml(read_member(package, STYLES)) if STYLES in names else None
        numbers = parse_xml(read_member(package, NUMBERS)) if NUMBERS in names else None
    if body is None:
        raise broken()
    reader = Reader(Numbering.of(numbers), _styles(styles))
    reader.read(body)
    return Content(tuple(reader.blocks))


def _styles(root: etree._Element | None) -> dict[str, Style]:
    if root is None:
        return {}
    return {
        style.get(f"{W}styleId", ""): _named_style(style) for style in root.findall(f"{W}style")
    }


def _named_style(element: etree._Element) -> Style:
    properties = element.find(f"{W}pPr")
    facts = _style_facts(properties) if properties is not None else Style()
    based = element.find(f"{W}basedOn")
    return Style(
        facts.list_id,
        facts.depth,
        facts.outline,
        based.get(f"{W}val") if based is not None else None,
    )


def _style_facts(properties: etree._Element) -> Style:
    def value(path: str) -> str | None:
        found = properties.find(path)
        return found.get(f"{W}val") if found is not None else None

    depth, outline = value(f"{W}numPr/{W}ilvl"), value(f"{W}outlineLvl")
    return Style(
        value(f"{W}numPr/{W}numId"),
        int(depth) if depth and depth.isdecimal() else None,
        int(outline) if outline and outline.isdecimal() else None,
    )


def _seen_through(parent: etree._Element) -> Iterator[etree._Element]:
    """Paragraphs and tables inside `parent`, also those wrapped in content controls or insertions."""
    for element in parent:
        if element.tag in {f"{W}p", f"{W}tbl"}:
            yield element
        elif isinstance(element.tag, str) and element.tag not in GONE:
            yield from _seen_through(element)


def _inside(parent: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Rows of a table, or cells of a row, also wrapped ones; deleted rows are gone."""
    for element in parent:
        if element.tag == tag:
            if element.find(f"{W}trPr/{W}del") is None:
                yield element
        elif isinstance(element.tag, str) and element.tag not in {f"{W}tbl", f"{W}tc", *GONE}:
            yield from _inside(element, tag)


def _text(paragraph: etree._Element) -> str:
    """What a paragraph shows once all changes are accepted, text boxes aside."""
    parts: list[str] = []
    for element in paragraph:
        tag = element.tag
        if not isinstance(tag, str) or tag in GONE or tag in ASIDE or tag == f"{W}pPr":
            continue
        if tag == f"{W}t":
            parts.append(element.text or "")
        elif tag == f"{W}tab":
            parts.append(" ")
        elif tag in BREAKS:
            parts.append("" if element.get(f"{W}type") in {"page", "column"} else "\n")
        elif tag == f"{W}noBreakHyphen":
            parts.append("-")
        else:
            parts.append(_text(element))
    return "".join(parts)


def _boxes(element: etree._Element) -> Iterator[etree._Element]:
    """The text boxes anchored in a paragraph, each once."""
    for child in element:
        if not isinstance(child.tag, str) or child.tag in GONE:
            continue
        if child.tag in ASIDE:
            yield child
        else:
            yield from _boxes(child)


def _span(cell: etree._Element) -> int:
    found = cell.find(f"{W}tcPr/{W}gridSpan")
    value = found.get(f"{W}val", "1") if found is not None else "1"
    return min(max(int(value), 1), 200) if value.isdecimal() else 1


def _merge(cell: etree._Element) -> str | None:
    found = cell.find(f"{W}tcPr/{W}vMerge")
    return None if found is None else found.get(f"{W}val", "continue")


def _skipped(row: etree._Element) -> int:
    found = row.find(f"{W}trPr/{W}gridBefore")
    value = found.get(f"{W}val", "0") if found is not None else "0"
    return min(int(value), 200) if value.isdecimal() else 0


def _address(column: int, row: int) -> str:
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row}"
