"""The stages of the intake's benchmark; they know models, so they run once settings are known."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import IO, Any

from django.core.management import call_command
from django.db import models, transaction
from django.test import Client
from django.test.utils import setup_test_environment
from django.urls import reverse
from python_calamine import CalamineWorkbook

from rectify.access.roles import RoleKey
from rectify.deadlines.models import Deadline
from rectify.exports.ledger import write_ledger
from rectify.exports.queries import Selected
from rectify.intake.apart import Source
from rectify.intake.arriving import read_waiting, take_in
from rectify.intake.models import Origin, Paper
from rectify.intake.operations import apply_paper
from rectify.issues.models import Issue
from rectify.measures.models import Assistance, Measure, Responsible
from rectify.people.models import Person
from rectify.people.operations import create_department, create_person, create_unit, grant_role
from rectify.rounds.models import Round
from rectify.rounds.operations import create_round
from tests.benchmarks.stages import Told, timed

BACKEND = "django.contrib.auth.backends.ModelBackend"


def prepare(leaders: tuple[str, ...], departments: tuple[str, ...]) -> Told:
    """An empty database with one unit, its staff, its office and a round."""
    call_command("migrate", verbosity=0)
    unit = create_unit("青山县档案馆党组", by=None)
    for name in departments:
        create_department(unit, name=name, by=None)
    for name in leaders:
        create_person(unit, name=name, by=None)
    office = create_person(unit, name="整改办", username="office", by=None)
    grant_role(office, RoleKey.OFFICE, unit=unit, by=None)
    facts = {"name": "县委第一轮常规巡察", "feedback_on": date(2026, 3, 3)}
    create_round(unit, facts=facts, by=None)
    return 0.0, 0.0, {}


def read(path: Path) -> Told:
    """The least: the library reads all sheets into Python."""

    def bare() -> int:
        book = CalamineWorkbook.from_path(path)
        return sum(len(book.get_sheet_by_name(name).to_python()) for name in book.sheet_names)

    seconds, processor, rows = timed(bare)
    return seconds, processor, {"rows": rows}


def preview(path: Path) -> Told:
    """From the file's bytes to the page on which a person looks the plan over."""
    setup_test_environment()
    round_, office = Round.objects.get(), Person.objects.get(username="office")
    client = Client()
    client.force_login(office, backend=BACKEND)
    source = Source(path.read_bytes(), path.name)

    def whole() -> Any:
        paper = take_in(round_, name="", source=source, by=office)
        read_waiting(paper.pk, lambda percent, stage: None)
        return client.get(reverse("paper", args=[paper.pk]))

    seconds, processor, response = timed(whole)
    assert response.status_code == 200, response.status_code
    return seconds, processor, {"page_kb": len(response.content) // 1024}


def commit() -> Told:
    """The confirmed plan written into the ledger, with histories and trail."""
    paper, office = Paper.objects.get(), Person.objects.get(username="office")
    seconds, processor, _ = timed(lambda: apply_paper(paper, version=paper.version, by=office))
    counted = {"issues": Issue.objects.count(), "measures": Measure.objects.count()}
    return seconds, processor, counted


def insert() -> Told:
    """The least: the same rows inserted in bulk, without histories, and taken back."""
    tables: tuple[type[models.Model], ...] = (
        Issue,
        Measure,
        Deadline,
        Assistance,
        Responsible,
        Origin,
    )
    rows = {model: list(model._default_manager.all()) for model in tables}
    count = sum(map(len, rows.values()))
    with transaction.atomic():
        for model in reversed(tables):
            model._default_manager.all()._raw_delete("default")
        seconds, processor, _ = timed(
            lambda: [
                model._default_manager.bulk_create(rows[model], batch_size=500) for model in tables
            ]
        )
        transaction.set_rollback(True)
    return seconds, processor, {"rows": count}


def export(target: IO[bytes]) -> Told:
    """The whole ledger as a workbook."""
    round_ = Round.objects.select_related("unit").get()
    selected = Selected(
        round_, Issue.objects.filter(round=round_), Measure.objects.filter(issue__round=round_)
    )
    seconds, processor, _ = timed(lambda: write_ledger(target, selected))
    return seconds, processor, {"file_kb": target.tell() // 1024}
