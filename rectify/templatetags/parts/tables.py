"""Tables and trees, long text, paging, lists of files."""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from rectify.templatetags.parts.controls import icon as drawn_icon
from rectify.templatetags.parts.strict import Components, attributes, drawn, one_of, trimmed

register = Components()

LEVELS = ("aspect", "category", "issue", "measure")


@register.block()
def table(
    content: str, label: str, *, scroll: bool = False, stack: bool = True, id: str = ""
) -> SafeString:
    """A table of 36-pixel rows; holds `<thead>` and `<tbody>`.

    `scroll` gives it its own box that scrolls both ways under a head that stays; `stack` turns rows
    into records on a phone (cells name themselves by `data-label`).
    """
    return drawn(
        "components/table.html", content=content, label=label, scroll=scroll, stack=stack, id=id
    )


@register.block()
def tree_cell(
    content: str,
    *,
    number: str = "",
    count: str = "",
    count_id: str = "",
    toggles: str = "",
    open: bool = True,
) -> SafeString:
    """The cell of a ledger row that bears its text: number, text, how many below.

    `toggles` is the key of the group: rows with `data-under` holding that key fold with it.
    """
    return drawn(
        "components/tree_cell.html",
        content=trimmed(content),
        number=number,
        count=count,
        count_id=count_id,
        toggles=toggles,
        open=open,
    )


@register.block()
def group_row(content: str, level: str, *, span: int, key: str = "", under: str = "") -> SafeString:
    """A row over the whole width: a 方面 or 大类; holds a `tree_cell`."""
    one_of("group_row", "level", level, LEVELS)
    return format_html(
        '<tr class="row-{}"{}><th scope="rowgroup" colspan="{}" class="group-cell">'
        '<div class="group-text">{}</div></th></tr>',
        level,
        attributes(data_key=key, data_under=under),
        span,
        content,
    )


@register.block()
def open_row(content: str, *, span: int, id: str = "") -> SafeString:
    """A row opened for editing in place, under the row it belongs to."""
    return format_html(
        '<tr class="row-open"{}><td colspan="{}"><div class="row-open-box">{}</div></td></tr>',
        attributes(id=id),
        span,
        content,
    )


@register.component()
def clamp(text: Any, *, lines: int = 2, href: str = "") -> SafeString:
    """Long text shows its first lines; a click opens it. With `href` the text itself is a link."""
    one_of("clamp", "lines", lines, ("1", "2", "3", "4"))
    return drawn("components/clamp.html", text=text, lines=lines, href=href)


@register.component()
def pagination(*, older: str = "", newer: str = "", shown: str = "") -> SafeString:
    """Paging by key: the addresses of the neighbouring pages, and what is shown."""
    return drawn("components/pagination.html", older=older, newer=newer, shown=shown)


@register.block()
def tree(content: str, label: str) -> SafeString:
    """A tree of `branch`es outside tables."""
    return format_html('<ul class="tree" aria-label="{}">{}</ul>', label, content)


@register.block()
def branch(
    content: str,
    text: str,
    *,
    number: str = "",
    href: str = "",
    count: str = "",
    open: bool = True,
    current: bool = False,
    id: str = "",
) -> SafeString:
    """One branch; what stands inside it are its own branches, a leaf holds nothing."""
    return drawn(
        "components/branch.html",
        content=trimmed(content),
        text=text,
        number=number,
        href=href,
        count=count,
        open=open,
        current=current,
        id=id,
    )


@register.block()
def files(content: str, *, id: str = "") -> SafeString:
    """A list of `file` rows."""
    return format_html('<ul class="files"{}>{}</ul>', attributes(id=id), content)


@register.block()
def file(content: str, name: str, href: str, *, facts: str = "", id: str = "") -> SafeString:
    """One file: its name opens it; inside it the acts (buttons)."""
    return drawn(
        "components/file.html", name=name, href=href, facts=facts, id=id, content=trimmed(content)
    )


@register.component(context=True)
def upload(
    context: Any,
    url: str,
    *,
    into: str,
    label: str = "选择文件",
    accept: str = "",
    hint: str = "",
    limit: int = 0,
    with_form: str = "",
    disabled: bool = False,
) -> SafeString:
    """Many files at once, each posted to `url` as `file` with a bar of its own.

    A 2xx answer is the file's row and takes the bar's place in the list with the id `into`; any
    other answer is a sentence, and the file can be sent again alone. `limit` in bytes is checked
    before sending; the fields of the form with the id `with_form` travel with each file.
    """
    return drawn(
        "components/upload.html",
        url=url,
        into=into,
        label=label,
        accept=accept,
        hint=hint,
        limit=limit,
        with_form=with_form,
        disabled=disabled,
        icon=drawn_icon("upload"),
        csrf_token=context.get("csrf_token", ""),
    )
