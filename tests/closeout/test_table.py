"""The table of transitions: complete, without dead ends, and the picture in docs is drawn from it."""

from __future__ import annotations

import pytest

from rectify.access.roles import roles_allowing
from rectify.closeout.enums import Reviewer, State
from rectify.closeout.picture import states_svg
from rectify.closeout.transitions import (
    REVIEW_VERBS,
    TRANSITIONS,
    Verb,
    transition_for,
)
from rectify.management.commands.states import PICTURE


def test_the_picture_in_docs_is_that_of_the_table() -> None:
    assert PICTURE.read_text(encoding="utf-8") == states_svg(), "run manage.py states"


def test_the_picture_names_every_state_and_every_act() -> None:
    picture = states_svg()
    words = [state.label for state in State] + [line.title for line in TRANSITIONS]
    assert [word for word in words if word not in picture] == []


def test_every_state_has_a_way_in_and_a_way_out() -> None:
    sources, targets = (
        {line.source for line in TRANSITIONS},
        {line.target for line in TRANSITIONS},
    )
    assert sources == targets == {None, *State}


def test_no_two_lines_say_different_things_of_one_case() -> None:
    keys = [(t.verb, t.source, t.reviewer, t.last, t.permission) for t in TRANSITIONS]
    assert len(set(keys)) == len(keys)


def test_every_permission_of_the_table_is_somebodys() -> None:
    assert [line for line in TRANSITIONS if not roles_allowing(line.permission)] == []


@pytest.mark.parametrize("reviewer", Reviewer)
def test_every_reviewer_can_do_every_verb_where_it_waits_and_nowhere_else(
    reviewer: Reviewer,
) -> None:
    for verb in REVIEW_VERBS:
        for state in (None, *State):
            found = transition_for(verb, state, reviewer=reviewer)
            assert (found is not None) == (state == State.WAITING)
            if found is not None:
                assert found.needs_reason == (verb is not Verb.AGREE)


def test_only_the_last_agreement_accepts() -> None:
    ends = {line.last for line in TRANSITIONS if line.target == State.ACCEPTED}
    assert ends == {True}
    last = transition_for(Verb.AGREE, State.WAITING, reviewer=Reviewer.OFFICE, last=True)
    assert last is not None
    assert last.target == State.ACCEPTED
