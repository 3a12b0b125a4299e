"""The forms for many measures at once: what is left empty stays as it is in each of them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from rectify.deadlines.enums import Counted
from rectify.intake.planning import counted_as
from rectify.kernel.parameters import whole_number
from rectify.measures.models import Measure
from rectify.people.models import Department, Person
from rectify.rounds.models import Round
from rectify.web.forms import DayField, OfficeForm
from rectify.web.namesfield import NamesField
from rectify.web.rowforms import PersonField, meaning_of

UNCHANGED = "不改动"


class AssignManyForm(OfficeForm):
    """Department, leaders and persons for all the measures chosen."""

    lead_department = forms.ModelChoiceField(
        label="责任部门", queryset=Department.objects.none(), required=False, empty_label=UNCHANGED
    )
    responsible_leader = PersonField(
        label="责任领导", queryset=Person.objects.none(), required=False, empty_label=UNCHANGED
    )
    supervising_leader = PersonField(
        label="分管领导", queryset=Person.objects.none(), required=False, empty_label=UNCHANGED
    )
    responsible = NamesField(
        label="责任人", required=False, help_text="多人之间用顿号分隔；填写后替换原责任人。"
    )
    words = forms.CharField(
        label="交办说明", max_length=300, required=False, help_text="部门认领时可见。"
    )

    def __init__(self, round_: Round, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        departments: Any = Department.objects.filter(unit=round_.unit_id)
        fields["lead_department"].queryset = departments.in_use()
        persons = Person.objects.filter(unit=round_.unit_id, is_active=True)
        for name in ("responsible_leader", "supervising_leader"):
            fields[name].queryset = persons
        fields["responsible"].unit = round_.unit

    def clean(self) -> dict[str, Any]:
        """Refuse a form that would change nothing."""
        facts = super().clean() or {}
        if not self.errors and not any(value for name, value in facts.items() if name != "version"):
            raise ValidationError("请至少填写一项要交办的内容。")
        return facts

    @property
    def orders(self) -> dict[str, Any]:
        """What `assign_measure` wants."""
        names = ("lead_department", "responsible_leader", "supervising_leader")
        facts = self.cleaned_data
        return {
            "changes": {name: facts[name] for name in names if facts[name]},
            "responsible": facts["responsible"] or None,
            "words": facts["words"],
        }

    @property
    def told(self) -> str:
        """The orders in words, for the page of results."""
        facts = self.cleaned_data
        names = ("lead_department", "responsible_leader", "supervising_leader")
        told = [f"{self.fields[name].label}：{facts[name]}" for name in names if facts[name]]
        if facts["responsible"]:
            told.append(f"责任人：{'、'.join(str(one) for one in facts['responsible'])}")
        return "，".join(told) or "已附交办说明"


class DeadlineManyForm(OfficeForm):
    """One deadline for all the measures chosen."""

    words = forms.CharField(
        label="时限原文",
        max_length=200,
        required=False,
        help_text="例如“12月底前，并长期坚持”；只填原文时按原文推定到期日。",
    )
    due_on = DayField(label="到期日", required=False)
    long_term = forms.BooleanField(label="长期坚持", required=False)
    reason = forms.CharField(
        label="变更理由",
        max_length=500,
        required=False,
        help_text="整改方案印发后变更时限的，须填写。",
    )

    def __init__(self, round_: Round, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.round = round_
        data: Any = self.data
        pairs = (
            (str(value).partition(":") for value in data.getlist("dated")) if self.is_bound else ()
        )
        self.seen = {
            number: version
            for pk, _, written in pairs
            if (number := whole_number(pk)) and (version := whole_number(written)) is not None
        }

    def clean(self) -> dict[str, Any]:
        """Refuse a deadline that says nothing."""
        facts = super().clean() or {}
        if not (facts.get("words") or facts.get("due_on") or facts.get("long_term")):
            raise ValidationError("请填写到期日或时限原文，或注明长期坚持。")
        return facts

    def deadline_of(self, row: Measure) -> dict[str, Any]:
        """What `set_deadline` wants, with the version of the row's deadline that was seen."""
        facts = self.cleaned_data
        meaning = meaning_of(facts["words"], self.round)
        due_on = facts["due_on"] or meaning.on
        own_words = due_on is not None and meaning.on == due_on
        return {
            "words": facts["words"],
            "due_on": due_on,
            "long_term": facts["long_term"] or meaning.long_term,
            "counted": counted_as(meaning) if own_words else Counted.BY_OFFICE,
            "version": self.seen.get(row.pk, 0),
            "reason": facts["reason"],
        }
