"""A PDF with a text layer as content: lines put together to paragraphs; a scan is told to be one."""

from __future__ import annotations

import io
import re

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdfparser import PDFSyntaxError
from pdfplumber.utils.exceptions import PdfminerException

from rectify.intake.files.limits import broken, encrypted
from rectify.kernel.problems import Problem, Refused
from rectify.papers.content import Content, Line

MAX_PAGES = 300
FULL_LINE = 0.9
"""A line that reaches this share of the text's width goes on in the next line."""

_PAGE_NUMBER = re.compile(r"^\s*[-—–]?\s*\d{1,4}\s*[-—–]?\s*$")


def read_pdf(data: bytes) -> Content:
    """The paragraphs of a PDF; raises `Refused` for a scan, a locked or broken file, too many pages."""
    try:
        with pdfplumber.open(io.BytesIO(data)) as document:
            if len(document.pages) > MAX_PAGES:
                raise Refused(Problem("file.pages", "PDF超过300页，请拆分后再导入。"))
            lines = [line for page in document.pages for line in _lines(page)]
    except (PDFPasswordIncorrect, PdfminerException) as error:
        locked = "Password" in f"{type(error).__name__}{error!r}"
        raise (encrypted() if locked else broken()) from error
    except (PDFSyntaxError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise broken() from error
    if not lines:
        raise Refused(
            Problem("file.scan", "PDF中没有文字（可能是扫描件），请先识别为文字后再导入。")
        )
    paragraphs = _joined(lines)
    return Content(tuple(Line(i, text) for i, text in enumerate(paragraphs, start=1)))


def _lines(page: pdfplumber.page.Page) -> list[tuple[str, float, float]]:
    """(text, left, right) of each line of a page without its page number."""
    found = page.extract_text_lines(return_chars=False)
    page.close()
    return [
        (line["text"], line["x0"], line["x1"])
        for line in found
        if not _PAGE_NUMBER.match(line["text"])
    ]


def _joined(lines: list[tuple[str, float, float]]) -> list[str]:
    """Lines put together where one ran to the edge and the next begins at it, without an indent."""
    left = min(x0 for _, x0, _ in lines)
    right = max(x1 for _, _, x1 in lines)
    paragraphs: list[str] = []
    open_line = False
    for text, x0, x1 in lines:
        indented = x0 - left > 0.02 * (right - left)
        if open_line and not indented:
            paragraphs[-1] += text
        else:
            paragraphs.append(text)
        open_line = x1 - left >= FULL_LINE * (right - left)
    return paragraphs
