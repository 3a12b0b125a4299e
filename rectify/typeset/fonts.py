"""The faces of official papers: which are wanted, which are installed, which characters they have."""

from __future__ import annotations

import subprocess
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from rectify.kernel.problems import Level, Problem, Refused


class Role(StrEnum):
    """What a face is used for in a paper; the value is its name in layout.css."""

    FANG = "fang"
    TITLE = "title"
    HEI = "hei"
    KAI = "kai"
    SONG = "song"


WORDS: Mapping[Role, str] = {
    Role.FANG: "仿宋",
    Role.TITLE: "小标宋",
    Role.HEI: "黑体",
    Role.KAI: "楷体",
    Role.SONG: "宋体",
}

STACKS: Mapping[Role, tuple[str, ...]] = {
    Role.FANG: (
        "仿宋_GB2312",
        "FangSong_GB2312",
        "方正仿宋_GBK",
        "FZFangSong-Z02",
        "仿宋",
        "FangSong",
        "STFangsong",
        "FandolFang",
        "Noto Serif CJK SC",
    ),
    Role.TITLE: (
        "方正小标宋简体",
        "FZXiaoBiaoSong-B05S",
        "方正小标宋_GBK",
        "FZXiaoBiaoSong-B05",
        "Noto Serif CJK SC",
    ),
    Role.HEI: ("SimHei", "黑体", "方正黑体_GBK", "FZHei-B01", "STHeiti", "Noto Sans CJK SC"),
    Role.KAI: (
        "楷体_GB2312",
        "KaiTi_GB2312",
        "楷体",
        "KaiTi",
        "方正楷体_GBK",
        "STKaiti",
        "FandolKai",
        "Noto Serif CJK SC",
    ),
    Role.SONG: ("SimSun", "宋体", "NSimSun", "方正书宋_GBK", "Noto Serif CJK SC"),
}
"""Names in the order in which they are tried; the office's own faces first, free ones last.

fixtures/fonts.conf says the same to programmes that know one name only.
"""

FREE = ("FandolFang", "FandolKai", "Noto Serif CJK SC", "Noto Sans CJK SC")
"""Faces that stand in for those an office has."""

_HAN = "中"
_INVISIBLE = {"Cc", "Cf", "Zs", "Zl", "Zp", "Mn"}


@dataclass(frozen=True, slots=True)
class Face:
    """A face in use for a role, and whether it stands in for what the office would have."""

    role: Role
    family: str
    stands_in: bool


class Inventory:
    """The installed families, by any of their names in lower case, with the characters they have."""

    def __init__(self, families: Mapping[str, CharacterSet]) -> None:
        self._families = families
        self._anywhere = set(families.values())

    def has(self, family: str) -> bool:
        """Whether a family with Chinese characters is installed under this name."""
        characters = self._families.get(family.casefold())
        return characters is not None and ord(_HAN) in characters

    def face(self, role: Role) -> Face | None:
        """The first installed family of a role's stack."""
        family = next((name for name in STACKS[role] if self.has(name)), None)
        return Face(role, family, family in FREE) if family else None

    def faces(self) -> tuple[Face, ...]:
        """The face of each role, as far as there is one."""
        return tuple(face for face in map(self.face, Role) if face)

    def missing(self, text: str) -> list[str]:
        """The characters of `text` that no installed font has, each once, in their order."""
        seen = dict.fromkeys(c for c in text if unicodedata.category(c) not in _INVISIBLE)
        return [c for c in seen if not any(ord(c) in characters for characters in self._anywhere)]

    def problems(self, text: str, where: Callable[[str], str] = lambda _: "") -> list[Problem]:
        """What stands in the way of printing `text`: roles without a face, characters without form.

        `where` tells in words where a character stands.
        """
        absent = [role for role in Role if self.face(role) is None]
        if absent:
            return [_no_face(role) for role in absent]
        return [no_form(character, where(character)) for character in self.missing(text)[:5]]

    def notes(self) -> list[Problem]:
        """Which free faces stand in for those of the office."""
        return [
            Problem(
                "typeset.stands_in",
                f"本机没有{WORDS[face.role]}的公文字体，以{face.family}代替；"
                f"安装“{STACKS[face.role][0]}”后自动改用。",
                level=Level.NOTE,
            )
            for face in self.faces()
            if face.stands_in
        ]


def _no_face(role: Role) -> Problem:
    return Problem(
        "typeset.font",
        f"本机没有可用的{WORDS[role]}字体，不能生成公文，"
        f"请安装“{STACKS[role][0]}”或“{STACKS[role][-1]}”后重试。",
        place=WORDS[role],
    )


def no_form(character: str, where: str = "") -> Problem:
    """The refusal that names a character without form, and where it stands."""
    stands = f"（{where}）" if where else ""
    return Problem(
        "typeset.glyph",
        f"本机字体中没有“{character}”（U+{ord(character):04X}）这个字{stands}，"
        "请改用其他写法，或安装含有该字的字体后重试。",
        place=character,
    )


class CharacterSet:
    """Ranges of code points, as fontconfig prints them: `20-7e a0-17f`."""

    def __init__(self, written: str) -> None:
        ends = [part.partition("-") for part in written.split()]
        self._starts = [int(first, 16) for first, _, _ in ends]
        self._ends = [int(last or first, 16) for first, _, last in ends]

    def __contains__(self, code: int) -> bool:
        at = bisect_right(self._starts, code) - 1
        return at >= 0 and code <= self._ends[at]


def installed() -> Inventory:
    """What fontconfig finds now, with the configuration that FONTCONFIG_FILE names."""
    families: dict[str, CharacterSet] = {}
    try:
        listed = subprocess.run(
            ["fc-list", "--format", "%{family}|%{charset}\n"],  # noqa: S607 — where it lies differs
            capture_output=True,
            check=True,
            encoding="utf-8",
            timeout=60,
        ).stdout
    except (OSError, subprocess.SubprocessError) as error:
        raise Refused(
            Problem("typeset.fontconfig", "本机缺少 fontconfig，无法查找字体，请先安装后重试。")
        ) from error
    for line in sorted(set(listed.splitlines())):
        names, _, written = line.partition("|")
        characters = _character_set(written)
        for name in names.split(","):
            families.setdefault(name.strip().casefold(), characters)
    return Inventory(families)


@lru_cache(maxsize=64)
def _character_set(written: str) -> CharacterSet:
    return CharacterSet(written)


def stylesheet() -> str:
    """The stacks as CSS variables for layout.css."""
    rows = (f"--{role.value}:{','.join(map(_quoted, STACKS[role]))};" for role in Role)
    return ":root{" + "".join(rows) + "}"


def _quoted(name: str) -> str:
    return f'"{name}"'
