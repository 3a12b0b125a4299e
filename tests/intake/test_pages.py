"""The intake's pages: what a person sees, does, is refused, and what two at once see."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from rectify.intake.models import Paper
from rectify.issues.models import Issue
from rectify.measures.models import Measure
from rectify.measures.operations import amend_measure
from rectify.rounds.models import Round
from rectify.trail.models import Event
from tests.factories import Office, signed_in
from tests.intake.giving import (
    LEDGER,
    LETTER,
    REPORT,
    confirmed,
    given,
    given_file,
    row,
    workbook,
)


@pytest.fixture
def client(office: Office) -> Client:
    return signed_in(office.office)


@pytest.fixture
def paper(office: Office, round_: Round) -> Paper:
    return given(office, round_, REPORT)


def fresh(paper: Paper) -> Paper:
    return Paper.objects.get(pk=paper.pk)


def sent(client: Client, url: str, facts: dict[str, Any], at: str = "") -> Any:
    """A form sent by htmx from the page `at`."""
    headers = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{at}"}
    return client.post(url, facts, headers=headers)


def typed(paper: Paper, row_id: str, **changed: Any) -> dict[str, Any]:
    """What the form of a row sends back, with changes."""
    planned = row(paper, row_id)
    facts: dict[str, Any] = {
        "version": planned.version,
        "title": planned.title,
        "path": planned.place,
        "number": planned.number,
        "status": planned.status,
        "pace": planned.pace,
    }
    for measure in planned.measures:
        facts |= {f"{measure.id}-text": measure.text, f"{measure.id}-keep": "on"}
    return facts | changed


def test_a_pasted_text_is_kept_as_it_is_and_shown_line_by_line(
    client: Client, round_: Round
) -> None:
    response = client.post(f"/rounds/{round_.pk}/papers/", {"text": LETTER, "name": "反馈意见"})
    paper = Paper.objects.get()
    assert response["Location"] == f"/papers/{paper.pk}/"
    assert (paper.text, paper.name) == (LETTER, "反馈意见")
    page = client.get(response["Location"]).content.decode()
    assert 'data-line="6"' in page
    assert "将导入问题" in page
    assert 'id="i3"' in page


def test_a_file_keeps_its_bytes_name_and_place_and_is_given_back(
    client: Client, round_: Round
) -> None:
    data = workbook(LEDGER)
    upload = SimpleUploadedFile("整改台账0910.xlsx", data)
    client.post(f"/rounds/{round_.pk}/papers/", {"file": upload})
    paper = Paper.objects.get()
    assert (paper.name, paper.file_name) == ("整改台账0910.xlsx", "整改台账0910.xlsx")
    page = client.get(f"/papers/{paper.pk}/").content.decode()
    assert "原文第2行（台账!C2）" in page
    response = client.get(f"/papers/{paper.pk}/original/")
    assert b"".join(response.streaming_content) == data  # type: ignore[attr-defined]
    assert Event.objects.filter(act="paper.opened", subject_id=paper.pk).exists()


def test_a_pasted_text_is_given_back_as_text(client: Client, paper: Paper) -> None:
    response = client.get(f"/papers/{paper.pk}/original/")
    assert b"".join(response.streaming_content).decode() == REPORT  # type: ignore[attr-defined]


def test_neither_text_nor_file_is_refused_beside_the_field(client: Client, round_: Round) -> None:
    response = client.post(f"/rounds/{round_.pk}/papers/", {"text": " "})
    assert response.status_code == 422
    assert "请粘贴" in response.content.decode()


def test_old_and_new_stand_beside_each_other(client: Client, office: Office, round_: Round) -> None:
    confirmed(office, round_, LETTER)
    paper = given(office, round_, REPORT)
    page = client.get(f"/papers/{paper.pk}/").content.decode()
    assert re.search(r"认定状态.*?已完成", page, re.DOTALL)
    assert "更新" in page


def test_the_rows_of_one_verdict_are_shown_alone(
    client: Client, office: Office, round_: Round
) -> None:
    confirmed(office, round_, LETTER)
    paper = given(office, round_, REPORT)
    page = client.get(f"/papers/{paper.pk}/?show=new").content.decode()
    assert 'id="i4"' in page
    assert 'id="i1"' not in page
    assert client.get(f"/papers/{paper.pk}/?show=nonsense&page=-3").status_code == 200


def test_what_the_plan_misses_and_leaves_out_as_noise_is_listed(
    client: Client, office: Office, round_: Round
) -> None:
    confirmed(office, round_, REPORT)
    paper = given(office, round_, LETTER)
    page = client.get(f"/papers/{paper.pk}/").content.decode()
    assert "台账中有、本材料没有的内容" in page
    assert "公务接待审批不严" in page


def test_confirming_leads_to_the_ledger_and_says_what_was_done(
    client: Client, paper: Paper, round_: Round
) -> None:
    page = client.get(f"/papers/{paper.pk}/").content.decode()
    seal = re.search(r'name="seal" value="(\w+)"', page)
    assert seal is not None
    facts = {"version": paper.version, "seal": seal[1]}
    response = client.post(f"/papers/{paper.pk}/confirm/", facts, follow=True)
    assert response.redirect_chain == [(f"/rounds/{round_.pk}/ledger/", 302)]
    assert "新增问题4个" in response.content.decode()
    again = client.post(f"/papers/{paper.pk}/confirm/", facts)
    assert again["Location"] == f"/rounds/{round_.pk}/ledger/"
    assert Issue.objects.count() == 4


def test_a_ledger_that_moved_meanwhile_is_shown_before_anything_is_written(
    client: Client, office: Office, paper: Paper, round_: Round
) -> None:
    page = client.get(f"/papers/{paper.pk}/").content.decode()
    seal = re.search(r'name="seal" value="(\w+)"', page)
    assert seal is not None
    confirmed(office, round_, LETTER)
    facts = {"version": paper.version, "seal": seal[1]}
    response = client.post(f"/papers/{paper.pk}/confirm/", facts)
    told = response.content.decode()
    assert response.status_code == 409
    assert "台账刚刚有变动" in told
    assert "更新" in told
    assert Issue.objects.count() == 3


def test_a_plan_that_somebody_mended_meanwhile_is_not_confirmed_unseen(
    client: Client, paper: Paper
) -> None:
    sent(client, f"/papers/{paper.pk}/issues/i1/keep/", {})
    response = client.post(f"/papers/{paper.pk}/confirm/", {"version": paper.version})
    assert response.status_code == 409
    assert not Issue.objects.exists()


def test_an_import_is_taken_back_through_the_page(client: Client, paper: Paper) -> None:
    client.post(f"/papers/{paper.pk}/confirm/", {"version": paper.version})
    response = client.post(
        f"/papers/{paper.pk}/withdraw/", {"version": fresh(paper).version}, follow=True
    )
    assert "已撤销导入" in response.content.decode()
    assert not Issue.objects.exists()


def test_an_import_that_was_built_on_says_why_it_stays(client: Client, paper: Paper) -> None:
    client.post(f"/papers/{paper.pk}/confirm/", {"version": paper.version})
    measure = Measure.objects.select_related("issue").filter(issue__serial=1).first()
    assert measure is not None
    amend_measure(measure, version=measure.version, changes={"target": "成制度"}, by=None)
    response = client.post(f"/papers/{paper.pk}/withdraw/", {"version": fresh(paper).version})
    assert response.status_code == 409
    assert "措施1.1已修改" in response.content.decode()
    assert Issue.objects.count() == 4


def test_a_plan_is_put_aside_and_says_so(client: Client, office: Office, paper: Paper) -> None:
    response = client.post(f"/papers/{paper.pk}/discard/", {"version": paper.version})
    assert response["Location"] == f"/rounds/{paper.round_id}/papers/"
    assert "已放弃" in client.get(response["Location"]).content.decode()
    again = client.post(f"/papers/{paper.pk}/discard/", {"version": fresh(paper).version})
    assert again.status_code == 409


def many(count: int) -> bytes:
    rows = [
        (
            n,
            f"第{n // 40}方面",
            f"第{n}项制度执行不严",
            f"修订第{n}项制度",
            f"甲{n}",
            "财务科",
            "年底前",
        )
        for n in range(1, count + 1)
    ]
    return workbook(rows)


def test_the_page_asks_the_same_number_of_questions_for_five_rows_and_for_fifty(
    client: Client, office: Office, round_: Round
) -> None:
    counts = []
    for size in (5, 50):
        paper = given_file(office, round_, many(size), f"台账{size}.xlsx")
        client.get(f"/papers/{paper.pk}/")
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/papers/{paper.pk}/")
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 30


def test_the_list_of_papers_asks_the_same_number_of_questions(
    client: Client, office: Office, round_: Round
) -> None:
    counts = []
    for size in (1, 9):
        for n in range(size):
            given(office, round_, f"{LETTER}4.关于“第{size}{n}项制度执行不严”的问题。\n")
        client.get(f"/rounds/{round_.pk}/papers/")
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/rounds/{round_.pk}/papers/")
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_long_plan_is_shown_a_part_at_a_time(
    client: Client, office: Office, round_: Round
) -> None:
    paper = given_file(office, round_, many(130))
    first = client.get(f"/papers/{paper.pk}/").content.decode()
    last = client.get(f"/papers/{paper.pk}/?page=3").content.decode()
    assert "第1—60个，共130个" in first
    assert ('id="i60"' in first, 'id="i61"' in first) == (True, False)
    assert "第121—130个，共130个" in last
    answer = sent(
        client, f"/papers/{paper.pk}/issues/i125/keep/", {}, f"/papers/{paper.pk}/?page=3"
    )
    assert 'id="i125"' in answer.content.decode()


def test_who_may_not_enter_papers_finds_none(office: Office, paper: Paper) -> None:
    for person in (office.handler, office.secretary, office.leader, office.supervisor):
        client = signed_in(person)
        assert client.get(f"/papers/{paper.pk}/").status_code == 404
        assert client.get(f"/papers/{paper.pk}/original/").status_code == 404
        assert client.post(f"/papers/{paper.pk}/withdraw/").status_code == 404
