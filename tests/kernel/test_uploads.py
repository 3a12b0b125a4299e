"""What a file that somebody hands in is called once it is kept."""

from __future__ import annotations

import pytest

from rectify.kernel.uploads import clean_name


@pytest.mark.parametrize(
    "name", ["", " ", ".", "..", "...", " .. ", ". .", "a/..", "a\\..", "\x00", "\u202e.."]
)
def test_dots_and_blanks_are_no_name(name: str) -> None:
    assert clean_name(name) == "未命名文件"
    assert clean_name(name, unnamed="扫描件") == "扫描件"


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../清查报告.pdf", "清查报告.pdf"),
        ("C:\\材料\\清查报告.pdf", "清查报告.pdf"),
        (".gitignore", ".gitignore"),
        ("清查..报告.pdf", "清查..报告.pdf"),
        ("长" * 300 + ".pdf", "长" * 196 + ".pdf"),
    ],
)
def test_a_name_loses_its_path_and_keeps_its_ending(name: str, kept: str) -> None:
    assert clean_name(name) == kept
