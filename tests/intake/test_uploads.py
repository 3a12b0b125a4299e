"""How large a file may be: the office's own limit, wherever files come in; what is refused is not kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory, override_settings

from rectify.closeout.enums import Reviewer
from rectify.closeout.judged import judged_facts, mark_of
from rectify.deadlines.operations import request_extension, set_deadline
from rectify.evidence.models import Evidence
from rectify.evidence.operations import add_evidence
from rectify.groundwork.models import Scan
from rectify.groundwork.operations import keep_scan
from rectify.intake.models import Paper
from rectify.kernel import clock
from rectify.kernel.problems import Refused
from rectify.management.commands.intake import source_in
from rectify.measures.models import Measure
from rectify.rounds.models import Round
from rectify.trail.models import Event
from tests.closeout.lives import chain, enter, hand_in
from tests.factories import Office, signed_in
from tests.intake.giving import LEDGER, LETTER, workbook

MEGABYTE = 1024 * 1024
LARGE = b"%PDF-1.7\n" + b"0" * MEGABYTE
ELF = b"\x7fELF" + b"\x00" * 99
TOO_LARGE = "文件超过1MB，请压缩或拆分后重新选择。"


@pytest.fixture(autouse=True)
def _limited(tmp_path: Path) -> Iterator[None]:
    with override_settings(FILES_DIR=tmp_path / "files", UPLOAD_LIMIT=MEGABYTE):
        yield


@pytest.fixture
def measure(office: Office, round_: Round) -> Measure:
    return office.measure(office.issue(round_))


def on_disk() -> list[Path]:
    """Every file that was kept, or left aside."""
    return [path for path in Path(settings.FILES_DIR).rglob("*") if path.is_file()]


def acts(kind: str) -> list[str]:
    """The acts on one kind of thing, in their order."""
    events = Event.objects.filter(act__startswith=f"{kind}.").order_by("position")
    return list(events.values_list("act", flat=True))


def chosen(data: bytes, name: str = "材料.pdf") -> dict[str, SimpleUploadedFile]:
    """A form with one file."""
    return {"file": SimpleUploadedFile(name, data)}


def test_a_paper_beyond_the_offices_limit_is_refused_with_that_limit(
    office: Office, round_: Round
) -> None:
    client = signed_in(office.office)
    url = f"/rounds/{round_.pk}/papers/"
    assert "不超过1MB" in client.get(url).content.decode()
    response = client.post(url, chosen(LARGE))
    assert response.status_code == 422
    assert response.context["form"].errors["file"] == ["文件超过1MB，请压缩或拆分后重新选择。"]
    assert (Paper.objects.count(), on_disk(), acts("paper")) == (0, [], ["paper.refused"])


def test_a_text_beside_a_file_is_not_dropped_without_a_word(office: Office, round_: Round) -> None:
    client, url = signed_in(office.office), f"/rounds/{round_.pk}/papers/"
    response = client.post(url, {"text": LETTER, **chosen(workbook(LEDGER), "台账.xlsx")})
    assert response.status_code == 422
    page = response.content.decode()
    assert "请清空其中一项" in page
    assert "理论学习中心组学习走过场" in page
    assert not Paper.objects.exists()


def test_evidence_beyond_the_limit_is_refused_and_does_not_stay(
    office: Office, measure: Measure
) -> None:
    response = signed_in(office.handler).post(f"/measures/{measure.pk}/evidence/", chosen(LARGE))
    assert response.status_code == 422
    assert "文件超过1MB" in response.content.decode()
    assert (Evidence.objects.count(), on_disk()) == (0, [])
    assert acts("evidence") == ["evidence.refused"]
    with pytest.raises(Refused, match="不超过1MB"):
        add_evidence(measure, name="材料.pdf", chunks=[LARGE], by=office.handler)
    assert on_disk() == []


@pytest.mark.parametrize(("data", "words"), [(b"", "文件是空的"), (ELF, "不支持这种文件")])
def test_evidence_of_no_accepted_kind_does_not_stay_on_disk(
    office: Office, measure: Measure, data: bytes, words: str
) -> None:
    response = signed_in(office.handler).post(f"/measures/{measure.pk}/evidence/", chosen(data))
    assert (response.status_code, on_disk()) == (422, [])
    assert words in response.content.decode()
    assert acts("evidence") == ["evidence.refused"]


def test_a_new_version_beyond_the_limit_is_refused_and_does_not_stay(
    office: Office, measure: Measure
) -> None:
    file = office.evidence(measure)
    url, kept = f"/evidence/{file.pk}/replace/", on_disk()
    for data, words in ((LARGE, TOO_LARGE), (b"", "文件是空的")):
        response = signed_in(office.handler).post(url, {"version": 1, **chosen(data)})
        assert (response.status_code, on_disk()) == (422, kept)
        assert words in response.content.decode()


def test_an_extensions_file_beyond_the_limit_is_refused_and_does_not_stay(
    office: Office, measure: Measure
) -> None:
    due = clock.today() + timedelta(days=9)
    version = set_deadline(measure, due_on=due, by=office.office).version
    facts: dict[str, Any] = {
        "until_on": due + timedelta(days=9),
        "reason": "等待批复",
        "version": version,
    }
    for data, words in ((LARGE, TOO_LARGE), (b"", "文件是空的"), (ELF, "不支持这种文件")):
        response = signed_in(office.handler).post(
            f"/measures/{measure.pk}/extension/", facts | chosen(data)
        )
        assert (response.status_code, on_disk()) == (422, [])
        assert words in response.content.decode()
    with pytest.raises(Refused, match="不超过1MB"):
        request_extension(measure, name="a.pdf", chunks=[LARGE], **facts, by=office.handler)
    assert on_disk() == []


def test_a_signed_paper_beyond_the_limit_is_refused_and_does_not_stay(
    office: Office, measure: Measure
) -> None:
    office.evidence(measure)
    chain(office, Reviewer.SECRETARY, Reviewer.OFFICE)
    submission = hand_in(measure, office.handler)
    facts = {"verb": "agree", "version": submission.version, "signer": "高某某"}
    facts["seen"] = mark_of(judged_facts(submission))
    facts["signed_on"] = clock.today().isoformat()
    facts["seen"] = mark_of(judged_facts(submission))
    sent, kept = {f"entry-{name}": value for name, value in facts.items()}, on_disk()
    url = f"/submissions/{submission.pk}/enter/"
    for data, words in ((LARGE, TOO_LARGE), (b"", "扫描件是空文件"), (ELF, "扫描件须为PDF")):
        scan = SimpleUploadedFile("签字页.pdf", data)
        response = signed_in(office.office).post(url, sent | {"entry-scan": scan})
        assert (response.status_code, on_disk()) == (422, kept)
        assert words in response.content.decode()
    with pytest.raises(Refused, match="不超过1MB"):
        enter(submission, office.office, signer="高某某", scan=[LARGE])
    assert on_disk() == kept


def test_a_scan_beyond_the_limit_is_refused_and_does_not_stay(
    office: Office, round_: Round
) -> None:
    url = f"/rounds/{round_.pk}/scans/receipt/"
    page = signed_in(office.office).get(f"/rounds/{round_.pk}/receipt/").content.decode()
    assert "PDF、PNG或JPEG，单个不超过1MB。" in page
    for data, words in ((LARGE, TOO_LARGE), (b"", "文件是空的"), (ELF, "扫描件请用PDF")):
        response = signed_in(office.office).post(url, chosen(data))
        assert (response.status_code, on_disk()) == (422, [])
        assert words in response.content.decode()
    with pytest.raises(Refused, match="不超过1MB"):
        keep_scan(round_, purpose="receipt", name="a.pdf", chunks=[LARGE], by=office.office)
    assert (Scan.objects.count(), on_disk()) == (0, [])


def test_a_returned_form_beyond_the_limit_or_of_no_kind_does_not_stay(
    office: Office, round_: Round
) -> None:
    client = signed_in(office.office)
    url = f"/rounds/{round_.pk}/fill-in/return/"
    for data, words in (
        (LARGE, "文件超过1MB"),
        (b"", "文件是空的"),
        (workbook(LEDGER), "不是本系统下发的"),
    ):
        response = client.post(url, chosen(data, "填报表.xlsx"))
        assert response.status_code == 422
        assert words in response.content.decode()
    assert (on_disk(), acts("form")) == ([], ["form.refused"] * 3)


def test_no_more_than_the_limit_is_written_aside_while_a_file_comes_in(tmp_path: Path) -> None:
    """Django writes an upload aside chunk by chunk: what is beyond the limit is only counted."""
    aside = tmp_path / "aside"
    aside.mkdir()
    with override_settings(FILE_UPLOAD_TEMP_DIR=aside, FILE_UPLOAD_MAX_MEMORY_SIZE=0):
        request = RequestFactory().post("/", chosen(b"\x00" * (9 * MEGABYTE)))
        file: Any = request.FILES["file"]
    assert (file.size, file.read()) == (9 * MEGABYTE, b"")
    (begun,) = aside.iterdir()
    assert 0 < begun.stat().st_size <= MEGABYTE


def test_a_file_within_the_limit_goes_through_whole(office: Office, measure: Measure) -> None:
    data = LARGE[:MEGABYTE]
    response = signed_in(office.handler).post(f"/measures/{measure.pk}/evidence/", chosen(data))
    assert response.status_code == 201
    assert Evidence.objects.get().size == MEGABYTE
    assert [path.stat().st_size for path in on_disk()] == [MEGABYTE]


def test_the_command_keeps_to_the_limit_too(tmp_path: Path) -> None:
    path = tmp_path / "台账.pdf"
    path.write_bytes(LARGE)
    with pytest.raises(Refused, match="文件超过1MB"):
        source_in(path)
