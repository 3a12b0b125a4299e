"""Files by content: kept once under their SHA-256, known by what they contain, checked when read."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from rectify.kernel.problems import Problem, Refused, refuse_if

CHUNK = 64 * 1024

SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"PK\x03\x04", "application/zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
)
"""First bytes of the kinds of file that offices send; what the name says is not believed."""

ZIP_KINDS = {
    b"word/": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    b"xl/": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    b"ppt/": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}


@dataclass(frozen=True, slots=True)
class StoredFile:
    """What is known of a file once it is kept: size in bytes, SHA-256 in hex, content type."""

    sha256: str
    size: int
    content_type: str


def path_of(sha256: str) -> Path:
    """Where the bytes with this hash lie."""
    return Path(settings.FILES_DIR) / sha256[:2] / sha256


def upload_limit() -> int:
    """How many bytes a file may have that somebody hands over; the office sets it."""
    return int(settings.UPLOAD_LIMIT)


def in_megabytes(size: int) -> str:
    """A size as a limit is told: 50MB."""
    return f"{size // (1024 * 1024)}MB"


_waiting: ContextVar[list[tuple[Path, Path]] | None] = ContextVar("rectify_waiting", default=None)
"""Files of the running act that lie aside, each with the place that it will take."""


@contextmanager
def all_or_none() -> Iterator[None]:
    """Files that are kept inside take their places when the block ends; where it fails, none does.

    A block inside another one waits for the end of that. No file that lies in its place is ever removed:
    another row may point at the same bytes.
    """
    outer, own = _waiting.get(), list[tuple[Path, Path]]()
    token = _waiting.set(own)
    try:
        yield
        if outer is None:
            for aside, place in own:
                _put(aside, place)
        else:
            outer.extend(own)
    except BaseException:
        for aside, _ in own:
            aside.unlink(missing_ok=True)
        raise
    finally:
        _waiting.reset(token)


def keep(
    chunks: Iterable[bytes], *, check: Callable[[StoredFile], list[Problem]] | None = None
) -> StoredFile:
    """Write a stream of bytes under its own hash; the same bytes are kept once.

    The file is complete on disk (written aside, synced) before this returns, and renamed into its place
    by then or, inside an operation, at that one's end and before its commit: a row never points at half
    a file, and what was refused leaves nothing on disk. Raises `Refused` with what `check` finds fault
    with.
    """
    root = Path(settings.FILES_DIR)
    root.mkdir(parents=True, exist_ok=True)
    digest, size, head = hashlib.sha256(), 0, b""
    handle, name = tempfile.mkstemp(dir=root, prefix="incoming-")
    aside = Path(name)
    try:
        with os.fdopen(handle, "wb") as out:
            for chunk in chunks:
                head = (head + chunk)[:4096] if len(head) < 4096 else head
                digest.update(chunk)
                size += len(chunk)
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())
        stored = StoredFile(digest.hexdigest(), size, content_type_of(head))
        refuse_if(check(stored) if check is not None else [])
        place, waiting = path_of(stored.sha256), _waiting.get()
        if waiting is None:
            _put(aside, place)
        else:
            waiting.append((aside, place))
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
    return stored


def _put(aside: Path, place: Path) -> None:
    place.parent.mkdir(exist_ok=True)
    aside.replace(place)


def content_type_of(head: bytes) -> str:
    """The content type that the first bytes show; unknown ones are a plain download."""
    for signature, kind in SIGNATURES:
        if head.startswith(signature):
            return _zip_kind(head) if kind == "application/zip" else kind
    if b"\x00" not in head and head:
        return "text/plain"
    return "application/octet-stream"


def _zip_kind(head: bytes) -> str:
    return next((kind for mark, kind in ZIP_KINDS.items() if mark in head), "application/zip")


def read_checked(sha256: str) -> Iterator[bytes]:
    """The bytes of a kept file, checked against their hash before the first one is given out.

    Raises `Refused` when the file is gone or has been altered on disk.
    """
    path = path_of(sha256)
    if not path.is_file() or _hash_of(path) != sha256:
        raise Refused(
            Problem("file.damaged", "该文件在存储中缺失或已被改动，请联系系统管理员从备份恢复。")
        )
    return _stream(path)


def _hash_of(path: Path) -> str:
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def _stream(path: Path) -> Iterator[bytes]:
    with path.open("rb") as source:
        while chunk := source.read(CHUNK):
            yield chunk
