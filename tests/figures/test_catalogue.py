"""Figures add up, agree with the rows they lead to, and tell a past day as it was."""

from __future__ import annotations

from datetime import timedelta

import pytest

from rectify.figures.catalogue import CATALOGUE, percentage, valued
from rectify.figures.facts import facts_of
from rectify.figures.selection import Of
from rectify.issues.enums import Standing
from rectify.kernel import clock
from rectify.measures.operations import log_progress
from rectify.rounds.models import Round
from tests.factories import Office, as_a_paper_says, make_office


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [
        (0, 0, "—"),
        (0, 9, "0"),
        (9, 9, "100"),
        (19, 25, "76"),
        (688, 697, "98.71"),
        (1, 3, "33.33"),
        (2, 3, "66.67"),
        (99999, 100000, "99.99"),
    ],
)
def test_a_rate_is_rounded_half_up_and_never_up_to_a_hundred(
    part: int, whole: int, words: str
) -> None:
    assert percentage(part, whole) == words


@pytest.fixture
def office(db: None) -> Office:
    return make_office()


@pytest.fixture
def round_(office: Office) -> Round:
    """Five issues of every standing, with measures that are late, soon, later and undated."""
    today = clock.today()
    round_ = office.round()
    for standing in Standing:
        issue = office.issue(round_, title=f"问题{standing}")
        for days in (-5, 0, 12, 45):
            office.measure(issue, text=f"措施{days}", due_on=today + timedelta(days=days))
        office.measure(issue, text="未定期限", lead_department=office.personnel)
        as_a_paper_says(issue, standing)
    office.issue(round_, title="没有措施的问题")
    return round_


def test_the_total_is_the_sum_of_its_five_parts(office: Office, round_: Round) -> None:
    values = valued(facts_of(office.office, round_))
    for of in Of:
        parts = [int(values[f"{of}.{standing}"]) for standing in Standing]
        assert sum(parts) == int(values[f"{of}.total"])


@pytest.mark.parametrize("who", ["office", "handler", "department_head", "leader", "supervisor"])
def test_every_figure_counts_the_rows_it_leads_to(office: Office, round_: Round, who: str) -> None:
    person = office.people[who]
    facts = facts_of(person, round_)
    for figure in CATALOGUE.values():
        if figure.rate or figure.selection is None:
            continue
        rows = (
            figure.selection.issues(person, round_)
            if figure.of is Of.ISSUES
            else figure.selection.measures(person, round_)
        )
        assert figure.value(facts) == str(rows.count()), figure.key


def test_todays_figures_are_the_same_from_the_rows_and_from_their_history(
    office: Office, round_: Round
) -> None:
    today = clock.today()
    now = valued(facts_of(office.office, round_, today))
    with clock.at(clock.now() + timedelta(days=1)):
        then = valued(facts_of(office.office, round_, today))
    assert now == then


def test_a_past_day_is_told_as_it_was(office: Office) -> None:
    today = clock.today()
    with clock.at(today - timedelta(days=20)):
        round_ = office.round()
        issue = office.issue(round_)
        measure = office.measure(issue, due_on=today - timedelta(days=10))
    log_progress(measure, text="已开展", percent=50, happened_on=today, by=office.handler)
    as_a_paper_says(issue, "done")
    before = valued(facts_of(office.office, round_, today - timedelta(days=15)))
    late = valued(facts_of(office.office, round_, today - timedelta(days=5)))
    now = valued(facts_of(office.office, round_, today))
    keys = ("issues.done", "issues.not_done", "measures.not_done", "measures.overdue")
    assert [before[key] for key in keys] == ["0", "1", "1", "0"]
    assert [late[key] for key in keys] == ["0", "1", "1", "1"]
    assert [now[key] for key in keys] == ["1", "0", "0", "1"]


def test_counting_takes_as_many_queries_for_one_issue_as_for_many(
    office: Office, round_: Round, django_assert_num_queries: object
) -> None:
    office.people["office"].grants.all()
    facts_of(office.office, round_)
    with django_assert_num_queries(8):  # type: ignore[operator]
        facts_of(office.office, round_)
