"""A ledger written out in any listing style reads back as the same ledger."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rectify.papers.reading import read_paper
from rectify.papers.recognised import FoundIssue
from tests.intake.accuracy.matching import plain
from tests.intake.styles import Expected, Grouped, Headed, Issue, Numbered, Style, Told, Writer

TODAY = date(2026, 11, 21)
ASPECTS = (
    "聚焦贯彻落实党的路线方针政策",
    "聚焦群众身边不正之风和腐败问题",
    "聚焦基层党组织建设",
)
GROUPS = ("履行政治责任有差距", "落实重点任务不扎实")
TOPICS = (
    "中心组学习",
    "意识形态工作责任制",
    "“三重一大”事项集体决策",
    "公务接待审批",
    "固定资产管理",
    "合同管理",
    "《档案安全管理办法》执行",
    "干部日常监督",
    "库房温湿度监测",
    "专项经费使用",
    "谈心谈话",
    "窗口服务",
)
DEFECTS = (
    "走过场",
    "不严格",
    "不到位",
    "流于形式",
    "滞后",
    "不规范",
    "存在薄弱环节",
    "责任落实不够",
)
MEASURES = (
    "修订学习制度并按月检查",
    "开展固定资产清查126件，补登设备12台",
    "补办审批手续3份",
    "清退违规发放资金2.35万元",
    "建立“一岗双责”责任清单",
    "组织专题培训2期，覆盖48人",
    "约谈责任人3人次",
    "与施工单位对账，收回预付款4万元",
    "党组书记带头讲党课",
    "库房加装温湿度传感器16个",
)

SOUND = [
    Style(headed, grouped, numbered, told)
    for headed, grouped, numbered, told in product(Headed, Grouped, Numbered, Told)
    if Style(headed, grouped, numbered, told).sound
]


@st.composite
def ledgers(draw: st.DrawFn, style: Style) -> list[Issue]:
    """Up to seven issues, some of them with titles much alike, as the style can tell them."""
    titles = draw(
        st.lists(
            st.tuples(st.sampled_from(TOPICS), st.sampled_from(DEFECTS)),
            min_size=1,
            max_size=7,
            unique=True,
        )
    )
    statuses = {
        Told.CLOSING: ("done", "in_progress"),
        Told.NOT: ("done",),
    }.get(style.told, ("done", "partial", "in_progress", "long_term", "not_done"))
    depth = draw(st.integers(1, 2))
    return [
        Issue(
            path=_path(draw, depth),
            title=f"{topic}{defect}",
            status=draw(st.sampled_from(statuses)),
            measures=_measures(draw),
        )
        for topic, defect in titles
    ]


def _path(draw: st.DrawFn, depth: int) -> tuple[str, ...]:
    path = (draw(st.sampled_from(ASPECTS)), draw(st.sampled_from(GROUPS)))
    return path[:depth]


def _measures(draw: st.DrawFn) -> tuple[str, ...]:
    return tuple(draw(st.lists(st.sampled_from(MEASURES), min_size=1, max_size=3, unique=True)))


def as_read(issue: FoundIssue) -> Expected:
    """What was read of an issue, without what carries no meaning."""
    return Expected(
        path=tuple(plain(step.heading) for step in issue.categories),
        title=plain(issue.title),
        status=issue.status.value if issue.status else None,
        measures=tuple(plain(measure.text) for measure in issue.measures),
    )


def as_written(issue: Expected) -> Expected:
    """What was written of an issue, laid out alike."""
    return Expected(
        path=tuple(map(plain, issue.path)),
        title=plain(issue.title),
        status=issue.status,
        measures=tuple(map(plain, issue.measures)),
    )


def named(style: Style) -> str:
    """The four choices in a word each."""
    parts = (style.headed, style.grouped, style.numbered, style.told)
    return "-".join(part.name.lower() for part in parts)


@pytest.mark.parametrize("style", SOUND, ids=named)
@settings(max_examples=5)
@given(data=st.data())
def test_a_ledger_in_any_listing_style_reads_back_as_the_same_ledger(
    style: Style, data: st.DataObject
) -> None:
    below = data.draw(st.booleans())
    shown = Style(style.headed, style.grouped, style.numbered, style.told, below=below)
    writer = Writer(data.draw(ledgers(shown)), shown)
    read = read_paper(writer.text(), today=TODAY)
    assert [as_read(issue) for issue in read.issues] == [as_written(i) for i in writer.expected()]
    assert read.offered == ()
