"""A ledger of any length as a county's office might keep it: merged blocks, fourteen columns."""

from __future__ import annotations

from pathlib import Path

import xlsxwriter

HEADINGS = (
    "巡察问题序号", "主要方面", "发现的问题", "问题的具体内容", "原因分析", "整改措施具体内容",
    "责任领导", "责任部门", "配合部门", "责任人", "预计完成时间", "任务状态", "整改进度", "备注",
)  # fmt: skip
PER_ISSUE = 4
ASPECTS = ("党的政治建设方面", "群众身边不正之风和腐败方面", "财务管理方面", "干部队伍建设方面")
TOPICS = (
    "学习制度",
    "公务接待审批",
    "固定资产管理",
    "合同管理",
    "项目招标",
    "档案整理",
    "值班值守",
)
DEFECTS = ("执行不严格", "走过场", "不规范", "流于形式", "存在薄弱环节", "把关不严")
WORK = (
    "修订管理办法",
    "开展专项清查",
    "补办审批手续",
    "组织业务培训",
    "建立检查台账",
    "约谈责任人员",
)
DUE = ("2026年8月12日前", "9月底前", "三个月内", "立行立改", "2026年12月底前，并长期坚持", "每季度")
TOLD = ("已完成", "整改中", "正按序推进", "长期坚持", "未完成", "基本完成")
LEADERS = ("韩建国", "沈桂兰", "何志明", "邱振华", "葛立军")
DEPARTMENTS = ("办公室", "财务室", "人事科", "业务科", "档案科", "执法大队")


def write_sheet(path: Path, rows: int) -> None:
    """A ledger of `rows` rows below its heading, one measure a row."""
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("整改台账")
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.merge_range(0, 0, 0, len(HEADINGS) - 1, "青山县巡察反馈问题整改台账", wrapped)
    sheet.write_row(1, 0, HEADINGS, wrapped)
    for issue in range(rows // PER_ISSUE):
        top = 2 + issue * PER_ISSUE
        for column, text in enumerate(_issue(issue)):
            sheet.merge_range(top, column, top + PER_ISSUE - 1, column, text, wrapped)
        for place in range(PER_ISSUE):
            sheet.write_row(top + place, 5, _measure(issue, place), wrapped)
    book.close()


def _issue(number: int) -> tuple[str, ...]:
    title = (
        f"{DEPARTMENTS[number % 6]}{TOPICS[number % 7]}{DEFECTS[number % 6]}，"
        f"涉及第{number + 1}号事项"
    )
    return (
        str(number + 1),
        ASPECTS[number * 4 // 2500 % 4],
        title,
        f"{title}。抽查2025年以来记录{number % 40 + 3}份，其中{number % 7 + 1}份内容雷同，"
        f"{number % 5 + 1}份没有审批手续，涉及金额{number % 90 + 1}.{number % 10}万元。",
        f"对{TOPICS[number % 7]}重视不够，制度执行缺少检查，责任没有落实到人。",
    )


def _measure(issue: int, place: int) -> tuple[str, ...]:
    index = issue + place
    return (
        f"{WORK[index % 6]}，对{issue + 1}号事项逐项核实，明确第{place + 1}步工作的办理人员和时间，"
        f"{DEPARTMENTS[index % 6]}每月检查一次并向党组报告结果。",
        LEADERS[index % 5],
        DEPARTMENTS[index % 6],
        f"{DEPARTMENTS[(index + 1) % 6]}、{DEPARTMENTS[(index + 2) % 6]}",
        LEADERS[(index + 1) % 5],
        DUE[index % 6],
        TOLD[index % 6],
        f"已完成第{place + 1}步工作，核实事项{index % 30 + 1}件，正在办理后续手续。",
        "",
    )
