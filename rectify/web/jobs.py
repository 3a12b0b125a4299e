"""Pages being laid: see the family of this name in `urls.py`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
