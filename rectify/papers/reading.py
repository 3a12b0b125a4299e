"""A whole paper read: content in, facts out; nothing is written anywhere."""

from __future__ import annotations

from datetime import date

from rectify.kernel.datewords import Counting
from rectify.papers.content import Content
from rectify.papers.dirt import clean
from rectify.papers.front import front_of
from rectify.papers.issues import issue_of, path_of
from rectify.papers.outline import outline
from rectify.papers.paragraphs import paragraphs
from rectify.papers.recognised import PaperKind, Recognised
from rectify.papers.roles import Reading, choose


def read_paper(content: Content | str, *, today: date) -> Recognised:
    """Recognise title, header, figures, issues and measures of a paper."""
    if isinstance(content, str):
        content = Content.from_text(content)
    lines, noise = clean(content.lines)
    front = front_of(paragraphs(lines))
    root = outline(front.text)
    kind = PaperKind.REPORT
    chosen = choose(root, kind, Reading())
    holders = len({c.above[1] if len(c.above) > 1 else None for c in chosen})
    counting = Counting()
    issues = tuple(issue_of(c, path_of(c, holders), kind, counting) for c in chosen)
    return Recognised(kind, front.title, front.addressee, issues=issues, noise=tuple(noise))
