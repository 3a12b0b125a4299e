"""What is kept of a measure that has left the ledger: merged into another, dropped, taken back. To be read."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse

from rectify.access.permissions import Permission
from rectify.closeout.history import history_of_measure
from rectify.closeout.models import Sheet
from rectify.closeout.reviews import shown_submissions
from rectify.deadlines.models import Extension
from rectify.evidence.models import Evidence
from rectify.figures.withdrawn import measures_to_read, reason_of
from rectify.instructions.models import Instruction
from rectify.measures.models import Measure, Progress
from rectify.people.models import Person
from rectify.people.rules import may
from rectify.web.evidence import ShownFile
from rectify.web.fetch import found, merged_into, person_of, show_round
from rectify.web.guards import guarded
from rectify.web.historypart import history_on_page
from rectify.web.progress import log_kept

DOORS = ("may_extend", "may_decide", "may_withdraw", "may_instruct", "may_enter_instruction")
"""What the parts of a measure's page ask, and nobody may here."""

PAST = {True: "已撤下或被替换", False: ""}


@guarded(Permission.READ_CASE)
def gone_measure(request: HttpRequest, gone_id: int) -> HttpResponse:
    """The measure as it was when it left, and where to look on."""
    rows = measures_to_read().select_related(
        *("issue__round__unit", "deadline", "lead_department", "responsible_leader"),
        *("supervising_leader", "withdrawn_by", "merged_into__issue"),
    )
    row, person = _row(request, rows, gone_id), person_of(request)
    show_round(request, row.issue.round)
    context = {
        "measure": row,
        "deadline": getattr(row, "deadline", None),
        "reason": reason_of(row),
        "into": _into(row, person),
        "issue_there": may(person, Permission.READ_CASE, row.issue),
        "log": log_kept(_log(row)),
        "evidence": _files(row, person),
        "extensions": _extensions(row),
        "instructions": _instructions(row),
        "trail": [
            ("台账", reverse("ledger", args=[row.issue.round_id])),
            ("已撤回的内容", reverse("withdrawn", args=[row.issue.round_id])),
        ],
        **_reviews(row, person),
        "person_id": 0,
        **dict.fromkeys(DOORS, False),
        "heading": f"措施{row.label}",
        **history_on_page(request, history_of_measure(row, person)),
    }
    return render(request, "measures/gone.html", context)


def _row(request: HttpRequest, rows: Any, pk: int) -> Measure:
    """The measure, for who could see it and for whoever sees what it went into."""
    seen: Measure | None = rows.filter(pk=pk).visible_to(person_of(request)).first()
    if seen is None and rows.filter(pk=pk, merged_into__isnull=False).exists():
        merged_into(request, Measure, pk)
        seen = rows.get(pk=pk)
    return seen if seen is not None else found(request, rows, pk)


def _into(row: Measure, person: Person) -> Measure | None:
    """What the measure went into, if that exists for the person."""
    into = row.merged_into
    return into if into is not None and may(person, Permission.READ_CASE, into) else None


def _ever_of(model: Any, row: Measure) -> Any:
    """Ids of the rows that have ever been of the measure: what was merged has gone on."""
    return model.history.filter(measure_id=row.pk).values("id")


def _log(row: Measure) -> Any:
    rows = Progress.objects.filter(pk__in=_ever_of(Progress, row))
    return rows.select_related("department", "logged_by")


def _files(row: Measure, person: Person) -> list[ShownFile]:
    rows: Any = Evidence.kept.filter(pk__in=_ever_of(Evidence, row))
    told = rows.visible_to(person).select_related("uploaded_by").order_by("-uploaded_at", "-pk")
    return [
        ShownFile.of(one, person, handed=None, past=PAST[bool(one.withdrawn_at or one.replaced_at)])
        for one in told
    ]


def _reviews(row: Measure, person: Person) -> dict[str, Any]:
    """What was handed in and how it was reviewed, with the scans and papers that were made of it."""
    shown = shown_submissions(row, person)
    sheets: Any = Sheet.kept.filter(submission__measure=row)
    return {
        "submissions": shown,
        "newest": shown[0] if shown else None,
        "of_issue": False,
        "sheets": list(sheets.visible_to(person).select_related("made_by")),
        "may_print": False,
    }


def _extensions(row: Measure) -> list[Extension]:
    rows = Extension.objects.filter(measure=row).select_related("requested_by", "ended_by")
    return list(rows.order_by("-pk"))


def _instructions(row: Measure) -> list[Instruction]:
    rows = Instruction.objects.filter(measure=row).select_related("leader", "given_by", "ended_by")
    beside = ("addressees__person", "addressees__department", "addressees__replied_by")
    return list(rows.prefetch_related(*beside))


urlpatterns = [path("measures/<int:gone_id>/gone/", gone_measure, name="measure-gone")]
