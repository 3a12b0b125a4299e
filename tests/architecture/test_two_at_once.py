"""Every form over a row carries the version that was seen, and shows both texts to the second person.

All pages are opened by everybody, their forms collected, and each is sent with an old version. What is
not found that way must stand in the closed list of acts that only add something, with the reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import Resolver404, resolve, reverse

from rectify.access.roles import ROLES, RoleKey
from rectify.issues.models import Takeover
from rectify.people.models import Person
from tests.architecture.doors import Door, doors
from tests.architecture.things import one_of_each
from tests.factories import Office, make_administrators, make_office, signed_in

pytestmark = [pytest.mark.once, pytest.mark.urls("tests.architecture.bare")]

MINE = "我填写的文字"

ADDING = {
    "measure-progress": "进展只增不改；同样内容重复提交只记一条",
    "measure-submit": "只新增提交；数据库约束同一措施只有一个待审",
    "evidence-upload": "只新增文件；同样内容只存一份",
    "evidence-withdraw": "撤下后不再可撤；没有可被覆盖的内容",
    "issue-new": "只新增；重复提交返回同一行",
    "measure-new": "只新增；重复提交返回同一行",
    "category-new": "只新增；同名类别返回同一行",
    "department-new": "只新增；同名约束",
    "person-new": "只新增；登录名约束",
    "person-password": "给出一个新密码，不改动他人填写的内容",
    "person-switch": "停用或启用，反复操作结果相同",
    "grant-end": "收回后不再可收回",
    "issue-instruct": "只新增；一分钟内同样内容只记一条",
    "measure-instruct": "只新增；一分钟内同样内容只记一条",
    "draft": "本人本表单的草稿，不改动业务数据",
    "draft-drop": "本人本表单的草稿，不改动业务数据",
    "hand-over": "每个事项的勾选框带版本（tests/duties/test_handover.py）",
    "measure-remind": "只新增催办；数据库约束同一措施每天一条（tests/duties/test_reminders.py）",
    "round-remind": "只新增催办；数据库约束同一措施每天一条（tests/duties/test_reminders.py）",
    "bulk": "每项措施的勾选框带版本（tests/duties/test_bulk.py）",
    "papers": "只新增材料；同样内容返回同一份",
    "paper-again": "重新识别，原结果仍在记录中",
    "alias-forget": "停用后不再可停用",
    "fill-in-return": "只读取填报表，尚不写入",
    "fill-in-confirm": "逐行比对填报表下发时的版本（tests/exports/test_returned.py）",
    "report-export": "只新增文件",
    "report-draft": "只新增报告",
    "planned-keep": "只改识别结果中所点的一行，他人对其他行的修改不受影响",
    "planned-meaning": "只改识别结果中所点的一行，他人对其他行的修改不受影响",
    "paper-name": "只回答所点的一个姓名，他人的回答不受影响",
    "paper-fill": "只改是否补充轮次信息一项",
    "paper-columns": "带识别结果的版本，只在表格材料中出现（tests/intake/test_mending.py）",
    "paper-withdraw": "带材料的版本，只在导入后出现（tests/intake/test_undoing.py）",
    "report-section-preview": "只预览，不保存",
    "job-again": "重新执行任务，不改动内容",
    "issue-close": "只新增提交；数据库约束同一问题只有一个待审",
    "issue-reopen": "只新增重新开启记录；已开启的问题不能再开启",
    "sheet-new": "只生成文件；正在生成时返回同一任务",
    "dossier-new": "只生成文件；正在生成时返回同一任务",
    "package-ask": "只生成文件；正在生成时返回同一任务",
    "task-new": "只新增；同样内容返回同一行",
    "outcome-new": "只新增；本人重复提交返回同一行",
    "progress-correct": "原记录保留，另存更正；他人已更正的予以拒绝",
    "filter-save": "只存本人的常用筛选，不改动他人的",
    "filter-remove": "移除后再移除，结果相同",
    "seat-new": "只新增任职；同一人同一职务返回同一行，一人职务已有人担任的予以拒绝",
    "seat-end": "终止后不再可终止",
    "scan-upload": "只新增文件；同样内容返回同一行",
    "scan-withdraw": "撤下后不再可撤；没有可被覆盖的内容",
    "scheme-draft": "只新增；已有方案的返回原方案，不改动其内容",
    "opinion-new": "只新增；同样意见返回同一行",
    "review-new": "只新增会审记录，带方案的版本，只在会审环节出现（tests/rounds/test_scheme.py）",
    "lookback": "只新增纳入；同一问题返回同一行",
    "assessment-begin": "只新增；已开展的返回原评估，不改动其内容",
    "deduction-new": "只新增扣分；同样扣分返回同一行，各项扣分合计不超过分值",
    "deduction-withdraw": "撤销后不再可撤销；没有可被覆盖的内容",
    "round-close": "带轮次的版本，只在可归档时出现（tests/rounds/test_closing.py）；办结后不能再办结",
}
"""Addresses that take a row and a POST, overwrite nothing, and so need no version: name and reason."""


WITHDRAWN = "填写的只是撤回原因，不改动内容；他人改动后的内容在同一页，核对后可再提交"

NOTHING_TO_SHOW = {
    "planned-reshape": "拆分合并的是识别结果的结构，他人改动后的结构在同一页上",
    "submission-review": "前一人的审核意见在同一页的审核记录中（tests/closeout/test_pages.py）",
    "submission-enter": "前一人的审核意见在同一页的审核记录中（tests/closeout/test_pages.py）",
    "category-withdraw": WITHDRAWN,
    "issue-withdraw": WITHDRAWN,
    "measure-withdraw": WITHDRAWN,
    "task-withdraw": WITHDRAWN,
    "outcome-withdraw": WITHDRAWN,
    "measure-drop": WITHDRAWN,
}
"""Forms that are refused by their version and keep what was typed, but replace no text of another's."""


READ = {"username", "responsible", "numbers", "items", "grades"}
"""Fields whose words are read as names or numbers: they are sent as the page has them."""


@dataclass
class Sent:
    """A form as a page has it: where it goes, what it would send, what could be typed into."""

    url: str
    facts: dict[str, Any] = field(default_factory=dict)
    typed: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)


class _Forms(HTMLParser):
    """All forms of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.page = page
        self.forms: list[Sent] = []
        self.form: Sent | None = None
        self.select, self.area, self.words = "", "", ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.form = Sent(has.get("hx-post") or has.get("action") or self.page)
            if has.get("method") == "post":
                self.forms.append(self.form)
        if self.form is None or not (name := has.get("name", "")):
            if tag == "option" and self.form is not None and self.select:
                self._option(has)
            return
        if tag == "input":
            self._input(name, has)
        elif tag == "select":
            self.select = name
        elif tag == "textarea":
            self.area, self.words = name, ""
        elif tag == "button" and has.get("value"):
            self.form.facts.setdefault(name, has["value"])

    def _option(self, has: dict[str, str]) -> None:
        assert self.form is not None
        if "selected" in has or not self.form.facts.get(self.select):
            self.form.facts[self.select] = has.get("value", "")

    def _input(self, name: str, has: dict[str, str]) -> None:
        assert self.form is not None
        kind = has.get("type", "text")
        if kind in {"checkbox", "radio"} and "checked" not in has:
            if kind == "radio" or name == "others":
                self.form.facts.setdefault(name, has.get("value", ""))
            return
        if kind == "file":
            self.form.files.append(name)
            return
        self.form.facts[name] = has.get("value", "on" if kind == "checkbox" else "")
        if kind == "date" and not self.form.facts[name]:
            self.form.facts[name] = "2027-06-30"
        if kind == "text":
            self.form.typed.append(name)

    def handle_data(self, data: str) -> None:
        self.words += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self.form is not None:
            self.form.facts[self.area] = self.words.strip()
            self.form.typed.append(self.area)
            self.area = ""
        elif tag == "select":
            self.select = ""
        elif tag == "form":
            self.form = None


def forms_of(client: Client, url: str) -> Iterator[Sent]:
    """The forms of a page, nothing where there is no page."""
    response = client.get(url)
    if response.status_code == 200 and "html" in response["Content-Type"]:
        parser = _Forms(url)
        parser.feed(response.content.decode())
        yield from parser.forms


def writing() -> list[Door]:
    """Addresses about a row that take a POST."""
    return [
        door for door in doors() if door.guard and door.arguments and "POST" in door.guard.methods
    ]


@pytest.fixture
def office(db: None) -> Office:
    return make_office()


@pytest.fixture
def found(office: Office) -> dict[str, list[tuple[Person, Sent]]]:
    """Every form that anybody meets, by the name of the address it is sent to."""
    values, known = one_of_each(office), {}  # type: ignore[var-annotated]
    others = [
        reverse("measure", args=[values["of_id"]]),
        reverse("measure-hand-back", args=[values["of_id"]]),
        reverse("lookback", args=[Takeover.objects.get(pk=values["takeover_id"]).round_id]),
    ]
    for role, person in [*office.people.items(), *make_administrators().items()]:
        client = signed_in(person)
        pages = [door.url(values) for door in doors() if opens_to(role, door)]
        for page in [*pages, *others]:
            for form in forms_of(client, page):
                try:
                    name = resolve(form.url.partition("?")[0]).url_name
                except Resolver404:
                    continue
                known.setdefault(name, []).append((person, form))
    return known


def opens_to(role: str, door: Door) -> bool:
    """Whether a page stands behind the door for the role; the others are proved shut by test_doors."""
    guard = door.guard
    if guard is None or guard.public or "GET" not in guard.methods:
        return False
    return not guard.permissions or bool(ROLES[RoleKey(role)].permissions & set(guard.permissions))


def old(form: Sent) -> dict[str, Any]:
    """What the second person sends: his own words, and the version that was there before."""
    facts = form.facts | {name: MINE for name in form.typed if name not in READ}
    facts |= {name: SimpleUploadedFile("请示.pdf", b"%PDF-1.4 other") for name in form.files}
    # 0 is the version of what was not there yet: where that is so, any other is the old one.
    versions = {name: "99" if facts[name] == "0" else "0" for name in facts if _versioned(name)}
    return facts | versions


def _versioned(name: str) -> bool:
    return name.endswith("version")


def test_every_form_carries_a_version_and_shows_both_texts_or_only_adds(
    found: dict[str, list[tuple[Person, Sent]]],
) -> None:
    changing = [door.name for door in writing() if door.name not in ADDING]
    without = [(name, url) for name in changing for url in without_version(found.get(name, []))]
    assert without == []
    one_sided = [
        name
        for name in changing
        if not any(shows_both(person, form) for person, form in found[name])
    ]
    assert one_sided == []


def without_version(forms: list[tuple[Person, Sent]]) -> list[str]:
    """The addresses of forms that carry none; "nowhere" when no page has the form."""
    if not forms:
        return ["nowhere"]
    return [form.url for _, form in forms if not any(map(_versioned, form.facts))]


def shows_both(person: Person, form: Sent) -> bool:
    """Sent with an old version it is refused, and what was typed stands beside what was saved."""
    answer = signed_in(person).post(form.url, old(form))
    page = answer.content.decode()
    refused = answer.status_code in {409, 422} and "他人" in page
    kept = not form.typed or MINE in page
    name = resolve(form.url.partition("?")[0]).url_name
    both = not form.typed or name in NOTHING_TO_SHOW or 'class="conflict"' in page
    return refused and kept and both


def test_the_closed_list_names_only_what_is_there() -> None:
    assert sorted({*ADDING, *NOTHING_TO_SHOW} - {door.name for door in writing()}) == []
