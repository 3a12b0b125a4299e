"""The 整改卷 of an issue as an official paper: its cover with the list of contents, then every chapter."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from rectify.dossier.chapters import changes, evidence, measures, progress, words_and_source
from rectify.dossier.folder import Chapter, Folder, due_words, folder_of
from rectify.dossier.handling import handling
from rectify.dossier.models import Dossier
from rectify.dossier.operations import keep_dossier
from rectify.dossier.results import results
from rectify.dossier.reviews import reviews
from rectify.issues.models import Category
from rectify.kernel import clock
from rectify.kernel.days import written
from rectify.kernel.numerals import write_number
from rectify.kernel.problems import Refused
from rectify.people.models import Person
from rectify.people.rules import not_allowed
from rectify.typeset import document as doc
from rectify.typeset.pdf import render_pdf

CHAPTERS: tuple[Callable[[Folder], Chapter], ...] = (
    words_and_source,
    measures,
    handling,
    progress,
    evidence,
    results,
    reviews,
    changes,
)
"""In the order in which they are printed; each says for itself what it holds."""

COVER = (
    doc.Column("", 1.2, doc.Align.CENTER),
    doc.Column("", 3),
    doc.Column("", 1.2, doc.Align.CENTER),
    doc.Column("", 3),
)
CONTENTS = (
    doc.Column("序号", 0.6, doc.Align.CENTER),
    doc.Column("内容", 4),
    doc.Column("数量", 1.5, doc.Align.CENTER),
)


def make_dossier(issue_id: int, *, progress: Callable[[int], None], by: Person | None) -> Dossier:
    """Typeset the 整改卷 of an issue and keep the file; refuses as `typeset.render_pdf` does."""
    if by is None:  # a 整改卷 tells what its maker may see
        raise Refused(not_allowed())
    folder = folder_of(issue_id, by, clock.today())
    with tempfile.TemporaryDirectory(prefix="rectify-dossier-") as made:
        target = Path(made) / "dossier.pdf"
        facts = render_pdf(document_of(folder), target, progress=progress)
        return keep_dossier(
            folder.issue,
            name=f"问题{folder.issue.serial}整改卷（{folder.day:%Y%m%d}）.pdf",
            chunks=[target.read_bytes()],
            pages=facts.pages,
            by=by,
        )


def document_of(folder: Folder) -> doc.Document:
    """The whole paper."""
    chapters = [chapter(folder) for chapter in CHAPTERS]
    blocks: list[doc.Block] = [_cover(folder), _contents(chapters)]
    if not folder.whole:
        blocks.append(doc.Paragraph("本卷只列出立卷人有权查看的措施。"))
    blocks.append(doc.PageBreak())
    for number, chapter in enumerate(chapters, 1):
        blocks.append(doc.Heading(1, f"{write_number(number)}、{chapter.title}"))
        blocks += chapter.blocks
    round_ = folder.issue.round
    return doc.Document(
        title=f"问题{folder.issue.serial}整改卷",
        blocks=tuple(blocks),
        metadata=doc.Metadata(author=round_.unit.name, subject=round_.name),
    )


def _cover(folder: Folder) -> doc.Table:
    issue = folder.issue
    round_ = issue.round
    feedback = written(round_.feedback_on) if round_.feedback_on else ""
    rows = (
        _wide("单位", round_.unit.name),
        _pair("巡察轮次", round_.name, "巡察组", round_.inspector),
        _pair("反馈日期", feedback, "反馈文号", round_.document_number),
        _wide("问题", issue.title),
        _wide("类别", _path(issue.category)),
        _pair("来源", issue.get_source_display(), "整改类型", issue.get_pace_display()),
        _pair("原文编号", issue.number, "整改时限", due_words(issue)),
        _pair("牵头部门", issue.lead_department or "", "责任领导", issue.lead_leader or ""),
        _pair("状态", folder.standing, "状态原文", issue.status_words),
        _pair("立卷人", folder.reader.name, "立卷日期", written(folder.day)),
    )
    return doc.Table(COVER, rows, size=doc.TextSize.SMALL_FOUR)


def _contents(chapters: list[Chapter]) -> doc.Table:
    rows = tuple(
        (str(number), chapter.title, chapter.counted) for number, chapter in enumerate(chapters, 1)
    )
    return doc.Table(CONTENTS, rows, caption="卷内目录", size=doc.TextSize.SMALL_FOUR)


def _path(category: Category | None) -> str:
    names: list[str] = []
    while category is not None:
        names.insert(0, f"{category.number}{category.title}")
        category = category.parent
    return " ＞ ".join(names)


def _pair(*texts: object) -> tuple[doc.Cell, ...]:
    """Two labels with their values."""
    return tuple(doc.Cell(str(text), label=place % 2 == 0) for place, text in enumerate(texts))


def _wide(label: str, text: str) -> tuple[doc.Cell, ...]:
    """A label and a text over the rest of the width."""
    return (doc.Cell(label, label=True), doc.Cell(text, columns=3))
