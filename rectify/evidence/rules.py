"""Pure questions about a file of evidence before it is kept: of the file itself, the same as of any."""

from __future__ import annotations

from datetime import date
from pathlib import PurePath

from rectify.evidence.enums import EvidenceKind
from rectify.kernel.problems import Problem
from rectify.kernel.uploads import ACCEPTED, SHOWN_IN_PAGE, clean_name, problems_of_file

__all__ = [
    "ACCEPTED",
    "SHOWN_IN_PAGE",
    "clean_name",
    "kept_name",
    "problems_of_facts",
    "problems_of_file",
]


def kept_name(before: str, name: str) -> str:
    """A new name for a file, which keeps its ending so that it opens as before."""
    suffix = PurePath(before).suffix
    plain = clean_name(name)
    return plain if PurePath(plain).suffix == suffix else clean_name(f"{plain}{suffix}")


def problems_of_facts(*, name: str, kind: str, dated_on: date | None, today: date) -> list[Problem]:
    """What is wrong with what is said about a file: no name, an unknown kind, a day to come."""
    problems = []
    if not name.strip(". "):
        problems.append(Problem("evidence.name", "请填写文件名。", field="name"))
    if kind not in EvidenceKind.values:
        problems.append(Problem("evidence.kind", "请选择类别。", field="kind"))
    if dated_on is not None and dated_on > today:
        problems.append(Problem("evidence.day", "材料日期不能晚于今天。", field="dated_on"))
    return problems
