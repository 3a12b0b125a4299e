"""`manage.py prepare`: bring database and static files to the state of this code."""

from __future__ import annotations

import hashlib
import io
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import redis
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import DatabaseError, connection

from rectify.environment import BadSetting
from rectify.management.laying import lay_tables
from rectify.management.parsing import ChineseCommand


class Command(ChineseCommand):
    """Migrates, collects static files and, when asked and nobody is there yet, loads the demo."""

    help = "检查数据库和 Redis 能否连接，更新数据库结构，收集静态文件；可重复运行。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--demo", action="store_true", help="数据库中还没有任何人员时，装入演示数据。"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        self._reach_servers()
        self._bring_forward()
        if not settings.DEBUG:
            self._collect_static()
        if options["demo"] and not get_user_model().objects.exists():
            self.stdout.write("· 正在装入演示数据 ……")
            # Its accounts are shown when the pages can be reached, at every start.
            call_command("demo", stdout=io.StringIO())

    def _reach_servers(self) -> None:
        try:
            connection.ensure_connection()
        except DatabaseError as error:
            raise BadSetting("DATABASE_URL", f"连不上数据库（{_line(error)}）。") from None
        if settings.REDIS_URL:
            try:
                redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=5).ping()
            except redis.RedisError as error:
                raise BadSetting("REDIS_URL", f"连不上 Redis（{_line(error)}）。") from None

    def _bring_forward(self) -> None:
        """Lay an empty database's tables, or take those there are through what is new."""
        lay_tables()
        try:
            call_command("migrate", interactive=False, verbosity=0)
        except (DatabaseError, RuntimeError) as error:
            # Each migration is a transaction of its own: what is there is whole, and goes on later.
            words = (
                f"数据库结构没有更新完（{_line(error)}），原有数据没有改动，请排除原因后重新启动。"
            )
            raise SystemExit(words) from None

    def _collect_static(self) -> None:
        # Hashing and compressing takes seconds: only when a file was added, changed or removed.
        stamp = Path(settings.STATIC_ROOT) / ".stamp"
        present = _static_digest()
        if stamp.is_file() and stamp.read_text(encoding="ascii") == present:
            return
        self.stdout.write("· 正在收集静态文件 ……")
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.parent.mkdir(parents=True, exist_ok=True)
        stamp.write_text(present, encoding="ascii")


def _static_digest() -> str:
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in sorted(finder.list([]), key=lambda found: found[0]):
            facts = Path(storage.path(name)).stat()
            digest.update(f"{name}\0{facts.st_size}\0{facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _line(error: Exception) -> str:
    """The error's words on one line, without a full stop of its own."""
    return " ".join(str(error).split()).rstrip(".。")
