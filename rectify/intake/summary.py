"""What an import did, in one sentence."""

from __future__ import annotations

from typing import Any

PARTS = (
    ("issues_new", "新增问题{}个"),
    ("issues_changed", "更新问题{}个"),
    ("tasks_new", "新增任务{}项"),
    ("measures_new", "新增措施{}项"),
    ("measures_changed", "更新措施{}项"),
    ("categories_new", "新增类别{}个"),
    ("issues_same", "已有且一致的问题{}个未重复导入"),
)


def summary_of(outcome: dict[str, Any]) -> str:
    """The counts that are not zero, as one sentence."""
    told = [words.format(outcome[key]) for key, words in PARTS if outcome.get(key)]
    made = outcome.get("created") or []
    if made:
        told.append(f"新建人员或部门{len(made)}个")
    return f"已导入台账：{'，'.join(told)}。" if told else "台账已是最新，没有需要导入的内容。"
