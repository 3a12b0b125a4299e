"""A PostgreSQL of the session's own: a fresh cluster in a temporary folder."""

from __future__ import annotations

import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests.services.processes import MissingPartError, child, free_port, program, unprivileged

_BIN = "/usr/lib/postgresql/15/bin"


@contextmanager
def running() -> Iterator[str]:
    """Yield the address of an empty server; it is gone, with its data, when the block ends."""
    folder = Path(tempfile.mkdtemp(prefix="rectify-pg-"))
    user = unprivileged()
    if user:
        shutil.chown(folder, user)
    data = folder / "data"
    try:
        _initialise(data, user)
        port = free_port()
        command = [
            program("postgres", _BIN),
            *("-D", str(data), "-p", str(port), "-k", str(folder)),
            *("-c", "listen_addresses=127.0.0.1"),
            # The data are thrown away: nothing has to survive a power cut.
            *("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"),
        ]
        log = folder / "log"
        log.touch()
        # SIGINT is PostgreSQL's "fast" stop: sessions that are still open are cut off.
        with child(command, port=port, log=log, user=user, cwd=folder, stop=signal.SIGINT):
            url = f"postgresql://rectify@127.0.0.1:{port}/postgres"
            _wait_until_open(url)
            yield url
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _initialise(data: Path, user: str | None) -> None:
    command = [program("initdb", _BIN), "-D", str(data), "-U", "rectify", "-A", "trust"]
    command += ["-E", "UTF8", "--locale=C", "--no-sync"]
    made = subprocess.run(
        command, user=user, cwd=data.parent, capture_output=True, text=True, check=False
    )
    if made.returncode != 0:
        raise MissingPartError(f"PostgreSQL 数据目录没有建成：\n{made.stderr[-2000:]}")


def _wait_until_open(url: str) -> None:
    """Wait until a session can be had: the port answers while the server is still starting up."""
    until = time.monotonic() + 60
    while True:
        try:
            psycopg.connect(url, connect_timeout=5).close()
        except psycopg.OperationalError as error:
            if time.monotonic() > until:
                raise MissingPartError(f"PostgreSQL 没有在一分钟内启动：{error}") from error
            time.sleep(0.1)
        else:
            return
