"""A round with something of everything that a report tells."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest

from rectify.issues.models import Issue
from rectify.issues.operations import create_category, create_issue
from rectify.kernel import clock
from rectify.measures.operations import log_progress
from rectify.rounds.models import Round
from tests.factories import Office, as_a_paper_says, make_office


@pytest.fixture
def office(db: None) -> Office:
    return make_office()


@pytest.fixture
def round_(office: Office) -> Round:
    """Two 方面; one issue done, one late, one lasting and one found by the unit itself."""
    with clock.at(clock.today() - timedelta(days=40)):
        made: Round = told_round(office).round
    return made


def told_round(office: Office) -> SimpleNamespace:
    """The round of `round_` made now, with its issues by name."""
    today = clock.today()
    round_ = office.round(inspector="县委第一巡察组", document_number="青巡办〔2026〕3号")
    study = create_category(round_, title="党的建设方面", number="一、", by=None)
    money = create_category(round_, title="财务管理方面", number="二、", by=None)

    def issue(category: object, title: str, **facts: object) -> Issue:
        given = {"title": title, "lead_department": office.finance, **facts}
        return create_issue(round_, category=category, facts=given, by=None)  # type: ignore[arg-type]

    done = issue(
        study,
        "学习“第一议题”制度落实不到位",
        text="学习“第一议题”制度落实不到位。全年应学12次，实学9次。",
        cause="学习计划缺少检查。",
    )
    late = issue(money, "固定资产管理不规范", cause="责任不清", stated="in_progress")
    lasting = issue(money, "公务接待审批不严", cause="责任不清")
    own = issue(money, "合同归档不及时", source="self_found")
    first = office.measure(done, "按月检查学习计划执行情况", due_on=today + timedelta(days=9))
    log_progress(first, text="已检查3次", percent=100, happened_on=today, by=None)
    first.refresh_from_db()
    first.standing = "done"
    first.save_changes("standing")
    as_a_paper_says(done, "done")
    as_a_paper_says(lasting, "long_term")
    office.measure(late, "开展固定资产清查", due_on=today + timedelta(days=20))
    office.measure(late, "修订固定资产管理办法", due_on=today + timedelta(days=30))
    return SimpleNamespace(round=round_, done=done, late=late, lasting=lasting, own=own)


def finish(issue: Issue, office: Office) -> None:
    """Let an issue be concluded."""
    as_a_paper_says(issue, "done")
