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
    path("", include("rectify.web.reviewing")),
    path("", include("rectify.web.chains")),
    path("", include("rectify.web.sheets")),
    path("", include("rectify.web.evidence")),
    path("", include("rectify.web.reshaping")),
    path("", include("rectify.web.past")),
    path("", include("rectify.web.dossiers")),
    path("", include("rectify.web.persons")),
    path("", include("rectify.web.issuetasks")),
    path("", include("rectify.web.finding")),
    path("", include("rectify.web.outcomes")),
    path("", include("rectify.web.outcomeentry")),
    path("", include("rectify.web.progress")),
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
