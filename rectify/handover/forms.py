"""The forms whose typing is kept as a draft: rows of which model each is about, and who may send it.

A draft knows them by name alone. It is handed over only within the unit of the row that it is about, and
only to who may send the form himself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from rectify.access.permissions import Permission
from rectify.drafts.models import Draft
from rectify.instructions.models import Addressee
from rectify.measures.models import Measure
from rectify.outcomes.enums import OutcomeKind
from rectify.outcomes.models import Outcome
from rectify.people.models import Person
from rectify.rounds.models import Round


@dataclass(frozen=True, slots=True)
class Form:
    """One such form: rows of which model, open to whom, and its name."""

    rows: Any
    permission: Permission
    name: str


OUTCOME = "outcome-new-"
"""Before the kind of an outcome that is being entered: each kind has a form of its own."""

FORMS: dict[str, Form] = {
    "measure-progress": Form(Measure, Permission.WRITE_PROGRESS, "填报进展"),
    "measure-submit": Form(Measure, Permission.SUBMIT, "提交审核"),
    **{
        f"{OUTCOME}{kind.value}": Form(Round, Permission.WRITE_PROGRESS, f"登记成果：{kind.label}")
        for kind in OutcomeKind
    },
    "outcome-edit": Form(Outcome, Permission.WRITE_PROGRESS, "修改成果"),
    "extension-new": Form(Measure, Permission.SUBMIT, "延期申请"),
    "instruction-answer": Form(Addressee, Permission.WRITE_PROGRESS, "批示回复"),
}
"""By the name of the address that the form is sent to; its first argument is the row's id."""

UNIT_OF: dict[Any, tuple[str, ...]] = {
    Measure: ("issue__round__unit",),
    Round: ("unit",),
    Outcome: ("round__unit",),
    Addressee: ("instruction__issue__round__unit", "instruction__measure__issue__round__unit"),
}
"""Where each model's rows say whose they are."""


def in_unit(model: Any, unit_id: int | None) -> Any:
    """The rows of a model that are a unit's."""
    own = Q(pk__in=())
    for path in UNIT_OF[model]:
        own |= Q(**{path: unit_id})
    return model.objects.filter(own)


def drafts_in_unit(unit_id: int | None) -> Any:
    """Drafts about rows of a unit."""
    found = Q(pk__in=())
    for key, form in FORMS.items():
        found |= Q(form=key, row_id__in=in_unit(form.rows, unit_id).values("pk"))
    return Draft.objects.filter(found)


def may_send(person: Person, draft: Draft) -> bool:
    """True when `person` may send the draft's form himself."""
    form = FORMS.get(draft.form)
    if form is None:
        return False
    rows = form.rows.objects.filter(pk=draft.row_id).visible_to(person)
    return bool(rows.open_to(person, form.permission).exists())
