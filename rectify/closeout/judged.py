"""What exactly lies before a reviewer: versions of the rows, and the evidence with its hashes.

The facts are kept with the step that judged them. Their mark travels with the review form, so that
nobody agrees to something that was changed after he opened the page.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from rectify.closeout.models import Submission
from rectify.evidence.models import Evidence
from rectify.issues.models import Issue
from rectify.measures.models import Measure, Progress

Facts = dict[str, Any]


def judged_facts(submission: Submission) -> Facts:
    """The facts of a submission as they stand now, ready to be kept as JSON."""
    about = submission.about
    issue = about.issue if isinstance(about, Measure) else about
    rows = Measure.objects.filter(issue=issue)
    measures = rows.filter(pk=about.pk) if isinstance(about, Measure) else rows
    day = submission.completed_on
    return {
        "proposed": submission.proposed,
        "completed_on": day.isoformat() if day else "",
        "statement": submission.statement,
        "issue": _version(issue),
        "measures": [_measure(row) for row in measures.order_by("serial")],
    }


def mark_of(facts: Facts) -> str:
    """A short mark that differs as soon as anything in the facts does."""
    written = json.dumps(facts, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(written.encode()).hexdigest()[:24]


def evidence_in(facts: Facts) -> dict[int, list[dict[str, Any]]]:
    """The evidence of kept facts, by the id of its measure."""
    return {row["id"]: row["evidence"] for row in facts.get("measures", ())}


def _version(row: Issue | Measure) -> Facts:
    return {"id": row.pk, "version": row.version}


def _measure(measure: Measure) -> Facts:
    progress = Progress.objects.filter(measure=measure).order_by("pk")
    files: Any = Evidence.objects.filter(measure=measure)
    evidence = files.current().order_by("pk")
    return {
        **_version(measure),
        "standing": measure.standing,
        "progress": [list(pair) for pair in progress.values_list("pk", "version")],
        "evidence": list(evidence.values("id", "name", "sha256")),
    }
