"""Persons entered by name, as an office writes them: 张某、李某（财务科）."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from rectify.people.models import Person, Unit

_BETWEEN = re.compile(r"[、，,;；\n]+")
_NAMED = re.compile(r"^(?P<name>[^（(]+?)\s*(?:[（(](?P<which>[^）)]*)[）)])?$")


class NamesField(forms.CharField):
    """Names out of one unit, cleaned to a list of persons; a name that two bear must say which.

    `unit` is set by the form; only persons in use are found, and those in `also`, who stand there
    already.
    """

    unit: Unit | None = None
    also: Sequence[Person] = ()

    def clean(self, value: Any) -> Any:
        """The persons named, each once; raises with a sentence for each name that finds none."""
        written = [name for name in _BETWEEN.split(super().clean(value)) if name.strip()]
        known = _in_use(self.unit)
        persons = [*known, *(person for person in self.also if person not in known)]
        found: dict[int, Person] = {}
        wrong = []
        for words in written:
            fitting = [person for person in persons if _fits(words.strip(), person)]
            if len(fitting) == 1:
                found[fitting[0].pk] = fitting[0]
            elif fitting:
                told = "、".join(_told_apart(person) for person in fitting)
                wrong.append(f"本单位有{len(fitting)}名“{words.strip()}”，请写明是哪一位：{told}。")
            else:
                wrong.append(f"本单位没有“{words.strip()}”，请核对姓名，或请系统管理员添加人员。")
        if wrong:
            raise ValidationError(wrong)
        return list(found.values())


def names_written(persons: Iterable[Person], unit: Unit) -> str:
    """The names as they would be entered; who shares a name is told apart."""
    shared = Counter(person.name for person in _in_use(unit))
    return "、".join(
        _told_apart(person) if shared[person.name] > 1 else person.name for person in persons
    )


def _in_use(unit: Unit | None) -> list[Person]:
    return list(Person.objects.filter(unit=unit, is_active=True).select_related("department"))


def _fits(words: str, person: Person) -> bool:
    named = _NAMED.match(words)
    if named is None or named["name"] != person.name:
        return False
    which = named["which"]
    return not which or which in {str(person.department or ""), person.post, person.username}


def _told_apart(person: Person) -> str:
    which = person.department or person.post or person.username
    return f"{person.name}（{which}）" if which else person.name
