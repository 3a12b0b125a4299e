"""`manage.py serve`: what `./run` ends in."""

from __future__ import annotations

import functools
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connections

from rectify import serving
from rectify.environment import BadSetting
from rectify.management.demonstration.staff import accounts
from rectify.management.parsing import ChineseCommand
from rectify.people.models import Person


class Command(ChineseCommand):
    """Prepares, then serves pages and background jobs until told to stop."""

    help = "更新数据库后启动网页服务和后台任务，按 Ctrl-C 停止。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--only",
            choices=["web", "worker"],
            help="只启动网页服务（web，含更新数据库）或只启动后台任务（worker）。",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        services = []
        if options["only"] != "worker":
            services.append(self._web())
        if options["only"] != "web":
            services.append(serving.worker(processes=settings.JOB_PROCESSES))
        connections.close_all()
        self.stdout.write("· 正在启动 ……")
        if options["only"] == "worker":
            status = serving.run(services, ready=lambda: True, started=self._announce_worker)
        else:
            # By a name that is allowed, or the start would be logged as an attack.
            called = next((h for h in settings.ALLOWED_HOSTS if h[0] not in ".*"), "localhost")
            ready = functools.partial(serving.answers, settings.HOST, settings.PORT, called=called)
            status = serving.run(services, ready=ready, started=self._announce_web)
        self.stdout.write("· 已停止。")
        if status:
            raise SystemExit(status)

    def _web(self) -> serving.Service:
        host, port = settings.HOST, settings.PORT
        if not serving.port_is_free(host, port):
            raise BadSetting("PORT", f"{host} 的 {port} 端口已被占用或不可用，请换一个端口。")
        call_command("prepare", demo=settings.DEMO, stdout=self.stdout)
        return serving.web(host, port, processes=settings.WEB_PROCESSES)

    def _announce_web(self) -> None:
        host = f"[{settings.HOST}]" if ":" in settings.HOST else settings.HOST
        self.stdout.write(f"\n整改台账已启动：http://{host}:{settings.PORT}\n")
        if settings.DEMO and _demonstration_is_loaded():
            call_command("demo", accounts=True, stdout=self.stdout)
        self.stdout.write("按 Ctrl-C 停止。")
        self.stdout.flush()

    def _announce_worker(self) -> None:
        self.stdout.write("后台任务已启动，按 Ctrl-C 停止。")
        self.stdout.flush()


def _demonstration_is_loaded() -> bool:
    usernames = [account.username for account in accounts()]
    return Person.objects.filter(username__in=usernames).exists()
