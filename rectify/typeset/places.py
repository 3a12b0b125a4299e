"""Where in a paper a piece of text stands, in words that lead its author there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rectify.typeset import document as doc

AROUND = 8
"""So many characters on each side show which sentence is meant."""


def place_of(document: doc.Document, character: str) -> str:
    """Where `character` first stands, with the words around it; nothing when it stands nowhere."""
    for place, text in _texts(document):
        at = text.find(character)
        if at >= 0:
            words = "".join(text[max(0, at - AROUND) : at + 1 + AROUND].split())
            return f"{place}：“{words}”"
    return ""


def _texts(document: doc.Document) -> Iterator[tuple[str, str]]:
    """Every text of the paper with its place, in the order in which it is printed."""
    yield "标题", document.title
    yield "副标题", document.subtitle
    yield "主送机关", document.addressee
    yield from _of_blocks(document.blocks, "正文")
    yield "署名", "".join(document.signature.names) if document.signature else ""
    yield "附注", document.contact
    for annex in document.annexes:
        yield "附件标题", annex.title
        yield from _of_blocks(annex.blocks, f"附件“{annex.title}”")


def _of_blocks(blocks: Sequence[doc.Block], place: str) -> Iterator[tuple[str, str]]:
    """Texts of blocks; what follows a heading stands below it."""
    below = place
    for block in blocks:
        if isinstance(block, doc.Heading):
            below = f"{place}“{_short(block.text)}”部分"
            yield below, block.text
            yield below, doc.plain(block.follows)
        elif isinstance(block, doc.Table):
            yield from _of_table(block, below)
        else:
            for text in _of_block(block):
                yield below, text


def _of_block(block: doc.Block) -> Iterator[str]:
    if isinstance(block, doc.Paragraph):
        yield doc.plain(block.text)
    elif isinstance(block, doc.Issue):
        yield block.heading
        yield doc.plain(block.status)
        yield from (doc.plain(paragraph.text) for paragraph in block.paragraphs)
    elif isinstance(block, doc.List):
        yield from map(doc.plain, block.items)
    elif isinstance(block, doc.Entries):
        yield from (label + doc.plain(text) for label, text in block.rows)


def _of_table(table: doc.Table, place: str) -> Iterator[tuple[str, str]]:
    """Texts of cells, by the number of the row below the head."""
    yield f"{place}表头", "".join(column.title for column in table.columns)
    yield f"{place}表格", table.caption + table.note
    for number, row in enumerate(table.rows, 1):
        for cell in row:
            text = cell.text if isinstance(cell, doc.Cell) else cell
            yield f"{place}表格第{number}行", doc.plain(text)
            if isinstance(cell, doc.Cell):
                yield f"{place}表格第{number}行", doc.plain(cell.foot)


def _short(words: str) -> str:
    return words if len(words) <= 2 * AROUND else f"{words[: 2 * AROUND]}…"
