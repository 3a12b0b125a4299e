"""What the demonstration's own words must keep, before any database is asked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import PurePath

from rectify.access.roles import ROLES
from rectify.issues.enums import Pace, Source, Standing
from rectify.management.demonstration import material
from rectify.management.demonstration.days import MARK
from rectify.management.demonstration.material import Entry, IssueMaterial, MeasureMaterial
from rectify.management.demonstration.staff import PASSWORD, accounts

ROUNDS = material.rounds()
MASKS = re.compile(r"[XxＸ*×＊○〇□?？]|某")
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,;:!?()]|[,;:!?()][\u4e00-\u9fff]")
SLIPS = re.compile(r"巡视|截止目前|帐|其它|帐目|。。|，，|、、|，。")
PAIRS = (("“", "”"), ("《", "》"), ("（", "）"), ("〔", "〕"))


def issues() -> list[IssueMaterial]:
    return [issue for given in ROUNDS for issue in given.issues]


def measures() -> list[MeasureMaterial]:
    return [measure for issue in issues() for measure in issue.measures]


def entries() -> list[Entry]:
    return [entry for measure in measures() for entry in measure.log]


def told() -> Iterator[str]:
    """Every sentence that a user may read."""
    for given in ROUNDS:
        yield from (value for value in given.facts.values() if isinstance(value, str))
    for issue in issues():
        yield from (title for _, title in issue.path)
        yield from (issue.text, issue.cause, issue.target, issue.wider_check)
    for measure in measures():
        yield from (measure.text, measure.due, measure.involved)
    for entry in entries():
        yield from (entry.words, *(PurePath(name).stem for name in entry.evidence))


def named() -> Iterator[tuple[dict[str, set[str]], IssueMaterial]]:
    """Each issue with the names of its unit's persons and departments."""
    names = {
        unit["key"]: {
            "persons": {person["name"] for person in unit["persons"]},
            "departments": {department["name"] for department in unit["departments"]},
        }
        for unit in material.units()
    }
    for given in ROUNDS:
        yield from ((names[given.unit], issue) for issue in given.issues)


def test_there_are_three_rounds_of_two_units_with_sixty_issues_and_a_hundred_and_sixty_measures() -> (
    None
):
    assert [(given.unit, len(given.issues)) for given in ROUNDS] == [
        ("wenlv", 10),
        ("wenlv", 32),
        ("shuili", 20),
    ]
    assert len(measures()) == 160


def test_all_five_standings_and_every_kind_of_issue_occur() -> None:
    assert {measure.standing for measure in measures()} == set(Standing.values)
    assert {issue.pace for issue in issues()} == set(Pace.values)
    assert {issue.source for issue in issues()} == set(Source.values) - {Source.ON_THE_SPOT}
    assert {issue.concluded["standing"] for issue in issues() if issue.concluded} == {
        Standing.DONE,
        Standing.PARTIAL,
        Standing.LONG_TERM,
    }


def test_every_person_and_department_named_belongs_to_the_unit() -> None:
    for names, issue in named():
        assert issue.leader in names["persons"]
        assert issue.lead in names["departments"]
        for measure in issue.measures:
            assert {measure.leader, *measure.persons} <= names["persons"]
            assert {measure.lead, *measure.assist} <= names["departments"]
            assert {e.department for e in measure.log} - {""} <= set(measure.assist)
            assert measure.lead not in measure.assist


def test_every_department_has_one_handler_and_one_head() -> None:
    for unit in material.units()[1:]:
        for role in ("handler", "department_head"):
            holders = [p["department"] for p in unit["persons"] if role in p.get("roles", ())]
            assert sorted(holders) == sorted(d["name"] for d in unit["departments"])


def test_names_of_persons_and_accounts_are_never_doubled() -> None:
    names = [person["name"] for unit in material.units() for person in unit["persons"]]
    usernames = [account.username for account in accounts()]
    assert not [name for name, count in Counter(names + usernames).items() if count > 1]


def test_there_is_an_account_for_every_role_and_the_units_mirror_each_other() -> None:
    assert {account.role for account in accounts()} == {role.title for role in ROLES.values()}
    usernames = {account.username for account in accounts()}
    first = {"zhenggaiban", "jingban", "fuzeren", "lingdao", "shuji", "paizhu"}
    mirrored = {f"sl-{name}" for name in first}
    assert first | mirrored | {"jiandu", "xitong", "anquan", "shenji"} == usernames
    assert len(PASSWORD) >= 10


def test_the_papers_numbers_run_on_in_each_round() -> None:
    for given in ROUNDS:
        numbers = [issue.number for issue in given.issues if issue.source != "self_found"]
        plain = [int(number) for number in numbers if number.isdigit()]
        assert plain == list(range(1, len(plain) + 1))
        assert len({issue.number for issue in given.issues}) == len(given.issues)


def test_no_sentence_stands_twice_where_something_of_its_own_should_be_said() -> None:
    own = [issue.title for issue in issues()]
    own += [words for issue in issues() for words in (issue.text, issue.cause, issue.target)]
    own += [measure.text for measure in measures()]
    own += [entry.words for entry in entries() if entry.verb == "progress"]
    own += [entry.words for entry in entries() if entry.verb == "submit"]
    assert not [words for words, count in Counter(own).items() if count > 1]


def test_every_issue_tells_facts_found_by_checking() -> None:
    assert not [
        issue.number for issue in issues() if not re.search(r"\d", MARK.sub("", issue.text))
    ]
    assert all(len(issue.cause) >= 25 and len(issue.target) >= 15 for issue in issues())


def test_no_masks_slips_or_half_width_marks_are_left_in_the_words() -> None:
    for words in told():
        plain = MARK.sub("1", words)
        assert not MASKS.search(plain), words
        assert not SLIPS.search(plain), words
        assert not HALF_WIDTH.search(plain), words
        assert not re.search(r"[{}]", plain), words


def test_quotation_marks_and_brackets_are_paired() -> None:
    for words in told():
        for opening, closing in PAIRS:
            assert words.count(opening) == words.count(closing), words


def test_a_log_runs_forward_and_its_share_never_falls() -> None:
    for given in ROUNDS:
        for measure in (measure for issue in given.issues for measure in issue.measures):
            days = [entry.day for entry in measure.log]
            assert days == sorted(days)
            assert all(given.feedback_on < day < 0 for day in days)
            own = [e.percent for e in measure.log if e.verb == "progress" and not e.department]
            assert own == sorted(own)


def test_a_finished_measure_was_done_proved_handed_in_and_accepted() -> None:
    for measure in measures():
        verbs = [entry.verb for entry in measure.log]
        if "submit" in verbs:
            before = measure.log[: verbs.index("submit")]
            assert any(entry.evidence for entry in before), measure.text
        if measure.standing in {Standing.DONE, Standing.PARTIAL}:
            assert verbs[-1] == "accept", measure.text
        if measure.standing == Standing.NOT_DONE:
            assert not measure.log
        if measure.standing == Standing.IN_PROGRESS:
            assert verbs[0] == "progress"
            assert "accept" not in verbs


def test_something_waits_at_each_step_of_review_and_something_was_returned() -> None:
    last = Counter(measure.log[-1].verb for measure in measures() if measure.log)
    assert min(last["submit"], last["forward"], last["return"]) >= 2
    assert sum(entry.verb == "return" for entry in entries()) >= 4


def test_each_file_of_evidence_has_a_name_of_its_own_within_its_measure() -> None:
    for measure in measures():
        names = [name for entry in measure.log for name in entry.evidence]
        assert len(names) == len(set(names))
        assert all(name.endswith((".pdf", ".png", ".txt")) for name in names)
