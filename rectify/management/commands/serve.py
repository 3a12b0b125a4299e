"""`manage.py serve`: what `./run` ends in."""

from __future__ import annotations

import functools
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connections

from rectify import serving
from rectify.environment import BadSetting


class Command(BaseCommand):
    """Prepares, then serves pages and background jobs until told to stop."""

    help = "准备数据库后启动网页服务和后台任务，按 Ctrl-C 停止。"

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = settings.HOST, settings.PORT
        if not serving.port_is_free(host, port):
            raise BadSetting("PORT", f"{host} 的 {port} 端口已被占用或不可用，请换一个端口。")
        call_command("prepare", demo=settings.DEMO, stdout=self.stdout)
        connections.close_all()
        self.stdout.write("· 正在启动 ……")
        status = serving.run(
            [
                serving.web(host, port, processes=settings.WEB_PROCESSES),
                serving.worker(processes=settings.JOB_PROCESSES),
            ],
            ready=functools.partial(serving.answers, host, port),
            started=self._announce,
        )
        self.stdout.write("· 已停止。")
        if status:
            raise SystemExit(status)

    def _announce(self) -> None:
        host = f"[{settings.HOST}]" if ":" in settings.HOST else settings.HOST
        self.stdout.write(f"\n整改台账已启动：http://{host}:{settings.PORT}\n")
        if settings.DEMO:
            call_command("demo", accounts=True, stdout=self.stdout)
        self.stdout.write("按 Ctrl-C 停止。")
        self.stdout.flush()
