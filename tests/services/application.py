"""The application as an administrator starts it: web server and worker in processes of their own."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HOME = Path(__file__).resolve().parents[2]


@contextmanager
def serving(data: Path, *options: str, **variables: str) -> Iterator[subprocess.Popen[str]]:
    """`manage.py serve` in a process of its own, its words in `data`/said; killed in the end."""
    environment = {
        "PATH": os.environ["PATH"],
        "ENV_FILE": os.devnull,
        "DATA_DIR": str(data),
        "DEMO": "0",
        "WEB_PROCESSES": "1",
        "JOB_PROCESSES": "1",
        **variables,
    }
    with (data / "said").open("w", encoding="utf-8") as said:
        process = subprocess.Popen(
            [sys.executable, "-u", "manage.py", "serve", *options],
            cwd=HOME,
            env=environment,
            stdout=said,
            stderr=subprocess.STDOUT,
            text=True,
        )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()


def said(data: Path) -> str:
    return (data / "said").read_text(encoding="utf-8")


def wait_until_started(process: subprocess.Popen[str], data: Path) -> None:
    until = time.monotonic() + 240  # a machine that is busy with other tests
    while "按 Ctrl-C 停止" not in said(data):
        assert process.poll() is None, said(data)
        assert time.monotonic() < until, said(data)
        time.sleep(0.2)
