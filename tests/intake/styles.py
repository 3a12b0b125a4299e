"""A small writer of reports: one ledger, written out in any listing style of the catalogue of reports.

Four choices make a style: how an issue is headed, how issues are grouped, how they are numbered, how
their status is told. The writer knows nothing of the reader.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import groupby

FIGURES = "〇一二三四五六七八九十"


class Headed(Enum):
    """How an issue is headed."""

    ABOUT = "关于“…”的问题"
    ABOUT_MENDING = "关于“…”问题的整改"
    AGAINST = "针对“…”问题"
    PROBLEM = "问题N：…"
    TITLE = "标题"


class Grouped(Enum):
    """What issues are grouped by."""

    TREE = "方面、大类"
    ASPECTS = "第一方面，…"
    STATUS = "状态"
    NOT = "不分组"


class Numbered(Enum):
    """How issues are numbered."""

    ON = "全文连续编号"
    AFRESH = "每组重新编号"
    LEVELS = "按层级编号"


class Told(Enum):
    """How an issue's status is told."""

    SENTENCE = "标题后一句"
    LINE = "单独一行"
    GROUP = "所在的组"
    CLOSING = "末尾列出未完成的"
    NOT = "不写"


@dataclass(frozen=True)
class Style:
    """One listing style; `below` puts the text of an issue on the line after its heading."""

    headed: Headed
    grouped: Grouped
    numbered: Numbered
    told: Told
    below: bool = False

    @property
    def sound(self) -> bool:
        """Whether the choices can stand together: groups of a status tell it, nothing else does."""
        return (self.grouped is Grouped.STATUS) == (self.told is Told.GROUP)


@dataclass(frozen=True)
class Issue:
    """An issue as an office keeps it; `path` are the headings above it."""

    path: tuple[str, ...]
    title: str
    status: str
    measures: tuple[str, ...]


SENTENCES = {
    "done": "此问题已整改完成。",
    "partial": "此问题已取得阶段性成效。",
    "in_progress": "此问题正在整改。",
    "long_term": "此问题需长期坚持。",
    "not_done": "此问题尚未完成整改。",
}
WORDS = {
    "done": "已完成",
    "partial": "阶段性完成",
    "in_progress": "正在整改",
    "long_term": "长期坚持",
    "not_done": "未完成",
}
GROUPS = {
    "done": "已完成的整改事项",
    "partial": "阶段性完成的整改事项",
    "in_progress": "正在整改的事项",
    "long_term": "需长期坚持的整改任务",
    "not_done": "未完成的整改事项",
}
TITLE = "中共青山县档案馆党组关于巡察整改进展情况的报告"
PREAMBLE = (
    "2026年1月5日至3月10日，县委第一巡察组对县档案馆党组开展了常规巡察，4月2日反馈了巡察意见，"
    "共反馈{count}个问题。"
)
CLOSING = "尚未完成整改任务的具体项目"


@dataclass(frozen=True)
class Expected:
    """What a reader should find of an issue in a written report."""

    path: tuple[str, ...]
    title: str
    status: str | None
    measures: tuple[str, ...]


class Writer:
    """Writes one ledger in one style."""

    def __init__(self, issues: list[Issue], style: Style) -> None:
        self.issues, self.style = issues, style
        self.counted = 0
        # The fields are the paper's chapters themselves, as in the papers without other chapters; a
        # single field is never a chapter of its own.
        several = len(self._tops()) > 1
        tree = style.grouped is Grouped.TREE and style.numbered is not Numbered.LEVELS
        self.bare = tree and several

    def text(self) -> str:
        """The whole paper."""
        lines = [TITLE, self._preamble()]
        if not self.bare:
            lines += ["一、加强组织领导", "党组先后召开会议，研究部署整改工作，明确任务分工。"]
            lines.append("二、反馈问题整改落实情况")
        lines += self._listed()
        self.chapters = len(self._tops()) if self.bare else 2
        if self.style.told is Told.CLOSING:
            lines += self._closing()
        lines += [
            f"{_figure(self.chapters + 1)}、下一步工作打算",
            "党组将持续抓好整改，不断巩固成果。",
        ]
        return "\n".join([*lines, "中共青山县档案馆党组", "2026年9月15日"])

    def expected(self) -> list[Expected]:
        """The issues in the order in which they are written."""
        return [
            Expected(self._path(issue), issue.title, self._status(issue), issue.measures)
            for issue in self._ordered()
        ]

    def _status(self, issue: Issue) -> str | None:
        if self.style.told is Told.NOT:
            return None
        return issue.status

    def _path(self, issue: Issue) -> tuple[str, ...]:
        if self.style.grouped is Grouped.TREE:
            return issue.path
        if self.style.grouped is Grouped.ASPECTS:
            return (f"第{_figure(self._tops().index(issue.path[0]) + 1)}方面，{issue.path[0]}",)
        return ()

    def _tops(self) -> list[str]:
        return list(dict.fromkeys(issue.path[0] for issue in self.issues))

    def _ordered(self) -> list[Issue]:
        """The issues by their groups, each group where its first issue stands."""
        if self.style.grouped is Grouped.STATUS:
            return sorted(self.issues, key=lambda issue: list(GROUPS).index(issue.status))
        if self.style.grouped is Grouped.NOT:
            return self.issues
        tops = self._tops()
        paths = list(dict.fromkeys(issue.path for issue in self.issues))
        return sorted(self.issues, key=lambda i: (tops.index(i.path[0]), paths.index(i.path)))

    def _preamble(self) -> str:
        text = PREAMBLE.format(count=len(self.issues))
        if self.style.told is not Told.CLOSING:
            return text
        done = sum(issue.status == "done" for issue in self.issues)
        if done == len(self.issues):
            return f"{text}目前，{done}个问题已全部整改完成。"
        return f"{text}目前，已整改完成{done}个，正在整改{len(self.issues) - done}个。"

    def _listed(self) -> Iterator[str]:
        if self.style.grouped is Grouped.TREE:
            yield from self._tree()
        elif self.style.grouped is Grouped.NOT:
            yield from self._leaves(self._ordered(), 1)
        else:
            yield from self._groups()

    def _groups(self) -> Iterator[str]:
        by_status = self.style.grouped is Grouped.STATUS
        key = (lambda issue: issue.status) if by_status else (lambda issue: issue.path[0])
        for place, (name, found) in enumerate(groupby(self._ordered(), key=key), start=1):
            members = list(found)
            if by_status:
                yield f"（{_figure(place)}）{GROUPS[name]}"
            else:
                yield f"第{_figure(place)}方面，{name}。共{len(members)}条问题。"
            yield from self._leaves(members, 2)

    def _tree(self) -> Iterator[str]:
        tops = groupby(self._ordered(), key=lambda issue: issue.path[0])
        for place, (top, under) in enumerate(tops, start=1):
            yield f"{_figure(place)}、{top}" if self.bare else f"（{_figure(place)}）{top}"
            for number, (path, found) in enumerate(groupby(under, key=lambda i: i.path), start=1):
                if len(path) > 1:
                    mark = f"（{_figure(number)}）" if self.bare else f"{number}."
                    yield f"{mark}{path[1]}"
                yield from self._leaves(list(found), len(path) + 1)

    def _leaves(self, issues: list[Issue], depth: int) -> Iterator[str]:
        if self.style.numbered is not Numbered.ON:
            self.counted = 0
        for issue in issues:
            self.counted += 1
            yield from self._issue(issue, self._mark(depth))

    def _mark(self, depth: int) -> str:
        """The number before an issue: one style for all, or the one that the level has."""
        if self.style.headed is Headed.PROBLEM:
            return f"问题{self.counted}："
        chaptered = self.style.grouped is Grouped.TREE and not self.bare
        if self.style.numbered is not Numbered.LEVELS and not chaptered:
            return f"{self.counted}."
        if self.style.grouped is Grouped.ASPECTS:
            return f"（{_figure(self.counted)}）"
        return {1: f"（{_figure(self.counted)}）", 2: f"{self.counted}.", 3: f"（{self.counted}）"}[
            depth
        ]

    def _issue(self, issue: Issue, mark: str) -> Iterator[str]:
        heading = {
            Headed.ABOUT: f"关于“{issue.title}”的问题。",
            Headed.ABOUT_MENDING: f"关于“{issue.title}”问题的整改",
            Headed.AGAINST: f"针对“{issue.title}”问题，",
            Headed.PROBLEM: f"{issue.title}。",
            Headed.TITLE: f"{issue.title}。",
        }[self.style.headed]
        sentence = SENTENCES[issue.status] if self.style.told is Told.SENTENCE else ""
        body = _enumerated(issue.measures)
        if self.style.headed is Headed.PROBLEM:
            yield f"{mark}{heading}{sentence}"
            if body:
                yield f"整改情况：{body}"
        elif self.style.headed is Headed.ABOUT_MENDING or self.style.below:
            yield f"{mark}{heading.rstrip('，')}"
            if sentence or body:
                yield f"{sentence}{body}"
        elif self.style.headed is Headed.AGAINST and not body and not sentence:
            yield f"{mark}{heading.rstrip('，')}。"
        else:
            yield f"{mark}{heading}{sentence}{body}"
        if self.style.told is Told.LINE:
            label = "完成情况" if self.style.headed is Headed.PROBLEM else "整改状态"
            yield f"{label}：{WORDS[issue.status]}"

    def _closing(self) -> Iterator[str]:
        left = [issue for issue in self._ordered() if issue.status != "done"]
        if not left:
            return
        if self.style.grouped is Grouped.TREE and not self.bare:
            yield f"（{_figure(len(self._tops()) + 1)}）{CLOSING}"
        else:
            self.chapters += 1
            yield f"{_figure(self.chapters)}、{CLOSING}"
        for number, issue in enumerate(left, start=1):
            yield f"{number}.{issue.title}。正在整改，预计2026年10月底前完成。"


def _enumerated(measures: tuple[str, ...]) -> str:
    """Measures as papers enumerate them; one alone is a sentence."""
    if len(measures) < 2:
        return "".join(f"{measure}。" for measure in measures)
    return "".join(f"{_figure(n)}是{text}。" for n, text in enumerate(measures, start=1))


def _figure(number: int) -> str:
    return FIGURES[number] if number <= 10 else f"十{FIGURES[number - 10]}"
