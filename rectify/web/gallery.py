"""The gallery of components, for developers: every component in all its states on one page.

Open only with DEBUG; its examples are made up here and touch no row of the database.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse

from rectify.deadlines.enums import Light
from rectify.issues.enums import Standing
from rectify.jobs.enums import JobState
from rectify.web.context import Frame, Link, Place
from rectify.web.forms import DayField, OfficeForm
from rectify.web.guards import BOTH, WRITES, open_to_all


class SampleForm(OfficeForm):
    """One field of each kind."""

    title = forms.CharField(label="问题表述", max_length=60, help_text="照录反馈意见原文。")
    text = forms.CharField(label="整改措施", widget=forms.Textarea(attrs={"rows": 3}))
    department = forms.ChoiceField(
        label="责任部门", choices=[("", "请选择"), ("1", "办公室"), ("2", "计划财务科")]
    )
    due_on = DayField(label="整改时限", help_text="反馈日后3个月为2026年8月12日。")
    percent = forms.IntegerField(label="完成进度", min_value=0, max_value=100, required=False)
    file = forms.FileField(label="佐证材料", required=False)
    pace = forms.ChoiceField(
        label="问题类型",
        choices=[("a", "立行立改"), ("b", "限期整改"), ("c", "长期坚持")],
        widget=forms.RadioSelect,
    )
    agreed = forms.BooleanField(label="已与责任部门核对", required=False)


class SampleFilters(forms.Form):
    """The ledger's filters."""

    q = forms.CharField(
        label="搜索", required=False, widget=forms.TextInput(attrs={"type": "search"})
    )
    status = forms.ChoiceField(
        label="状态", required=False, choices=[("", "全部"), *Standing.choices]
    )
    light = forms.ChoiceField(label="预警", required=False, choices=[("", "全部"), *Light.choices])
    due_before = DayField(label="时限早于", required=False)


@dataclass(frozen=True, slots=True)
class SamplePerson:
    """Somebody who is in no database."""

    name: str
    post: str

    def __str__(self) -> str:
        return self.name


def only_in_debug(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The gallery does not exist in an office."""

    @functools.wraps(view)
    def enter(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.DEBUG:
            raise Http404
        return view(request, *args, **kwargs)

    return enter


@open_to_all(methods=BOTH)
@only_in_debug
def gallery(request: HttpRequest) -> HttpResponse:
    """All components; the address `?alone=1` shows those of pages without a frame."""
    wrong = SampleForm(
        {"title": "", "text": "已填写的内容会保留。", "percent": "120", "version": "3"}
    )
    wrong.full_clean()
    context = {
        "frame": _frame(),
        "messages": [Message(messages.SUCCESS, "已保存。")] if "saved" in request.GET else [],
        "trail": [("轮次", "#"), ("2026年第一轮常规巡察", "#")],
        "form": SampleForm(initial={"version": 3, "percent": 40}, auto_id="new_%s"),
        "wrong": wrong,
        "conflict": _conflict(),
        "theirs": {
            "version": 4,
            "title": "落实会议制度不够到位。",
            "text": "修订议事规则，每季度检查一次执行情况。",
            "department": "2",
        },
        "filters": SampleFilters({"status": "in_progress"}, auto_id="filter_%s"),
        "groups": _ledger(),
        "shares": [
            ("done", 8),
            ("partial", 3),
            ("in_progress", 9),
            ("long_term", 2),
            ("not_done", 3),
        ],
        "lights": [("red", 3), ("yellow", 4), ("green", 8)],
        "jobs": [_job(state) for state in JobState.values],
        "at": datetime(2026, 8, 12, 1, 30, tzinfo=UTC),
        "person": SamplePerson("陈卫东", "办公室主任"),
        "steps": ["粘贴或上传", "识别核对", "确认入账"],
        "long": LONG,
        "icons": ICONS,
    }
    return render(request, "gallery.html", context)


@open_to_all()
@only_in_debug
def echo(request: HttpRequest) -> HttpResponse:
    """What was searched for, to see how often it was asked."""
    return HttpResponse(request.GET.get("q", ""), content_type="text/plain; charset=utf-8")


@open_to_all(methods=BOTH)
@only_in_debug
def row(request: HttpRequest) -> HttpResponse:
    """A row opened in place; saving it refuses, to show where the sentences appear."""
    form = SampleForm(request.POST or None, auto_id="row_%s")
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "gallery/row.html", {"form": form}, status=status)


@open_to_all()
@only_in_debug
def job(request: HttpRequest) -> HttpResponse:
    """A job that has ended meanwhile."""
    return render(request, "gallery/job.html", {"job": _job(JobState.DONE)})


@open_to_all(methods=WRITES)
@only_in_debug
def upload(request: HttpRequest) -> HttpResponse:
    """Take a file and forget it; a name that says 坏 is refused."""
    file = request.FILES.get("file")
    if file is None or "坏" in str(file.name):
        sentence = "文件内容与扩展名不符，请检查后重新选择。"
        return HttpResponse(sentence, status=422, content_type="text/plain; charset=utf-8")
    return render(request, "gallery/file.html", {"name": file.name, "size": file.size}, status=201)


def _frame() -> Frame:
    places = [
        ("待办", "inbox", 5),
        ("看板", "chart", None),
        ("台账", "list", None),
        ("报告", "document", None),
        ("导入", "import", None),
        ("轮次", "layers", None),
    ]
    person: Any = SamplePerson("陈卫东", "办公室主任")
    return Frame(
        places=[Place(name, "#", icon, name == "台账", count) for name, icon, count in places],
        unit_name="青禾县水务局",
        round=Link("2026年第一轮常规巡察", "#"),
        rounds=[Link("2025年第二轮常规巡察", "#"), Link("2024年涉粮专项巡察", "#")],
        search_url="#",
        bell_count=5,
        bell_url="#",
        person=person,
        roles=["整改办"],
        sign_out_url=reverse("sign-out"),
        account_url="#",
    )


def _conflict() -> SampleForm:
    form = SampleForm(
        {
            "title": "落实会议制度不够到位。",
            "text": "修订议事规则，每半年检查一次。",
            "department": "1",
            "version": "3",
        },
        auto_id="conflict_%s",
    )
    form.full_clean()
    for name in list(form.errors):
        del form.errors[name]
    return form


def _job(state: str) -> SimpleNamespace:
    return SimpleNamespace(
        state=state,
        percent=35,
        stage="正在排版第12页" if state == JobState.RUNNING else "",
        failure="服务器缺少中文字体，请联系系统管理员安装后重试。"
        if state == JobState.FAILED
        else "",
        get_state_display=lambda: JobState(state).label,
        get_kind_display=lambda: "生成报告",
    )


LONG = (
    "制定《项目资金拨付管理办法》，明确申请、审核、拨付各环节的时限和责任人；每月5日前由计划财务科"
    "对上月拨付情况逐笔核对，发现超期未拨的当日书面提醒责任科室，连续两次超期的在局务会上作出说明。"
)

ICONS = [
    "inbox",
    "chart",
    "list",
    "document",
    "import",
    "layers",
    "people",
    "key",
    "clock",
    "search",
    "bell",
    "person",
    "department",
    "down",
    "right",
    "left",
    "back",
    "close",
    "check",
    "plus",
    "edit",
    "trash",
    "download",
    "upload",
    "file",
    "paperclip",
    "warning",
    "error",
    "info",
    "done",
    "filter",
    "more",
    "leave",
    "calendar",
    "print",
    "refresh",
    "link",
    "comment",
    "move",
    "merge",
    "split",
    "lock",
    "settings",
]


def _ledger() -> list[dict[str, Any]]:
    """Two aspects with issues and measures in every standing and light."""
    measures = [
        ("1-1", LONG, "done", "closed", "2026-06-30", "计划财务科", "周明远", 100),
        (
            "1-2",
            "开展在建项目资金专项检查，形成问题清单并逐项销号。",
            "in_progress",
            "red",
            "2026-10-31",
            "计划财务科",
            "周明远",
            60,
        ),
        (
            "1-3",
            "将拨付进度纳入科室年度考核。",
            "not_done",
            "yellow",
            "2026-12-05",
            "人事科",
            "林静",
            0,
        ),
    ]
    more = [
        (
            "2-1",
            "修订局党组议事规则，明确“三重一大”事项清单。",
            "partial",
            "green",
            "2027-02-28",
            "办公室",
            "周明远",
            80,
        ),
        (
            "2-2",
            "党组会议纪要按季度报驻局纪检监察组备案。",
            "long_term",
            "closed",
            "长期坚持",
            "办公室",
            "周明远",
            50,
        ),
        (
            "2-3",
            "待新办公用房启用后统一设置会议记录系统。",
            "not_done",
            "none",
            "待定",
            "办公室",
            "林静",
            0,
        ),
    ]
    return [
        {
            "number": "一",
            "name": "贯彻落实党中央决策部署和上级要求方面",
            "category": ("（一）", "推进农村供水保障工程不够有力"),
            "issues": [
                (
                    "1",
                    "项目资金拨付不及时，部分工程款超过合同约定时间仍未支付到位，影响施工进度和群众用水。",
                    "in_progress",
                    "red",
                    "2026-10-31",
                    "计划财务科",
                    measures,
                )
            ],
        },
        {
            "number": "二",
            "name": "落实全面从严治党战略部署方面",
            "category": ("（一）", "党组议事决策不够规范"),
            "issues": [
                (
                    "2",
                    "“三重一大”事项范围不明确，个别大额支出未经集体研究。",
                    "partial",
                    "green",
                    "2027-02-28",
                    "办公室",
                    more,
                )
            ],
        },
    ]


urlpatterns = [
    path("", gallery, name="gallery"),
    path("echo/", echo, name="gallery-echo"),
    path("row/", row, name="gallery-row"),
    path("job/", job, name="gallery-job"),
    path("upload/", upload, name="gallery-upload"),
]
