"""Everything that changes categories and issues."""

from __future__ import annotations

from typing import Any

from rectify.access.permissions import Permission
from rectify.issues.amending import PLANNED_FIELDS, keep_reason
from rectify.issues.enums import Departure
from rectify.issues.models import Category, Issue
from rectify.issues.ordering import changed_places
from rectify.issues.rules import (
    problems_of_category,
    problems_of_issue,
    problems_of_reason,
    problems_of_stating,
)
from rectify.kernel.problems import Problem, Refused, refuse_if
from rectify.people.models import Person
from rectify.people.rules import demand, demand_in_round
from rectify.rounds.models import Round
from rectify.rounds.operations import next_issue_serial
from rectify.trail.acts import Act
from rectify.trail.operations import operation, record
from rectify.trail.rows import lock, sent_twice


@operation
def create_category(
    round_: Round,
    *,
    title: str,
    number: str = "",
    parent: Category | None = None,
    by: Person | None,
) -> Category:
    """Add a category at the end of its level; one of the same title there is returned instead.

    Refuses an empty title and a parent of another round; leaves `category.created`.
    """
    demand_in_round(by, Permission.EDIT_LEDGER, round_)
    round_ = lock(round_)
    title = title.strip()
    if not title:
        raise Refused(Problem("category.title", "请填写类别名称。", field="title"))
    if parent is not None and parent.round_id != round_.pk:
        raise Refused(Problem("category.parent", "上级类别须属于同一轮次。", field="parent"))
    siblings = Category.objects.filter(round=round_, parent=parent)
    category = siblings.filter(title=title).first() or Category(
        round=round_, parent=parent, title=title, number=number, position=siblings.count() + 1
    )
    if category.pk is None:
        category.save()
    record(Act.CATEGORY_CREATED, category, by=by)
    return category


@operation
def amend_category(
    category: Category, *, version: int, changes: dict[str, Any], by: Person | None
) -> Category:
    """Change a category's `title`, `number` or `parent`; moved, it comes last on its new level.

    Refuses an empty title, one that stands there already, a parent of another round or from below
    the category itself, and a category that somebody else changed meanwhile (`row.stale`); leaves
    `category.amended`.
    """
    demand_in_round(by, Permission.EDIT_LEDGER, category.round)
    round_ = lock(category.round)
    category = lock(category, version=version)
    was = category.parent_id
    for field, value in changes.items():
        setattr(category, field, value.strip() if isinstance(value, str) else value)
    siblings = Category.objects.filter(round=round_, parent=category.parent_id)
    siblings = siblings.exclude(pk=category.pk)
    refuse_if(problems_of_category(category, dict(_parents_of(round_)), siblings))
    if category.parent_id != was:
        last = siblings.order_by("position").last()
        category.position = last.position + 1 if last is not None else 1
    category.save_changes(*changes, "position")
    record(Act.CATEGORY_AMENDED, category, by=by)
    return category


@operation
def move_category(category: Category, *, up: bool, version: int, by: Person | None) -> Category:
    """Let a category change places with the one before it on its level, or with the one behind it.

    Refuses the first one up and the last one down, and a category that somebody else changed or moved
    meanwhile (`row.stale`); leaves `category.moved`.
    """
    demand_in_round(by, Permission.EDIT_LEDGER, category.round)
    round_ = lock(category.round)
    category = lock(category, version=version)
    siblings = Category.objects.filter(round=round_, parent=category.parent_id)
    ordered = siblings.select_for_update(of=("self",)).order_by("position", "pk")
    for moved in changed_places(ordered, category, up=up, name="类别"):
        moved.save_changes("position")
    record(Act.CATEGORY_MOVED, category, by=by)
    return category


@operation
def withdraw_category(
    category: Category, *, version: int, reason: str, by: Person | None
) -> Category:
    """Take back a category that was entered by mistake; it stays with its history.

    Refuses one without a reason, and one that holds issues or other categories; leaves
    `category.withdrawn`.
    """
    demand_in_round(by, Permission.EDIT_LEDGER, category.round)
    lock(category.round)
    category = lock(category, version=version)
    refuse_if(problems_of_reason(reason))
    issues = Issue.objects.filter(category=category).exists()
    if issues or Category.objects.filter(parent=category).exists():
        words = "该类别下还有问题或下级类别，请先把它们移到其他类别或撤回。"
        raise Refused(Problem("category.built_on", words))
    category.withdraw(reason=reason.strip(), by=by)
    record(Act.CATEGORY_WITHDRAWN, category, by=by)
    return category


def _parents_of(round_: Round) -> Any:
    """(id, id of the category above) of the round's categories."""
    return Category.objects.filter(round=round_).values_list("pk", "parent_id")


@operation
def create_issue(
    round_: Round,
    *,
    category: Category | None,
    facts: dict[str, Any],
    reason: str = "",
    by: Person | None,
) -> Issue:
    """Add an issue with the round's next number from `facts` (the model's fields by name).

    The same issue sent again (a double click, a retry) gives back the one there is. Refuses an empty
    title, a conclusion stated by hand, a category, leader or department from elsewhere, and once the
    plan is issued no `reason`; leaves `issue.created`.
    """
    demand_in_round(by, Permission.EDIT_LEDGER, round_)
    round_ = lock(round_)
    issue = Issue(round=round_, category=category, **facts)
    refuse_if(problems_of_issue(issue) + problems_of_stating(issue.stated, was=""))
    same: Issue | None = sent_twice(Issue.objects.filter(round=round_, category=category, **facts))
    if same is not None:
        record(Act.ISSUE_CREATED, same, by=by)
        return same
    issue.serial = next_issue_serial(round_)
    issue.save()
    keep_reason(round_, issue, Departure.ADDED, reason=reason, by=by)
    record(Act.ISSUE_CREATED, issue, by=by)
    return issue


def _reviewed(issue: Issue) -> bool:
    """Whether the issue's own 销号 waits or was ever agreed to."""
    return bool(issue.submissions.filter(state__in=("waiting", "accepted")).exists())


@operation
def amend_issue(
    issue: Issue,
    *,
    version: int,
    changes: dict[str, Any],
    reason: str = "",
    by: Person | None,
) -> Issue:
    """Change named fields of an issue.

    Refuses when somebody else changed it meanwhile (`row.stale`), an empty title, a leader,
    department or category from elsewhere, a conclusion stated by hand, any other standing by hand
    where a review decides it, and what departs from the issued plan without a `reason`;
    leaves `issue.amended` and a row version.
    """
    demand(by, Permission.EDIT_LEDGER, issue)
    round_ = lock(issue.round)
    issue = lock(issue, version=version)
    if changes.get("stated", issue.stated) != issue.stated and _reviewed(issue):
        sentence = "该问题已提交或办理销号，认定状态由审核决定；需继续整改的，请在问题页重新开启。"
        raise Refused(Problem("issue.decided", sentence, field="stated"))
    departs = any(getattr(issue, name) != changes[name] for name in PLANNED_FIELDS & changes.keys())
    was = issue.stated
    for field, value in changes.items():
        setattr(issue, field, value)
    refuse_if(problems_of_issue(issue) + problems_of_stating(issue.stated, was=was))
    issue.save_changes(*changes)
    if departs:
        keep_reason(round_, issue, Departure.CHANGED, reason=reason, by=by)
    record(Act.ISSUE_AMENDED, issue, by=by)
    return issue
