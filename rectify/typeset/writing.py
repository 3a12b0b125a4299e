"""HTML written safely: every text is escaped here, and only here."""

from __future__ import annotations

from html import escape

from rectify.typeset import document as doc
from rectify.typeset.wording import breakable, clean

_VOID = {"meta", "br", "col"}


def element(tag: str, content: str = "", /, **attributes: str) -> str:
    """A tag around `content`, which is HTML already; attribute values are escaped.

    `class_` is written class, underscores become hyphens.
    """
    written = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{escape(value)}"'
        for name, value in attributes.items()
    )
    return f"<{tag}{written}>" if tag in _VOID else f"<{tag}{written}>{content}</{tag}>"


def lines(text: str) -> str:
    """`text` cleaned, told where it may break, escaped; line feeds as forced breaks."""
    return "<br>".join(escape(breakable(part.strip())) for part in clean(text).split("\n"))


def inline(text: doc.Text) -> str:
    """Runs in their faces; blanks at both ends of the whole are dropped.

    Where a line may break is decided over the whole text, since a quotation mark at the seam of two
    runs has its neighbour in the other one.
    """
    return "".join(_run(run) for run in trimmed(doc.runs(text)))


def trimmed(parts: tuple[doc.Run, ...]) -> tuple[doc.Run, ...]:
    """Runs without the blanks (also full-width ones) before the first and after the last."""
    if not parts:
        return parts
    cleaned = [doc.Run(clean(run.text), run.emphasis) for run in parts]
    cleaned[0] = doc.Run(cleaned[0].text.lstrip(), cleaned[0].emphasis)
    cleaned[-1] = doc.Run(cleaned[-1].text.rstrip(), cleaned[-1].emphasis)
    return tuple(run for run in cleaned if run.text)


def _run(run: doc.Run) -> str:
    text = escape(breakable(run.text)).replace("\n", "<br>")
    if run.emphasis is doc.Emphasis.NONE:
        return text
    return element("span", text, class_=run.emphasis.value)
