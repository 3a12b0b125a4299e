"""An office with a round, an issue and a measure of the finance department."""

from __future__ import annotations

import pytest

from rectify.issues.models import Issue
from rectify.measures.models import Measure
from rectify.rounds.models import Round
from tests.factories import Office, make_office


@pytest.fixture
def office(db: None) -> Office:
    return make_office()


@pytest.fixture
def round_(office: Office) -> Round:
    return office.round()


@pytest.fixture
def issue(office: Office, round_: Round) -> Issue:
    return office.issue(round_)


@pytest.fixture
def measure(office: Office, issue: Issue) -> Measure:
    return office.measure(issue)
