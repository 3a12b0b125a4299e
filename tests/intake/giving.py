"""Papers and workbooks to try the intake with, handed over as a person would."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter

from rectify.intake.apart import Source
from rectify.intake.arriving import take_in
from rectify.intake.models import Paper
from rectify.intake.operations import apply_paper, give_paper, mend_plan
from rectify.intake.plan import Plan, PlannedIssue
from rectify.intake.planning import plan_of
from rectify.intake.queries import setting_of
from rectify.issues.models import Issue
from rectify.papers.content import Content
from rectify.rounds.models import Round
from tests.factories import Office

LETTER = """青山县档案馆巡察反馈意见
一、党的政治建设方面
1.关于“理论学习中心组学习走过场”的问题。
2.关于“意识形态工作责任制落实不到位”的问题。
二、财务管理方面
3.关于“固定资产账实不符”的问题。
"""

REPORT = """青山县档案馆巡察整改情况的报告
一、党的政治建设方面
1.关于“理论学习中心组学习走过场”的问题。此问题已整改完成。一是修订学习制度。二是开展专题学习4次。
2.关于“意识形态工作责任制落实不到位”的问题。正在整改。一是建立研判机制。
二、财务管理方面
3.关于“固定资产账实不符”的问题。此问题已整改完成。一是清查固定资产126件。
4.关于“公务接待审批不严”的问题。此问题已整改完成。一是补办审批手续3份。
"""

HEADS = ("序号", "反馈重点方面", "反馈具体问题", "整改措施", "责任领导", "责任部门", "整改时限")

LEDGER = (
    (1, "党的建设", "理论学习制度执行不严", "修订学习制度", "何安平", "财务科", "2027年3月底前"),
    ("", "", "", "开展专题学习督查", "何安平", "人事科", "2027年6月底前"),
    (2, "财务管理", "固定资产账实不符", "清查固定资产", "何安平", "财务科", "2027年3月底前"),
)


def workbook(rows: Sequence[Sequence[Any]], heads: Sequence[str] = HEADS) -> bytes:
    """An .xlsx with one sheet 台账: a heading and rows."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    sheet = book.add_worksheet("台账")
    for place, row in enumerate((heads, *rows)):
        sheet.write_row(place, 0, row)
    book.close()
    return target.getvalue()


def given(office: Office, round_: Round, text: str) -> Paper:
    """A pasted paper with its plan, read right here; the page's own door is tried with `take_in`."""
    plan = plan_of(Content.from_text(text), setting_of(round_))
    return give_paper(round_, name="材料", text=text, plan=plan, by=office.office)


def given_file(
    office: Office, round_: Round, data: bytes, name: str = "整改台账0910.xlsx"
) -> Paper:
    """A file with its plan, through the very door of the page."""
    return take_in(round_, name="", source=Source(data, name), by=office.office)


def applied(paper: Paper, office: Office) -> Paper:
    """The paper once it is confirmed."""
    return apply_paper(paper, version=paper.version, by=office.office)


def confirmed(office: Office, round_: Round, text: str) -> Paper:
    """A pasted paper, confirmed."""
    return applied(given(office, round_, text), office)


def mended(paper: Paper, office: Office, change: Any) -> Paper:
    """The paper after one mend."""
    return mend_plan(paper, change, version=paper.version, by=office.office)


def plan_in(paper: Paper) -> Plan:
    """The plan as the paper keeps it."""
    return Plan.from_json(paper.plan)


def row(paper: Paper, row_id: str) -> PlannedIssue:
    """One row of the plan."""
    found = plan_in(paper).issue(row_id)
    assert found is not None
    return found


def titles(round_: Round) -> list[str]:
    """The ledger's titles in order."""
    return list(Issue.objects.filter(round=round_).values_list("title", flat=True))
