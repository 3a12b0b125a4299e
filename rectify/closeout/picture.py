"""The table of transitions as a picture (SVG): states, verbs, who may; nothing in it is drawn by hand."""

from __future__ import annotations

from html import escape

from rectify.access.roles import roles_allowing
from rectify.closeout.enums import State
from rectify.closeout.transitions import REVIEWED_BY, TRANSITIONS, Transition

WIDTH = 1000
BOX = (150, 46)
PLACES: dict[State | None, tuple[int, int]] = {
    None: (110, 90),
    State.WAITING: (500, 90),
    State.ACCEPTED: (890, 90),
    State.RETURNED: (300, 270),
    State.WITHDRAWN: (700, 270),
}
"""The middle of each state's box."""

BEGUN = "整改中"
HEADS = ("操作", "从", "到", "环节", "权限", "角色", "须写明原因")
COLUMNS = (20, 140, 220, 310, 490, 650, 890)
ROW = 26
TABLE_FROM = 410
ROUNDABOUT, BELOW = 500, 350
"""Boxes of one row further apart than this are joined below all others, at this height."""


def name_of(state: State | None) -> str:
    """A state's word; None is what has not been handed in."""
    return BEGUN if state is None else str(state.label)


def states_svg() -> str:
    """The whole picture: the states with their arrows, below them the table line by line."""
    rows = _table()
    height = TABLE_FROM + ROW * (len(TRANSITIONS) + 1)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}"'
        f' viewBox="0 0 {WIDTH} {height}" font-family="sans-serif" font-size="14">',
        '<defs><marker id="tip" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8"'
        ' markerHeight="8" orient="auto-start-reverse"><path d="M0 0L10 5L0 10z"/></marker></defs>',
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>',
        *_arrows(),
        *(_box(state) for state in PLACES),
        *rows,
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _box(state: State | None) -> str:
    (x, y), (width, height) = PLACES[state], BOX
    frame = (
        f'<rect x="{x - width // 2}" y="{y - height // 2}" width="{width}" height="{height}" rx="4"'
    )
    return f'{frame} fill="#fff" stroke="#000"/>' + _text(x, y + 5, name_of(state), "middle")


def _arrows() -> list[str]:
    """One arrow for every pair of states, bearing all verbs that lead from one to the other."""
    titles: dict[tuple[State | None, State | None], list[str]] = {}
    for line in TRANSITIONS:
        known = titles.setdefault((line.source, line.target), [])
        title = f"{line.title}（最后环节）" if line.last else line.title
        if title not in known:
            known.append(title)
    return [_arrow(*pair, "、".join(words)) for pair, words in titles.items()]


def _arrow(source: State | None, target: State | None, words: str) -> str:
    (x1, y1), (x2, y2) = PLACES[source], PLACES[target]
    half, tall = BOX[0] // 2, BOX[1] // 2
    if source == target:
        loop = (
            f"M{x1 - 40} {y1 - tall}C{x1 - 40} {y1 - 70} {x1 + 40} {y1 - 70} {x1 + 40} {y1 - tall}"
        )
        return _path(loop) + _text(x1, y1 - 66, words, "middle")
    if y1 == y2 and abs(x2 - x1) > ROUNDABOUT:
        line = f"M{x1} {y1 + tall}V{BELOW}H{x2}V{y2 + tall}"
        return _path(line) + _text((x1 + x2) // 2, BELOW - 8, words, "middle")
    if y1 == y2:
        side, off = (1, -8) if x2 > x1 else (-1, 12)
        line = f"M{x1 + side * half} {y1 + off}H{x2 - side * half}"
        return _path(line) + _text((x1 + x2) // 2, y1 + (-16 if side > 0 else 30), words, "middle")
    return _slope(source, target, words)


def _slope(source: State | None, target: State | None, words: str) -> str:
    """An arrow between a box above and one below: down on the outer side, back up on the inner."""
    (x1, y1), (x2, y2) = PLACES[source], PLACES[target]
    down = y2 > y1
    (upper, lower) = (x1, x2) if down else (x2, x1)
    side = 1 if lower > upper else -1
    apart = side * (12 if down else -12)
    high, low = upper + side * 45 + apart, lower + apart
    top, bottom = min(y1, y2) + BOX[1] // 2, max(y1, y2) - BOX[1] // 2
    ends = ((high, top), (low, bottom)) if down else ((low, bottom), (high, top))
    (ax, ay), (bx, by) = ends
    outward = side if down else -side
    label = _text(
        (high + low) // 2 + outward * 10,
        (top + bottom) // 2 + 5,
        words,
        "start" if outward > 0 else "end",
    )
    return _path(f"M{ax} {ay}L{bx} {by}") + label


def _path(line: str) -> str:
    return f'<path d="{line}" fill="none" stroke="#000" marker-end="url(#tip)"/>'


def _text(x: int, y: int, words: str, anchor: str = "start", weight: str = "normal") -> str:
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}" font-weight="{weight}">{escape(words)}</text>'


def _table() -> list[str]:
    """A head and a line for every transition."""
    rows = [HEADS, *(_cells(line) for line in TRANSITIONS)]
    drawn = []
    for number, cells in enumerate(rows):
        y = TABLE_FROM + ROW * number
        weight = "normal" if number else "bold"
        drawn += [
            _text(x, y, words, weight=weight) for x, words in zip(COLUMNS, cells, strict=True)
        ]
        drawn.append(f'<path d="M20 {y + 8}H{WIDTH - 20}" stroke="#bbb"/>')
    return drawn


def _cells(line: Transition) -> tuple[str, ...]:
    asked = REVIEWED_BY[line.reviewer] if line.reviewer else line.permission
    return (
        line.title,
        name_of(line.source),
        name_of(line.target),
        f"{line.reviewer.label}{'（最后）' if line.last else ''}" if line.reviewer else "",
        asked.value,
        "、".join(role.title for role in roles_allowing(asked)),
        "是" if line.needs_reason else "",
    )
