"""A unit's persons and departments by every name that its papers use for them.

A name is somebody's when it is his full name (posts and 同志 aside), a department's name or short
name (the unit's own name before it aside), or an alias that the office has taught. Whatever else is
written down stays words, and is asked about once.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from rectify.intake.plan import Duty, Plan, UnknownName
from rectify.kernel.text import fold, search_key, similarity
from rectify.people.models import Alias, Department, Person, Unit

PERSON, DEPARTMENT = "person", "department"
KINDS = (
    ("leaders", PERSON),
    ("sub", PERSON),
    ("lead", DEPARTMENT),
    ("assist", DEPARTMENT),
    ("persons", PERSON),
)
"""Which lists of a duty name persons, which name departments."""

_BRACKETED = re.compile(r"[(][^()]*[)]")
_NUMBER = re.compile(r"[\d\s+—-]{5,}$")
_POST = (
    r"(?:书记|局长|主任|院长|校长|部长|处长|科长|组长|队长|所长|站长|厅长|馆长|社长|主席|会长|县长"
    r"|区长|镇长|乡长|成员|委员|总工程师|总会计师|经理|董事长|调研员|负责人|主管|干部|科员|专员|同志)"
)
_MODIFIER = r"(?:副|常务|第一|专职|行政|党组|党委|党总支|党支部|支部|机关|纪检|办公室|局|县|市|区)"
_BEFORE = re.compile(rf"^.*{_POST}[:]?(?=[\u4e00-\u9fff·]{{2,4}}$)")
_AFTER = re.compile(rf"(?<=[\u4e00-\u9fff]{{2}})(?:{_MODIFIER}*{_POST})+$")
_POST_ALONE = re.compile(rf"^(?:{_MODIFIER}*{_POST}[、,]?)+$")
_EVERYBODY = re.compile(
    r"^(?:各|全体|全部|所有|其他|其余|相关|有关|涉及|机关各|局属|直属|下属|本单位|全局|全县|全市)|各(?:科|处|部|股|室|单位|部门)"
    r"|班子(?:成员)?$|领导小组$|(?:职责|分工|业务)(?:科室|部门)$"
)
_GUESS_FROM = 0.5


@dataclass
class Staff:
    """Who is who in one unit; `namesakes` are names that two or more share."""

    unit: Unit
    persons: dict[str, Person] = field(default_factory=dict)
    departments: dict[str, Department] = field(default_factory=dict)
    namesakes: dict[str, list[Person]] = field(default_factory=dict)
    posts: dict[str, list[Person]] = field(default_factory=dict)

    @classmethod
    def of(cls, unit: Unit) -> Staff:
        """Read a unit's staff in three queries."""
        staff = cls(unit)
        for person in Person.objects.filter(unit=unit, is_active=True):
            staff.namesakes.setdefault(search_key(person.name), []).append(person)
            for post in filter(None, re.split(r"[、,，;；\s]", person.post)):
                staff.posts.setdefault(search_key(post), []).append(person)
        staff.persons = {k: rows[0] for k, rows in staff.namesakes.items() if len(rows) == 1}
        staff.namesakes = {k: rows for k, rows in staff.namesakes.items() if len(rows) > 1}
        for department in Department.objects.filter(unit=unit, retired_on__isnull=True):
            for name in filter(None, (department.name, department.short_name)):
                staff.departments.setdefault(search_key(name), department)
        taught = Alias.objects.filter(unit=unit).in_use()
        for alias in taught.select_related("person", "department"):
            if alias.person is not None:
                staff.persons[alias.key] = alias.person
            elif alias.department is not None:
                staff.departments[alias.key] = alias.department
        return staff

    def person(self, names: list[str]) -> Person | None:
        """The first of `names` that is known."""
        return next(iter(self.people(names)), None)

    def people(self, names: list[str]) -> list[Person]:
        """All of `names` that are known, none twice."""
        found = (self._person(name) for name in names)
        return list(dict.fromkeys(person for person in found if person))

    def department(self, names: list[str]) -> Department | None:
        """The first of `names` that is known."""
        return next(iter(self.bodies(names)), None)

    def bodies(self, names: list[str]) -> list[Department]:
        """All of `names` that are known, none twice."""
        found = (self._department(name) for name in names)
        return list(dict.fromkeys(department for department in found if department))

    def leading(self, duty: Duty) -> Department | None:
        """The department that leads; one that stands in a column of persons is one all the same."""
        return self.department([*duty.lead, *duty.persons, *duty.leaders])

    def answering(self, duty: Duty) -> list[Person]:
        """The persons who answer, also those who stand in a column of departments."""
        return self.people([*duty.persons, *duty.lead])

    def _person(self, name: str) -> Person | None:
        known = self.persons.get(search_key(name))
        return known or self.persons.get(search_key(bare_name(name)))

    def _department(self, name: str) -> Department | None:
        for written in (name, _BRACKETED.sub("", fold(name))):
            key = search_key(written)
            for start in ("", search_key(self.unit.name), search_key(self.unit.short_name)):
                known = self.departments.get(key.removeprefix(start))
                if known is not None:
                    return known
        return None

    def unknown(self, plan: Plan) -> list[UnknownName]:
        """Every name of the plan's kept rows that is nobody's, once, the most frequent first."""
        return [
            self._unknown(kind, name, count, plan.answers.get(f"{kind}:{name}", ""))
            for (kind, name), count in names_in(plan).most_common()
            if self._asks(kind, name)
        ]

    def _asks(self, kind: str, name: str) -> bool:
        if _EVERYBODY.search(fold(name)) or not search_key(name):
            return False
        return (
            (self._person(name) or self._department(name)) is None
            if kind == PERSON
            else (self._department(name) or self._person(name)) is None
        )

    def _unknown(self, kind: str, name: str, count: int, choice: str) -> UnknownName:
        if kind == DEPARTMENT:
            return UnknownName(kind, name, count, choice, self._likely_department(name))
        namesakes = self.namesakes.get(search_key(bare_name(name)), [])
        bearers = self.posts.get(search_key(name), [])
        note = f"本单位有{len(namesakes)}名同名人员" if namesakes else ""
        guess = bearers[0].pk if len(bearers) == 1 else None
        return UnknownName(kind, name, count, choice, guess, note)

    def _likely_department(self, name: str) -> int | None:
        scores = [(similarity(name, key), row.pk) for key, row in self.departments.items()]
        best, pk = max(scores, default=(0.0, 0))
        return pk if best >= _GUESS_FROM else None


def names_in(plan: Plan) -> Counter[tuple[str, str]]:
    """(kind, name) of the plan's kept rows, and how often; a name told once for an issue and again
    for its measures counts with the measures.
    """
    counts: Counter[tuple[str, str]] = Counter()
    for row in plan.kept:
        of_measures = Counter(n for m in row.kept_measures for n in _named(m.duty))
        counts += of_measures
        counts.update(name for name in _named(row.duty) if name not in of_measures)
    return counts


def _named(duty: Duty | None) -> list[tuple[str, str]]:
    return [(kind, name) for place, kind in KINDS for name in getattr(duty or Duty(), place)]


def bare_name(name: str) -> str:
    """A person's name without posts, brackets, telephone and 同志: 党组成员、副局长张三 is 张三."""
    plain = _NUMBER.sub("", _BRACKETED.sub("", fold(name)).strip())
    plain = "".join(plain.split())
    if _POST_ALONE.match(plain):
        return plain
    return _BEFORE.sub("", _AFTER.sub("", plain)) or plain
