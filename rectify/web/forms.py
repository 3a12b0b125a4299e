"""What every form of the application shares: a hidden version, and problems shown beside their fields."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms

from rectify.kernel.days import EARLIEST, LATEST
from rectify.kernel.parameters import whole_number
from rectify.kernel.problems import Problem, Refused


class DayInput(forms.DateInput):
    """The browser's own date field."""

    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class DayField(forms.DateField):
    """A day, typed or picked, within the years that papers speak of."""

    widget = DayInput
    default_error_messages = {  # noqa: RUF012 - Django's own shape
        "required": "请填写日期。",
        "invalid": "请填写有效日期，例如2026-08-12。",
    }

    def to_python(self, value: Any) -> date | None:
        """The day; a slip of the year is no valid date."""
        day = super().to_python(value)
        if day is not None and not EARLIEST <= day <= LATEST:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return day


class RowsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Rows chosen by their boxes; what is no id of any row is refused like a row that is not offered."""

    widget = forms.CheckboxSelectMultiple
    default_error_messages = dict.fromkeys(
        ("invalid_choice", "invalid_list", "invalid_pk_value"),
        "所选内容不存在或已变更，请刷新页面后重新选择。",
    )

    def _check_values(self, value: Any) -> Any:
        """The rows; Django's own hands any number on to a database, which holds none that large."""
        if any(whole_number(str(one)) is None for one in value):
            raise forms.ValidationError(self.error_messages["invalid_choice"], "invalid_choice")
        return super()._check_values(value)  # type: ignore[misc]


SEVERAL = (forms.MultipleChoiceField, forms.ModelMultipleChoiceField)
"""Fields that hold a list of ticks."""


CHOSEN = (forms.FileField, forms.ChoiceField, forms.ModelChoiceField)
"""Fields in which something is chosen, not written."""


class OfficeForm(forms.Form):
    """A form whose refusals by an operation appear where the person looks.

    `version` travels hidden: an operation compares it, so that no edit overwrites another unseen.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            verb = "选择" if isinstance(field, CHOSEN) else "填写"
            field.error_messages["required"] = f"请{verb}{field.label or name}。"

    def show(self, refusal: Refused) -> None:
        """Put the refusal's sentences beside their fields, or above the form."""
        for problem in refusal.problems:
            self.show_problem(problem)

    def show_problem(self, problem: Problem) -> None:
        """Put one sentence where it belongs."""
        self.add_error(problem.field if problem.field in self.fields else None, problem.sentence)

    def restore(self, typed: Mapping[str, Any]) -> None:
        """Put a draft's typing back into a fresh form: of ticks, those that were set and no others."""
        for name, field in self.fields.items():
            if isinstance(field, SEVERAL):
                self.initial[name] = typed.get(name, [])
            elif name in typed:
                self.initial[name] = typed[name]

    def look_at(self, version: int) -> None:
        """After a conflict the person sees the row in `version`; what was typed may be sent for it."""
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        data[self.add_prefix("version")] = str(version)
        self.data = data

    @property
    def facts(self) -> dict[str, Any]:
        """The cleaned values without the version."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}

    @property
    def seen_version(self) -> int:
        """The version that the person had before his eyes; 0 (never current) when it is missing."""
        return self.cleaned_data.get("version") or 0


def is_stale(refusal: Refused) -> bool:
    """True when the refusal is an edit conflict."""
    return any(problem.key == "row.stale" for problem in refusal.problems)
