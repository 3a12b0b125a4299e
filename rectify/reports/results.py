"""What a report tells of outcomes: points of 成效 with their figures, a sentence for an issue, two tables.

Only what the ledger holds is told; what there is none of is not mentioned.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from rectify.figures.catalogue import CATALOGUE
from rectify.figures.outcomes import OutcomeFact
from rectify.kernel.days import written
from rectify.kernel.money import money_words
from rectify.outcomes.enums import FORMS, OutcomeForm, OutcomeKind
from rectify.reports.facts import Told
from rectify.typeset import document as doc

MOST_NAMED = 3
"""Titles of 制度 that a sentence names."""

MONEY_WORDS = {
    OutcomeForm.REFUNDED: "清退资金",
    OutcomeForm.RECOVERED: "追缴资金",
    OutcomeForm.TAKEN_BACK: "收回资金",
    OutcomeForm.LOSS_AVERTED: "挽回损失",
}


def outcome_points(told: Told) -> list[str]:
    """The points of 成效 that outcomes give, each with its figures by name."""
    points = (_regulations(told), _meetings(told), _accountability(told), _funds(told))
    return [point for point in (*points, _work(told)) if point]


def _has(told: Told, key: str) -> bool:
    return bool(CATALOGUE[f"outcomes.{key}"].ids(told.facts))


def _named(told: Told, key: str, words: str) -> str:
    """`words`, a figure by its name and its unit; nothing where there is none of it."""
    figure = CATALOGUE[f"outcomes.{key}"]
    return f"{words}{{{figure.name}}}{figure.unit}" if _has(told, key) else ""


def _listed(*parts: str, by: str = "，") -> str:
    return by.join(part for part in parts if part)


def _regulations(told: Told) -> str:
    issued = [fact for fact in told.facts.outcomes if fact.issued]
    ahead = _named(told, "regulations.ahead", "正在拟定和起草制度")
    if not issued:
        return f"建章立制有序推进。{ahead}。" if ahead else ""
    parts = (
        _named(told, "regulations.new", "新建"),
        _named(told, "regulations.revised", "修订"),
    )
    split = f"，其中{'、'.join(parts)}" if all(parts) else f"，均为{'新建' if parts[0] else '修订'}"
    titles = "".join(fact.title for fact in issued[:MOST_NAMED])
    named = f"，包括{titles}{'等' if len(issued) > MOST_NAMED else ''}"
    rest = "另有{在拟制度数}项制度正在拟定和起草。" if ahead else ""
    return f"制度机制不断完善。已出台制度{{制度数}}项{split}{named}。{rest}"


def _meetings(told: Told) -> str:
    if not _has(told, "meetings"):
        return ""
    forms = FORMS[OutcomeKind.MEETING]
    split = _listed(
        *(
            _named(told, f"meetings.{form}", str(form.label))
            for form in forms
            if f"outcomes.meetings.{form}" in CATALOGUE
        ),
        by="、",
    )
    first = "研究部署持续跟进。召开会议{会议次数}次"
    return f"{first}，其中{split}。" if split else f"{first}。"


def _accountability(told: Told) -> str:
    if not _has(told, "accountability"):
        return ""
    split = _listed(
        *(
            _named(told, f"accountability.{form}", str(form.label))
            for form in FORMS[OutcomeKind.ACCOUNTABILITY]
        ),
        by="、",
    )
    return f"责任追究落到实处。对相关责任人员问责{{问责人次}}人次，其中{split}。"


def _funds(told: Told) -> str:
    parts = _listed(*(_named(told, f"funds.{form}", words) for form, words in MONEY_WORDS.items()))
    return f"资金清理取得实效。{parts}。" if parts else ""


def _work(told: Told) -> str:
    training = _listed(
        _named(told, "activity.training", "开展培训"),
        _named(told, "attendance.training", "参训"),
        by="、",
    )
    activity = _listed(
        _named(told, "activity.activity", "开展活动"),
        _named(told, "attendance.activity", "参加"),
        by="、",
    )
    parts = _listed(
        training,
        activity,
        _named(told, "supervision", "开展督查督办"),
        _named(told, "consultation.research", "开展调研"),
        _named(told, "consultation.opinions", "征求意见"),
        _named(told, "opinions", "收集意见建议"),
    )
    return f"各项工作一体推进。{parts}。" if parts else ""


def outcomes_sentence(outcomes: Sequence[OutcomeFact]) -> str:
    """The outcomes of one issue in one sentence; nothing when there are none."""
    parts = [*_documents(outcomes), *_sums(outcomes)]
    return f"通过整改，已{'，'.join(parts)}。" if parts else ""


def _documents(outcomes: Sequence[OutcomeFact]) -> Iterator[str]:
    for form, verb in ((OutcomeForm.FORMULATED, "制定"), (OutcomeForm.REVISED, "修订")):
        titles = [fact.title for fact in outcomes if fact.issued and fact.form == form]
        if len(titles) > MOST_NAMED:
            yield f"{verb}{''.join(titles[:MOST_NAMED])}等{len(titles)}项制度"
        elif titles:
            yield f"{verb}{''.join(titles)}"


def _sums(outcomes: Sequence[OutcomeFact]) -> Iterator[str]:
    """Meetings, accountability, money and the rest, form by form, in their papers' order."""
    for kind, forms in FORMS.items():
        for form in forms:
            held = [fact for fact in outcomes if fact.kind == kind and fact.form == form]
            if held and kind is not OutcomeKind.REGULATION:
                yield _sum(kind, form, held)


def _sum(kind: OutcomeKind, form: OutcomeForm, held: Sequence[OutcomeFact]) -> str:
    if kind is OutcomeKind.MEETING:
        label = "会议" if form is OutcomeForm.OTHER_MEETING else form.label
        return f"召开{label}{len(held)}次"
    if kind is OutcomeKind.ACCOUNTABILITY:
        return f"{form.label}{_total(held, 'person_times')}人次"
    if kind is OutcomeKind.FUNDS:
        amount = sum((fact.amount or Decimal(0) for fact in held), Decimal(0))
        return f"{MONEY_WORDS[form]}{money_words(amount)}"
    opinions = form is OutcomeForm.OPINIONS
    words = f"{'' if opinions else '开展'}{form.label}{_total(held, 'times')}次"
    if people := _total(held, "person_times"):
        words += f"、{people}人次"
    if items := _total(held, "items"):
        words += f"、收集意见建议{items}条"
    return words


def _total(held: Sequence[OutcomeFact], field: str) -> int:
    return sum(getattr(fact, field) or 0 for fact in held)


def regulations_table(told: Told) -> doc.Table:
    """制度清单: what has been issued, by day."""
    issued = sorted(
        (fact for fact in told.facts.outcomes if fact.issued and fact.dated_on),
        key=lambda fact: (fact.dated_on or told.day, fact.id),
    )
    rows = tuple(
        (
            str(number),
            fact.title,
            str(OutcomeForm(fact.form).label),
            fact.issuer or told.round.unit.name,
            fact.document_number,
            written(fact.dated_on) if fact.dated_on else "",
        )
        for number, fact in enumerate(issued, 1)
    )
    columns = (
        doc.Column("序号", 0.5, doc.Align.CENTER),
        doc.Column("制度名称", 4.2),
        doc.Column("类型", 0.7, doc.Align.CENTER),
        doc.Column("制定单位", 2.2),
        doc.Column("文号", 1.9, doc.Align.CENTER),
        doc.Column("印发日期", 1.7, doc.Align.CENTER),
    )
    return doc.Table(columns, rows, size=doc.TextSize.SMALL_FIVE)


def accountability_table(told: Told) -> doc.Table:
    """问责情况汇总表: 人次 by form, and all together."""
    held = [f for f in told.facts.outcomes if f.kind == OutcomeKind.ACCOUNTABILITY]
    rows = [
        (str(form.label), str(_total(of_form, "person_times")))
        for form in FORMS[OutcomeKind.ACCOUNTABILITY]
        if (of_form := [fact for fact in held if fact.form == form])
    ]
    if rows:
        rows.append(("合计", str(_total(held, "person_times"))))
    columns = (
        doc.Column("处理形式", 3, doc.Align.CENTER),
        doc.Column("人次", 2, doc.Align.CENTER),
    )
    return doc.Table(columns, tuple(rows), size=doc.TextSize.SMALL_FIVE)
