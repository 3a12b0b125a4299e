"""方案对照: what stands otherwise than in the issued plan; and taking a measure out of the ledger."""

from __future__ import annotations

from tempfile import TemporaryFile
from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path, reverse

from rectify.access.permissions import Permission
from rectify.archive.history import history_of_step
from rectify.exports.comparison import write_comparison
from rectify.exports.names import file_name
from rectify.issues.enums import Departure
from rectify.kernel.problems import Refused
from rectify.measures.models import Measure
from rectify.measures.operations import drop_measure
from rectify.people.rules import may_in_unit
from rectify.rounds.models import Round
from rectify.scheme.models import Scheme
from rectify.scheme.queries import Comparison, compare
from rectify.trail.acts import Act
from rectify.trail.operations import note
from rectify.web.fetch import found, person_of, show_round, whole_round
from rectify.web.forms import OfficeForm
from rectify.web.groundwork import trail_to
from rectify.web.guards import BOTH, guarded
from rectify.web.historypart import history_on_page
from rectify.web.rowforms import LinesField
from rectify.web.withdrawals import show_refusal

KINDS = (Departure.ADDED, Departure.DROPPED, Departure.CHANGED)
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class DropForm(OfficeForm):
    """Why a measure is taken out."""

    reason = LinesField(label="撤销理由", max_length=500)


class ShownForm(forms.Form):
    """Which kind of difference is shown."""

    kind = forms.ChoiceField(
        choices=[("", "全部"), *[(kind.value, kind.label) for kind in KINDS]], required=False
    )


@guarded(Permission.READ_CASE)
def comparison(request: HttpRequest, round_id: int) -> HttpResponse:
    """Old and new beside each other, who, when, why."""
    round_ = whole_round(request, round_id)
    scheme = _issued(round_)
    if scheme is None:
        messages.info(request, "整改方案印发后，才能与台账对照。")
        return redirect("scheme", round_.pk)
    compared, shown = compare(scheme), ShownForm(request.GET)
    kind = shown.cleaned_data["kind"] if shown.is_valid() else ""
    context = {
        "round": round_,
        "scheme": scheme,
        "compared": compared,
        "shown": compared.of(Departure(kind)) if kind else compared.differences,
        "tabs": _tabs(round_, compared, kind),
        "may_export": may_in_unit(person_of(request), Permission.EXPORT, round_.unit_id),
        "trail": [*trail_to(round_), ("整改方案", reverse("scheme", args=[round_.pk]))],
        **history_on_page(request, history_of_step(round_, "scheme", person_of(request))),
    }
    return render(request, "scheme/comparison.html", context)


@guarded(Permission.EXPORT)
def comparison_export(request: HttpRequest, round_id: int) -> HttpResponseBase:
    """The same as a workbook."""
    round_ = whole_round(request, round_id, Permission.EXPORT)
    scheme = _issued(round_)
    if scheme is None:
        return redirect("scheme", round_.pk)
    target = TemporaryFile()  # noqa: SIM115 - the response closes it
    write_comparison(target, scheme, compare(scheme))
    target.seek(0)
    note(Act.SCHEME_EXPORTED, scheme, by=person_of(request))
    name = file_name(round_, "整改方案对照表")
    response = FileResponse(target, as_attachment=True, filename=name, content_type=WORKBOOK)
    response["Cache-Control"] = "private, no-store"
    return response


@guarded(Permission.EDIT_LEDGER, methods=BOTH)
def drop(request: HttpRequest, measure_id: int) -> HttpResponse:
    """Take a measure out of the ledger, with the reason."""
    rows = Measure.objects.select_related("issue__round__unit")
    row: Measure = found(request, rows, measure_id, Permission.EDIT_LEDGER)
    show_round(request, row.issue.round)
    form = DropForm(request.POST or None, initial={"version": row.version})
    if request.method == "POST" and form.is_valid():
        try:
            drop_measure(row, version=form.seen_version, **form.facts, by=person_of(request))
            messages.success(
                request, f"已撤销措施{row.label}，编号不再使用，记录可在“已撤回的内容”中查看。"
            )
            return redirect("issue", row.issue_id)
        except Refused as refusal:
            show_refusal(form, refusal, Measure.objects.get(pk=measure_id))
    context = {"form": form, "measure": row, "trail": _trail_to(row)}
    return render(request, "scheme/drop.html", context, status=422 if form.errors else 200)


def _issued(round_: Round) -> Scheme | None:
    rows = Scheme.objects.filter(round=round_, issued_at__isnull=False)
    return rows.select_related("round__unit").first()


def _tabs(round_: Round, compared: Comparison, kind: str) -> list[dict[str, Any]]:
    url = reverse("scheme-comparison", args=[round_.pk])
    every = {"name": "全部", "url": url, "count": len(compared.differences), "current": not kind}
    return [
        every,
        *(
            {
                "name": one.label,
                "url": f"{url}?kind={one.value}",
                "count": len(compared.of(one)),
                "current": kind == one,
            }
            for one in KINDS
        ),
    ]


def _trail_to(row: Measure) -> list[tuple[str, str]]:
    return [
        ("台账", reverse("ledger", args=[row.issue.round_id])),
        (f"问题{row.issue.serial}", reverse("issue", args=[row.issue_id])),
        (f"措施{row.label}", reverse("measure", args=[row.pk])),
    ]


urlpatterns = [
    path("rounds/<int:round_id>/scheme/comparison/", comparison, name="scheme-comparison"),
    path(
        "rounds/<int:round_id>/scheme/comparison/export/",
        comparison_export,
        name="scheme-comparison-export",
    ),
    path("measures/<int:measure_id>/drop/", drop, name="measure-drop"),
]
