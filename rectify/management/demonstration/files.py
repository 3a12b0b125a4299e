"""Small real files for the demonstration's evidence: a text, a scanned page, a photograph.

They are drawn when the data are loaded, the same bytes for the same words, so that loading again
leaves no second copies. Without a Chinese font on the machine the pictures carry lines for words.
"""

from __future__ import annotations

import shutil
import subprocess
import time
import zlib
from dataclasses import dataclass
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import PurePath

from PIL import Image, ImageDraw, ImageFont

from rectify.evidence.enums import EvidenceKind
from rectify.kernel.days import written

PAGE = (827, 1169)
"""An A4 page at 100 dots an inch."""

PHOTO = (640, 480)

REMARK = "演示材料"
"""Stands on every file, so that none is ever taken for a real one."""

FACE = "公文仿宋:lang=zh-cn"

KINDS: tuple[tuple[EvidenceKind, tuple[str, ...]], ...] = (
    (EvidenceKind.ACCOUNTABILITY, ("处分", "处理决定", "通报批评", "批评教育", "提醒谈话", "约谈")),
    (EvidenceKind.MINUTES, ("纪要", "会议记录", "大会记录")),
    (EvidenceKind.VOUCHER, ("凭证", "回单", "收据", "流水", "入库单", "验收单")),
    (
        EvidenceKind.DOCUMENT,
        ("办法", "制度", "规则", "细则", "规定", "规程", "流程", "通知", "计划"),
    ),
    (EvidenceKind.PHOTO, (".png",)),
)
"""Words in a file's name that tell its kind, tried in this order."""

HANGING = tuple("，。；、：”》）")

SKIES = ((196, 214, 226), (206, 210, 214), (184, 206, 222), (214, 218, 212))
GROUNDS = ((150, 152, 140), (132, 146, 122), (162, 150, 134), (140, 140, 144))
WALLS = ((212, 204, 190), (190, 196, 198), (204, 190, 176), (222, 218, 210))

Font = ImageFont.FreeTypeFont | None


@dataclass(frozen=True, slots=True)
class Proof:
    """What a file of evidence is to show: for which measure, what was done, by whom and when."""

    name: str
    about: str
    body: str
    department: str
    day: date

    @property
    def title(self) -> str:
        """The file's name without its ending."""
        return PurePath(self.name).stem

    @property
    def seed(self) -> int:
        """A number of its own for each file, the same at each loading."""
        return zlib.crc32(f"{self.name}{self.body}".encode())


def kind_of(name: str) -> EvidenceKind:
    """What a file shows, told by its name."""
    for kind, words in KINDS:
        if any(word in name for word in words):
            return kind
    return EvidenceKind.OTHER


def bytes_of(proof: Proof) -> bytes:
    """The file itself: text, PDF or PNG, as the name's ending says."""
    draw = {".txt": _text, ".pdf": _page, ".png": _photo}[PurePath(proof.name).suffix]
    return draw(proof)


def _text(proof: Proof) -> bytes:
    said = (f"整改措施：{proof.about}", f"落实情况：{proof.body}")
    lines = (proof.title, "", *said, "", proof.department, written(proof.day), "", REMARK)
    return "\r\n".join(lines).encode()


def _page(proof: Proof) -> bytes:
    page = Image.new("L", PAGE, 255)
    pen = ImageDraw.Draw(page)
    _write(pen, proof.title, (PAGE[0] // 2, 150), 30, anchor="mm")
    y = 230
    for part in (f"整改措施：{proof.about}", f"落实情况：{proof.body}"):
        for line in _folded("\u3000\u3000" + part, 29):
            _write(pen, line, (110, y), 21)
            y += 38
    _write(pen, proof.department, (PAGE[0] - 120, y + 80), 21, anchor="rm")
    _write(pen, written(proof.day), (PAGE[0] - 120, y + 118), 21, anchor="rm")
    _write(pen, REMARK, (PAGE[0] // 2, PAGE[1] - 90), 16, fill=120, anchor="mm")
    out = BytesIO()
    # Pillow would stamp the moment of writing: then the same page had other bytes each time.
    stamp = time.struct_time((*proof.day.timetuple()[:3], 9, 0, 0, 0, 1, 0))
    page.save(out, "PDF", resolution=100, title=proof.title, creationDate=stamp, modDate=stamp)
    return out.getvalue()


def _photo(proof: Proof) -> bytes:
    """A plain scene with the lines that phones stamp on a working photograph."""
    seed, (width, height) = proof.seed, PHOTO
    photo = Image.new("RGB", PHOTO, SKIES[seed % 4])
    pen = ImageDraw.Draw(photo)
    horizon = 250 + seed % 60
    pen.rectangle((0, horizon, width, height), fill=GROUNDS[seed // 4 % 4])
    for number in range(2 + seed % 3):
        left = 40 + number * 190 + seed // (number + 5) % 40
        top = horizon - 90 - seed // (number + 3) % 80
        pen.rectangle((left, top, left + 150, horizon + 30), fill=WALLS[(seed + number) % 4])
        for window in range(3):
            x = left + 18 + window * 44
            pen.rectangle((x, top + 24, x + 24, top + 54), fill=(120, 138, 150))
    pen.rectangle((0, height - 84, width, height), fill=(60, 62, 66))
    for row, line in enumerate(
        (proof.title, f"{proof.department}\u3000{written(proof.day)}\u3000{REMARK}")
    ):
        _write(pen, line, (20, height - 76 + row * 36), 22, fill=(240, 240, 240))
    out = BytesIO()
    photo.save(out, "PNG", compress_level=6)
    return out.getvalue()


def _write(
    pen: ImageDraw.ImageDraw,
    words: str,
    at: tuple[int, int],
    size: int,
    *,
    anchor: str = "la",
    fill: int | tuple[int, int, int] = 20,
) -> None:
    face = _face(size)
    if face is not None:
        pen.text(at, words, font=face, fill=fill, anchor=anchor)
        return
    length = size * len(words)
    left = at[0] - {"l": 0, "m": length // 2, "r": length}[anchor[0]]
    pen.line((left, at[1] + size // 2, left + length, at[1] + size // 2), fill=fill, width=2)


def _folded(words: str, width: int) -> list[str]:
    """Lines of `width` characters; a mark that may not begin a line hangs at the end of the one above."""
    lines = []
    while words:
        end = width + 1 if words[width : width + 1] in HANGING else width
        lines.append(words[:end])
        words = words[end:]
    return lines


@cache
def _face(size: int) -> Font:
    found = _chinese_font()
    return ImageFont.truetype(found[0], size, index=found[1]) if found else None


@cache
def _chinese_font() -> tuple[str, int] | None:
    """Path and index of the face that fontconfig offers for Chinese text, None where it has none."""
    asked = shutil.which("fc-match")
    if asked is None:
        return None
    answer = subprocess.run(  # noqa: S603 - a fixed question, nothing of it from outside
        [asked, "--format=%{file}\n%{index}\n%{lang}", FACE],
        capture_output=True,
        text=True,
        check=False,
    )
    path, index, languages = [*answer.stdout.splitlines(), "", "", ""][:3]
    return (path, int(index)) if "zh-cn" in languages.split("|") else None
