"""`manage.py report`: a round's report as a PDF file, from its saved text or drafted afresh."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from pathlib import Path
from typing import Any

from rectify.kernel import clock
from rectify.kernel.problems import Problem, Refused, refuse_if
from rectify.management.base import OfficeCommand
from rectify.reports.drafting import draft_standard
from rectify.reports.enums import Shape
from rectify.reports.models import Report
from rectify.reports.operations import export_outside
from rectify.reports.paper import Paper, paper_of
from rectify.reports.rendering import paper_of_report, write_pdf
from rectify.reports.rules import problems_of_day
from rectify.rounds.models import Round


class Command(OfficeCommand):
    """Writes the report; the database is left as it is but for the event of the export."""

    help = "把一轮巡察的整改报告写成PDF。已在网页上起草过的，用其各节文字；否则按台账现拟一份，不存入数据库。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The round, the shape, the day and the file."""
        parser.add_argument("round", type=int, metavar="ROUND", help="巡察轮次编号")
        parser.add_argument(
            "--shape", choices=Shape.values, default=Shape.STANDARD.value, help="体例，默认standard"
        )
        parser.add_argument(
            "--as-of",
            type=_day,
            metavar="DATE",
            help="数据截止日期，例如2026-08-12；默认取已起草报告的日期，没有时取今天",
        )
        parser.add_argument(
            "-o", "--output", required=True, type=Path, metavar="FILE.pdf", help="写入的文件"
        )

    def carry_out(self, **options: Any) -> None:
        """Put the report together and write it."""
        round_ = Round.objects.select_related("unit").filter(pk=options["round"]).first()
        if round_ is None:
            raise Refused(Problem("report.round", f"没有编号为{options['round']}的巡察轮次。"))
        target: Path = options["output"]
        if not target.parent.is_dir():
            raise Refused(Problem("report.folder", f"文件夹{target.parent}不存在，请先建立。"))
        paper = _paper(round_, Shape(options["shape"]), options["as_of"])
        try:
            facts = write_pdf(paper, target)
        except OSError as error:
            raise Refused(Problem("report.write", f"文件{target}无法写入，请检查权限。")) from error
        export_outside(round_, by=None)
        self.stdout.write(f"已写入{target}：{facts.pages}页，SHA-256 {facts.sha256}")


def _paper(round_: Round, shape: Shape, as_of: date | None) -> Paper:
    """The saved report of this shape on the wanted day, else a fresh draft of it."""
    today = clock.today()
    report = Report.objects.select_related("round__unit").filter(round=round_, shape=shape).first()
    if report is not None:
        day = as_of or report.as_of
        refuse_if(problems_of_day(round_, day, today))
        return paper_of_report(report, on=day)
    day = as_of or today
    refuse_if(problems_of_day(round_, day, today))
    draft = draft_standard(round_, day)
    return paper_of(
        round_,
        title=draft.title,
        addressee=draft.addressee,
        signature=draft.signature,
        as_of=day,
        signed_on=day,
        sections=draft.sections,
    )


def _day(words: str) -> date:
    """A day as --as-of is given."""
    try:
        return date.fromisoformat(words)
    except ValueError:
        raise ArgumentTypeError("日期请写作2026-08-12这样的形式") from None
