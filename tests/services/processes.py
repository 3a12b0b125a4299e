"""Starting a server as a child that cannot outlive its test session."""

from __future__ import annotations

import ctypes
import os
import pwd
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


class MissingPartError(RuntimeError):
    """A part of the machine that the suite needs is not there, or does not work."""


def program(name: str, *folders: str) -> str:
    """The path of an installed program, looked for in `folders` first; raises `MissingPartError`."""
    found = shutil.which(name, path=os.pathsep.join([*folders, os.environ.get("PATH", "")]))
    if not found:
        raise MissingPartError(
            f"找不到 {name}：请先运行一次 ./run test，由它安装测试所需的系统软件。"
        )
    return found


def free_port() -> int:
    """A port of this machine on which nothing listens at the moment."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def answers(port: int) -> bool:
    """Whether something accepts connections on `port`."""
    with socket.socket() as caller:
        caller.settimeout(1)
        return caller.connect_ex(("127.0.0.1", port)) == 0


def unprivileged() -> str | None:
    """The account for a server that refuses root; None when this session is not root's."""
    if os.getuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            pwd.getpwnam(name)
        except KeyError:
            continue
        return name
    raise MissingPartError("以 root 运行测试时需要系统账号 nobody，但本机没有。")


@contextmanager
def child(
    command: list[str],
    *,
    port: int,
    log: Path,
    user: str | None = None,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    stop: signal.Signals = signal.SIGTERM,
    within: float = 30,
) -> Iterator[subprocess.Popen[bytes]]:
    """Run `command` until the block ends; enters once `port` answers.

    Raises `MissingPartError` with the end of the log when it never does.
    """

    def die_with_parent() -> None:
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)

    with log.open("ab") as output:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            user=user,
            env=env,
            cwd=cwd,
            start_new_session=True,
            preexec_fn=die_with_parent,  # noqa: PLW1509 — one call into libc, no threads here
        )
    try:
        _await(process, port, log, within)
        yield process
    finally:
        process.send_signal(stop)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _await(process: subprocess.Popen[bytes], port: int, log: Path, within: float) -> None:
    until = time.monotonic() + within
    while not answers(port):
        if process.poll() is not None or time.monotonic() > until:
            said = log.read_text(encoding="utf-8", errors="replace")[-2000:]
            raise MissingPartError(f"{Path(str(process.args[0])).name} 没有启动成功：\n{said}")  # type: ignore[index]
        time.sleep(0.05)
