"""The gallery, open in a browser; it exists only with DEBUG."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from rectify.people.models import Person
from tests.factories import signed_in


@pytest.fixture
def developer(transactional_db: None) -> Person:
    """Somebody with an account and no role."""
    person = Person(username="developer", name="沈清")
    person.set_unusable_password()
    person.save()
    return person


@pytest.fixture
def gallery_url(live_server: Any, settings: Any) -> str:
    """The gallery's address."""
    settings.DEBUG = True
    return f"{live_server.url}/gallery/"


@pytest.fixture
def gallery(page: Page, gallery_url: str, developer: Person) -> Iterator[Page]:
    """The gallery on an office's screen; any error of a script or of the CSP fails the test."""
    yield from _opened(page, gallery_url, developer)


@pytest.fixture
def phone_gallery(phone: Page, gallery_url: str, developer: Person) -> Iterator[Page]:
    """The gallery on a telephone."""
    yield from _opened(phone, gallery_url, developer)


def _opened(page: Page, url: str, person: Person) -> Iterator[Page]:
    session = signed_in(person).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": url}])
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if _is_forbidden(said.text) else None)
    page.goto(url)
    page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")
    yield page
    assert wrong == []


def _is_forbidden(words: str) -> bool:
    return "Content Security Policy" in words or "Refused to" in words
