"""Which faces papers are printed in: the office's own before free ones, one face for each role."""

from __future__ import annotations

import os
import xml.etree.ElementTree as ET
from pathlib import Path

import pikepdf
import pytest
from django.conf import settings

from rectify.kernel.problems import Level
from rectify.typeset import fonts
from rectify.typeset.document import Document, Emphasis, Paragraph, Run
from rectify.typeset.fonts import STACKS, CharacterSet, Inventory, Role
from tests.typeset.conftest import Printed, Printer
from tests.typeset.faces import configuration, truetype
from tests.typeset.measuring import pages, poppler, text_of

GB2312 = "".join(
    bytes([row, cell]).decode("gb2312") for row in range(0xB0, 0xC8) for cell in range(0xA1, 0xFF)
)
HAN = CharacterSet("4e00-9fff")


def test_the_fontconfig_file_tries_the_same_names_in_the_same_order() -> None:
    root = ET.parse(settings.BASE_DIR / "fixtures" / "fonts.conf").getroot()
    roles = {
        alias.findtext("family"): [family.text for family in alias.findall("accept/family")]
        for alias in root.findall("alias")
    }
    for role, names in STACKS.items():
        key = f"公文{fonts.WORDS[role]}"
        assert roles[key] == list(names)
        assert all(roles[name] == [key] for name in names if not name.startswith("Noto"))


def test_every_role_has_a_face_here() -> None:
    inventory = fonts.installed()
    assert [face.role for face in inventory.faces()] == list(Role)
    assert inventory.problems("整改台账，2026年11月") == []


def test_an_offices_own_face_comes_before_a_free_one() -> None:
    inventory = Inventory({"fandolfang": HAN, "仿宋": HAN, "noto serif cjk sc": HAN})
    face = inventory.face(Role.FANG)
    assert face == fonts.Face(Role.FANG, "仿宋", stands_in=False)
    assert inventory.face(Role.KAI) == fonts.Face(Role.KAI, "Noto Serif CJK SC", stands_in=True)


def test_a_face_without_hanzi_is_none() -> None:
    latin_only = Inventory({"simsun": CharacterSet("20-7e"), "noto serif cjk sc": HAN})
    face = latin_only.face(Role.SONG)
    assert face is not None
    assert face.family == "Noto Serif CJK SC"


def test_what_stands_in_is_said_as_a_note() -> None:
    inventory = Inventory({"simsun": HAN, "noto serif cjk sc": HAN})
    notes = inventory.notes()
    assert {note.level for note in notes} == {Level.NOTE}
    assert notes[0].sentence == (
        "本机没有仿宋的公文字体，以Noto Serif CJK SC代替；安装“仿宋_GB2312”后自动改用。"
    )
    assert not any("宋体的公文字体" in note.sentence for note in notes)


def test_roles_without_any_face_are_each_a_problem() -> None:
    problems = Inventory({"simsun": HAN}).problems("字")
    assert [problem.place for problem in problems] == ["仿宋", "小标宋", "黑体", "楷体"]


def test_missing_characters_are_named_once_in_their_order() -> None:
    inventory = Inventory({"noto serif cjk sc": HAN, "noto sans cjk sc": HAN})
    assert inventory.missing("字a 𠀀a\u200b\n𠀀") == ["a", "𠀀"]


@pytest.mark.parametrize(
    ("character", "held"),
    [(" ", True), ("~", True), ("\x7f", False), ("Ā", True), ("ƀ", False), ("中", True)],
)
def test_ranges_are_read_as_fontconfig_writes_them(character: str, held: bool) -> None:
    assert (ord(character) in CharacterSet("20-7e a0-17f 4e2d")) is held


def test_each_role_is_printed_in_its_own_face(report: Printed) -> None:
    embedded = poppler("pdffonts", str(report.path))
    for face in fonts.installed().faces():
        assert face.family.replace(" ", "-") in embedded
    for row in embedded.splitlines()[2:]:
        assert row.split()[-5:-2] == ["yes", "yes", "yes"]  # embedded, subset, with Unicode


def test_a_truetype_face_with_many_characters_is_embedded_in_part(
    printed: Printer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    like = fonts.installed().face(Role.HEI)
    assert like is not None
    truetype(tmp_path / "hei.ttf", "SimHei", GB2312 + "一", like=like.family)
    base = os.environ["FONTCONFIG_FILE"]
    monkeypatch.setenv("FONTCONFIG_FILE", str(configuration(tmp_path, base)))
    used = GB2312[::2]  # scattered over the font, as the words of a paper are
    path = printed(Document(title="", blocks=(Paragraph(Run(used, Emphasis.HEI)),)))
    assert text_of(path) == used
    assert {line.face for line in pages(path)[0][:-1]} == {"SimHei"}
    assert embedded_size(path) < 0.7 * (tmp_path / "hei.ttf").stat().st_size


def embedded_size(path: Path) -> int:
    """How many bytes the one TrueType font in a PDF has."""
    with pikepdf.open(path) as pdf:
        descriptors = [each for each in pdf.objects if isinstance(each, pikepdf.Dictionary)]
        (font,) = [each.FontFile2 for each in descriptors if "/FontFile2" in each]
        return len(font.read_bytes())
