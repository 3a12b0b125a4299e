"""The forms of outcomes: one for each kind, all with what the outcome is attached to by its numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from copy import deepcopy
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from rectify.access.permissions import Permission
from rectify.evidence.models import Evidence
from rectify.handover.forms import OUTCOME
from rectify.issues.models import Issue
from rectify.kernel.money import read_amount
from rectify.measures.models import Measure
from rectify.outcomes.enums import FORMS, OutcomeKind, RegulationState
from rectify.outcomes.models import Bearing, Outcome, Proof
from rectify.outcomes.operations import Attached
from rectify.outcomes.queries import numbers_of
from rectify.outcomes.rules import FIELDS, LARGEST_COUNT, NEEDED, TITLES, day_name
from rectify.people.models import Department, Person
from rectify.people.rules import may_in_round
from rectify.rounds.models import Round
from rectify.web.drafted import drafted
from rectify.web.forms import DayField, OfficeForm

SEPARATORS = re.compile(r"[、，,；;\s]+")
NUMBER = re.compile(r"(?P<issue>\d{1,6})(?:[.．](?P<measure>\d{1,6}))?")
MOST_NUMBERS = 200


class CountField(forms.IntegerField):
    """A count of one and more."""

    def __init__(self, label: str, *, required: bool) -> None:
        super().__init__(label=label, required=required)
        self.sentence = f"{label}须为大于0的整数。"
        self.error_messages |= {"invalid": self.sentence}

    def clean(self, value: Any) -> int | None:
        """The count, None where none was given and none is needed."""
        count: int | None = super().clean(value)
        if count is not None and not 0 < count < LARGEST_COUNT:
            raise ValidationError(self.sentence)
        return count


@drafted("outcome-edit", *(f"{OUTCOME}{kind.value}" for kind in OutcomeKind))
class OutcomeForm(OfficeForm):
    """An outcome of one kind; fields of other kinds are taken out."""

    form = forms.ChoiceField(label="形式")
    title = forms.CharField(label="名称", max_length=198)
    state = forms.ChoiceField(label="制度状态", choices=RegulationState.choices)
    dated_on = DayField(label="日期", required=False)
    document_number = forms.CharField(label="文号", max_length=60, required=False)
    issuer = forms.CharField(
        label="下属单位",
        max_length=80,
        required=False,
        help_text="由下属单位制定的填写单位名称，本单位制定的不填。",
    )
    chair = forms.CharField(label="主持人", max_length=40, required=False)
    persons = CountField("人数", required=False)
    person_times = CountField("人次", required=False)
    authority = forms.CharField(label="处理机关", max_length=80, required=False)
    amount = forms.CharField(label="金额", max_length=30)
    amount_unit = forms.ChoiceField(label="金额单位", choices=[("元", "元"), ("万元", "万元")])
    times = CountField("次数", required=True)
    items = CountField("意见建议条数", required=False)
    numbers = forms.CharField(
        label="对应措施、问题",
        required=False,
        max_length=1000,
        help_text="填编号，措施如3.2，问题如5，多个用顿号隔开。",
    )
    department = forms.ModelChoiceField(
        label="责任部门", queryset=Department.objects.none(), required=False, empty_label="未明确"
    )
    note = forms.CharField(
        label="说明", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    evidence = forms.MultipleChoiceField(
        label="佐证材料",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "所选材料不属于对应的问题或措施，请重新选择。"},
    )

    def __init__(
        self, *args: Any, kind: OutcomeKind, round_: Round, person: Person, **kwargs: Any
    ) -> None:
        self.kind, self.round, self.person = kind, round_, person
        super().__init__(*args, **kwargs)
        own = {*FIELDS[kind], *({"amount_unit"} if kind is OutcomeKind.FUNDS else ())}
        for name in {name for names in FIELDS.values() for name in names} | {"amount_unit"}:
            if name not in own:
                del self.fields[name]
        self._name_fields()
        self._offer()

    def restore(self, typed: Mapping[str, Any]) -> None:
        """With the files of what the draft's numbers name, of which some were ticked."""
        self.initial["numbers"] = typed.get("numbers", self.initial.get("numbers", ""))
        self.fields["evidence"] = deepcopy(self.base_fields["evidence"])
        self._offer_files()
        super().restore(typed)

    def _name_fields(self) -> None:
        self.fields["title"].label = TITLES[self.kind]
        self.fields["dated_on"].label = day_name(self.kind)
        for name in NEEDED.get(self.kind, ()):
            self.fields[name].required = True
        for name, field in self.fields.items():
            field.error_messages["required"] = f"请填写{field.label or name}。"
        self.fields["form"].error_messages["required"] = "请选择形式。"

    def _offer(self) -> None:
        """The forms of the kind; departments to the office alone; the files of what it is attached to."""
        form: Any = self.fields["form"]
        form.choices = [(one.value, one.label) for one in FORMS[self.kind]]
        if may_in_round(self.person, Permission.EDIT_LEDGER, self.round):
            department: Any = self.fields["department"]
            department.queryset = Department.objects.filter(unit=self.round.unit_id)
        else:
            del self.fields["department"]
        self._offer_files()

    def _offer_files(self) -> None:
        evidence: Any = self.fields["evidence"]
        evidence.choices = self._files()
        if not evidence.choices:
            del self.fields["evidence"]

    def _files(self) -> list[tuple[str, str]]:
        """Current files of the measures that the written numbers name, and of the issues' measures."""
        written = self.data.get("numbers") if self.is_bound else self.initial.get("numbers", "")
        issues, measures, _ = rows_of(written or "", self.round, self.person)
        every: Any = Measure.objects.filter(issue__in=issues)
        whole = every.visible_to(self.person).values_list("pk", flat=True)
        rows: Any = Evidence.objects.filter(measure_id__in=[*[m.pk for m in measures], *whole])
        files = rows.visible_to(self.person).current().order_by("-uploaded_at", "-pk")
        return [(str(row.pk), row.name) for row in files]

    def clean_amount(self) -> Decimal:
        """The amount in 元, by its own unit or the chosen one."""
        unit = self.data.get("amount_unit") or "元"
        amount = read_amount(self.cleaned_data["amount"], unit)
        if amount is None or amount <= 0:
            raise ValidationError(
                "请填写大于0的金额：以元计最多两位小数，以万元计最多五位小数，例如12.34567。"
            )
        return amount

    def clean_numbers(self) -> str:
        """Numbers that name nothing the person may see are refused by name."""
        written: str = self.cleaned_data["numbers"]
        *_, unknown = rows_of(written, self.round, self.person)
        if unknown:
            listed = "、".join(unknown)
            raise ValidationError(f"没有编号为{listed}的问题或措施，请核对编号。")
        return written

    @property
    def own_fields(self) -> list[Any]:
        """The fields of the kind, in their order, but for the name."""
        beside = {"title", "numbers", "department", "note", "evidence"}
        return [bound for bound in self.visible_fields() if bound.name not in beside]

    @property
    def asked_first(self) -> list[Any]:
        """Those of them without which there is no outcome, and its day."""
        return [one for one in self.own_fields if one.field.required or one.name == "dated_on"]

    @property
    def asked_further(self) -> list[Any]:
        """The others of them."""
        return [one for one in self.own_fields if one not in self.asked_first]

    @property
    def outcome_facts(self) -> dict[str, Any]:
        """The model's fields by name."""
        beside = {"numbers", "evidence", "amount_unit"}
        return {name: value for name, value in self.facts.items() if name not in beside}

    @property
    def attached(self) -> Attached:
        """What the outcome is to be attached to."""
        issues, measures, _ = rows_of(self.cleaned_data["numbers"], self.round, self.person)
        chosen = self.cleaned_data.get("evidence", [])
        files = Evidence.objects.filter(pk__in=chosen).select_related("measure")
        return Attached(issues, measures, list(files))


class WithdrawForm(OfficeForm):
    """Why an outcome is withdrawn."""

    reason = forms.CharField(
        label="撤销原因",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="撤销后不再列入清单和统计，记录保留备查。",
    )


def rows_of(
    written: str, round_: Round, person: Person
) -> tuple[list[Issue], list[Measure], list[str]]:
    """The visible issues and measures that numbers name, and what names none."""
    words = list(dict.fromkeys(word for word in SEPARATORS.split(written) if word))[:MOST_NUMBERS]
    read = {word: NUMBER.fullmatch(word) for word in words}
    named = _Named(round_, person, read.values())
    rows = {word: named.row(match) for word, match in read.items()}
    found = {(type(row), row.pk): row for row in rows.values() if row is not None}
    issues = [row for row in found.values() if isinstance(row, Issue)]
    measures = [row for row in found.values() if isinstance(row, Measure)]
    return issues, measures, [word for word, row in rows.items() if row is None]


class _Named:
    """What numbers name among the rows of a round that exist for a person.

    The numbers of now are read at once; only one that nothing has is asked for by itself, as one that
    something once had.
    """

    def __init__(self, round_: Round, person: Person, read: Iterable[re.Match[str] | None]) -> None:
        serials = {int(match["issue"]) for match in read if match}
        every: Any = Issue.objects.filter(round=round_)
        self.issues = every.visible_to(person)
        below: Any = Measure.objects.filter(issue__round=round_, issue__withdrawn_at__isnull=True)
        self.measures = below.visible_to(person).select_related("issue__round", "lead_department")
        self.by_number: dict[tuple[int, ...], Issue | Measure] = {
            (row.serial,): row for row in self.issues.filter(serial__in=serials)
        }
        for row in self.measures.filter(issue__serial__in=serials):
            self.by_number[row.issue.serial, row.serial] = row

    def row(self, match: re.Match[str] | None) -> Issue | Measure | None:
        """The row that a number names."""
        if match is None:
            return None
        numbers = tuple(int(part) for part in match.groups() if part is not None)
        if numbers in self.by_number:
            return self.by_number[numbers]
        rows = self.issues if len(numbers) == 1 else self.measures
        once: Issue | Measure | None = rows.called(*numbers).first()
        return once


def written_facts(outcome: Outcome, shown: list[Bearing], proven: list[Proof]) -> dict[str, Any]:
    """An outcome as its form holds it."""
    names = ("form", "title", "dated_on", "department", "note", *FIELDS[outcome.kind])
    facts = {name: getattr(outcome, name) for name in names}
    if outcome.amount is not None:
        facts |= {"amount": f"{outcome.amount:f}", "amount_unit": "元"}
    return facts | {
        "version": outcome.version,
        "numbers": numbers_of(shown),
        "evidence": [str(proof.evidence_id) for proof in proven],
    }
