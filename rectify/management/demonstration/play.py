"""The rounds' work as acts, played in the order of their days by those who would have done them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from itertools import groupby
from typing import Any

from django.utils import timezone

from rectify.closeout.enums import WAITING, Reviewer, StepState
from rectify.closeout.models import Submission
from rectify.closeout.operations import review_submission, submit_measure
from rectify.closeout.transitions import Verb
from rectify.deadlines.operations import set_deadline
from rectify.evidence.models import Evidence
from rectify.evidence.operations import add_evidence
from rectify.intake.planning import COUNTED
from rectify.issues.enums import Standing
from rectify.issues.models import Category, Issue
from rectify.issues.operations import amend_issue, create_category, create_issue
from rectify.kernel import clock
from rectify.kernel.datewords import Counting, read_deadline
from rectify.management.demonstration import duties, reviewing
from rectify.management.demonstration.days import Calendar
from rectify.management.demonstration.files import Proof, bytes_of, kind_of
from rectify.management.demonstration.material import (
    Entry,
    IssueMaterial,
    MeasureMaterial,
    OutcomeMaterial,
    RoundMaterial,
)
from rectify.management.demonstration.staff import Office
from rectify.measures.models import Measure
from rectify.measures.operations import create_measure, log_progress
from rectify.measures.tasking import create_task
from rectify.outcomes.enums import RegulationState
from rectify.outcomes.operations import Attached, create_outcome
from rectify.rounds.models import Round
from rectify.rounds.operations import create_round

LATER = "整改期间新发现的问题，经整改办研究增列。"
"""The reason for what was found after the plan was issued."""

OPENING, LENGTH = time(8, 40), 540
"""When an office's day begins, and how many minutes of it the acts are spread over."""


@dataclass(frozen=True, slots=True)
class Act:
    """Something to be done on the day at `offset`."""

    offset: int
    do: Callable[[], None]


@dataclass(slots=True)
class Scene:
    """One round on its calendar, and the rows made for it so far."""

    office: Office
    given: RoundMaterial
    calendar: Calendar
    round: Round | None = None
    issues: dict[str, Issue] = field(default_factory=dict)
    measures: dict[tuple[str, int], Measure] = field(default_factory=dict)
    progressed_on: dict[int, date] = field(default_factory=dict)

    def acts(self) -> Iterator[Act]:
        """All acts of the round; of one day's acts those that come first here are done first."""
        yield Act(self.given.feedback_on, self._open_round)
        for issue in self.given.issues:
            yield from self._issue_acts(issue)
        for outcome in self.given.outcomes:
            yield Act(outcome.day, partial(self._enter_outcome, outcome))
        for day, deed in duties.acts_of(self):
            yield Act(day, deed)
        for offset, do in reviewing.acts_of(self.given.key):
            yield Act(offset, partial(do, self))

    def _issue_acts(self, issue: IssueMaterial) -> Iterator[Act]:
        entered = self.given.feedback_on + 1 if issue.found is None else issue.found
        planned = max(self.given.planned_on, entered)
        yield Act(entered, partial(self._enter_issue, issue))
        yield Act(planned, partial(self._plan_issue, issue))
        for place, measure in enumerate(issue.measures):
            begun = min([planned, *(entry.day for entry in measure.log[:1])])
            yield Act(begun, partial(self._enter_measure, issue, place, measure))
            for entry in measure.log:
                yield Act(entry.day, partial(self._play, issue, place, measure, entry))
        if issue.concluded is not None:
            yield Act(issue.concluded["day"], partial(self._hand_in, issue))
            yield Act(issue.concluded["day"], partial(self._close, issue))

    def _open_round(self) -> None:
        facts: dict[str, Any] = {
            name: self.calendar.fill(value) if isinstance(value, str) else value
            for name, value in self.given.facts.items()
        }
        for name in ("inspected_from", "inspected_to", "feedback_on"):
            facts[name] = self.calendar.day(facts[name])
        self.round = create_round(self.office.unit, facts=facts, by=self.office.office)

    def _enter_issue(self, issue: IssueMaterial) -> None:
        """Enter an issue as the letter has it, below its categories."""
        assert self.round is not None
        category: Category | None = None
        for number, title in issue.path:
            category = create_category(
                self.round, number=number, title=title, parent=category, by=self.office.office
            )
        facts = {
            "number": issue.number,
            "title": self.calendar.fill(issue.title),
            "text": self.calendar.fill(issue.text),
            "source": issue.source,
            "pace": issue.pace,
            "lead_leader": self.office.persons[issue.leader],
            "lead_department": self.office.departments[issue.lead],
        }
        reason = _reason(issue)
        made = create_issue(
            self.round, category=category, facts=facts, reason=reason, by=self.office.office
        )
        self.issues[issue.number] = made

    def _plan_issue(self, issue: IssueMaterial) -> None:
        """Add what the 整改方案 says of an issue."""
        changes = {
            "cause": self.calendar.fill(issue.cause),
            "target": self.calendar.fill(issue.target),
            "wider_check": self.calendar.fill(issue.wider_check),
        }
        row = self._amend(issue, changes)
        if issue.due:
            self._set_deadline(row, issue.due, _reason(issue))

    def _hand_in(self, issue: IssueMaterial) -> None:
        """Hand an issue in for its own review."""
        assert issue.concluded is not None
        row = self.issues[issue.number]
        row.refresh_from_db()
        reviewing.hand_in(self.office, row, issue.concluded["standing"])

    def _close(self, issue: IssueMaterial) -> None:
        reviewing.close(self.office, self.issues[issue.number])

    def _enter_outcome(self, given: OutcomeMaterial) -> None:
        assert self.round is not None
        facts = {
            name: self.calendar.fill(value) if isinstance(value, str) else value
            for name, value in given.facts.items()
        }
        if "amount" in facts:
            facts["amount"] = Decimal(facts["amount"])
        if facts.get("state", RegulationState.ISSUED) == RegulationState.ISSUED:
            facts["dated_on"] = clock.today()
        measures = [self.measures[place] for place in given.measures]
        files = Evidence.objects.filter(measure__in=measures).select_related("measure")
        create_outcome(
            self.round,
            kind=given.kind,
            facts=facts,
            attached=Attached(
                [self.issues[number] for number in given.issues],
                measures,
                [file for file in files if file.name.startswith(given.evidence)],
            ),
            by=self.office.handler(given.by) if given.by else self.office.office,
        )

    def _amend(self, issue: IssueMaterial, changes: dict[str, Any]) -> Issue:
        row = self.issues[issue.number]
        row.refresh_from_db(fields=["version"])
        reason = _reason(issue) if "target" in changes else ""
        return amend_issue(
            row, version=row.version, changes=changes, reason=reason, by=self.office.office
        )

    def _enter_measure(self, issue: IssueMaterial, place: int, given: MeasureMaterial) -> None:
        accepted = any(entry.verb == "accept" for entry in given.log)
        settled = given.standing == Standing.LONG_TERM and not accepted
        facts: dict[str, Any] = {
            "text": self.calendar.fill(given.text),
            "responsible_leader": self.office.persons[given.leader],
            "supervising_leader": self.office.leader_of(given.lead),
            "lead_department": self.office.departments[given.lead],
            "involved_units": given.involved,
            # 长期坚持 from the plan on, where no review has made it so.
            "standing": Standing.LONG_TERM if settled else Standing.NOT_DONE,
        }
        if given.task:
            number, text = given.task
            # Of the same words there is one task, whichever measure comes first.
            facts["task"] = create_task(
                self.issues[issue.number],
                text=text,
                number=number,
                reason=_reason(issue),
                by=self.office.office,
            )
        measure = create_measure(
            self.issues[issue.number],
            facts=facts,
            assisting=[self.office.departments[name] for name in given.assist],
            responsible=[self.office.persons[name] for name in given.persons],
            reason=_reason(issue),
            by=self.office.office,
        )
        self.measures[issue.number, place] = measure
        self._set_deadline(measure, given.due, _reason(issue))

    def _set_deadline(self, of: Issue | Measure, due: str, reason: str) -> None:
        """Set the deadline that the office's words mean, read as intake reads them."""
        assert self.round is not None
        counting = Counting(
            feedback_on=self.round.feedback_on,
            immediate_days=self.office.unit.immediate_days,
            rectification_months=self.round.months,
        )
        meaning = read_deadline(self.calendar.fill(due), counting)
        set_deadline(
            of,
            words=meaning.words,
            due_on=meaning.on,
            long_term=meaning.long_term,
            counted=COUNTED[meaning.counted] if meaning.on else "",
            reason=reason,
            by=self.office.office,
        )

    def _play(self, issue: IssueMaterial, place: int, given: MeasureMaterial, entry: Entry) -> None:
        measure = self.measures[issue.number, place]
        if entry.verb == "progress":
            self._log(measure, given, entry)
        elif entry.verb == "submit":
            self._submit(measure, given, entry)
        else:
            self._review(measure, given, entry)

    def _log(self, measure: Measure, given: MeasureMaterial, entry: Entry) -> None:
        department = entry.department or given.lead
        handler, words = self.office.handler(department), self.calendar.fill(entry.words)
        log_progress(
            measure,
            text=words,
            percent=entry.percent,
            happened_on=clock.today(),
            by=handler,
        )
        self.progressed_on[measure.pk] = clock.today()
        for name in entry.evidence:
            proof = Proof(name, measure.text, words, department, clock.today())
            add_evidence(
                measure,
                name=name,
                chunks=[bytes_of(proof)],
                kind=kind_of(name),
                dated_on=clock.today(),
                by=handler,
            )

    def _submit(self, measure: Measure, given: MeasureMaterial, entry: Entry) -> None:
        submit_measure(
            measure,
            proposed=entry.proposed,
            statement=self.calendar.fill(entry.words),
            completed_on=self.progressed_on[measure.pk],
            by=self.office.handler(given.lead),
        )

    def _review(self, measure: Measure, given: MeasureMaterial, entry: Entry) -> None:
        waiting = Submission.objects.get(measure=measure, state__in=WAITING)
        step = waiting.steps.get(state=StepState.OPEN)
        reviewer = self.office.head(given.lead) if step.reviewer == Reviewer.DEPARTMENT else None
        review_submission(
            waiting,
            Verb.RETURN if entry.verb == "return" else Verb.AGREE,
            version=waiting.version,
            opinion=self.calendar.fill(entry.words),
            by=reviewer or self.office.office,
        )


def _reason(issue: IssueMaterial) -> str:
    return LATER if issue.found is not None else ""


def play(acts: list[Act], today: date) -> None:
    """Do all acts in the order of their days, each day's spread over its office hours."""
    calendar = Calendar(today, today)
    ordered = sorted(acts, key=lambda act: act.offset)
    for day, group in groupby(ordered, key=lambda act: calendar.day(act.offset)):
        together = list(group)
        step = timedelta(minutes=LENGTH / len(together))
        begin = timezone.make_aware(datetime.combine(day, OPENING))
        for place, act in enumerate(together):
            with clock.at(begin + place * step):
                act.do()
