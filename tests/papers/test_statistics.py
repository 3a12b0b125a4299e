"""The figures a paper gives of itself; units are never mixed."""

from __future__ import annotations

import pytest

from rectify.papers.statistics import stated_in
from tests.papers.reading import read, report


def figures(text: str) -> dict[str, float | str]:
    """The figures stated in a text, without the unknown ones."""
    return {name: value for name, value in stated_in([text]).to_json().items() if value is not None}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "巡察反馈的3个方面28个问题，已整改完成25个（含立行立改问题4个），阶段性完成整改3个。",
            {"aspects": 3, "issues": 28, "done": 25, "partial": 3},
        ),
        (
            "反馈20个问题，已完成整改15个、正在整改5个，整改完成率75%。",
            {"issues": 20, "done": 15, "in_progress": 5, "rate": 75.0, "rate_of": "issues"},
        ),
        (
            "500个问题，完成整改490个，基本完成并持续整改6个，未完成4个，总体完成率98%。",
            {"issues": 500, "done": 490, "partial": 6, "not_done": 4, "rate": 98.0}
            | {"rate_of": "issues"},
        ),
        (
            "分解为90项整改措施，已整改到位72个，18个正在整改中，整改落实率为80%。",
            {"measures": 90, "rate": 80.0, "rate_of": "measures"},
        ),
        (
            "巡察反馈的3个方面11类问题，自行细化为36个具体问题、142项措施。",
            {"aspects": 3, "categories": 11, "issues": 36, "measures": 142},
        ),
        (
            "反馈的三个方面、二十五个问题、40个具体表现，分解为30项具体整改任务。",
            {"aspects": 3, "issues": 25, "manifestations": 40, "tasks": 30},
        ),
        (
            "本次反馈共涉及3方面12条问题，已全部整改完成，整改进度100％。",
            {"aspects": 3, "issues": 12, "done": 12, "rate": 100.0, "rate_of": "issues"},
        ),
        ("全部28个问题均已整改到位。", {"issues": 28, "done": 28}),
    ],
)
def test_statistics_as_offices_phrase_them(text: str, expected: dict[str, float | str]) -> None:
    assert figures(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "建立三个清单，落实一岗双责，增强四个意识。",
        "新建制度12项，召开会议8次，收到意见建议16条。",
        "产生问题的根本原因，主要有以下三个方面：",
        "到期一个、验收一个、销号一个。",
        "确保12月底前全部整改完成。",
        "针对反馈意见，做到即知即改、真改实改、全面整改。",
        "党员参训率达98%。",
    ],
)
def test_set_phrases_and_other_counts_state_nothing(text: str) -> None:
    assert figures(text) == {}


def test_standings_of_measures_are_kept_apart_from_those_of_issues() -> None:
    stated = stated_in(["反馈12个问题，制定措施46条，已完成整改措施40条，措施完成率86.96%。"])
    assert stated.done is None
    assert [number for _, number in stated.measure_standings] == [40]
    assert stated.rate_of == "measures"


def test_what_is_stated_and_what_is_found_are_compared_first() -> None:
    recognised = report(
        "巡察反馈的3个问题，已整改完成2个，正在整改1个，整改完成率90%。",
        "（一）护林方面（2个问题）",
        "1.关于“护林员管理松散”的问题。已完成整改。",
    )
    assert recognised.warnings[0] == "文中写有3个问题，读出1个，请逐条核对。"
    assert any("完成率为90%" in warning for warning in recognised.warnings)
    assert any("写有2个问题，其下读出1个" in warning for warning in recognised.warnings)


def test_parts_that_do_not_add_up_are_told() -> None:
    recognised = read(
        "县林业局党组关于巡察整改情况的报告\n反馈的10个问题，已完成整改6个，正在整改3个。"
    )
    assert any("合计9个，与问题总数10个不符" in warning for warning in recognised.warnings)


def test_figures_within_an_issue_are_not_the_papers() -> None:
    recognised = report("1.关于“护林员管理松散”的问题。排查发现12个问题，已完成整改11个。")
    assert recognised.stated.issues is None
