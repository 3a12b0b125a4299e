"""Drafts: kept on the server for one person and one form, back after a new sign-in, gone when sent."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client

from rectify.closeout.models import Submission
from rectify.drafts.keeping import draft_of, keep_draft
from rectify.drafts.models import Draft
from rectify.instructions.operations import answer_instruction, give_instruction
from rectify.kernel import clock
from rectify.measures.models import Measure, Progress
from rectify.trail.models import Event
from tests.factories import PASSWORD, Office, give_password, make_office, signed_in
from tests.ledger.pages import read, text_of

pytestmark = pytest.mark.django_db
KEY = "measure-progress"


@pytest.fixture
def office() -> Office:
    return make_office()


@pytest.fixture
def measure(office: Office) -> Measure:
    return office.measure(office.issue(office.round()))


def type_in(office: Office, measure: Measure, who: str = "handler", **facts: Any) -> Any:
    person = office.people[who]
    given = {"text": "已清查三个仓库", "percent": "30", "typed_by": person.pk} | facts
    url = f"/drafts/{KEY}/{measure.pk}/"
    return signed_in(person).post(url, given, headers={"X-Draft": "1"})


def test_typing_is_kept_and_comes_back_with_a_line(office: Office, measure: Measure) -> None:
    assert type_in(office, measure).status_code == 204
    for page in (f"/measures/{measure.pk}/", f"/measures/{measure.pk}/progress/"):
        told = read(office.handler, page)
        assert "已清查三个仓库" in told
        assert "的草稿，尚未提交" in told


def test_the_last_typing_counts_and_there_is_one_draft(office: Office, measure: Measure) -> None:
    type_in(office, measure)
    type_in(office, measure, text="已清查四个仓库")
    assert Draft.objects.get().fields["text"] == "已清查四个仓库"


def test_nobody_else_sees_it(office: Office, measure: Measure) -> None:
    type_in(office, measure)
    assert "已清查三个仓库" not in read(office.department_head, f"/measures/{measure.pk}/")


def test_keeping_a_draft_is_no_act(office: Office, measure: Measure) -> None:
    before = Event.objects.count()
    type_in(office, measure)
    assert Event.objects.count() == before


def test_sent_it_is_gone(office: Office, measure: Measure) -> None:
    type_in(office, measure)
    facts = {"text": "已清查", "percent": 30, "happened_on": clock.today().isoformat()}
    signed_in(office.handler).post(f"/measures/{measure.pk}/progress/", facts)
    assert Progress.objects.count() == 1
    assert not Draft.objects.exists()


def test_refused_it_stays(office: Office, measure: Measure) -> None:
    type_in(office, measure)
    signed_in(office.handler).post(f"/measures/{measure.pk}/progress/", {"text": "", "percent": 3})
    assert Draft.objects.exists()


def test_thrown_away_it_is_gone(office: Office, measure: Measure) -> None:
    type_in(office, measure)
    signed_in(office.handler).post(f"/drafts/{KEY}/{measure.pk}/drop/")
    assert not Draft.objects.exists()


def test_nothing_typed_is_no_draft(office: Office, measure: Measure) -> None:
    type_in(office, measure)
    type_in(office, measure, text=" ", percent="")
    assert not Draft.objects.exists()


def test_more_than_any_form_takes_is_not_kept(office: Office, measure: Measure) -> None:
    assert keep_draft(office.handler, KEY, measure.pk, {"text": "字" * 50_000}) is None


def test_who_may_not_send_the_form_keeps_no_draft(office: Office, measure: Measure) -> None:
    other = make_office("bh", "碧湖县水务局党组")
    for person in (office.leader, office.secretary, other.handler):
        url = f"/drafts/{KEY}/{measure.pk}/"
        answer = signed_in(person).post(url, {"text": "字", "typed_by": person.pk})
        assert answer.status_code == 404
    unknown = signed_in(office.handler).post(f"/drafts/unknown/{measure.pk}/", {"text": "字"})
    assert unknown.status_code == 404


def test_typing_of_another_who_had_signed_in_here_is_not_kept_as_mine(
    office: Office, measure: Measure
) -> None:
    assert type_in(office, measure, typed_by=office.department_head.pk).status_code == 409
    assert not Draft.objects.exists()


def test_what_others_saved_while_a_draft_lay_is_shown_and_not_overwritten(
    office: Office, measure: Measure
) -> None:
    row = give_instruction(
        measure, text="请办理。", departments=[office.finance], by=office.secretary
    ).addressees.get()
    keep_draft(office.handler, "instruction-answer", row.pk, {"reply": "我的草稿", "version": "1"})
    answer_instruction(row, reply="科长先回复了", done=False, version=1, by=office.department_head)
    url = f"/instructions/{row.pk}/answer/"
    page = read(office.handler, url)
    assert "我的草稿" in page
    assert '<input type="hidden" name="version" value="1"' in page
    answer = signed_in(office.handler).post(url, {"reply": "我的草稿", "version": "1"})
    assert "采用这一份 科长先回复了" in text_of(answer.content.decode())


def signing_in(
    office: Office, measure: Measure, who: str = "handler", **more: str
) -> tuple[Client, Any]:
    """Typing sent without a session, and what the sign-in page then makes of it."""
    client = Client()
    facts = {"text": "会话过期前写的", "percent": "40", "typed_by": str(office.handler.pk)}
    page = client.post(f"/drafts/{KEY}/{measure.pk}/", facts)
    carried = page.context["carried"]
    person = give_password(office.people[who])
    sent = {"username": person.username, "password": PASSWORD, "carried": carried}
    return client, client.post("/sign-in/", sent | {"next": page.context["next"]} | more)


def test_a_session_that_ended_brings_back_to_the_form_with_what_was_typed(
    office: Office, measure: Measure
) -> None:
    client, answer = signing_in(office, measure)
    assert answer["Location"] == f"/measures/{measure.pk}/"
    assert "会话过期前写的" in client.get(answer["Location"]).content.decode()


def test_a_wrong_password_does_not_lose_it(office: Office, measure: Measure) -> None:
    _, answer = signing_in(office, measure, password="nicht-richtig-9")
    assert answer.status_code == 422
    assert "会话过期前写的" in json.loads(answer.context["carried"])["typed"]["text"]


def test_another_who_signs_in_does_not_get_it(office: Office, measure: Measure) -> None:
    signing_in(office, measure, who="department_head")
    assert not Draft.objects.exists()


@pytest.mark.parametrize("carried", ["", "x", "[]", '{"form": "no", "row": 1, "typed": {}}', "3"])
def test_rubbish_is_carried_nowhere(office: Office, measure: Measure, carried: str) -> None:
    _, answer = signing_in(office, measure, carried=carried)
    assert answer.status_code == 302
    assert not Draft.objects.exists()


def test_the_form_itself_sent_without_a_session_comes_back_the_same_way(
    office: Office, measure: Measure
) -> None:
    page = Client().post(f"/measures/{measure.pk}/progress/", {"text": "直接保存的"})
    assert page.status_code == 200
    assert "您填写的内容没有丢失" in page.content.decode()
    assert "直接保存的" in page.context["carried"]


def test_every_other_form_goes_to_the_sign_in_page_as_ever(measure: Measure) -> None:
    answer = Client().post(f"/measures/{measure.pk}/claim/")
    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/sign-in/")


def test_a_draft_of_a_row_that_is_no_longer_ours_is_not_restored(
    office: Office, measure: Measure
) -> None:
    type_in(office, measure)
    assert draft_of(office.handler, KEY, measure.pk + 1) is None


def test_the_words_of_a_submission_are_kept_too(office: Office, measure: Measure) -> None:
    person = office.handler
    url = f"/drafts/measure-submit/{measure.pk}/"
    facts = {"statement": "已全部落实", "typed_by": person.pk}
    assert signed_in(person).post(url, facts, headers={"X-Draft": "1"}).status_code == 204
    assert "已全部落实" in read(person, f"/measures/{measure.pk}/")
    office.evidence(measure)
    sent = {"proposed": "partial", "statement": "已全部落实", "completed_on": ""}
    signed_in(person).post(f"/measures/{measure.pk}/submit/", sent)
    assert Submission.objects.count() == 1
    assert not Draft.objects.exists()


def test_a_refused_submission_by_htmx_comes_back_in_its_part(
    office: Office, measure: Measure
) -> None:
    headers = {"HX-Request": "true", "HX-Target": "submit-form"}
    address = f"/measures/{measure.pk}/submit/"
    answer = signed_in(office.handler).post(address, {"statement": "写好的"}, headers=headers)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="submit-form"' in page
    assert "写好的" in page
    assert "<html" not in page


def test_an_outcome_that_is_being_entered_is_kept_by_its_kind(
    office: Office, measure: Measure
) -> None:
    person, round_ = office.handler, measure.issue.round_id
    url = f"/drafts/outcome-new-regulation/{round_}/"
    facts = {"title": "固定资产管理办法", "typed_by": person.pk}
    assert signed_in(person).post(url, facts, headers={"X-Draft": "1"}).status_code == 204
    page = f"/rounds/{round_}/outcomes/new/?kind="
    assert "固定资产管理办法" in read(person, f"{page}regulation")
    assert "固定资产管理办法" not in read(person, f"{page}meeting")


def test_nothing_but_the_forms_own_fields_is_kept(office: Office, measure: Measure) -> None:
    type_in(office, measure, hidden="x", csrfmiddlewaretoken="y", happened_on="2026-01-02")
    assert Draft.objects.get().fields == {
        "text": "已清查三个仓库",
        "percent": "30",
        "happened_on": "2026-01-02",
    }


def ticked(page: str) -> dict[str, bool]:
    """Which boxes of files there are, and whether they are ticked."""
    boxes = re.findall(r'<input[^>]*name="evidence"[^>]*>', page)
    values = {box: re.search(r'value="(\d+)"', box) for box in boxes}
    return {found[1]: "checked" in box for box, found in values.items() if found}


def test_what_is_ticked_in_an_outcome_comes_back_with_the_files_of_its_numbers(
    office: Office, measure: Measure
) -> None:
    first, second = office.evidence(measure), office.evidence(measure, b"%PDF-1.4 second")
    third = office.evidence(measure, b"%PDF-1.4 third")
    person, round_ = office.handler, measure.issue.round_id
    url = f"/drafts/outcome-new-regulation/{round_}/"
    facts = {
        "title": "固定资产管理办法",
        "numbers": measure.label,
        "evidence": [str(first.pk), str(third.pk)],
        "typed_by": person.pk,
    }
    assert signed_in(person).post(url, facts, headers={"X-Draft": "1"}).status_code == 204
    page = read(person, f"/rounds/{round_}/outcomes/new/?kind=regulation")
    assert ticked(page) == {str(first.pk): True, str(second.pk): False, str(third.pk): True}


def test_ticks_taken_away_stay_away(office: Office, measure: Measure) -> None:
    file = office.evidence(measure)
    outcome = office.outcome(measure.issue.round, measures=[measure], evidence=[file])
    person, edit = office.handler, f"/outcomes/{outcome.pk}/edit/"
    assert ticked(read(person, edit)) == {str(file.pk): True}
    facts = {"title": "改名", "numbers": measure.label, "typed_by": person.pk}
    signed_in(person).post(f"/drafts/outcome-edit/{outcome.pk}/", facts, headers={"X-Draft": "1"})
    page = read(person, edit)
    assert "改名" in page
    assert ticked(page) == {str(file.pk): False}


def test_ticks_are_carried_through_the_sign_in_page(office: Office, measure: Measure) -> None:
    file = office.evidence(measure)
    person, round_ = give_password(office.handler), measure.issue.round_id
    url = f"/drafts/outcome-new-meeting/{round_}/"
    facts = {"title": "专题会", "numbers": measure.label, "evidence": [str(file.pk)]}
    client = Client()
    page: Any = client.post(url, facts | {"typed_by": person.pk, "odd": "x"})
    carried = page.context["carried"]
    assert json.loads(carried)["typed"] == facts
    sent = {"username": person.username, "password": PASSWORD, "carried": carried}
    client.post("/sign-in/", sent)
    assert Draft.objects.get().fields == facts
