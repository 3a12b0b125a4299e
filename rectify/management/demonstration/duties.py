"""What departments and leaders do beside reporting: taking up, giving back, extensions, instructions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from rectify.claims.operations import claim_measure, hand_back_measure, remind_measure
from rectify.deadlines.models import Extension
from rectify.deadlines.operations import decide_extension, request_extension
from rectify.instructions.models import Instruction
from rectify.instructions.operations import answer_instruction, give_instruction
from rectify.kernel import clock
from rectify.management.demonstration.files import Proof, bytes_of
from rectify.management.demonstration.material import read_json
from rectify.people.models import Person

if TYPE_CHECKING:
    from rectify.management.demonstration.material import MeasureMaterial
    from rectify.management.demonstration.play import Scene

Deed = Callable[[], None]

DAYS_TO_CLAIM = 2


def acts_of(scene: Scene) -> Iterator[tuple[int, Deed]]:
    """Days and deeds of one round; they are played after what the office enters on that day."""
    given = read_json("duties.json").get(scene.given.key, {})
    left = [(one[0], one[1]) for one in given.get("untaken", [])]
    left += [(one["issue"], one["measure"]) for one in given.get("handed_back", [])]
    yield from _claims(scene, left)
    for one in given.get("handed_back", []):
        yield one["day"], partial(_hand_back, scene, one)
    for one in given.get("reminded", []):
        yield one["day"], partial(_remind, scene, one)
    for one in given.get("extensions", []):
        yield one["day"], partial(_request, scene, one)
        if "decided" in one:
            yield one["decided"]["day"], partial(_decide, scene, one)
    for one in given.get("instructions", []):
        yield one["day"], partial(_instruct, scene, one)
        if "reply" in one:
            yield one["reply"]["day"], partial(_answer, scene, one)


def _claims(scene: Scene, left: list[tuple[str, int]]) -> Iterator[tuple[int, Deed]]:
    """Every other measure is taken up by its department's head within days, or by its first report."""
    for issue in scene.given.issues:
        entered = scene.given.feedback_on + 1 if issue.found is None else issue.found
        planned = max(scene.given.planned_on, entered)
        for place in range(len(issue.measures)):
            if (issue.number, place) not in left:
                day = min(planned + DAYS_TO_CLAIM, 0)
                yield day, partial(_claim, scene, issue.number, place)


def _claim(scene: Scene, number: str, place: int) -> None:
    measure = scene.measures[number, place]
    measure.refresh_from_db()
    if measure.claimed_at is None and measure.standing == "not_done":
        head = scene.office.head(str(measure.lead_department))
        claim_measure(measure, version=measure.version, by=head)


def _material(scene: Scene, one: dict[str, Any]) -> MeasureMaterial:
    issue = next(issue for issue in scene.given.issues if issue.number == one["issue"])
    measure: MeasureMaterial = issue.measures[one["measure"]]
    return measure


def _hand_back(scene: Scene, one: dict[str, Any]) -> None:
    measure = scene.measures[one["issue"], one["measure"]]
    measure.refresh_from_db()
    head = scene.office.head(_material(scene, one).lead)
    hand_back_measure(measure, version=measure.version, reason=one["reason"], by=head)


def _remind(scene: Scene, one: dict[str, Any]) -> None:
    measure = scene.measures[one["issue"], one["measure"]]
    remind_measure(measure, words=one["words"], by=scene.office.office)


def _request(scene: Scene, one: dict[str, Any]) -> None:
    measure, lead = scene.measures[one["issue"], one["measure"]], _material(scene, one).lead
    measure.refresh_from_db()
    proof = Proof(one["file"], measure.text, one["reason"], lead, clock.today())
    request_extension(
        measure,
        until_on=scene.calendar.day(one["until"]),
        reason=one["reason"],
        name=one["file"],
        chunks=[bytes_of(proof)],
        version=measure.deadline.version,
        by=scene.office.handler(lead),
    )


def _decide(scene: Scene, one: dict[str, Any]) -> None:
    extension = Extension.objects.get(measure=scene.measures[one["issue"], one["measure"]])
    decide_extension(
        extension,
        approve=one["decided"]["approve"],
        opinion=one["decided"]["opinion"],
        version=extension.version,
        by=scene.office.office,
    )


def _instruct(scene: Scene, one: dict[str, Any]) -> None:
    place = one.get("measure")
    row = scene.issues[one["issue"]] if place is None else scene.measures[one["issue"], place]
    give_instruction(
        row,
        text=one["text"],
        due_on=scene.calendar.day(one["due"]) if "due" in one else None,
        departments=[scene.office.departments[name] for name in one.get("departments", [])],
        persons=[scene.office.persons[name] for name in one.get("persons", [])],
        by=Person.objects.get(name=one["by"]),
    )


def _answer(scene: Scene, one: dict[str, Any]) -> None:
    addressee = Instruction.objects.get(text=one["text"]).addressees.get()
    by = addressee.person or scene.office.handler(str(addressee.department))
    answer_instruction(
        addressee,
        reply=one["reply"]["words"],
        done=one["reply"]["done"],
        version=addressee.version,
        by=by,
    )
