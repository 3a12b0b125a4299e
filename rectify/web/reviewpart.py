"""The reviewing part of a page: readiness, the chain, and the forms for what one may do there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

from django import forms
from django.urls import reverse

from rectify.access.permissions import Permission
from rectify.closeout.chains import Chain, chain_for
from rectify.closeout.enums import Chained, Reviewer
from rectify.closeout.judged import judged_facts, mark_of
from rectify.closeout.models import PROPOSED, Sheet, Step, Submission
from rectify.closeout.onpaper import (
    entering_problems,
    is_on_paper,
    own_work_problems,
    signing_problems,
)
from rectify.closeout.readiness import closed_for_now, readiness_of
from rectify.closeout.reviews import (
    ShownSubmission,
    chain_ahead,
    reopenings_of,
    shown_submissions,
)
from rectify.closeout.rules import CLOSED, conclusions_for
from rectify.closeout.transitions import SUBMITTED_BY, Verb
from rectify.issues.enums import Standing
from rectify.issues.models import Issue
from rectify.kernel import clock
from rectify.kernel.problems import Problem
from rectify.measures.models import Measure
from rectify.people.models import Person
from rectify.people.rules import may, rights_over
from rectify.web.drafted import drafted
from rectify.web.forms import DayField, OfficeForm
from rectify.web.uploads import UploadField

SUBMIT = "measure-submit"


@drafted(SUBMIT)
class SubmitForm(OfficeForm):
    """A measure or an issue handed in as finished, or as far as it will go."""

    proposed = forms.ChoiceField(
        label="申请认定", choices=[(s.value, s.label) for s in PROPOSED], initial=Standing.DONE
    )
    completed_on = DayField(label="完成日期", required=False)
    statement = forms.CharField(
        label="完成情况", widget=forms.Textarea(attrs={"rows": 4}), max_length=5000
    )

    @classmethod
    def of(cls, about: Measure | Issue, *args: Any, **kwargs: Any) -> SubmitForm:
        """The form with the conclusions that fit."""
        made = cls(*args, auto_id=f"submit{about.pk}_%s", **kwargs)
        if isinstance(about, Issue):
            proposed: Any = made.fields["proposed"]
            proposed.label, proposed.choices = "整改结论", conclusions_for(about.pace)
        return made


class ReviewForm(OfficeForm):
    """A decision at the open step; `to` empty returns to the submitter."""

    verb = forms.ChoiceField(choices=[(Verb.AGREE.value, "同意"), (Verb.RETURN.value, "退回")])
    opinion = forms.CharField(
        label="审核意见",
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=2000,
        help_text="退回须写明原因。",
    )
    to = forms.IntegerField(label="退回到", required=False, widget=forms.Select)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    @classmethod
    def of(cls, submission: Submission, *args: Any, **kwargs: Any) -> Self:
        """The form of one submission: several may lie open in one page."""
        return cls(*args, auto_id=f"{cls.__name__}{submission.pk}_%s", **kwargs)

    def offer(self, waiting: ShownSubmission) -> Self:
        """Let it send back to the submitter or to the steps before; keeps what was typed."""
        submitter = f"提交人 {waiting.submission.submitted_by}"
        choices = [("", submitter), *((one.position, one.title) for one in waiting.earlier)]
        self.fields["to"].widget = forms.Select(choices=choices)
        return self

    def renew(self, initial: dict[str, Any]) -> None:
        """Let what was typed be sent again for the state that the person now sees."""
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        self.data = data
        for name, value in initial.items():
            data[self.add_prefix(name)] = str(value)

    @property
    def decision(self) -> dict[str, Any]:
        """The verb and what it says, as the operations take it."""
        facts = self.facts
        verb, to = Verb(facts["verb"]), facts["to"]
        if verb is Verb.RETURN and to:
            return {"verb": Verb.SEND_BACK, "to": to, "opinion": facts["opinion"]}
        return {"verb": verb, "to": None, "opinion": facts["opinion"]}


class EntryForm(ReviewForm):
    """A step entered from the signed paper (代录)."""

    signer = forms.CharField(label="签字人", max_length=60)
    signed_on = DayField(label="签字日期")
    scan = UploadField(label="签字纸件扫描件", help_text="PDF、PNG或JPG文件。")


class ReopenForm(OfficeForm):
    """Why a closed issue is opened again."""

    reason = forms.CharField(
        label="重新开启原因", widget=forms.Textarea(attrs={"rows": 3}), max_length=2000
    )


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A problem of readiness with the address where it is mended."""

    sentence: str
    url: str
    cure: str


Cure = tuple[str, Callable[[int], str]]

CURES: dict[str, Cure] = {
    "evidence": ("上传佐证材料", lambda pk: f"{reverse('measure', args=[pk])}#evidence-part"),
    "unproven": ("查看措施", lambda pk: f"{reverse('measure', args=[pk])}#evidence-part"),
    "outcome": ("修改成果", lambda pk: reverse("outcome", args=[pk])),
    "progress": ("填报进展", lambda pk: f"{reverse('measure', args=[pk])}#progress-form"),
    "percent": ("更新进展", lambda pk: f"{reverse('measure', args=[pk])}#progress-form"),
    "open": ("查看措施", lambda pk: reverse("measure", args=[pk])),
    "undated": ("查看措施", lambda pk: reverse("measure", args=[pk])),
    "future": ("查看措施", lambda pk: reverse("measure", args=[pk])),
    "early": ("查看措施", lambda pk: reverse("measure", args=[pk])),
    "measures": ("新增措施", lambda pk: reverse("measure-new", args=[pk])),
    "reopened": ("新增措施", lambda pk: reverse("measure-new", args=[pk])),
}
"""Where each problem is mended, by the last part of its key and the row it is about; every other
one by editing the row."""

EDITED = {"measure": ("编辑措施", "measure-edit"), "issue": ("编辑问题", "issue-edit")}


def shortfall(problem: Problem) -> Shortfall:
    """A problem with the way to its cure."""
    kind, _, pk = problem.place.partition(":")
    if known := CURES.get(problem.key.removeprefix("ready.")):
        cure, address = known[0], known[1](int(pk))
    else:
        cure, view = EDITED[kind]
        address = reverse(view, args=[int(pk)])
    return Shortfall(problem.sentence, address, cure)


@dataclass(frozen=True, slots=True)
class ShownReadiness:
    """What to mend for any conclusion, for that of finished work, what to mind, and what is left open."""

    stops: list[Shortfall]
    closing: list[Shortfall]
    warnings: list[Shortfall]
    left: str


def shown_readiness(about: Measure | Issue, chain: Chain) -> ShownReadiness:
    """The readiness of a measure or an issue for the conclusions that its form offers."""
    choices = [(one.value, str(one.label)) for one in PROPOSED]
    if isinstance(about, Issue):
        choices = [(value, f"“{words}”") for value, words in conclusions_for(about.pace)]
    found = readiness_of(about, [value for value, _ in choices], chain)
    return ShownReadiness(
        [shortfall(one) for one in found.stops],
        [shortfall(one) for one in found.closing],
        [shortfall(one) for one in found.warnings],
        "、".join(words for value, words in choices if value in found.left),
    )


CLOSING = (Permission.CLOSE_ISSUE, Permission.REOPEN_ISSUE)
"""The rights over an issue that its doors ask for; over a measure it is `SUBMIT`."""


def reviewing_rights(person: Person, about: Measure | Issue) -> frozenset[Permission]:
    """Those of them that `person` has, where nothing else is asked of the row."""
    asked = CLOSING if isinstance(about, Issue) else (Permission.SUBMIT,)
    return rights_over(person, about, asked)


def review_part(
    person: Person,
    about: Measure | Issue,
    given: dict[str, OfficeForm],
    rights: frozenset[Permission],
) -> dict[str, Any]:
    """What the review templates show of a measure or an issue to this person, forms included.

    `rights` are his over it.

    `given` are forms that were refused: they stand in the place of fresh ones with what was typed,
    or, where there is nothing to be done any more, are told above everything.
    """
    part = _part(person, about, rights)
    for name, door in DOORS.items():
        form = given.get(name)
        if form is None:
            continue
        if not part.get(door):
            part["refused"] = Refusal.of(form)
            continue
        if isinstance(form, ReviewForm):
            form.renew(part[name].initial)
            form.offer(part["waiting"])
        part[name] = form
    return part


DOORS = {
    "submit_form": "may_submit",
    "review_form": "may_review",
    "entry_form": "may_enter",
    "reopen_form": "may_reopen",
}
"""Which forms there are, and what has to hold for each to be shown."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something could not be done that can no longer be done at all, and what was typed."""

    sentences: tuple[str, ...]
    typed: str

    @classmethod
    def of(cls, form: OfficeForm) -> Refusal:
        """The form's sentences and its longest text."""
        sentences = tuple(str(error) for errors in form.errors.values() for error in errors)
        named = (form.data.get(form.add_prefix(name), "") for name in TYPED)
        return cls(sentences, next((text for text in named if text), ""))


TYPED = ("opinion", "statement", "reason")


def _part(person: Person, about: Measure | Issue, rights: frozenset[Permission]) -> dict[str, Any]:
    shown = shown_submissions(about, person)
    newest = shown[0] if shown else None
    waiting = newest if newest is not None and newest.open_step is not None else None
    return {
        "about": about,
        "of_issue": isinstance(about, Issue),
        "submissions": shown,
        "newest": newest,
        "waiting": waiting,
        "sheets": _sheets(person, newest),
        "may_print": newest is not None and may(person, Permission.EXPORT, newest.submission),
        **(_waiting_doors(person, waiting) if waiting is not None else {}),
        **_closing_doors(person, about, waiting, rights),
    }


def _waiting_doors(person: Person, waiting: ShownSubmission) -> dict[str, Any]:
    """What the person may do with what waits; the operations ask again."""
    submission, step = waiting.submission, waiting.open_step
    assert step is not None
    rows: Any = Step.objects.all()
    row = rows.get(pk=step.pk)
    falls = rows.filter(pk=step.pk).waiting_for(person).exists()
    not_judging = _not_judging(row, person, falls=falls)
    clerk = may(person, Permission.REVIEW_OFFICE, submission)
    if step.reviewer == Reviewer.OFFICE:
        clerk = clerk and is_on_paper(row)
    barred = entering_problems(row, submission, person) if clerk else []
    initial = {"version": submission.version, "seen": mark_of(judged_facts(submission))}
    return {
        "may_review": falls and not not_judging,
        "may_enter": clerk and not barred,
        "not_mine": [*not_judging, *barred],
        "may_withdraw": submission.submitted_by_id == person.pk,
        "review_form": ReviewForm.of(submission, initial=initial).offer(waiting),
        "entry_form": EntryForm.of(submission, initial=initial, prefix="entry").offer(waiting),
    }


def _not_judging(step: Step, person: Person, *, falls: bool) -> list[Problem]:
    """Why somebody does not judge a step of his; `falls`: where it waits for him all the same."""
    if falls:
        return signing_problems(step, person)
    rows: Any = Step.objects.filter(pk=step.pk)
    return own_work_problems(step, person) if rows.falling_to(person).exists() else []


def _closing_doors(
    person: Person,
    about: Measure | Issue,
    waiting: ShownSubmission | None,
    rights: frozenset[Permission],
) -> dict[str, Any]:
    """Handing in and reopening."""
    standing = about.stated if isinstance(about, Issue) else about.standing
    handing_in = SUBMITTED_BY[Chained.ISSUE if isinstance(about, Issue) else Chained.MEASURE]
    submits = waiting is None and standing != Standing.DONE and handing_in in rights
    if submits and isinstance(about, Issue) and closed_for_now(about):
        submits = False
    found: dict[str, Any] = {"may_submit": submits}
    if submits:
        chain = chain_for(about)
        found["readiness"] = shown_readiness(about, chain)
        found["chain_ahead"] = chain_ahead(about, chain)
        found["submit_form"] = SubmitForm.of(about, initial={"completed_on": clock.today()})
    if isinstance(about, Issue):
        found["reopenings"] = reopenings_of(about, person)
        closed = waiting is None and standing in CLOSED
        found["may_reopen"] = closed and Permission.REOPEN_ISSUE in rights
        found["reopen_form"] = ReopenForm()
    return found


def _sheets(person: Person, newest: ShownSubmission | None) -> list[Sheet]:
    """The files made of the newest submission."""
    if newest is None:
        return []
    rows: Any = Sheet.objects.filter(submission=newest.submission)
    return list(rows.visible_to(person).select_related("made_by")[:5])
