"""The addresses: one include for each family of pages under `rectify.web`."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
