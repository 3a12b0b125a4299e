"""Pure questions about a plan: may it go on, and is what is entered about it sound."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from rectify.kernel.problems import Problem
from rectify.scheme.enums import PASSING, Adoption, Grade
from rectify.scheme.models import JointReview, Opinion, Scheme


def problems_of_opinion(opinion: Opinion, today: date) -> list[Problem]:
    """What is wrong with an opinion as entered, each beside its field."""
    problems = []
    if not opinion.source.strip():
        problems.append(Problem("opinion.source", "请填写提出单位或人员。", field="source"))
    if not opinion.text.strip():
        problems.append(
            Problem("opinion.text", "请填写意见内容，没有意见的填“无意见”。", field="text")
        )
    if opinion.given_on > today:
        problems.append(Problem("opinion.day", "提出日期不能晚于今天。", field="given_on"))
    if opinion.adoption in {Adoption.PARTLY, Adoption.NOT_TAKEN} and not opinion.reply.strip():
        problems.append(Problem("opinion.reply", "未采纳或部分采纳的，请说明理由。", field="reply"))
    return problems


def problems_of_review(review: JointReview, today: date) -> list[Problem]:
    """What is wrong with a joint review as entered."""
    problems = []
    if review.held_on > today:
        problems.append(Problem("review.day", "会审日期不能晚于今天。", field="held_on"))
    if review.grade != Grade.GOOD and not review.reason.strip():
        problems.append(
            Problem("review.reason", "评价为中、差或退回的，请写明会审意见和理由。", field="reason")
        )
    return problems


def problems_of_drafting(measures: int) -> list[Problem]:
    """Why a draft cannot go out: a plan without a single measure is none."""
    if measures:
        return []
    return [Problem("scheme.empty", "台账中还没有整改措施，请先为各问题录入措施、责任人和时限。")]


def problems_of_consulting(opinions: Sequence[Opinion]) -> list[Problem]:
    """Why a plan cannot go to review: opinions about which nothing has been decided."""
    still = sum(opinion.adoption == Adoption.OPEN for opinion in opinions)
    if not still:
        return []
    return [
        Problem("scheme.opinions", f"还有{still}条意见未注明采纳情况，请逐条处理后再提请会审。")
    ]


def problems_of_passing(scheme: Scheme, reviews: Sequence[JointReview]) -> list[Problem]:
    """Why a plan cannot leave the joint review: none of this draft, or one that does not pass."""
    of_draft = [review for review in reviews if review.passing == scheme.passing]
    if not of_draft:
        return [Problem("scheme.unreviewed", "请先登记本稿的会审意见。")]
    last = max(of_draft, key=lambda review: (review.held_on, review.pk))
    if last.grade not in PASSING:
        word = last.get_grade_display()
        return [
            Problem(
                "scheme.not_passing",
                f"最近一次会审评价为“{word}”，请退回修改，或重新会审后再提请党组会审议。",
            )
        ]
    return []


def problems_of_meeting(meeting: str, meeting_on: date | None, today: date) -> list[Problem]:
    """What is wrong with the meeting that is to have approved the plan."""
    problems = []
    if not meeting.strip():
        problems.append(Problem("scheme.meeting", "请填写审议会议名称。", field="meeting"))
    if meeting_on is None:
        problems.append(Problem("scheme.meeting_on", "请填写审议日期。", field="meeting_on"))
    elif meeting_on > today:
        problems.append(Problem("scheme.meeting_on", "审议日期不能晚于今天。", field="meeting_on"))
    return problems


def problems_of_issuing(
    scheme: Scheme, number: str, issued_on: date | None, today: date
) -> list[Problem]:
    """What is wrong with number and day of issue."""
    problems = []
    if not number.strip():
        problems.append(Problem("scheme.number", "请填写印发文号。", field="number"))
    if issued_on is None:
        problems.append(Problem("scheme.issued_on", "请填写印发日期。", field="issued_on"))
    elif issued_on > today:
        problems.append(Problem("scheme.issued_on", "印发日期不能晚于今天。", field="issued_on"))
    elif scheme.meeting_on is not None and issued_on < scheme.meeting_on:
        problems.append(
            Problem("scheme.issued_on", "印发日期不能早于党组会审议日期。", field="issued_on")
        )
    return problems
