"""A form that came back: looked over row by row, entered on the department's behalf, never twice."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from rectify.closeout.operations import submit_measure
from rectify.intake.returned import ReturnedPlan, ReturnedRow, Verdict, enter_return, plan_of_return
from rectify.issues.enums import Standing
from rectify.kernel import clock
from rectify.kernel.problems import Refused
from rectify.measures.models import Assistance, Measure, Progress
from rectify.measures.operations import amend_measure, log_progress
from rectify.papers.content import Content
from rectify.people.models import Department
from rectify.rounds.models import Round
from rectify.trail.models import Event
from tests.exports.forms import FIRST, changed, column, content, filled, form_of
from tests.factories import Office, make_office

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make_office()


@pytest.fixture
def round_(office: Office) -> Round:
    """Finance leads two measures and assists the third, which personnel leads."""
    made = office.round()
    issue = office.issue(made)
    office.measure(issue, "开展固定资产清查")
    office.measure(issue, "修订管理办法")
    office.measure(issue, "组织培训", lead_department=office.personnel, assisting=[office.finance])
    return made


def planned(round_: Round, form: bytes) -> ReturnedPlan:
    return plan_of_return(content(form), round_)


def first_row(round_: Round, department: Department, **entries: Any) -> ReturnedRow:
    """The plan of a form in whose first row these entries stand."""
    return planned(round_, filled(form_of(round_, department), entries)).rows[0]


def entered(office: Office, round_: Round, form: bytes, **more: Any) -> int:
    plan = planned(round_, form)
    facts: dict[str, Any] = {"name": "财务科.xlsx", "seen": plan.seen, "by": office.office}
    facts |= more
    return enter_return(round_, content(form), **facts)


class TestThePlan:
    """What is shown before anything is written."""

    def test_what_was_filled_in_is_new_and_what_was_left_is_blank(
        self, office: Office, round_: Round
    ) -> None:
        form = filled(
            form_of(round_, office.finance),
            {"进展情况": "已盘点126件。", "完成进度": 60},
            {},
            {"进展情况": "协助组织培训1期。", "成果说明": "覆盖48人。"},
        )
        plan = planned(round_, form)
        assert plan.counts == [("录入", 2), ("未填写", 1)]
        first, _, third = plan.rows
        assert (first.text, first.percent, first.department) == (
            "已盘点126件。",
            60,
            office.finance,
        )
        assert first.happened_on == clock.today()
        assert (first.assists, third.assists) == (False, True)
        assert third.text == "协助组织培训1期。\n成果：覆盖48人。"
        assert not Progress.objects.exists()

    def test_a_day_of_completion_means_all_is_done_on_that_day(
        self, office: Office, round_: Round
    ) -> None:
        day = clock.today() - timedelta(days=3)
        row = first_row(round_, office.finance, 进展情况="清查完毕。", 完成日期=day)
        assert (row.verdict, row.percent, row.happened_on) == (Verdict.NEW, 100, day)

    @pytest.mark.parametrize(
        ("entries", "column_letter", "reason"),
        [
            ({"完成进度": 50}, "G", "没有写进展情况"),
            ({"进展情况": "已办。", "完成进度": 120}, "H", "“120”不是0至100的整数"),
            ({"进展情况": "已办。", "完成进度": -1}, "H", "不是0至100的整数"),
            ({"进展情况": "已办。", "完成进度": "过半"}, "H", "“过半”不是0至100的整数"),
            ({"进展情况": "已办。", "完成进度": 0.8}, "H", "“0.8”不是0至100的整数"),
            ({"进展情况": "已办。", "完成日期": "8月底"}, "I", "“8月底”不是完整的日期"),
            ({"进展情况": "已办。", "完成日期": "2026年X月X日"}, "I", "不是完整的日期"),
            ({"进展情况": "已办。", "完成日期": date(2099, 1, 1)}, "I", "晚于今天"),
            (
                {"进展情况": "已办。", "完成进度": 80, "完成日期": date(2026, 1, 5)},
                "I",
                "进度不是100",
            ),
            ({"进展情况": "长" * 5001}, "G", "超过5000字"),
        ],
    )
    def test_a_row_that_cannot_be_is_refused_with_its_cell_and_the_reason(
        self,
        office: Office,
        round_: Round,
        entries: dict[str, Any],
        column_letter: str,
        reason: str,
    ) -> None:
        row = first_row(round_, office.finance, **entries)
        assert (row.verdict, row.at) == (Verdict.REFUSED, f"进展填报!{column_letter}{FIRST}")
        assert reason in row.reason

    @pytest.mark.parametrize(
        ("typed", "percent"), [("80%", 80), ("８０", 80), (80.0, 80), ("0", 0), ("100％", 100)]
    )
    def test_shares_are_taken_as_people_type_them(
        self, office: Office, round_: Round, typed: Any, percent: int
    ) -> None:
        row = first_row(round_, office.finance, 进展情况="已办。", 完成进度=typed)
        assert (row.verdict, row.percent) == (Verdict.NEW, percent)

    @pytest.mark.parametrize("typed", ["2026-03-05", "2026年3月5日", "2026/3/5", "20260305", 46086])
    def test_days_are_taken_as_people_type_them(
        self, office: Office, round_: Round, typed: Any
    ) -> None:
        round_.inspected_from = date(2026, 3, 1)
        row = first_row(round_, office.finance, 进展情况="已办。", 完成日期=typed)
        assert (row.verdict, row.happened_on) == (Verdict.NEW, date(2026, 3, 5))

    def test_a_row_typed_in_below_is_refused(self, office: Office, round_: Round) -> None:
        form = filled(form_of(round_, office.finance), {}, {}, {}, {"进展情况": "另加一项。"})
        row = planned(round_, form).rows[-1]
        assert row.verdict is Verdict.REFUSED
        assert "不是下发的措施" in row.reason

    def test_another_rounds_form_is_refused_row_by_row(self, office: Office, round_: Round) -> None:
        other = office.round(name="县委第二轮常规巡察")
        form = filled(form_of(round_, office.finance), {"进展情况": "已办。"})
        row = planned(other, form).rows[0]
        assert (row.verdict, row.measure) == (Verdict.REFUSED, None)
        assert "其他轮次" in row.reason

    def test_a_measure_that_is_not_there_is_refused(self, office: Office, round_: Round) -> None:
        def forge(sheet: Any) -> None:
            cell = sheet.cell(FIRST, column("标识"))
            measure = Measure.objects.get(text="开展固定资产清查")
            cell.value = cell.value.replace(f"M{measure.pk}-", "M999999-")

        form = changed(filled(form_of(round_, office.finance), {"进展情况": "已办。"}), forge)
        assert "已没有这项措施" in planned(round_, form).rows[0].reason

    def test_a_measure_that_the_department_no_longer_has_is_refused(
        self, office: Office, round_: Round
    ) -> None:
        form = filled(form_of(round_, office.finance), {"进展情况": "已办。"})
        measure = Measure.objects.get(text="开展固定资产清查")
        amend_measure(
            measure,
            version=measure.version,
            changes={"lead_department": office.personnel},
            by=office.office,
        )
        assert "现已不由财务科承担" in planned(round_, form).rows[0].reason

    def test_a_finished_measure_takes_no_more_progress(self, office: Office, round_: Round) -> None:
        form = filled(form_of(round_, office.finance), {"进展情况": "已办。"})
        measure = Measure.objects.get(text="开展固定资产清查")
        measure.standing = Standing.DONE
        measure.save_changes("standing")
        assert "已认定完成" in planned(round_, form).rows[0].reason

    @pytest.mark.parametrize("name", ["编号", "反馈问题", "整改措施"])
    def test_a_text_that_was_altered_on_the_way_is_refused_and_named(
        self, office: Office, round_: Round, name: str
    ) -> None:
        row = first_row(round_, office.finance, 进展情况="已办。", **{name: "改动过的内容"})
        assert row.verdict is Verdict.REFUSED
        assert f"“{name}”栏的内容被改动" in row.reason

    def test_rows_that_were_sorted_keep_their_measures(self, office: Office, round_: Round) -> None:
        def swap(sheet: Any) -> None:
            for place in range(1, sheet.max_column + 1):
                one, other = sheet.cell(FIRST, place), sheet.cell(FIRST + 1, place)
                one.value, other.value = other.value, one.value

        form = changed(filled(form_of(round_, office.finance), {"进展情况": "清查完毕。"}), swap)
        blank, row = planned(round_, form).rows[:2]
        assert (blank.verdict, row.verdict) == (Verdict.BLANK, Verdict.NEW)
        assert row.measure == Measure.objects.get(text="开展固定资产清查")

    def test_a_row_copied_below_itself_counts_once(self, office: Office, round_: Round) -> None:
        def copy(sheet: Any) -> None:
            for place in range(1, sheet.max_column + 1):
                sheet.cell(FIRST + 1, place).value = sheet.cell(FIRST, place).value

        form = changed(filled(form_of(round_, office.finance), {"进展情况": "已办。"}), copy)
        first, second, _ = planned(round_, form).rows
        assert (first.verdict, second.verdict) == (Verdict.NEW, Verdict.REFUSED)
        assert "填了两次" in second.reason

    def test_a_ledger_that_moved_on_meanwhile_is_pointed_out_not_refused(
        self, office: Office, round_: Round
    ) -> None:
        form = filled(form_of(round_, office.finance), {"进展情况": "已办。"})
        measure = Measure.objects.get(text="开展固定资产清查")
        changes = {"text": "开展固定资产和往来款项清查"}
        amend_measure(measure, version=measure.version, changes=changes, by=office.office)
        row = planned(round_, form).rows[0]
        assert row.verdict is Verdict.NEW
        assert row.notes == ["下发后台账中的“整改措施”有修改，进展不一定仍然相符。"]

    def test_a_share_below_the_present_one_is_pointed_out(
        self, office: Office, round_: Round
    ) -> None:
        measure = Measure.objects.get(text="开展固定资产清查")
        log_progress(
            measure, text="已过半。", percent=70, happened_on=clock.today(), by=office.handler
        )
        row = first_row(round_, office.finance, 进展情况="重新清查。", 完成进度=30)
        assert (row.verdict, row.notes) == (Verdict.NEW, ["进度由70%降为30%。"])

    def test_a_measure_that_waits_for_its_review_is_refused_by_itself(
        self, office: Office, round_: Round
    ) -> None:
        form = filled(
            form_of(round_, office.finance), {"进展情况": "已办。"}, {"进展情况": "已修。"}
        )
        measure = Measure.objects.get(text="开展固定资产清查")
        office.evidence(measure)
        submit_measure(
            measure,
            proposed=Standing.PARTIAL,
            statement="已办",
            completed_on=None,
            by=office.handler,
        )
        waiting, other, _ = planned(round_, form).rows
        assert (waiting.verdict, other.verdict) == (Verdict.REFUSED, Verdict.NEW)
        assert "审核结束前不能填报" in waiting.reason

    def test_a_day_before_the_inspection_is_refused_by_itself(
        self, office: Office, round_: Round
    ) -> None:
        early = clock.today() - timedelta(days=151)
        row = first_row(round_, office.finance, 进展情况="已办。", 完成日期=early)
        assert row.verdict is Verdict.REFUSED
        assert row.reason.startswith("完成日期不能早于巡察起始日期（")

    def test_a_file_that_is_no_form_is_refused_as_a_whole(self, round_: Round) -> None:
        with pytest.raises(Refused, match="不是本系统下发的进展填报表"):
            plan_of_return(Content.from_text("序号\t问题\t措施\n1\t账实不符\t清查\n"), round_)


class TestTheEntry:
    """What confirming writes."""

    FORM: tuple[dict[str, Any], ...] = (
        {"进展情况": "已盘点126件。", "完成进度": 60},
        {},
        {"进展情况": "协助组织培训1期。", "完成进度": 40},
    )

    def test_progress_is_entered_by_the_office_in_the_departments_name(
        self, office: Office, round_: Round
    ) -> None:
        assert entered(office, round_, filled(form_of(round_, office.finance), *self.FORM)) == 2
        rows = Progress.objects.order_by("measure__serial")
        assert [(row.text, row.percent, row.department, row.logged_by) for row in rows] == [
            ("已盘点126件。", 60, office.finance, office.office),
            ("协助组织培训1期。", 40, office.finance, office.office),
        ]

    def test_the_leads_share_moves_the_measure_and_an_assistants_share_its_own(
        self, office: Office, round_: Round
    ) -> None:
        entered(office, round_, filled(form_of(round_, office.finance), *self.FORM))
        shares = Measure.objects.order_by("serial").values_list("percent", "standing")
        assert list(shares) == [(60, "in_progress"), (0, "not_done"), (0, "in_progress")]
        assert Assistance.objects.get().percent == 40

    def test_where_each_entry_came_from_is_kept_with_its_history(
        self, office: Office, round_: Round
    ) -> None:
        entered(office, round_, filled(form_of(round_, office.finance), *self.FORM))
        first = Progress.objects.get(measure__text="开展固定资产清查")
        version = first.history.get()
        assert version.history_change_reason == f"填报表“财务科.xlsx” 进展填报!G{FIRST}"
        assert version.history_user_name == office.office.name

    def test_the_trail_has_one_event_for_the_form_and_one_for_each_entry(
        self, office: Office, round_: Round
    ) -> None:
        entered(office, round_, filled(form_of(round_, office.finance), *self.FORM))
        acts = Event.objects.filter(actor_id=office.office.pk).values_list("act", "subject_label")
        assert list(acts) == [
            ("progress.logged", "措施1.1"),
            ("progress.logged", "措施1.3"),
            ("form.entered", f"轮次{round_.pk}"),
        ]

    def test_the_same_form_again_enters_nothing(self, office: Office, round_: Round) -> None:
        form = filled(form_of(round_, office.finance), *self.FORM)
        entered(office, round_, form)
        plan = planned(round_, form)
        assert plan.counts == [("已录入", 2), ("未填写", 1)]
        with pytest.raises(Refused, match="没有选中可录入的进展"):
            entered(office, round_, form)
        assert Progress.objects.count() == 2

    def test_a_later_form_enters_only_what_is_new(self, office: Office, round_: Round) -> None:
        form = form_of(round_, office.finance)
        entered(office, round_, filled(form, *self.FORM))
        later = filled(form, self.FORM[0], {"进展情况": "办法已印发。", "完成进度": 100})
        assert entered(office, round_, later) == 1
        assert Progress.objects.count() == 3

    def test_an_open_share_stays_what_it_is_also_when_the_form_comes_again(
        self, office: Office, round_: Round
    ) -> None:
        measure = Measure.objects.get(text="开展固定资产清查")
        form = filled(form_of(round_, office.finance), {"进展情况": "继续清查。"})
        entered(office, round_, form)
        log_progress(
            measure, text="已过半。", percent=70, happened_on=clock.today(), by=office.handler
        )
        assert planned(round_, form).rows[0].verdict is Verdict.SAME

    def test_only_the_chosen_rows_are_entered(self, office: Office, round_: Round) -> None:
        form = filled(form_of(round_, office.finance), *self.FORM)
        key = planned(round_, form).rows[2].key
        assert entered(office, round_, form, chosen={key}) == 1
        assert Progress.objects.get().measure.text == "组织培训"

    def test_a_ledger_that_moved_on_after_the_look_is_shown_again_first(
        self, office: Office, round_: Round
    ) -> None:
        form = filled(form_of(round_, office.finance), *self.FORM)
        seen = planned(round_, form).seen
        measure = Measure.objects.get(text="开展固定资产清查")
        log_progress(
            measure, text="已过半。", percent=50, happened_on=clock.today(), by=office.handler
        )
        with pytest.raises(Refused, match="已重新核对") as refusal:
            entered(office, round_, form, seen=seen)
        assert refusal.value.problems[0].key == "row.stale"
        assert Progress.objects.count() == 1

    def test_a_refused_row_keeps_no_other_row_from_being_entered(
        self, office: Office, round_: Round
    ) -> None:
        form = filled(
            form_of(round_, office.finance),
            {"进展情况": "已办。", "完成进度": 300},
            {"进展情况": "办法已印发。"},
        )
        assert entered(office, round_, form) == 1

    @pytest.mark.parametrize("role", ["handler", "department_head", "leader", "secretary"])
    def test_nobody_but_the_office_enters_forms(
        self, office: Office, round_: Round, role: str
    ) -> None:
        form = filled(form_of(round_, office.finance), *self.FORM)
        with pytest.raises(Refused, match="没有办理此事项的权限"):
            entered(office, round_, form, by=office.people[role])
        assert not Progress.objects.exists()
