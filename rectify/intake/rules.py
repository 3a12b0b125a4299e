"""Pure questions about what is given and what is about to be written."""

from __future__ import annotations

import re

from rectify.intake.plan import Plan, Verdict
from rectify.kernel.problems import Problem
from rectify.rounds.models import Round

MAX_CHARACTERS = 2_000_000
"""Some 2,000 pages: no letter is longer, and what is longer is no letter."""

MAX_LINES = 100_000

_AROUND_UNIT = re.compile(
    r"^(?:中国共产党|中共|原)|(?:党组|党委|党总支|党支部|委员会|总支部?|支部)+$"
)


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


def doubts_of_paper(plan: Plan, round_: Round) -> list[str]:
    """Why the paper may belong elsewhere: another unit's name, another 反馈日 than the round's."""
    told, day = plan.header.get("unit") or "", plan.header.get("feedback_on")
    doubts = []
    if told and not _names_unit(told, round_):
        doubts.append(
            f"材料写的被巡察单位是“{told}”，当前轮次属于“{round_.unit.name}”，请核对是否选错了轮次或材料。"
        )
    if day and round_.feedback_on and day != round_.feedback_on.isoformat():
        doubts.append(f"材料写的反馈日是{day}，当前轮次的反馈日是{round_.feedback_on}，请核对。")
    return doubts


def _names_unit(told: str, round_: Round) -> bool:
    """Whether a name means the round's unit: the Party body and the office it leads are one."""
    names = {_bare_unit(round_.unit.name), _bare_unit(round_.unit.short_name)} - {""}
    bare = _bare_unit(told)
    return not bare or any(name in bare or bare in name for name in names)


def _bare_unit(name: str) -> str:
    """A unit's name without what papers put around it: 中共青山县档案馆党组 is 青山县档案馆."""
    plain = re.sub(r"[（(][^（）()]*[）)]|\s", "", name)
    return _AROUND_UNIT.sub("", plain)


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
