"""Older and foreign office formats (.doc, .wps, .xls, .et), turned into new ones by LibreOffice."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from rectify.intake.files.limits import broken, encrypted
from rectify.kernel.problems import Problem, Refused

SECONDS = 60
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
TEXT_STREAM = "WordDocument".encode("utf-16-le")
MACROS = "_VBA_PROJECT".encode("utf-16-le")


def is_legacy(data: bytes) -> bool:
    """Whether the bytes are of the older kind that only LibreOffice reads."""
    return data.startswith(OLE)


def as_modern(data: bytes) -> bytes:
    """A .docx or .xlsx made of an older file, macros left behind.

    Raises `Refused` when the file is locked, has macros, cannot be read, or LibreOffice is missing.
    """
    program = converter_for(data)
    text = TEXT_STREAM in data
    return _converted(program, data, "doc" if text else "xls", "docx" if text else "xlsx")


def converter_for(data: bytes) -> str:
    """The program that will turn an older file into a new one; raises `Refused` when it cannot."""
    if ENCRYPTED_STREAM in data:
        raise encrypted()
    if MACROS in data:
        raise Refused(Problem("file.macros", "文件含有宏，请另存为不含宏的格式后再导入。"))
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise Refused(
            Problem(
                "file.legacy",
                "服务器未安装LibreOffice，不能读取旧格式文件，请另存为DOCX或XLSX后再导入。",
            )
        )
    return program


def _converted(program: str, data: bytes, source: str, target: str) -> bytes:
    with tempfile.TemporaryDirectory(prefix="rectify-legacy-") as folder:
        (Path(folder) / f"paper.{source}").write_bytes(data)
        command = [
            program,
            f"-env:UserInstallation=file://{folder}/profile",
            "--headless",
            "--norestore",
            "--convert-to",
            target,
            "--outdir",
            folder,
            f"{folder}/paper.{source}",
        ]
        try:
            subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603 - fixed program, own file
        except subprocess.TimeoutExpired as error:
            raise broken() from error
        made = Path(folder) / f"paper.{target}"
        if not made.is_file():
            raise broken()
        return made.read_bytes()
