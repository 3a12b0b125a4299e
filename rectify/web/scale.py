"""A unit's scored table, written one line an item, as offices note it down: 组织领导 15."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse

from rectify.access.permissions import Permission
from rectify.archive.history import history_of_settings
from rectify.assessment.models import Scale
from rectify.assessment.operations import set_scale
from rectify.assessment.rules import USUAL_GRADES, USUAL_ITEMS, USUAL_NAME, Items
from rectify.kernel.problems import Refused
from rectify.rounds.models import Round
from rectify.web.fetch import person_of, whole_round
from rectify.web.forms import OfficeForm, is_stale
from rectify.web.groundwork import trail_to
from rectify.web.guards import BOTH, guarded
from rectify.web.historypart import history_on_page

LINE = re.compile(r"^(?P<name>.{1,40}?)[\s:：，,]*(?P<number>\d{1,3}(?:\.\d)?)\s*分?$")


class LinesOfNumbers(forms.CharField):
    """Lines of a name and a number; `key` is what the number is called in the data."""

    def __init__(self, key: str, **facts: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 6}), max_length=2000, **facts)
        self.key = key

    def clean(self, value: Any) -> Any:
        """The lines as data; a line that is no name and number is told in one sentence."""
        rows = []
        for line in str(super().clean(value)).splitlines():
            if not line.strip():
                continue
            told = LINE.match(line.strip())
            if told is None:
                raise forms.ValidationError(
                    f"“{line.strip()[:30]}”无法识别，请每行写一个名称和一个数字，例如“组织领导 15”。"
                )
            number = Decimal(told["number"])
            whole = number == number.to_integral_value()
            rows.append(
                {"name": told["name"].strip(), self.key: int(number) if whole else str(number)}
            )
        return rows


class ScaleForm(OfficeForm):
    """Name, items with points, grades with thresholds."""

    name = forms.CharField(label="评分表名称", max_length=80)
    items = LinesOfNumbers(
        "points", label="评分项目和分值", help_text="每行一个项目，分值合计100分。"
    )
    grades = LinesOfNumbers(
        "least", label="等次和起始分", help_text="每行一个等次及其最低分，最低等次从0分起。"
    )


@guarded(Permission.EDIT_LEDGER, methods=BOTH)
def scale(request: HttpRequest, round_id: int) -> HttpResponse:
    """Set the unit's table; rounds that were assessed already keep theirs."""
    round_ = whole_round(request, round_id, Permission.EDIT_LEDGER)
    form = ScaleForm(request.POST or None, initial=_initial(round_))
    theirs: dict[str, Any] | None = None
    if request.method == "POST" and form.is_valid():
        facts = form.facts
        try:
            set_scale(round_.unit, version=form.seen_version, **facts, by=person_of(request))
            messages.success(request, "已保存评分表，今后开展的评估按此评分。")
            return redirect("assessment", round_.pk)
        except Refused as refusal:
            form.show(refusal)
            theirs = _initial(round_) if is_stale(refusal) else None
    trail = [*trail_to(round_), ("成效评估", reverse("assessment", args=[round_.pk]))]
    context = {"form": form, "round": round_, "theirs": theirs, "trail": trail}
    context |= history_on_page(request, history_of_settings(round_.unit))
    return render(request, "assessment/scale.html", context, status=422 if form.errors else 200)


def _initial(round_: Round) -> dict[str, Any]:
    row = Scale.objects.filter(unit_id=round_.unit_id).first()
    return {
        "name": row.name if row else USUAL_NAME,
        "items": _lines(row.items if row else USUAL_ITEMS, "points"),
        "grades": _lines(row.grades if row else USUAL_GRADES, "least"),
        "version": row.version if row else 0,
    }


def _lines(rows: Items, key: str) -> str:
    return "\n".join(f"{row['name']} {row[key]}" for row in rows)


urlpatterns = [path("rounds/<int:round_id>/assessment/scale/", scale, name="scale")]
