"""Files made for one download: written to disk first and streamed from there, for nobody's cache."""

from __future__ import annotations

from collections.abc import Callable
from tempfile import TemporaryFile
from typing import IO, Any

from django.http import FileResponse

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def written_file(
    write: Callable[[IO[bytes]], Any], name: str, content_type: str = WORKBOOK
) -> FileResponse:
    """What `write` puts into a file, as an attachment called `name`."""
    target = TemporaryFile()  # noqa: SIM115 - the response closes it
    write(target)
    target.seek(0)
    response = FileResponse(target, as_attachment=True, filename=name, content_type=content_type)
    response["Cache-Control"] = "private, no-store"
    return response
