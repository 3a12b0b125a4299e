"""Loading the demonstration: what stands in the way of it, wiping the old one, playing the new."""

from __future__ import annotations

from datetime import timedelta

from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import Q

from rectify.issues.models import Issue
from rectify.kernel import clock
from rectify.kernel.problems import Problem, refuse_if
from rectify.management.demonstration import material
from rectify.management.demonstration.days import Calendar, on_duty
from rectify.management.demonstration.operations import record_loading
from rectify.management.demonstration.play import Act, Scene, play
from rectify.management.demonstration.staff import Office, hire
from rectify.management.demonstration.steps import Steps
from rectify.measures.models import Measure
from rectify.people.models import Person, Unit
from rectify.rounds.models import Round

HIRED = -45
"""Days before the first feedback on which the offices were set up."""


def problems_of_loading() -> list[Problem]:
    """Why the demonstration must not be loaded: no tables yet, or a real office is here."""
    if Unit._meta.db_table not in connection.introspection.table_names():
        return [
            Problem(
                "demo.no_tables",
                "数据库尚未建表，请先运行 python manage.py prepare，再载入演示数据。",
            )
        ]
    own = Unit.objects.filter(demonstration=False).exists()
    strangers = Person.objects.filter(Q(unit__isnull=True) | Q(unit__demonstration=False)).exists()
    if not (own or strangers):
        return []
    return [
        Problem(
            "demo.real_data",
            "数据库中已有正式单位或正式人员，不能载入演示数据；如需试用，请用 DATABASE_URL 或 DATA_DIR 另设一个空库。",
        )
    ]


def load() -> dict[str, int]:
    """Wipe an earlier demonstration and play it anew up to today; gives the numbers of rows made.

    Refuses a database that holds anything of a real office. All or nothing.
    """
    with transaction.atomic():
        refuse_if(problems_of_loading())
        call_command("flush", interactive=False, verbosity=0)
        _play_all()
        record_loading(by=None)
    return {
        "units": Round.objects.values("unit").distinct().count(),
        "rounds": Round.objects.count(),
        "issues": Issue.objects.count(),
        "measures": Measure.objects.count(),
    }


def _play_all() -> None:
    today = clock.today()
    rounds = material.rounds()
    first = min(given.feedback_on for given in rounds)
    with clock.at(on_duty(today + timedelta(first + HIRED))):
        offices = hire()
    acts: list[Act] = []
    for given in rounds:
        acts += _scene(offices[given.unit], given, Calendar.of_round(today, given.feedback_on))
    play(acts, today)


def _scene(office: Office, given: material.RoundMaterial, calendar: Calendar) -> list[Act]:
    scene = Scene(office, given, calendar)
    return [*scene.acts(), *Steps.of(scene).acts()]
