"""What a page shows: its head and parts, status and light, figures, notices, facts, history."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from rectify.templatetags.parts.controls import icon as drawn_icon
from rectify.templatetags.parts.strict import Components, attributes, drawn, one_of, trimmed
from rectify.templatetags.presentation import LIGHTS, STATUSES, Face

register = Components()

NOTICES = {"info": "info", "done": "done", "warning": "warning", "error": "error"}
SIGNS = ("", "equals", "plus")


def crumbs_of(trail: Any) -> list[tuple[str, str]]:
    """Crumbs out of (name, address) pairs or objects with `name` and `url`."""
    return [
        (str(crumb.name), str(crumb.url))
        if hasattr(crumb, "url")
        else (str(crumb[0]), str(crumb[1]))
        for crumb in trail or ()
    ]


@register.block()
def page_head(
    content: str, title: str, *, trail: Any = None, note: str = "", note_id: str = ""
) -> SafeString:
    """Where one is (`trail`, then the title), and inside it the page's one main action.

    A note with an id can be put in anew when what it tells has changed.
    """
    return drawn(
        "components/page_head.html",
        title=title,
        crumbs=crumbs_of(trail),
        note=note,
        note_id=note_id,
        content=trimmed(content),
    )


@register.component()
def breadcrumb(trail: Any) -> SafeString:
    """The way to this page, without the page itself."""
    return drawn("components/breadcrumb.html", crumbs=crumbs_of(trail))


@register.block()
def part(
    content: str, title: str, *, id: str = "", note: Any = "", note_id: str = "", acts: str = ""
) -> SafeString:
    """A part of a page under a heading; `acts` is a button made with `{% button … as x %}`.

    With `note_id` the note has a place of its own, even an empty one, in which a new one can be put.
    """
    return drawn(
        "components/part.html",
        content=content,
        title=title,
        id=id,
        note=note,
        note_id=note_id,
        acts=acts,
    )


def _faced(face: Face, kind: str, rest: SafeString | str) -> SafeString:
    return format_html(
        '<span class="{} {}">{}{}{}</span>',
        kind,
        face.style,
        drawn_icon(face.icon),
        face.word,
        rest,
    )


@register.component()
def status(value: Any, *, words: str = "") -> SafeString:
    """A standing as word, shape and colour; `words` is the office's own word, shown beside it."""
    face = STATUSES[one_of("status", "value", value, STATUSES)]
    own = words if words != face.word else ""
    return _faced(
        face, "status", format_html('<span class="status-words">{}</span>', own) if own else ""
    )


@register.component()
def light(value: Any, *, note: str = "") -> SafeString:
    """A light as word, shape and colour; `note` says more (“12天”)."""
    face = LIGHTS[one_of("light", "value", value, LIGHTS)]
    return _faced(
        face, "light", format_html('<span class="light-note">{}</span>', note) if note else ""
    )


@register.block()
def stat_strip(content: str, label: str = "") -> SafeString:
    """A strip of `stat`s; `label` names what is counted (问题, 措施)."""
    return drawn("components/stat_strip.html", content=content, label=label)


@register.component()
def stat(
    label: str,
    value: Any,
    *,
    href: str = "",
    unit: str = "",
    note: str = "",
    status: str = "",
    light: str = "",
    sign: str = "",
    apart: bool = False,
) -> SafeString:
    """One figure, a link to the rows it counts; `sign` sets = or + before it."""
    one_of("stat", "sign", sign, SIGNS)
    face = None
    if status:
        face = STATUSES[one_of("stat", "status", status, STATUSES)]
    elif light:
        face = LIGHTS[one_of("stat", "light", light, LIGHTS)]
    return drawn(
        "components/stat.html",
        label=label,
        value=value,
        href=href,
        unit=unit,
        note=note,
        face=face,
        kind="status" if status else "light",
        sign=sign,
        apart=apart,
        zero=value in (0, "0"),
    )


@register.component()
def progress(
    value: Any, *, top: int = 100, label: str = "进度", words: str | None = None
) -> SafeString:
    """A bar that knows how far it is; `words` stands beside it (“3/5”), by default per cent."""
    value = max(0, min(int(value or 0), top))
    shown = f"{round(value * 100 / top) if top else 0}%" if words is None else words
    return drawn("components/progress.html", value=value, top=top, label=label, words=shown)


@register.component()
def shares(counts: Any, *, label: str = "") -> SafeString:
    """A whole cut into standings or lights: pairs (key, number) or a mapping, in order."""
    pairs = counts.items() if isinstance(counts, Mapping) else counts
    faces = STATUSES | {key: face for key, face in LIGHTS.items() if key not in STATUSES}
    known = [(faces[one_of("shares", "key", key, faces)], int(number)) for key, number in pairs]
    total = sum(number for _, number in known)
    slices, at = [], 0.0
    for face, number in known:
        width = number * 100 / total if total else 0
        slices.append((face, number, f"{at:.3f}", f"{width:.3f}"))
        at += width
    words = label or "，".join(f"{face.word}{number}" for face, number in known)
    return drawn("components/shares.html", slices=slices, words=words)


@register.block()
def notice(
    content: str, kind: str = "info", *, title: str = "", closes: bool = False, id: str = ""
) -> SafeString:
    """A sentence that concerns the page: info, done, warning or error."""
    one_of("notice", "kind", kind, NOTICES)
    return drawn(
        "components/notice.html",
        content=content,
        kind=kind,
        icon=NOTICES[kind],
        title=title,
        closes=closes,
        id=id,
    )


@register.component()
def messages(messages: Any) -> SafeString:
    """Django's messages, in the corner until they are read."""
    tones = {"success": "done", "warning": "warning", "error": "error"}
    return drawn(
        "components/messages.html",
        messages=[(tones.get(m.level_tag, "info"), m.message) for m in messages or ()],
    )


@register.block()
def empty_state(
    content: str, title: str, *, text: str = "", icon: str = "", small: bool = False
) -> SafeString:
    """Nothing here yet: says what goes here, and inside it offers the step (buttons)."""
    return drawn(
        "components/empty_state.html",
        title=title,
        text=text,
        icon=icon,
        small=small,
        content=trimmed(content),
    )


@register.block()
def facts(content: str, *, one_column: bool = False) -> SafeString:
    """A list of `fact`s: name and value."""
    return format_html('<dl class="facts{}">{}</dl>', " facts-one" if one_column else "", content)


@register.component()
def fact(label: str, value: Any, *, full: bool = False, number: bool = False) -> SafeString:
    """One fact; an empty value is shown as a dash."""
    return drawn("components/fact.html", label=label, value=value, full=full, number=number)


@register.block()
def fact_block(content: str, label: str, *, full: bool = False) -> SafeString:
    """One fact whose value is made of components."""
    return drawn("components/fact.html", label=label, value=trimmed(content), full=full)


@register.component()
def person(person: Any, *, post: bool = False, part: str = "") -> SafeString:
    """A person: name, on request the post; `part` says as what (“牵头”)."""
    named = getattr(person, "post", "") if post else ""
    return drawn("components/tag.html", icon="person", name=person, more=named, part=part)


@register.component()
def department(department: Any, *, part: str = "") -> SafeString:
    """A department; `part` says as what (“配合”)."""
    return drawn("components/tag.html", icon="department", name=department, part=part)


@register.block()
def history(content: str) -> SafeString:
    """What happened, newest first: a list of `event`s."""
    return format_html('<ol class="history">{}</ol>', content)


@register.block()
def event(
    content: str,
    act: str,
    *,
    who: Any = "",
    at: Any = None,
    note: str = "",
    text: str = "",
    id: str = "",
) -> SafeString:
    """One act: what, who, when, in which words (`text`); inside it `change`s."""
    return drawn(
        "components/event.html",
        act=act,
        who=who,
        at=at,
        note=note,
        text=text,
        id=id,
        content=trimmed(content),
    )


@register.component()
def change(name: str, old: Any, new: Any) -> SafeString:
    """One changed field: old → new, both in words."""
    return drawn("components/change.html", name=name, old=old, new=new)


@register.component()
def stepper(steps: Iterable[str], current: int) -> SafeString:
    """The steps of a longer task; `current` counts from one."""
    return drawn("components/stepper.html", steps=list(steps), current=int(current))


@register.component()
def job(
    job: Any, url: str, *, done_url: str = "", done_label: str = "打开", label: str = ""
) -> SafeString:
    """How far a background job is; asks `url` (which answers with this tag again) every second.

    The job gives `state`, `percent`, `stage` and `failure`; ended, it offers `done_url`.
    """
    one_of("job", "state", job.state, ("waiting", "running", "done", "failed"))
    open_ = str(job.state) in {"waiting", "running"}
    return drawn(
        "components/job.html",
        job=job,
        open=open_,
        label=label or job.get_kind_display(),
        done_url=done_url,
        done_label=done_label,
        attributes=attributes(hx_get=url, hx_trigger="every 1s", hx_swap="outerHTML")
        if open_
        else "",
    )
