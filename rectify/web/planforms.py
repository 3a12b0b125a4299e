"""The forms of a plan: what is pasted or chosen, and one recognised issue with its measures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms

from rectify.intake.apart import Source
from rectify.intake.arriving import file_limit
from rectify.intake.mending import DueWritten, MeasureWritten
from rectify.intake.plan import DUTY_LABELS, Due, Duty, Plan, PlannedIssue
from rectify.issues.enums import Pace, Standing
from rectify.kernel.files import in_megabytes
from rectify.web.forms import DayField, OfficeForm
from rectify.web.uploads import UploadField

WORDS = 200
"""How long the words of a deadline may be, as in the ledger."""

ADDED = "added"
"""The prefix of the empty measure at the end of the form."""


class PasteForm(OfficeForm):
    """A paper: pasted, or chosen as a file."""

    name = forms.CharField(label="材料名称", max_length=200, required=False)
    text = forms.CharField(
        label="材料全文",
        widget=forms.Textarea(attrs={"rows": 16}),
        strip=False,
        required=False,
    )
    file = UploadField(label="选择文件", required=False, limit=file_limit)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # What is no text is refused where every paper is, in the same words and with its event.
        self.fields["text"].validators = []
        self.fields["file"].help_text = (
            f"不粘贴时，选择一个文件或拖到本页：Word、Excel、PDF、TXT，"
            f"不超过{in_megabytes(file_limit())}。"
        )

    def clean(self) -> dict[str, Any]:
        """Refuse a text beside a file: one of the two would be lost without a word."""
        told: dict[str, Any] = super().clean() or {}
        if told.get("file") and (told.get("text") or "").strip():
            self.add_error("file", "已粘贴全文，又选择了文件；请清空其中一项，两份材料分两次导入。")
        return told

    @property
    def source(self) -> Source | None:
        """The chosen file, None when the text was pasted."""
        upload = self.cleaned_data["file"]
        return Source(upload.read(), upload.name) if upload else None


@dataclass(frozen=True)
class MeasureFields:
    """The bound fields of one measure, as the page lays them out."""

    key: str
    label: str
    text: Any
    keep: Any
    words: Any
    due_on: Any
    duties: list[Any]


class RowForm(OfficeForm):
    """One recognised issue as it is mended, with a block of fields for each measure."""

    title = forms.CharField(label="问题", widget=forms.Textarea(attrs={"rows": 2}))
    path = forms.CharField(
        label="所属类别",
        max_length=900,
        required=False,
        help_text="多级类别之间用“>”分隔，例如：方面 > 大类；改为另一类别即移到该类别之下。",
        widget=forms.TextInput(attrs={"list": "plan-places"}),
    )
    number = forms.CharField(label="原文编号", required=False)
    status = forms.ChoiceField(
        label="状态", choices=[("", "原文未写明"), *Standing.choices], required=False
    )
    pace = forms.ChoiceField(label="整改类型", choices=Pace.choices)
    words = forms.CharField(label="时限原文", max_length=WORDS, required=False)
    due_on = DayField(label="到期日", required=False)

    def __init__(self, planned: PlannedIssue, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.measure_ids = [measure.id for measure in planned.measures]
        self._add_duties("")
        for number, measure_id in enumerate([*self.measure_ids, ADDED], start=1):
            self._add_measure(measure_id, f"措施{number}" if measure_id != ADDED else "新增措施")

    def _add_duties(self, prefix: str) -> None:
        for name, label in DUTY_LABELS:
            self.fields[f"{prefix}{name}"] = forms.CharField(label=label, required=False)

    def _add_measure(self, key: str, label: str) -> None:
        area = forms.Textarea(attrs={"rows": 2})
        self.fields[f"{key}-text"] = forms.CharField(label=label, widget=area, required=False)
        self.fields[f"{key}-keep"] = forms.BooleanField(label="导入", required=False)
        self.fields[f"{key}-words"] = forms.CharField(
            label="时限原文", max_length=WORDS, required=False
        )
        self.fields[f"{key}-due_on"] = DayField(label="到期日", required=False)
        self._add_duties(f"{key}-")

    @property
    def duties(self) -> list[Any]:
        """The issue's own names."""
        return [self[name] for name, _ in DUTY_LABELS]

    @property
    def measures(self) -> Iterator[MeasureFields]:
        """Each measure's fields, an empty block for one more at the end."""
        for key in (*self.measure_ids, ADDED):
            bound = {name: self[f"{key}-{name}"] for name in ("text", "keep", "words", "due_on")}
            duties = [self[f"{key}-{name}"] for name, _ in DUTY_LABELS]
            yield MeasureFields(key, str(bound["text"].label), duties=duties, **bound)

    @property
    def issue_facts(self) -> dict[str, Any]:
        """What was typed of the issue itself, as `mend_issue` takes it."""
        told = self.cleaned_data
        plain = {name: told[name] for name in ("title", "path", "number", "status", "pace")}
        return plain | {"due": self._due(""), "duty": self._duty("")}

    @property
    def measure_facts(self) -> dict[str, MeasureWritten]:
        """What was typed of each measure, as `mend_measures` takes it."""
        return {
            key: MeasureWritten(
                self.cleaned_data[f"{key}-text"],
                self.cleaned_data[f"{key}-keep"] or key == ADDED,
                self._due(f"{key}-"),
                self._duty(f"{key}-"),
            )
            for key in (*self.measure_ids, ADDED)
        }

    def _due(self, prefix: str) -> DueWritten:
        on = self.cleaned_data[f"{prefix}due_on"]
        return DueWritten(self.cleaned_data[f"{prefix}words"], on.isoformat() if on else "")

    def _duty(self, prefix: str) -> dict[str, str]:
        return {name: self.cleaned_data[f"{prefix}{name}"] for name, _ in DUTY_LABELS}


def row_facts(planned: PlannedIssue) -> dict[str, Any]:
    """What the form of a row starts from, or is compared with."""
    facts: dict[str, Any] = {
        "title": planned.title,
        "path": planned.place,
        "number": planned.number,
        "status": planned.status,
        "pace": planned.pace,
        "version": planned.version,
        f"{ADDED}-keep": True,
        **_due_facts("", planned.due),
        **_duty_facts("", planned.duty),
    }
    for measure in planned.measures:
        prefix = f"{measure.id}-"
        facts |= {f"{prefix}text": measure.text, f"{prefix}keep": measure.keep}
        facts |= _due_facts(prefix, measure.due) | _duty_facts(prefix, measure.duty)
    return facts


def _due_facts(prefix: str, due: Due | None) -> dict[str, Any]:
    return {f"{prefix}words": due.words if due else "", f"{prefix}due_on": due.on if due else None}


def _duty_facts(prefix: str, duty: Duty | None) -> dict[str, Any]:
    known = duty or Duty()
    return {f"{prefix}{name}": "、".join(getattr(known, name)) for name, _ in DUTY_LABELS}


def places_of(plan: Plan) -> list[str]:
    """Every heading path of the plan, in its order: where a row can be moved."""
    return list(dict.fromkeys(row.place for row in plan.rows() if row.place))
