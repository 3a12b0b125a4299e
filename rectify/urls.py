"""The addresses: one include for each family of pages under `rectify.web`."""

from django.urls import URLPattern, URLResolver, include, path

from rectify.web import session

urlpatterns: list[URLPattern | URLResolver] = [
    path("", session.home, name="home"),
    path("sign-in/", session.sign_in, name="sign-in"),
    path("sign-out/", session.sign_out, name="sign-out"),
    path("password/", session.password, name="password"),
    path("rounds/", include("rectify.web.rounds")),
    path("", include("rectify.web.ledger")),
    path("", include("rectify.web.measures")),
    path("", include("rectify.web.evidence")),
    path("", include("rectify.web.progress")),
    path("", include("rectify.web.claims")),
    path("", include("rectify.web.extensions")),
    path("", include("rectify.web.instructions")),
    path("", include("rectify.web.handovers")),
    path("", include("rectify.web.bulk")),
    path("", include("rectify.web.unitrules")),
    path("", include("rectify.web.drafts")),
    path("", include("rectify.web.todo")),
    path("", include("rectify.web.dashboard")),
    path("", include("rectify.web.reports")),
    path("", include("rectify.web.sections")),
    path("", include("rectify.web.intake")),
    path("papers/<int:paper_id>/", include("rectify.web.plans")),
    path("", include("rectify.web.exports")),
    path("jobs/", include("rectify.web.jobs")),
    path("administration/", include("rectify.web.administration")),
    path("gallery/", include("rectify.web.gallery")),
]
