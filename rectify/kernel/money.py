"""Money: exact amounts in 元, read as offices write them (12.34567万元) and written back."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

MYRIAD = Decimal(10_000)
LARGEST = Decimal(10) ** 13
_AMOUNT = re.compile(
    r"(?P<figures>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?P<unit>万元|万|元|)"
)


def read_amount(words: str, unit: str = "元") -> Decimal | None:
    """The amount in 元 that `words` tell, with their own unit or else `unit`; None when unreadable.

    元 has at most two decimals, 万元 at most five; an amount that is no whole number of 分 is none.
    """
    plain = unicodedata.normalize("NFKC", words).replace(" ", "").replace("，", ",")
    match = _AMOUNT.fullmatch(plain)
    if match is None:
        return None
    figures = Decimal(match["figures"].replace(",", ""))
    myriads = (match["unit"] or unit).startswith("万")
    decimals = max(0, -int(figures.as_tuple().exponent))
    if decimals > (5 if myriads else 2):
        return None
    amount = figures * MYRIAD if myriads else figures
    return amount.quantize(Decimal("0.01")) if amount < LARGEST else None


def money_words(amount: Decimal) -> str:
    """An amount as papers write it: in 万元 from ten thousand on where five decimals tell it exactly.

    What needs more decimals stays in 元, so that nothing is ever rounded.
    """
    if amount >= MYRIAD:
        myriads = amount / MYRIAD
        if myriads == myriads.quantize(Decimal("0.00001")):
            return f"{_plain(myriads)}万元"
    return f"{_plain(amount)}元"


def _plain(number: Decimal) -> str:
    """Figures without an exponent and without noughts at the end."""
    words = f"{number:f}"
    return words.rstrip("0").rstrip(".") if "." in words else words
