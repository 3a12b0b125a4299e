"""Labels within a text (责任领导：…；完成时限：…) and what stands behind each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from rectify.kernel.text import fold
from rectify.papers.fields import Field, fields_of

_CANDIDATE = re.compile(
    r"(?:^"
    r"|(?<=[\s；;，,。.、(（|【\[\n]))[【\[(（]?(?P<name>[^\s：:。，,；;“”（）()【】\[\]、]{2,14}(?:[(（][^()（）]{1,8}[)）])?)[】\])）]?\s*[:：]"
    r"|(?:^|(?<=[\n。]))\s*[【\[](?P<boxed>[^\s：:。，,；;“”【】\[\]]{2,14})[】\]]"
)


@dataclass(frozen=True, slots=True)
class Label:
    """A label at `start`, its value from `value` to `end`, and the facts it names."""

    name: str
    fields: tuple[Field, ...]
    start: int
    value: int
    end: int


@lru_cache(maxsize=20000)
def labels_in(text: str) -> tuple[Label, ...]:
    """All labels of a text in order; the value of each reaches to the next or to the end."""
    folded = fold(text)
    if ":" not in folded and "【" not in folded and "[" not in folded:
        return ()
    found = [
        (match, names)
        for match in _CANDIDATE.finditer(folded)
        if (names := fields_of(match["name"] or match["boxed"]))
    ]
    ends = [*(match.start() for match, _ in found[1:]), len(text)][: len(found)]
    return tuple(
        Label(match["name"] or match["boxed"], names, match.start(), match.end(), end)
        for (match, names), end in zip(found, ends, strict=True)
    )
