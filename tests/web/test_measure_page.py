"""The measure's page: own department, its office, and strangers; progress, evidence, submission."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from rectify.closeout.judged import judged_facts, mark_of
from rectify.closeout.models import Submission
from rectify.evidence.models import Evidence
from rectify.evidence.operations import add_evidence
from rectify.kernel import clock
from rectify.kernel.files import path_of
from rectify.measures.models import Measure, Progress
from rectify.people.models import Person
from rectify.trail.models import Event
from tests.factories import Office, make_office, signed_in

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7 qingcha baogao"


@pytest.fixture
def office() -> Office:
    return make_office()


@pytest.fixture
def measure(office: Office) -> Measure:
    return office.measure(office.issue(office.round()), due_on=clock.today())


def progress(person: Person, measure: Measure, **facts: str) -> Any:
    given = {"text": "已清查三个仓库", "percent": "60", "happened_on": clock.today().isoformat()}
    return signed_in(person).post(f"/measures/{measure.pk}/progress/", given | facts)


def upload(person: Person, measure: Measure, content: bytes, name: str = "报告.pdf") -> Any:
    file = SimpleUploadedFile(name, content)
    return signed_in(person).post(f"/measures/{measure.pk}/evidence/", {"file": file})


def test_the_handler_logs_progress_and_finds_it_on_the_page(
    office: Office, measure: Measure
) -> None:
    assert progress(office.handler, measure).status_code == 302
    page = signed_in(office.handler).get(f"/measures/{measure.pk}/").content.decode()
    assert "已清查三个仓库" in page
    assert "进度60%" in page


def test_a_double_click_logs_one_entry(office: Office, measure: Measure) -> None:
    progress(office.handler, measure)
    progress(office.handler, measure)
    assert Progress.objects.count() == 1


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"text": ""}, "请填写进展情况。"),
        ({"percent": "101"}, "100"),
        ({"happened_on": "2099-01-01"}, "进展日期不能晚于今天。"),
        ({"happened_on": "昨天"}, "请填写有效日期"),
    ],
)
def test_a_bad_entry_is_refused_and_what_was_typed_is_kept(
    office: Office, measure: Measure, facts: dict[str, str], sentence: str
) -> None:
    response = progress(office.handler, measure, **({"text": "打了很多字"} | facts))
    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert ("打了很多字" in page) is ("text" not in facts)
    assert not Progress.objects.exists()


def test_another_department_and_another_unit_do_not_find_it(
    office: Office, measure: Measure
) -> None:
    other = make_office("bh", "碧湖县水务局党组")
    personnel = office.measure(measure.issue, lead_department=office.personnel)
    assert signed_in(office.handler).get(f"/measures/{personnel.pk}/").status_code == 404
    assert progress(office.handler, personnel).status_code == 404
    for person in other.people.values():
        assert signed_in(person).get(f"/measures/{measure.pk}/").status_code == 404
        assert progress(person, measure).status_code == 404
        assert upload(person, measure, PDF).status_code == 404


def test_a_leader_reads_what_he_leads_and_writes_nothing(office: Office, measure: Measure) -> None:
    assert signed_in(office.leader).get(f"/measures/{measure.pk}/").status_code == 404
    measure.responsible_leader = office.leader
    measure.save()
    page = signed_in(office.leader).get(f"/measures/{measure.pk}/").content.decode()
    assert 'id="progress-form"' not in page
    assert progress(office.leader, measure).status_code == 404


def test_a_file_is_kept_listed_and_given_back_byte_for_byte(
    office: Office, measure: Measure
) -> None:
    response = upload(office.handler, measure, PDF)
    assert response.status_code == 201
    assert "报告.pdf" in response.content.decode()
    row = Evidence.objects.get()
    given: Any = signed_in(office.office).get(f"/evidence/{row.pk}/file/")
    assert b"".join(given.streaming_content) == PDF
    assert given.headers["Content-Type"] == "application/pdf"
    assert "%E6%8A%A5%E5%91%8A.pdf" in given.headers["Content-Disposition"]
    assert Event.objects.latest("position").act == "evidence.read"


def test_a_file_altered_on_disk_is_not_given_out(office: Office, measure: Measure) -> None:
    upload(office.handler, measure, PDF)
    row = Evidence.objects.get()
    path_of(row.sha256).write_bytes(b"%PDF-1.7 somebody else's")
    response = signed_in(office.office).get(f"/evidence/{row.pk}/file/")
    assert response.status_code == 409
    assert "已被改动" in response.content.decode()


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "空.pdf", "空"),
        (b"MZ\x90\x00\x03" + b"\x00" * 60, "报告.pdf", "不支持这种文件"),
    ],
)
def test_a_file_is_known_by_its_content_not_its_name(
    office: Office, measure: Measure, content: bytes, name: str, sentence: str
) -> None:
    response = upload(office.handler, measure, content, name)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not Evidence.objects.exists()


def test_html_is_only_ever_a_download(office: Office, measure: Measure) -> None:
    upload(office.handler, measure, b"<script>alert(1)</script>", "说明.html")
    row = Evidence.objects.get()
    given = signed_in(office.office).get(f"/evidence/{row.pk}/file/")
    assert given.headers["Content-Disposition"].startswith("attachment")
    assert given.headers["Content-Type"] == "text/plain"
    assert given.headers["X-Content-Type-Options"] == "nosniff"


def test_the_same_file_sent_again_is_one_row(office: Office, measure: Measure) -> None:
    upload(office.handler, measure, PDF)
    assert upload(office.handler, measure, PDF, "另一个名字.pdf").status_code == 201
    assert Evidence.objects.count() == 1


def test_an_assisting_department_takes_back_only_what_it_brought_itself(office: Office) -> None:
    assisted = office.measure(
        office.issue(office.round()), lead_department=office.personnel, assisting=[office.finance]
    )
    of_lead = add_evidence(assisted, name="牵头.pdf", chunks=[PDF], by=office.office)
    own = office.evidence(assisted)
    page = signed_in(office.handler).get(f"/measures/{assisted.pk}/").content.decode()
    assert f"/evidence/{own.pk}/withdraw/" in page
    assert f"/evidence/{of_lead.pk}/withdraw/" not in page
    refused = signed_in(office.handler).post(f"/evidence/{of_lead.pk}/withdraw/")
    assert refused.status_code == 409
    assert "由其他部门提供" in refused.content.decode()
    assert signed_in(office.handler).post(f"/evidence/{own.pk}/withdraw/").status_code == 302
    assert list(Evidence.objects.filter(withdrawn_at=None)) == [of_lead]


def test_who_answers_for_a_measure_takes_back_any_of_its_evidence(
    office: Office, measure: Measure
) -> None:
    row = add_evidence(measure, name="代传.pdf", chunks=[PDF], by=office.office)
    assert signed_in(office.handler).post(f"/evidence/{row.pk}/withdraw/").status_code == 302


def test_a_path_in_the_name_is_cut_off(office: Office, measure: Measure) -> None:
    upload(office.handler, measure, PDF, "../../etc/报告.pdf")
    assert Evidence.objects.get().name == "报告.pdf"


def submit(person: Person, measure: Measure) -> Any:
    facts = {
        "proposed": "done",
        "completed_on": clock.today().isoformat(),
        "statement": "清查完毕",
    }
    return signed_in(person).post(f"/measures/{measure.pk}/submit/", facts)


def test_from_handler_over_head_to_office_and_finished(office: Office, measure: Measure) -> None:
    upload(office.handler, measure, PDF)
    assert submit(office.handler, measure).status_code == 302
    submission = Submission.objects.get()
    for person, verb in ((office.department_head, "agree"), (office.office, "agree")):
        assert f"/measures/{measure.pk}/" in signed_in(person).get("/todo/").content.decode()
        submission.refresh_from_db()
        response = signed_in(person).post(
            f"/submissions/{submission.pk}/review/", {"verb": verb, **as_seen(submission)}
        )
        assert (response.status_code, response.headers["Location"]) == (302, "/todo/")
    measure.refresh_from_db()
    assert measure.standing == "done"
    page = signed_in(office.handler).get(f"/measures/{measure.pk}/").content.decode()
    assert 'id="progress-form"' not in page


def as_seen(submission: Submission) -> dict[str, Any]:
    """What the page of the submission sends back with a decision."""
    return {"version": submission.version, "seen": mark_of(judged_facts(submission))}


def test_what_was_returned_stands_first_in_the_handlers_todo(
    office: Office, measure: Measure
) -> None:
    upload(office.handler, measure, PDF)
    submit(office.handler, measure)
    submission = Submission.objects.get()
    signed_in(office.department_head).post(
        f"/submissions/{submission.pk}/review/",
        {"verb": "return", **as_seen(submission), "opinion": "缺少盘点表"},
    )
    page = signed_in(office.handler).get("/todo/").content.decode()
    assert "退回修改1项" in page
    assert "缺少盘点表" in page


def test_a_return_without_a_reason_is_refused_beside_the_field(
    office: Office, measure: Measure
) -> None:
    upload(office.handler, measure, PDF)
    submit(office.handler, measure)
    submission = Submission.objects.get()
    response = signed_in(office.department_head).post(
        f"/submissions/{submission.pk}/review/",
        {"verb": "return", **as_seen(submission)},
    )
    assert response.status_code == 422
    assert "退回须写明原因" in response.content.decode()


def test_submitting_without_evidence_says_what_to_do(office: Office, measure: Measure) -> None:
    response = submit(office.handler, measure)
    assert response.status_code == 422
    assert "请先上传再提交" in response.content.decode()
    assert "清查完毕" in response.content.decode()


def test_files_lie_under_their_hash_in_the_data_folder(
    office: Office, measure: Measure, settings: object
) -> None:
    upload(office.handler, measure, PDF)
    row = Evidence.objects.get()
    assert path_of(row.sha256).is_relative_to(Path(settings.FILES_DIR))  # type: ignore[attr-defined]


def test_what_is_kept_up_for_good_stays_in_its_departments_todo(
    office: Office, measure: Measure
) -> None:
    kept = office.measure(measure.issue, "每季度抽查", standing="long_term")
    page = signed_in(office.handler).get("/todo/").content.decode()
    assert page.index('id="kept-up"') < page.index(f"/measures/{kept.pk}/")
    assert 'id="kept-up"' not in signed_in(office.office).get("/todo/").content.decode()
    assert progress(office.handler, kept, text="已抽查一次").status_code == 302
    kept.refresh_from_db()
    assert kept.standing == "long_term"
