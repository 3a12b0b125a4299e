"""What the gallery shows: made-up forms, rows and figures that stand in no database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.urls import reverse

from rectify.deadlines.enums import Light
from rectify.issues.enums import Standing
from rectify.jobs.enums import JobState
from rectify.templatetags.parts.controls import icon_names
from rectify.web.context import Frame, Link, Place
from rectify.web.forms import DayField, OfficeForm

LONG = (
    "制定《项目资金拨付管理办法》，明确申请、审核、拨付各环节的时限和责任人；每月5日前由计划财务科"
    "对上月拨付情况逐笔核对，发现超期未拨的当日书面提醒责任科室，连续两次超期的在局务会上作出说明。"
)
SHARES = [("done", 8), ("partial", 3), ("in_progress", 9), ("long_term", 2), ("not_done", 3)]
THEIRS = {
    "version": 4,
    "title": "落实会议制度不够到位。",
    "text": "修订议事规则，每季度检查一次执行情况。",
    "department": "2",
}


SAMPLE_PERSONS = (
    {"id": "1", "name": "陈卫东", "note": "副局长", "known": "cwd陈卫东"},
    {"id": "2", "name": "沈桂兰", "note": "副局长", "known": "sgl沈桂兰"},
    {"id": "7", "name": "曾国良", "note": "办公室主任", "known": "zgl曾国良"},
)
"""Whom the finder finds in the gallery; the last is not among the options on the page."""


class SampleForm(OfficeForm):
    """One field of each kind."""

    title = forms.CharField(label="问题表述", max_length=60, help_text="照录反馈意见原文。")
    text = forms.CharField(label="整改措施", widget=forms.Textarea(attrs={"rows": 3}))
    department = forms.ChoiceField(
        label="责任部门", choices=[("", "请选择"), ("1", "办公室"), ("2", "计划财务科")]
    )
    leader = forms.ChoiceField(
        label="责任领导",
        required=False,
        choices=[("", "未明确"), ("1", "陈卫东（副局长）"), ("2", "沈桂兰（副局长）")],
        widget=forms.Select(attrs={"data-finds": "/gallery/persons/"}),
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


PERSON: Any = SamplePerson("陈卫东", "办公室主任")


def samples(*, saved: bool) -> dict[str, Any]:
    """Everything that the gallery's templates name."""
    wrong = {"title": "", "text": "已填写的内容会保留。", "percent": "120", "version": "3"}
    mine = {**THEIRS, "text": "修订议事规则，每半年检查一次。", "department": "1", "version": "3"}
    return {
        "frame": _frame(),
        "messages": [Message(messages.SUCCESS, "已保存。")] if saved else [],
        "trail": [("轮次", "#"), ("2026年第一轮常规巡察", "#")],
        "form": SampleForm(initial={"version": 3, "percent": 40}, auto_id="new_%s"),
        "wrong": SampleForm(wrong),
        "conflict": _without_errors(SampleForm(mine, auto_id="conflict_%s")),
        "theirs": THEIRS,
        "filters": SampleFilters({"status": "in_progress"}, auto_id="filter_%s"),
        "groups": LEDGER,
        "shares": SHARES,
        "lights": [("red", 3), ("yellow", 4), ("green", 8)],
        "jobs": [sample_job(state) for state in JobState.values],
        "at": datetime(2026, 8, 12, 1, 30, tzinfo=UTC),
        "person": PERSON,
        "steps": ["粘贴或上传", "识别核对", "确认入账"],
        "long": LONG,
        "icons": [name for name in icon_names() if not name.startswith(("status-", "light-"))],
    }


def sample_job(state: str) -> SimpleNamespace:
    """A job in one of its states."""
    failed = state == JobState.FAILED
    return SimpleNamespace(
        state=state,
        percent=35,
        stage="正在排版第12页" if state == JobState.RUNNING else "",
        failure="服务器缺少中文字体，请联系系统管理员安装后重试。" if failed else "",
        get_state_display=lambda: JobState(state).label,
        get_kind_display=lambda: "生成报告",
    )


def _frame() -> Frame:
    places = (
        ("待办", "inbox", 5),
        ("看板", "chart", None),
        ("台账", "list", None),
        ("报告", "document", None),
        ("导入", "import", None),
        ("轮次", "layers", None),
    )
    return Frame(
        places=[Place(name, "#", icon, name == "台账", count) for name, icon, count in places],
        unit_name="青禾县水务局",
        round=Link("2026年第一轮常规巡察", "#"),
        rounds=[Link("2025年第二轮常规巡察", "#"), Link("2024年涉粮专项巡察", "#")],
        search_url="#",
        bell_count=5,
        bell_url="#",
        person=PERSON,
        roles=["整改办"],
        sign_out_url=reverse("sign-out"),
        account_url="#",
    )


def _without_errors(form: SampleForm) -> SampleForm:
    """A form that is only refused because somebody else was quicker."""
    form.full_clean()
    for name in list(form.errors):
        del form.errors[name]
    return form


def _row(line: str) -> tuple[str, ...]:
    """One row out of its cells, written with bars between them."""
    return tuple(cell.strip() for cell in line.replace("（长）", LONG).split("|"))


def _group(name: str, category: str, issue: str, *measures: str) -> dict[str, Any]:
    number, words = name.split("、")
    return {
        "number": number,
        "name": words,
        "category": category.split(" "),
        "issue": _row(issue),
        "measures": [_row(measure) for measure in measures],
    }


LEDGER = [
    _group(
        "一、贯彻落实党中央决策部署和上级要求方面",
        "（一） 推进农村供水保障工程不够有力",
        "1|项目资金拨付不及时，部分工程款超过合同约定时间仍未支付到位，影响施工进度和群众用水。"
        "|in_progress|red|2026-10-31|计划财务科|周明远|1/3",
        "1-1|（长）|done|closed|2026-06-30|计划财务科|周明远|100%",
        "1-2|开展在建项目资金专项检查，形成问题清单并逐项销号。"
        "|in_progress|red|2026-10-31|计划财务科|周明远|60%",
        "1-3|将拨付进度纳入科室年度考核。|not_done|yellow|2026-12-05|人事科|林静|0%",
    ),
    _group(
        "二、落实全面从严治党战略部署方面",
        "（一） 党组议事决策不够规范",
        "2|“三重一大”事项范围不明确，个别大额支出未经集体研究。"
        "|partial|green|2027-02-28|办公室|周明远|1/3",
        "2-1|修订局党组议事规则，明确“三重一大”事项清单。|partial|green|2027-02-28|办公室|周明远|80%",
        "2-2|党组会议纪要按季度报驻局纪检监察组备案。|long_term|closed|长期坚持|办公室|周明远|50%",
        "2-3|待新办公用房启用后统一设置会议记录系统。|not_done|none|待定|办公室|林静|0%",
    ),
]
