"""A file as text: UTF-8 or GB18030, with one sentence for what is neither."""

from __future__ import annotations

from pathlib import Path

from rectify.kernel.problems import Problem, Refused

MAX_BYTES = 20 * 1024 * 1024
ENCODINGS = ("utf-8-sig", "gb18030")


def read_text(path: Path) -> str:
    """The text of a plain text file.

    Raises `Refused` when there is no such file, it is larger than `MAX_BYTES`, or it is not text.
    """
    if not path.is_file():
        raise Refused(Problem("file.missing", f"找不到文件“{path.name}”，请核对路径。"))
    if path.stat().st_size > MAX_BYTES:
        raise Refused(Problem("file.large", "文件超过20MB，请拆分后再导入。"))
    return decoded(path.read_bytes())


def decoded(data: bytes) -> str:
    """Bytes as text; raises `Refused` when they are no text."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16")
    if b"\x00" in data:
        raise Refused(Problem("file.binary", "这不是文本文件，请另存为TXT或直接粘贴全文。"))
    for encoding in ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused(Problem("file.encoding", "无法识别文件编码，请另存为UTF-8编码的TXT文件。"))
