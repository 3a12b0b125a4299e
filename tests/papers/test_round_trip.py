"""A ledger written out in any listing style reads back as the same ledger."""

from __future__ import annotations

from datetime import date

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from rectify.kernel.numerals import write_number
from rectify.papers.reading import read_paper
from rectify.papers.statuses import Status
from tests.papers.writer import (
    STATUS_GROUPS,
    Grouped,
    Headed,
    ListingStyle,
    Told,
    Written,
    ordered,
    write_report,
)

TODAY = date(2026, 11, 21)
ASPECTS = ("党的领导方面", "履行职责方面", "作风建设方面", "基层党组织建设方面")
CATEGORIES = ("理论武装不够扎实", "民主决策不规范", "内部管理有漏洞", "为民服务不到位")
TITLES = (
    "中心组学习重形式轻实效",
    "“三重一大”事项会前沟通不充分",
    "水费票据管理混乱",
    "河道采砂监管存在盲区",
    "农村供水管护责任悬空",
    "节水宣传一阵风",
    "防汛物资账实不符",
    "公务用车派车单填写不全",
    "年轻干部培养缺乏长远规划",
    "招标文件设置门槛，限制潜在投标人",
    "干部档案“三龄两历”审核不严",
    "谈心谈话千篇一律",
    "水库移民资金拨付滞后",
    "取水许可审批超时限",
    "党费收缴台账不健全",
    "工程变更先施工后审批",
)
MEASURES = (
    "修订《议事规则》，明确讨论决定事项32项",
    "开展专项清理，追回资金3.6万元",
    "组织业务培训4期，参训210人次",
    "建立问题台账，逐项对账销号",
    "对两名责任人批评教育",
    "健全巡查机制，累计巡查136次",
)


@st.composite
def ledgers(draw: st.DrawFn) -> list[Written]:
    """Ledgers of two to nine issues with titles of their own."""
    titles = draw(st.lists(st.sampled_from(TITLES), min_size=2, max_size=9, unique=True))
    issues = []
    for title in titles:
        measures = draw(st.lists(st.sampled_from(MEASURES), min_size=1, max_size=3, unique=True))
        aspect = draw(st.sampled_from(ASPECTS))
        category = draw(st.sampled_from(CATEGORIES))
        issues.append(Written(aspect, category, title, draw(st.booleans()), tuple(measures)))
    return issues


def styles() -> st.SearchStrategy[ListingStyle]:
    """All listing styles that an office could mean; a status group tells the standing itself."""
    return st.builds(
        ListingStyle,
        st.sampled_from(Headed),
        st.sampled_from(Grouped),
        st.booleans(),
        st.sampled_from(Told),
        st.booleans(),
        st.booleans(),
    ).filter(lambda style: (style.told is Told.GROUP) == (style.grouped is Grouped.STATUS))


def expected_path(each: Written, style: ListingStyle, place: int) -> list[str]:
    """The headings that stand above an issue."""
    if style.grouped is Grouped.NOT:
        return []
    if style.grouped is Grouped.STATUS:
        return [STATUS_GROUPS[each.done]]
    if style.grouped is Grouped.DEEP:
        return [each.aspect, each.category]
    if style.grouped is Grouped.ASPECTS:
        return [f"第{write_number(place)}方面，{each.aspect}"]
    return [each.aspect]


@given(ledgers(), styles())
@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_ledger_in_any_listing_style_reads_back(
    ledger: list[Written], style: ListingStyle
) -> None:
    assume(style.told is not Told.CLOSING or any(each.done for each in ledger))
    read = read_paper(write_report(ledger, style), today=TODAY)
    listed = ordered(ledger, style)
    assert [issue.title for issue in read.issues] == [each.title for each in listed]
    aspects = list(dict.fromkeys(each.aspect for each in listed))
    for issue, each in zip(read.issues, listed, strict=True):
        place = aspects.index(each.aspect) + 1
        assert [step.heading for step in issue.path] == expected_path(each, style, place)
        assert [measure.text.rstrip("。") for measure in issue.measures] == list(each.measures)
        if style.told is not Told.NOWHERE:
            assert issue.status is (Status.DONE if each.done else Status.IN_PROGRESS)
