"""办理设置: what a unit has decided about taking up measures and moving their dates."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse

from rectify.access.permissions import Permission
from rectify.archive.history import history_of_settings
from rectify.kernel.problems import Refused
from rectify.people.models import Unit
from rectify.people.operations import set_duty_rules
from rectify.web.fetch import found, person_of
from rectify.web.forms import OfficeForm, is_stale
from rectify.web.guards import BOTH, guarded
from rectify.web.historypart import history_on_page
from rectify.web.opening import done


class DutyRulesForm(OfficeForm):
    """How measures are taken up, and how often and how far dates may be moved."""

    claims_used = forms.BooleanField(
        label="措施交办后须由责任部门认领",
        required=False,
        help_text="不勾选时，不再提示和统计未认领的措施。",
    )
    claim_days = forms.IntegerField(
        label="认领期限",
        min_value=0,
        max_value=60,
        help_text="交办后超过此天数仍未认领的，由系统自动催办；填0表示不设期限。",
    )
    extensions_most = forms.IntegerField(
        label="每项措施最多延期次数", min_value=0, max_value=20, help_text="填0表示不得延期。"
    )
    extension_days_most = forms.IntegerField(
        label="每项措施累计延期天数上限", min_value=0, max_value=3650
    )


@guarded(Permission.EDIT_LEDGER, methods=BOTH)
def duty_rules(request: HttpRequest, unit_id: int) -> HttpResponse:
    """The unit's settings, entered by its office."""
    row: Unit = found(request, Unit.objects, unit_id, Permission.EDIT_LEDGER)
    names = (
        *("claims_used", "claim_days", "extensions_most"),
        *("extension_days_most", "version"),
    )
    form = DutyRulesForm(request.POST or None, initial={n: getattr(row, n) for n in names})
    theirs = None
    if request.method == "POST" and form.is_valid():
        try:
            set_duty_rules(row, version=form.seen_version, **form.facts, by=person_of(request))
            return done(request, reverse("duty-rules", args=[row.pk]), "办理设置已保存。")
        except Refused as refusal:
            form.show(refusal)
            theirs = row if is_stale(refusal) else None
    context = {"form": form, "unit": row, "theirs": theirs, "back_url": reverse("rounds")}
    context |= {"trail": [("轮次", reverse("rounds"))]}
    context |= history_on_page(request, history_of_settings(row))
    return render(request, "duties/rules.html", context, status=422 if form.errors else 200)


@guarded(Permission.EDIT_LEDGER)
def duty_rules_units(request: HttpRequest) -> HttpResponse:
    """The units whose settings the person keeps; one alone needs no choice."""
    rows: Any = Unit.objects.all()
    units = list(rows.open_to(person_of(request), Permission.EDIT_LEDGER))
    if len(units) == 1:
        return redirect("duty-rules", units[0].pk)
    return render(request, "duties/rules_units.html", {"units": units})


urlpatterns = [
    path("duties/rules/", duty_rules_units, name="duty-rules-units"),
    path("units/<int:unit_id>/duties/", duty_rules, name="duty-rules"),
]
