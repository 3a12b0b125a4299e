"""The corpus is sound, the measure is honest, and papers are read as well as the floors ask."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import docx
import openpyxl
import pytest

from tests.intake.accuracy.__main__ import main
from tests.intake.accuracy.corpus import Kind, Paper, papers
from tests.intake.accuracy.facts import Deadline, Issue, Measure, Reading
from tests.intake.accuracy.matching import plain, plain_deadline
from tests.intake.accuracy.reading import build
from tests.intake.accuracy.scores import FLOORS, Aspect, score, total
from tests.intake.accuracy.soundness import deadlines, is_utf8, pages, quoted, strange, words_of

ALL = papers()
DESCRIBED = [paper for paper in ALL if paper.kind in {Kind.XLSX, Kind.DOCX}]
TOTALS_DIFFER = {"totals-disagree", "closing-section-adds-one", "no-issues"}


def issue(
    title: str,
    *,
    path: tuple[str, ...] = (),
    status: str | None = None,
    measures: tuple[Measure, ...] = (),
) -> Issue:
    """An issue of which only this is told."""
    return Issue(path, title, status, status, None, frozenset(), measures)


def reading(*issues: Issue) -> Reading:
    """A paper that holds these issues and tells nothing else."""
    return Reading({}, {}, issues, ())


def each(chosen: list[Paper]) -> pytest.MarkDecorator:
    """Run a test for each of these papers, under the paper's name."""
    return pytest.mark.parametrize("paper", chosen, ids=[paper.name for paper in chosen])


class TestTheCorpus:
    def test_holds_forty_papers_and_twelve_files_and_more_than_one_encoding(self) -> None:
        assert len(ALL) >= 40
        assert len(DESCRIBED) >= 12
        assert sum(not is_utf8(paper) for paper in ALL) >= 2

    def test_holds_a_paper_of_twenty_pages(self) -> None:
        assert max(pages(paper.text()) for paper in ALL if paper.kind is Kind.TEXT) >= 20

    @each(ALL)
    def test_expects_what_the_command_prints_and_nothing_else(self, paper: Paper) -> None:
        assert not list(strange(paper.expected))

    @each(ALL)
    def test_expects_only_words_that_stand_in_the_paper(self, paper: Paper) -> None:
        source = plain(words_of(paper))
        assert not [words for words in quoted(paper.expected) if plain(words) not in source]

    @each(ALL)
    def test_counts_as_the_paper_counts_unless_the_paper_is_wrong(self, paper: Paper) -> None:
        if TOTALS_DIFFER & set(paper.expected["covers"]):
            return
        stated, issues = paper.expected["stated"], paper.expected["issues"]
        assert stated.get("issues") in {None, len(issues)}
        for status in ("done", "partial", "in_progress", "long_term", "not_done"):
            told = sum(issue["status"] == status for issue in issues)
            assert stated.get(status) in {None, told}, status

    @each(ALL)
    def test_dates_a_deadline_as_its_words_say(self, paper: Paper) -> None:
        for deadline in deadlines(paper.expected):
            words = plain_deadline(Deadline(**deadline))
            if re.fullmatch(r"\d{4}-\d\d-\d\d", words):
                assert deadline["on"] == words
            assert deadline["on"] is None or date.fromisoformat(deadline["on"])
            lasting = bool(re.search("长期坚持|持续推进|常态长效", words))
            assert deadline["long_term"] is lasting, words

    @pytest.mark.parametrize("pattern", [
        r"\d{4}年\d+月\d+日前", r"^\d+月\d+日前", r"\d{4}-\d\d-\d\d", r"\d{4}\.\d+\.\d+", r"月 ?\d+日前",
        r"^\d{4}年\d+月$", r"^\d+月底$", r"月底以前", r"\d{4}年\d+月底前", "拟于11月完成", "上旬", "中旬", "下旬",
        "第一季度内", r"\d{4}年底前", "^年内$", "^年底前$", "底前，并长期坚持", "底前并长期坚持",
        "立行立改，长期坚持", "^立行立改$", "即知即改", "立即整改", "马上就改", "^长期坚持$", "持续推进",
        "常态长效", "2个月内", "三个月内", "90天内", "半年之内", "1年之内", "反馈后1个月内", "一周内",
        "集中整改期内", "每季度", "每月", "等节点", "^待.*后$", "按计划推进", "X月X日", r"\*月\*日",
        r"\d+\*年", r"^\d{7}日至\d{3}日$",
    ])  # fmt: skip
    def test_writes_a_deadline_in_every_form(self, pattern: str) -> None:
        written = [found["words"] for paper in ALL for found in deadlines(paper.expected)]
        assert any(re.search(pattern, words) for words in written)

    @pytest.mark.parametrize("words", [
        "已完成", "已完成整改", "完成整改", "已整改到位", "已整改完成", "此问题已整改完成", "整改进度100%",
        "已销号", "阶段性完成", "基本完成", "已取得明显成效", "取得阶段性成效",
        "基本完成取得阶段性成果并持续整改", "部分整改", "正在整改", "正按序推进", "按计划持续推进",
        "持续整改", "整改中", "长期坚持", "已经完成，长期坚持", "需长期坚持的整改任务", "未完成", "尚未完成",
        "未整改", "无法整改", "超期未完", "申请延期整改",
    ])  # fmt: skip
    def test_tells_a_status_in_every_office_s_words(self, words: str) -> None:
        assert any(
            issue["status_words"] == words for paper in ALL for issue in paper.expected["issues"]
        )

    @pytest.mark.parametrize("heading", [
        "责任领导", "牵头领导", "分管领导", "牵头校领导", "带头领办", "责任部门", "责任科室",
        "责任处室（单位）", "主责部室", "主责单位", "牵头单位", "牵头部门", "牵头股室(办)",
        "配合部门", "参与部门", "协助部门", "责任人", "具体责任人", "联络员", "代办人",
        "整改时限", "完成时限", "时间节点", "整改期限", "时限要求", "预计完成时间", "截止日期",
        "整改措施", "整改举措", "具体措施", "细化措施", "整改计划", "整改目标", "验收标准",
    ])  # fmt: skip
    def test_heads_a_column_or_a_line_with_every_name_in_use(self, heading: str) -> None:
        head = re.compile(
            rf"(?:^|\t|[。；.]|\s){re.escape(heading)}(?:[:：]|\t|\r?\n|$)", re.MULTILINE
        )
        assert any(head.search(words_of(paper)) for paper in ALL)

    @pytest.mark.parametrize("feature", [
        "letter", "plan", "ledger", "report", "no-issues", "leader-report", "statistics-only",
        "self-found→offered", "evaluation-table", "three-lists", "tasks-between", "manifestations",
        "style:关于“…”的问题", "style:关于“…”问题的整改", "style:针对“…”问题", "style:问题N：",
        "style:title-alone", "style:关于X的问题", "style:反馈问题一", "style:1.…不到位。+整改情况：",
        "group:tree", "group:第一方面", "group:status", "group:none",
        "numbers:on-through", "numbers:afresh", "numbers:tree",
        "status:sentence", "status:own-line", "status:group", "status:closing-section", "status:none",
        "status:totals-only", "status:totals-all-done", "several-issues-in-a-paragraph",
        "closing-section-adds-one", "chapters-are-aspects", "issues-as-一是", "leaf-at-（1）",
        "quotes-in-quotes", "issues-listed-twice", "totals-disagree", "year-implied",
        "layout:11列", "layout:14列", "layout:轮次统计", "layout:28列", "right-block→offered",
        "headings-two-rows", "headings-with-line-breaks", "doubled-heading", "misspelt-heading",
        "joined-by-bar", "several-values-in-a-cell", "merged-down", "hidden-rows", "false-dimension",
        "dates-as-serials", "several-sheets", "automatic-numbers", "tracked-changes", "text-box",
        "table-merged-cells", "dirt:markers", "dirt:advert", "dirt:password", "dirt:html",
        "dirt:pinyin", "dirt:broken-title", "dirt:printed-twice", "dirt:lost-date", "masked-dates",
        "feedback-before-inspection", "dirt:帐", "full-half-mix", "gb18030",
    ])  # fmt: skip
    def test_covers_every_row_of_the_field(self, feature: str) -> None:
        assert any(feature in paper.expected["covers"] for paper in ALL)


class TestTheFilesMade:
    @each([paper for paper in DESCRIBED if paper.kind is Kind.XLSX])
    def test_a_workbook_holds_what_its_description_says(self, paper: Paper, tmp_path: Path) -> None:
        book = openpyxl.load_workbook(build(paper, tmp_path))
        for sheet in paper.description()["sheets"]:
            page = book[sheet["name"]]
            for address, value in sheet["cells"].items():
                held = page[address].value
                assert (held.date().isoformat() if isinstance(value, dict) else held) == (
                    value["date"] if isinstance(value, dict) else value
                )
            assert {str(area) for area in page.merged_cells.ranges} == set(sheet.get("merged", ()))
            hidden = [row for row, facts in page.row_dimensions.items() if facts.hidden]
            assert hidden == sheet.get("hidden_rows", [])

    @each([paper for paper in DESCRIBED if paper.kind is Kind.DOCX])
    def test_a_document_holds_what_its_description_says(self, paper: Paper, tmp_path: Path) -> None:
        document = docx.Document(str(build(paper, tmp_path)))
        blocks = paper.description()["blocks"]
        tables = [block for block in blocks if "rows" in block]
        assert len(document.tables) == len(tables)
        for table, block in zip(document.tables, tables, strict=True):
            assert table.cell(0, 0).text == block["rows"][0][0]
            assert table.cell(len(block["rows"]) - 1, 0).text == block["rows"][-1][0]
        plainly = [block["text"] for block in blocks if "text" in block]
        assert [found.text for found in document.paragraphs if found.text][:2] == plainly[:2]


class TestTheMeasure:
    def test_what_is_read_right_scores_full(self) -> None:
        for paper in ALL:
            found = score(paper.reading, paper.reading)
            assert not found.faults
            assert not found.invented
            assert all(tally.precision == tally.recall == 1 for tally in found.tallies.values())

    def test_one_issue_read_twice_is_right_once_and_wrong_once(self) -> None:
        found = score(reading(issue("甲")), reading(issue("甲"), issue("甲")))
        assert found.tallies[Aspect.TITLES].precision == 0.5
        assert found.tallies[Aspect.TITLES].recall == 1
        assert found.invented == ["甲"]

    def test_equal_titles_go_with_their_own_categories(self) -> None:
        here, there = issue("台账不全", path=("甲方面",)), issue("台账不全", path=("乙方面",))
        found = score(reading(here, there), reading(there, here))
        assert found.tallies[Aspect.PATHS].precision == 1

    def test_widths_blanks_and_quotation_marks_do_not_tell_titles_apart(self) -> None:
        found = score(reading(issue("“三会一课”（补）")), reading(issue('"三会一课" (补)。')))
        assert found.tallies[Aspect.TITLES].recall == 1

    def test_a_title_cut_wrongly_is_wrong_but_not_invented(self) -> None:
        found = score(
            reading(issue("学习不深入")),
            reading(issue("学习不深入。全年只学三次"), issue("整改办")),
        )
        assert found.tallies[Aspect.TITLES].right == 0
        assert found.invented == ["整改办"]

    def test_a_guessed_status_counts_against_precision(self) -> None:
        found = score(reading(issue("甲")), reading(issue("甲", status="done")))
        assert found.tallies[Aspect.STATUSES].precision == 0

    def test_what_a_missed_issue_tells_is_missed_with_it(self) -> None:
        measure = Measure("查", None, frozenset())
        found = score(reading(issue("甲", status="done", measures=(measure,))), reading())
        for aspect in (Aspect.TITLES, Aspect.PATHS, Aspect.STATUSES, Aspect.MEASURES):
            assert found.tallies[aspect].recall == 0

    def test_one_deadline_for_all_measures_is_the_issue_s_own(self) -> None:
        due = Deadline("6月底前", "2026-06-30", long_term=False)
        bare = Measure("查", None, frozenset())
        beside_issue = replace(issue("甲", measures=(bare,)), deadline=due)
        beside_measure = issue("甲", measures=(replace(bare, deadline=due),))
        found = score(reading(beside_issue), reading(beside_measure))
        assert found.tallies[Aspect.DEADLINE_DATES].precision == 1
        assert found.tallies[Aspect.DEADLINE_WORDS].recall == 1

    def test_a_day_guessed_for_a_masked_deadline_is_wrong(self) -> None:
        masked = replace(issue("甲"), deadline=Deadline("*月*日", None, long_term=False))
        guessed = replace(issue("甲"), deadline=Deadline("*月*日", "2026-01-01", long_term=False))
        assert score(reading(masked), reading(guessed)).tallies[Aspect.DEADLINE_DATES].right == 0

    def test_every_floor_is_held_for_precision_and_for_recall(self) -> None:
        found = total([score(reading(issue("甲", status="done")), reading())])
        assert len(found.below_floors()) == 3
        found = total([score(reading(), reading(issue("甲", status="done")))])
        assert "读出了文中没有的问题1个。" in found.below_floors()
        assert FLOORS[Aspect.DEADLINE_WORDS] == 1


def test_papers_of_every_kind_are_read_as_well_as_the_floors_ask(
    capsys: pytest.CaptureFixture[str],
) -> None:
    status = main([])
    printed = capsys.readouterr()
    assert status == 0, printed.err + printed.out


def test_a_wish_that_no_paper_meets_is_refused_with_a_sentence(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["--paper", "nothing"]) == 2
    assert "没有符合条件的文稿" in capsys.readouterr().err
