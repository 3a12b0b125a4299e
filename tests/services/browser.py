"""Debian's Chromium, headless, as the offices' browsers see us: no network but our own server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.services.processes import program

DESKTOP = (1366, 768)
PHONE = (390, 844)
_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-dev-shm-usage",
]

PATIENCE = 20_000
"""Milliseconds after which something that should be there is held not to come: the machine may be busy."""

expect.set_options(timeout=PATIENCE)


def settled(page: Page) -> None:
    """Wait until htmx has taken what it put into the page into its care: before, it hears no typing."""
    busy = ".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added"
    page.wait_for_function(f"() => !document.querySelector('{busy}')")


@contextmanager
def running() -> Iterator[Browser]:
    """Yield a browser; one is enough for a session, pages are apart from each other."""
    path = program("chromium", "/usr/bin")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_FLAGS)
        yield browser
        browser.close()


@contextmanager
def page(browser: Browser, size: tuple[int, int], *, touch: bool = False) -> Iterator[Page]:
    """Yield a page of its own: no cookies from elsewhere, Chinese, the given size of screen."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        has_touch=touch,
        is_mobile=touch,
    )
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()
