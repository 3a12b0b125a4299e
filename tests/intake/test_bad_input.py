"""Bad input through the page: refused in seconds in one Chinese sentence, within memory, nothing written."""

from __future__ import annotations

import io
import json
import random
import re
import struct
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings

from rectify.intake.apart import SECONDS_AT_ONCE
from rectify.intake.models import Paper
from rectify.intake.reader import too_much
from rectify.rounds.models import Round
from rectify.trail.models import Event
from tests.factories import Office, signed_in
from tests.intake.giving import LEDGER, workbook

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 20
MEGABYTES = 500


def replaced(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """A package with one part changed."""
    source, target = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for member in source.namelist():
            part = source.read(member)
            package.writestr(member, change(part) if member == name else part)
    return target.getvalue()


def package(**parts: bytes) -> bytes:
    """A ZIP of these parts; `__` in a name stands for a slash, the rest gets .xml."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name, part in parts.items():
            made.writestr(f"{name.replace('__', '/')}.xml", part)
    return target.getvalue()


def word(body: bytes, before: bytes = b"") -> bytes:
    """A .docx of one part."""
    space = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    head = b'<?xml version="1.0"?>' + before
    whole = head + b'<w:document xmlns:w="' + space + b'"><w:body>' + body
    return package(word__document=whole + b"</w:body></w:document>")


ENTITIES = (
    b'<!DOCTYPE a [<!ENTITY a0 "ha">'
    + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10))
    + b"]>"
)
SHEET = "xl/worksheets/sheet1.xml"


def zip_bomb() -> bytes:
    return package(word__document=b"<a>" + b" " * 180_000_000 + b"</a>")


def many_bombs() -> bytes:
    return package(**{f"xl__part{n}": b"0" * 30_000_000 for n in range(8)}, xl__workbook=b"<a/>")


def xml_bomb() -> bytes:
    return word(b"<w:p><w:r><w:t>&a9;</w:t></w:r></w:p>", ENTITIES)


def xml_bomb_in_a_sheet() -> bytes:
    return replaced(workbook(LEDGER), SHEET, lambda part: part.replace(b"?>", b"?>" + ENTITIES, 1))


def far_corner() -> bytes:
    cell = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    return replaced(workbook(LEDGER), SHEET, lambda part: part.replace(b"</sheetData>", cell))


def far_merge() -> bytes:
    """A block merged over the whole sheet makes nobody read a whole sheet."""
    merge = b'</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    return replaced(workbook(LEDGER), SHEET, lambda part: part.replace(b"</sheetData>", merge))


def uncalculated() -> bytes:
    return replaced(
        workbook(LEDGER),
        SHEET,
        lambda part: re.sub(rb'(<c r="A2"[^>]*>)<v>1</v>', rb"\1<f>ROW()-1</f>", part),
    )


def with_macros() -> bytes:
    data = io.BytesIO(workbook(LEDGER))
    with zipfile.ZipFile(data, "a") as made:
        made.writestr("xl/vbaProject.bin", b"\x00" * 100)
    return data.getvalue()


def locked_office_file() -> bytes:
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600
    return head + "EncryptedPackage".encode("utf-16-le") + b"\x00" * 600


def locked_zip() -> bytes:
    """The mark of encryption set on every part."""
    data = bytearray(workbook(LEDGER))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            (flags,) = struct.unpack_from("<H", data, at + place)
            struct.pack_into("<H", data, at + place, flags | 1)
            at = data.find(mark, at + 4)
    return bytes(data)


def pdf(*objects: bytes, trailer: bytes = b"") -> bytes:
    """A PDF of these objects, numbered from 1; the first is its catalogue."""
    body, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    head = b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
    end = b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF" % (size, trailer, len(body))
    return body + head + end


PAGES = (
    b"<</Type/Catalog/Pages 2 0 R>>",
    b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
    b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
)


def locked_pdf() -> bytes:
    """A PDF that asks for a password: no empty one fits."""
    key = b"<" + b"41" * 32 + b">"
    lock = b"<</Filter/Standard/V 1/R 2/O" + key + b"/U" + key + b"/P -4>>"
    return pdf(*PAGES, lock, trailer=b"/Encrypt 4 0 R/ID[<00><00>]")


def noise() -> bytes:
    """Digits that pack badly and end as one enormous cell."""
    digits = bytes(random.Random(1).choices(b"0123456789", k=6_000_000))
    cell = b'<row r="9"><c r="C9" t="str"><v>' + digits + b"</v></c></row></sheetData>"
    return replaced(workbook(LEDGER), SHEET, lambda part: part.replace(b"</sheetData>", cell))


def deep_tables() -> bytes:
    """Tables within tables, thousands deep."""
    depth = 4_000
    return word(b"<w:tbl><w:tr><w:tc>" * depth + b"<w:p/>" + b"</w:tc></w:tr></w:tbl>" * depth)


BAD: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "zip bomb": ("a.docx", zip_bomb, "压缩比异常"),
    "many bombs": ("a.xlsx", many_bombs, "解压后过大"),
    "xml bomb": ("a.docx", xml_bomb, "不允许的声明"),
    "xml bomb in a sheet": ("a.xlsx", xml_bomb_in_a_sheet, "不允许的声明"),
    "far corner": ("a.xlsx", far_corner, "表格范围过大"),
    "formula without value": ("a.xlsx", uncalculated, "单元格A2的公式"),
    "macros": ("a.xlsm", with_macros, "含有宏"),
    "locked": ("a.xlsx", locked_office_file, "设有密码"),
    "locked zip": ("a.xlsx", locked_zip, "设有密码"),
    "broken zip": ("a.xlsx", lambda: workbook(LEDGER)[:-200], "已损坏"),
    "broken pdf": ("a.pdf", lambda: b"%PDF-1.7\n" + b"\x00garbage" * 50, "已损坏"),
    "locked pdf": ("a.pdf", locked_pdf, "设有密码"),
    "scanned pdf": ("a.pdf", lambda: pdf(*PAGES), "没有文字"),
    "broken word": ("a.docx", lambda: word(b"<w:p>" * 9 + b"</w:r>"), "已损坏"),
    "image in a .docx": ("a.docx", lambda: b"\x89PNG\r\n\x1a\n" + b"\x00" * 99, "文本文件"),
    "empty": ("a.txt", lambda: b"", "文件是空的"),
    "binary": ("a.txt", lambda: b"\x00\x01\x02\x03" * 99, "不是文本文件"),
    "picture": ("a.jpg", lambda: b"\xff\xd8\xff\xe0" + b"\x91" * 999, "编码|文本文件"),
    "too large": ("a.txt", lambda: "关".encode() * 7_500_000, "超过20MB"),
    "100,001 lines": ("a.txt", lambda: "一、问题\n".encode() * 100_001, "超过10万行"),
    "deep tables": ("a.docx", deep_tables, "已损坏|内容过多|没有识别"),
    "unknown kind": ("a.zip", lambda: package(other=b"<a/>"), "不支持这种文件"),
}


def told_in_trail() -> list[tuple[str, str, str]]:
    """What the trail holds of papers: act, who, about what."""
    events = Event.objects.filter(act__startswith="paper.").order_by("position")
    return list(events.values_list("act", "actor_name", "subject_label"))


def kept_on_disk() -> list[Path]:
    """Every file that was kept, or left aside."""
    root = Path(settings.FILES_DIR)
    return [path for path in root.rglob("*") if path.is_file()]


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path) -> Iterator[None]:
    with override_settings(FILES_DIR=tmp_path / "files"):
        yield


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_in_seconds_in_one_sentence_and_nothing_is_written(
    office: Office, round_: Round, name: str
) -> None:
    file_name, make, words = BAD[name]
    data = make()
    client = signed_in(office.office)
    started = time.monotonic()
    upload = SimpleUploadedFile(file_name, data)
    response = client.post(f"/rounds/{round_.pk}/papers/", {"file": upload})
    assert time.monotonic() - started < SECONDS
    assert response.status_code == 422
    errors = [str(e) for listed in response.context["form"].errors.values() for e in listed]
    assert len(errors) == 1
    assert re.search(words, errors[0])
    assert re.fullmatch(r"[^。]+。", errors[0])
    assert not Paper.objects.exists()
    assert told_in_trail() == [("paper.refused", office.office.name, f"轮次{round_.pk}")]
    assert kept_on_disk() == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("  \n\t", "请粘贴"),
        ("关于\x00问题", "无法识别的字符"),
        ("一、问题\n" * 100_001, "超过10万行"),
        ("问" * 2_000_001, "超过200万字"),
    ],
)
def test_bad_text_is_refused_in_one_sentence_and_nothing_is_written(
    office: Office, round_: Round, text: str, words: str
) -> None:
    response = signed_in(office.office).post(f"/rounds/{round_.pk}/papers/", {"text": text})
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not Paper.objects.exists()
    assert len(told_in_trail()) == bool(text.strip())


@pytest.mark.parametrize(
    "text",
    [
        "1.关于" + " " * 30_000 + "问题",
        "（" * 20_000 + "一）问题",
        "一、问题" + "，" * 20_000,
        "1.关于“" * 5_000 + "问题",
        "整改时限：" + "年月日" * 10_000,
        "\t" * 30_000 + "x",
    ],
    ids=("blanks", "brackets", "commas", "quotes", "dates", "tabs"),
)
def test_a_text_that_a_reader_could_choke_on_ends_in_seconds_one_way_or_the_other(
    office: Office, round_: Round, text: str
) -> None:
    started = time.monotonic()
    response = signed_in(office.office).post(f"/rounds/{round_.pk}/papers/", {"text": text})
    assert time.monotonic() - started < SECONDS + SECONDS_AT_ONCE
    assert response.status_code in {302, 422}
    if response.status_code == 422:
        assert response.context["form"].errors == {"__all__": [too_much().sentence]}


def test_a_spreadsheet_that_is_called_a_word_file_is_read_as_what_it_is(
    office: Office, round_: Round
) -> None:
    upload = SimpleUploadedFile("台账.docx", workbook(LEDGER))
    response = signed_in(office.office).post(f"/rounds/{round_.pk}/papers/", {"file": upload})
    assert response.status_code == 302
    assert len(Paper.objects.get().plan["issues"]) == 2


def test_a_merged_block_over_a_whole_sheet_is_read_as_the_cells_there_are(
    office: Office, round_: Round
) -> None:
    upload = SimpleUploadedFile("台账.xlsx", far_merge())
    response = signed_in(office.office).post(f"/rounds/{round_.pk}/papers/", {"file": upload})
    assert response.status_code == 302
    assert Paper.objects.get().plan["issues"]


def test_a_formula_as_text_stays_text(office: Office, round_: Round) -> None:
    text = "序号\t反馈具体问题\t整改措施\n1\t=1+1的问题\t=SUM(A1:A9)\n"
    response = signed_in(office.office).post(f"/rounds/{round_.pk}/papers/", {"text": text})
    assert response.status_code == 302
    (planned,) = Paper.objects.get().plan["issues"]
    assert (planned["title"], planned["measures"][0]["text"]) == ("=1+1的问题", "=SUM(A1:A9)")


MEASURED = """
import json, re, resource, sys, time
from datetime import date
from pathlib import Path
from rectify.intake.apart import Source, plan_apart
from rectify.intake.planning import Setting
from rectify.kernel.problems import Refused
path = Path(sys.argv[1])
started = time.monotonic()
try:
    plan = plan_apart(Source(path.read_bytes(), path.name), Setting(date(2026, 11, 21)), seconds=60)
    told = f"{len(plan.issues)} issues"
except Refused as refusal:
    told = str(refusal)
# Not RUSAGE_SELF: that one still holds the peak of the test process out of which this one came.
own = re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())
peak = int(own[1]) + resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(json.dumps({"told": told, "seconds": time.monotonic() - started, "megabytes": peak // 1024}))
"""


def wide_ledger() -> bytes:
    """As much as is still read: ten thousand measures in twenty columns."""
    heads = ("序号", "反馈具体问题", "整改措施", "责任部门", *(f"栏{n}" for n in range(16)))
    rows = [
        (
            n // 5 + 1,
            f"第{n // 5}个制度执行不严",
            f"措施{n}：修订制度并督查",
            "财务科",
            *["备注"] * 16,
        )
        for n in range(10_000)
    ]
    return workbook(rows, heads)


def crowded() -> bytes:
    """More cells than fit: 90,000 rows of eleven long texts."""
    return workbook([[f"第{n}行的很长很长的文字内容{c}" for c in range(11)] for n in range(90_000)])


@pytest.mark.parametrize(
    ("file_name", "make"),
    [
        ("zip-bomb.docx", zip_bomb),
        ("xml-bomb.docx", xml_bomb),
        ("far.xlsx", far_corner),
        ("noise.xlsx", noise),
        ("deep.docx", deep_tables),
        ("lines.txt", lambda: "1.关于“制度不严”的问题。\n".encode() * 99_999),
        ("crowded.xlsx", crowded),
        ("wide.xlsx", wide_ledger),
    ],
)
def test_whatever_is_read_stays_within_memory(
    tmp_path: Path, file_name: str, make: Callable[[], bytes]
) -> None:
    path = tmp_path / file_name
    path.write_bytes(make())
    run = subprocess.run(
        [sys.executable, "-c", MEASURED, str(path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    measured = json.loads(run.stdout)
    assert measured["megabytes"] < MEGABYTES, measured
    assert measured["seconds"] < 60, measured
