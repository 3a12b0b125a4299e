"""The rounds' own steps: letter taken in, group, plan with its baseline, assessment, closing, look-back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from rectify.access.roles import RoleKey
from rectify.archive.operations import close_round
from rectify.assessment.operations import (
    amend_assessment,
    begin_assessment,
    count_satisfaction,
    deduct,
)
from rectify.deadlines.operations import set_deadline
from rectify.groundwork.enums import Seat
from rectify.groundwork.operations import receive_letter, record_pledge, seat_person, set_group
from rectify.issues.models import Issue, Takeover
from rectify.kernel import clock
from rectify.lookback.operations import judge_takeover, take_over
from rectify.management.demonstration.files import Proof, bytes_of
from rectify.management.demonstration.material import read_json
from rectify.management.demonstration.play import Act, Scene
from rectify.measures.models import Measure
from rectify.measures.operations import create_measure, drop_measure
from rectify.people.models import Person
from rectify.reports.operations import draft_report, keep_export
from rectify.rounds.models import Round
from rectify.rounds.operations import create_round
from rectify.scheme.models import Opinion, Scheme
from rectify.scheme.operations import draft_scheme, keep_opinion, move_scheme, record_review
from rectify.scheme.transitions import Verb

MATERIAL = "steps.json"


@dataclass(frozen=True, slots=True)
class Steps:
    """The steps of one scene, out of `fixtures/demo/steps.json`."""

    scene: Scene
    given: dict[str, Any]

    @classmethod
    def of(cls, scene: Scene) -> Steps:
        """Those of the scene's round."""
        return cls(scene, read_json(MATERIAL)[scene.given.key])

    def acts(self) -> Iterator[Act]:
        """All steps that the material tells of, each on its day."""
        table: tuple[tuple[str, Callable[[dict[str, Any]], None]], ...] = (
            ("receipt", self._receive),
            ("group", self._found),
            ("pledge", self._pledge),
        )
        for name, step in table:
            if name in self.given:
                yield Act(self.given[name]["day"], partial(step, self.given[name]))
        for step in self.given.get("scheme", ()):
            yield Act(step["day"], partial(self._plan, step))
        for step in self.given.get("departures", ()):
            yield Act(step["day"], partial(self._depart, step))
        for step in self.given.get("closing", ()):
            yield Act(step["day"], partial(self._finish, step))
        for step in self.given.get("look_back", ()):
            yield Act(step["day"], partial(self._look_back, step))

    @property
    def _round(self) -> Round:
        assert self.scene.round is not None
        return Round.objects.get(pk=self.scene.round.pk)

    @property
    def _by(self) -> Person:
        return self.scene.office.office

    def _person(self, name: str) -> Person:
        return self.scene.office.persons[name]

    def _words(self, text: str) -> str:
        return self.scene.calendar.fill(text)

    def _receive(self, step: dict[str, Any]) -> None:
        receive_letter(
            self._round,
            version=0,
            receiver=self.scene.office.by_role[RoleKey.SECRETARY, ""],
            received_on=clock.today(),
            title=self._words(step["title"]),
            by=self._by,
        )

    def _found(self, step: dict[str, Any]) -> None:
        round_, today = self._round, clock.today()
        number = self._words(step["number"])
        set_group(
            round_, version=0, name=step["name"], number=number, founded_on=today, by=self._by
        )
        for seat, names in step["seats"].items():
            for name in names:
                seat_person(
                    round_, person=self._person(name), seat=Seat(seat), from_on=today, by=self._by
                )

    def _pledge(self, step: dict[str, Any]) -> None:
        leader = self.scene.office.by_role[RoleKey.SECRETARY, ""]
        day = clock.today() if step["signed"] else None
        record_pledge(self._round, version=0, leader=leader, pledged_on=day, by=self._by)

    def _plan(self, step: dict[str, Any]) -> None:
        """One step of the plan, told by what the material says of it."""
        if "draft" in step:
            draft_scheme(self._round, title=self._words(step["draft"]), by=self._by)
            return
        scheme = Scheme.objects.get(round=self._round)
        if "opinion" in step:
            facts = step["opinion"] | {"given_on": clock.today()}
            keep_opinion(scheme, facts=facts, by=self._by)
        elif "settle" in step:
            opinion = Opinion.objects.get(scheme=scheme, source=step["settle"])
            facts = {name: step[name] for name in ("adoption", "reply")}
            keep_opinion(scheme, opinion=opinion, version=opinion.version, facts=facts, by=self._by)
        elif "review" in step:
            record_review(
                scheme,
                version=scheme.version,
                held_on=clock.today(),
                **step["review"],
                by=self._by,
            )
        else:
            self._move(scheme, step)

    def _move(self, scheme: Scheme, step: dict[str, Any]) -> None:
        facts: dict[str, Any] = {}
        if "meeting" in step:
            facts = {"meeting": self._words(step["meeting"]), "meeting_on": clock.today()}
        if "number" in step:
            facts = {"number": self._words(step["number"]), "issued_on": clock.today()}
        move_scheme(scheme, Verb(step["verb"]), version=scheme.version, **facts, by=self._by)

    def _depart(self, step: dict[str, Any]) -> None:
        """A measure added, moved in time or dropped, before or after the plan was issued."""
        issue = Issue.objects.get(round=self._round, number=step["issue"])
        if "add" in step:
            create_measure(
                issue,
                facts={"text": step["add"], "lead_department": issue.lead_department},
                by=self._by,
            )
            return
        measures = Measure.objects.filter(issue=issue).order_by("serial")
        if "drop" in step:
            measure = measures.get(text=step["drop"])
            drop_measure(measure, version=measure.version, reason=step["reason"], by=self._by)
            return
        measure = measures[step["place"]]
        due = self.scene.calendar.day(step["due"])
        words = self._words(step["words"])
        set_deadline(measure, words=words, due_on=due, reason=step["reason"], by=self._by)

    def _finish(self, step: dict[str, Any]) -> None:
        """The report drafted, the round assessed, the voices counted, the round closed."""
        round_, today = self._round, clock.today()
        if "assess" in step:
            made = begin_assessment(round_, assessed_on=today, assessor=step["assess"], by=self._by)
            for item, points, reason in step["deductions"]:
                deduct(made, item=item, points=Decimal(points), reason=reason, by=self._by)
            made.refresh_from_db()
            changes = {"note": step["note"]}
            amend_assessment(made, version=made.version, changes=changes, by=self._by)
        if "voices" in step:
            count_satisfaction(round_, version=0, held_on=today, counts=step["voices"], by=self._by)
        if "close" in step:
            report = draft_report(round_, by=self._by)
            page = Proof("整改报告.pdf", report.title, step["close"], report.signature, today)
            pages = [bytes_of(page)]
            keep_export(report, chunks=pages, as_of=today, pages=1, by=self._by)
            round_ = self._round
            close_round(round_, version=round_.version, by=self._by)

    def _look_back(self, step: dict[str, Any]) -> None:
        """A later round of the same unit that takes issues of this one over."""
        if "open" in step:
            facts = {name: self._words(words) for name, words in step["open"].items()}
            days = {name: self.scene.calendar.day(offset) for name, offset in step["days"].items()}
            made = create_round(
                self.scene.office.unit, facts=facts | days | {"kind": "look_back"}, by=self._by
            )
            for number in step["take"]:
                issue = Issue.objects.get(round=self._round, number=number)
                take_over(made, issue, by=self._by)
            return
        taken = Takeover.objects.get(issue__round=self._round, issue__number=step["judge"])
        judge_takeover(
            taken,
            version=taken.version,
            finding=step["finding"],
            note=self._words(step["note"]),
            reopens=step.get("reopens", False),
            by=self._by,
        )
