"""Buttons, menus, dialogs, tabs, filters."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from re import findall
from typing import Any

from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from rectify.templatetags.parts.strict import HTMX, Components, attributes, drawn, one_of

register = Components()

BUTTON_KINDS = ("main", "plain", "danger", "quiet")


@cache
def icon_names() -> tuple[str, ...]:
    """The symbols of the sprite."""
    sprite = finders.find("icons/sprite.svg")
    return tuple(findall(r'<symbol id="([\w-]+)"', Path(str(sprite)).read_text(encoding="utf-8")))


@register.component()
def icon(name: str, *, title: str = "") -> SafeString:
    """A symbol of the sprite; without `title` it is decoration beside a word and not read out."""
    one_of("icon", "name", name, icon_names())
    return format_html(
        '<svg class="icon icon-{}"{}>{}<use href="{}#{}"></use></svg>',
        name,
        attributes(role="img") if title else attributes(aria_hidden="true", focusable="false"),
        format_html("<title>{}</title>", title) if title else "",
        static("icons/sprite.svg"),
        name,
    )


@register.component(also=("id", "name", "value", "form", *HTMX), context=True)
def button(
    context: Any,
    label: str,
    *,
    kind: str = "plain",
    icon: str = "",
    href: str = "",
    post: str = "",
    version: Any = "",
    type: str = "",
    small: bool = False,
    only_icon: bool = False,
    disabled: bool = False,
    busy: bool = False,
    opens: str = "",
    closes: bool = False,
    confirm: str = "",
    download: bool = False,
    new_tab: bool = False,
    why: str = "",
    **more: Any,
) -> SafeString:
    """A button, with `href` a link that looks like one, with `post` a form of one act by itself.

    `version` travels with `post` (the row that the person has before his eyes); `opens` is the id of
    a dialog, `closes` closes the one around; `confirm` is a sentence asked first; `why` is shown when
    the pointer rests on it, in particular on a disabled one.
    """
    one_of("button", "kind", kind, BUTTON_KINDS)
    more |= {"data_opens": opens, "data_closes": closes, "data_confirm": confirm}
    more |= {"title": why or (label if only_icon else ""), "aria_label": label * only_icon}
    if href:
        more |= _leading(href, disabled=disabled, download=download, new_tab=new_tab)
    else:
        acts = opens or closes or "hx_get" in more or ("hx_post" in more and not type)
        more |= {"type": type or ("button" if acts else "submit"), "disabled": disabled or busy}
    looks = {"label": label, "kind": kind, "icon": icon, "small": small, "only_icon": only_icon}
    return drawn(
        "components/button.html",
        **looks,
        tag="a" if href else "button",
        post=post,
        version=version,
        csrf_token=context.get("csrf_token", "") if post else "",
        attributes=attributes(aria_busy="true" if busy else "", **more),
    )


def _leading(href: str, *, disabled: bool, download: bool, new_tab: bool) -> dict[str, Any]:
    """The attributes of a button that is a link; a disabled one leads nowhere."""
    if disabled:
        return {"aria_disabled": "true", "role": "link"}
    tab = {"target": "_blank", "rel": "noopener"} if new_tab else {}
    return {"href": href, "download": download, **tab}


@register.block()
def actions(content: str) -> SafeString:
    """The row of buttons under a form or in an empty state."""
    return format_html('<div class="actions">{}</div>', content)


@register.block()
def menu(
    content: str,
    label: str,
    *,
    icon: str = "",
    kind: str = "plain",
    right: bool = False,
    small: bool = False,
    only_icon: bool = False,
    arrow: bool = True,
    id: str = "",
) -> SafeString:
    """A button that drops a list; holds `menu_item`s. Arrow keys, Home, End and Escape work."""
    one_of("menu", "kind", kind, BUTTON_KINDS)
    return drawn(
        "components/menu.html",
        content=content,
        label=label,
        icon=icon,
        kind=kind,
        right=right,
        small=small,
        only_icon=only_icon,
        arrow=arrow and not only_icon,
        id=id,
    )


@register.component(also=HTMX, context=True)
def menu_item(
    context: Any,
    label: str,
    *,
    href: str = "",
    post: str = "",
    opens: str = "",
    icon: str = "",
    danger: bool = False,
    current: bool = False,
    confirm: str = "",
    **more: Any,
) -> SafeString:
    """One line of a menu: a link (`href`), an act (`post`, an address) or a dialog (`opens`)."""
    return drawn(
        "components/menu_item.html",
        label=label,
        href=href,
        post=post,
        opens=opens,
        icon=icon,
        danger=danger,
        current=current,
        confirm=confirm,
        csrf_token=context.get("csrf_token", ""),
        attributes=attributes(**more),
    )


@register.component()
def menu_line() -> SafeString:
    """A line between groups of menu items."""
    return format_html('<hr class="menu-line"{}>', "")


@register.block()
def dialog(
    content: str, id: str, title: str, *, small: bool = False, open: bool = False
) -> SafeString:
    """A dialog, opened by a button with `opens=id`; `open` shows it at once (a refused form)."""
    return drawn(
        "components/dialog.html", content=content, id=id, title=title, small=small, open=open
    )


@register.block()
def tabs(content: str, label: str) -> SafeString:
    """A row of `tab`s; each is an address of its own."""
    return format_html('<nav class="tabs" aria-label="{}">{}</nav>', label, content)


@register.component(also=HTMX)
def tab(
    label: str, href: str, *, current: bool = False, count: int | None = None, **more: Any
) -> SafeString:
    """One tab, with how many things lie behind it."""
    return drawn(
        "components/tab.html",
        label=label,
        count=count,
        attributes=attributes(href=href, aria_current="page" if current else "", **more),
    )


@register.block(also=HTMX)
def filter_bar(
    content: str,
    *,
    action: str = "",
    label: str = "筛选",
    id: str = "",
    auto: bool = True,
    **more: Any,
) -> SafeString:
    """A GET form of filters in one line; with `auto` a changed choice is applied at once."""
    return drawn(
        "components/filter_bar.html",
        content=content,
        label=label,
        attributes=attributes(action=action, id=id, data_auto=auto, **more),
    )


@register.block()
def chips(content: str, *, clear: str = "") -> SafeString:
    """The filters in force, each removable; `clear` is the address without any."""
    return drawn("components/chips.html", content=content, clear=clear)


@register.component()
def chip(label: str, value: str, href: str) -> SafeString:
    """One filter in force; `href` is the address without it."""
    return drawn("components/chip.html", label=label, value=value, href=href)
