"""Which reader a file wants: told by its first bytes, not by its name."""

from __future__ import annotations

from pathlib import Path

from rectify.intake.files.legacy import as_modern, is_legacy
from rectify.intake.files.limits import MAX_FILE_BYTES, open_package
from rectify.intake.files.pdf import read_pdf
from rectify.intake.files.sheets import read_sheets
from rectify.intake.files.text import decoded
from rectify.intake.files.word import DOCUMENT, read_word
from rectify.kernel.files import in_megabytes
from rectify.kernel.problems import Problem, Refused
from rectify.papers.content import Content

ZIP, PDF = b"PK\x03\x04", b"%PDF-"
MAX_LINES = 100_000


def read_file(path: Path) -> Content:
    """The content of a file on disk; raises `Refused` with one sentence when it cannot be read."""
    if not path.is_file():
        raise Refused(Problem("file.missing", f"找不到文件“{path.name}”，请核对路径。"))
    if path.stat().st_size > MAX_FILE_BYTES:
        raise too_large()
    return read_bytes(path.read_bytes(), path.name)


def read_bytes(data: bytes, name: str = "") -> Content:
    """The content of a file's bytes: text, .docx, .xlsx, PDF, and older formats by LibreOffice.

    Raises `Refused` for what is empty, too large, broken, encrypted, dangerous or of no known kind.
    """
    if not data:
        raise Refused(Problem("file.empty", "文件是空的，请核对后重新选择。"))
    if len(data) > MAX_FILE_BYTES:
        raise too_large()
    if is_legacy(data):
        return _modern(as_modern(data))
    if data.startswith((ZIP, PDF)):
        return _modern(data)
    content = Content.from_text(decoded(data))
    if len(content.blocks) > MAX_LINES:
        raise Refused(Problem("file.lines", "内容超过10万行，请拆分后再导入。"))
    return content


def _modern(data: bytes) -> Content:
    if data.startswith(PDF):
        return read_pdf(data)
    with open_package(data) as package:
        members = set(package.namelist())
    if DOCUMENT in members:
        return read_word(data)
    if "xl/workbook.xml" in members:
        return read_sheets(data)
    raise Refused(
        Problem("file.kind", "不支持这种文件，请用Word、Excel、PDF、TXT文件或直接粘贴全文。")
    )


def too_large(limit: int = MAX_FILE_BYTES) -> Refused:
    """The refusal of a file beyond the limit."""
    sentence = f"文件超过{in_megabytes(limit)}，请拆分后再导入。"
    return Refused(Problem("file.large", sentence, field="file"))
