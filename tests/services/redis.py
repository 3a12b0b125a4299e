"""A Redis of the session's own, kept in memory only."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.services.processes import child, free_port, program


@contextmanager
def running() -> Iterator[str]:
    """Yield the address of an empty server; it is gone when the block ends."""
    folder = Path(tempfile.mkdtemp(prefix="rectify-redis-"))
    port = free_port()
    command = [program("redis-server", "/usr/bin"), "--port", str(port), "--bind", "127.0.0.1"]
    command += ["--dir", str(folder), "--save", "", "--appendonly", "no"]
    try:
        with child(command, port=port, log=folder / "log", cwd=folder):
            yield f"redis://127.0.0.1:{port}/0"
    finally:
        shutil.rmtree(folder, ignore_errors=True)
