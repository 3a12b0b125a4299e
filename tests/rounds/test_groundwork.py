"""签收, 承诺, 领导小组 and scans: what is kept, what is refused, and the pages."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from rectify.groundwork.models import GroupSeat, Pledge, Receipt, Scan
from rectify.groundwork.operations import (
    end_seat,
    keep_scan,
    receive_letter,
    record_pledge,
    seat_person,
    set_group,
    withdraw_scan,
)
from rectify.kernel import clock
from rectify.kernel.problems import Refused
from rectify.rounds.models import Round
from rectify.trail.models import Event
from tests.factories import Office, make_office, signed_in

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.4 scan"
OTHERS = ["handler", "department_head", "leader", "secretary", "supervisor"]


@pytest.fixture
def office() -> Office:
    return make_office()


@pytest.fixture
def round_(office: Office) -> Round:
    return office.round()


def received(round_: Round, office: Office, version: int = 0, **facts: Any) -> Receipt:
    given: dict[str, Any] = {
        "receiver": office.secretary,
        "received_on": clock.today(),
        "title": "巡察反馈意见",
    }
    return receive_letter(round_, version=version, **(given | facts), by=office.office)


def test_a_receipt_is_one_row_and_a_correction_a_new_version(round_: Round, office: Office) -> None:
    first = received(round_, office)
    with pytest.raises(Refused, match="他人修改"):
        received(round_, office, title="另一份")
    second = received(round_, office, version=first.version, title="巡察反馈意见（正本）")
    assert (second.pk, second.version) == (first.pk, 2)
    assert [row.title for row in second.history.all()] == ["巡察反馈意见（正本）", "巡察反馈意见"]


def test_a_receipt_says_who_and_when(round_: Round, office: Office) -> None:
    stranger = make_office("bh", "碧湖县水务局党组").secretary
    tomorrow = clock.today() + timedelta(days=1)
    for facts, said in (
        ({"receiver": stranger}, "本单位人员"),
        ({"received_on": tomorrow}, "晚于今天"),
        ({"title": " "}, "文件名称"),
    ):
        with pytest.raises(Refused, match=said):
            received(round_, office, **facts)
    assert not Receipt.objects.exists()


@pytest.mark.parametrize("role", OTHERS)
def test_only_the_office_writes(round_: Round, office: Office, role: str) -> None:
    by, today = office.people[role], clock.today()
    for act in (
        lambda: receive_letter(
            round_, version=0, receiver=by, received_on=today, title="意见", by=by
        ),
        lambda: record_pledge(round_, version=0, leader=by, pledged_on=None, by=by),
        lambda: set_group(round_, version=0, name="小组", founded_on=today, by=by),
        lambda: keep_scan(round_, purpose="group", name="a.pdf", chunks=[PDF], by=by),
    ):
        with pytest.raises(Refused, match="权限"):
            act()
    for page in ("receipt", "pledge", "group"):
        assert signed_in(by).post(f"/rounds/{round_.pk}/{page}/", {}).status_code == 404


def test_who_sees_only_his_part_sees_no_groundwork(round_: Round, office: Office) -> None:
    office.measure(office.issue(round_))
    client = signed_in(office.handler)
    assert client.get(f"/rounds/{round_.pk}/").status_code == 200
    for page in ("receipt", "pledge", "group", "scheme", "assessment", "archive"):
        assert client.get(f"/rounds/{round_.pk}/{page}/").status_code == 404


def test_a_pledge_is_named_printed_and_signed(round_: Round, office: Office) -> None:
    client, url = signed_in(office.office), f"/rounds/{round_.pk}/pledge/"
    assert client.get(f"{url}print/").status_code == 302
    pledge = record_pledge(
        round_, version=0, leader=office.secretary, pledged_on=None, by=office.office
    )
    response = client.get(f"{url}print/")
    assert response["Content-Type"] == "application/pdf"
    with pikepdf.open(io.BytesIO(response.content)) as pdf:
        assert len(pdf.pages) == 1
    assert Event.objects.filter(act="pledge.printed").count() == 1
    with pytest.raises(Refused, match="晚于今天"):
        record_pledge(
            round_,
            version=pledge.version,
            leader=office.secretary,
            pledged_on=clock.today() + timedelta(days=1),
            by=office.office,
        )
    sent = {"leader": office.secretary.pk, "pledged_on": clock.today(), "version": pledge.version}
    assert client.post(url, sent).status_code == 302
    assert Pledge.objects.get().pledged_on == clock.today()
    assert "他人已修改" in client.post(url, sent).content.decode()


def test_seats_are_held_from_a_day_until_a_day(round_: Round, office: Office) -> None:
    by, today = office.office, clock.today()
    with pytest.raises(Refused, match="请先填写领导小组"):
        seat_person(round_, person=office.secretary, seat="head", from_on=today, by=by)
    set_group(round_, version=0, name="整改工作领导小组", founded_on=today, by=by)
    head = seat_person(round_, person=office.secretary, seat="head", from_on=today, by=by)
    again = seat_person(round_, person=office.secretary, seat="head", from_on=today, by=by)
    assert again.pk == head.pk
    with pytest.raises(Refused, match="请先终止qssecretary的职务"):
        seat_person(round_, person=office.leader, seat="head", from_on=today, by=by)
    with pytest.raises(Refused, match="不能早于起始日期"):
        end_seat(head, until_on=today - timedelta(days=1), by=by)
    end_seat(head, until_on=today, by=by)
    with pytest.raises(Refused, match="已经终止"):
        end_seat(head, until_on=today, by=by)
    seat_person(round_, person=office.leader, seat="head", from_on=today, by=by)
    assert GroupSeat.objects.filter(seat="head").count() == 2


def test_the_database_lets_one_head_sit(round_: Round, office: Office) -> None:
    for person in (office.secretary, office.leader):
        row = GroupSeat(round=round_, person=person, seat="head", from_on=clock.today())
        if person == office.secretary:
            row.save()
            continue
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save()


def test_the_groups_page(round_: Round, office: Office) -> None:
    client, url = signed_in(office.office), f"/rounds/{round_.pk}/group/"
    today = clock.today().isoformat()
    sent = {"name": "整改工作领导小组", "number": "青档〔2026〕2号", "founded_on": today}
    assert client.post(url, sent | {"version": 0}).status_code == 302
    seat = {"person": office.secretary.pk, "seat": "head", "from_on": today}
    assert client.post(f"{url}seats/", seat).status_code == 302
    refused = client.post(f"{url}seats/", seat | {"person": office.leader.pk})
    assert (refused.status_code, "由一人担任" in refused.content.decode()) == (422, True)
    row = GroupSeat.objects.get()
    assert client.post(f"/seats/{row.pk}/end/").status_code == 302
    page = signed_in(office.supervisor).get(url).content.decode()
    assert "组长" in page
    assert "增加人员" not in page


def test_a_scan_is_kept_once_and_stays_when_withdrawn(round_: Round, office: Office) -> None:
    def kept() -> Scan:
        return keep_scan(
            round_, purpose="receipt", name="..\\a.pdf", chunks=[PDF], by=office.office
        )

    scan = kept()
    assert (scan.name, kept().pk) == ("a.pdf", scan.pk)
    withdraw_scan(scan, by=office.office)
    with pytest.raises(Refused, match="已经撤下"):
        withdraw_scan(scan, by=office.office)
    assert kept().pk != scan.pk
    assert signed_in(office.supervisor).get(f"/scans/{scan.pk}/file/").status_code == 200


@pytest.mark.parametrize(("content", "said"), [(b"", "空的"), (b"plain words", "PDF、PNG或JPEG")])
def test_what_no_scanner_gives_is_refused(
    round_: Round, office: Office, content: bytes, said: str
) -> None:
    with pytest.raises(Refused, match=said):
        keep_scan(round_, purpose="pledge", name="a.pdf", chunks=[content], by=office.office)


def test_a_scan_is_uploaded_and_shown(round_: Round, office: Office) -> None:
    client, url = signed_in(office.office), f"/rounds/{round_.pk}/scans/receipt/"
    made = client.post(url, {"file": SimpleUploadedFile("签收单.pdf", PDF)})
    assert (made.status_code, "签收单.pdf" in made.content.decode()) == (201, True)
    refused = client.post(url, {"file": SimpleUploadedFile("a.txt", b"words")})
    assert (refused.status_code, refused.content.decode()) == (
        422,
        "扫描件请用PDF、PNG或JPEG格式。",
    )
    assert client.post(f"/rounds/{round_.pk}/scans/elsewhere/", {}).status_code == 404
    scan = Scan.objects.get()
    shown = client.get(f"/scans/{scan.pk}/file/")
    assert b"".join(shown) == PDF
    assert client.post(f"/scans/{scan.pk}/withdraw/").status_code == 302
    other = signed_in(make_office("bh", "碧湖县水务局党组").office)
    assert other.get(f"/scans/{scan.pk}/file/").status_code == 404
    assert signed_in(office.handler).get(f"/scans/{scan.pk}/file/").status_code == 404


def test_the_rounds_page_tells_where_it_stands(round_: Round, office: Office) -> None:
    received(round_, office)
    client = signed_in(office.office)
    page = client.get(f"/rounds/{round_.pk}/").content.decode()
    assert "qssecretary" in page
    assert f'href="/rounds/{round_.pk}/scheme/"' in page
    assert "登记签收" in page
    assert client.get("/rounds/").content.decode().count(f'href="/rounds/{round_.pk}/"') == 1
    other = signed_in(make_office("bh", "碧湖县水务局党组").office)
    assert other.get(f"/rounds/{round_.pk}/").status_code == 404
