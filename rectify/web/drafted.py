"""Forms whose typing is kept as a draft: which they are, and how a draft comes back into one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django import forms
from django.http import HttpRequest
from django.urls import reverse

from rectify.access.permissions import Permission
from rectify.drafts.keeping import draft_of
from rectify.drafts.models import Draft
from rectify.handover.forms import FORMS, OUTCOME
from rectify.web.fetch import found, person_of
from rectify.web.forms import SEVERAL, OfficeForm

F = TypeVar("F", bound=OfficeForm)

TYPED_BY = "typed_by"
"""The hidden field that says whose typing it is: two persons may use one browser."""


@dataclass(frozen=True, slots=True)
class Drafted:
    """One such form: rows of which model, open to whom, the page it stands on, and its name."""

    rows: Any
    permission: Permission
    page: Callable[[int], str]
    name: str


def _page(form: str) -> Callable[[int], str]:
    if form in {"measure-progress", "measure-submit"}:
        return lambda pk: reverse("measure", args=[pk])
    if form.startswith(OUTCOME):
        kind = form.removeprefix(OUTCOME)
        return lambda pk: f"{reverse('outcome-new', args=[pk])}?kind={kind}"
    return lambda pk: reverse(form, args=[pk])


DRAFTED: dict[str, Drafted] = {
    key: Drafted(form.rows, form.permission, _page(key), form.name) for key, form in FORMS.items()
}
"""By the name of the address that the form is sent to; its first argument is the row's id."""


@dataclass(frozen=True, slots=True)
class Keeping:
    """What a page needs to keep a form's typing: where it goes, whose it is, what came back."""

    save_url: str
    drop_url: str
    typed_by: int
    name: str
    restored: Draft | None


def keep_typing(request: HttpRequest, form: OfficeForm, key: str, row_id: int) -> Keeping:
    """Put a draft back into a fresh form, and say where its typing is kept from now on.

    The version that the person had before his eyes while typing comes back with it, so that what
    others saved since is shown and not overwritten.
    """
    person = person_of(request)
    draft = draft_of(person, key, row_id) if not form.is_bound else None
    if draft is not None:
        form.restore(draft.fields)
    return Keeping(
        save_url=reverse("draft", args=[key, row_id]),
        drop_url=reverse("draft-drop", args=[key, row_id]),
        typed_by=person.pk,
        name=DRAFTED[key].name,
        restored=draft,
    )


FIELDS: dict[str, dict[str, forms.Field]] = {}
"""The fields of each such form, by the form's name; the forms tell them themselves (`drafted`)."""


def drafted(*keys: str) -> Callable[[type[F]], type[F]]:
    """Mark the class of the forms of these names: nothing but its fields is kept in their drafts."""

    def told(form: type[F]) -> type[F]:
        FIELDS.update(dict.fromkeys(keys, form.base_fields))
        return form

    return told


Typed = dict[str, str | list[str]]
"""What was typed, by the names of a form's fields; of ticks the list."""


def typed_in(request: HttpRequest, key: str) -> Typed:
    """What was typed into the form's own fields."""
    lists = {name: [str(one) for one in values] for name, values in request.POST.lists()}
    return own_typing(key, lists)


def own_typing(key: str, lists: dict[str, list[str]]) -> Typed:
    """The form's own fields out of the lists that came under any names."""
    return {
        name: lists[name] if isinstance(field, SEVERAL) else lists[name][-1]
        for name, field in FIELDS[key].items()
        if lists.get(name)
    }


def drafted_row(request: HttpRequest, key: str, row_id: int) -> Any:
    """The row that a drafted form is about, 404 when the person may not send that form."""
    known = DRAFTED[key]
    return found(request, known.rows.objects, row_id, known.permission)
