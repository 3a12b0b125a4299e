"""The forms that open inside the ledger: an issue, a measure, a category, each with its deadline."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q

from rectify.deadlines.enums import Counted
from rectify.figures.lines import deadline_of
from rectify.intake.planning import counted_as
from rectify.issues.enums import Pace, Source, Standing
from rectify.issues.models import Category, Issue
from rectify.issues.rules import CONCLUSIONS
from rectify.kernel.datewords import Counting, DeadlineMeaning, read_deadline
from rectify.measures.models import Measure, Task
from rectify.people.models import Department, Person
from rectify.rounds.models import Round
from rectify.web.forms import DayField, OfficeForm, RowsField
from rectify.web.namesfield import NamesField, names_written
from rectify.web.persons import finding_in

MOST_OFFERED = 200
"""Persons offered in a drop-down: more than a unit's leading ones, fewer than a page can bear."""

DEADLINE = ("words", "due_on", "long_term")
BESIDE = frozenset({*DEADLINE, "version", "deadline_version", "reason"})
"""Fields of the forms that are no facts of the row itself."""


class LinesField(forms.CharField):
    """A longer text; the browser's line ends are made ours, so that an untouched text is unchanged."""

    def __init__(self, *, rows: int = 2, **facts: Any) -> None:
        facts.setdefault("max_length", 20_000)
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **facts)

    def to_python(self, value: Any) -> str:
        """The text with one character for a line end."""
        return str(super().to_python(value)).replace("\r\n", "\n")


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One of the unit's persons, told apart by the post."""

    def label_from_instance(self, obj: Person) -> str:
        """Name and post."""
        return f"{obj.name}（{obj.post}）" if obj.post else obj.name


PLANNED = "整改方案已印发；改动整改类型、任务、措施、责任人或时限的须填写，并在方案对照中列明。"


class PlannedForm(OfficeForm):
    """Something that the 整改方案 holds: once that is issued, with the reason for departing from it."""

    def __init__(self, round_: Round, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.round = round_
        if round_.planned_at is not None:
            self.fields["reason"] = forms.CharField(
                label="变更理由",
                max_length=500,
                required=False,
                help_text=PLANNED,
            )

    @property
    def why(self) -> str:
        """Why the ledger departs from the issued plan; nothing while none is issued."""
        return str(self.cleaned_data.get("reason", ""))


class DatedForm(PlannedForm):
    """A row with its deadline; both have a version, so that neither is overwritten unseen."""

    words = forms.CharField(label="时限原文", max_length=200, required=False)
    due_on = DayField(label="到期日", required=False)
    long_term = forms.BooleanField(label="长期坚持", required=False)
    deadline_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def changes(self, *apart: str) -> dict[str, Any]:
        """The fields of the row itself that the person has changed, without those named."""
        beside = BESIDE | set(apart)
        return {n: self.cleaned_data[n] for n in self.changed_data if n not in beside}

    @property
    def new_facts(self) -> dict[str, Any]:
        """All fields of a row that is being added, without its deadline."""
        return {name: value for name, value in self.cleaned_data.items() if name not in BESIDE}

    @property
    def dates_deadline(self) -> bool:
        """True when the person has changed the deadline."""
        return any(name in DEADLINE for name in self.changed_data)

    @property
    def deadline(self) -> dict[str, Any]:
        """What `set_deadline` wants, with how the date was come by.

        Words that were written anew and are understood are dated at once, unless a day was set
        beside them; words left alone keep what stands there, a day taken out among it.
        """
        facts = {name: self.cleaned_data[name] for name in DEADLINE}
        meaning = meaning_of(facts["words"], self.round)
        if "words" in self.changed_data:
            if facts["due_on"] is None or (
                "due_on" not in self.changed_data and self.follows_words
            ):
                facts["due_on"] = meaning.on if self._may_be_due(meaning.on) else None
            facts["long_term"] = facts["long_term"] or (
                meaning.long_term and "long_term" not in self.changed_data
            )
        own_words = facts["due_on"] is not None and meaning.on == facts["due_on"]
        return facts | {
            "counted": counted_as(meaning) if own_words else Counted.BY_OFFICE,
            "version": self.cleaned_data["deadline_version"] or 0,
            "reason": self.why,
        }

    def _may_be_due(self, day: date | None) -> bool:
        """A day before the feedback is none to be set unasked."""
        feedback = self.round.feedback_on
        return day is not None and (feedback is None or day >= feedback)

    @property
    def follows_words(self) -> bool:
        """Whether the day that stands there is the one that the words mean: then it follows them."""
        words, due_on = self.initial.get("words", ""), self.initial.get("due_on")
        return due_on is None or meaning_of(words, self.round).on == due_on

    @property
    def meaning(self) -> DeadlineMeaning | None:
        """What the words tell about a date that nobody has set yet."""
        words = self["words"].value()
        return meaning_of(words, self.round) if words and not self["due_on"].value() else None

    @property
    def how(self) -> str:
        """How the day that the words mean is counted."""
        meaning = self.meaning
        return how_counted(meaning) if meaning else ""

    def look_again(self, deadline_version: int) -> None:
        """After a conflict: the person now sees the other deadline, and saves over that."""
        data: Any = self.data
        self.data = data = data.copy()
        data["deadline_version"] = str(deadline_version)


class IssueForm(DatedForm):
    """An issue's facts."""

    title = LinesField(label="问题", max_length=500)
    text = LinesField(label="问题原文", rows=3, required=False)
    number = forms.CharField(label="原文编号", max_length=20, required=False)
    category = forms.ModelChoiceField(
        label="类别", queryset=Category.objects.none(), required=False, empty_label="未归类"
    )
    source = forms.ChoiceField(label="来源", choices=Source.choices)
    pace = forms.ChoiceField(label="整改类型", choices=Pace.choices)
    lead_department = forms.ModelChoiceField(
        label="牵头部门", queryset=Department.objects.none(), required=False, empty_label="未明确"
    )
    lead_leader = PersonField(
        label="责任领导", queryset=Person.objects.none(), required=False, empty_label="未明确"
    )
    stated = forms.ChoiceField(
        label="认定状态", choices=[("", "随措施进展"), *Standing.choices], required=False
    )
    status_words = forms.CharField(label="状态原文", max_length=200, required=False)
    cause = LinesField(label="原因分析", required=False)
    target = LinesField(label="整改目标", required=False)
    wider_check = LinesField(label="举一反三", required=False)

    def __init__(self, round_: Round, *args: Any, entered: bool = False, **kwargs: Any) -> None:
        super().__init__(round_, *args, **kwargs)
        if entered:  # the paper's own words are not retyped
            del self.fields["text"]
        _offer_standings(self.fields["stated"], self.initial.get("stated"))
        _offer_categories(self.fields["category"], round_)
        _offer_departments(self.fields["lead_department"], round_, self.initial)
        _offer_persons([self.fields["lead_leader"]], round_, [self.initial.get("lead_leader")])


def _offer_standings(field: Any, current: str | None) -> None:
    """Those that may be stated by hand, and the one there is: the rest is for a 销号 to conclude."""
    field.choices = [
        (value, label)
        for value, label in field.choices
        if value not in CONCLUSIONS or value == current
    ]


class MeasureForm(DatedForm):
    """A measure's facts, who works on it and who answers for it."""

    text = LinesField(label="整改措施")
    number = forms.CharField(label="原文编号", max_length=20, required=False)
    target = LinesField(label="整改目标", required=False)
    task = forms.ModelChoiceField(
        label="所属任务", queryset=Task.objects.none(), required=False, empty_label="无"
    )
    lead_department = forms.ModelChoiceField(
        label="责任部门", queryset=Department.objects.none(), required=False, empty_label="未明确"
    )
    responsible_leader = PersonField(
        label="责任领导", queryset=Person.objects.none(), required=False, empty_label="未明确"
    )
    supervising_leader = PersonField(
        label="分管领导", queryset=Person.objects.none(), required=False, empty_label="无"
    )
    responsible = NamesField(
        label="责任人", required=False, help_text="填写姓名，多人之间用顿号分隔。"
    )
    assisting = RowsField(
        label="配合部门",
        queryset=Department.objects.none(),
        required=False,
    )
    involved_units = LinesField(label="涉及单位", rows=1, required=False)

    def __init__(self, issue: Issue, *args: Any, **kwargs: Any) -> None:
        super().__init__(issue.round, *args, **kwargs)
        tasks = Task.objects.filter(issue=issue)
        if tasks:
            _offer_tasks(self.fields["task"], tasks)
        else:
            del self.fields["task"]
        names: Any = self.fields["responsible"]
        names.unit, names.also = issue.round.unit, self.initial.get("answering", [])
        for name in ("lead_department", "assisting"):
            _offer_departments(self.fields[name], issue.round, self.initial)
        leaders = ("responsible_leader", "supervising_leader")
        current = [self.initial.get(name) for name in leaders]
        _offer_persons([self.fields[name] for name in leaders], issue.round, current)


class CategoryForm(OfficeForm):
    """A new 方面 or 大类."""

    number = forms.CharField(label="原文编号", max_length=20, required=False)
    title = forms.CharField(label="类别名称", max_length=300)
    parent = forms.ModelChoiceField(
        label="上级类别",
        queryset=Category.objects.none(),
        required=False,
        empty_label="无，作为一个方面",
    )

    def __init__(self, round_: Round, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_categories(self.fields["parent"], round_)


def issue_facts(issue: Issue) -> dict[str, Any]:
    """What the form of an issue starts from, or is compared with."""
    said = ("title", "number", "source", "pace", "stated", "status_words")
    facts = {name: getattr(issue, name) for name in (*said, "cause", "target", "wider_check")}
    ids = ("category", "lead_department", "lead_leader")
    return facts | {name: getattr(issue, f"{name}_id") for name in ids} | _dated(issue)


def measure_facts(measure: Measure) -> dict[str, Any]:
    """What the form of a measure starts from, or is compared with."""
    row: Any = measure
    facts = {name: getattr(row, name) for name in ("text", "number", "target", "involved_units")}
    ids = ("task", "lead_department", "responsible_leader", "supervising_leader")
    answering = [r.person for r in row.responsibles.filter(ended_on=None).select_related("person")]
    return {
        **facts,
        **{name: getattr(row, f"{name}_id") for name in ids},
        "assisting": list(row.assistances.current().values_list("department_id", flat=True)),
        "responsible": names_written(answering, row.issue.round.unit),
        "answering": answering,
        **_dated(row),
    }


def meaning_of(words: str, round_: Round) -> DeadlineMeaning:
    """What the words of a deadline mean in this round, counted from its 反馈日."""
    counting = Counting(
        feedback_on=round_.feedback_on,
        immediate_days=round_.unit.immediate_days,
        rectification_months=round_.months,
    )
    return read_deadline(words, counting)


def how_counted(meaning: DeadlineMeaning) -> str:
    """How a day was come by, in words."""
    return str(counted_as(meaning).label)


def _dated(row: Issue | Measure) -> dict[str, Any]:
    kept: Any = getattr(row, "deadline", None)
    deadline = deadline_of(row)
    due_on: date | None = deadline.due_on if deadline else None
    return {
        "words": deadline.words if deadline else "",
        "due_on": due_on,
        "long_term": bool(deadline and deadline.long_term),
        "deadline_version": kept.version if kept else 0,
        "version": row.version,
    }


def _offer_categories(field: Any, round_: Round) -> None:
    """Every category under its parent's, called by the whole path."""
    rows = list(Category.objects.filter(round=round_).order_by("position", "pk"))
    field.queryset = Category.objects.filter(round=round_)
    field.choices = [("", field.empty_label), *_paths(rows, None, "")]


def _paths(rows: list[Category], parent: int | None, above: str) -> Iterable[tuple[int, str]]:
    for row in rows:
        if row.parent_id == parent:
            path = f"{above}{row.number}{row.title}"
            yield row.pk, path
            yield from _paths(rows, row.pk, f"{path} ＞ ")


def _offer_tasks(field: Any, tasks: Iterable[Task]) -> None:
    """The issue's tasks, called by the paper's number and the words."""
    field.queryset = tasks
    field.choices = [("", field.empty_label), *((row.pk, row.named[:60]) for row in tasks)]


def _offer_departments(field: Any, round_: Round, initial: Mapping[str, Any]) -> None:
    """The unit's departments in use, and those already named here."""
    rows: Any = Department.objects.filter(unit=round_.unit_id)
    named = {initial.get("lead_department"), *(initial.get("assisting") or ())} - {None}
    field.queryset = rows.in_use() | rows.filter(pk__in=named)


def _offer_persons(fields: list[Any], round_: Round, current: list[Any]) -> None:
    """The unit's persons, first those who already lead something in the round."""
    led = Issue.objects.filter(round=round_, lead_leader=OuterRef("pk"))
    measures = Measure.objects.filter(issue__round=round_)
    named = {pk for pk in current if pk}
    rows = Person.objects.filter(Q(is_active=True) | Q(pk__in=named), unit=round_.unit_id)
    ordered = rows.annotate(
        leads=Exists(led)
        | Exists(measures.filter(responsible_leader=OuterRef("pk")))
        | Exists(measures.filter(supervising_leader=OuterRef("pk")))
    ).order_by("-leads", "name_sort", "pk")
    # Those named stay first and are never left out; whoever is not offered is found by typing.
    offered = [*rows.filter(pk__in=named), *ordered.exclude(pk__in=named)[:MOST_OFFERED]]
    for field in fields:
        field.queryset = rows
        field.widget.attrs["data-finds"] = finding_in(round_.unit_id)
        options = [(person.pk, field.label_from_instance(person)) for person in offered]
        field.choices = [("", field.empty_label), *options]
