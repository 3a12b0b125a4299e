"""An office with a round, for every test of the intake."""

from __future__ import annotations

import pytest

from rectify.rounds.models import Round
from tests.factories import Office, make_office


@pytest.fixture
def office(db: None) -> Office:
    return make_office()


@pytest.fixture
def round_(office: Office) -> Round:
    return office.round()
