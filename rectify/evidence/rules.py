"""Pure questions about a file of evidence before it is kept: the same as about every file."""

from __future__ import annotations

from rectify.kernel.uploads import (
    ACCEPTED,
    MAX_BYTES,
    SHOWN_IN_PAGE,
    clean_name,
    problems_of_file,
)

__all__ = ["ACCEPTED", "MAX_BYTES", "SHOWN_IN_PAGE", "clean_name", "problems_of_file"]
