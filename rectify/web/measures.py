"""One measure: its facts, progress, evidence, submission and review; made for a phone first."""

from __future__ import annotations

from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse

from rectify.access.permissions import Permission
from rectify.closeout.history import history_of_measure
from rectify.deadlines.enums import Light
from rectify.deadlines.rules import left_words, light_on
from rectify.figures.withdrawn import measures_to_read
from rectify.issues.enums import Standing
from rectify.kernel import clock
from rectify.kernel.files import upload_limit
from rectify.measures.models import Assistance, Measure, Responsible
from rectify.measures.queries import handed_in
from rectify.people.rules import rights_over
from rectify.web.dutyfacts import DUTIES, duties_of
from rectify.web.evidence import EvidenceForm, evidence_of
from rectify.web.fetch import found, merged_into, person_of, show_round
from rectify.web.forms import OfficeForm
from rectify.web.guards import guarded
from rectify.web.historypart import history_on_page
from rectify.web.kin import former_numbers, kin_of
from rectify.web.outcomeparts import outcomes_on_measure
from rectify.web.progress import log_of
from rectify.web.reporting import page_or_part, typing_on_page
from rectify.web.reviewpart import review_part


@guarded(Permission.READ_CASE)
def measure(request: HttpRequest, measure_id: int) -> HttpResponse:
    """The page of one measure; one that was merged into another leads there, any other that left
    the ledger to what is kept of it."""
    try:
        row = measure_row(request, measure_id)
    except Http404:
        gone = measures_to_read().filter(pk=measure_id, merged_into=None)
        if gone.visible_to(person_of(request)).exists():
            return redirect("measure-gone", measure_id)
        return redirect("measure", merged_into(request, Measure, measure_id).pk)
    return measure_page(request, row)


def measure_row(
    request: HttpRequest, measure_id: int, permission: Permission | None = None
) -> Measure:
    """The measure with everything that its page shows, if it exists for the person."""
    rows = Measure.objects.select_related(
        "issue__round__unit",
        "issue__category",
        "deadline",
        "task",
        "lead_department",
        "responsible_leader",
        "supervising_leader",
    ).prefetch_related(
        Prefetch(
            "assistances",
            Assistance.objects.filter(ended_on__isnull=True).select_related("department"),
        ),
        Prefetch(
            "responsibles",
            Responsible.objects.filter(ended_on__isnull=True).select_related("person"),
        ),
    )
    row: Measure = found(request, rows, measure_id, permission)
    show_round(request, row.issue.round)
    return row


def measure_page(request: HttpRequest, row: Measure, **forms_given: OfficeForm) -> HttpResponse:
    """The page of one measure; a form given to it was refused and is shown with what was typed."""
    person, today = person_of(request), clock.today()
    deadline = getattr(row, "deadline", None)
    due_on = deadline.due_on if deadline else None
    light = light_on(today, due_on=due_on, standing=row.standing)
    rights = rights_over(person, row, (Permission.WRITE_PROGRESS, *DUTIES))
    may_edit = Permission.EDIT_LEDGER in rights
    reviewing = review_part(person, row, forms_given, rights)
    writes, waits = Permission.WRITE_PROGRESS in rights, bool(reviewing["waiting"])
    may_write = writes and not waits and row.standing != Standing.DONE
    handed = handed_in(row) if may_write else None
    entries = history_of_measure(row, person)
    context = {
        "measure": row,
        "deadline": deadline,
        "light": light,
        "left_words": "" if light is Light.CLOSED else left_words(due_on, today),
        "evidence": evidence_of(row, person, handed=handed),
        **outcomes_on_measure(row, person, writes=writes, waits=waits),
        "evidence_form": EvidenceForm(),
        "upload_limit": upload_limit(),
        "measure_title": f"措施{row.label}",
        "kin": kin_of(row, person),
        "may_edit": may_edit,
        "trail": [
            ("台账", reverse("ledger", args=[row.issue.round_id])),
            (f"问题{row.issue.serial}", reverse("issue", args=[row.issue_id])),
        ],
        "today": today,
        "may_write": may_write,
        "log": log_of(row, person, handed=handed, may_edit=may_edit),
        "formerly": former_numbers(entries, row),
        **history_on_page(request, entries),
        **typing_on_page(request, row, reviewing),
        **duties_of(person, row, rights, reviewed=waits),
        **reviewing,
    }
    return page_or_part(request, context, forms_given)


urlpatterns = [path("measures/<int:measure_id>/", measure, name="measure")]
