"""`manage.py intake`: what is recognised in a paper, without touching the database, or written."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from rectify.intake.files import read_file
from rectify.intake.operations import apply_paper, give_paper
from rectify.intake.summary import summary_of
from rectify.kernel import clock
from rectify.kernel.problems import Problem, Refused
from rectify.management.base import OfficeCommand
from rectify.papers.content import Content
from rectify.papers.reading import read_paper
from rectify.people.models import Person
from rectify.rounds.models import Round


class Command(OfficeCommand):
    """Reads a paper as the intake page does."""

    help = "识别反馈意见、整改方案或整改报告，输出识别结果；加 --round 和 --commit 写入台账。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, the output, and the round to write into."""
        parser.add_argument(
            "file", help="材料文件：TXT、DOCX、XLSX、PDF，装有LibreOffice时还可读DOC、WPS、XLS"
        )
        parser.add_argument("--json", action="store_true", help="以JSON输出识别结果")
        parser.add_argument("--round", type=int, metavar="ID", help="要写入的巡察轮次编号")
        parser.add_argument("--commit", action="store_true", help="写入台账（须同时指定 --round）")
        parser.add_argument("--by", metavar="登录名", help="以该人员名义写入，默认记为命令行")

    def carry_out(self, **options: Any) -> None:
        """Print what was recognised, and write it when asked to."""
        path = Path(options["file"])
        content = read_file(path)
        if options["commit"]:
            self._commit(path, content, options)
            return
        recognised = read_paper(content, today=clock.today())
        if options["json"]:
            self.stdout.write(json.dumps(recognised.to_json(), ensure_ascii=False, indent=2))
            return
        self.stdout.write(f"{recognised.title or path.name}：识别出问题{len(recognised.issues)}个")
        for issue in recognised.issues:
            self.stdout.write(f"  {issue.number} {issue.title}")
        for warning in recognised.warnings:
            self.stdout.write(f"  注意：{warning}")

    def _commit(self, path: Path, content: Content, options: dict[str, Any]) -> None:
        round_ = Round.objects.filter(pk=options["round"]).first()
        if round_ is None:
            raise Refused(Problem("intake.round", "请用 --round 指定已有的巡察轮次编号。"))
        by = Person.objects.filter(username=options["by"]).first() if options["by"] else None
        if options["by"] and by is None:
            raise Refused(Problem("intake.by", f"没有登录名为“{options['by']}”的人员。"))
        paper = give_paper(round_, name=path.name, content=content, by=by)
        paper = apply_paper(paper, version=paper.version, by=by)
        self.stdout.write(summary_of(paper.outcome))
