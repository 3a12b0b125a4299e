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
    State.RETURNED: (350, 270),
    State.WITHDRAWN: (650, 270),
}
"""The middle of each state's box."""

BEGUN = "整改中"
HEADS = ("操作", "从", "到", "环节", "权限", "角色", "须写明原因")
COLUMNS = (20, 150, 250, 350, 490, 650, 890)
ROW = 26
TABLE_FROM = 400


def name_of(state: State | None) -> str:
    """A state's word; None is what has not been handed in."""
    return BEGUN if state is None else str(state.label)


def states_svg() -> str:
    """The whole picture: the states with their arrows, below them the table line by line."""
    rows = _table()
    height = TABLE_FROM + ROW * (len(rows) + 2)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}"'
        ' font-family="sans-serif" font-size="14">',
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
    if y1 == y2:
        side = 1 if x2 > x1 else -1
        bend = _bend(x1, x2)
        start, end = x1 + side * half, x2 - side * half
        line = f"M{start} {y1 + bend[0]}Q{(x1 + x2) // 2} {y1 + bend[1]} {end} {y2 + bend[0]}"
        return _path(line) + _text((x1 + x2) // 2, y1 + bend[2], words, "middle")
    down = y2 > y1
    shift = -22 if down else 22
    start, end = (y1 + tall, y2 - tall) if down else (y1 - tall, y2 + tall)
    line = f"M{x1 + shift} {start}L{x2 + shift} {end}"
    middle, anchor = (x1 + x2) // 2 + shift, "end" if down else "start"
    return _path(line) + _text(middle + (-8 if down else 8), (start + end) // 2, words, anchor)


def _bend(x1: int, x2: int) -> tuple[int, int, int]:
    """How an arrow between two boxes of one row is bent: at its ends, in the middle, its words."""
    if abs(x2 - x1) > 500:
        return 14, 130, 88
    return (-8, -8, -16) if x2 > x1 else (12, 12, 30)


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
