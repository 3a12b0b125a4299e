"""A TrueType face with hanzi, made of the one that is installed: offices' own faces are TrueType.

Like theirs it says in its GDEF table, in a few bytes, that all its glyphs are plain ones. Told glyph
by glyph, as in a part of the font, that takes so much more room that HarfBuzz 6 gives up.
"""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables import otTables


def truetype(target: Path, family: str, characters: str, like: str) -> None:
    """Write to `target` a TrueType font `family` with the forms that the family `like` has."""
    path, index = _file(like)
    with TTFont(path, fontNumber=int(index)) as source:
        names, shapes = source.getBestCmap(), source.getGlyphSet()
        kept = {ord(character): names[ord(character)] for character in characters}
        glyphs = {".notdef": TTGlyphPen(None).glyph()}
        for name in kept.values():
            pen = TTGlyphPen(None)
            shapes[name].draw(Cu2QuPen(pen, max_err=4, reverse_direction=True))
            glyphs[name] = pen.glyph()
            glyphs[f"{name}.rare"] = TTGlyphPen(None).glyph()  # most glyphs are not in a paper
        builder = FontBuilder(source["head"].unitsPerEm, isTTF=True)
        builder.setupGlyphOrder(list(glyphs))
        builder.setupCharacterMap(kept)
        builder.setupGlyf(glyphs)
        builder.setupHorizontalMetrics(dict.fromkeys(glyphs, (1000, 0)))
        builder.setupHorizontalHeader(ascent=880, descent=-120)
        builder.setupNameTable({"familyName": family, "styleName": "Regular"})
        builder.setupOS2(sTypoAscender=880, sTypoDescender=-120)
        builder.setupPost()
        builder.font["GDEF"] = _all_plain(list(glyphs))
        builder.save(target)


def _all_plain(glyphs: list[str]) -> Any:
    table = newTable("GDEF")
    table.table = otTables.GDEF()
    table.table.Version = 0x00010000
    table.table.GlyphClassDef = otTables.GlyphClassDef()
    table.table.GlyphClassDef.classDefs = dict.fromkeys(glyphs, 1)
    for name in ("AttachList", "LigCaretList", "MarkAttachClassDef"):
        setattr(table.table, name, None)
    return table


def _file(family: str) -> tuple[str, str]:
    """Where fontconfig has a family: path and number within the file."""
    listed = subprocess.run(
        ["fc-list", f"{family}:style=Regular", "--format", "%{file}|%{index}\n"],
        capture_output=True,
        check=True,
        encoding="utf-8",
    ).stdout
    path, _, index = sorted(listed.split("\n"))[-1].partition("|")
    return path, index


def configuration(folder: Path, base: str) -> Path:
    """A fontconfig file that adds the fonts of `folder` to what `base` configures."""
    target = folder / "fonts.conf"
    target.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">'
        f"<fontconfig><include>{base}</include><dir>{folder}</dir></fontconfig>",
        encoding="utf-8",
    )
    return target
