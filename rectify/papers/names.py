"""Names of leaders, departments and persons, as they stand joined in one value."""

from __future__ import annotations

import re

from rectify.kernel.text import fold
from rectify.papers.fields import Field
from rectify.papers.recognised import Responsible
from rectify.papers.sentences import depths

_SEPARATORS = "、,;/|\n"
_POST = (
    r"(?:党委|党组|机关党委|总支|支部|支委|纪委|纪检组|行政|常务|分管|专职|局|厅|委|院|校"
    r"|中心|办公室|市|县|区|第一|执行)*"
    r"(?:书记|副书记|局长|副局长|主任|副主任|院长|副院长|校长|副校长|部长|副部长|处长"
    r"|副处长|科长|副科长|组长|副组长|成员|委员|总工程师|总经理|副总经理|董事长|主席|副主席"
    r"|厅长|副厅长|站长|所长|一级调研员|二级调研员|三级调研员|四级调研员|调研员|负责人)"
)
_POST_ONLY = re.compile(rf"^{_POST}$")
_POST_FIRST = re.compile(rf"^{_POST}")
_DEPARTMENT = re.compile(
    r"(?:科|室|处|部|办|局|股|组|站|所|队|院|校|厅|委|会|公司|中心|支部|党支部|党委|总支"
    r"|机关|单位|部门|科室|处室|学校|医院|馆|园|场|社|团|县|区|市|街道|镇|乡|村|班子|纪委"
    r"|工会|妇联|团委|集团|大队|支队|基地)(?:[(][^()]*[)])?$"
)
_NOBODY = re.compile(r"^[/\\—\-–无空*XxX]*$|^(?:同上|待定|暂无)$")
_ROLE = re.compile(
    r"^(?P<role>牵头(?:单位|部门|科室|领导)?|配合(?:单位|部门|科室)?|协办(?:单位)?"
    r"|责任(?:人|领导|单位|部门|科室)?|主办(?:单位)?|负责人|分管领导|联络员)\s*[:]\s*"
)
_NAME_BLANK = re.compile(
    r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff])[ \u3000]+([\u4e00-\u9fff])(?![\u4e00-\u9fff])"
)


def names_in(value: str) -> list[str]:
    """The single names in a value, posts kept with their names, each as written, none twice.

    Parted at 、，；/ and at blanks and line breaks; a blank inside a name of two characters is none.
    """
    text = _NAME_BLANK.sub(r"\1\2", value.strip().rstrip("。；;，,、"))
    folded = fold(text)
    level = depths(folded)
    parts, start = [], 0
    for place, character in enumerate(folded):
        parting = character in _SEPARATORS or (character == " " and _parts(folded, place))
        if parting and level[place] == 0:
            parts.append(text[start:place])
            start = place + 1
    parts.append(text[start:])
    return list(dict.fromkeys(_joined_posts(parts)))


def _parts(folded: str, place: int) -> bool:
    """Whether a blank parts two names, and not a post from its bearer."""
    return _POST_FIRST.search(folded[:place].rsplit("、", 1)[-1].strip()) is None


def _joined_posts(parts: list[str]) -> list[str]:
    """Parts without empty ones, a bare post (党组书记、局长张三) joined to what follows it."""
    joined: list[str] = []
    waiting = ""
    for part in (part.strip(" \u3000。：:") for part in parts):
        if not part or _NOBODY.match(fold(part)):
            continue
        if _POST_ONLY.match(part) and "负责人" not in part:
            waiting += part + "、"
        elif waiting and _POST_FIRST.match(part):
            joined.append(waiting + part)
            waiting = ""
        else:
            joined += [p for p in (waiting.rstrip("、"), part) if p]
            waiting = ""
    return [*joined, waiting.rstrip("、")] if waiting else joined


def is_department(name: str) -> bool:
    """Whether a name is that of a department or unit rather than of a person."""
    folded = fold(name)
    return _DEPARTMENT.search(folded) is not None or len(folded) > 6


_PLACES = {
    Field.LEADER: "leaders",
    Field.SUB_LEADER: "sub_leaders",
    Field.LEAD: "lead",
    Field.OWNER: "owner",
    Field.ASSIST: "assist",
    Field.PERSON: "persons",
}
_ROLES = {
    "牵头": "lead",
    "主办": "lead",
    "配合": "assist",
    "协办": "assist",
    "责任人": "persons",
    "责任领导": "leaders",
    "牵头领导": "leaders",
    "分管领导": "leaders",
    "负责人": "persons",
    "联络员": "persons",
    "责任": "owner",
}


def responsible(values: list[tuple[tuple[Field, ...], str]]) -> Responsible:
    """Who answers, from labelled values or a row's cells.

    责任部门 and 牵头部门 are the same column unless both stand side by side: then the one called
    牵头 leads and the responsible ones assist it.
    """
    found: dict[str, list[str]] = {place: [] for place in {*_PLACES.values()}}
    for fields, value in values:
        places = [_PLACES[field] for field in fields if field in _PLACES]
        for name in names_in(value) if places else []:
            role = _ROLE.match(fold(name))
            if role:
                key = next(k for k in (role["role"], role["role"][:2], "责任") if k in _ROLES)
                places, name = [_ROLES[key]], name[role.end() :].strip()  # noqa: PLW2901
            if name:
                found[_place(places, name)].append(name)
    lead, assist = found["lead"] or found["owner"], list(found["assist"])
    if found["lead"]:
        assist = [*(name for name in found["owner"] if name not in lead), *assist]
    leaders, below = found["leaders"] or found["sub_leaders"], found["sub_leaders"]
    return Responsible(
        leaders=tuple(dict.fromkeys(leaders)),
        lead=tuple(dict.fromkeys(lead)),
        assist=tuple(dict.fromkeys(assist)),
        persons=tuple(dict.fromkeys(found["persons"])),
        sub_leaders=tuple(below if found["leaders"] else ()),
    )


def _place(places: list[str], name: str) -> str:
    """The list a name goes to; where a column holds both, departments are told from persons."""
    if len(places) == 1:
        return places[0]
    department = is_department(name)
    for place in places:
        if (place in {"lead", "owner", "assist"}) == department:
            return place
    return places[0]
