"""The gallery of components, for developers: every component in all its states on one page.

Open only with DEBUG, to whoever has an account; it touches no row of the database.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import path

from rectify.jobs.enums import JobState
from rectify.web.gallery_samples import SAMPLE_PERSONS, SampleForm, sample_job, samples
from rectify.web.guards import BOTH, WRITES, signed_in


def only_in_debug(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The gallery does not exist in an office."""

    @functools.wraps(view)
    def enter(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.DEBUG:
            raise Http404
        return view(request, *args, **kwargs)

    return enter


@signed_in(methods=BOTH)
@only_in_debug
def gallery(request: HttpRequest) -> HttpResponse:
    """All components; `?saved=1` shows the message after a save."""
    return render(request, "gallery.html", samples(saved="saved" in request.GET))


@signed_in()
@only_in_debug
def echo(request: HttpRequest) -> HttpResponse:
    """What was searched for, to see how often it was asked."""
    return HttpResponse(request.GET.get("q", ""), content_type="text/plain; charset=utf-8")


@signed_in()
@only_in_debug
def persons(request: HttpRequest) -> JsonResponse:
    """Persons as the finder's own address gives them; 错 answers with an error."""
    words = request.GET.get("q", "")
    if words == "错":
        raise Http404
    return JsonResponse({"found": [one for one in SAMPLE_PERSONS if words in one["known"]]})


@signed_in(methods=BOTH)
@only_in_debug
def row(request: HttpRequest) -> HttpResponse:
    """A row opened in place; saving it refuses, to show where the sentences appear."""
    form = SampleForm(request.POST or None, auto_id="row_%s")
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "gallery/row.html", {"form": form}, status=status)


@signed_in()
@only_in_debug
def job(request: HttpRequest) -> HttpResponse:
    """A job that has ended meanwhile."""
    return render(request, "gallery/job.html", {"job": sample_job(JobState.DONE)})


@signed_in(methods=WRITES)
@only_in_debug
def upload(request: HttpRequest) -> HttpResponse:
    """Take a file and forget it; a name that says 坏 is refused."""
    file = request.FILES.get("file")
    if file is None or "坏" in str(file.name):
        sentence = "文件内容与扩展名不符，请检查后重新选择。"
        return HttpResponse(sentence, status=422, content_type="text/plain; charset=utf-8")
    return render(request, "gallery/file.html", {"name": file.name, "size": file.size}, status=201)


urlpatterns = [
    path("", gallery, name="gallery"),
    path("echo/", echo, name="gallery-echo"),
    path("persons/", persons, name="gallery-persons"),
    path("row/", row, name="gallery-row"),
    path("job/", job, name="gallery-job"),
    path("upload/", upload, name="gallery-upload"),
]
