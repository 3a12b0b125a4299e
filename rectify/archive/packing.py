"""The archive package: one zip with the ledger, the papers, the evidence, all data, and a manifest.

The manifest names every other file with its size and SHA-256 and the head of the trail's chain, so
that a copy can be checked years later without this programme (`sha256sum -c 校验.txt`).
"""

from __future__ import annotations

import hashlib
import json
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any

from django.db.models import Q

from rectify.archive.memory import tables, trail_head, trail_of
from rectify.archive.models import Package
from rectify.archive.operations import keep_package
from rectify.closeout.models import Sheet, Step
from rectify.deadlines.models import Extension
from rectify.dossier.models import Dossier
from rectify.evidence.models import Evidence
from rectify.exports.ledger import write_ledger
from rectify.exports.queries import Selected
from rectify.groundwork.models import Scan
from rectify.intake.models import Paper
from rectify.issues.models import Issue
from rectify.kernel import clock
from rectify.kernel.files import CHUNK, read_checked
from rectify.measures.models import Measure
from rectify.people.models import Person
from rectify.reports.models import ReportFile
from rectify.rounds.models import Round

Progress = Callable[[int], None]

MANIFEST, CHECKSUMS = "清单.json", "校验.txt"
UNNAMED = "未命名文件"
EPOCH = (2000, 1, 1, 0, 0, 0)
"""The date of every member: a zip's own clock is of no zone and says nothing."""


@dataclass
class Packing:
    """A zip being written; `listed` is what the manifest will say."""

    archive: zipfile.ZipFile
    listed: list[dict[str, Any]] = field(default_factory=list)
    names: set[str] = field(default_factory=set)

    def add(self, name: str, chunks: Iterable[bytes], expected: str = "") -> None:
        """Write one file and list it; a name that is taken gets a number.

        `expected` is the hash under which the bytes were kept.
        """
        path = self._free(name)
        digest, size = hashlib.sha256(), 0
        info = zipfile.ZipInfo(path, EPOCH)
        info.compress_type = zipfile.ZIP_DEFLATED
        with self.archive.open(info, "w", force_zip64=True) as member:
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                member.write(chunk)
        found = digest.hexdigest()
        assert not expected or found == expected, path
        self.listed.append({"路径": path, "字节": size, "SHA-256": found})

    def _free(self, name: str) -> str:
        # A file may have been kept under dots alone, which are the way out of the package.
        name = "/".join(part if part.strip(". ") else UNNAMED for part in name.split("/"))
        path, number = PurePosixPath(name), 1
        while str(path).casefold() in self.names:
            number += 1
            plain = PurePosixPath(name)
            path = plain.with_name(f"{plain.stem}（{number}）{plain.suffix}")
        self.names.add(str(path).casefold())
        return str(path)


def make_package(round_: Round, *, progress: Progress, by: Person | None) -> Package:
    """Write the package of a closed round and keep it."""
    trail = trail_head()
    with tempfile.TemporaryFile(prefix="rectify-archive-") as target:
        packing = write_package(target, round_, trail, progress)
        target.seek(0)
        chunks = iter(lambda: target.read(CHUNK), b"")
        return keep_package(round_, chunks=chunks, files=len(packing.listed), trail=trail, by=by)


def write_package(
    target: IO[bytes], round_: Round, trail: tuple[int, str], progress: Progress
) -> Packing:
    """Write everything into `target`; the manifest and the checksums come last."""
    with zipfile.ZipFile(target, "w") as archive:
        packing = Packing(archive)
        packing.add("台账/整改台账.xlsx", _ledger(round_))
        progress(10)
        kept = list(_kept(round_))
        for done, (name, sha256) in enumerate(kept, start=1):
            packing.add(name, read_checked(sha256), sha256)
            progress(10 + 60 * done // len(kept))
        for title, written in tables(round_):
            packing.add(f"数据/{title}.json", [written])
        packing.add("数据/操作记录.csv", [trail_of(round_)])
        progress(90)
        manifest = json.dumps(_manifest(round_, trail, packing), ensure_ascii=False, indent=1)
        sums = "".join(f"{one['SHA-256']}  {one['路径']}\n" for one in packing.listed)
        archive.writestr(zipfile.ZipInfo(MANIFEST, EPOCH), manifest)
        archive.writestr(zipfile.ZipInfo(CHECKSUMS, EPOCH), sums)
    return packing


def _of_submission(round_: Round) -> Q:
    """What hangs on a submission of one of the round's measures or issues."""
    return Q(submission__measure__issue__round=round_) | Q(submission__issue__round=round_)


def _manifest(round_: Round, trail: tuple[int, str], packing: Packing) -> dict[str, Any]:
    return {
        "单位": round_.unit.name,
        "轮次": round_.name,
        "反馈日": round_.feedback_on.isoformat() if round_.feedback_on else "",
        "办结归档时间": round_.closed_at.isoformat() if round_.closed_at else "",
        "办结归档人": str(round_.closed_by or "命令行"),
        "生成时间": clock.now().isoformat(),
        "操作记录": {"条数": trail[0], "链首SHA-256": trail[1]},
        "文件": packing.listed,
    }


def _ledger(round_: Round) -> Iterator[bytes]:
    """The whole ledger as a workbook."""
    with tempfile.TemporaryDirectory(prefix="rectify-archive-") as folder:
        path = Path(folder) / "ledger.xlsx"
        with path.open("wb") as target:
            issues, measures = Issue.objects.filter(round=round_), Measure.objects.all()
            write_ledger(target, Selected(round_, issues, measures.filter(issue__in=issues)))
        with path.open("rb") as source:
            yield from iter(lambda: source.read(CHUNK), b"")


def _kept(round_: Round) -> Iterator[tuple[str, str]]:
    """Every kept file of the round with its place in the package."""
    for file in ReportFile.objects.filter(report__round=round_).order_by("made_at", "pk"):
        yield f"报告/{file.name}", file.sha256
    scans: Any = Scan.objects.filter(round=round_)
    for scan in scans.current().order_by("purpose", "kept_at", "pk"):
        yield f"扫描件/{scan.get_purpose_display()}/{scan.name}", scan.sha256
    for sheet in Sheet.objects.filter(_of_submission(round_)).order_by("made_at", "pk"):
        yield f"销号表/{sheet.name}", sheet.sha256
    for dossier in Dossier.objects.filter(issue__round=round_).order_by("made_at", "pk"):
        yield f"整改卷/{dossier.name}", dossier.sha256
    extensions = Extension.objects.filter(measure__issue__round=round_)
    for one in extensions.select_related("measure__issue").order_by("requested_at", "pk"):
        yield f"延期申请/措施{one.measure.label}/{one.file_name}", one.sha256
    steps = Step.objects.filter(_of_submission(round_)).exclude(scan_sha256="")
    for step in steps.order_by("entered_at", "pk"):
        yield f"扫描件/审核签字/{step.scan_name}", step.scan_sha256
    for paper in Paper.objects.filter(round=round_).exclude(file_name="").order_by("pk"):
        yield f"导入材料/{paper.file_name}", paper.sha256
    evidence: Any = Evidence.objects.filter(measure__issue__round=round_)
    rows = evidence.current().select_related("measure__issue")
    for row in rows.order_by("measure__issue__serial", "measure__serial", "pk"):
        serial = row.measure.issue.serial
        yield f"佐证材料/问题{serial}/措施{row.measure.label}/{row.name}", row.sha256
