"""The facts an office writes down about an issue, and the many names it gives them.

One vocabulary for the labels of a text (责任领导：…) and for the headings of a ledger's columns.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

from rectify.kernel.text import fold, similarity


class Field(StrEnum):
    """A fact about an issue or a measure."""

    NUMBER = "number"
    ASPECT = "aspect"
    CATEGORY = "category"
    ISSUE = "issue"
    DETAIL = "detail"
    CAUSE = "cause"
    TARGET = "target"
    TASK = "task"
    MEASURE_NUMBER = "measure_number"
    MEASURE = "measure"
    PROGRESS = "progress"
    STATUS = "status"
    DEADLINE = "deadline"
    LEADER = "leader"
    SUB_LEADER = "sub_leader"
    LEAD = "lead"
    OWNER = "owner"
    ASSIST = "assist"
    PERSON = "person"
    KIND = "kind"
    WIDER = "wider"
    DONE_ON = "done_on"
    NOTE = "note"


_OF_WORK = r"(?:巡察|巡视|反馈|整改|落实|工作|具体|主要|问题|任务|本|的)*"
_UNITS = r"(?:部门|单位|科室|处室|部室|股室|机构|科|处|室|部|党支部|支部|主体|站所|中心)"
_PEOPLE = r"(?:领导|校领导|局领导|院领导|班子成员|党组成员|党委委员|委领导|厅领导|县领导|市领导)"

_NAMES: tuple[tuple[Field, str], ...] = (
    (Field.MEASURE_NUMBER, rf"{_OF_WORK}(?:措施|举措)(?:的)?(?:序号|编号|号)"),
    (Field.NUMBER, rf"{_OF_WORK}(?:序号|编号|序|问题号|项目号|No\.?|NO\.?|号)"),
    (
        Field.STATUS,
        rf"{_OF_WORK}(?:完成|办结|销号|当前|目前)(?:的)?(?:情况|状态|与否|进度)(?:说明)?"
        rf"|{_OF_WORK}(?:状态|进度|完成率|办理结果|评价结论|进度百分比)"
        rf"|是否(?:已)?(?:全部)?(?:完成|销号|办结|到位|整改)+(?:整改)?",
    ),
    (
        Field.DONE_ON,
        rf"(?:实际|销号|{_OF_WORK}完成|办结)(?:完成|销号|办结)?(?:日期"
        rf"|时间)(?<!完成时间)(?<!完成日期)|实际(?:完成)?(?:日期|时间)|销号(?:日期|时间)",
    ),
    (
        Field.DEADLINE,
        rf"{_OF_WORK}(?:预计|计划|拟|要求|应|规定)?{_OF_WORK}(?:完成|办结)?(?:时限(?:要求)?"
        rf"|期限|时间节点|时间要求|完成时间|完成日期|截止(?:日期|时间|日)?|时间|周期|节点"
        rf"|进度安排|时间安排|完成节点)",
    ),
    (Field.KIND, rf"{_OF_WORK}(?:类型|类别|分类|性质|整改方式|时限类型|问题类型)"),
    (Field.SUB_LEADER, rf"(?:分管|协管){_PEOPLE}|分管负责(?:人|同志)"),
    (
        Field.LEADER,
        rf"{_OF_WORK}(?:责任|牵头|主管|包抓|挂帅|带头|挂钩|第一责任|主要|包联|领办|督办"
        rf"|负责)+(?:人)?{_PEOPLE}|带头领办|领导责任人|{_OF_WORK}领导|包案领导",
    ),
    (
        Field.ASSIST,
        rf"{_OF_WORK}(?:配合|参与|协助|协办|协同|参加|协作|会办)(?:责任)?{_UNITS}(?:及个人)?"
        rf"|配合|协办",
    ),
    (
        Field.OWNER,
        rf"{_OF_WORK}(?:责任|承办|主办|主责|落实|实施|执行|涉及|整改责任)(?:的)?{_UNITS}"
        rf"|{_OF_WORK}责任部门",
    ),
    (Field.LEAD, rf"{_OF_WORK}(?:整体)?(?:牵头|主责|主办|主管|总牵头)(?:责任)?{_UNITS}|牵头|主办"),
    (
        Field.PERSON,
        rf"{_OF_WORK}(?:直接|具体|第一)?(?:责任人(?:员)?|责任者|联络员|代办人|经办人(?:员)?"
        rf"|负责人(?:员)?|承办人|联系人|责任同志|负责同志|主办人|责任到人)|责任人及联系电话",
    ),
    (Field.CAUSE, rf"{_OF_WORK}(?:产生|存在|形成|问题)*(?:的)?(?:原因|根源|成因)(?:分析|剖析)?"),
    (
        Field.TARGET,
        rf"{_OF_WORK}(?:目标|标准|要求|验收标准|销号标准|预期(?:目标|效果|成效)|完成标准"
        rf"|达到(?:的)?(?:目标|效果))(?:任务|要求)?",
    ),
    (Field.WIDER, r"举一反三(?:情况|整改情况|措施)?"),
    (
        Field.MEASURE,
        rf"{_OF_WORK}(?:采取(?:的)?|下一步|拟采取|细化|分解|改进|具体){{0,2}}{_OF_WORK}(?:措施"
        rf"|举措|办法|做法|对策)(?:具体)?(?:内容|及(?:整改)?(?:时限|成效|进展)"
        rf"|情况)?(?:\(.*\))?|整改计划|整改路径|整改安排",
    ),
    (
        Field.PROGRESS,
        rf"{_OF_WORK}(?:推进|完成|落实|整改|阶段性|最新|目前|工作)*(?:进展|成效|结果|落实|描述"
        rf"|开展|进展成效)(?:和|及|与|、)?(?:情况|成效|描述|说明|结果)*(?:说明|描述)?"
        rf"|{_OF_WORK}情况(?:说明|描述|报告)?|整改完成情况说明|落实整改情况",
    ),
    (
        Field.TASK,
        r"(?:整改|工作|具体|主要|重点|分解)*任务(?:内容|名称|分解)?|整改内容|整改事项|工作内容",
    ),
    (
        Field.DETAIL,
        r"问题(?:的)?(?:具体)?(?:内容|表现|描述|情况|详情|简述|概述)|(?:具体|主要"
        r"|问题)+(?:的)?(?:表现|情形)(?:形式)?|具体内容|表现形式",
    ),
    (
        Field.ISSUE,
        r"(?:巡察|巡视|反馈|发现|存在|指出|具体|主要|突出|整改|重点|自查|查摆|检查|移交|组|的"
        r"|意见|事项)*(?:问题|反馈意见|反馈事项|不足|意见内容)(?:名称|清单|点|条目|摘要|内容)?"
        r"|巡察(?:组)?(?:反馈|指出)(?:的)?(?:内容|情况)?|反馈(?:具体)?内容|反馈意见",
    ),
    (
        Field.ASPECT,
        r"(?:巡察|反馈|涉及|问题|重点|主要|所属|的|监督|整改)*(?:方面|领域|板块|维度|大类|层面"
        r"|重点方面)(?:内容)?|问题来源方面",
    ),
    (
        Field.CATEGORY,
        r"(?:巡察|反馈|问题|所属|具体|主要|重点|的)*(?:类|小类|大项|项目|方面问题|分类|归类"
        r"|重点内容|问题类别|条目|要点)",
    ),
    (Field.NOTE, r"备注|说明|附注"),
)
_COMPILED = tuple((field, re.compile(rf"(?:{pattern})")) for field, pattern in _NAMES)

PLAIN = {
    Field.ISSUE: ("问题", "反馈问题", "具体问题", "存在问题", "反馈具体问题", "发现的问题"),
    Field.MEASURE: ("整改措施", "整改举措", "具体措施", "细化措施"),
    Field.DEADLINE: ("整改时限", "完成时限", "时间节点", "整改期限", "截止日期"),
    Field.LEADER: ("责任领导", "牵头领导"),
    Field.LEAD: ("牵头单位", "牵头部门"),
    Field.OWNER: ("责任部门", "责任单位", "责任科室"),
    Field.ASSIST: ("配合部门", "配合单位", "参与部门"),
    Field.PERSON: ("责任人", "联络员"),
    Field.PROGRESS: ("整改情况", "整改进展", "整改成效"),
    Field.STATUS: ("完成情况", "整改状态"),
    Field.TARGET: ("整改目标",),
    Field.CAUSE: ("原因分析",),
    Field.WIDER: ("举一反三",),
}
"""Names that a misspelt heading is compared with."""

_LONGEST = 60
"""No label and no column's heading is longer."""
_JOINT = re.compile(r"[/、及和与]")
_STUTTER = re.compile(r"([\u4e00-\u9fff]{2,3})\1")


@lru_cache(maxsize=4096)
def field_of(name: str) -> Field | None:
    """The fact that a label or a column's heading names exactly, or None."""
    if len(name) > _LONGEST:
        return None
    plain = re.sub(r"[\s:*★]|\((?!含)[^)]*\)$", "", fold(name))
    for field, pattern in _COMPILED:
        if plain and pattern.fullmatch(plain):
            return field
    return None


@lru_cache(maxsize=4096)
def fields_of(name: str) -> tuple[Field, ...]:
    """All facts that a name stands for: 整体牵头部门/负责人 names two."""
    if len(name) > _LONGEST:
        return ()
    whole = field_of(name)
    if whole is not None:
        return (whole,)
    parts = [part for part in _JOINT.split(fold(name)) if part.strip()]
    if len(parts) < 2:
        return ()
    found = [field_of(part) or field_of("责任" + part) for part in parts]
    return tuple(dict.fromkeys(f for f in found if f)) if all(found) else ()


@lru_cache(maxsize=4096)
def likely_field(name: str) -> Field | None:
    """The fact that a misspelt or doubled heading (整改整改措施) most likely names, or None."""
    plain = re.sub(r"\s", "", fold(name))
    if re.search(r"[数率额]$", plain):
        return None
    smoothed = _STUTTER.sub(r"\1", plain)
    if smoothed != plain and (field := field_of(smoothed)):
        return field
    scores = [
        (similarity(smoothed, known), field) for field, names in PLAIN.items() for known in names
    ]
    best, field = max(scores, key=lambda score: score[0])
    return field if best >= 0.6 and len(smoothed) <= 10 else None
