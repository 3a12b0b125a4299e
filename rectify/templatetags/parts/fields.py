"""Forms: a field with its label, hint and error; a form with its hidden version and its conflict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.template import TemplateSyntaxError
from django.utils.html import format_html
from django.utils.safestring import SafeString

from rectify.templatetags.parts.strict import HTMX, Components, attributes, drawn, one_of

register = Components()

WIDTHS = ("", "short", "medium", "full")
METHODS = ("get", "post")


@register.component(also=HTMX)
def field(
    bound: Any,
    *,
    label: str | None = None,
    hint: str | None = None,
    width: str = "",
    unit: str = "",
    rows: int | None = None,
    placeholder: str = "",
    autocomplete: str = "",
    autofocus: bool = False,
    inline: bool = False,
    disabled: bool = False,
    **more: Any,
) -> SafeString:
    """A bound form field: label, control, unit, hint and its error in one sentence.

    `inline` puts the label before the control (filter bars); what was typed is always kept.
    """
    if not isinstance(bound, BoundField):
        raise TemplateSyntaxError(f"{{% field %}} needs a field of a form, not {bound!r}.")
    one_of("field", "width", width, WIDTHS)
    hint = str(bound.help_text) if hint is None else hint
    facts = _Control(bound, hint=hint)
    control = bound.as_widget(
        attrs=facts.attributes(
            rows=rows,
            placeholder=placeholder,
            autocomplete=autocomplete,
            autofocus=autofocus,
            disabled=disabled or bound.field.disabled,
            **{name.replace("_", "-"): value for name, value in more.items()},
        )
    )
    return drawn(
        "components/field.html",
        control=control,
        kind=facts.kind,
        id=bound.id_for_label,
        auto_id=bound.auto_id,
        label=bound.label if label is None else label,
        required=bound.field.required,
        hint=hint,
        errors=bound.errors,
        width=width,
        unit=unit,
        inline=inline,
    )


@dataclass(frozen=True)
class _Control:
    """What the widget of a field needs to know about its surroundings."""

    bound: BoundField
    hint: str

    @property
    def kind(self) -> str:
        widget = self.bound.field.widget
        if isinstance(widget, forms.CheckboxSelectMultiple | forms.RadioSelect):
            return "choices"
        return "check" if isinstance(widget, forms.CheckboxInput) else "input"

    def attributes(self, **given: Any) -> dict[str, Any]:
        kept = {name: value for name, value in given.items() if value not in (None, "", False)}
        if self.kind == "input":
            own = self.bound.field.widget.attrs.get("class", "")
            kept["class"] = f"input {own}".strip()
        described = [
            f"{self.bound.auto_id}_{part}"
            for part, there in (("hint", self.hint), ("error", self.bound.errors))
            if there
        ]
        if described:
            kept["aria-describedby"] = " ".join(described)
        if self.bound.errors:
            kept["aria-invalid"] = "true"
        return kept


@register.block()
def fields(content: str) -> SafeString:
    """Fields beside one another; they wrap by themselves, on a phone one below the other."""
    return format_html('<div class="fields">{}</div>', content)


@register.block(also=HTMX, context=True)
def form(
    context: Any,
    content: str,
    form: forms.BaseForm | None = None,
    *,
    action: str = "",
    method: str = "post",
    id: str = "",
    theirs: Any = None,
    multipart: bool = False,
    guard: bool = True,
    confirm: str = "",
    keeping: Any = None,
    **more: Any,
) -> SafeString:
    """A form: CSRF, hidden fields (the version among them), errors that belong to no field.

    `theirs` is the row (or mapping) as somebody else has saved it meanwhile: both texts are shown,
    and the next save carries the new version. `guard=False` leaves unsaved typing unguarded.
    `keeping` (`web.drafted.Keeping`) keeps what is typed as a draft on the server.
    """
    one_of("form", "method", method, METHODS)
    # A name that the page did not give is "" in a template, which is neither a form nor a conflict.
    form, theirs, keeping = form or None, theirs or None, keeping or None
    writes = method == "post"
    return drawn(
        "components/form.html",
        content=content,
        writes=writes,
        csrf_token=context.get("csrf_token", "") if writes else "",
        hidden=_hidden(form, theirs),
        errors=form.non_field_errors() if form is not None and form.is_bound else [],
        differences=_differences(form, theirs),
        conflict=theirs is not None,
        keeping=keeping,
        attributes=attributes(
            id=id,
            method=method,
            action=action,
            enctype="multipart/form-data"
            if multipart or (form is not None and form.is_multipart())
            else "",
            data_once=writes,
            data_guard=writes and guard,
            data_dirty=bool(writes and guard and form is not None and form.errors),
            data_confirm=confirm,
            data_draft=keeping.save_url if keeping else "",
            **more,
        ),
    )


def _hidden(form: forms.BaseForm | None, theirs: Any) -> list[SafeString]:
    """The hidden fields; after a conflict the version is the one that the person now sees."""
    if form is None:
        return []
    return [
        format_html(
            '<input type="hidden" name="{}" value="{}">', bound.html_name, _of(theirs, "version")
        )
        if bound.name == "version" and theirs is not None
        else SafeString(bound)
        for bound in form.hidden_fields()
    ]


@dataclass(frozen=True, slots=True)
class Difference:
    """One field about which two persons disagree; `raw` is what taking theirs over would put in."""

    label: str
    control: str
    mine: str
    theirs: str
    raw: str


def _differences(form: forms.BaseForm | None, theirs: Any) -> list[Difference]:
    if form is None or theirs is None:
        return []
    found = []
    for bound in form.visible_fields():
        if isinstance(bound.field, forms.FileField) or not _holds(theirs, bound.name):
            continue
        saved = bound.field.prepare_value(_of(theirs, bound.name))
        mine, raw = _plain(bound.value()), _plain(saved)
        if mine != raw:
            found.append(
                Difference(
                    str(bound.label),
                    bound.auto_id,
                    _words(bound, mine),
                    _words(bound, raw),
                    raw,
                )
            )
    return found


def _holds(theirs: Any, name: str) -> bool:
    """False for what a form asks beside the row, as why it is changed: nobody has saved another one."""
    return name in theirs if isinstance(theirs, Mapping) else hasattr(theirs, name)


def _of(theirs: Any, name: str) -> Any:
    if isinstance(theirs, Mapping):
        return theirs.get(name)
    value: Any = getattr(theirs, name, None)
    return [row.pk for row in value.all()] if hasattr(value, "all") else value


def _plain(value: Any) -> str:
    """A field's value as its control would hold it."""
    if value is None or value is False:
        return ""
    if isinstance(value, list | tuple | set):
        return ",".join(sorted(_plain(item) for item in value))
    return str(getattr(value, "pk", value)).replace("\r\n", "\n").strip()


def _words(bound: BoundField, raw: str) -> str:
    """A field's value as a person reads it."""
    if isinstance(bound.field, forms.BooleanField):
        return "是" if raw == "True" else "否"
    if not raw:
        return "（空）"
    choices = getattr(bound.field, "choices", None)
    if choices is None:
        return raw
    named = {_plain(getattr(key, "value", key)): str(words) for key, words in choices}
    return "、".join(named.get(key, key) for key in raw.split(","))
