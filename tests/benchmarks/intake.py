"""A sheet of ten thousand rows: looked over, confirmed and written out again.

Beside it, in the same run: the bare reading of the sheet by the same library, and a bare insert of
the same rows, without histories, checks or anything else. `python -m tests.benchmarks.intake [rows]`.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from io import BytesIO
from pathlib import Path
from typing import Any

from tests.benchmarks.sheet import DEPARTMENTS, LEADERS, write_sheet
from tests.benchmarks.stages import Measured, run_stage, tell

ROWS = 10_000
PREVIEW_SECONDS, COMMIT_SECONDS, MEGABYTES = 30, 60, 500
FILE = "整改台账.xlsx"
MODULE = "tests.benchmarks.intake"
TITLES = {
    "read": "只读表格",
    "preview": "识别并打开核对页",
    "commit": "确认导入",
    "insert": "只写入同样的行",
    "export": "导出台账",
}
STAGES = ("prepare", *TITLES)


def say(line: str) -> None:
    """One line for whoever asked."""
    sys.stdout.write(line + "\n")


def main(rows: int) -> int:
    """Run all stages and print their figures; 1 when one of the limits was not kept."""
    with tempfile.TemporaryDirectory(prefix="rectify-bench-") as folder:
        write_sheet(Path(folder) / FILE, rows)
        size = (Path(folder) / FILE).stat().st_size / 1024
        found = {stage: run_stage(MODULE, stage, folder) for stage in STAGES}
    say(f"台账{rows}行，文件{size:.0f}KB，{found['commit'].facts}")
    say(f"{'':　<14}{'用时（秒）':>8}{'处理器（秒）':>8}{'内存峰值（MB）':>8}")
    for name, title in TITLES.items():
        told = found[name]
        figures = f"{told.seconds:10.2f}{told.processor:13.2f}{told.megabytes:13.0f}"
        say(f"{title:　<14}{figures}  {told.facts}")
    say(_ratios(found))
    return 0 if _kept(found) else 1


def _ratios(found: dict[str, Measured]) -> str:
    """What the application's own work adds to the least possible, by processor time: machines are shared."""
    preview, commit = found["preview"].processor, found["commit"].processor
    read, insert = found["read"].processor, found["insert"].processor
    return (
        f"按处理器时间：识别为只读表格的{preview / read:.1f}倍，导入为只写入的{commit / insert:.1f}倍，"
        f"合计为两项下限之和的{(preview + commit) / (read + insert):.1f}倍"
    )


def _kept(found: dict[str, Measured]) -> bool:
    """Whether the promised times and memory were kept."""
    limits = (
        ("识别", found["preview"].seconds, PREVIEW_SECONDS, "秒"),
        ("导入", found["commit"].seconds, COMMIT_SECONDS, "秒"),
        *(
            (TITLES[name], told.megabytes, MEGABYTES, "MB")
            for name, told in found.items()
            if name in TITLES
        ),
    )
    broken = [limit for limit in limits if limit[1] > limit[2]]
    for name, value, limit, unit in broken:
        say(f"超出限额：{name} {value:.0f} {unit}，应不超过 {limit} {unit}")
    return not broken


def stage(name: str) -> None:
    """One stage, in a process of its own."""
    import django  # noqa: PLC0415 - the settings are known only in here

    django.setup()
    from tests.benchmarks import intake_stages  # noqa: PLC0415 - models want the settings

    folder = Path(os.environ["BENCH_DIR"])
    works: dict[str, Any] = {
        "prepare": lambda: intake_stages.prepare(LEADERS, DEPARTMENTS),
        "read": lambda: intake_stages.read(folder / FILE),
        "preview": lambda: intake_stages.preview(folder / FILE),
        "commit": intake_stages.commit,
        "insert": intake_stages.insert,
        "export": lambda: intake_stages.export(BytesIO()),
    }
    tell(works[name])


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("rows", nargs="?", type=int, default=ROWS)
    parser.add_argument("--stage", choices=STAGES)
    chosen = parser.parse_args()
    if chosen.stage:
        stage(chosen.stage)
    else:
        sys.exit(main(chosen.rows))
