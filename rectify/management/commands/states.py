"""`manage.py states`: draw docs/states.svg from the table of transitions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings

from rectify.closeout.picture import states_svg
from rectify.management.base import OfficeCommand

PICTURE = Path(settings.BASE_DIR) / "docs" / "states.svg"


class Command(OfficeCommand):
    """Write the picture; a test fails as long as it is not that of the table."""

    help = "由审核状态转换表生成 docs/states.svg。"

    def carry_out(self, **options: Any) -> None:
        """Draw it."""
        PICTURE.write_text(states_svg(), encoding="utf-8")
        self.stdout.write(f"已写入 {PICTURE.name}。")
