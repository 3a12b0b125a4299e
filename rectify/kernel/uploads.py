"""Which files people may hand in, and what they are called; pure questions before one is kept."""

from __future__ import annotations

from pathlib import PurePath

from rectify.kernel.files import StoredFile, in_megabytes
from rectify.kernel.problems import Problem

ACCEPTED = frozenset(
    {
        "application/pdf",
        "image/png",
        "image/jpeg",
        "text/plain",
        "application/x-ole-storage",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "application/zip",
    }
)

SHOWN_IN_PAGE = frozenset({"application/pdf", "image/png", "image/jpeg"})
"""Kinds that a browser may show; every other is only ever a download."""


def clean_name(name: str, *, unnamed: str = "未命名文件") -> str:
    """The file's own name without any path and without control characters, at most 200 long.

    Dots alone are no name: packages would take `..` for the folder above.
    """
    bare = PurePath(name.replace("\\", "/")).name
    kept = "".join(c for c in bare if c.isprintable()).strip()
    if not kept.strip(". "):
        return unnamed
    if len(kept) <= 200:
        return kept
    suffix = PurePath(kept).suffix[:20]
    return kept[: 200 - len(suffix)] + suffix


def problems_of_file(file: StoredFile, *, limit: int) -> list[Problem]:
    """Why a file cannot be taken: empty, too large, or of a kind that is not accepted."""
    if file.size == 0:
        return [Problem("evidence.empty", "文件是空的，请核对后重新选择。", field="file")]
    if file.size > limit:
        return [
            Problem(
                "evidence.large",
                f"单个文件不超过{in_megabytes(limit)}，请压缩或拆分后上传。",
                field="file",
            )
        ]
    if file.content_type not in ACCEPTED:
        return [
            Problem(
                "evidence.kind",
                "不支持这种文件，请上传PDF、图片、Word、Excel、PPT、文本或ZIP文件。",
                field="file",
            )
        ]
    return []
