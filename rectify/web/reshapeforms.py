"""The forms by which the ledger is given another shape."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from rectify.issues.enums import SETTLED
from rectify.issues.models import Issue
from rectify.kernel.parameters import whole_number
from rectify.measures.models import Measure
from rectify.reshaping.rules import HIGHEST_NUMBER
from rectify.web.forms import OfficeForm, RowsField
from rectify.web.rowforms import LinesField

MOST_OFFERED = 60
"""Rows offered for ticking; the rest is named by its number."""


class ReasonForm(OfficeForm):
    """An act of which somebody has to say why."""

    reason = forms.CharField(label="原因", max_length=300)


class NumbersField(forms.CharField):
    """Rows of one round called by their numbers, parted by 、 or commas: 3.2、5.1."""

    rows: Any = None

    def clean(self, value: Any) -> list[Any]:
        """The rows of these numbers; one sentence names those that are not there."""
        written = [one for one in re.split(r"[、,，;；\s]+", super().clean(value)) if one]
        by_number = {_number(row): row for row in self.rows} if written else {}
        by_number |= self._formerly([one for one in written if one not in by_number])
        unknown = [one for one in written if one not in by_number]
        if unknown:
            raise forms.ValidationError(f"本轮次没有编号为{'、'.join(unknown)}的内容，请核对。")
        return [by_number[one] for one in written]

    def _formerly(self, written: list[str]) -> dict[str, Any]:
        """The rows that bore these numbers before they were given others."""
        found: dict[str, Any] = {}
        for one in written:
            numbers = [whole_number(part) for part in one.split(".")]
            if None not in numbers and len(numbers) == (1 if self.rows.model is Issue else 2):
                row = self.rows.called(*numbers).first()
                found |= {one: row} if row is not None else {}
        return found


class RenumberForm(ReasonForm):
    """Another number of the ledger."""

    number = forms.IntegerField(label="新编号", min_value=1, max_value=HIGHEST_NUMBER)


class MoveForm(ReasonForm):
    """Where a measure goes."""

    to = forms.ModelChoiceField(
        label="移到问题", queryset=Issue.objects.none(), empty_label="请选择"
    )

    def __init__(self, measure: Measure, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Issue.objects.filter(round=measure.issue.round_id).exclude(pk=measure.issue_id)
        field: Any = self.fields["to"]
        field.queryset = rows
        pairs = rows.order_by("serial").values_list("pk", "serial", "title")
        field.choices = [("", "请选择"), *((pk, f"{n}. {title[:40]}") for pk, n, title in pairs)]


class SplitMeasureForm(ReasonForm):
    """The texts into which a measure is split."""

    texts = LinesField(label="拆分后的措施", rows=6)

    @property
    def parts(self) -> list[str]:
        """Each line one text."""
        return [line.strip() for line in self.cleaned_data["texts"].split("\n") if line.strip()]


class MergeForm(ReasonForm):
    """What goes into a row, and what it says from then on."""

    words = LinesField(label="合并后的内容", rows=3)
    others = RowsField(
        label="并入的内容",
        queryset=Issue.objects.none(),
        required=False,
    )
    numbers = NumbersField(label="其他编号", required=False, max_length=200)

    def __init__(self, row: Issue | Measure, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={**_words(row), **kwargs.pop("initial", {})}, **kwargs)
        near, everything = _company(row)
        field: Any = self.fields["others"]
        field.queryset = everything
        offered = list(near.select_related("deadline")[:MOST_OFFERED])
        field.choices = [(one.pk, _offered(one)) for one in offered]
        numbers: Any = self.fields["numbers"]
        numbers.rows = everything

    @property
    def chosen(self) -> list[Any]:
        """The ticked rows and the numbered ones, each once, in the ledger's order."""
        both = [*self.cleaned_data["others"], *self.cleaned_data["numbers"]]
        once = {row.pk: row for row in both}
        return sorted(once.values(), key=lambda row: [int(n) for n in _number(row).split(".")])


class SplitIssueForm(ReasonForm):
    """The second issue that comes out of one."""

    title = LinesField(label="新问题", max_length=500)
    text = LinesField(label="新问题原文", rows=3, required=False)
    measures = RowsField(
        label="划入新问题的措施",
        queryset=Measure.objects.none(),
        required=False,
    )

    def __init__(self, issue: Issue, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Measure.objects.filter(issue=issue).select_related("issue")
        field: Any = self.fields["measures"]
        field.queryset = rows
        field.choices = [(row.pk, f"{row.label} {row.text[:60]}") for row in rows]


def _company(row: Issue | Measure) -> tuple[Any, Any]:
    """The rows beside `row` that can go into it, and all others of its round."""
    if isinstance(row, Issue):
        issues = Issue.objects.filter(round=row.round_id).exclude(pk=row.pk).order_by("serial")
        return issues.filter(category=row.category_id).exclude(stated__in=SETTLED), issues
    measures = Measure.objects.filter(issue__round=row.issue.round_id).exclude(pk=row.pk)
    ordered = measures.select_related("issue").order_by("issue__serial", "serial")
    return ordered.filter(issue=row.issue_id).exclude(standing__in=SETTLED), ordered


def _number(row: Issue | Measure) -> str:
    return str(row.serial) if isinstance(row, Issue) else row.label


def _offered(row: Issue | Measure) -> str:
    """A row to tick: its number, its words, and its date, since that is not taken over."""
    deadline = getattr(row, "deadline", None)
    day = f"（到期日{deadline.due_on.isoformat()}）" if deadline and deadline.due_on else ""
    return f"{_number(row)} {str(row)[:60]}{day}"


def _words(row: Issue | Measure) -> dict[str, str]:
    return {"words": row.title if isinstance(row, Issue) else row.text}
