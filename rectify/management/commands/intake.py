"""`manage.py intake`: what is recognised in a paper, without touching the database, or written."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from rectify.intake.apart import SECONDS_IN_BACKGROUND, Source, plan_apart, recognised_apart
from rectify.intake.arriving import file_limit, take_now
from rectify.intake.files.opening import too_large
from rectify.intake.matching import held
from rectify.intake.operations import apply_paper
from rectify.intake.plan import VERDICT_TITLES, Plan, Verdict
from rectify.intake.planning import Setting
from rectify.intake.queries import setting_of
from rectify.intake.rules import doubts_of_paper
from rectify.intake.summary import summary_of
from rectify.kernel import clock
from rectify.kernel.problems import Problem, Refused
from rectify.management.base import OfficeCommand
from rectify.management.parsing import WRONG_USAGE
from rectify.people.models import Person
from rectify.rounds.models import Round


class Command(OfficeCommand):
    """Reads a paper as the intake page does."""

    help = (
        "识别反馈意见、整改方案、台账或整改报告，输出识别结果；加 --round 与该轮次台账比对，"
        "再加 --commit 写入台账。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, the output, and the round to compare with or write into."""
        parser.add_argument(
            "file",
            metavar="FILE",
            help="材料文件：TXT、DOCX、XLSX、PDF，装有LibreOffice时还可读DOC、WPS、XLS",
        )
        parser.add_argument("--json", action="store_true", help="以JSON输出识别结果")
        parser.add_argument("--round", type=int, metavar="ID", help="比对或写入的巡察轮次编号")
        parser.add_argument("--commit", action="store_true", help="写入台账（须同时指定 --round）")
        parser.add_argument("--by", metavar="登录名", help="以该人员名义写入，默认记为命令行")

    def carry_out(self, **options: Any) -> None:
        """Print what was recognised or what would change, or write it when asked to."""
        if options["commit"] and options["round"] is None:
            raise CommandError("写入台账须用 --round 指定巡察轮次编号。", returncode=WRONG_USAGE)
        if options["commit"] and options["json"]:
            raise CommandError("--json 与 --commit 不能同时使用。", returncode=WRONG_USAGE)
        source = source_in(Path(options["file"]))
        round_ = round_called(options["round"])
        if options["commit"] and round_ is not None:
            by = person_called(options["by"])
            paper = take_now(round_, source=source, by=by)
            paper = apply_paper(paper, version=paper.version, by=by)
            self.stdout.write(summary_of(paper.outcome))
        elif options["json"] or round_ is None:
            self._print_recognised(source, round_, as_json=options["json"])
        else:
            plan = plan_apart(source, setting_of(round_), seconds=SECONDS_IN_BACKGROUND)
            for line in comparison(plan, round_, source.name):
                self.stdout.write(line)

    def _print_recognised(self, source: Source, round_: Round | None, *, as_json: bool) -> None:
        setting = setting_of(round_) if round_ else Setting(clock.today())
        found = recognised_apart(source, setting)
        if as_json:
            self.stdout.write(json.dumps(found, ensure_ascii=False, indent=2))
            return
        measures = sum(len(issue["measures"]) for issue in found["issues"])
        counts = f"识别出问题{len(found['issues'])}个、措施{measures}项"
        self.stdout.write(f"{found['title'] or source.name}：{counts}")
        for issue in found["issues"]:
            self.stdout.write(f"  {issue['number']} {issue['title']}")
        for warning in found["warnings"]:
            self.stdout.write(f"  注意：{warning}")


def source_in(path: Path) -> Source:
    """The file at a path; raises `Refused` when it is not there or too large."""
    if not path.is_file():
        raise Refused(Problem("file.missing", f"找不到文件“{path.name}”，请核对路径。"))
    if path.stat().st_size > file_limit():
        raise too_large(file_limit())
    return Source(path.read_bytes(), path.name)


def round_called(number: int | None) -> Round | None:
    """The round with this number, None when none was named; refuses one that is not there."""
    if number is None:
        return None
    found: Round | None = Round.objects.select_related("unit").filter(pk=number).first()
    if found is None:
        raise Refused(Problem("intake.round", "没有这个编号的巡察轮次，请核对 --round。"))
    return found


def person_called(username: str | None) -> Person | None:
    """The person in whose name is written, None for the command line itself."""
    by = Person.objects.filter(username=username).first() if username else None
    if username and by is None:
        raise Refused(Problem("intake.by", f"没有登录名为“{username}”的人员。"))
    return by


def comparison(plan: Plan, round_: Round, name: str) -> Iterator[str]:
    """What confirming the plan would do to the round's ledger, line by line."""
    held(plan, round_)
    counts = {v: sum(v in row.verdicts for row in plan.kept) for v in Verdict}
    told = "，".join(f"{VERDICT_TITLES[v]}{count}个" for v, count in counts.items() if count)
    yield from (f"请先核对：{doubt}" for doubt in doubts_of_paper(plan, round_))
    yield f"{plan.title or name}：{told or '没有识别出问题'}"
    for row in plan.kept:
        yield f"  {row.verdict_title}　{row.number} {row.title}"
        for part in (row, *row.kept_measures):
            yield from (f"    {d.label}：{d.old or '（空）'} → {d.new}" for d in part.differences)
            yield from (f"    待核：{remark.words}" for remark in part.remarks)
    yield from (f"  本材料没有：{one.label} {one.title}" for one in plan.missing)
    yield from (f"  未对应：{one.name}（{one.count}次）" for one in plan.unknown)
    yield from (f"  注意：{warning}" for warning in plan.warnings)
