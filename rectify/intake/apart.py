"""Reading in a process of its own: what comes from outside never runs where others work."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import rectify
from rectify.intake.files.legacy import as_modern, is_legacy
from rectify.intake.plan import Plan
from rectify.intake.planning import Setting
from rectify.intake.reader import ERRORS, REQUEST, RESULT, SOURCE, STAGE, too_much
from rectify.kernel.problems import Problem, Refused

logger = logging.getLogger(__name__)

ROOT = Path(rectify.__file__).resolve().parent.parent
SECONDS_AT_ONCE = 15
SECONDS_IN_BACKGROUND = 240

Report = Callable[[str], None]
"""Called some times a second with the stage that the reading has come to."""


@dataclass(frozen=True)
class Source:
    """What was given: a pasted text, or the bytes of a file under its name."""

    data: bytes
    name: str = ""

    @classmethod
    def pasted(cls, text: str) -> Source:
        """A text as it was pasted."""
        return cls(text.encode())

    @property
    def is_file(self) -> bool:
        """Whether it came as a file."""
        return bool(self.name)


def plan_apart(
    source: Source,
    setting: Setting,
    *,
    seconds: int = SECONDS_AT_ONCE,
    report: Report | None = None,
) -> Plan:
    """The plan of a source; raises `Refused` with one sentence when it cannot be read."""
    return Plan.from_json(_asked(source, "plan", setting, seconds, report)["plan"])


def look_apart(source: Source) -> None:
    """Open a file without reading on; raises `Refused` when it cannot be opened."""
    _asked(source, "look", None, SECONDS_AT_ONCE, None)


def recognised_apart(source: Source, setting: Setting) -> dict[str, Any]:
    """What is recognised in a source, in the format of `manage.py intake --json`."""
    found: dict[str, Any] = _asked(source, "recognised", setting, SECONDS_IN_BACKGROUND, None)[
        "recognised"
    ]
    return found


def _asked(
    source: Source, wanted: str, setting: Setting | None, seconds: int, report: Report | None
) -> dict[str, Any]:
    data = as_modern(source.data) if is_legacy(source.data) else source.data
    request = {
        "wanted": wanted,
        "name": source.name,
        "pasted": not source.is_file,
        "seconds": seconds,
        "setting": setting.to_json() if setting else None,
    }
    with tempfile.TemporaryDirectory(prefix="rectify-reading-") as name:
        folder = Path(name)
        (folder / SOURCE).write_bytes(data)
        (folder / REQUEST).write_text(json.dumps(request, ensure_ascii=False), "utf-8")
        with (folder / ERRORS).open("wb") as errors:
            status = _run(folder, errors, seconds, report)
        return _result(folder, status)


def _run(folder: Path, errors: IO[bytes], seconds: int, report: Report | None) -> int:
    """Let the reading process run to its end, or end it when its time is over; its exit status."""
    command = [sys.executable, "-m", "rectify.intake.reader", str(folder)]
    # Nothing of our own settings: the reading process has no need of keys or addresses.
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR") if name in os.environ}
    environment = kept | {"PYTHONUTF8": "1", "MALLOC_ARENA_MAX": "1"}
    reading = subprocess.Popen(  # noqa: S603 - our own module, by its name
        command,
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=errors,
    )
    until = time.monotonic() + seconds
    try:
        while reading.poll() is None and time.monotonic() < until:
            try:
                reading.wait(0.3)
            except subprocess.TimeoutExpired:
                if report is not None:
                    report(_stage(folder))
    finally:
        if reading.poll() is None:
            reading.kill()
            reading.wait()
    return reading.returncode


def _stage(folder: Path) -> str:
    stage = folder / STAGE
    return stage.read_text("utf-8") if stage.is_file() else ""


def _result(folder: Path, status: int) -> dict[str, Any]:
    """What the process left behind; one that a limit ended was killed, or ran out of memory."""
    errors = (folder / ERRORS).read_text("utf-8", "replace")
    if status < 0 or "MemoryError" in errors:
        raise Refused(too_much())
    if status != 0:
        logger.error("reading failed: %s", errors[-2000:])
        raise Refused(
            Problem("file.unread", "读取时出错，请改为粘贴全文；仍不成功请联系系统管理员。")
        )
    result: dict[str, Any] = json.loads((folder / RESULT).read_text("utf-8"))
    if "refused" in result:
        raise Refused(
            *(Problem(key, sentence, place) for key, sentence, place in result["refused"])
        )
    return result
