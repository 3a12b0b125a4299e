"""The four real papers, where the folder that holds them stands beside the repository."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from rectify.papers.recognised import PaperKind, Recognised
from rectify.papers.statuses import Status
from tests.papers.reading import path, read

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "samples"
"""conftest.py leaves this module out where the folder is not there."""


def sample(number: int) -> Recognised:
    """Read one of the papers."""
    (file,) = FOLDER.glob(f"{number}-*.txt")
    return read(file.read_text(encoding="utf-8"))


def test_the_supervision_report_gives_no_issues_and_offers_its_own_findings() -> None:
    recognised = sample(1)
    assert recognised.issues == ()
    assert len(recognised.offered) == 10
    assert recognised.title is None
    assert recognised.stated.issues == 35
    assert recognised.stated.measures == 80
    assert recognised.stated.done is None


def test_the_leaders_report_gives_nothing() -> None:
    recognised = sample(2)
    assert recognised.kind is PaperKind.LEADER
    assert (recognised.issues, recognised.offered) == ((), ())
    assert recognised.addressee is not None


def test_the_public_report_gives_nine_issues_all_done_under_three_fields() -> None:
    recognised = sample(3)
    assert [issue.number for issue in recognised.issues] == [str(n) for n in range(1, 10)]
    assert {issue.status for issue in recognised.issues} == {Status.DONE}
    assert Counter(path(issue)[0][:4] for issue in recognised.issues) == {
        "第一方面": 6,
        "第二方面": 2,
        "第三方面": 1,
    }
    assert all(len(issue.measures) == 1 for issue in recognised.issues)
    assert recognised.header.feedback_on is None
    assert len(recognised.noise) == 3
    assert recognised.stated.rate == 100.0


def test_the_report_by_status_gives_twenty_five_issues_and_no_category() -> None:
    recognised = sample(4)
    assert Counter(issue.status for issue in recognised.issues) == {
        Status.DONE: 8,
        Status.IN_PROGRESS: 17,
    }
    assert all(len(issue.path) == 1 and not issue.categories for issue in recognised.issues)
    assert not any("关于" in issue.title or "问题" in issue.title for issue in recognised.issues)
    assert (recognised.stated.issues, recognised.stated.done) == (25, 8)
