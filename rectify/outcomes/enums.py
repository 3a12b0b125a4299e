"""Kinds of outcomes, the forms that each kind takes, and how far a 制度 has come."""

from __future__ import annotations

from django.db import models


class OutcomeKind(models.TextChoices):
    """What was brought about; each kind has facts of its own and is counted by itself."""

    REGULATION = "regulation", "制度"
    MEETING = "meeting", "会议"
    ACCOUNTABILITY = "accountability", "问责"
    FUNDS = "funds", "资金"
    ACTIVITY = "activity", "活动培训"
    SUPERVISION = "supervision", "督查督办"
    CONSULTATION = "consultation", "调研征求意见"


class OutcomeForm(models.TextChoices):
    """The form within a kind."""

    FORMULATED = "formulated", "制定"
    REVISED = "revised", "修订"
    GROUP_MEETING = "group_meeting", "党组会议"
    STUDY_MEETING = "study_meeting", "理论学习中心组学习"
    LEADING_GROUP = "leading_group", "整改工作领导小组会议"
    DEMOCRATIC_LIFE = "democratic_life", "民主生活会"
    SPECIAL_MEETING = "special_meeting", "专题会议"
    OTHER_MEETING = "other_meeting", "其他会议"
    SANCTION = "sanction", "党纪政务处分"
    ORGANISATIONAL = "organisational", "组织处理"
    ADMONITION = "admonition", "诫勉"
    ORDERED_REVIEW = "ordered_review", "责令检查"
    CRITICISM = "criticism", "批评教育"
    REMINDER_TALK = "reminder_talk", "提醒谈话"
    REFUNDED = "refunded", "清退"
    RECOVERED = "recovered", "追缴"
    TAKEN_BACK = "taken_back", "收回"
    LOSS_AVERTED = "loss_averted", "挽回损失"
    TRAINING = "training", "培训"
    ACTIVITY = "activity", "活动"
    INSPECTION = "inspection", "督查"
    URGING = "urging", "督办"
    RESEARCH = "research", "调研"
    OPINIONS = "opinions", "征求意见"


class RegulationState(models.TextChoices):
    """How far a 制度 has come."""

    PLANNED = "planned", "拟定"
    DRAFTING = "drafting", "起草中"
    ISSUED = "issued", "已印发"


_F = OutcomeForm
FORMS: dict[OutcomeKind, tuple[OutcomeForm, ...]] = {
    OutcomeKind.REGULATION: (_F.FORMULATED, _F.REVISED),
    OutcomeKind.MEETING: (
        _F.GROUP_MEETING,
        _F.STUDY_MEETING,
        _F.LEADING_GROUP,
        _F.DEMOCRATIC_LIFE,
        _F.SPECIAL_MEETING,
        _F.OTHER_MEETING,
    ),
    OutcomeKind.ACCOUNTABILITY: (
        _F.SANCTION,
        _F.ORGANISATIONAL,
        _F.ADMONITION,
        _F.ORDERED_REVIEW,
        _F.CRITICISM,
        _F.REMINDER_TALK,
    ),
    OutcomeKind.FUNDS: (_F.REFUNDED, _F.RECOVERED, _F.TAKEN_BACK, _F.LOSS_AVERTED),
    OutcomeKind.ACTIVITY: (_F.TRAINING, _F.ACTIVITY),
    OutcomeKind.SUPERVISION: (_F.INSPECTION, _F.URGING),
    OutcomeKind.CONSULTATION: (_F.RESEARCH, _F.OPINIONS),
}
"""The forms of each kind, in the order in which papers name them."""

COUNTED_IN_TIMES = (OutcomeKind.ACTIVITY, OutcomeKind.SUPERVISION, OutcomeKind.CONSULTATION)
"""Kinds of which one row may stand for several times (次)."""
