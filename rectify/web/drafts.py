"""Where typing is sent to be kept, a second after it stops; and where a draft is thrown away."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path

from rectify.access.permissions import Permission
from rectify.drafts.keeping import drop_draft, keep_draft
from rectify.web.drafted import DRAFTED, TYPED_BY, drafted_row, typed_in
from rectify.web.fetch import person_of
from rectify.web.guards import WRITES, guarded
from rectify.web.opening import done


@guarded(Permission.READ_CASE, methods=WRITES)
def draft(request: HttpRequest, form: str, of_id: int) -> HttpResponse:
    """Keep what was typed; 409 when somebody else has signed in meanwhile in the same browser."""
    if form not in DRAFTED:
        raise Http404
    person, row = person_of(request), drafted_row(request, form, of_id)
    if request.POST.get(TYPED_BY) != str(person.pk):
        return HttpResponse(status=409)
    label = f"{row.trail_label()}{DRAFTED[form].name}"
    keep_draft(person, form, of_id, typed_in(request, form), label=label)
    if request.headers.get("X-Draft"):
        return HttpResponse(status=204)
    return redirect(DRAFTED[form].page(of_id))


@guarded(Permission.READ_CASE, methods=WRITES)
def draft_drop(request: HttpRequest, form: str, of_id: int) -> HttpResponse:
    """Throw a draft away."""
    if form not in DRAFTED:
        raise Http404
    drafted_row(request, form, of_id)
    drop_draft(person_of(request), form, of_id)
    return done(request, DRAFTED[form].page(of_id), "草稿已放弃。")


urlpatterns = [
    path("drafts/<slug:form>/<int:of_id>/", draft, name="draft"),
    path("drafts/<slug:form>/<int:of_id>/drop/", draft_drop, name="draft-drop"),
]
