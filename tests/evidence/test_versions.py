"""A file of evidence: described before it is handed in, replaced by versions, never lost."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from rectify.closeout.judged import evidence_in, judged_facts
from rectify.closeout.operations import review_submission
from rectify.closeout.transitions import Verb
from rectify.evidence.models import Evidence
from rectify.evidence.operations import (
    add_evidence,
    amend_evidence,
    replace_evidence,
    withdraw_evidence,
)
from rectify.issues.enums import Standing
from rectify.issues.models import Issue
from rectify.kernel import clock
from rectify.kernel.files import path_of
from rectify.kernel.problems import Refused
from rectify.measures.models import Measure
from tests.closeout.lives import agree, hand_in
from tests.factories import Office, make_office, signed_in

PDF = b"%PDF-1.4 the second version"
PNG = b"\x89PNG\r\n\x1a\n" + b"x" * 40


@pytest.fixture
def office(db: None) -> Office:
    return make_office()


@pytest.fixture
def issue(office: Office) -> Issue:
    return office.issue(office.round())


@pytest.fixture
def measure(office: Office, issue: Issue) -> Measure:
    return office.measure(issue)


def replaced(office: Office, file: Evidence, content: bytes = PDF, by: str = "handler") -> Evidence:
    return replace_evidence(
        file, version=file.version, name="新版.pdf", chunks=[content], by=office.people[by]
    )


def described(office: Office, file: Evidence, by: str = "handler", **facts: Any) -> Evidence:
    given: dict[str, Any] = {"name": "清查报告", "kind": "minutes", "dated_on": None, "note": ""}
    return amend_evidence(file, version=file.version, **(given | facts), by=office.people[by])


def test_a_new_version_takes_the_place_and_the_old_one_stays(
    office: Office, measure: Measure
) -> None:
    old = office.evidence(measure)
    new = replaced(office, old)
    old.refresh_from_db()
    assert (new.replaces, old.replaced_by, old.withdrawn_at) == (old, office.handler, None)
    assert (new.kind, new.department) == (old.kind, old.department)
    rows: Any = Evidence.objects.filter(measure=measure)
    assert list(rows.current()) == [new]
    assert path_of(old.sha256).is_file()
    third = replaced(office, new, b"%PDF-1.4 test")
    assert third.sha256 == old.sha256


def test_the_same_version_sent_again_is_one(office: Office, measure: Measure) -> None:
    old = office.evidence(measure)
    assert replaced(office, old) == replaced(office, old)
    assert Evidence.objects.count() == 2


def test_what_is_no_new_version_is_refused(office: Office, measure: Measure) -> None:
    old = office.evidence(measure)
    with pytest.raises(Refused, match="内容相同"):
        replaced(office, old, b"%PDF-1.4 test")
    with pytest.raises(Refused, match="文件是空的"):
        replaced(office, old, b"")
    with pytest.raises(Refused, match="不支持这种文件"):
        replaced(office, old, b"MZ\x00\x00 programme")
    with pytest.raises(Refused, match="他人修改"):
        replace_evidence(old, version=9, name="新.pdf", chunks=[PDF], by=office.handler)
    replaced(office, old)
    with pytest.raises(Refused, match="已被新版本替换"):
        replaced(office, old, b"%PDF-1.4 third")
    with pytest.raises(Refused, match="已被新版本替换"):
        withdraw_evidence(old, by=office.handler)


def test_a_file_is_described_until_it_is_handed_in(office: Office, measure: Measure) -> None:
    file = described(office, office.evidence(measure), note="第一次清查")
    assert (file.name, file.kind, file.note) == ("清查报告.pdf", "minutes", "第一次清查")
    with pytest.raises(Refused, match="请填写文件名"):
        described(office, file, name=" ")
    with pytest.raises(Refused, match="请选择类别"):
        described(office, file, kind="film")
    with pytest.raises(Refused, match="材料日期不能晚于今天"):
        described(office, file, dated_on=clock.today() + timedelta(days=1))
    with pytest.raises(Refused, match="他人修改"):
        amend_evidence(
            file, version=1, name="x", kind="other", dated_on=None, note="", by=office.office
        )
    submission = hand_in(measure, office.department_head)
    with pytest.raises(Refused, match="审核结束前"):
        replaced(office, file)
    review_submission(
        submission, Verb.RETURN, version=submission.version, opinion="未盖章", by=office.office
    )
    with pytest.raises(Refused, match="已随措施提交，不能修改说明"):
        described(office, file)
    with pytest.raises(Refused, match="已随措施提交，不能撤下"):
        withdraw_evidence(file, by=office.handler)
    assert replaced(office, file).replaces == file


def test_what_was_accepted_is_not_replaced(office: Office, measure: Measure) -> None:
    file = office.evidence(measure)
    agree(hand_in(measure, office.department_head, Standing.PARTIAL), office.office)
    with pytest.raises(Refused, match="已随审核通过的提交归档"):
        replaced(office, file)
    later = office.evidence(measure, b"%PDF-1.4 later")
    assert replaced(office, later).replaces == later


def test_a_reviewer_judges_the_newest_version(office: Office, measure: Measure) -> None:
    file = replaced(office, office.evidence(measure))
    submission = hand_in(measure, office.department_head)
    assert [one["id"] for one in evidence_in(judged_facts(submission))[measure.pk]] == [file.pk]


def test_an_assisting_department_touches_its_own_files_alone(office: Office, issue: Issue) -> None:
    measure = office.measure(issue, lead_department=office.personnel, assisting=[office.finance])
    leads = add_evidence(measure, name="主责.pdf", chunks=[b"%PDF-1.4 lead"], by=office.office)
    leads.department = office.personnel
    leads.save_changes("department")
    own = office.evidence(measure)
    acts: list[Any] = [
        lambda: withdraw_evidence(leads, by=office.handler),
        lambda: replaced(office, leads),
        lambda: described(office, leads),
    ]
    for act in acts:
        with pytest.raises(Refused, match="由其他部门提供"):
            act()
    assert described(office, own).kind == "minutes"
    own.refresh_from_db()
    assert withdraw_evidence(own, by=office.handler).withdrawn_by == office.handler


def test_other_roles_and_other_units_change_no_file(office: Office, measure: Measure) -> None:
    file = office.evidence(measure)
    other = make_office("bh", "碧湖县水务局党组")
    readers = [office.people[who] for who in ("leader", "secretary", "supervisor")]
    for person in (*readers, *other.people.values()):
        with pytest.raises(Refused, match="权限"):
            withdraw_evidence(file, by=person)
        with pytest.raises(Refused, match="权限"):
            replace_evidence(file, version=1, name="x.pdf", chunks=[PDF], by=person)
        with pytest.raises(Refused, match="权限"):
            amend_evidence(
                file, version=1, name="x", kind="other", dated_on=None, note="", by=person
            )


def test_the_page_shows_versions_and_what_may_be_done(office: Office, measure: Measure) -> None:
    old = office.evidence(measure)
    client = signed_in(office.handler)
    page = client.get(f"/evidence/{old.pk}/").content.decode()
    for words in ("修改说明", "替换为新版本", "<iframe", old.sha256):
        assert words in page
    sent = {"version": old.version, "file": SimpleUploadedFile("新.pdf", PDF), "note": "补盖章"}
    answer = client.post(f"/evidence/{old.pk}/replace/", sent)
    new = Evidence.objects.get(replaces=old)
    assert answer["Location"] == f"/evidence/{new.pk}/"
    assert "以前的版本" in client.get(f"/evidence/{new.pk}/").content.decode()
    past = client.get(f"/evidence/{old.pk}/").content.decode()
    assert "该版本已被替换" in past
    assert "替换为新版本" not in past
    listed = client.get(f"/measures/{measure.pk}/").content.decode()
    assert "新版本" in listed
    assert f"/evidence/{old.pk}/" not in listed
    reader = signed_in(office.supervisor).get(f"/evidence/{new.pk}/").content.decode()
    assert "修改说明" not in reader


def test_forms_say_what_is_wrong_and_keep_what_was_typed(office: Office, measure: Measure) -> None:
    file, client = office.evidence(measure), signed_in(office.handler)
    nothing = client.post(f"/evidence/{file.pk}/replace/", {"version": 1, "note": "补盖章"})
    assert nothing.status_code == 422
    assert "请选择新版本文件。" in nothing.content.decode()
    assert "补盖章" in nothing.content.decode()
    described(office, file, by="office", note="先到的说明")
    facts = {"version": 1, "name": "另名.pdf", "kind": "other", "note": "后到的说明"}
    both = client.post(f"/evidence/{file.pk}/edit/", facts).content.decode()
    for words in ("先到的说明", "后到的说明", 'name="version" value="2"'):
        assert words in both
    assert client.post(f"/evidence/{file.pk}/edit/", facts | {"version": 2}).status_code == 302


def test_who_replaces_a_file_described_meanwhile_sees_both_notes(
    office: Office, measure: Measure
) -> None:
    file, client = office.evidence(measure), signed_in(office.handler)
    described(office, file, by="office", note="先到的说明")
    url = f"/evidence/{file.pk}/replace/"

    def sent(version: int) -> Any:
        new = SimpleUploadedFile("新版.pdf", PDF)
        return client.post(url, {"version": version, "note": "后到的说明", "file": new})

    answer = sent(1)
    page = answer.content.decode()
    assert (answer.status_code, Evidence.objects.count()) == (422, 1)
    for words in ("他人已保存的", "先到的说明", "后到的说明", 'name="version" value="2"'):
        assert words in page
    assert sent(2).status_code == 302
    assert Evidence.objects.latest("pk").note == "后到的说明"


def test_the_panel_shows_a_picture_and_offers_what_cannot_be_shown(
    office: Office, measure: Measure
) -> None:
    picture = add_evidence(measure, name="现场.png", chunks=[PNG], by=office.handler)
    text = add_evidence(measure, name="说明.txt", chunks=["说明".encode()], by=office.handler)
    client = signed_in(office.handler)
    panel = client.get(f"/evidence/{picture.pk}/preview/", headers={"HX-Request": "true"})
    assert '<img class="evidence-view evidence-picture"' in panel.content.decode()
    other = client.get(f"/evidence/{text.pk}/preview/", headers={"HX-Request": "true"})
    assert "不能在页面中显示" in other.content.decode()
    plain = client.get(f"/evidence/{text.pk}/preview/")
    assert plain["Location"] == f"/evidence/{text.pk}/"


def test_only_a_pdf_may_stand_in_a_frame_and_only_in_ours(office: Office, measure: Measure) -> None:
    pdf = office.evidence(measure)
    picture = add_evidence(measure, name="现场.png", chunks=[PNG], by=office.handler)
    client = signed_in(office.handler)
    framed = client.get(f"/evidence/{pdf.pk}/file/")
    assert framed["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'self'"
    assert framed["X-Frame-Options"] == "SAMEORIGIN"
    for address in (f"/evidence/{pdf.pk}/file/?download=1", f"/evidence/{picture.pk}/file/"):
        alone = client.get(address)
        assert "frame-ancestors 'none'; sandbox" in alone["Content-Security-Policy"]
        assert alone["X-Frame-Options"] == "DENY"


def test_a_file_altered_on_disk_is_not_given_out(office: Office, measure: Measure) -> None:
    file = office.evidence(measure, b"%PDF-1.4 to be altered")
    path: Path = path_of(file.sha256)
    path.write_bytes(b"%PDF-1.4 another text")
    answer = signed_in(office.handler).get(f"/evidence/{file.pk}/file/")
    path.unlink()
    assert answer.status_code == 409
    assert "已被改动" in answer.content.decode()


def test_history_tells_replaced_described_and_withdrawn_files(
    office: Office, measure: Measure
) -> None:
    first = office.evidence(measure)
    later = [clock.now() + timedelta(seconds=9 * step) for step in range(1, 4)]
    with clock.at(later[0]):
        first = described(office, first, note="已核对")
    with clock.at(later[1]):
        new = replaced(office, first)
    with clock.at(later[2]):
        withdraw_evidence(new, by=office.handler)
    for address in (f"/measures/{measure.pk}/", f"/issues/{measure.issue_id}/"):
        page = signed_in(office.supervisor).get(address).content.decode()
        for words in ("上传佐证材料", "修改材料说明", "已核对", "替换佐证材料", "撤下佐证材料"):
            assert words in page, words


@pytest.mark.parametrize("name", ["", ".", "..", " . "])
def test_dots_are_no_name_for_a_file(office: Office, measure: Measure, name: str) -> None:
    plain = add_evidence(measure, name="说明", chunks=[PDF], by=office.handler)
    facts = {"version": 1, "name": name, "kind": "other", "note": ""}
    answer = signed_in(office.handler).post(f"/evidence/{plain.pk}/edit/", facts)
    assert answer.status_code == 422
    with pytest.raises(Refused, match="请填写文件名"):
        described(office, plain, name=name)
    assert Evidence.objects.get(pk=plain.pk).name == "说明"
