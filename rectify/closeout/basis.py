"""What a step judged (审核依据), read out of the row history: its words, people, progress and files.

A step keeps versions and hashes (`judged`); here they become what stood before the reviewer, so that
papers and pages never show today's words over yesterday's opinion.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from rectify.closeout.chains import Answering
from rectify.closeout.judged import evidence_in, outcomes_in
from rectify.closeout.models import Step, Submission
from rectify.evidence.enums import EvidenceKind
from rectify.evidence.models import Evidence
from rectify.issues.models import Issue
from rectify.measures.models import Measure, Progress
from rectify.measures.rules import entries_in_order
from rectify.outcomes.models import Bearing, Outcome
from rectify.people.models import Department, Person
from rectify.trail.rows import Record


@dataclass(frozen=True, slots=True)
class FileThen:
    """A file of evidence as it lay before the reviewer; `readable` by whom it is told to."""

    pk: int
    name: str
    kind: str
    sha256: str
    readable: bool = False


@dataclass(frozen=True, slots=True)
class MeasureThen:
    """A measure in one of its versions, with the progress that counted and the files that stood.

    `authors` are the ids of who wrote that progress.
    """

    pk: int
    version: int
    label: str
    text: str
    standing: str
    department: str
    leader: str
    progress: tuple[tuple[date, str], ...]
    files: tuple[FileThen, ...]
    authors: frozenset[int | None] = frozenset()


@dataclass(frozen=True, slots=True)
class OutcomeThen:
    """An outcome in one of its versions, and the measure it is one of; None for the issue itself."""

    pk: int
    words: str
    measure: int | None


@dataclass(frozen=True, slots=True)
class Basis:
    """A measure, or an issue with its measures, as it stood when a step was decided.

    `kept` is False where the step keeps no facts: one that passed as the submitter's own, or that was
    decided before facts were kept. `whole` is False where measures are left out that a reader may
    not see.
    """

    of_issue: bool
    serial: int
    version: int
    title: str
    source: str
    department: str
    leader: str
    measures: tuple[MeasureThen, ...]
    outcomes: tuple[OutcomeThen, ...] | None = None
    kept: bool = True
    whole: bool = True

    @property
    def files(self) -> list[FileThen]:
        """All files, measure by measure."""
        return [file for measure in self.measures for file in measure.files]

    @property
    def authors(self) -> frozenset[int | None]:
        """Ids of who wrote the progress of the measure; of an issue's measures nobody is asked."""
        return frozenset().union(*(one.authors for one in self.measures if not self.of_issue))

    @property
    def outcome_words(self) -> list[str]:
        """All outcomes, each once."""
        return list({one.pk: one.words for one in self.outcomes or ()}.values())

    @property
    def answering(self) -> Answering:
        """By whose names the reviewers were called then."""
        if self.of_issue or not self.measures:
            return Answering("", self.department, self.leader)
        measure = self.measures[0]
        return Answering(measure.department, self.department, measure.leader)

    def limited(self, measures: Collection[int], files: Collection[int]) -> Basis:
        """What somebody is told of it who may see these measures and open these files."""
        seen = tuple(
            replace(one, files=tuple(replace(f, readable=f.pk in files) for f in one.files))
            for one in self.measures
            if one.pk in measures
        )
        outcomes = self.outcomes and tuple(
            one for one in self.outcomes if one.measure is None or one.measure in measures
        )
        whole = len(seen) == len(self.measures)
        return replace(self, measures=seen, outcomes=outcomes, whole=whole)


@dataclass(frozen=True, slots=True)
class Bases:
    """What the decided steps of submissions judged, and how it all stands now, by their ids."""

    judged: dict[int, Basis]
    now: dict[int, Basis]

    def told_to(self, reader: Person) -> Bases:
        """What `reader` is told of all this: of no measure and no file beyond what he may see."""
        told = [*self.judged.values(), *self.now.values()]
        measures: Any = Measure.with_withdrawn.filter(
            pk__in={one.pk for basis in told for one in basis.measures}
        )
        files: Any = Evidence.objects.filter(
            pk__in={file.pk for basis in told for file in basis.files}
        )
        seen = set(measures.visible_to(reader).values_list("pk", flat=True))
        readable = set(files.visible_to(reader).values_list("pk", flat=True))
        return Bases(
            {pk: basis.limited(seen, readable) for pk, basis in self.judged.items()},
            {pk: basis.limited(seen, readable) for pk, basis in self.now.items()},
        )


def bases_of(submissions: Sequence[Submission]) -> Bases:
    """The bases of these submissions, whose steps were fetched with them."""
    steps = [
        (step, one)
        for one in submissions
        for step in one.steps.all()
        if step.decided_at is not None
    ]
    read = _read([step for step, _ in steps], submissions)
    return Bases(
        judged={step.pk: read.then(step, submission) for step, submission in steps},
        now={one.pk: read.today(one) for one in submissions},
    )


class _Read:
    """Versions of rows, rows as they are, and the names that all of them point at."""

    def __init__(self) -> None:
        self.issues: dict[int, list[Any]] = {}
        self.measures: dict[int, list[Any]] = {}
        self.progress: dict[int, list[Any]] = {}
        self.outcomes: dict[int, list[Any]] = {}
        self.bearings: list[Bearing] = []
        self.kinds: dict[int, str] = {}
        self.living: list[Measure] = []
        self.entries: dict[int, list[Progress]] = {}
        self.files: dict[int, list[FileThen]] = {}
        self.names: dict[tuple[type[Any], int], str] = {}

    def then(self, step: Step, submission: Submission) -> Basis:
        """What a step judged; what it keeps no version of, as it stood at that moment."""
        assert step.decided_at is not None
        about, at, facts = submission.about, step.decided_at, step.judged
        own = about.issue if isinstance(about, Measure) else about
        kept = facts.get("issue") or {"id": own.pk}
        issue: Issue = _version(self.issues[kept["id"]], at, kept.get("version"))
        listed = facts.get("measures", ())
        if not facts and isinstance(about, Measure):
            listed = [{"id": about.pk}]
        measures = [
            self._measure(
                issue,
                _version(self.measures[one["id"]], at, one.get("version")),
                [_version(self.progress[pk], at, n) for pk, n in one.get("progress", ())],
                [
                    FileThen(f["id"], f["name"], self.kinds.get(f["id"], ""), f["sha256"])
                    for f in one.get("evidence", ())
                ],
            )
            for one in listed
        ]
        return self._basis(about, issue, measures, self._outcomes(facts, at), kept=bool(facts))

    def _outcomes(self, facts: Any, at: datetime) -> tuple[OutcomeThen, ...] | None:
        if "outcomes" not in facts:
            return None
        listed = [(None, one) for one in facts["outcomes"]]
        listed += [(m["id"], one) for m in facts["measures"] for one in m["outcomes"]]
        return tuple(
            _outcome(_version(self.outcomes[one["id"]], at, one["version"]), measure)
            for measure, one in listed
        )

    def today(self, submission: Submission) -> Basis:
        """How what was handed in stands now."""
        about = submission.about
        if isinstance(about, Measure):
            issue, living = about.issue, [about]
        else:
            issue, living = about, [row for row in self.living if row.issue_id == about.pk]
        measures = [
            self._measure(
                issue, row, self.entries.get(row.pk, []), list(self.files.get(row.pk, ()))
            )
            for row in living
        ]
        told = {row.pk for row in living}
        outcomes = tuple(
            _outcome(one.outcome, one.measure_id)
            for one in self.bearings
            if one.measure_id in told or (isinstance(about, Issue) and one.issue_id == about.pk)
        )
        return self._basis(about, issue, measures, outcomes)

    def _basis(
        self,
        about: Measure | Issue,
        issue: Issue,
        measures: list[MeasureThen],
        outcomes: tuple[OutcomeThen, ...] | None,
        *,
        kept: bool = True,
    ) -> Basis:
        return Basis(
            of_issue=isinstance(about, Issue),
            serial=issue.serial,
            version=issue.version,
            title=issue.title,
            source=str(issue.get_source_display()),
            department=self._name(Department, issue.lead_department_id),
            leader=self._name(Person, issue.lead_leader_id),
            measures=tuple(measures),
            outcomes=outcomes,
            kept=kept,
        )

    def _measure(
        self, issue: Issue, row: Measure, log: Sequence[Progress], files: list[FileThen]
    ) -> MeasureThen:
        counted = entries_in_order(log)
        return MeasureThen(
            pk=row.pk,
            version=row.version,
            label=f"{issue.serial}.{row.serial}",
            text=row.text,
            standing=str(row.get_standing_display()),
            department=self._name(Department, row.lead_department_id),
            leader=self._name(Person, row.responsible_leader_id),
            progress=tuple((one.happened_on, one.text) for one in counted),
            authors=frozenset(one.logged_by_id for one in counted),
            files=tuple(files),
        )

    def _name(self, model: type[Any], pk: int | None) -> str:
        return self.names.get((model, pk), "") if pk is not None else ""


def _read(steps: Iterable[Step], submissions: Sequence[Submission]) -> _Read:
    """Read everything that these steps and submissions speak of, one query for each kind of row."""
    read, decided = _Read(), list(steps)
    abouts = [one.about for one in submissions]
    read.living = list(
        Measure.objects.filter(issue__in=[one.pk for one in abouts if isinstance(one, Issue)])
        .select_related("issue")
        .order_by("serial")
    )
    measures = {row.pk for row in (*read.living, *abouts) if isinstance(row, Measure)}
    for entry in Progress.objects.filter(measure__in=measures).order_by("pk"):
        read.entries.setdefault(entry.measure_id, []).append(entry)
    rows: Any = Evidence.objects.all()
    for file in rows.current().filter(measure__in=measures).order_by("uploaded_at", "pk"):
        told = FileThen(file.pk, file.name, str(file.get_kind_display()), file.sha256)
        read.files.setdefault(file.measure_id, []).append(told)
    issues = [one.pk for one in abouts if isinstance(one, Issue)]
    attached = Bearing.objects.filter(Q(measure__in=measures) | Q(issue__in=issues))
    current = attached.filter(ended_on__isnull=True, outcome__withdrawn_at__isnull=True)
    read.bearings = list(current.select_related("outcome").order_by("outcome"))
    _read_versions(read, decided, abouts)
    _read_names(read, abouts)
    return read


def _read_versions(read: _Read, steps: list[Step], abouts: list[Any]) -> None:
    if not steps:
        return
    facts = [step.judged for step in steps if step.judged]
    measures = [measure for one in facts for measure in one["measures"]]
    own = [one.issue if isinstance(one, Measure) else one for one in abouts]
    read.issues = _versions(Issue, {one["issue"]["id"] for one in facts} | {one.pk for one in own})
    handed_in = {one.pk for one in abouts if isinstance(one, Measure)}
    read.measures = _versions(Measure, {one["id"] for one in measures} | handed_in)
    read.progress = _versions(Progress, {pk for one in measures for pk, _ in one["progress"]})
    read.outcomes = _versions(Outcome, {one["id"] for fact in facts for one in outcomes_in(fact)})
    kept = [files for fact in facts for files in evidence_in(fact).values()]
    files = {file["id"] for one in kept for file in one}
    if files:
        kinds = dict(EvidenceKind.choices)
        told = Evidence.objects.filter(pk__in=files).values_list("pk", "kind")
        read.kinds = {pk: str(kinds.get(kind, kind)) for pk, kind in told}


def _read_names(read: _Read, abouts: list[Any]) -> None:
    issues: list[Any] = [one.issue if isinstance(one, Measure) else one for one in abouts]
    issues += [version for versions in read.issues.values() for version in versions]
    measures: list[Any] = [one for one in abouts if isinstance(one, Measure)]
    measures += [version for versions in read.measures.values() for version in versions]
    pointed: dict[type[Any], set[Any]] = {
        Department: {row.lead_department_id for row in (*issues, *measures)},
        Person: {row.lead_leader_id for row in issues}
        | {row.responsible_leader_id for row in measures},
    }
    for model, pks in pointed.items():
        rows = model._base_manager.filter(pk__in=pks - {None}) if pks - {None} else ()
        read.names |= {(model, row.pk): str(row) for row in rows}


def _outcome(row: Any, measure: int | None) -> OutcomeThen:
    state = f"，{row.get_state_display()}" if row.state else ""
    return OutcomeThen(row.pk, f"{row.title}（{row.get_kind_display()}{state}）", measure)


def _versions(model: type[Record], pks: set[int]) -> dict[int, list[Any]]:
    """All versions of rows by their ids, the oldest first."""
    manager: Any = model.history
    found: dict[int, list[Any]] = {}
    for version in manager.filter(id__in=pks).order_by("history_id") if pks else ():
        found.setdefault(version.id, []).append(version)
    return found


def _version(versions: list[Any], at: datetime, number: int | None) -> Any:
    """A row in its version `number`, or as it stood at a moment where no number was kept."""
    named = [one for one in versions if one.version == number]
    before = [one for one in versions if one.history_date <= at]
    return (named or before or versions[:1])[-1].instance
