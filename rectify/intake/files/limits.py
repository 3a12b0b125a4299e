"""What a packed file may hold before it is opened at all: bombs are refused by counting, not by trying."""

from __future__ import annotations

import io
import re
import zipfile

from lxml import etree

from rectify.kernel.problems import Problem, Refused

MAX_FILE_BYTES = 20 * 1024 * 1024
MAX_MEMBERS = 3_000
MAX_UNPACKED_BYTES = 200 * 1024 * 1024
MAX_RATIO = 200
"""Office files pack some 5 to 20 to one; whoever packs 200 to one packs nothing but repetition."""

HEAD = 4096
"""So much of a part is looked at for declarations: they stand before everything else."""

_DECLARED = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)


def open_package(data: bytes) -> zipfile.ZipFile:
    """An Office file's ZIP, looked over: number of members, unpacked size, packing ratio, macros.

    Raises `Refused` with the one sentence that fits.
    """
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
        members = package.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise broken() from error
    unpacked = sum(member.file_size for member in members)
    if len(members) > MAX_MEMBERS or unpacked > MAX_UNPACKED_BYTES:
        raise Refused(Problem("file.bomb", "文件解压后过大，已停止读取，请拆分后再导入。"))
    for member in members:
        if member.flag_bits & 1:
            raise encrypted()
        if member.file_size > 1024 * 1024 and member.file_size > MAX_RATIO * member.compress_size:
            raise Refused(Problem("file.bomb", "文件压缩比异常，已停止读取，请另存后再导入。"))
        if member.filename.lower().endswith("vbaproject.bin"):
            raise Refused(Problem("file.macros", "文件含有宏，请另存为不含宏的格式后再导入。"))
    return package


def read_member(package: zipfile.ZipFile, name: str) -> bytes:
    """One member's bytes, never more than it declared; raises `Refused` when it is damaged."""
    try:
        with package.open(name) as source:
            data = source.read(MAX_UNPACKED_BYTES + 1)
    except (zipfile.BadZipFile, RuntimeError, EOFError, OSError, KeyError) as error:
        raise broken() from error
    if len(data) > MAX_UNPACKED_BYTES:
        raise Refused(Problem("file.bomb", "文件解压后过大，已停止读取，请拆分后再导入。"))
    return data


def refuse_declarations(package: zipfile.ZipFile) -> None:
    """Refuse a package of which a part declares entities: no Office program writes any."""
    for name in package.namelist():
        if name.endswith((".xml", ".rels")):
            with package.open(name) as part:
                if _DECLARED.search(part.read(HEAD)):
                    raise declared()


def declared() -> Refused:
    """The refusal of a part with declarations."""
    return Refused(Problem("file.entities", "文件内含有不允许的声明，请另存后再导入。"))


def parse_xml(data: bytes) -> etree._Element:
    """An XML part without entities and without anything from outside; raises `Refused`."""
    if _DECLARED.search(data[:HEAD]):
        raise declared()
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise broken() from error


def broken() -> Refused:
    """The refusal of a file that cannot be opened."""
    return Refused(Problem("file.broken", "文件已损坏，无法打开，请重新保存后再导入。"))


def encrypted() -> Refused:
    """The refusal of a file with a password."""
    return Refused(Problem("file.encrypted", "文件设有密码，请取消密码后再导入。"))
