"""Is the corpus itself sound: its shape, and that it expects only what its papers say."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

from tests.intake.accuracy.corpus import Kind, Paper

STATUSES = {"done", "partial", "in_progress", "long_term", "not_done", None}
_DEADLINE = {"words": str, "on": str | None, "long_term": bool}
_RESPONSIBLE = dict.fromkeys(("leaders", "lead", "assist", "persons"), list)
_MEASURE = {
    "number": str,
    "text": str,
    "deadline": dict | None,
    "responsible": dict | None,
}
_ISSUE = {
    "path": list,
    "number": str,
    "title": str,
    "status": str | None,
    "status_words": str | None,
    "deadline": dict | None,
    "responsible": dict | None,
    "measures": list,
}
_HEADER = dict.fromkeys(
    (
        *("unit", "inspector", "round", "document_number"),
        *("inspected_from", "inspected_to", "feedback_on", "as_of"),
    ),
    str | None,
)
_STATED: dict[str, Any] = {
    **dict.fromkeys(
        (
            *("aspects", "categories", "issues", "manifestations", "tasks", "measures"),
            *("done", "partial", "in_progress", "long_term", "not_done"),
        ),
        int | None,
    ),
    "rate": int | float | None,
    "rate_of": str | None,
}
_PAPER = {
    "covers": list,
    "title": str | None,
    "addressee": str | None,
    "header": dict,
    "stated": dict,
    "issues": list,
    "offered": list,
}
_DIRT = re.compile(r"<[^>]+>|&nbsp;|（[a-zà-ǜ ]+）")
"""Leftovers of a web page and pinyin in brackets, which no clerk would copy."""
_MAY_LACK = {"title", "addressee", "responsible"}


def strange(expected: Mapping[str, Any]) -> Iterator[str]:
    """A line for each key that is unknown, lacking or of a wrong type in an expected reading."""
    yield from _differs(expected, _PAPER, "")
    yield from _differs(expected["header"], _HEADER, "header", some=True)
    yield from _differs(expected["stated"], _STATED, "stated", some=True)
    for issue in (*expected["issues"], *expected["offered"]):
        yield from _strange_issue(issue)


def _strange_issue(issue: Mapping[str, Any]) -> Iterator[str]:
    yield from _differs(issue, _ISSUE, issue["title"])
    if issue["status"] not in STATUSES:
        yield f"{issue['title']}: status {issue['status']}"
    if not issue["title"].strip():
        yield "an issue without a title"
    for bearer in (issue, *issue["measures"]):
        if bearer["deadline"]:
            yield from _differs(bearer["deadline"], _DEADLINE, issue["title"])
        if bearer.get("responsible"):
            yield from _differs(bearer["responsible"], _RESPONSIBLE, issue["title"], some=True)
    for measure in issue["measures"]:
        yield from _differs(measure, _MEASURE, issue["title"])


def _differs(
    held: Mapping[str, Any], shape: Mapping[str, Any], where: str, *, some: bool = False
) -> Iterator[str]:
    for key in held.keys() - shape.keys():
        yield f"{where}: unknown {key}"
    for key, kind in shape.items():
        if key not in held:
            if not some and key not in _MAY_LACK:
                yield f"{where}: no {key}"
        elif not isinstance(held[key], kind):
            yield f"{where}: {key} is {held[key]!r}"


def quoted(expected: Mapping[str, Any]) -> Iterator[str]:
    """Every piece of the paper that an expected reading quotes."""
    yield expected.get("title") or ""
    yield expected.get("addressee") or ""
    for issue in (*expected["issues"], *expected["offered"]):
        yield issue["title"]
        yield from issue["path"]
        yield issue["status_words"] or ""
        for bearer in (issue, *issue["measures"]):
            yield from (
                name for names in (bearer.get("responsible") or {}).values() for name in names
            )
        yield from (measure["text"] for measure in issue["measures"])
    yield from (deadline["words"] for deadline in deadlines(expected))


def deadlines(expected: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Every deadline of an issue or a measure."""
    for issue in (*expected["issues"], *expected["offered"]):
        for bearer in (issue, *issue["measures"]):
            if bearer["deadline"]:
                yield bearer["deadline"]


def words_of(paper: Paper) -> str:
    """All words of a paper as a reader sees them: changes accepted, days in a format of their cell."""
    if paper.kind in {Kind.TEXT, Kind.CELLS}:
        return _DIRT.sub("", paper.text())
    description = paper.description()
    if paper.kind is Kind.XLSX:
        cells = [value for sheet in description["sheets"] for value in sheet["cells"].values()]
        return "\n".join(map(_shown, cells))
    return "\n".join(_block_words(block) for block in description["blocks"])


def _shown(value: Any) -> str:
    if not isinstance(value, Mapping):
        return str(value)
    year, month, day = (int(part) for part in value["date"].split("-"))
    marks = value["format"].replace('"', "")
    for sign, number in (("yyyy", f"{year}"), ("mm", f"{month:02}"), ("dd", f"{day:02}")):
        marks = marks.replace(sign, number)
    return str(marks.replace("m", f"{month}").replace("d", f"{day}"))


def _block_words(block: Mapping[str, Any]) -> str:
    if "rows" in block:
        return "\n".join(words for row in block["rows"] for words in row)
    if "runs" in block:
        return "".join(run.get("text") or run.get("inserted") or "" for run in block["runs"])
    return str(block.get("box") or block.get("text"))


def is_utf8(paper: Paper) -> bool:
    """Whether the paper's bytes are UTF-8."""
    try:
        paper.source.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def pages(text: str) -> float:
    """How many pages a text takes in official layout: 22 lines of 28 characters (GB/T 9704)."""
    paragraphs = [line for line in text.splitlines() if line.strip()]
    return sum(math.ceil((len(paragraph) + 2) / 28) for paragraph in paragraphs) / 22
