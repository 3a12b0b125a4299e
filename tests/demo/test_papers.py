"""The two papers for trying out the intake are read as what they are."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from django.conf import settings

from rectify.papers.content import Content
from rectify.papers.reading import read_paper

FOLDER = Path(settings.BASE_DIR) / "fixtures" / "papers"
TODAY = date(2026, 11, 21)


def test_the_letter_has_fourteen_issues_in_three_aspects() -> None:
    text = (FOLDER / "反馈意见（农村供水专项巡察）.txt").read_text(encoding="utf-8")
    paper = read_paper(Content.from_text(text), today=TODAY)
    assert [issue.number for issue in paper.issues] == [str(n) for n in range(1, 15)]
    assert len({issue.to_json()["path"][0] for issue in paper.issues}) == 3
    assert not paper.warnings
    assert paper.header.to_json()["feedback_on"] == "2026-08-11"


def test_the_report_has_twelve_issues_with_the_statuses_that_it_counts() -> None:
    text = (FOLDER / "整改进展情况报告（回头看）.txt").read_text(encoding="utf-8")
    paper = read_paper(Content.from_text(text), today=TODAY)
    found = [issue.to_json() for issue in paper.issues]
    statuses = [issue["status"] for issue in found]
    stated = paper.stated.to_json()
    assert len(found) == stated["issues"] == 12
    assert statuses.count("done") == stated["done"] == 9
    assert statuses.count("in_progress") == stated["in_progress"] == 2
    assert statuses.count("long_term") == stated["long_term"] == 1
    assert sum(len(issue["measures"]) for issue in found) == stated["measures"] == 27
    assert not paper.warnings
