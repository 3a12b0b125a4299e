"""A document made into a PDF file, in a process of its own with a wall clock and a memory limit."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from html import unescape
from pathlib import Path
from typing import Any

from rectify.kernel.problems import Problem, Refused
from rectify.typeset import fonts, press
from rectify.typeset.document import Document
from rectify.typeset.html import html_of
from rectify.typeset.places import place_of

logger = logging.getLogger(__name__)

MADE_AS = "PDF/A-2b"
"""What the file declares itself to be; no validator has confirmed it."""

HEARTBEAT = 5.0
_ROOT = Path(__file__).resolve().parents[2]
_KEPT_VARIABLES = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "XDG_CACHE_HOME", "FONTCONFIG_FILE")
_CHARACTERS_A_PAGE = 560


@dataclass(frozen=True, slots=True)
class PdfFacts:
    """What was made: pages, bytes and their SHA-256, and notes on faces that stand in."""

    pages: int
    sha256: str
    size: int
    notes: tuple[Problem, ...] = ()
    made_as: str = MADE_AS


@dataclass(frozen=True, slots=True)
class Limits:
    """How long one paper may take on the clock, and how much memory."""

    seconds: int = 600
    megabytes: int = 3072


def render_pdf(
    document: Document,
    target: Path,
    *,
    progress: Callable[[int], None] | None = None,
    limits: Limits | None = None,
) -> PdfFacts:
    """Write `document` to `target` as PDF; the same document gives the same bytes.

    `progress` is called with a percentage at each stage (10 prepared, up to 70 pages laid out, 95
    written, 100 in place) and again with the same one every few seconds, so that it can serve as a
    heartbeat. What it raises ends the rendering. `target` is replaced whole or not touched at all.

    Refused: no Chinese face for a role, a character without form in any font, out of time or memory,
    an attempt to fetch something, any other failure of the layout.
    """
    limits = limits or Limits()
    html = html_of(document)
    inventory = fonts.installed()
    where = partial(place_of, document)
    if problems := inventory.problems(unescape(html), where):
        raise Refused(*problems)
    css = fonts.stylesheet() + (press.ASSETS / "layout.css").read_text("utf-8")
    handle, aside = tempfile.mkstemp(dir=target.parent, prefix=".typeset-", suffix=".pdf")
    os.close(handle)
    try:
        order = press.Order(
            html=html,
            css=css,
            target=aside,
            identifier=hashlib.sha256((css + html).encode()).hexdigest()[:32],
            megabytes=limits.megabytes,
            seconds=limits.seconds,
            expected_pages=1 + len(re.sub(r"<[^>]*>", "", html)) // _CHARACTERS_A_PAGE,
        )
        pages = _press(order, progress or _nobody, where)
        content = Path(aside).read_bytes()
        Path(aside).chmod(0o644)
        Path(aside).replace(target)
    finally:
        Path(aside).unlink(missing_ok=True)
    if progress:
        progress(100)
    return PdfFacts(
        pages, hashlib.sha256(content).hexdigest(), len(content), tuple(inventory.notes())
    )


def _nobody(percent: int) -> None:
    """Progress that nobody asked for."""


def _press(order: press.Order, progress: Callable[[int], None], where: Callable[[str], str]) -> int:
    """Run the press; gives the number of pages."""
    environment = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
    with tempfile.TemporaryFile() as orders, tempfile.TemporaryFile() as errors:
        orders.write(json.dumps(asdict(order)).encode())
        orders.seek(0)
        with subprocess.Popen(  # noqa: S603 — our own interpreter, our own module
            [sys.executable, "-m", press.__name__],
            stdin=orders,
            stdout=subprocess.PIPE,
            stderr=errors,
            cwd=_ROOT,
            env={**environment, "PYTHONPATH": str(_ROOT), "PYTHONHASHSEED": "0"},
        ) as process:
            try:
                pages = _listen(process, order, progress, where)
                ended = process.wait(_FAREWELL)
            finally:
                process.kill()
        if pages is None:
            errors.seek(0)
            said = errors.read().decode("utf-8", "replace")
            logger.error("typesetting ended with %s: %s", ended, said)
            raise Refused(_FAILURES[_SIGNALS.get(-ended, "memory") if ended < 0 else "failed"])
    return pages


def _listen(
    process: subprocess.Popen[bytes],
    order: press.Order,
    progress: Callable[[int], None],
    where: Callable[[str], str],
) -> int | None:
    """Follow the press until it has told the number of pages; None when it ended without."""
    percent = 0
    for said in _lines(process, order):
        if "pages" in said:
            _judge(said["warnings"], where)
            return int(said["pages"])
        if "failed" in said:
            raise Refused(_FAILURES[said["failed"]])
        percent = max(percent, said.get("percent", 0))
        progress(percent)
    return None


def _lines(process: subprocess.Popen[bytes], order: press.Order) -> Iterator[dict[str, Any]]:
    """What the press says, line by line; an empty object for every silence of some seconds."""
    assert process.stdout is not None
    deadline = time.monotonic() + order.seconds
    pending = b""
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        while True:
            left = deadline - time.monotonic()
            if left <= 0:
                raise Refused(_FAILURES["time"])
            if not selector.select(min(left, HEARTBEAT)):
                yield {}
                continue
            chunk = os.read(process.stdout.fileno(), 65536)
            if not chunk:
                return
            *whole, pending = (pending + chunk).split(b"\n")
            yield from map(json.loads, whole)


def _judge(warnings: list[str], where: Callable[[str], str]) -> None:
    """Refuse what must not be let by as a log line; log the rest."""
    for warning in warnings:
        if ".notdef" in warning:
            character = warning.partition('"')[2][:1]
            raise Refused(fonts.no_form(character, where(character)))
        logger.warning("typesetting: %s", warning)


_FAREWELL = 30.0
_SIGNALS = {
    int(signal.SIGXCPU): "time"
}  # any other one is how the libraries in C run out of memory
_FAILURES = {
    "time": Problem(
        "typeset.time", "文件生成超过了规定时间，已停止；请减少附表行数或分开生成后重试。"
    ),
    "memory": Problem(
        "typeset.memory", "文件过大，生成时内存不足；请减少附表行数或分开生成后重试。"
    ),
    "fetch": Problem("typeset.fetch", "文件内容要求读取外部资源，已拒绝生成。"),
    "failed": Problem("typeset.failed", "文件没有生成成功，请稍后重试；仍不成功请联系系统管理员。"),
}
