"""Whether somebody sees all of an issue; and issues elsewhere that say the same, as far as one may look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rectify.issues.likeness import Likeness, alike
from rectify.issues.models import Issue
from rectify.people.models import Person
from rectify.rounds.models import Round


@dataclass(frozen=True, slots=True)
class Repeated:
    """An issue of another round that resembles the one being entered."""

    issue: Issue
    percent: int
    own_unit: bool

    @property
    def where(self) -> str:
        """The round, and the unit where it is another one."""
        name = str(self.issue.round)
        return name if self.own_unit else f"{self.issue.round.unit} · {name}"


def sees_whole(person: Person, issue: Issue) -> bool:
    """True when `person` sees every measure of the issue, and may be told words about all of it."""
    rows: Any = Issue.objects.filter(pk=issue.pk)
    return bool(rows.whole_to(person).exists())


def repeats(wordings: Sequence[str], round_: Round, person: Person) -> list[list[Repeated]]:
    """For each wording the issues outside `round_` that say the same, as far as `person` sees them."""
    if not any(wordings):
        return [[] for _ in wordings]
    rows: Any = Issue.objects.exclude(round=round_)
    visible = rows.visible_to(person)
    likenesses = alike(wordings, visible.order_by().values_list("pk", "title"))
    wanted = {like.key for found in likenesses for like in found}
    issues = {i.pk: i for i in visible.filter(pk__in=wanted).select_related("round__unit")}
    return [_repeated(found, issues, round_) for found in likenesses]


def _repeated(found: Sequence[Likeness], issues: dict[int, Issue], round_: Round) -> list[Repeated]:
    return [
        Repeated(issues[like.key], like.percent, issues[like.key].round.unit_id == round_.unit_id)
        for like in found
        if like.key in issues
    ]
