"""What every test may ask for: real servers, a real browser; which tests run on which database."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import hypothesis
import pytest
from django.conf import settings
from django.core.cache import caches
from playwright.sync_api import Browser, Page

from tests.services import browser as chromium
from tests.services import postgresql, redis

# The same examples on every machine, and no clock: two cores are often busy with something else.
hypothesis.settings.register_profile("suite", deadline=None, derandomize=True)
hypothesis.settings.load_profile("suite")

_ABOUT_MIGRATIONS = os.environ.get("TEST_MIGRATIONS") == "1"
"""Whether this session is the one whose tests take the tables away and lay them anew."""

_DATABASE_FIXTURES = {"db", "transactional_db", "django_db_setup", "live_server"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark the browser's tests; on PostgreSQL keep only those that touch the database."""
    for item in items:
        if {"browser", "page", "phone"} & _fixtures(item):
            item.add_marker("browser")
    _keep(config, items, lambda item: _of_migrations(item) == _ABOUT_MIGRATIONS)
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        # The suite once more on PostgreSQL takes longest: begun first, it runs beside all the rest.
        items.sort(key=lambda item: item.path.name != "test_postgresql.py")
        return
    _keep(config, items, _touches_database)


def _keep(
    config: pytest.Config, items: list[pytest.Item], wanted: Callable[[pytest.Item], bool]
) -> None:
    kept = [item for item in items if wanted(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
    items[:] = kept


def _of_migrations(item: pytest.Item) -> bool:
    return item.path.parent.name == "migrations"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many tests passed on the second database, above pytest's own last line."""
    for report in terminalreporter.getreports("passed"):
        for name, value in report.user_properties:
            terminalreporter.write_line(f"{name}: {value}")


def _fixtures(item: pytest.Item) -> set[str]:
    return set(getattr(item, "fixturenames", ()))


def _touches_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("browser") or item.get_closest_marker("once"):
        return False
    return bool(item.get_closest_marker("django_db") or _DATABASE_FIXTURES & _fixtures(item))


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """Many tests stand at the same point of the same trail, some with rows changed beside it."""
    caches["near"].clear()


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The address of a PostgreSQL server of this session."""
    with postgresql.running() as url:
        yield url


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """The address of a Redis server of this session."""
    with redis.running() as url:
        yield url


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Headless Chromium."""
    # Playwright runs an event loop in this thread, in which Django would refuse every query.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with chromium.running() as running:
        yield running


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page on an office's usual screen."""
    with chromium.page(browser, chromium.DESKTOP) as opened:
        yield opened


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """A page on a telephone."""
    with chromium.page(browser, chromium.PHONE, touch=True) as opened:
        yield opened
