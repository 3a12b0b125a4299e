"""Pure questions about what is given and what is about to be written."""

from __future__ import annotations

from rectify.intake.plan import Plan, Verdict
from rectify.kernel.problems import Problem

MAX_CHARACTERS = 2_000_000
"""Some 2,000 pages: no letter is longer, and what is longer is no letter."""

MAX_LINES = 100_000


def problems_of_text(text: str) -> list[Problem]:
    """Why a pasted text cannot be taken: empty, too long, or no text at all."""
    if not text.strip():
        sentence = "请粘贴反馈意见、整改方案或整改报告的全文，或选择文件。"
        return [Problem("paper.blank", sentence, "text")]
    if len(text) > MAX_CHARACTERS:
        return [Problem("paper.long", "内容超过200万字，请分份粘贴。", "text")]
    if text.count("\n") >= MAX_LINES:
        return [Problem("paper.lines", "内容超过10万行，请分份粘贴。", "text")]
    if "\x00" in text:
        sentence = "内容含有无法识别的字符，请从原文件重新复制粘贴。"
        return [Problem("paper.binary", sentence, "text")]
    return []


def problems_of_plan(plan: Plan) -> list[Problem]:
    """Why a plan cannot be confirmed: nothing is kept, or a kept row must be mended first."""
    if not plan.kept:
        return [Problem("paper.empty", "没有可导入的问题，请先保留至少一个问题。")]
    stopped = [row for row in plan.kept if row.verdict == Verdict.REFUSED]
    if not stopped:
        return []
    first = stopped[0]
    remarks = (r for part in (first, *first.kept_measures) for r in part.remarks if r.stops)
    reason = next((remark.words for remark in remarks), "")
    where = f"（原文第{first.first}行）" if first.first else ""
    sentence = f"有{len(stopped)}个问题须先修改或不导入，第一个{where}：{reason}"
    return [Problem("paper.refused_rows", sentence)]
