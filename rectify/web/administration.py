"""The three administrators' pages under one address; none of them shows case content."""

from django.urls import URLPattern

from rectify.web import accounts, grants, trail

urlpatterns: list[URLPattern] = [
    *accounts.urlpatterns,
    *grants.urlpatterns,
    *trail.urlpatterns,
]
