"""Files on their way in: what is larger than the office allows is told apart and never kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from rectify.kernel.files import in_megabytes, upload_limit


class Overlong(SimpleUploadedFile):
    """A file beyond the limit: its name and size, none of its bytes."""

    def __init__(self, name: str, size: int) -> None:
        super().__init__(name, b"")
        self.size = size


class LimitingHandler(FileUploadHandler):
    """Lets through what one file may have at most; the rest of it is counted and thrown away.

    Stands before Django's own handlers, so that no more than the limit is ever written aside, be
    there a gateway in front that limits the request or not.
    """

    chunk_size = 64 * 2**10

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """The chunk for the next handler, nothing once the file is too large."""
        return raw_data if start + len(raw_data) <= upload_limit() else None

    def file_complete(self, file_size: int) -> Overlong | None:
        """A file of no bytes in place of one beyond the limit, else left to the next handler."""
        if file_size <= upload_limit():
            return None
        return Overlong(str(self.file_name), file_size)


class UploadField(forms.FileField):
    """A chosen file; refuses what is larger than `limit`, by default what the office allows.

    An empty one goes on to the operation, which says so in its own words.
    """

    def __init__(self, *, limit: Callable[[], int] = upload_limit, **facts: Any) -> None:
        super().__init__(allow_empty_file=True, **facts)
        self.limit = limit

    def to_python(self, data: Any) -> Any:
        """The file as it came."""
        upload = super().to_python(data)
        if upload is not None and upload.size > self.limit():
            raise ValidationError(f"文件超过{in_megabytes(self.limit())}，请压缩或拆分后重新选择。")
        return upload
