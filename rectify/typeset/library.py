"""Where WeasyPrint is made to do otherwise than it does, and what of its inside that stands on.

Two things: lines are filled by `flush.justify_line`, and a font that HarfBuzz cannot subset is
subset with fontTools. What is assumed of the library is written down in `ASSUMED` and looked at
first; where it no longer holds, the library is left as it is (lines ragged, files larger), and a
test fails.
"""

from __future__ import annotations

import inspect
from importlib import import_module
from typing import Any

from rectify.typeset import flush

ASSUMED = {
    ("weasyprint.layout.inline", "justify_line"): "(context, line, extra_width)",
    ("weasyprint.layout.inline", "text_align"): "(context, line, available_width, last)",
    ("weasyprint.text.line_break", "Layout.reactivate"): "(self, style)",
    ("weasyprint.text.line_break", "Layout.set_text"): "(self, text, justify=False)",
    ("weasyprint.draw.text", "draw_text"): (
        "(stream, textbox, offset_x, text_overflow, block_ellipsis)"
    ),
    ("weasyprint.pdf.fonts", "Font._harfbuzz_subset"): "(self, to_unicode, hinting)",
    ("weasyprint.pdf.fonts", "Font._fonttools_subset"): "(self, to_unicode, hinting)",
}
"""Functions of the library that we replace or stand on, with their parameters."""

HANDLED = "with HarfBuzz"
"""Part of the library's warning about a font that fontTools then subsets."""


def changed() -> list[str]:
    """The assumed functions that the installed library no longer has in this form."""
    different = []
    for (module, path), parameters in ASSUMED.items():
        found: Any = import_module(module)
        for name in path.split("."):
            found = getattr(found, name, None)
        if found is None or str(inspect.signature(found)) != parameters:
            different.append(f"{module}.{path}")
    return different


def adapt() -> bool:
    """Put our functions in place; False, and nothing done, where the library has changed."""
    from weasyprint.layout import inline
    from weasyprint.pdf.fonts import Font

    if changed():
        return False
    inline.justify_line = flush.justify_line
    subset_with_harfbuzz = Font._harfbuzz_subset

    def subset(font: Any, to_unicode: Any, hinting: Any) -> None:
        """HarfBuzz before 7 gives up on TrueType faces above some 900 glyphs and leaves them whole."""
        whole = font.file_content
        subset_with_harfbuzz(font, to_unicode, hinting)
        if font.file_content is whole:
            font._fonttools_subset(to_unicode, hinting)

    Font._harfbuzz_subset = subset
    return True
