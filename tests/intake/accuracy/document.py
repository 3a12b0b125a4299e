"""A real .docx made of a description, so that no binary is kept in the repository.

A description: `{"file_name", "header", "footer", "numbering": [{"format", "text"}], "blocks": […]}`. A block
is `{"text": …}`, with `"level": n` when its number comes from the numbering; `{"runs": [{"text" | "inserted" |
"deleted": …}]}` with tracked changes; `{"box": …}` for a text box; `{"rows": [[…]], "merged": ["A2:A4"]}` for
a table, whose merged areas are written like those of a spreadsheet.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import docx
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.text.paragraph import Paragraph

_NUMBERING = 71
_BY = 'w:author="审阅人" w:date="2026-05-06T09:00:00Z"'


def build_document(description: Mapping[str, Any], folder: Path) -> Path:
    """Write the document into `folder` under its own name and return where it is."""
    document = docx.Document()
    _define_numbering(document, description.get("numbering", ()))
    section = document.sections[0]
    section.header.paragraphs[0].text = description.get("header", "")
    section.footer.paragraphs[0].text = description.get("footer", "")
    for block in description["blocks"]:
        if "rows" in block:
            _add_table(document, block)
        elif "box" in block:
            document.add_paragraph().add_run()._r.append(_text_box(block["box"]))
        else:
            _add_paragraph(document, block)
    path = folder / str(description["file_name"])
    document.save(str(path))
    return path


def _define_numbering(document: Document, levels: Sequence[Mapping[str, str]]) -> None:
    if not levels:
        return
    numbering = document.part.numbering_part.element
    inner = "".join(
        f'<w:lvl w:ilvl="{number}"><w:start w:val="1"/><w:numFmt w:val="{level["format"]}"/>'
        f'<w:lvlText w:val="{level["text"]}"/></w:lvl>'
        for number, level in enumerate(levels)
    )
    abstract = (
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{_NUMBERING}">'
        f'<w:multiLevelType w:val="multilevel"/>{inner}</w:abstractNum>'
    )
    numbering.insert(0, parse_xml(abstract))
    numbering.append(
        parse_xml(
            f'<w:num {nsdecls("w")} w:numId="{_NUMBERING}">'
            f'<w:abstractNumId w:val="{_NUMBERING}"/></w:num>'
        )
    )


def _add_paragraph(document: Document, block: Mapping[str, Any]) -> None:
    paragraph = document.add_paragraph()
    if "level" in block:
        properties = paragraph._p.get_or_add_pPr()
        properties.append(
            parse_xml(
                f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{block["level"]}"/>'
                f'<w:numId w:val="{_NUMBERING}"/></w:numPr>'
            )
        )
    for run in block.get("runs") or [{"text": block["text"]}]:
        _add_run(paragraph, run)


def _add_run(paragraph: Paragraph, run: Mapping[str, str]) -> None:
    ((kind, words),) = run.items()
    if kind == "text":
        paragraph.add_run(words)
        return
    tag, holder = {"inserted": ("ins", "t"), "deleted": ("del", "delText")}[kind]
    change = parse_xml(
        f'<w:{tag} {nsdecls("w")} w:id="1" {_BY}><w:r>'
        f'<w:{holder} xml:space="preserve"/></w:r></w:{tag}>'
    )
    text = change.find(f".//{qn('w:' + holder)}")
    assert text is not None
    text.text = words
    paragraph._p.append(change)


def _text_box(words: str) -> BaseOxmlElement:
    box = parse_xml(
        f'<w:pict {nsdecls("w")} xmlns:v="urn:schemas-microsoft-com:vml"><v:shape style="width:300pt;height:40pt">'
        "<v:textbox><w:txbxContent><w:p><w:r><w:t/></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict>"
    )
    text = box.find(f".//{qn('w:t')}")
    assert text is not None
    text.text = words
    return box


def _add_table(document: Document, block: Mapping[str, Any]) -> None:
    rows = block["rows"]
    table = document.add_table(rows=len(rows), cols=max(map(len, rows)))
    for number, row in enumerate(rows):
        for column, words in enumerate(row):
            if words:
                table.cell(number, column).text = words
    for area in block.get("merged", ()):
        first, last = (_place(address) for address in area.split(":"))
        corner = table.cell(*first)
        words = corner.text
        corner.merge(table.cell(*last))
        corner.text = words


def _place(address: str) -> tuple[int, int]:
    """Row and column, from nought, of an address such as B3."""
    letter, number = re.fullmatch(r"([A-Z])(\d+)", address).groups()  # type: ignore[union-attr]
    return int(number) - 1, ord(letter) - ord("A")
