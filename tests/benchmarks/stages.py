"""A stage is measured in a process of its own: its time, and the most memory it ever held."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")

Told = tuple[float, float, dict[str, Any]]
"""Seconds on the clock, seconds of the processors, and facts about the work."""


@dataclass(frozen=True)
class Measured:
    """Seconds on the clock and of the processors, and megabytes at the highest.

    Both count the process and those that it started, together as they were at the same moment.
    """

    seconds: float
    processor: float
    megabytes: float
    facts: dict[str, Any] = field(default_factory=dict)


def run_stage(module: str, stage: str, folder: str) -> Measured:
    """Run one stage of a benchmark and return what it measured; its errors go to our own stderr."""
    environment = os.environ | {
        "BENCH_DIR": folder,
        "DJANGO_SETTINGS_MODULE": "tests.benchmarks.settings",
    }
    done = subprocess.run(
        [sys.executable, "-m", module, "--stage", stage],
        env=environment,
        stdout=subprocess.PIPE,
        check=True,
    )
    return Measured(**json.loads(done.stdout.splitlines()[-1]))


def tell(work: Callable[[], Told]) -> None:
    """Do a stage's work and print what was measured; `work` gives the seconds that count."""
    with highest() as peak:
        seconds, processor, facts = work()
    megabytes = max(peak[0], resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    told = Measured(seconds, processor, megabytes, facts)
    sys.stdout.write("\n" + json.dumps(asdict(told)) + "\n")


@contextmanager
def highest() -> Iterator[list[float]]:
    """The most memory that this process and its children hold at one moment, in megabytes."""
    peak, done = [0.0], threading.Event()
    task = Path(f"/proc/self/task/{threading.get_native_id()}/children")

    def watch() -> None:
        while not done.wait(0.02):
            children = task.read_text().split() if task.exists() else []
            peak[0] = max(peak[0], sum(map(_held, ["self", *children])))

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield peak
    finally:
        done.set()
        watcher.join()


def _held(process: str) -> float:
    """Megabytes that a process holds now; a child that is gone by now holds none."""
    try:
        pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    except OSError:
        return 0.0
    return pages * resource.getpagesize() / 1024**2


def _processor() -> float:
    """Seconds of processor time that this process and its ended children have had."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def timed(work: Callable[[], T]) -> tuple[float, float, T]:
    """How long `work` took on the clock and of the processors, and what it gave."""
    began, had = time.perf_counter(), _processor()
    result = work()
    return time.perf_counter() - began, _processor() - had, result
