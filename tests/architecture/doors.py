"""Every address of the application, out of the URL resolver, so that none can be forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from rectify.web.guards import Guard


@dataclass(frozen=True)
class Door:
    """One address: its name, the view's guard, and the arguments it wants."""

    name: str
    guard: Guard | None
    arguments: tuple[str, ...]

    def url(self, values: dict[str, Any]) -> str:
        """The address with the arguments out of `values`."""
        return reverse(self.name, kwargs={name: values[name] for name in self.arguments})


def doors() -> list[Door]:
    """All named addresses."""
    return list(_walk(get_resolver(), ()))


def _walk(resolver: URLResolver, arguments: tuple[str, ...]) -> Iterator[Door]:
    for entry in resolver.url_patterns:
        known = (*arguments, *entry.pattern.converters)
        if isinstance(entry, URLResolver):
            yield from _walk(entry, known)
        elif isinstance(entry, URLPattern):
            assert entry.name, f"address without a name: {entry.pattern}"
            yield Door(entry.name, getattr(entry.callback, "guard", None), known)
