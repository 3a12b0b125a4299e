"""What the ledger's tests read out of its pages, and how htmx asks for parts of them."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from tests.factories import signed_in

ROW = re.compile(
    r'<tr class="row-(issue|measure)[^"]*" id="\w+" data-under="[^"]*"(?P<hidden> hidden)?>(?P<cells>.*?)</tr>',
    re.S,
)
TAG = re.compile(r"<[^>]*>")


def text_of(markup: str) -> str:
    """The words of a piece of markup, each blank one."""
    return " ".join(unescape(TAG.sub(" ", markup)).split())


def cells(row: str) -> list[str]:
    """The words of each cell of a row."""
    return [text_of(cell) for cell in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.S)]


def rows(page: str) -> list[list[str]]:
    """The cells of every issue and measure on the page, in order."""
    return [cells(found["cells"]) for found in ROW.finditer(page)]


def listed(page: str) -> list[str]:
    """Number and text of every issue and measure on the page."""
    return [f"{row[0]} {row[1]}".removesuffix(" 展开") for row in rows(page)]


def hidden(page: str) -> list[str]:
    """The numbers of the rows that are folded away."""
    return [cells(found["cells"])[0] for found in ROW.finditer(page) if found["hidden"]]


def groups(page: str) -> list[str]:
    """The headings of 方面 and 大类, with their counts."""
    found = re.findall(r'<tr class="row-(?:aspect|category)".*?</tr>', page, re.S)
    return [cells(row)[0] for row in found]


def options(page: str, name: str) -> list[str]:
    """What the drop-down `name` offers."""
    select = re.search(rf'<select name="{name}".*?</select>', page, re.S)
    assert select, f"no drop-down {name}"
    return [text_of(one) for one in re.findall(r"<option.*?</option>", select[0], re.S)]


def read(person: Any, url: str) -> str:
    """The page as `person` is shown it; it must be there."""
    response = signed_in(person).get(url)
    assert response.status_code == 200, (url, response.status_code)
    return str(response.content.decode())


def ask(person: Any, url: str, facts: dict[str, Any] | None = None, at: str = "/") -> Any:
    """htmx's own request for a part of the page at `at`: GET, or POST of `facts`."""
    headers = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{at}"}
    client = signed_in(person)
    if facts is None:
        return client.get(url, headers=headers)
    return client.post(url, facts, headers=headers)


def typed(markup: str) -> dict[str, Any]:
    """What the form in `markup` would send if the person changed nothing."""
    facts: dict[str, Any] = {}
    for tag, name, rest in re.findall(
        r"<(input|select|textarea)([^>]*)>(.*?)(?=<(?:input|select|textarea|/form))", markup, re.S
    ):
        key = re.search(r'name="([^"]+)"', name)
        if not key or key[1] == "csrfmiddlewaretoken":
            continue
        value = _value(tag, name, rest)
        if value is None:
            continue
        if 'type="checkbox"' in name and key[1] in facts:
            facts[key[1]].append(value)
        else:
            facts[key[1]] = [value] if 'type="checkbox"' in name else value
    return facts


def _value(tag: str, attributes: str, inside: str) -> str | None:
    if tag == "textarea":
        return unescape(inside.split("</textarea>", maxsplit=1)[0]).removeprefix("\n")
    if tag == "select":
        chosen = re.search(r'<option value="([^"]*)"[^>]*selected', inside)
        first = re.search(r'<option value="([^"]*)"', inside)
        return chosen[1] if chosen else first[1] if first else ""
    if 'type="checkbox"' in attributes and "checked" not in attributes:
        return None
    value = re.search(r'value="([^"]*)"', attributes)
    return unescape(value[1]) if value else "on" if "checkbox" in attributes else ""
