"""`python -m tests.intake.accuracy`: the table of scores, and exit status 1 when a floor does not hold."""

from __future__ import annotations

import argparse
import os
import sys
import unicodedata
from collections.abc import Mapping, Sequence

import django

from tests.intake.accuracy.corpus import Kind, papers
from tests.intake.accuracy.reading import read
from tests.intake.accuracy.scores import Aspect, Score, Tally, score, total

_NAME_WIDTH = 42
_CELL_WIDTH = 12


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure the papers asked for, print what came out, and say whether the floors hold."""
    asked = _parser().parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    chosen = papers(asked.kinds, asked.paper)
    if not chosen:
        sys.stderr.write("没有符合条件的文稿，请检查 --kinds 和 --paper。\n")
        return 2
    scores = {paper.name: score(paper.reading, read(paper)) for paper in chosen}
    whole = total(scores.values())
    _write_table({**scores, f"合计（{len(scores)}篇）": whole})
    if asked.details:
        _write_faults(scores)
    failures = whole.below_floors()
    sys.stderr.writelines(f"{sentence}\n" for sentence in failures)
    return 1 if failures else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="accuracy", description="量一量读稿的准确率和召回率，低于底线时以 1 退出。"
    )
    parser.add_argument(
        "--kinds",
        type=_kinds,
        default=frozenset(Kind),
        help="text,cells,xlsx,docx 中的几种，默认全部",
    )
    parser.add_argument("--paper", default="", help="只量名称以此开头的文稿，如 14")
    parser.add_argument("--details", action="store_true", help="逐条列出差错")
    return parser


def _kinds(words: str) -> frozenset[Kind]:
    return frozenset(Kind(word) for word in words.split(","))


def _write_table(scores: Mapping[str, Score]) -> None:
    """One row for each paper: precision/recall in percent, a dash where there is nothing to read."""
    heads = [*(str(aspect) for aspect in Aspect), "虚构"]
    _write_row("文稿（准确率/召回率，%）", heads)
    for name, each in scores.items():
        cells = [_shown(each.tallies[aspect]) for aspect in Aspect]
        _write_row(name, [*cells, str(len(each.invented))])


def _shown(tally: Tally) -> str:
    if not tally.expected and not tally.read:
        return "-"
    return f"{_percent(tally.precision)}/{_percent(tally.recall)}"


def _percent(share: float) -> str:
    """One decimal, cut and not rounded, so that only a full score reads 100."""
    return f"{int(share * 1000) / 10:g}"


def _write_row(name: str, cells: Sequence[str]) -> None:
    padded = "".join(_padded(cell, _CELL_WIDTH) for cell in cells)
    sys.stdout.write(f"{_padded(name, _NAME_WIDTH)}{padded}".rstrip() + "\n")


def _padded(words: str, width: int) -> str:
    taken = sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in words)
    return words + " " * max(1, width - taken)


def _write_faults(scores: Mapping[str, Score]) -> None:
    for name, each in scores.items():
        sys.stdout.writelines(f"{name}  {fault}\n" for fault in each.faults)
        sys.stdout.writelines(f"{name}  虚构: {title}\n" for title in each.invented)


if __name__ == "__main__":
    sys.exit(main())
