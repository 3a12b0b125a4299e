"""Plain text: UTF-8, UTF-16 with its mark, or GB18030."""

from __future__ import annotations

from rectify.kernel.problems import Problem, Refused

ENCODINGS = ("utf-8-sig", "gb18030")
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def decoded(data: bytes) -> str:
    """Bytes as text; raises `Refused` when they are no text in a known encoding."""
    encodings = ("utf-16",) if data.startswith(UTF16_MARKS) else ENCODINGS
    if b"\x00" in data and encodings is ENCODINGS:
        raise Refused(Problem("file.binary", "这不是文本文件，请另存为TXT或直接粘贴全文。"))
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused(Problem("file.encoding", "无法识别文件编码，请另存为UTF-8编码的TXT文件。"))
