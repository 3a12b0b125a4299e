"""`manage.py remind`: what the background process does by itself, now and with a word on the result."""

from __future__ import annotations

from typing import Any

from rectify.claims.reminding import remind_of_what_lies
from rectify.management.base import OfficeCommand


class Command(OfficeCommand):
    """Reminds departments of what lies untaken beyond their unit's limit."""

    help = (
        "立即催办超过认领期限仍未认领的措施。后台任务每十分钟自动检查一次，一般不需手工运行；"
        "同一措施每天只催办一次，可重复运行。"
    )

    def carry_out(self, **options: Any) -> None:
        """Remind, and say of how many."""
        made = sum(outcome.done for outcome in remind_of_what_lies())
        self.stdout.write(f"已催办{made}项。" if made else "没有需要催办的措施。")
