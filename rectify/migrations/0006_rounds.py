"""Schema: plan, baseline, leading group, archive, look-back, assessment."""

from decimal import Decimal

import django.db.models.deletion
import django.db.models.expressions
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("rectify", "0005_outcomes"),
    ]

    operations = [
        migrations.CreateModel(
            name="Assessment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "version",
                    models.PositiveIntegerField(default=1, editable=False, verbose_name="版本"),
                ),
                ("name", models.CharField(max_length=80, verbose_name="评分表名称")),
                ("items", models.JSONField(verbose_name="评分项目")),
                ("grades", models.JSONField(verbose_name="等次")),
                ("assessor", models.CharField(blank=True, max_length=100, verbose_name="评估单位")),
                ("assessed_on", models.DateField(verbose_name="评估日期")),
                ("note", models.TextField(blank=True, verbose_name="综合评价")),
                (
                    "round",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assessment",
                        to="rectify.round",
                        verbose_name="轮次",
                    ),
                ),
            ],
            options={
                "verbose_name": "成效评估",
            },
        ),
        migrations.CreateModel(
            name="Pledge",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "version",
                    models.PositiveIntegerField(default=1, editable=False, verbose_name="版本"),
                ),
                ("pledged_on", models.DateField(blank=True, null=True, verbose_name="签字日期")),
                (
                    "leader",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="承诺人",
                    ),
                ),
                (
                    "round",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pledge",
                        to="rectify.round",
                        verbose_name="轮次",
                    ),
                ),
            ],
            options={
                "verbose_name": "整改承诺",
            },
        ),
        migrations.CreateModel(
            name="Scale",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "version",
                    models.PositiveIntegerField(default=1, editable=False, verbose_name="版本"),
                ),
                ("name", models.CharField(max_length=80, verbose_name="评分表名称")),
                ("items", models.JSONField(verbose_name="评分项目")),
                ("grades", models.JSONField(verbose_name="等次")),
                (
                    "unit",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="scale",
                        to="rectify.unit",
                        verbose_name="单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "评分表",
            },
        ),
        migrations.CreateModel(
            name="Scheme",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "version",
                    models.PositiveIntegerField(default=1, editable=False, verbose_name="版本"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("drafting", "起草"),
                            ("consulting", "征求意见"),
                            ("reviewing", "会审"),
                            ("deliberating", "党组会审议"),
                            ("approved", "待印发"),
                            ("issued", "已印发"),
                        ],
                        default="drafting",
                        max_length=20,
                        verbose_name="方案状态",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="方案名称")),
                ("text", models.TextField(blank=True, verbose_name="起草说明")),
                ("passing", models.PositiveSmallIntegerField(default=1, verbose_name="第几稿")),
                ("drafted_at", models.DateTimeField(verbose_name="起草时间")),
                ("reason", models.TextField(blank=True, verbose_name="退回原因")),
                ("meeting", models.CharField(blank=True, max_length=100, verbose_name="审议会议")),
                ("meeting_on", models.DateField(blank=True, null=True, verbose_name="审议日期")),
                ("number", models.CharField(blank=True, max_length=60, verbose_name="印发文号")),
                ("issued_on", models.DateField(blank=True, null=True, verbose_name="印发日期")),
                ("issued_at", models.DateTimeField(blank=True, null=True, verbose_name="冻结时间")),
                (
                    "baseline",
                    models.JSONField(blank=True, default=list, verbose_name="印发时的措施"),
                ),
                (
                    "baseline_sha256",
                    models.CharField(blank=True, max_length=64, verbose_name="基线SHA-256"),
                ),
                (
                    "drafted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="起草人",
                    ),
                ),
                (
                    "issued_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="印发人",
                    ),
                ),
                (
                    "round",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="scheme",
                        to="rectify.round",
                        verbose_name="轮次",
                    ),
                ),
            ],
            options={
                "verbose_name": "整改方案",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "drafting",
                                    "consulting",
                                    "reviewing",
                                    "deliberating",
                                    "approved",
                                    "issued",
                                ],
                            )
                        ),
                        name="scheme_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True), name="scheme_has_title"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("issued_at__isnull", False),
                                ("issued_on__isnull", False),
                                ("meeting_on__isnull", False),
                                ("state", "issued"),
                                models.Q(("number", ""), _negated=True),
                                models.Q(("baseline_sha256", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("state", "issued"), _negated=True),
                                ("baseline_sha256", ""),
                                ("issued_at__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="scheme_issued_with_baseline",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "approved"), _negated=True),
                            ("meeting_on__isnull", False),
                            _connector="OR",
                        ),
                        name="scheme_approved_by_meeting",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Takeover",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "version",
                    models.PositiveIntegerField(default=1, editable=False, verbose_name="版本"),
                ),
                ("taken_at", models.DateTimeField(verbose_name="纳入时间")),
                (
                    "finding",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("done", "已整改到位"),
                            ("not_done", "整改不到位"),
                            ("rebound", "反弹"),
                        ],
                        default="",
                        max_length=20,
                        verbose_name="核查结果",
                    ),
                ),
                ("note", models.TextField(blank=True, verbose_name="核查情况")),
                ("judged_at", models.DateTimeField(blank=True, null=True, verbose_name="核查时间")),
                (
                    "reopened_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="重新打开时间"),
                ),
                (
                    "dropped_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="移出时间"),
                ),
                (
                    "dropped_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="移出人",
                    ),
                ),
                (
                    "issue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="takeovers",
                        to="rectify.issue",
                        verbose_name="原问题",
                    ),
                ),
                (
                    "judged_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="核查登记人",
                    ),
                ),
                (
                    "reopened_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="重新打开人",
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="takeovers",
                        to="rectify.round",
                        verbose_name="回头看轮次",
                    ),
                ),
                (
                    "taken_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="纳入人",
                    ),
                ),
            ],
            options={
                "verbose_name": "回头看问题",
                "ordering": ("round", "issue", "id"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("dropped_at__isnull", True)),
                        fields=("round", "issue"),
                        name="takeover_once",
                        violation_error_message="该问题已纳入本轮回头看。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("finding", ""),
                                ("judged_at__isnull", True),
                                ("judged_by__isnull", True),
                            ),
                            models.Q(
                                ("finding__in", ["done", "not_done", "rebound"]),
                                ("judged_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="takeover_judged_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reopened_at__isnull", True), ("reopened_by__isnull", True)),
                            models.Q(
                                ("finding__in", ("not_done", "rebound")),
                                ("reopened_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="takeover_reopened_for_cause",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("finding__in", ("", "done")),
                            models.Q(("note", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="takeover_cause_told",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("dropped_at__isnull", True), ("dropped_by__isnull", True)),
                            models.Q(("dropped_at__isnull", False), ("reopened_at__isnull", True)),
                            _connector="OR",
                        ),
                        name="takeover_dropped_pair",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Amendment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "version",
                    models.PositiveIntegerField(default=1, editable=False, verbose_name="版本"),
                ),
                (
                    "measure_serial",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="措施编号"),
                ),
                (
                    "departure",
                    models.CharField(
                        choices=[
                            ("added", "新增"),
                            ("changed", "调整"),
                            ("moved", "变更时限"),
                            ("dropped", "撤销"),
                        ],
                        max_length=20,
                        verbose_name="变更",
                    ),
                ),
                ("reason", models.CharField(max_length=500, verbose_name="变更理由")),
                ("made_at", models.DateTimeField(verbose_name="变更时间")),
                (
                    "issue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="amendments",
                        to="rectify.issue",
                        verbose_name="问题",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="变更人",
                    ),
                ),
            ],
            options={
                "verbose_name": "方案变更",
                "ordering": ("issue", "made_at", "id"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="amendment_has_reason",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="GroupSeat",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "version",
                    models.PositiveIntegerField(default=1, editable=False, verbose_name="版本"),
                ),
                (
                    "seat",
                    models.CharField(
                        choices=[
                            ("head", "组长"),
                            ("deputy", "副组长"),
                            ("member", "成员"),
                            ("office_head", "办公室主任"),
                            ("office_member", "办公室成员"),
                        ],
                        max_length=20,
                        verbose_name="职务",
                    ),
                ),
                ("from_on", models.DateField(verbose_name="起始日期")),
                ("until_on", models.DateField(blank=True, null=True, verbose_name="终止日期")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="group_seats",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="人员",
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="group_seats",
                        to="rectify.round",
                        verbose_name="轮次",
                    ),
                ),
            ],
            options={
                "verbose_name": "领导小组成员",
                "ordering": ("round", "from_on", "id"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "seat__in",
                                ["head", "deputy", "member", "office_head", "office_member"],
                            )
                        ),
                        name="seat_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_on__isnull", True),
                            ("until_on__gte", models.F("from_on")),
                            _connector="OR",
                        ),
                        name="seat_until_after_from",
                        violation_error_message="终止日期不能早于起始日期。",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("until_on__isnull", True)),
                        fields=("round", "person", "seat"),
                        name="seat_held_once",
                        violation_error_message="该人员已担任此职务，无需重复增加。",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("seat__in", ("head", "office_head")), ("until_on__isnull", True)
                        ),
                        fields=("round", "seat"),
                        name="seat_of_one",
                        violation_error_message="组长和办公室主任各由一人担任，请先终止现任职务。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalAmendment",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "history_user_name",
                    models.CharField(blank=True, default="", max_length=40, verbose_name="操作人"),
                ),
                (
                    "version",
                    models.PositiveIntegerField(default=1, editable=False, verbose_name="版本"),
                ),
                ("history_user_id", models.IntegerField(null=True, verbose_name="操作人编号")),
                (
                    "measure_serial",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="措施编号"),
                ),
                (
                    "departure",
                    models.CharField(
                        choices=[
                            ("added", "新增"),
                            ("changed", "调整"),
                            ("moved", "变更时限"),
                            ("dropped", "撤销"),
                        ],
                        max_length=20,
                        verbose_name="变更",
                    ),
                ),
                ("reason", models.CharField(max_length=500, verbose_name="变更理由")),
                ("made_at", models.DateTimeField(verbose_name="变更时间")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField()),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "issue",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="rectify.issue",
                        verbose_name="问题",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="变更人",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 方案变更",
                "verbose_name_plural": "historical 方案变更s",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [
                    models.Index(
                        fields=["history_date", "id"], name="rectify_his_history_2a507a_idx"
                    )
                ],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalAssessment",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "history_user_name",
                    models.CharField(blank=True, default="", max_length=40, verbose_name="操作人"),
                ),
                (
                    "version",
                    models.PositiveIntegerField(default=1, editable=False, verbose_name="版本"),
                ),
                ("history_user_id", models.IntegerField(null=True, verbose_name="操作人编号")),
                ("name", models.CharField(max_length=80, verbose_name="评分表名称")),
                ("items", models.JSONField(verbose_name="评分项目")),
                ("grades", models.JSONField(verbose_name="等次")),
                ("assessor", models.CharField(blank=True, max_length=100, verbose_name="评估单位")),
                ("assessed_on", models.DateField(verbose_name="评估日期")),
                ("note", models.TextField(blank=True, verbose_name="综合评价")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField()),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="rectify.round",
                        verbose_name="轮次",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 成效评估",
                "verbose_name_plural": "historical 成效评估s",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [
                    models.Index(
                        fields=["history_date", "id"], name="rectify_his_history_6af7e7_idx"
                    )
                ],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalGroupSeat",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "history_user_name",
                    models.CharField(blank=True, default="", max_length=40, verbose_name="操作人"),
                ),
                (
                    "version",
                    models.PositiveIntegerField(default=1, editable=False, verbose_name="版本"),
                ),
                ("history_user_id", models.IntegerField(null=True, verbose_name="操作人编号")),
                (
                    "seat",
                    models.CharField(
                        choices=[
                            ("head", "组长"),
                            ("deputy", "副组长"),
                            ("member", "成员"),
                            ("office_head", "办公室主任"),
                            ("office_member", "办公室成员"),
                        ],
                        max_length=20,
                        verbose_name="职务",
                    ),
                ),
                ("from_on", models.DateField(verbose_name="起始日期")),
                ("until_on", models.DateField(blank=True, null=True, verbose_name="终止日期")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField()),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="人员",
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="rectify.round",
                        verbose_name="轮次",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 领导小组成员",
                "verbose_name_plural": "historical 领导小组成员s",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [
                    models.Index(
                        fields=["history_date", "id"], name="rectify_his_history_1c2ad1_idx"
                    )
                ],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalLeadingGroup",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "history_user_name",
                    models.CharField(blank=True, default="", max_length=40, verbose_name="操作人"),
                ),
                (
                    "version",
                    models.PositiveIntegerField(default=1, editable=False, verbose_name="版本"),
                ),
                ("history_user_id", models.IntegerField(null=True, verbose_name="操作人编号")),
                ("name", models.CharField(max_length=100, verbose_name="名称")),
                ("number", models.CharField(blank=True, max_length=60, verbose_name="成立文号")),
                ("founded_on", models.DateField(verbose_name="成立日期")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField()),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="rectify.round",
                        verbose_name="轮次",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 领导小组",
                "verbose_name_plural": "historical 领导小组s",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [
                    models.Index(
                        fields=["history_date", "id"], name="rectify_his_history_8bcaad_idx"
                    )
                ],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalPackage",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "history_user_name",
                    models.CharField(blank=True, default="", max_length=40, verbose_name="操作人"),
                ),
                (
                    "version",
                    models.PositiveIntegerField(default=1, editable=False, verbose_name="版本"),
                ),
                ("history_user_id", models.IntegerField(null=True, verbose_name="操作人编号")),
                ("name", models.CharField(max_length=200, verbose_name="文件名")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                ("size", models.PositiveBigIntegerField(verbose_name="大小")),
                ("files", models.PositiveIntegerField(verbose_name="文件数")),
                ("trail_length", models.PositiveBigIntegerField(verbose_name="操作记录条数")),
                ("trail_head", models.CharField(max_length=64, verbose_name="操作记录链首")),
                ("made_at", models.DateTimeField(verbose_name="生成时间")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField()),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="生成人",
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="rectify.round",
                        verbose_name="轮次",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 归档包",
                "verbose_name_plural": "historical 归档包s",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [
                    models.Index(
                        fields=["history_date", "id"], name="rectify_his_history_6bdafb_idx"
                    )
                ],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalPledge",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "history_user_name",
                    models.CharField(blank=True, default="", max_length=40, verbose_name="操作人"),
                ),
                (
                    "version",
                    models.PositiveIntegerField(default=1, editable=False, verbose_name="版本"),
                ),
                ("history_user_id", models.IntegerField(null=True, verbose_name="操作人编号")),
                ("pledged_on", models.DateField(blank=True, null=True, verbose_name="签字日期")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField()),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "leader",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="承诺人",
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="rectify.round",
                        verbose_name="轮次",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 整改承诺",
                "verbose_name_plural": "historical 整改承诺s",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [
                    models.Index(
                        fields=["history_date", "id"], name="rectify_his_history_067f98_idx"
                    )
                ],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalReceipt",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "history_user_name",
                    models.CharField(blank=True, default="", max_length=40, verbose_name="操作人"),
                ),
                (
                    "version",
                    models.PositiveIntegerField(default=1, editable=False, verbose_name="版本"),
                ),
                ("history_user_id", models.IntegerField(null=True, verbose_name="操作人编号")),
                ("received_on", models.DateField(verbose_name="签收日期")),
                ("title", models.CharField(max_length=200, verbose_name="文件名称")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="备注")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField()),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "receiver",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="签收人",
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="rectify.round",
                        verbose_name="轮次",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 签收",
                "verbose_name_plural": "historical 签收s",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [
                    models.Index(
                        fields=["history_date", "id"], name="rectify_his_history_55eda2_idx"
                    )
                ],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalSatisfaction",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "history_user_name",
                    models.CharField(blank=True, default="", max_length=40, verbose_name="操作人"),
                ),
                (
                    "version",
                    models.PositiveIntegerField(default=1, editable=False, verbose_name="版本"),
                ),
                ("history_user_id", models.IntegerField(null=True, verbose_name="操作人编号")),
                ("held_on", models.DateField(verbose_name="测评日期")),
                ("sent", models.PositiveIntegerField(verbose_name="发放")),
                ("returned", models.PositiveIntegerField(verbose_name="收回")),
                ("satisfied", models.PositiveIntegerField(verbose_name="满意")),
                ("fairly", models.PositiveIntegerField(verbose_name="基本满意")),
                ("dissatisfied", models.PositiveIntegerField(verbose_name="不满意")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField()),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="rectify.round",
                        verbose_name="轮次",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 满意度测评",
                "verbose_name_plural": "historical 满意度测评s",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [
                    models.Index(
                        fields=["history_date", "id"], name="rectify_his_history_485221_idx"
                    )
                ],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalScale",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "history_user_name",
                    models.CharField(blank=True, default="", max_length=40, verbose_name="操作人"),
                ),
                (
                    "version",
                    models.PositiveIntegerField(default=1, editable=False, verbose_name="版本"),
                ),
                ("history_user_id", models.IntegerField(null=True, verbose_name="操作人编号")),
                ("name", models.CharField(max_length=80, verbose_name="评分表名称")),
                ("items", models.JSONField(verbose_name="评分项目")),
                ("grades", models.JSONField(verbose_name="等次")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField()),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="rectify.unit",
                        verbose_name="单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 评分表",
                "verbose_name_plural": "historical 评分表s",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [
                    models.Index(
                        fields=["history_date", "id"], name="rectify_his_history_fad7b1_idx"
                    )
                ],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalScan",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "history_user_name",
                    models.CharField(blank=True, default="", max_length=40, verbose_name="操作人"),
                ),
                (
                    "version",
                    models.PositiveIntegerField(default=1, editable=False, verbose_name="版本"),
                ),
                ("history_user_id", models.IntegerField(null=True, verbose_name="操作人编号")),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("receipt", "反馈意见"),
                            ("pledge", "承诺书"),
                            ("group", "领导小组文件"),
                            ("scheme", "整改方案"),
                            ("review", "会审意见"),
                            ("meeting", "党组会纪要"),
                            ("assessment", "成效评估材料"),
                            ("other", "其他"),
                        ],
                        max_length=20,
                        verbose_name="所属环节",
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="文件名")),
                ("content_type", models.CharField(max_length=100, verbose_name="文件类型")),
                ("size", models.PositiveBigIntegerField(verbose_name="大小")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                ("kept_at", models.DateTimeField(verbose_name="存入时间")),
                (
                    "withdrawn_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="撤下时间"),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField()),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "kept_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="存入人",
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="rectify.round",
                        verbose_name="轮次",
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="撤下人",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 扫描件",
                "verbose_name_plural": "historical 扫描件s",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [
                    models.Index(
                        fields=["history_date", "id"], name="rectify_his_history_a1f092_idx"
                    )
                ],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalScheme",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "history_user_name",
                    models.CharField(blank=True, default="", max_length=40, verbose_name="操作人"),
                ),
                (
                    "version",
                    models.PositiveIntegerField(default=1, editable=False, verbose_name="版本"),
                ),
                ("history_user_id", models.IntegerField(null=True, verbose_name="操作人编号")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("drafting", "起草"),
                            ("consulting", "征求意见"),
                            ("reviewing", "会审"),
                            ("deliberating", "党组会审议"),
                            ("approved", "待印发"),
                            ("issued", "已印发"),
                        ],
                        default="drafting",
                        max_length=20,
                        verbose_name="方案状态",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="方案名称")),
                ("text", models.TextField(blank=True, verbose_name="起草说明")),
                ("passing", models.PositiveSmallIntegerField(default=1, verbose_name="第几稿")),
                ("drafted_at", models.DateTimeField(verbose_name="起草时间")),
                ("reason", models.TextField(blank=True, verbose_name="退回原因")),
                ("meeting", models.CharField(blank=True, max_length=100, verbose_name="审议会议")),
                ("meeting_on", models.DateField(blank=True, null=True, verbose_name="审议日期")),
                ("number", models.CharField(blank=True, max_length=60, verbose_name="印发文号")),
                ("issued_on", models.DateField(blank=True, null=True, verbose_name="印发日期")),
                ("issued_at", models.DateTimeField(blank=True, null=True, verbose_name="冻结时间")),
                (
                    "baseline",
                    models.JSONField(blank=True, default=list, verbose_name="印发时的措施"),
                ),
                (
                    "baseline_sha256",
                    models.CharField(blank=True, max_length=64, verbose_name="基线SHA-256"),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField()),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "drafted_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="起草人",
                    ),
                ),
                (
                    "issued_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="印发人",
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="rectify.round",
                        verbose_name="轮次",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 整改方案",
                "verbose_name_plural": "historical 整改方案s",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [
                    models.Index(
                        fields=["history_date", "id"], name="rectify_his_history_4d9253_idx"
                    )
                ],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalTakeover",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "history_user_name",
                    models.CharField(blank=True, default="", max_length=40, verbose_name="操作人"),
                ),
                (
                    "version",
                    models.PositiveIntegerField(default=1, editable=False, verbose_name="版本"),
                ),
                ("history_user_id", models.IntegerField(null=True, verbose_name="操作人编号")),
                ("taken_at", models.DateTimeField(verbose_name="纳入时间")),
                (
                    "finding",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("done", "已整改到位"),
                            ("not_done", "整改不到位"),
                            ("rebound", "反弹"),
                        ],
                        default="",
                        max_length=20,
                        verbose_name="核查结果",
                    ),
                ),
                ("note", models.TextField(blank=True, verbose_name="核查情况")),
                ("judged_at", models.DateTimeField(blank=True, null=True, verbose_name="核查时间")),
                (
                    "reopened_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="重新打开时间"),
                ),
                (
                    "dropped_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="移出时间"),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField()),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "dropped_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="移出人",
                    ),
                ),
                (
                    "issue",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="rectify.issue",
                        verbose_name="原问题",
                    ),
                ),
                (
                    "judged_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="核查登记人",
                    ),
                ),
                (
                    "reopened_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="重新打开人",
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="rectify.round",
                        verbose_name="回头看轮次",
                    ),
                ),
                (
                    "taken_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="纳入人",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 回头看问题",
                "verbose_name_plural": "historical 回头看问题s",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [
                    models.Index(
                        fields=["history_date", "id"], name="rectify_his_history_5c588d_idx"
                    )
                ],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="LeadingGroup",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "version",
                    models.PositiveIntegerField(default=1, editable=False, verbose_name="版本"),
                ),
                ("name", models.CharField(max_length=100, verbose_name="名称")),
                ("number", models.CharField(blank=True, max_length=60, verbose_name="成立文号")),
                ("founded_on", models.DateField(verbose_name="成立日期")),
                (
                    "round",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="leading_group",
                        to="rectify.round",
                        verbose_name="轮次",
                    ),
                ),
            ],
            options={
                "verbose_name": "领导小组",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="group_has_name"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Package",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "version",
                    models.PositiveIntegerField(default=1, editable=False, verbose_name="版本"),
                ),
                ("name", models.CharField(max_length=200, verbose_name="文件名")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                ("size", models.PositiveBigIntegerField(verbose_name="大小")),
                ("files", models.PositiveIntegerField(verbose_name="文件数")),
                ("trail_length", models.PositiveBigIntegerField(verbose_name="操作记录条数")),
                ("trail_head", models.CharField(max_length=64, verbose_name="操作记录链首")),
                ("made_at", models.DateTimeField(verbose_name="生成时间")),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="生成人",
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="packages",
                        to="rectify.round",
                        verbose_name="轮次",
                    ),
                ),
            ],
            options={
                "verbose_name": "归档包",
                "ordering": ("-made_at", "-id"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("files__gt", 0), ("size__gt", 0)),
                        name="package_not_empty",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Receipt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "version",
                    models.PositiveIntegerField(default=1, editable=False, verbose_name="版本"),
                ),
                ("received_on", models.DateField(verbose_name="签收日期")),
                ("title", models.CharField(max_length=200, verbose_name="文件名称")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="备注")),
                (
                    "receiver",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="签收人",
                    ),
                ),
                (
                    "round",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receipt",
                        to="rectify.round",
                        verbose_name="轮次",
                    ),
                ),
            ],
            options={
                "verbose_name": "签收",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True), name="receipt_has_title"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Satisfaction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "version",
                    models.PositiveIntegerField(default=1, editable=False, verbose_name="版本"),
                ),
                ("held_on", models.DateField(verbose_name="测评日期")),
                ("sent", models.PositiveIntegerField(verbose_name="发放")),
                ("returned", models.PositiveIntegerField(verbose_name="收回")),
                ("satisfied", models.PositiveIntegerField(verbose_name="满意")),
                ("fairly", models.PositiveIntegerField(verbose_name="基本满意")),
                ("dissatisfied", models.PositiveIntegerField(verbose_name="不满意")),
                (
                    "round",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="satisfaction",
                        to="rectify.round",
                        verbose_name="轮次",
                    ),
                ),
            ],
            options={
                "verbose_name": "满意度测评",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("returned__lte", models.F("sent")), ("sent__gt", 0)),
                        name="satisfaction_returned_within_sent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "returned",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("satisfied"), "+", models.F("fairly")
                                    ),
                                    "+",
                                    models.F("dissatisfied"),
                                ),
                            )
                        ),
                        name="satisfaction_adds_up",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Scan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "version",
                    models.PositiveIntegerField(default=1, editable=False, verbose_name="版本"),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("receipt", "反馈意见"),
                            ("pledge", "承诺书"),
                            ("group", "领导小组文件"),
                            ("scheme", "整改方案"),
                            ("review", "会审意见"),
                            ("meeting", "党组会纪要"),
                            ("assessment", "成效评估材料"),
                            ("other", "其他"),
                        ],
                        max_length=20,
                        verbose_name="所属环节",
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="文件名")),
                ("content_type", models.CharField(max_length=100, verbose_name="文件类型")),
                ("size", models.PositiveBigIntegerField(verbose_name="大小")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                ("kept_at", models.DateTimeField(verbose_name="存入时间")),
                (
                    "withdrawn_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="撤下时间"),
                ),
                (
                    "kept_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="存入人",
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="scans",
                        to="rectify.round",
                        verbose_name="轮次",
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="撤下人",
                    ),
                ),
            ],
            options={
                "verbose_name": "扫描件",
                "ordering": ("round", "purpose", "kept_at", "id"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("size__gt", 0)), name="scan_not_empty"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "purpose__in",
                                [
                                    "receipt",
                                    "pledge",
                                    "group",
                                    "scheme",
                                    "review",
                                    "meeting",
                                    "assessment",
                                    "other",
                                ],
                            )
                        ),
                        name="scan_purpose_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=("round", "purpose", "sha256"),
                        name="scan_once",
                        violation_error_message="该环节已有内容相同的扫描件，无需重复上传。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("withdrawn_at__isnull", False),
                            ("withdrawn_by__isnull", True),
                            _connector="OR",
                        ),
                        name="scan_withdrawn_pair",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Opinion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "version",
                    models.PositiveIntegerField(default=1, editable=False, verbose_name="版本"),
                ),
                ("source", models.CharField(max_length=80, verbose_name="提出单位或人员")),
                ("given_on", models.DateField(verbose_name="提出日期")),
                ("text", models.TextField(verbose_name="意见内容")),
                (
                    "adoption",
                    models.CharField(
                        choices=[
                            ("open", "待研究"),
                            ("taken", "采纳"),
                            ("partly", "部分采纳"),
                            ("not_taken", "未采纳"),
                        ],
                        default="open",
                        max_length=20,
                        verbose_name="采纳情况",
                    ),
                ),
                ("reply", models.TextField(blank=True, verbose_name="处理说明")),
                (
                    "scheme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="opinions",
                        to="rectify.scheme",
                        verbose_name="整改方案",
                    ),
                ),
            ],
            options={
                "verbose_name": "征求意见",
                "ordering": ("scheme", "given_on", "id"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("source", ""), _negated=True),
                            models.Q(("text", ""), _negated=True),
                        ),
                        name="opinion_says_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("adoption__in", ("partly", "not_taken")), _negated=True),
                            models.Q(("reply", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="opinion_refused_with_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="JointReview",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "version",
                    models.PositiveIntegerField(default=1, editable=False, verbose_name="版本"),
                ),
                ("passing", models.PositiveSmallIntegerField(verbose_name="第几稿")),
                (
                    "bodies",
                    models.CharField(
                        choices=[
                            ("three", "三方会审（纪委监委、组织部、巡察办）"),
                            ("four", "四方会审（纪委监委、组织部、巡察办、巡察组）"),
                            ("five", "五方会审（纪委监委、组织部、宣传部、巡察办、巡察组）"),
                        ],
                        max_length=20,
                        verbose_name="会审方式",
                    ),
                ),
                ("held_on", models.DateField(verbose_name="会审日期")),
                (
                    "grade",
                    models.CharField(
                        choices=[
                            ("good", "好"),
                            ("fair", "中"),
                            ("poor", "差"),
                            ("returned", "退回"),
                        ],
                        max_length=20,
                        verbose_name="会审评价",
                    ),
                ),
                ("reason", models.TextField(blank=True, verbose_name="会审意见")),
                (
                    "scheme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to="rectify.scheme",
                        verbose_name="整改方案",
                    ),
                ),
            ],
            options={
                "verbose_name": "会审",
                "ordering": ("scheme", "held_on", "id"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("grade", "good"),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="review_with_reason",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalOpinion",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "history_user_name",
                    models.CharField(blank=True, default="", max_length=40, verbose_name="操作人"),
                ),
                (
                    "version",
                    models.PositiveIntegerField(default=1, editable=False, verbose_name="版本"),
                ),
                ("history_user_id", models.IntegerField(null=True, verbose_name="操作人编号")),
                ("source", models.CharField(max_length=80, verbose_name="提出单位或人员")),
                ("given_on", models.DateField(verbose_name="提出日期")),
                ("text", models.TextField(verbose_name="意见内容")),
                (
                    "adoption",
                    models.CharField(
                        choices=[
                            ("open", "待研究"),
                            ("taken", "采纳"),
                            ("partly", "部分采纳"),
                            ("not_taken", "未采纳"),
                        ],
                        default="open",
                        max_length=20,
                        verbose_name="采纳情况",
                    ),
                ),
                ("reply", models.TextField(blank=True, verbose_name="处理说明")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField()),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "scheme",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="rectify.scheme",
                        verbose_name="整改方案",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 征求意见",
                "verbose_name_plural": "historical 征求意见s",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [
                    models.Index(
                        fields=["history_date", "id"], name="rectify_his_history_ab3ff2_idx"
                    )
                ],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalJointReview",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "history_user_name",
                    models.CharField(blank=True, default="", max_length=40, verbose_name="操作人"),
                ),
                (
                    "version",
                    models.PositiveIntegerField(default=1, editable=False, verbose_name="版本"),
                ),
                ("history_user_id", models.IntegerField(null=True, verbose_name="操作人编号")),
                ("passing", models.PositiveSmallIntegerField(verbose_name="第几稿")),
                (
                    "bodies",
                    models.CharField(
                        choices=[
                            ("three", "三方会审（纪委监委、组织部、巡察办）"),
                            ("four", "四方会审（纪委监委、组织部、巡察办、巡察组）"),
                            ("five", "五方会审（纪委监委、组织部、宣传部、巡察办、巡察组）"),
                        ],
                        max_length=20,
                        verbose_name="会审方式",
                    ),
                ),
                ("held_on", models.DateField(verbose_name="会审日期")),
                (
                    "grade",
                    models.CharField(
                        choices=[
                            ("good", "好"),
                            ("fair", "中"),
                            ("poor", "差"),
                            ("returned", "退回"),
                        ],
                        max_length=20,
                        verbose_name="会审评价",
                    ),
                ),
                ("reason", models.TextField(blank=True, verbose_name="会审意见")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField()),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "scheme",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="rectify.scheme",
                        verbose_name="整改方案",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 会审",
                "verbose_name_plural": "historical 会审s",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [
                    models.Index(
                        fields=["history_date", "id"], name="rectify_his_history_047562_idx"
                    )
                ],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Deduction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "version",
                    models.PositiveIntegerField(default=1, editable=False, verbose_name="版本"),
                ),
                ("item", models.PositiveSmallIntegerField(verbose_name="评分项目")),
                (
                    "points",
                    models.DecimalField(decimal_places=1, max_digits=4, verbose_name="扣分"),
                ),
                ("reason", models.TextField(verbose_name="扣分理由")),
                (
                    "withdrawn_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="撤销时间"),
                ),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deductions",
                        to="rectify.assessment",
                        verbose_name="成效评估",
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="撤销人",
                    ),
                ),
            ],
            options={
                "verbose_name": "扣分",
                "ordering": ("assessment", "item", "id"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("points__gt", Decimal("0")), ("points__lte", Decimal("100"))
                        ),
                        name="deduction_points_sensible",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="deduction_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("withdrawn_at__isnull", False),
                            ("withdrawn_by__isnull", True),
                            _connector="OR",
                        ),
                        name="deduction_withdrawn_pair",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalDeduction",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "history_user_name",
                    models.CharField(blank=True, default="", max_length=40, verbose_name="操作人"),
                ),
                (
                    "version",
                    models.PositiveIntegerField(default=1, editable=False, verbose_name="版本"),
                ),
                ("history_user_id", models.IntegerField(null=True, verbose_name="操作人编号")),
                ("item", models.PositiveSmallIntegerField(verbose_name="评分项目")),
                (
                    "points",
                    models.DecimalField(decimal_places=1, max_digits=4, verbose_name="扣分"),
                ),
                ("reason", models.TextField(verbose_name="扣分理由")),
                (
                    "withdrawn_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="撤销时间"),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField()),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "assessment",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="rectify.assessment",
                        verbose_name="成效评估",
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="撤销人",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 扣分",
                "verbose_name_plural": "historical 扣分s",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [
                    models.Index(
                        fields=["history_date", "id"], name="rectify_his_history_8cda1e_idx"
                    )
                ],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AddField(
            model_name="historicalround",
            name="closed_at",
            field=models.DateTimeField(
                blank=True, editable=False, null=True, verbose_name="办结归档时间"
            ),
        ),
        migrations.AddField(
            model_name="historicalround",
            name="closed_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="办结归档人",
            ),
        ),
        migrations.AddField(
            model_name="historicalround",
            name="planned_at",
            field=models.DateTimeField(
                blank=True, editable=False, null=True, verbose_name="方案印发时间"
            ),
        ),
        migrations.AddField(
            model_name="historicalround",
            name="planned_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="方案印发人",
            ),
        ),
        migrations.AddField(
            model_name="round",
            name="closed_at",
            field=models.DateTimeField(
                blank=True, editable=False, null=True, verbose_name="办结归档时间"
            ),
        ),
        migrations.AddField(
            model_name="round",
            name="closed_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="办结归档人",
            ),
        ),
        migrations.AddField(
            model_name="round",
            name="planned_at",
            field=models.DateTimeField(
                blank=True, editable=False, null=True, verbose_name="方案印发时间"
            ),
        ),
        migrations.AddField(
            model_name="round",
            name="planned_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="方案印发人",
            ),
        ),
        migrations.AlterField(
            model_name="job",
            name="kind",
            field=models.CharField(
                choices=[
                    ("read_paper", "识别材料"),
                    ("render_report", "生成报告"),
                    ("render_sheet", "生成销号表"),
                    ("archive_round", "生成归档包"),
                ],
                max_length=30,
                verbose_name="事项",
            ),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("planned_at__isnull", False), ("planned_by__isnull", True), _connector="OR"
                ),
                name="round_planned_pair",
            ),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("closed_at__isnull", False), ("closed_by__isnull", True), _connector="OR"
                ),
                name="round_closed_pair",
            ),
        ),
    ]
