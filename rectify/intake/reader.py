"""The process that reads what came from outside: `python -m rectify.intake.reader FOLDER`.

It knows no settings, no database and no network; it holds itself to limits of memory, time and file
size before it looks at the first byte, and leaves one file behind: what it found, or why it refused.
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path
from typing import Any

from rectify.intake.files import read_bytes
from rectify.intake.files.text import decoded
from rectify.intake.planning import Setting, plan_of, recognise
from rectify.kernel.problems import Problem, Refused
from rectify.papers.content import Content

MEMORY = 340 * 1024 * 1024
"""Of address space. With what the asking process holds it stays under 500 MB altogether."""

RESULT_BYTES = 128 * 1024 * 1024

REQUEST, SOURCE, RESULT = "request.json", "source", "result.json"
STAGE, ERRORS = "stage", "errors"


def too_much() -> Problem:
    """Whoever is stopped by a limit is told so in the same words, whichever limit it was."""
    return Problem("file.heavy", "内容过多，无法在限定的时间和内存内读完，请拆分后再导入。")


def main(folder: Path) -> None:
    """Read `folder`'s source as its request asks, and leave the result beside it."""
    request = json.loads((folder / REQUEST).read_text("utf-8"))
    _limit(request["seconds"])
    try:
        result = _answer(folder, request)
        (folder / RESULT).write_text(json.dumps(result, ensure_ascii=False), "utf-8")
    except (MemoryError, RecursionError, OSError):
        # OSError: the result is larger than any file may become.
        refuse(folder, [too_much()])
    except Refused as refusal:
        refuse(folder, refusal.problems)


def refuse(folder: Path, problems: tuple[Problem, ...] | list[Problem]) -> None:
    """Leave the reasons as the result."""
    told = [[problem.key, problem.sentence, problem.field] for problem in problems]
    (folder / RESULT).write_text(json.dumps({"refused": told}, ensure_ascii=False), "utf-8")


def _limit(seconds: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 2))
    resource.setrlimit(resource.RLIMIT_FSIZE, (RESULT_BYTES, RESULT_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _come_to(stage: str, folder: Path) -> None:
    """Tell the stage in one stroke: whoever looks meanwhile finds the one before, never half a word."""
    aside = folder / f"{STAGE}.new"
    aside.write_text(stage, "utf-8")
    aside.replace(folder / STAGE)


def _answer(folder: Path, request: dict[str, Any]) -> dict[str, Any]:
    _come_to("content", folder)
    data = (folder / SOURCE).read_bytes()
    content = _content(data, request)
    if request["wanted"] == "look":
        return {"lines": len(content.blocks)}
    _come_to("issues", folder)
    setting = Setting.from_json(request["setting"])
    if request["wanted"] == "recognised":
        return {"recognised": recognise(content, setting).to_json()}
    plan = plan_of(content, setting)
    _come_to("laid out", folder)
    return {"plan": plan.to_reader()}


def _content(data: bytes, request: dict[str, Any]) -> Content:
    if request["pasted"]:
        return Content.from_text(decoded(data))
    return read_bytes(data, request["name"])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
