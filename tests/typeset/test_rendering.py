"""How a PDF comes about: the same bytes, honest progress, limits, and refusals that name the cause."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from time import monotonic

import pikepdf
import pytest

from rectify.kernel.problems import Problem, Refused
from rectify.typeset import fonts, press
from rectify.typeset.document import Annex, Cell, Column, Document, Heading, Paragraph, Table
from rectify.typeset.pdf import MADE_AS, Limits, render_pdf
from rectify.typeset.places import place_of
from tests.typeset import papers
from tests.typeset.conftest import Printed


def refusal(document: Document, target: Path, limits: Limits | None = None) -> Problem:
    """The one problem for which `document` is not printed."""
    with pytest.raises(Refused) as refused:
        render_pdf(document, target, limits=limits)
    (problem,) = refused.value.problems
    return problem


def test_the_same_document_gives_the_same_bytes(report: Printed, tmp_path: Path) -> None:
    again = render_pdf(papers.report(), tmp_path / "again.pdf")
    assert (tmp_path / "again.pdf").read_bytes() == report.path.read_bytes()
    assert again == report.facts


def test_the_facts_are_those_of_the_file(report: Printed) -> None:
    content = report.path.read_bytes()
    assert report.facts.size == len(content)
    assert report.facts.sha256 == hashlib.sha256(content).hexdigest()
    with pikepdf.open(report.path) as pdf:
        assert len(pdf.pages) == report.facts.pages >= 10


def test_the_file_is_sound_and_made_as_an_archive_file(report: Printed) -> None:
    subprocess.run(["qpdf", "--check", str(report.path)], check=True, capture_output=True)
    with pikepdf.open(report.path) as pdf, pdf.open_metadata() as about:
        declared = f"PDF/A-{about['pdfaid:part']}{about['pdfaid:conformance'].lower()}"
        assert declared == MADE_AS
        assert str(pdf.Root.Lang) == "zh-CN"
        assert "/StructTreeRoot" in pdf.Root
        assert "/EmbeddedFiles" not in pdf.Root.get("/Names", {})


def test_progress_only_grows_and_passes_its_stages(report: Printed) -> None:
    assert report.progress == sorted(report.progress)
    assert {10, 70, 95, 100} <= set(report.progress)
    assert len(set(report.progress)) > 8
    assert report.progress[-1] == 100


def test_whoever_follows_the_progress_can_end_it(tmp_path: Path) -> None:
    def stop(percent: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        render_pdf(papers.report(), tmp_path / "paper.pdf", progress=stop)
    assert list(tmp_path.iterdir()) == []


def test_a_character_that_no_font_has_is_named(tmp_path: Path) -> None:
    rare = Document(title="报告", blocks=(Paragraph("王\U000f8000同志"),))
    problem = refusal(rare, tmp_path / "paper.pdf")
    assert problem.key == "typeset.glyph"
    assert "U+F8000" in problem.sentence
    assert "正文：“王" in problem.sentence
    assert problem.place == "\U000f8000"
    assert list(tmp_path.iterdir()) == []


def test_without_chinese_fonts_nothing_is_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "fonts").mkdir()
    configuration = tmp_path / "fonts.conf"
    configuration.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">'
        f"<fontconfig><dir>{tmp_path}/fonts</dir><cachedir>{tmp_path}/cache</cachedir></fontconfig>"
    )
    monkeypatch.setenv("FONTCONFIG_FILE", str(configuration))
    with pytest.raises(Refused) as refused:
        render_pdf(papers.report(), tmp_path / "paper.pdf")
    assert {problem.place for problem in refused.value.problems} == {
        "仿宋",
        "小标宋",
        "黑体",
        "楷体",
        "宋体",
    }
    assert "“仿宋_GB2312”或“Noto Serif CJK SC”" in refused.value.problems[0].sentence


def test_a_paper_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    long = Document(title="台账", blocks=(papers.ledger(1500),), landscape=True)
    target = tmp_path / "paper.pdf"
    target.write_bytes(b"the one before")
    began = monotonic()
    assert refusal(long, target, Limits(seconds=2)).key == "typeset.time"
    assert monotonic() - began < 30
    assert target.read_bytes() == b"the one before"
    assert [path.name for path in tmp_path.iterdir()] == ["paper.pdf"]


def test_a_paper_that_takes_too_much_memory_is_given_up(tmp_path: Path) -> None:
    problem = refusal(papers.report(), tmp_path / "paper.pdf", Limits(megabytes=128))
    assert problem.key == "typeset.memory"


@pytest.mark.parametrize(
    "markup",
    [
        '<img src="file:///etc/hostname">',
        '<img src="http://127.0.0.1:9/x.png">',
        '<img src="data:image/png;base64,AAAA">',
        '<link rel="stylesheet" href="file:///etc/passwd">',
        '<link rel="attachment" href="file:///etc/passwd">',
        '<a rel="attachment" href="file:///etc/passwd">附件</a>',
        '<style>@import url("http://127.0.0.1:9/x.css");</style>',
        '<p style="background:url(//127.0.0.1:9/x.png)">字</p>',
        '<img src="asset:../pdf.py">',
        '<object data="file:///etc/passwd"></object>',
        '<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>',
    ],
)
def test_the_press_fetches_nothing(markup: str, tmp_path: Path) -> None:
    assert pressed(markup, tmp_path) == {"failed": "fetch"}


def test_the_press_opens_its_own_assets(tmp_path: Path) -> None:
    said = pressed('<link rel="stylesheet" href="asset:layout.css">文字', tmp_path)
    assert said == {"pages": 1, "warnings": []}


def pressed(markup: str, folder: Path) -> dict[str, object]:
    """The last word of a press that is given this HTML, as if it had come through the tree."""
    order = press.Order(
        html=f"<html lang='zh-CN'><body>{markup}</body></html>",
        css=fonts.stylesheet(),
        target=str(folder / "paper.pdf"),
        identifier="x",
        megabytes=2048,
        seconds=60,
        expected_pages=1,
    )
    ended = subprocess.run(
        [sys.executable, "-m", press.__name__],
        input=json.dumps(asdict(order)),
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    said: dict[str, object] = json.loads(ended.stdout.splitlines()[-1])
    return said


TABLE = Table(
    (Column("序号"), Column("措施")),
    (("一、政治建设",), (Cell("1", rows=2), "开展清查"), ("追缴张𠀀违规领取的津贴补贴共两万元整",)),
)


@pytest.mark.parametrize(
    ("character", "place"),
    [
        ("𠀀", "附件“整改台账”表格第3行：“追缴张𠀀违规领取的津贴补”"),
        ("㊣", "标题：“关于㊣的报告”"),
        ("囧", "正文“一、成效”部分：“研究囧整改”"),
        ("龘", ""),
    ],
)
def test_a_character_is_found_where_its_author_can_mend_it(character: str, place: str) -> None:
    paper = Document(
        title="关于㊣的报告",
        blocks=(Heading(1, "一、成效"), Paragraph("研究囧整改")),
        annexes=(Annex("整改台账", (TABLE,)),),
    )
    assert place_of(paper, character) == place
