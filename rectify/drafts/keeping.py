"""Keeping a draft, finding it again, letting it go.

No operations and no events: a draft is nobody's act, changes no row, and moves every second.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rectify.drafts.models import Draft
from rectify.kernel import clock
from rectify.kernel.text import storable
from rectify.people.models import Person

MOST_LETTERS = 40_000
"""More than any form takes, names of fields and all; what is longer is no typing."""


def keep_draft(
    person: Person,
    form: str,
    row_id: int,
    fields: Mapping[str, str | Sequence[str]],
    *,
    label: str = "",
) -> Draft | None:
    """Keep what was typed in place of what was kept before; nothing typed is no draft.

    A field of ticks has the list of what is ticked.
    """
    written = {storable(name): _written(value) for name, value in fields.items()}
    typed = {n: v for n, v in written.items() if any(one.strip() for one in _words(v))}
    if not typed or sum(len(n) + sum(map(len, _words(v))) for n, v in typed.items()) > MOST_LETTERS:
        if not typed:
            drop_draft(person, form, row_id)
        return None
    draft, _ = Draft.objects.update_or_create(
        person=person,
        form=form,
        row_id=row_id,
        defaults={"fields": typed, "label": label[:80], "saved_at": clock.now()},
    )
    return draft


def _written(value: str | Sequence[str]) -> str | list[str]:
    return storable(value) if isinstance(value, str) else [storable(one) for one in value]


def _words(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def draft_of(person: Person, form: str, row_id: int) -> Draft | None:
    """What the person has typed into that form of that row and not sent."""
    return Draft.objects.filter(person=person, form=form, row_id=row_id).first()


def drop_draft(person: Person, form: str, row_id: int) -> None:
    """Let a draft go: it was sent, or thrown away."""
    Draft.objects.filter(person=person, form=form, row_id=row_id).delete()


def pass_draft(draft: Draft, to: Person) -> bool:
    """Give a draft to another person; false when he has one of his own there."""
    if Draft.objects.filter(person=to, form=draft.form, row_id=draft.row_id).exists():
        return False
    draft.person = to
    draft.save(update_fields=["person"])
    return True
