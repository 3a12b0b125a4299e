"""Files as content: text, Word, spreadsheets and PDF, each read within limits set beforehand."""

from rectify.intake.files.opening import read_bytes, read_file

__all__ = ["read_bytes", "read_file"]
