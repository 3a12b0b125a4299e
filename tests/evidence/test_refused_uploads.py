"""Of an upload that is refused no byte stays, whenever it is refused; what others point at is never lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import override_settings

from rectify.closeout.enums import Reviewer
from rectify.closeout.transitions import Verb
from rectify.deadlines.operations import set_deadline
from rectify.evidence.models import Evidence
from rectify.evidence.operations import add_evidence, replace_evidence
from rectify.groundwork.operations import keep_scan
from rectify.intake.operations import give_paper
from rectify.kernel import clock
from rectify.kernel.files import all_or_none, keep, path_of
from rectify.kernel.problems import Problem, Refused
from rectify.measures.models import Measure
from rectify.rounds.models import Round
from tests.closeout.lives import chain, enter, finished, hand_in
from tests.factories import Office, make_office, signed_in

pytestmark = pytest.mark.django_db

FRESH = b"%PDF-1.4 refused"


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path) -> Iterator[None]:
    with override_settings(FILES_DIR=tmp_path / "files"):
        yield


@pytest.fixture
def office() -> Office:
    return make_office()


@pytest.fixture
def measure(office: Office) -> Measure:
    return office.measure(office.issue(office.round()), due_on=clock.today() + timedelta(days=5))


def on_disk() -> list[bytes]:
    """The content of every file that was kept, or left aside."""
    root = Path(settings.FILES_DIR)
    return sorted(path.read_bytes() for path in root.rglob("*") if path.is_file())


def upload(content: bytes = FRESH) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("材料.pdf", content)}


# --- through the doors that people take --------------------------------------------------------


@pytest.mark.parametrize("who", ["handler", "department_head", "office"])
def test_evidence_for_a_finished_measure_leaves_nothing(office: Office, who: str) -> None:
    measure = finished(office, office.issue(office.round()))
    before = on_disk()
    answer = signed_in(office.people[who]).post(f"/measures/{measure.pk}/evidence/", upload())
    assert answer.status_code == 422
    assert on_disk() == before


def test_evidence_for_a_waiting_measure_leaves_nothing(office: Office, measure: Measure) -> None:
    office.evidence(measure)
    hand_in(measure, office.handler)
    before = on_disk()
    answer = signed_in(office.handler).post(f"/measures/{measure.pk}/evidence/", upload())
    assert answer.status_code == 422
    assert on_disk() == before


@pytest.mark.parametrize("who", ["leader", "secretary", "supervisor"])
def test_who_may_not_upload_leaves_nothing(office: Office, measure: Measure, who: str) -> None:
    answer = signed_in(office.people[who]).post(f"/measures/{measure.pk}/evidence/", upload())
    assert (answer.status_code, on_disk()) == (404, [])
    with pytest.raises(Refused, match="权限"):
        add_evidence(measure, name="材料.pdf", chunks=[FRESH], by=office.people[who])
    assert on_disk() == []


@pytest.mark.parametrize("wrong", ["no reason", "earlier", "stale", "finished"])
def test_an_extension_that_is_refused_leaves_nothing(
    office: Office, measure: Measure, wrong: str
) -> None:
    deadline = set_deadline(measure, due_on=clock.today() + timedelta(days=9), by=office.office)
    later, earlier = (clock.today() + timedelta(days=days) for days in (18, 8))
    facts = {
        "until_on": (earlier if wrong == "earlier" else later).isoformat(),
        "reason": " " if wrong == "no reason" else "等待批复",
        "version": deadline.version + (wrong == "stale"),
    }
    if wrong == "finished":
        measure.standing, measure.completed_on = "done", clock.today()
        measure.save_changes("standing", "completed_on")
    url = f"/measures/{measure.pk}/extension/"
    answer = signed_in(office.handler).post(url, facts | upload())
    assert answer.status_code == 422
    assert on_disk() == []


def test_a_new_version_that_is_refused_leaves_nothing_and_keeps_what_others_point_at(
    office: Office, measure: Measure
) -> None:
    first, second = office.evidence(measure, b"%PDF-1.4 a"), office.evidence(measure, b"%PDF-1.4 b")

    def replace(content: bytes, version: int) -> None:
        replace_evidence(first, version=version, name="新.pdf", chunks=[content], by=office.handler)

    with pytest.raises(Refused, match="他人修改"):
        replace(FRESH, first.version + 1)
    with pytest.raises(Refused, match="内容相同"):
        replace(b"%PDF-1.4 b", first.version)
    assert on_disk() == [b"%PDF-1.4 a", b"%PDF-1.4 b"]
    assert path_of(second.sha256).is_file()


def test_a_signed_paper_whose_entry_is_refused_leaves_nothing(
    office: Office, measure: Measure
) -> None:
    chain(office, Reviewer.SECRETARY, Reviewer.OFFICE)
    office.evidence(measure)
    submission = hand_in(measure, office.handler)
    before = on_disk()
    with pytest.raises(Refused, match="退回须写明原因"):
        enter(submission, office.office, verb=Verb.RETURN, opinion=" ", scan=[FRESH])
    with pytest.raises(Refused, match="退回到的前面环节"):
        enter(submission, office.office, verb=Verb.SEND_BACK, opinion="退", to=1, scan=[FRESH])
    assert on_disk() == before
    enter(submission, office.office, scan=[FRESH])
    assert on_disk() == sorted([*before, FRESH])


def test_a_round_that_is_closed_takes_no_file(office: Office, measure: Measure) -> None:
    round_ = Round.objects.get()
    round_.closed_at = clock.now()
    round_.closed_by = office.office
    round_.save()
    for act in (
        lambda: keep_scan(
            round_, purpose="receipt", name="a.pdf", chunks=[FRESH], by=office.office
        ),
        lambda: give_paper(
            round_, name="台账", file=("台账.xlsx", FRESH), plan=None, by=office.office
        ),
        lambda: office.evidence(measure, FRESH),
    ):
        with pytest.raises(Refused, match="归档"):
            act()
    assert on_disk() == []


def test_what_is_accepted_stays(office: Office, measure: Measure) -> None:
    answer = signed_in(office.handler).post(f"/measures/{measure.pk}/evidence/", upload())
    assert answer.status_code == 201
    row = Evidence.objects.get()
    assert path_of(row.sha256).read_bytes() == FRESH
    assert on_disk() == [FRESH]


# --- the frame ---------------------------------------------------------------------------------


def refuse() -> None:
    raise Refused(Problem("test.refused", "不行。"))


def keep_in_vain(content: bytes) -> None:
    """An upload that is refused after its bytes were taken in."""
    with all_or_none():
        keep([content])
        refuse()


def test_a_refused_upload_of_the_same_bytes_takes_nobodys_file_away(
    office: Office, measure: Measure
) -> None:
    """Two at once with the same content: one in its place or on its way, the other refused."""
    row = office.evidence(measure, FRESH)
    with pytest.raises(Refused):
        keep_in_vain(FRESH)
    assert path_of(row.sha256).read_bytes() == FRESH

    other = b"%PDF-1.4 both at once"
    with all_or_none():
        stored = keep([other])
        place = path_of(stored.sha256)
        with pytest.raises(Refused):
            keep_in_vain(other)
        assert not place.exists()
    assert place.read_bytes() == other
    assert len(on_disk()) == 2


def test_an_act_inside_another_one_leaves_its_file_only_when_both_hold(
    office: Office, measure: Measure
) -> None:
    def outer(*, fails: bool) -> None:
        with transaction.atomic(), all_or_none():
            office.evidence(measure, FRESH)
            assert on_disk() == [FRESH]
            assert not path_of(Evidence.objects.get().sha256).exists()
            if fails:
                refuse()

    with pytest.raises(Refused):
        outer(fails=True)
    assert (on_disk(), Evidence.objects.count()) == ([], 0)
    outer(fails=False)
    assert path_of(Evidence.objects.get().sha256).read_bytes() == FRESH


def test_the_file_lies_in_its_place_before_the_row_can_be_seen(
    office: Office, measure: Measure
) -> None:
    with transaction.atomic():
        row = office.evidence(measure, FRESH)
        # Nothing is committed yet.
        assert path_of(row.sha256).is_file()


def test_outside_an_act_a_file_is_kept_at_once() -> None:
    stored = keep([FRESH])
    assert path_of(stored.sha256).read_bytes() == FRESH
    with pytest.raises(Refused):
        keep([b"%PDF-1.4 x"], check=lambda file: [Problem("test.refused", "不行。")])
    assert on_disk() == [FRESH]
