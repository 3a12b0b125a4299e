"""Handing in and reviewing many measures at once: the forms, and what is done to each row."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django import forms

from rectify.closeout.judged import judged_facts, mark_of
from rectify.closeout.models import PROPOSED, Step
from rectify.closeout.operations import review_submission, submit_measure
from rectify.closeout.transitions import Verb
from rectify.issues.enums import Standing
from rectify.kernel import clock
from rectify.kernel.parameters import whole_number
from rectify.kernel.problems import Problem, Refused
from rectify.measures.models import Measure, Progress
from rectify.people.models import Person
from rectify.rounds.models import Round
from rectify.web.forms import DayField, OfficeForm

Deed = Callable[[Measure, int], str]


class SubmitManyForm(OfficeForm):
    """What all rows are handed in as; each has words of its own (`statement-<id>`)."""

    proposed = forms.ChoiceField(
        label="申请认定", choices=[(s.value, s.label) for s in PROPOSED], initial=Standing.DONE
    )
    completed_on = DayField(
        label="完成日期", required=False, help_text="认定为整改完成的必填，适用于所选全部措施。"
    )

    def __init__(self, round_: Round, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"completed_on": clock.today()}, **kwargs)

    def words_of(self, row: Measure) -> str:
        """What was typed for one row."""
        return str(self.data.get(f"statement-{row.pk}", "")).strip()[:5000]


class ReviewManyForm(OfficeForm):
    """One decision on all rows; each carries what its reviewer saw (`seen-<id>`)."""

    verb = forms.ChoiceField(
        label="审核结论", choices=[(Verb.AGREE.value, "同意"), (Verb.RETURN.value, "退回提交人")]
    )
    opinion = forms.CharField(
        label="审核意见",
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        max_length=2000,
        help_text="退回须写明原因。",
    )

    def __init__(self, round_: Round, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)

    def seen_of(self, row: Measure) -> tuple[int, str]:
        """The submission's version and the mark of what it showed; (0, "") when none came."""
        version, _, mark = str(self.data.get(f"seen-{row.pk}", "")).partition(":")
        return whole_number(version) or 0, mark


def submitting(form: SubmitManyForm, by: Person) -> Deed:
    """Hand a row in with its own words."""

    def act(row: Measure, version: int) -> str:
        facts = form.facts
        submit_measure(row, **facts, statement=form.words_of(row), by=by)
        return "已提交审核"

    return act


def reviewing(form: ReviewManyForm, by: Person) -> Deed:
    """Decide on what waits for `by` of a row, as he saw it."""

    def act(row: Measure, version: int) -> str:
        step = _steps(row, by).first()
        if step is None:
            raise Refused(Problem("bulk.nothing", "该措施没有等您审核的提交。"))
        seen_version, seen = form.seen_of(row)
        verb, opinion = Verb(form.facts["verb"]), form.facts["opinion"]
        review_submission(
            step.submission, verb, version=seen_version, seen=seen, opinion=opinion, by=by
        )
        return "已同意" if verb is Verb.AGREE else "已退回"

    return act


def submit_rows(rows: Iterable[Measure], person: Person, form: Any) -> dict[int, dict[str, str]]:
    """For each row the words to hand it in with: what was typed, else its last progress."""
    last: dict[int, str] = {}
    pairs = Progress.objects.filter(measure__in=[row.pk for row in rows]).order_by(
        "happened_on", "pk"
    )
    for measure_id, text in pairs.values_list("measure_id", "text"):
        last[measure_id] = text
    return {row.pk: {"statement": form.words_of(row) or last.get(row.pk, "")} for row in rows}


def review_rows(rows: Iterable[Measure], person: Person, form: Any) -> dict[int, dict[str, str]]:
    """For each row that waits for the person: its words, and the mark of what he sees now."""
    shown = {}
    for row in rows:
        step = _steps(row, person).first()
        if step is not None:
            mark = mark_of(judged_facts(step.submission))
            shown[row.pk] = {
                "told": step.submission.statement,
                "proposed": step.submission.proposed,
                "seen": f"{step.submission.version}:{mark}",
            }
    return shown


def _steps(row: Measure, person: Person) -> Any:
    steps: Any = Step.objects.filter(submission__measure=row)
    return steps.waiting_for(person).select_related("submission__measure__issue__round")
