"""The process that lays out and writes one PDF: told what to do on stdin, tells on stdout.

It is started by `pdf.py` for each paper, knows no settings and no database, and may fetch nothing
but the files beside layout.css. WeasyPrint is imported here alone.

In: one JSON object (`Order`). Out: JSON objects, one a line: `{"percent": 40}` while it goes on,
at the end `{"pages": 12, "warnings": […]}` or `{"failed": "memory"}`.
"""

from __future__ import annotations

import ctypes
import json
import logging
import mimetypes
import re
import resource
import signal
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rectify.typeset import library
from rectify.typeset.heads import APART, IMPRINT, TEXT_END, TOGETHER

ASSETS = Path(__file__).parent / "assets"
PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of prctl(2)
PREPARED, LAID_OUT, DRAWN = 10, 70, 95


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be printed: HTML, its styles, where to, within which limits."""

    html: str
    css: str
    target: str
    identifier: str
    megabytes: int
    seconds: int
    expected_pages: int


def main() -> None:
    """Read the order, print the paper."""
    order = Order(**json.load(sys.stdin))
    limit(order)
    refused: list[str] = []
    try:
        told = print_paper(order, own_assets(refused))
    except MemoryError:
        told = {"failed": "memory"}
    except BaseException:
        if not refused:
            raise
    tell(**({"failed": "fetch"} if refused else told))


def limit(order: Order) -> None:
    """Bound memory and processor time, and end with whoever asked."""
    whole = order.megabytes * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (whole, whole))
    resource.setrlimit(resource.RLIMIT_CPU, (order.seconds, order.seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PARENT_DEATH_SIGNAL, signal.SIGKILL)


def tell(**facts: Any) -> None:
    """One line to whoever asked."""
    sys.stdout.write(json.dumps(facts, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def print_paper(order: Order, fetcher: Any) -> dict[str, Any]:
    """Lay out and write the PDF, telling how far it is; gives the last line to tell."""
    from weasyprint import CSS, HTML

    library.adapt()
    warnings = listen(order.expected_pages)
    options: dict[str, Any] = {"pdf_variant": "pdf/a-2b", "pdf_tags": True}
    tell(percent=PREPARED)

    def lay_out(html: str) -> Any:
        styles = [CSS(string=order.css, base_url="asset:", url_fetcher=fetcher)]
        page = HTML(string=html, base_url="asset:", url_fetcher=fetcher)
        return page.render(stylesheets=styles, **options)

    paper = lay_out(order.html)
    if TOGETHER in order.html and not imprint_is_well_placed(paper):
        paper = lay_out(order.html.replace(TOGETHER, APART))
    tell(percent=LAID_OUT)
    paper.write_pdf(order.target, pdf_identifier=order.identifier.encode(), **options)
    tell(percent=DRAWN)
    return {"pages": len(paper.pages), "warnings": warnings}


def imprint_is_well_placed(paper: Any) -> bool:
    """Whether the 版记 stands on an even page below the end of the text."""
    places = {name: at for at, page in enumerate(paper.pages, 1) for name in page.anchors}
    return places[IMPRINT] % 2 == 0 and places[IMPRINT] == places[TEXT_END]


def own_assets(refused: list[str]) -> Any:
    """A fetcher that opens the files beside layout.css and raises on everything else.

    What it refused it also adds to `refused`, since the library's SVG code swallows even fatal errors.
    """
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OwnAssets(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> Any:
            name = url.removeprefix("asset:")
            if url.startswith("asset:") and name in {file.name for file in ASSETS.iterdir()}:
                kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
                content = (ASSETS / name).read_bytes()
                return URLFetcherResponse(url, content, {"Content-Type": kind})
            refused.append(url)
            raise PermissionError(f"refused to fetch {url}")

    return OwnAssets(fail_on_errors=True)


def listen(expected_pages: int) -> list[str]:
    """Pass on how many pages are laid out; collect what must not be let by as a log line."""
    warnings: list[str] = []

    class Steps(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            found = re.search(r"Creating layout - Page (\d+)", record.getMessage())
            if found:
                share = min(1.0, int(found[1]) / max(expected_pages, 1))
                tell(percent=PREPARED + int((LAID_OUT - PREPARED) * share * 0.95))

    class Warnings(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if library.HANDLED not in record.getMessage():
                warnings.append(record.getMessage())

    progress = logging.getLogger("weasyprint.progress")
    progress.setLevel(logging.INFO)
    progress.handlers[:] = [Steps()]
    log = logging.getLogger("weasyprint")
    log.handlers[:] = [Warnings(logging.WARNING)]
    return warnings


if __name__ == "__main__":
    main()
