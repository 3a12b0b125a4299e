"""What exactly lies before a reviewer: versions of the rows, the evidence with its hashes, the
outcomes with their versions and the files that prove them.

The facts are kept with the step that judged them. Their mark travels with the review form, so that
nobody agrees to something that was changed after he opened the page.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from typing import Any

from django.db.models import Prefetch, Q

from rectify.closeout.models import Submission
from rectify.evidence.models import Evidence
from rectify.issues.models import Issue
from rectify.measures.models import Measure, Progress
from rectify.outcomes.models import Bearing, Outcome, Proof

Facts = dict[str, Any]


def judged_facts(submission: Submission) -> Facts:
    """The facts of a submission as they stand now, ready to be kept as JSON."""
    about = submission.about
    issue = about.issue if isinstance(about, Measure) else about
    rows = Measure.objects.filter(issue=issue)
    measures = rows.filter(pk=about.pk) if isinstance(about, Measure) else rows
    outcomes = _outcomes(about)
    day = submission.completed_on
    return {
        "proposed": submission.proposed,
        "completed_on": day.isoformat() if day else "",
        "statement": submission.statement,
        "issue": _version(issue),
        "measures": [_measure(row, outcomes) for row in measures.order_by("serial")],
        "outcomes": outcomes[None],
    }


def mark_of(facts: Facts) -> str:
    """A short mark that differs as soon as anything in the facts does."""
    written = json.dumps(facts, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(written.encode()).hexdigest()[:24]


def evidence_in(facts: Facts) -> dict[int, list[dict[str, Any]]]:
    """The evidence of kept facts, by the id of its measure."""
    return {row["id"]: row["evidence"] for row in facts.get("measures", ())}


def outcomes_in(facts: Facts) -> list[Facts]:
    """All outcomes of kept facts, each once; steps of old have kept none."""
    kept = [*facts.get("outcomes", ())]
    for measure in facts.get("measures", ()):
        kept += measure.get("outcomes", ())
    return list({one["id"]: one for one in kept}.values())


def _outcomes(about: Measure | Issue) -> dict[int | None, list[Facts]]:
    """The current outcomes of a measure, or of an issue and its measures: by measure, those of the
    issue itself under None."""
    if isinstance(about, Measure):
        attached = Q(measure=about)
    else:
        attached = Q(issue=about) | Q(measure__issue=about, measure__withdrawn_at__isnull=True)
    rows = Bearing.objects.filter(
        attached, ended_on__isnull=True, outcome__withdrawn_at__isnull=True
    )
    proofs = Proof.objects.filter(ended_on__isnull=True).order_by("evidence")
    told = rows.select_related("outcome").prefetch_related(Prefetch("outcome__proofs", proofs))
    found: dict[int | None, list[Facts]] = defaultdict(list)
    for row in told.order_by("outcome"):
        files = [proof.evidence_id for proof in row.outcome.proofs.all()]
        found[row.measure_id].append({**_version(row.outcome), "evidence": files})
    return found


def _version(row: Issue | Measure | Outcome) -> Facts:
    return {"id": row.pk, "version": row.version}


def _measure(measure: Measure, outcomes: dict[int | None, list[Facts]]) -> Facts:
    progress = Progress.objects.filter(measure=measure).order_by("pk")
    files: Any = Evidence.objects.filter(measure=measure)
    evidence = files.current().order_by("pk")
    return {
        **_version(measure),
        "standing": measure.standing,
        "progress": [list(pair) for pair in progress.values_list("pk", "version")],
        "evidence": list(evidence.values("id", "name", "sha256")),
        "outcomes": outcomes[measure.pk],
    }
