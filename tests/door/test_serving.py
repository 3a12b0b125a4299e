"""Starting and stopping the real thing: web server and worker, on either pair of servers."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import time
from pathlib import Path

import psycopg
import pytest

from tests.services.application import said, serving, wait_until_started
from tests.services.processes import answers, free_port


def children(process: subprocess.Popen[str]) -> dict[int, str]:
    """The command lines of the direct children, by process id."""
    listed = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text(encoding="ascii")
    return {
        int(pid): Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
        for pid in listed.split()
    }


def alive(pid: int) -> bool:
    """Whether it still runs; one that ended and only waits to be counted does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def status_of(port: int, path: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path)
    return connection.getresponse().status


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_it_serves_without_any_server_and_stops_whole(tmp_path: Path, stop: signal.Signals) -> None:
    port = free_port()
    with serving(tmp_path, PORT=str(port)) as process:
        wait_until_started(process, tmp_path)
        assert f"http://127.0.0.1:{port}" in said(tmp_path)
        assert status_of(port, "/sign-in/") == 200
        started = children(process)
        assert sorted("gunicorn" in line for line in started.values()) == [False, True]
        process.send_signal(stop)
        assert process.wait(30) == 0, said(tmp_path)
    assert not answers(port)
    assert not any(alive(pid) for pid in started)
    assert "Traceback" not in said(tmp_path)


def test_it_serves_on_postgresql_with_jobs_over_redis(
    tmp_path: Path, postgres_url: str, redis_url: str
) -> None:
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("create database serving")
    port = free_port()
    own = postgres_url.replace("/postgres", "/serving")
    with serving(tmp_path, PORT=str(port), DATABASE_URL=own, REDIS_URL=redis_url) as process:
        wait_until_started(process, tmp_path)
        assert status_of(port, "/sign-in/") == 200
        process.terminate()
        assert process.wait(30) == 0, said(tmp_path)
    assert "Traceback" not in said(tmp_path)


def test_web_and_worker_can_be_services_of_their_own(tmp_path: Path) -> None:
    port = free_port()
    with serving(tmp_path, "--only", "web", PORT=str(port)) as process:
        wait_until_started(process, tmp_path)
        assert ["gunicorn" in line for line in children(process).values()] == [True]
    with serving(tmp_path, "--only", "worker", PORT=str(port)) as process:
        wait_until_started(process, tmp_path)
        assert ["celery" in line for line in children(process).values()] == [True]
        assert not answers(port)


def test_when_one_half_dies_the_other_is_stopped_and_the_reason_said(tmp_path: Path) -> None:
    port = free_port()
    with serving(tmp_path, PORT=str(port)) as process:
        wait_until_started(process, tmp_path)
        worker = next(pid for pid, line in children(process).items() if "celery" in line)
        os.kill(worker, signal.SIGKILL)
        assert process.wait(30) == 1
    assert "后台任务意外停止" in said(tmp_path)
    assert not answers(port)


def test_nothing_is_left_when_the_door_itself_is_killed(tmp_path: Path) -> None:
    port = free_port()
    with serving(tmp_path, PORT=str(port)) as process:
        wait_until_started(process, tmp_path)
        started = children(process)
        process.kill()
        process.wait(10)
        until = time.monotonic() + 20
        while any(alive(pid) for pid in started) and time.monotonic() < until:
            time.sleep(0.2)
    assert not any(alive(pid) for pid in started)


def test_a_taken_port_is_named(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with serving(tmp_path, PORT=str(port)) as process:
            assert process.wait(30) == 1
    assert said(tmp_path) == (
        f"环境变量 PORT 有误：127.0.0.1 的 {port} 端口已被占用或不可用，请换一个端口。\n"
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [("DATABASE_URL", "postgresql://u@127.0.0.1:{}/n"), ("REDIS_URL", "redis://127.0.0.1:{}/0")],
)
def test_a_server_that_does_not_answer_is_named(tmp_path: Path, name: str, value: str) -> None:
    nobody = value.format(free_port())
    with serving(tmp_path, PORT=str(free_port()), **{name: nobody}) as process:
        assert process.wait(30) == 1
    sentence = said(tmp_path)
    assert sentence.startswith(f"环境变量 {name} 有误：连不上")
    assert sentence.count("\n") == 1
