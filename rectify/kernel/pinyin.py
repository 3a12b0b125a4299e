"""Sort keys and initials of Chinese names; surnames with readings of their own are in a table."""

from __future__ import annotations

SURNAMES = {
    "曾": "zeng", "仇": "qiu", "单": "shan", "盖": "ge", "查": "zha", "解": "xie", "区": "ou",
    "任": "ren", "华": "hua", "朴": "piao", "覃": "qin", "尉迟": "yu chi", "万俟": "mo qi",
}  # fmt: skip
"""Surnames that pypinyin reads by their common sound."""


def syllables(name: str) -> list[str]:
    """The syllables of a name in pinyin without tones; other characters are kept, lower-cased."""
    # pypinyin loads 20 MB of tables: only those who write a name pay for it.
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - heavy

    for surname, reading in SURNAMES.items():
        if name.startswith(surname):
            return [*reading.split(), *lazy_pinyin(name[len(surname) :])]
    return [syllable.lower() for syllable in lazy_pinyin(name)]


def sort_key(name: str) -> str:
    """Syllables joined by blanks, so that names sort as in an office's list."""
    return " ".join(syllables(name))


def initials(name: str) -> str:
    """First letters, "zgb" for 整改办, by which a person is found quickly."""
    return "".join(syllable[0] for syllable in syllables(name) if syllable)
