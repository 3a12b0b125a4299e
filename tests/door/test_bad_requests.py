"""Requests that no page of ours sends: each gets an ordinary answer, and what was meant is not lost."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client, RequestFactory

from rectify.drafts.models import Draft
from rectify.finding.models import SavedFilter
from rectify.instructions.models import Instruction
from rectify.measures.models import Measure
from rectify.wsgi import application
from tests.factories import PASSWORD, Office, give_password, make_administrators, make_office
from tests.factories import signed_in as opened
from tests.ledger.pages import text_of
from tests.rounds.closing import closed

pytestmark = pytest.mark.django_db

NO_IDS = ["9" * 19, "9" * 40, "9" * 5000, "-1", "²", "x", ""]
CHOOSE_ANEW = "所选内容不存在或已变更"
TOLD = "提交内容的字符编码不是UTF-8"
CHARSETS = ["utf-7", "hex", "idna", "raw_unicode_escape", "gbk", "no-such-charset"]
URLENCODED = "application/x-www-form-urlencoded; charset="
MULTIPART = "multipart/form-data; boundary=xx; charset="
PART = b'--xx\r\nContent-Disposition: form-data; name="username"\r\n\r\na\r\n--xx--\r\n'


@pytest.fixture
def office() -> Office:
    return make_office()


@pytest.fixture
def measure(office: Office) -> Measure:
    return office.measure(office.issue(office.round()))


@pytest.mark.parametrize("pk", NO_IDS)
def test_chosen_rows_that_cannot_be_are_left_out(office: Office, measure: Measure, pk: str) -> None:
    rows = [f"{pk}:1", f"{measure.pk}:{'9' * 5000}", pk]
    bulk = {"act": "assign", "rows": rows}
    path = f"/rounds/{measure.issue.round_id}/bulk/"
    assert opened(office.office).post(path, bulk, follow=True).status_code == 200
    claimed = opened(office.handler).post("/measures/claim/", {"rows": rows}, follow=True)
    assert claimed.status_code == 200
    assert Measure.objects.get().claimed_at is None


@pytest.mark.parametrize("pk", [pk for pk in NO_IDS if pk])
@pytest.mark.parametrize(
    ("path", "field", "facts"),
    [
        ("/measures/{0}/edit/", "assisting", {"text": "开展清查"}),
        ("/measures/{0}/instructions/new/", "departments", {"text": "请抓紧办理。"}),
        ("/measures/{0}/merge/", "others", {"words": "清查", "reason": "重复"}),
        ("/issues/{1}/split/", "measures", {"title": "另一个问题", "reason": "分开"}),
    ],
)
def test_a_tick_that_is_no_row_is_refused_beside_its_field(
    office: Office, measure: Measure, path: str, field: str, facts: dict[str, Any], pk: str
) -> None:
    office.measure(measure.issue, "核对台账")
    who = office.secretary if field == "departments" else office.office
    address = path.format(measure.pk, measure.issue_id)
    answer = opened(who).post(address, facts | {"version": measure.version, field: [pk]})
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert CHOOSE_ANEW in answer.content.decode()
    assert not Instruction.objects.exists()


@pytest.mark.parametrize("pk", [pk for pk in NO_IDS if pk])
def test_so_is_one_row_that_is_none(office: Office, measure: Measure, pk: str) -> None:
    facts = {"version": measure.version, "text": "开展清查", "lead_department": pk}
    answer = opened(office.office).post(f"/measures/{measure.pk}/edit/", facts)
    assert answer.status_code == 422
    assert "lead_department" in answer.context["form"].errors
    move = {"version": measure.version, "to": pk, "reason": "归并"}
    answer = opened(office.office).post(f"/measures/{measure.pk}/move/", move)
    assert "to" in answer.context["form"].errors


@pytest.mark.parametrize("page", ["http://[", "http://\u2100.example/", "x" * 9000, "?q=%00&of=x"])
def test_a_page_that_the_browser_names_and_nobody_can_read_does_not_matter(
    office: Office, measure: Measure, page: str
) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": page}
    facts = {"version": measure.version, "text": "改写的措施"}
    client = opened(office.office)
    answer = client.post(f"/measures/{measure.pk}/edit/", facts, headers=headers)
    assert answer.status_code == 200
    assert "改写的措施" in answer.content.decode()


def answered(method: str, path: str, content_type: str, body: bytes, cookie: str) -> str:
    """The status and the page, by the very application that the web server serves."""
    request = RequestFactory().generic(method, path, body, content_type="text/plain")
    environ = request.environ | {"CONTENT_TYPE": content_type, "HTTP_COOKIE": cookie}
    told: list[str] = []
    page = b"".join(application(environ, lambda status, _headers: told.append(status)))
    return f"{told[0]} {page.decode()}"


@pytest.mark.parametrize("charset", CHARSETS)
@pytest.mark.parametrize("kind", [URLENCODED, MULTIPART])
def test_another_charset_than_utf8_is_refused_in_one_sentence(
    office: Office, charset: str, kind: str
) -> None:
    body = PART if kind == MULTIPART else b"username=a&password=b"
    cookie = f"sessionid={opened(office.office).cookies['sessionid'].value}"
    for method, path, who in (
        ("POST", "/sign-in/", ""),
        ("POST", "/password/", cookie),
        ("GET", "/sign-in/?next=%E8", ""),
        ("GET", "/todo/?q=%E8", cookie),
    ):
        page = answered(method, path, f"{kind}{charset}", body, who)
        assert page.startswith("400 ")
        assert TOLD in page


@pytest.mark.parametrize("charset", ["idna", "no-such-charset"])
def test_a_type_that_cannot_be_read_at_all_is_told_the_same(charset: str) -> None:
    written = f"multipart/form-data; boundary=xx; charset*={charset}''utf-8"
    page = answered("POST", "/sign-in/", written, PART, "")
    assert page.startswith("400 ")
    assert TOLD in page


@pytest.mark.parametrize("charset", ["utf-7", "raw_unicode_escape", "gbk", "no-such-charset"])
def test_so_it_is_where_no_web_server_has_looked_at_it(office: Office, charset: str) -> None:
    for client, path in ((Client(), "/sign-in/"), (opened(office.office), "/password/")):
        answer = client.generic("POST", path, b"a=b", content_type=f"{URLENCODED}{charset}")
        assert answer.status_code == 400
        assert TOLD in answer.content.decode()
        assert answer["Content-Security-Policy"]


@pytest.mark.parametrize("charset", ["utf-8", "UTF-8", '"utf-8"'])
@pytest.mark.parametrize("kind", [URLENCODED, MULTIPART])
def test_utf8_may_be_declared(charset: str, kind: str) -> None:
    body = PART if kind == MULTIPART else b"username=a"
    answer = Client().generic("POST", "/sign-in/", body, content_type=f"{kind}{charset}")
    assert answer.status_code == 422
    assert answer.context["form"]["username"].value() == "a"


@pytest.mark.parametrize("written", ["%00", "%00%E8%B5%84", "%0%000"])
def test_no_word_to_look_for_holds_a_nul(office: Office, written: str) -> None:
    admin = make_administrators()
    round_ = office.round()
    for person, path in (
        (admin["security_admin"], "/administration/grants/?q="),
        (admin["auditor"], "/administration/trail/?actor="),
        (office.office, f"/rounds/{round_.pk}/ledger/?q="),
        (office.office, f"/rounds/{round_.pk}/repeats/?title=abcdef"),
        (office.office, "/search/?q="),
    ):
        assert opened(person).get(f"{path}{written}").status_code == 200, path


def test_nor_does_what_anybody_types(office: Office, measure: Measure) -> None:
    client = opened(office.office)
    facts = {"text": "改\0写", "assisting": [f"{office.personnel.pk}\0"], "version": "1"}
    assert client.post(f"/measures/{measure.pk}/edit/", facts).status_code == 302
    measure.refresh_from_db()
    assert measure.text == "改写"
    assert [one.department for one in measure.assistances.all()] == [office.personnel]
    kept = {"name\0": "常\0用", "query": "q=%00\0资产"}
    assert client.post(f"/rounds/{measure.issue.round_id}/filters/", kept).status_code == 302
    assert SavedFilter.objects.get().name == "常用"


def test_a_form_of_which_only_a_part_arrives_is_refused_and_no_error(office: Office) -> None:
    client = opened(office.office)
    typed = "multipart/form-data; boundary=xx"
    answer = client.generic("POST", "/password/", PART[:60], content_type=typed)
    assert answer.status_code in {200, 400}


KEY = "measure-progress"


def carrying(office: Office, **facts: Any) -> tuple[Client, Any]:
    """A browser that signs in with such a hidden field, and the answer."""
    person, client = give_password(office.handler), Client()
    carried = {"form": KEY, "by": str(person.pk), "typed": {"text": "写好的进展"}} | facts
    written = carried.pop("written", None) or json.dumps(carried)
    sent = {"username": person.username, "password": PASSWORD, "carried": written}
    return client, client.post("/sign-in/", sent)


@pytest.mark.parametrize(
    "written",
    [
        "[" * 200_000,
        '{"a":' * 100_000,
        "9" * 5000,
        '{"form":"measure-progress","by":"%d","row":Infinity,"typed":{"text":"字"}}',
        '{"form":"measure-progress","by":"%d","row":NaN,"typed":{"text":"字"}}',
        '{"form":"measure-progress","by":"%d","row":1e400,"typed":{"text":"字"}}',
        '{"form":"measure-progress","by":"%d","row":' + "9" * 40 + ',"typed":{"text":"字"}}',
        '{"form":"measure-progress","by":"%d","row":-1,"typed":{"text":"字"}}',
        '{"form":["measure-progress"],"by":"%d","row":1,"typed":{"text":"字"}}',
        '{"form":"measure-progress","by":"%d","row":1,"typed":[["text","字"]]}',
    ],
)
def test_nothing_carried_keeps_anybody_from_signing_in(office: Office, written: str) -> None:
    written = written.replace("%d", str(office.handler.pk))
    client, answer = carrying(office, written=written)
    assert answer.status_code == 302
    assert client.get("/todo/").status_code == 200
    assert not Draft.objects.exists()


def test_typing_for_a_round_closed_meanwhile_is_shown_to_be_copied(office: Office) -> None:
    measure = Measure.objects.get(issue__round=closed(office))
    typed = {"text": "会话过期前写的<b>", "version": "3", "percent": "\ud800"}
    client, answer = carrying(office, row=measure.pk, typed=typed)
    page = text_of(answer.content.decode())
    assert answer.status_code == 409
    assert "本轮次已办结归档" in page
    assert "会话过期前写的" in page
    assert client.get("/todo/").status_code == 200
    assert not Draft.objects.exists()


def test_halves_of_characters_and_nul_are_not_kept(office: Office, measure: Measure) -> None:
    typed = {"text": "已\ud800清\0查", "percent\udfff": "30", "n" * 61: "字"}
    _, answer = carrying(office, row=measure.pk, typed=typed)
    assert answer.status_code == 302
    # A name that no field of the form has is kept no more than half a character.
    assert Draft.objects.get().fields == {"text": "已清查"}
    page = opened(office.office).get(f"/handovers/from/{office.handler.pk}/")
    assert page.status_code == 200


def test_names_of_fields_count_like_what_stands_in_them(office: Office, measure: Measure) -> None:
    many = {f"name{number:050}": "字" for number in range(1000)}
    for typed in (many, {"x" * 3_000_000: "字"}):
        carrying(office, row=measure.pk, typed=typed)
        sent = opened(office.handler).post(
            f"/drafts/{KEY}/{measure.pk}/",
            urlencode(typed | {"typed_by": office.handler.pk}),
            content_type="application/x-www-form-urlencoded",
        )
        assert sent.status_code == 302
        assert not Draft.objects.exists()
