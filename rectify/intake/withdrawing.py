"""An import taken back: its rows marked as withdrawn, changed rows given back what they held.

Only as long as nothing has been built on it. Nothing is deleted: withdrawn rows stay with their
history and leave every list and count by their models' default manager.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db.models import F, Q

from rectify.closeout.models import Submission
from rectify.deadlines.models import Deadline
from rectify.evidence.models import Evidence
from rectify.intake.deadlines import put_back
from rectify.intake.models import Origin, Paper
from rectify.issues.models import Category, Issue
from rectify.kernel import clock
from rectify.kernel.problems import Problem, Refused
from rectify.measures.models import Assistance, Measure, Progress, Responsible, Task
from rectify.people.models import Person
from rectify.rounds.models import Round
from rectify.trail.rows import change_many

DAYS = {"inspected_from", "inspected_to", "feedback_on"}
NAMED_AT_MOST = 3
"""So many rows a refusal names one by one."""


class Withdrawal:
    """One applied paper on its way out again; the caller holds the transaction and the round's lock."""

    def __init__(self, paper: Paper, round_: Round, by: Person | None) -> None:
        self.paper, self.round, self.by = paper, round_, by
        self.at: datetime = clock.now()

    def run(self) -> None:
        """Lock all rows of the import, refuse if anything was built on one, and take them back."""
        origins = list(Origin.objects.filter(paper=self.paper).order_by("pk"))
        issues = _locked(Issue, (o.issue_id for o in origins))
        measures = _locked(Measure, (o.measure_id for o in origins))
        self._refuse_built_on(issues, measures, origins)
        added = {(o.issue_id, o.measure_id) for o in origins if o.added}
        for origin in origins:
            if not origin.added:
                row: Any = issues.get(origin.issue_id or 0) or measures.get(origin.measure_id or 0)
                self._give_back(row, origin)
        self._withdraw(Issue, [row for pk, row in issues.items() if (pk, None) in added])
        self._withdraw(Measure, [row for pk, row in measures.items() if (None, pk) in added])
        self._withdraw_tasks()
        self._withdraw_categories()
        self._empty_round()

    def _refuse_built_on(
        self, issues: dict[int, Issue], measures: dict[int, Measure], origins: list[Origin]
    ) -> None:
        """Refuse with what stands on the import, the first few by their numbers."""
        built = [*_amended(self.paper), *_work_on(self.paper), *_dates_on(origins)]
        gone = len({o.issue_id for o in origins} - {None}) - len(issues)
        gone += len({o.measure_id for o in origins} - {None}) - len(measures)
        if gone:
            built.append("部分内容已被撤回")
        if not built:
            return
        named = "；".join(dict.fromkeys(built[:NAMED_AT_MOST]))
        more = "等" if len(built) > NAMED_AT_MOST else ""
        raise Refused(
            Problem("paper.built_on", f"导入后台账已有变动（{named}{more}），不能撤销整份导入。")
        )

    def _withdraw(self, model: Any, rows: list[Any]) -> None:
        for row in rows:
            row.withdrawn_at, row.withdrawn_by = self.at, self.by
        change_many(model, rows, "withdrawn_at", "withdrawn_by")

    def _give_back(self, row: Issue | Measure, origin: Origin) -> None:
        """Put the old facts back; measures brought under the issue are withdrawn by themselves.

        An earlier import of the row can be undone again: it stands as that one left it.
        """
        replaced = origin.replaced
        earlier = Origin.objects.filter(issue=origin.issue_id, measure=origin.measure_id)
        before = list(earlier.filter(row_version=replaced.get("version")).exclude(pk=origin.pk))
        fields = replaced.get("fields", {})
        for name, value in fields.items():
            setattr(row, name, value)
        if fields:
            row.save_changes(*fields)
        if "deadline" in replaced:
            owner = {"issue": row} if isinstance(row, Issue) else {"measure": row}
            put_back(Deadline.objects.select_for_update().get(**owner), replaced["deadline"])
        for model, name in ((Assistance, "assisting"), (Responsible, "answering")):
            for one in model.objects.filter(pk__in=replaced.get(name, ())):
                one.ended_on = clock.today()
                one.save_changes("ended_on")
        for known in before:
            known.row_version = row.version
            known.save_changes("row_version")

    def _withdraw_tasks(self) -> None:
        """Take back the tasks that the import brought and that no measure is under any more."""
        tasks = _locked(Task, self.paper.outcome.get("tasks", ()))
        used = set(Measure.objects.filter(task__in=tasks).values_list("task_id", flat=True))
        self._withdraw(Task, [task for pk, task in tasks.items() if pk not in used])

    def _withdraw_categories(self) -> None:
        """Take back the categories that the import brought and under which nothing else stands."""
        ids = self.paper.outcome.get("categories", [])
        # The deepest ones first: the path was made from above.
        for category in reversed(list(Category.objects.filter(pk__in=ids).order_by("pk"))):
            issues = Issue.objects.filter(category=category)
            below = Category.objects.filter(parent=category)
            if not issues.exists() and not below.exists():
                self._withdraw(Category, [category])

    def _empty_round(self) -> None:
        """Take facts of the preamble out of the round again, where they still stand there."""
        emptied = []
        for name, told in self.paper.outcome.get("filled", {}).items():
            held = getattr(self.round, name)
            if (held.isoformat() if name in DAYS and held else held) == told:
                setattr(self.round, name, None if name in DAYS else "")
                emptied.append(name)
        if emptied:
            self.round.save_changes(*emptied)


def _locked(model: Any, ids: Iterable[int | None]) -> dict[int, Any]:
    """Rows by id under their locks, in the order of the ids like everywhere."""
    wanted = {pk for pk in ids if pk is not None}
    rows = model.objects.filter(pk__in=wanted).select_for_update(of=("self",)).order_by("pk")
    return {row.pk: row for row in rows}


def _amended(paper: Paper) -> Iterator[str]:
    """Rows that were changed after the import, or under which something was added."""
    origins = Origin.objects.filter(paper=paper)
    for origin in origins.filter(issue__version__gt=F("row_version")).select_related("issue"):
        assert origin.issue is not None
        yield f"问题{origin.issue.serial}已修改"
    changed = origins.filter(measure__version__gt=F("row_version"))
    for origin in changed.select_related("measure__issue"):
        assert origin.measure is not None
        yield f"措施{origin.measure.label}已修改"
    closing = Submission.objects.filter(issue__origins__paper=paper)
    for submission in closing.select_related("issue").distinct():
        yield f"{submission.trail_label()}已提交销号"
    brought = paper.outcome.get("tasks", [])
    tasks = Task.objects.filter(issue__origins__paper=paper, issue__origins__added=True)
    for task in tasks.exclude(pk__in=brought).select_related("issue"):
        yield f"问题{task.issue.serial}已有任务"
    for task in Task.objects.filter(pk__in=brought, version__gt=1).select_related("issue"):
        yield f"问题{task.issue.serial}的任务已修改"


def _work_on(paper: Paper) -> Iterator[str]:
    """Progress, evidence and submissions of the measures that the import brought or changed."""
    kinds: tuple[tuple[Any, str, str], ...] = (
        (Progress, "logged_at", "已填报进展"),
        (Evidence, "uploaded_at", "已有佐证材料"),
        (Submission, "submitted_at", "已提交审核"),
    )
    for model, moment, words in kinds:
        of_paper = model.objects.filter(measure__origins__paper=paper)
        later = Q(measure__origins__added=True) | Q(**{f"{moment}__gte": paper.applied_at})
        for row in of_paper.filter(later).select_related("measure__issue").distinct():
            yield f"措施{row.measure.label}{words}"


def _dates_on(origins: list[Origin]) -> Iterator[str]:
    """Deadlines that were set anew after the import."""
    written = {
        (o.issue_id, o.measure_id): 1 if o.added else o.replaced.get("deadline_version")
        for o in origins
    }
    issues = [o.issue_id for o in origins if o.issue_id]
    measures = [o.measure_id for o in origins if o.measure_id]
    rows = Deadline.objects.filter(Q(issue_id__in=issues) | Q(measure_id__in=measures))
    for deadline in rows.select_related("issue", "measure__issue"):
        version = written[deadline.issue_id, deadline.measure_id]
        if version is not None and deadline.version > version:
            yield f"{deadline.of.trail_label()}时限已修改"
