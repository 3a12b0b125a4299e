"""催办: what lies untaken is reminded of, by the office and by itself, once a day, until it is taken up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rectify.celery import app
from rectify.claims.models import Reminder
from rectify.claims.operations import claim_measure, hand_back_measure, remind_measure
from rectify.claims.reminding import remind_of_what_lies
from rectify.claims.rules import AGAIN_AFTER
from rectify.kernel import clock
from rectify.kernel.problems import Refused
from rectify.measures.models import Measure
from rectify.measures.operations import amend_measure, withdraw_measure
from rectify.people.models import Person, Unit
from rectify.people.operations import set_duty_rules
from rectify.rounds.models import Round
from rectify.tasks import remind_of_claims
from rectify.trail.models import Event
from tests.factories import Office, make_office, signed_in
from tests.intake.test_two_at_once import at_once
from tests.ledger.pages import read as page_of
from tests.ledger.pages import text_of

pytestmark = pytest.mark.django_db
LIMIT = 5


@pytest.fixture(autouse=True)
def _in_office_hours() -> Iterator[None]:
    """No test runs over midnight."""
    with clock.at(clock.today()):
        yield


@pytest.fixture
def office() -> Office:
    return make_office()


def assigned(office: Office, days: int, text: str = "清查资产", **facts: Any) -> Measure:
    """A measure of the finance department that was assigned so many days ago."""
    with clock.at(clock.today() - timedelta(days=days)):
        round_ = Round.objects.filter(unit=office.unit).first() or office.round()
        return office.measure(office.issue(round_, text), text, **facts)


def read(person: Person, url: str) -> str:
    """The words of a page."""
    return text_of(page_of(person, url))


def limit(office: Office, days: int, *, used: bool = True) -> None:
    unit = Unit.objects.get(pk=office.unit.pk)
    set_duty_rules(
        unit,
        claims_used=used,
        claim_days=days,
        extensions_most=2,
        extension_days_most=90,
        version=unit.version,
        by=office.office,
    )


def close(measure: Measure, by: Any) -> None:
    round_ = Round.objects.get(pk=measure.issue.round_id)
    round_.closed_at, round_.closed_by = clock.now(), by
    round_.save()


def reminded() -> list[int]:
    return list(Reminder.objects.values_list("measure_id", flat=True))


# --- by itself ------------------------------------------------------------------------------------


def test_what_lies_beyond_the_limit_is_reminded_of_and_what_does_not_is_not(
    office: Office,
) -> None:
    assigned(office, LIMIT)
    late = assigned(office, LIMIT + 1, "修订制度")
    assert [one.done for one in remind_of_what_lies()] == [True]
    row = Reminder.objects.get()
    assert (row.measure, row.department, row.made_by) == (late, office.finance, None)
    assert "交办后6天未认领，已超过认领期限1天" in row.words
    event = Event.objects.get(act="measure.reminded")
    assert (event.actor_name, event.subject_label) == ("系统", late.trail_label())


def test_it_is_one_a_day_and_the_next_comes_after_some_days(office: Office) -> None:
    assigned(office, LIMIT + 1)
    made = []
    for day in range(AGAIN_AFTER * 2 + 1):
        with clock.at(clock.today() + timedelta(days=day)):
            made.append(len(remind_of_what_lies()) + len(remind_of_what_lies()))
    assert made == [1, 0, 0, 1, 0, 0, 1]


def test_a_reminder_by_hand_counts_for_the_next_one_by_itself(office: Office) -> None:
    measure = assigned(office, LIMIT + 1)
    remind_measure(measure, by=office.office)
    with clock.at(clock.today() + timedelta(days=AGAIN_AFTER - 1)):
        assert remind_of_what_lies() == []
    with clock.at(clock.today() + timedelta(days=AGAIN_AFTER)):
        assert len(remind_of_what_lies()) == 1


def test_where_no_limit_is_set_or_nothing_is_taken_up_nobody_is_reminded(office: Office) -> None:
    assigned(office, 40)
    limit(office, 0)
    assert remind_of_what_lies() == []
    limit(office, LIMIT, used=False)
    assert remind_of_what_lies() == []
    limit(office, 39)
    assert len(remind_of_what_lies()) == 1


def test_every_unit_has_its_own_limit(office: Office) -> None:
    other = make_office("bh", "碧湖县水务局党组")
    limit(other, 20)
    mine = assigned(office, 10)
    assigned(other, 10)
    remind_of_what_lies()
    assert reminded() == [mine.pk]


def test_it_ends_when_the_measure_is_taken_up_given_back_or_withdrawn(office: Office) -> None:
    taken, back, gone = (assigned(office, 9, text) for text in ("清查", "修订", "培训"))
    claim_measure(taken, version=taken.version, by=office.handler)
    hand_back_measure(back, version=back.version, reason="不属本科室", by=office.handler)
    withdraw_measure(gone, version=gone.version, reason="录错", by=office.office)
    assert remind_of_what_lies() == []


def test_a_reminded_measure_can_still_be_withdrawn_as_entered_by_mistake(office: Office) -> None:
    measure = assigned(office, 9)
    remind_of_what_lies()
    measure.refresh_from_db()
    withdraw_measure(measure, version=measure.version, reason="录错", by=office.office)
    assert Reminder.objects.count() == 1


def test_a_closed_round_is_left_alone(office: Office) -> None:
    measure = assigned(office, 9)
    close(measure, office.office)
    assert remind_of_what_lies() == []
    with pytest.raises(Refused, match="办结归档"):
        remind_measure(measure, by=office.office)
    assert reminded() == []


def test_another_department_starts_anew(office: Office) -> None:
    measure = assigned(office, 9)
    remind_of_what_lies()
    measure.refresh_from_db()
    changes = {"lead_department": office.personnel}
    amend_measure(measure, version=measure.version, changes=changes, by=office.office)
    assert remind_of_what_lies() == []
    assert "已催办" not in read(office.office, "/todo/")


def test_the_clock_of_the_background_process_knows_it_and_the_command_does_the_same(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    entry = app.conf.beat_schedule["remind-of-claims"]
    assert entry["task"] == remind_of_claims.name
    assigned(office, 9)
    remind_of_claims()
    assert len(reminded()) == 1
    call_command("remind")
    assert "没有需要催办的措施" in capsys.readouterr().out
    assigned(office, 9, "修订制度")
    call_command("remind")
    assert "已催办1项" in capsys.readouterr().out


# --- by hand --------------------------------------------------------------------------------------


def test_the_office_reminds_of_one_measure_and_the_department_reads_it(office: Office) -> None:
    measure = assigned(office, 8)
    page = signed_in(office.office).post(
        f"/measures/{measure.pk}/remind/", {"words": "请于周五前认领。"}, follow=True
    )
    assert f"已就措施{measure.label}催办财务科。" in text_of(page.content.decode())
    today = clock.today()
    said = f"{office.office.name}于{today.month}月{today.day}日催办：请于周五前认领。 （已催办1次）"
    for who in ("handler", "department_head", "office"):
        told = read(office.people[who], "/todo/")
        assert "已逾认领期限3天" in told
        assert said in told
    assert said in read(office.office, f"/measures/{measure.pk}/")
    assert Event.objects.get(act="measure.reminded").actor_name == office.office.name


def test_without_words_the_department_is_told_the_usual_ones(office: Office) -> None:
    measure = assigned(office, 1)
    assert "请尽快认领" in remind_measure(measure, words="  ", by=office.office).words


def test_the_history_keeps_who_reminded_whom_and_when(office: Office) -> None:
    measure = assigned(office, 9)
    remind_of_what_lies()
    with clock.at(clock.now() + timedelta(days=1)):
        remind_measure(measure, words="请抓紧", by=office.office)
    claim_measure(measure, version=measure.version, by=office.handler)
    for url in (f"/measures/{measure.pk}/", f"/issues/{measure.issue_id}/"):
        told = read(office.office, url)
        assert told.count("催办认领") == 2
        assert "请抓紧" in told
        assert "系统" in told


@pytest.mark.parametrize("who", ["handler", "department_head", "leader", "secretary", "supervisor"])
def test_only_the_office_reminds(office: Office, who: str) -> None:
    measure, person = assigned(office, 9), office.people[who]
    with pytest.raises(Refused, match="权限"):
        remind_measure(measure, by=person)
    client = signed_in(person)
    assert client.post(f"/measures/{measure.pk}/remind/").status_code == 404
    assert client.get(f"/rounds/{measure.issue.round_id}/remind/").status_code == 404
    assert 'remind/"' not in client.get("/todo/").content.decode()
    assert reminded() == []


def test_another_units_office_meets_nothing(office: Office) -> None:
    measure, other = assigned(office, 9), make_office("bh", "碧湖县水务局党组")
    client = signed_in(other.office)
    assert client.post(f"/measures/{measure.pk}/remind/").status_code == 404
    assert client.post(f"/rounds/{measure.issue.round_id}/remind/").status_code == 404
    assert reminded() == []


def test_a_department_reads_of_its_own_measures_alone(office: Office) -> None:
    mine = assigned(office, 9)
    others = assigned(office, 9, "健全考勤", lead_department=office.personnel)
    remind_measure(mine, words="财务科请认领", by=office.office)
    remind_measure(others, words="人事科请认领", by=office.office)
    told = read(office.handler, "/todo/")
    assert "财务科请认领" in told
    assert "人事科请认领" not in told


def test_twice_on_one_day_is_refused_with_who_was_first(office: Office) -> None:
    measure = assigned(office, 9)
    remind_of_what_lies()
    with pytest.raises(Refused, match="今天已由系统自动催办"):
        remind_measure(measure, by=office.office)
    other = assigned(office, 1, "修订制度")
    remind_measure(other, by=office.office)
    with clock.at(clock.now() + timedelta(minutes=2)):
        answer = signed_in(office.office).post(f"/measures/{other.pk}/remind/", {"words": "再催"})
        assert answer.status_code == 422
        assert f"今天已由{office.office.name}催办" in text_of(answer.content.decode())
    assert len(reminded()) == 2


def test_what_is_taken_up_given_back_or_nobodys_is_not_reminded_of(office: Office) -> None:
    taken, back = assigned(office, 2), assigned(office, 2, "修订制度")
    claim_measure(taken, version=taken.version, by=office.handler)
    hand_back_measure(back, version=back.version, reason="不属本科室", by=office.handler)
    nobodys = assigned(office, 2, "开展培训", lead_department=None)
    for measure, why in ((taken, "已由qshandler认领"), (back, "已被退回"), (nobodys, "尚未明确")):
        with pytest.raises(Refused, match=why):
            remind_measure(measure, by=office.office)
    limit(office, LIMIT, used=False)
    with pytest.raises(Refused, match="未使用认领"):
        remind_measure(assigned(office, 2, "清退补贴"), by=office.office)
    assert reminded() == []


def test_all_of_a_round_or_of_one_department_are_reminded_row_by_row(office: Office) -> None:
    rows = [assigned(office, days, f"清查{days}") for days in (1, 8)]
    other = assigned(office, 3, "健全考勤", lead_department=office.personnel)
    url, client = f"/rounds/{other.issue.round_id}/remind/", signed_in(office.office)
    page = read(office.office, url)
    assert "3项措施尚未认领" in page
    assert "财务科 2项 1项 8天" in page
    told = client.post(url, {"department": office.finance.pk, "words": "请认领"})
    assert "办理2项" in text_of(told.content.decode())
    assert sorted(reminded()) == sorted(row.pk for row in rows)
    with clock.at(clock.now() + timedelta(minutes=2)):
        again = text_of(client.post(url, {"words": "请认领"}).content.decode())
    assert "办理1项，未办理2项" in again
    assert "今天已由" in again
    assert "财务科 2项 1项 8天 2次" in read(office.office, url)
    foreign = make_office("bh", "碧湖县水务局党组").finance
    assert client.post(url, {"department": foreign.pk}).status_code == 422


def test_the_rounds_page_of_a_closed_round_says_that_it_is_closed(office: Office) -> None:
    measure = assigned(office, 9)
    close(measure, office.office)
    client = signed_in(office.office)
    answer = client.post(f"/rounds/{measure.issue.round_id}/remind/", {"words": "请认领"})
    assert "办结归档" in text_of(answer.content.decode())
    assert client.get(f"/measures/{measure.pk}/remind/").status_code in {403, 409}
    assert reminded() == []


# --- seen by leaders, counted, and what it costs ----------------------------------------------------


def test_the_dashboard_tells_leaders_how_much_is_late_and_how_often_was_reminded(
    office: Office,
) -> None:
    late, _ = assigned(office, 9), assigned(office, 2, "修订制度")
    remind_of_what_lies()
    url = f"/rounds/{late.issue.round_id}/dashboard/"
    today = clock.today()
    for who in ("secretary", "office"):
        told = read(office.people[who], url)
        assert "2项措施尚未认领" in told
        assert "其中1项已逾认领期限" in told
        assert f"已催办1次，最近{today.month}月{today.day}日" in told
    assert "/remind/" not in signed_in(office.secretary).get(url).content.decode()
    listed = f"/rounds/{late.issue.round_id}/ledger/?of=measures&claim=lying"
    page = read(office.secretary, listed)
    assert "清查资产" in page
    assert "修订制度" not in page


def test_the_bell_counts_a_measure_once_reminded_or_not(office: Office) -> None:
    assigned(office, 9)
    before = signed_in(office.handler).get("/todo/").context["frame"].bell_count
    remind_of_what_lies()
    assert signed_in(office.handler).get("/todo/").context["frame"].bell_count == before == 1


@pytest.mark.parametrize("who", ["handler", "office"])
def test_reminders_cost_no_query_more(office: Office, who: str) -> None:
    client = signed_in(office.people[who])

    def cost() -> int:
        client.get("/todo/")
        with CaptureQueriesContext(connection) as asked:
            client.get("/todo/")
        return len(asked)

    assigned(office, 9)
    before = cost()
    for place in range(5):
        assigned(office, 9, f"清查{place}")
    remind_of_what_lies()
    assert cost() == before


def test_the_limit_is_a_setting_of_the_units_office(office: Office) -> None:
    url = f"/units/{office.unit.pk}/duties/"
    facts = {"claims_used": "on", "extensions_most": 2, "extension_days_most": 90}
    facts |= {"version": Unit.objects.get(pk=office.unit.pk).version}
    client = signed_in(office.office)
    assert client.post(url, facts | {"claim_days": 61}).status_code == 422
    assert client.post(url, facts | {"claim_days": 3}).status_code == 302
    assert Unit.objects.get(pk=office.unit.pk).claim_days == 3
    assert "认领期限天数 5 → 改为 3" in read(office.office, url)
    assert signed_in(office.handler).post(url, facts | {"claim_days": 9}).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_two_processes_at_once_make_one_reminder(transactional_db: None) -> None:
    office = make_office()
    assigned(office, 9)
    at_once(remind_of_what_lies, remind_of_what_lies)
    assert len(reminded()) == 1
    assert Event.objects.filter(act="measure.reminded").count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_office_and_the_clock_at_once_make_one_and_a_double_click_is_one(
    transactional_db: None,
) -> None:
    office = make_office()
    measure, other = assigned(office, 9), assigned(office, 1, "修订制度")
    told = at_once(lambda: remind_measure(measure, by=office.office), remind_of_what_lies)
    assert "done" in told
    assert len(reminded()) == 1

    def click() -> Reminder:
        return remind_measure(other, by=office.office)

    assert at_once(click, click) == ["done", "done"]
    assert len(reminded()) == 2
