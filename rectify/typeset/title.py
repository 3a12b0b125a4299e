"""Titles broken into lines: a trapezium or a lozenge, never within a word (GB/T 9704 7.3.1).

Without a dictionary of Chinese the places between words are judged by the words that titles of
official papers are made of; every place gets a price, and the cheapest breaking of all is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import combinations, pairwise

from rectify.typeset.wording import cells

FULL_LINE = 20.0
"""Characters of 2号 (22 pt) on the 156 mm of the 版心."""

_COMFORTABLE = 18.0
_UNKNOWN, _FORBIDDEN = 6.0, 1000.0
_MOST_LINES = 5
"""Longer ones are no titles any more, and trying all their breakings would take minutes."""

_LEXICON = """
关于 落实 整改 巡察 巡视 反馈 意见 情况 问题 报告 通报 方案 工作 进展 专项 督查 督办 通知 通知单 决定
开展 推进 组织 党组 党委 党总支 党支部 委员会 领导小组 办公室 主要 负责人 集中 阶段 阶段性 常态化
社会 公开 年度 季度 上半年 下半年 全面 从严 治党 主体 责任 清单 任务 台账 措施 移交 提级 机动 常规 交叉
回头看 民主 生活会 专题 立行立改 自查 自纠 自查自纠 监督 检查 纪检 监察 成效 评估 人民 政府 人民政府
人民法院 检察院 公安局 水务局 财政局 教育局 管理局 卫生健康 农业农村 自然资源 住房 城乡 建设
人力资源 社会保障 市场 应急 交通 运输 文化 旅游 生态 环境 审计 统计 信访 医疗 保障 退役 军人 事务
发展 改革 民政 司法 科技 商务 林业 国有资产 有限公司 集团 公司 医院 学校 中学 小学 街道 销号 销号表
申请 审核 汇总 统计表 责任人 完成 会议 纪要 一览 一览表 说明 请示 附件 中共 贯彻 执行 深入 切实 加强
"""
_WORDS = frozenset(_LEXICON.split())
_LONGEST = max(map(len, _WORDS))

# What a line may well end with, and what a line may well begin with: the price of breaking there.
_AFTER = (
    (
        re.compile(
            r"(?:党组|党委|委员会|党总支|党支部|领导小组|办公室|人民政府|[局厅委院校]|公司)$"
        ),
        0.0,
    ),
    (re.compile(r"(?:关于|对于)$"), 3.0),
    (re.compile(r"[的、，》”）]$"), 0.5),
    (re.compile(r"(?:情况|问题|工作|意见|方面|期间|年度|阶段|整改|巡察|巡视|落实)$"), 1.0),
    (re.compile(r"[和与及暨对在将把按]$"), 8.0),
)
_BEFORE = (
    (re.compile(r"^(?:关于|对于)"), 0.0),
    (re.compile(r"^(?:的)"), 30.0),
    (re.compile(r"^[和与及暨]"), 0.7),
    (re.compile(r"^[《“（]"), 0.7),
    (re.compile(r"^(?:情况的?|工作的?|问题的?)(?:报告|通报)"), 2.0),
    (re.compile(r"^[，。、；：）》”！？]"), _FORBIDDEN),
)
_TAIL = re.compile(r"^(?:的)?(?:报告|通报|方案|通知|决定|函|请示|说明)$")


def title_lines(title: str, *, full: float = FULL_LINE) -> list[str]:
    """The lines of `title`, each at most `full` characters wide.

    Line feeds in the title are the author's own breaks and are kept as they are; only a line of his
    that does not fit is broken further. A title that fits on one line stays on it.
    """
    own = [line.strip() for line in title.split("\n") if line.strip()]
    if len(own) > 1:
        return [piece for line in own for piece in _wrapped(line, full)]
    return _wrapped(own[0], full) if own else []


def _wrapped(text: str, full: float) -> list[str]:
    if cells(text) <= full:
        return [text]
    prices = _prices(text)
    fewest = int(-(-cells(text) // full))
    for count in (fewest, fewest + 1) if fewest <= _MOST_LINES else ():
        candidates = list(_candidates(text, prices, count, full))
        if candidates:
            price, lines = min(candidates, key=lambda pair: pair[0])
            if price < _FORBIDDEN:
                return lines
    return list(_anyhow(text, full))


def _candidates(
    text: str, prices: dict[int, float], count: int, full: float
) -> Iterator[tuple[float, list[str]]]:
    """Every way to make `count` lines that fit, with its price; dear places are left out first."""
    cheap = sorted(prices, key=lambda place: prices[place])[:24]
    for places in combinations(sorted(cheap), count - 1):
        lines = [text[a:b] for a, b in pairwise((0, *places, len(text)))]
        widths = [cells(line) for line in lines]
        if max(widths) > full:
            continue
        broken = sum(prices[place] for place in places)
        yield broken + _shape(widths) + (4 if _TAIL.match(lines[-1]) else 0), lines


def _shape(widths: list[float]) -> float:
    """What the outline costs: trapezia and lozenges nothing, an hourglass or a square something."""
    steps = [b - a for a, b in pairwise(widths)]
    price = sum(max(0.0, width - _COMFORTABLE) for width in widths)
    price += sum(0.5 * max(0.0, 6 - width) for width in widths)
    price += sum(0.8 for step in steps if abs(step) < 1)
    price += sum(0.25 * max(0.0, abs(step) - 6) for step in steps)
    waist = any(a < 0 < b for a, b in pairwise(steps))
    return price + (6 if waist else 0)


def _prices(text: str) -> dict[int, float]:
    """For each place between two characters, what a break there costs; none inside a word."""
    inside = _inside_words(text)
    prices = {}
    for place in range(1, len(text)):
        if place in inside:
            continue
        known = [price for pattern, price in _AFTER if pattern.search(text[:place])]
        known += [price for pattern, price in _BEFORE if pattern.search(text[place:])]
        hard = [price for price in known if price > _UNKNOWN]
        prices[place] = max(hard) if hard else min(known, default=_UNKNOWN)
    return prices


def _inside_words(text: str) -> set[int]:
    """The places within known words (longest first), figures, dates, names in quotation marks."""
    inside: set[int] = set()
    start = 0
    while start < len(text):
        size = next((n for n in range(_LONGEST, 1, -1) if text[start : start + n] in _WORDS), 1)
        inside.update(range(start + 1, start + size))
        start += size
    for match in re.finditer(
        r"“[^”]{1,8}”|《[^》]{1,8}》|（[^）]{1,8}）|〔\d+〕|第?[0-9一二三四五六七八九十]+[年月日轮届次季度]*|[A-Za-z0-9.%-]+",
        text,
    ):
        inside.update(range(match.start() + 1, match.end()))
    return inside


def _anyhow(text: str, full: float) -> Iterable[str]:
    """Lines filled one after the other, for a title in which no good place was found."""
    line = ""
    for character in text:
        if cells(line + character) > full and character not in "，。、；：）》”！？":
            yield line
            line = ""
        line += character
    yield line
