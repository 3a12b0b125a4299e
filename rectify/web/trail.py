"""The auditor's page: the chained event log, newest first, and whether the chain holds."""

from __future__ import annotations

from datetime import datetime, time

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone

from rectify.access.permissions import Permission
from rectify.kernel.parameters import whole_number
from rectify.trail.acts import Act
from rectify.trail.models import Event
from rectify.trail.queries import chain_head, first_broken_link
from rectify.web.forms import DayField, OfficeForm
from rectify.web.guards import WRITES, guarded

PAGE = 100


class TrailForm(OfficeForm):
    """What the auditor looks for."""

    act = forms.ChoiceField(label="操作", choices=[("", "全部"), *Act.choices], required=False)
    actor = forms.CharField(label="操作人", max_length=40, required=False)
    since = DayField(label="起始日期", required=False)
    until = DayField(label="终止日期", required=False)

    def found(self) -> QuerySet[Event]:
        """The events that match, newest first."""
        events = Event.objects.order_by("-position")
        if not self.is_valid():
            return events
        facts = self.cleaned_data
        if facts["act"]:
            events = events.filter(act=facts["act"])
        if facts["actor"]:
            events = events.filter(actor_name__contains=facts["actor"])
        if facts["since"]:
            events = events.filter(
                at__gte=timezone.make_aware(datetime.combine(facts["since"], time.min))
            )
        if facts["until"]:
            events = events.filter(
                at__lte=timezone.make_aware(datetime.combine(facts["until"], time.max))
            )
        return events


@guarded(Permission.READ_TRAIL)
def trail(request: HttpRequest) -> HttpResponse:
    """One page of events before a position: paging by key stays quick however long the log is."""
    form = TrailForm(request.GET or None)
    events = form.found()
    if before := whole_number(request.GET.get("before")):
        events = events.filter(position__lt=before)
    listed = list(events[: PAGE + 1])
    older = listed[PAGE - 1].position if len(listed) > PAGE else None
    context = {"form": form, "events": listed[:PAGE], "older": older}
    return render(request, "administration/trail.html", context)


@guarded(Permission.READ_TRAIL, methods=WRITES)
def check(request: HttpRequest) -> HttpResponse:
    """Verify the whole chain and say where it breaks, if it does."""
    count, head = chain_head()
    context = {"broken": first_broken_link(), "count": count, "head": head}
    return render(request, "administration/chain.html", context)


urlpatterns = [
    path("trail/", trail, name="trail"),
    path("trail/check/", check, name="trail-check"),
]
