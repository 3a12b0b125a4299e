"""Components: what they refuse, what they escape, what they keep."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django import forms
from django.template import Context, Template, TemplateSyntaxError

from rectify.deadlines.enums import Light
from rectify.issues.enums import Standing
from rectify.templatetags.presentation import LIGHTS, STATUSES
from rectify.web.forms import DayField, OfficeForm

EVIL = "<script>alert(1)</script>"


class MeasureForm(OfficeForm):
    text = forms.CharField(label="整改措施", help_text="写明做什么。")
    department = forms.ChoiceField(label="责任部门", choices=[("1", "办公室"), ("2", "财务科")])
    due_on = DayField(label="整改时限", required=False)
    agreed = forms.BooleanField(label="已核对", required=False)


def shown(source: str, **facts: Any) -> str:
    return Template("{% load look %}" + source).render(Context({"csrf_token": "token", **facts}))


@pytest.mark.parametrize(
    ("source", "unknown"),
    [
        ('{% button "保存" colour="red" %}', "colour"),
        ('{% button "保存" hx_on="x" %}', "hx_on"),
        ('{% status "done" word="已完成" %}', "word"),
        ('{% page_head "台账" titel="x" %}{% endpage_head %}', "titel"),
        ("{% field form.text lable='x' %}", "lable"),
        ('{% stat "总数" 1 link="/" %}', "link"),
        ("{% form form acton='/' %}{% endform %}", "acton"),
        ('{% table "台账" sticky=True %}{% endtable %}', "sticky"),
    ],
)
def test_an_input_that_a_component_does_not_know_is_an_error_naming_the_accepted_ones(
    source: str, unknown: str
) -> None:
    with pytest.raises(TemplateSyntaxError, match=f"does not know '{unknown}'; it accepts: [a-z_]"):
        shown(source, form=MeasureForm())


@pytest.mark.parametrize(
    ("source", "accepted"),
    [
        ('{% button "保存" kind="primary" %}', "'main', 'plain', 'danger', 'quiet'"),
        ('{% status "finished" %}', "'done', 'partial', 'in_progress', 'long_term', 'not_done'"),
        ('{% status "" %}', "'done'"),
        ('{% light "orange" %}', "'red', 'yellow', 'green', 'none', 'closed'"),
        ('{% icon "unicorn" %}', "'inbox'"),
        ('{% notice "fatal" %}{% endnotice %}', "'info', 'done', 'warning', 'error'"),
        ('{% field form.text width="huge" %}', "'short', 'medium', 'full'"),
        ('{% stat "总数" 1 sign="minus" %}', "'equals', 'plus'"),
        ('{% clamp "长文" lines=9 %}', "'1', '2', '3', '4'"),
        ('{% group_row "chapter" span=3 %}{% endgroup_row %}', "'aspect', 'category'"),
    ],
)
def test_a_value_that_a_component_does_not_know_is_an_error_naming_the_accepted_ones(
    source: str, accepted: str
) -> None:
    with pytest.raises(TemplateSyntaxError, match=re.escape(accepted)):
        shown(source, form=MeasureForm())


def test_a_field_that_is_no_field_is_an_error() -> None:
    with pytest.raises(TemplateSyntaxError, match="needs a field of a form"):
        shown("{% field form.nothing %}", form=MeasureForm())


@pytest.mark.parametrize(
    "source",
    [
        "{% button evil href=evil confirm=evil why=evil %}",
        "{% page_head evil note=evil trail=trail %}{{ evil }}{% endpage_head %}",
        '{% status "done" words=evil %}{% light "red" note=evil %}',
        "{% stat_strip evil %}{% stat evil evil href=evil note=evil unit=evil %}{% endstat_strip %}",
        "{% notice title=evil %}{{ evil }}{% endnotice %}",
        "{% empty_state evil text=evil %}{{ evil }}{% endempty_state %}",
        "{% facts %}{% fact evil evil %}{% fact_block evil %}{{ evil }}{% endfact_block %}{% endfacts %}",
        "{% history %}{% event evil who=evil note=evil text=evil %}{% endevent %}{% endhistory %}",
        "{% change evil evil evil %}{% clamp evil href=evil %}{% breadcrumb trail %}",
        "{% tree evil %}{% branch evil number=evil count=evil href=evil %}{% endbranch %}{% endtree %}",
        "{% branch evil %}{% branch evil %}{% endbranch %}{% endbranch %}",
        "{% table evil %}{% group_row 'aspect' span=2 key=evil %}{{ evil }}{% endgroup_row %}{% endtable %}",
        "{% tree_cell number=evil count=evil toggles=evil %}{{ evil }}{% endtree_cell %}",
        "{% menu evil %}{% menu_item evil href=evil %}{% menu_item evil post=evil confirm=evil %}{% endmenu %}",
        "{% dialog 'd' evil %}{{ evil }}{% enddialog %}{% tabs evil %}{% tab evil evil %}{% endtabs %}",
        "{% chips clear=evil %}{% chip evil evil evil %}{% endchips %}{% pagination older=evil shown=evil %}",
        "{% files %}{% file evil evil facts=evil %}{{ evil }}{% endfile %}{% endfiles %}",
        "{% upload evil into=evil hint=evil %}",
        "{% person evil part=evil %}{% department evil %}{% stepper steps 1 %}{% shares counts label=evil %}",
        "{% form form theirs=theirs %}{% field form.text %}{% endform %}",
    ],
)
def test_whatever_people_typed_is_escaped_in_every_component(source: str) -> None:
    form = MeasureForm({"text": EVIL, "department": EVIL, "version": EVIL})
    html = shown(
        source,
        evil=EVIL,
        form=form,
        trail=[(EVIL, EVIL)],
        steps=[EVIL],
        counts={"done": 1},
        theirs={"text": EVIL + "2", "department": "2", "version": 3},
    )
    assert "<script" not in html
    assert "&lt;script&gt;" in html


def test_every_standing_and_every_light_has_a_word_a_shape_and_a_colour() -> None:
    assert {key: face.word for key, face in STATUSES.items()} == dict(Standing.choices)
    assert {key: face.word for key, face in LIGHTS.items()} == dict(Light.choices)
    for tag, faces in (("status", STATUSES), ("light", LIGHTS)):
        for key, face in faces.items():
            html = shown(f"{{% {tag} key %}}", key=key)
            assert face.word in html
            assert f"sprite.svg#{tag}-{key}" in html
            assert f"{tag}-{key}" in html


def test_the_offices_own_word_stands_beside_the_standing_unless_it_is_the_same() -> None:
    assert "已取得明显成效" in shown('{% status "partial" words="已取得明显成效" %}')
    assert shown('{% status "done" words="已完成" %}').count("已完成") == 1


def test_a_field_keeps_what_was_typed_and_says_in_one_sentence_what_is_wrong() -> None:
    form = MeasureForm({"text": "", "department": "1", "due_on": "13月1日", "version": "3"})
    html = shown(
        "{% form form %}{% field form.text %}{% field form.due_on %}{% endform %}", form=form
    )
    assert 'value="13月1日"' in html
    assert "请填写有效日期，例如2026-08-12。" in html
    assert 'aria-describedby="id_text_hint id_text_error"' in html
    assert html.count('aria-invalid="true"') == 2
    assert '<input type="hidden" name="version" value="3"' in html


def test_a_form_that_writes_carries_its_token_and_its_guards_and_a_filter_does_not() -> None:
    writing = shown("{% form form %}{% endform %}", form=MeasureForm())
    assert 'name="csrfmiddlewaretoken" value="token"' in writing
    assert "data-once" in writing
    assert "data-guard" in writing
    reading = shown('{% form method="get" %}{% endform %}{% filter_bar %}{% endfilter_bar %}')
    assert "csrfmiddlewaretoken" not in reading
    assert "data-once" not in reading


def test_a_conflict_shows_both_texts_in_words_and_the_next_save_carries_the_new_version() -> None:
    form = MeasureForm({"text": "我的", "department": "1", "agreed": "on", "version": "3"})
    theirs = {"text": "他的", "department": "2", "agreed": False, "version": 4}
    html = shown(
        "{% form form theirs=theirs %}{% field form.text %}{% endform %}", form=form, theirs=theirs
    )
    assert 'name="version" value="4"' in html
    assert 'value="3"' not in html
    for words in ("我的", "他的", "办公室", "财务科", ">是<", ">否<"):
        assert words in html
    assert "整改时限" not in html
    assert 'value="我的"' in html


def test_a_page_that_gives_no_other_text_shows_no_conflict() -> None:
    html = shown("{% form form theirs=theirs %}{% endform %}", form=MeasureForm({"version": "3"}))
    assert "conflict" not in html
    assert 'name="version" value="3"' in html
    assert "<form" in shown("{% form no_such_form %}{% endform %}")


def test_a_conflict_without_a_difference_says_so() -> None:
    form = MeasureForm({"text": "同", "department": "1", "version": "3"})
    html = shown(
        "{% form form theirs=theirs %}{% endform %}",
        form=form,
        theirs={"text": "同", "department": "1", "version": 4},
    )
    assert "两份内容相同，可直接再次保存。" in html


def test_a_button_is_a_link_when_it_leads_somewhere_and_no_link_when_it_must_not() -> None:
    assert shown('{% button "导出" href="/x" %}').startswith(
        '<a class="button button-plain" href="/x"'
    )
    forbidden = shown('{% button "导出" href="/x" disabled=True why="先保存。" %}')
    assert "href=" not in forbidden
    assert 'aria-disabled="true"' in forbidden
    assert 'title="先保存。"' in forbidden
    assert 'type="submit"' in shown('{% button "保存" %}')
    assert 'type="button"' in shown('{% button "打开" opens="dialog" %}')


def test_a_button_that_posts_by_itself_carries_its_token_and_version() -> None:
    html = shown('{% button "停用" post="/x" version=3 confirm="确定停用吗？" %}')
    assert '<form class="act" method="post" action="/x" data-once>' in html
    assert 'name="csrfmiddlewaretoken" value="token"' in html
    assert 'name="version" value="3"' in html
    assert 'data-confirm="确定停用吗？"' in html


def test_an_empty_fact_person_or_change_is_shown_as_nothing_and_zero_as_zero() -> None:
    assert "—" in shown('{% fact "文号" value %}', value=None)
    assert ">0<" in shown('{% fact "进度" 0 %}')
    assert "—" in shown("{% person p %}", p=None)
    assert "（空）" in shown('{% change "目标" "" "新" %}')


def test_shares_of_a_whole_are_drawn_in_order_and_read_out() -> None:
    html = shown("{% shares counts %}", counts=[("done", 3), ("in_progress", 0), ("not_done", 1)])
    assert 'aria-label="已完成3，整改中0，未整改1"' in html
    assert re.findall(r'class="shares-(\w+)" x="([\d.]+)" y="0" width="([\d.]+)"', html) == [
        ("done", "0.000", "75.000"),
        ("not_done", "75.000", "25.000"),
    ]


@pytest.mark.parametrize(
    ("value", "top", "words"), [(3, 5, "60%"), (0, 0, "0%"), (9, 5, "100%"), (None, 100, "0%")]
)
def test_a_bar_never_shows_more_than_the_whole(value: int | None, top: int, words: str) -> None:
    assert words in shown("{% progress value top=top %}", value=value, top=top)


class SampleJob:
    failure = "服务器缺少中文字体，请联系系统管理员。"
    stage = "正在排版"
    percent = 40

    def __init__(self, state: str) -> None:
        self.state = state

    def get_kind_display(self) -> str:
        return "生成报告"

    def get_state_display(self) -> str:
        return "排队中"


def test_a_job_is_asked_about_while_it_runs_and_no_longer_when_it_has_ended() -> None:
    source = '{% job job "/jobs/1/" done_url="/r.pdf" done_label="下载PDF" %}'
    running = shown(source, job=SampleJob("running"))
    assert 'hx-get="/jobs/1/"' in running
    assert "/r.pdf" not in running
    done = shown(source, job=SampleJob("done"))
    assert "hx-get" not in done
    assert 'href="/r.pdf"' in done
    failed = shown(source, job=SampleJob("failed"))
    assert "hx-get" not in failed
    assert SampleJob.failure in failed
