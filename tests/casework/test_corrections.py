"""Progress is a log: an entry is corrected by a new version, the old one stays readable."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest

from rectify.closeout.operations import review_submission
from rectify.closeout.transitions import Verb
from rectify.issues.enums import Standing
from rectify.kernel import clock
from rectify.kernel.problems import Refused
from rectify.measures.models import Measure, Progress
from rectify.measures.operations import correct_progress, log_progress
from rectify.reports.facts import told_on
from tests.closeout.lives import agree, hand_in, send_back
from tests.factories import Office, make_office, signed_in

pytestmark = pytest.mark.django_db

TODAY = clock.today()


@pytest.fixture
def office() -> Office:
    return make_office()


@pytest.fixture
def measure(office: Office) -> Measure:
    return office.measure(office.issue(office.round()))


def log(
    office: Office, measure: Measure, percent: int, days: int = 0, by: str = "handler"
) -> Progress:
    return log_progress(
        measure,
        text=f"进度{percent}",
        percent=percent,
        happened_on=TODAY - timedelta(days=days),
        by=office.people[by],
    )


def correct(office: Office, entry: Progress, by: str = "handler", **facts: Any) -> Progress:
    given: dict[str, Any] = {"text": "更正后的进展", "percent": 45, "happened_on": TODAY}
    return correct_progress(entry, **(given | {"reason": "数字误填"} | facts), by=office.people[by])


def test_a_correction_stands_in_the_place_of_its_entry(office: Office, measure: Measure) -> None:
    first = log(office, measure, 30)
    new = correct(office, first)
    first.refresh_from_db()
    assert (first.text, first.percent) == ("进度30", 30)
    assert (new.corrects, new.correction_reason) == (first, "数字误填")
    rows: Any = Progress.objects.all()
    assert list(rows.current()) == [new]
    measure.refresh_from_db()
    assert measure.percent == 45


def test_correcting_an_older_entry_leaves_the_newest_share(
    office: Office, measure: Measure
) -> None:
    old, _ = log(office, measure, 30, days=5), log(office, measure, 60)
    correct(office, old, percent=20, happened_on=TODAY - timedelta(days=5))
    measure.refresh_from_db()
    assert measure.percent == 60


def test_of_one_days_entries_the_corrected_one_keeps_its_place(
    office: Office, measure: Measure
) -> None:
    old, _ = log(office, measure, 30), log(office, measure, 60)
    correct(office, old, percent=20)
    measure.refresh_from_db()
    assert measure.percent == 60


def test_the_first_day_follows_a_correction(office: Office, measure: Measure) -> None:
    entry = log(office, measure, 30, days=140)
    measure.refresh_from_db()
    assert measure.started_on == TODAY - timedelta(days=140)
    correct(office, entry, happened_on=TODAY - timedelta(days=40))
    measure.refresh_from_db()
    assert measure.started_on == TODAY - timedelta(days=40)


def test_an_assisting_departments_share_follows_its_own_correction(office: Office) -> None:
    measure = office.measure(
        office.issue(office.round()), lead_department=office.personnel, assisting=[office.finance]
    )
    entry = log(office, measure, 80)
    correct(office, entry, percent=35)
    measure.refresh_from_db()
    assert (measure.percent, measure.assistances.get().percent) == (0, 35)


def test_who_wrote_it_and_the_office_correct_and_nobody_else(
    office: Office, measure: Measure
) -> None:
    entry = log(office, measure, 30)
    other = make_office("bh", "碧湖县水务局党组")
    others = [office.people[k] for k in ("department_head", "leader", "secretary", "supervisor")]
    for person in (*others, *other.people.values()):
        with pytest.raises(Refused, match="权限"):
            correct_progress(entry, text="改", percent=1, happened_on=TODAY, reason="某", by=person)
    new = correct(office, entry)
    assert correct(office, new, by="office", percent=50).corrects == new


WRONG = [
    ({"reason": " "}, "请填写更正原因"),
    ({"text": " "}, "请填写进展情况"),
    ({"percent": 101}, "进度须为0至100的整数"),
    ({"percent": None}, "进度须为0至100的整数"),
    ({"happened_on": None}, "请填写进展日期"),
    ({"happened_on": TODAY + timedelta(days=1)}, "不能晚于今天"),
]


@pytest.mark.parametrize(("facts", "sentence"), WRONG)
def test_what_is_no_correction_is_refused(
    office: Office, measure: Measure, facts: dict[str, Any], sentence: str
) -> None:
    entry = log(office, measure, 30)
    with pytest.raises(Refused, match=sentence):
        correct(office, entry, **facts)
    assert Progress.objects.count() == 1


def test_a_corrected_entry_is_corrected_on_its_new_version_only(
    office: Office, measure: Measure
) -> None:
    entry = log(office, measure, 30)
    first = correct(office, entry)
    assert correct(office, entry) == first
    with pytest.raises(Refused, match="已被更正"):
        correct(office, entry, percent=99)


def test_what_an_accepted_submission_was_judged_by_stays(office: Office, measure: Measure) -> None:
    entry = log(office, measure, 30)
    office.evidence(measure)
    submission = hand_in(measure, office.department_head, Standing.PARTIAL)
    with pytest.raises(Refused, match="审核结束前"):
        correct(office, entry)
    agree(submission, office.office)
    with pytest.raises(Refused, match="已随审核通过的提交归档"):
        correct(office, entry)
    later = log(office, measure, 70)
    assert correct(office, later, percent=75).percent == 75
    office.evidence(measure, b"%PDF-1.4 the rest")
    agree(hand_in(measure, office.department_head), office.office)
    measure.refresh_from_db()
    assert (measure.standing, measure.percent) == (Standing.DONE, 100)
    with pytest.raises(Refused, match="已认定完成"):
        correct(office, Progress.objects.latest("pk"), by="office")


def offered(office: Office, measure: Measure, by: str = "handler") -> set[str]:
    """What the page of the measure offers to change."""
    page = signed_in(office.people[by]).get(f"/measures/{measure.pk}/").content.decode()
    return set(re.findall(r"/(?:progress|evidence)/\d+/(?:correct|withdraw)/", page))


def test_the_page_offers_what_the_operations_allow(office: Office, measure: Measure) -> None:
    entry, file = log(office, measure, 30), office.evidence(measure)
    own = {f"/progress/{entry.pk}/correct/", f"/evidence/{file.pk}/withdraw/"}
    assert offered(office, measure) == own
    submission = hand_in(measure, office.department_head, Standing.PARTIAL)
    assert offered(office, measure) == set()
    submission = send_back(submission, office.office)
    # What was handed in is evidence of it for good; what was said may be mended.
    assert offered(office, measure) == {f"/progress/{entry.pk}/correct/"}
    refused = signed_in(office.handler).post(f"/evidence/{file.pk}/withdraw/")
    assert "不能撤下" in refused.content.decode()
    agree(hand_in(measure, office.department_head, Standing.PARTIAL), office.office)
    for who in ("handler", "office"):
        assert offered(office, measure, who) == set()
        described = signed_in(office.people[who]).get(f"/evidence/{file.pk}/").content.decode()
        assert "/withdraw/" not in described
    later = log(office, measure, 70)
    more = office.evidence(measure, b"%PDF-1.4 more")
    urls = {f"/progress/{later.pk}/correct/", f"/evidence/{more.pk}/withdraw/"}
    assert offered(office, measure) == offered(office, measure, "office") == urls
    for url in urls:
        assert signed_in(office.handler).post(url, CORRECTION).status_code == 302


CORRECTION = {"text": "改", "percent": 60, "happened_on": str(TODAY), "reason": "误填"}


def test_a_returned_submission_lets_entries_be_corrected(office: Office, measure: Measure) -> None:
    entry = log(office, measure, 30)
    office.evidence(measure)
    submission = hand_in(measure, office.department_head)
    review_submission(
        submission, Verb.RETURN, version=submission.version, opinion="数字不符", by=office.office
    )
    assert correct(office, entry).percent == 45


def test_a_report_of_the_day_before_tells_what_stood_then(office: Office) -> None:
    before = TODAY - timedelta(days=10)
    with clock.at(before):
        measure = office.measure(office.issue(office.round()))
        entry = log_progress(measure, text="误填的进展", percent=30, happened_on=before, by=None)
    correct(office, entry, by="office", happened_on=before)
    assert told(measure, before) == "误填的进展"
    assert told(measure, TODAY) == "更正后的进展"


def told(measure: Measure, day: date) -> str:
    return told_on(measure.issue.round, day).measures[0].progress


def test_the_page_shows_both_versions_and_offers_correction_to_whom_it_is_due(
    office: Office, measure: Measure
) -> None:
    entry = log(office, measure, 30)
    address = f"/progress/{entry.pk}/correct/"
    page = f"/measures/{measure.pk}/"
    assert address in signed_in(office.handler).get(page).content.decode()
    assert address not in signed_in(office.department_head).get(page).content.decode()
    assert address not in signed_in(office.supervisor).get(page).content.decode()
    facts = {"text": "改为40", "percent": 40, "happened_on": TODAY.isoformat(), "reason": ""}
    refused = signed_in(office.handler).post(address, facts)
    assert refused.status_code == 422
    assert "请填写更正原因。" in refused.content.decode()
    assert "改为40" in refused.content.decode()
    head = signed_in(office.department_head).post(address, facts | {"reason": "误填"})
    assert head.status_code == 404
    with clock.at(clock.now() + timedelta(seconds=9)):
        done = signed_in(office.handler).post(address, facts | {"reason": "误填"})
    assert done["Location"] == f"/measures/{measure.pk}/#log"
    shown = signed_in(office.supervisor).get(page).content.decode()
    assert "<del>进度30</del>" in shown
    assert "更正原因：误填" in shown
    assert "更正进展" in shown


def test_another_units_people_find_no_entry(office: Office, measure: Measure) -> None:
    entry = log(office, measure, 30)
    other = make_office("bh", "碧湖县水务局党组")
    for person in other.people.values():
        assert signed_in(person).get(f"/progress/{entry.pk}/correct/").status_code == 404
