"""屡改屡犯: issues that say again what another round or unit was told before, by likeness of words.

Pure. Many wordings are held against many titles in one pass: the character pairs of the new wordings
are looked up while each known title is gone through once, and only titles that share enough pairs are
compared exactly (`kernel.text.similarity`).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rectify.kernel.text import search_key, similarity

LEAST = 0.6
"""Likeness from which an issue is pointed out; found on pairs of real headings, see the tests."""

AT_MOST = 5
"""So many are shown for one wording."""

_SET_PHRASES = re.compile(
    r"^(?:反馈)?(?:问题)?[一二三四五六七八九十\d]*[、.．:：]?关于|(?:等方面)?的?问题[。]?$"
)
_QUOTES = re.compile(r"[“”\"『』「」]")


@dataclass(frozen=True, slots=True)
class Likeness:
    """One known title that a wording resembles: its key and how much, 0 to 1."""

    key: int
    share: float

    @property
    def percent(self) -> int:
        """The share in per cent."""
        return round(self.share * 100)


def core(title: str) -> str:
    """A heading without what every heading has: 关于“…”的问题."""
    plain = _QUOTES.sub("", title.strip())
    return _SET_PHRASES.sub("", plain) or plain


def alike(
    wordings: Sequence[str], known: Iterable[tuple[int, str]], *, least: float = LEAST
) -> list[list[Likeness]]:
    """For each wording the known titles (key, title) that resemble it, the most alike first."""
    cores = [core(wording) for wording in wordings]
    wanted, sizes = _pairs_of(cores)
    found: list[list[Likeness]] = [[] for _ in wordings]
    for key, title in known:
        plain = core(title)
        pairs = _pairs(search_key(plain))
        shared: Counter[int] = Counter()
        for pair in pairs:
            shared.update(wanted.get(pair, ()))
        for place, count in shared.items():
            # A little less than `least`: the exact measure leaves out 的地得之了.
            if 2 * count < (least - 0.15) * (sizes[place] + len(pairs)):
                continue
            share = similarity(cores[place], plain)
            if share >= least:
                found[place].append(Likeness(key, share))
    return [sorted(one, key=lambda like: (-like.share, -like.key))[:AT_MOST] for one in found]


def _pairs(key: str) -> set[str]:
    return {key[at : at + 2] for at in range(max(len(key) - 1, 1))} if key else set()


def _pairs_of(cores: Sequence[str]) -> tuple[dict[str, list[int]], list[int]]:
    """Where each pair of characters occurs, and how many each wording has."""
    wanted: dict[str, list[int]] = defaultdict(list)
    sizes = []
    for place, plain in enumerate(cores):
        pairs = _pairs(search_key(plain))
        sizes.append(len(pairs))
        for pair in pairs:
            wanted[pair].append(place)
    return wanted, sizes
