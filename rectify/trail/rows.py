"""What every business row shares: an integer version for edit conflicts, and its row history.

django-simple-history keeps the versions. Two things are ours: the acting person is kept as id *and*
name without a foreign key (an account that goes never takes its name out of the history), and a
version is dated by `kernel.clock`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from functools import cache
from typing import Any, Self, TypeVar

from django.db import models
from simple_history.manager import HistoryManager
from simple_history.models import HistoricalRecords

from rectify.kernel import clock
from rectify.kernel.problems import Problem, Refused
from rectify.trail.acting import Acting, current, reason_given


class ActorOnHistory(models.Model):
    """Adds the acting person's name to every history table."""

    history_user_name = models.CharField("操作人", max_length=40, blank=True, default="")

    class Meta:
        abstract = True


def _read_actor(version: Any) -> Acting | None:
    if not version.history_user_name:
        return None
    return Acting(version.history_user_id, version.history_user_name)


def _write_actor(version: Any, actor: Acting | None) -> None:
    if actor is not None:
        version.history_user_id = actor.id
        version.history_user_name = actor.name


class OneClassOfManagers(HistoryManager):
    """The package's manager, its class made once: the package makes a new one at every access,
    which is one for each row that is saved."""

    @classmethod
    @cache
    def from_queryset(cls, queryset_class: Any, class_name: str | None = None) -> Any:
        """The class of managers with the methods of `queryset_class`."""
        return super().from_queryset(queryset_class, class_name)


class Record(models.Model):
    """A business row: versioned, remembered, and never removed by the application."""

    version = models.PositiveIntegerField("版本", default=1, editable=False)
    history = HistoricalRecords(
        inherit=True,
        bases=[ActorOnHistory],
        history_user_id_field=models.IntegerField("操作人编号", null=True),
        history_user_getter=_read_actor,
        history_user_setter=_write_actor,
        history_manager=OneClassOfManagers,
    )

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save with the acting person and the clock's moment on the history row."""
        self.derive()
        stamp(self)
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], *self.derived_fields()}
        super().save(*args, **kwargs)

    @classmethod
    def derived_fields(cls) -> tuple[str, ...]:
        """Names of columns that `derive` computes from others."""
        return ()

    def derive(self) -> None:
        """Compute the derived columns (a search key); called before each save."""

    def save_changes(self, *names: str) -> Self:
        """Save the named fields and raise the version by one; the row must be locked."""
        self.version += 1
        self.save(update_fields=[*names, "version"])
        return self


def stamp(row: Record) -> None:
    """Put the acting person, the moment and the reason where the row history will look for them."""
    row._history_user = current()  # type: ignore[attr-defined]
    row._history_date = clock.now()  # type: ignore[attr-defined]
    if reason := reason_given():
        row._change_reason = reason  # type: ignore[attr-defined]


R = TypeVar("R", bound=Record)

ONE_CLICK = timedelta(minutes=1)
"""The same words by the same person about the same thing within this time are one act sent twice."""


def sent_twice(rows: Iterable[R]) -> R | None:
    """Out of rows that say the same: the one that the acting person made within `ONE_CLICK`.

    To be asked under the lock of what the rows belong to. The command line sends nothing twice.
    """
    who = current()
    if who is None or who.id is None:
        return None
    since = clock.now() - ONE_CLICK
    for row in rows:
        versions: Any = type(row).history
        made = versions.filter(id=row.pk, history_type="+", history_user_id=who.id)
        if made.filter(history_date__gte=since, history_date__lte=clock.now()).exists():
            return row
    return None


def lock(row: R, *, version: int | None = None) -> R:
    """Fetch `row` afresh under a row lock; refuse with `stale` when `version` is no longer current.

    `version` None means that the caller builds on no earlier reading of the row. A row that was
    withdrawn meanwhile is refused too: nothing may be built on it.
    """
    # Not type(row): the signed-in person comes as a lazy object.
    locked = row.__class__._default_manager.select_for_update(of=("self",))
    # In no order but the key's: a model's own joins its row with all those above it.
    fresh = locked.filter(pk=row.pk).order_by("pk").first()
    if fresh is None:
        raise Refused(Problem("row.withdrawn", "该内容已被撤回，不能再办理，请返回台账查看。"))
    if version is not None and fresh.version != version:
        raise Refused(stale())
    return fresh


def stale() -> Problem:
    """The one problem of an edit conflict."""
    return Problem(
        "row.stale",
        "您打开此页后，内容已被他人修改。两份内容都已列出，请核对后再保存。",
    )


def create_many(model: type[R], rows: Iterable[R], *, batch_size: int = 500) -> list[R]:
    """Insert many rows with one history version each, as `save` would have written them."""
    made = list(rows)
    for row in made:
        row.derive()
        stamp(row)
    model._default_manager.bulk_create(made, batch_size=batch_size)
    model.history.bulk_history_create(made, batch_size=batch_size)
    return made


def change_many(model: type[R], rows: Iterable[R], *names: str, batch_size: int = 500) -> list[R]:
    """Save the named fields of many locked rows with one history version each, as `save_changes`.

    The rows must have been read whole and under their locks: a history version holds all fields.
    """
    changed = list(rows)
    for row in changed:
        row.version += 1
        row.derive()
        stamp(row)
    fields = list(dict.fromkeys([*names, *model.derived_fields(), "version"]))
    model._default_manager.bulk_update(changed, fields, batch_size=batch_size)
    model.history.bulk_history_create(changed, batch_size=batch_size, update=True)
    return changed
