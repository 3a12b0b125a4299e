"""The web server and its worker as two children of one process that answers for both.

For an office that has one machine and no service manager; with one, each is its own service
(docs/install.md).
"""

from __future__ import annotations

import ctypes
import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import FrameType

_PR_SET_PDEATHSIG = 1
_START_WITHIN = 60.0
_STOP_WITHIN = 20.0
_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True, slots=True)
class Service:
    """One child: what it is called to a person, and its command line."""

    title: str
    command: tuple[str, ...]


def web(host: str, port: int, *, processes: int) -> Service:
    """gunicorn with threads; its own chatter only when something is wrong."""
    bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    options = ["--bind", bind, "--workers", str(processes), "--worker-class", "gthread"]
    options += ["--threads", "8", "--timeout", "60", "--graceful-timeout", "10"]
    options += ["--no-control-socket", "--log-level", "warning"]
    return Service("网页服务", _python("-m", "gunicorn", *options, "rectify.wsgi:application"))


def worker(*, processes: int) -> Service:
    """The Celery worker with its clock inside, so that there is exactly one clock."""
    options = ["--beat", "--concurrency", str(processes), "--loglevel", "WARNING"]
    options += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    # Celery warns root because of pickled messages; ours are JSON only.
    quiet = ["-W", "ignore:You're running the worker with superuser"]
    command = ["-m", "celery", "-q", "-A", "rectify", "worker", *options]
    return Service("后台任务", _python(*quiet, *command))


def port_is_free(host: str, port: int) -> bool:
    """Whether a server could listen there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except OSError:
            return False
    return True


def answers(host: str, port: int, *, called: str) -> bool:
    """Whether the web server answers a request, with whatever status, when `called` so."""
    reached = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 — a name, no bind
    connection = http.client.HTTPConnection(reached, port, timeout=5)
    try:
        connection.request("GET", "/", headers={"Host": called})
        connection.getresponse()
    except OSError:
        return False
    finally:
        connection.close()
    return True


def run(services: Sequence[Service], ready: Callable[[], bool], started: Callable[[], None]) -> int:
    """Start all, call `started` once `ready`, and keep them until a signal comes or one of them ends.

    Returns the exit status: 0 after SIGINT, SIGTERM or SIGHUP, 1 when a child ended by itself. A
    second signal does not wait for work under way.
    """
    signals = _Signals()
    children = [(service, _start(service)) for service in services]
    try:
        announced = False
        until = time.monotonic() + _START_WITHIN
        while not signals.first.wait(0.3):
            ended = [service for service, process in children if process.poll() is not None]
            if ended or (not announced and time.monotonic() > until):
                title = ended[0].title if ended else services[0].title
                sys.stderr.write(f"{title}意外停止或没有启动成功，原因见上面的记录。\n")
                return 1
            if not announced and ready():
                announced = True
                started()
        return 0
    finally:
        _stop([process for _, process in children], signals)


class _Signals:
    """Counts the wishes to stop."""

    def __init__(self) -> None:
        self.first = threading.Event()
        self.second = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._on_signal)

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        (self.second if self.first.is_set() else self.first).set()


def _python(*arguments: str) -> tuple[str, ...]:
    return (sys.executable, *arguments)


def _start(service: Service) -> subprocess.Popen[bytes]:
    def end_with_parent() -> None:
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)

    # A session of its own: Ctrl-C in the terminal reaches this process alone, which then stops both.
    return subprocess.Popen(  # noqa: S603 — our own command line, nothing typed by anyone
        service.command,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=end_with_parent,  # noqa: PLW1509 — one call into libc, no threads here
    )


def _stop(processes: Sequence[subprocess.Popen[bytes]], signals: _Signals) -> None:
    """Ask politely, wait for work under way, then end what is left; sent-off jobs are swept later."""
    for process in processes:
        if process.poll() is None:
            process.terminate()
    until = time.monotonic() + _STOP_WITHIN
    while any(process.poll() is None for process in processes):
        if signals.second.wait(0.1) or time.monotonic() > until:
            break
    for process in processes:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
        process.wait()
