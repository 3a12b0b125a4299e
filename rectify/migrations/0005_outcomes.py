"""Schema: outcomes, versions of evidence and progress."""

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("rectify", "0004_closeout"),
    ]

    operations = [
        migrations.CreateModel(
            name="Outcome",
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
                    "kind",
                    models.CharField(
                        choices=[
                            ("regulation", "制度"),
                            ("meeting", "会议"),
                            ("accountability", "问责"),
                            ("funds", "资金"),
                            ("activity", "活动培训"),
                            ("supervision", "督查督办"),
                            ("consultation", "调研征求意见"),
                        ],
                        max_length=20,
                        verbose_name="类别",
                    ),
                ),
                (
                    "form",
                    models.CharField(
                        choices=[
                            ("formulated", "制定"),
                            ("revised", "修订"),
                            ("group_meeting", "党组会议"),
                            ("study_meeting", "理论学习中心组学习"),
                            ("leading_group", "整改工作领导小组会议"),
                            ("democratic_life", "民主生活会"),
                            ("special_meeting", "专题会议"),
                            ("other_meeting", "其他会议"),
                            ("sanction", "党纪政务处分"),
                            ("organisational", "组织处理"),
                            ("admonition", "诫勉"),
                            ("ordered_review", "责令检查"),
                            ("criticism", "批评教育"),
                            ("reminder_talk", "提醒谈话"),
                            ("refunded", "清退"),
                            ("recovered", "追缴"),
                            ("taken_back", "收回"),
                            ("loss_averted", "挽回损失"),
                            ("training", "培训"),
                            ("activity", "活动"),
                            ("inspection", "督查"),
                            ("urging", "督办"),
                            ("research", "调研"),
                            ("opinions", "征求意见"),
                        ],
                        max_length=20,
                        verbose_name="形式",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="名称")),
                ("dated_on", models.DateField(blank=True, null=True, verbose_name="日期")),
                (
                    "state",
                    models.CharField(
                        blank=True,
                        choices=[("planned", "拟定"), ("drafting", "起草中"), ("issued", "已印发")],
                        default="",
                        max_length=20,
                        verbose_name="制度状态",
                    ),
                ),
                (
                    "document_number",
                    models.CharField(blank=True, max_length=60, verbose_name="文号"),
                ),
                ("issuer", models.CharField(blank=True, max_length=80, verbose_name="下属单位")),
                ("chair", models.CharField(blank=True, max_length=40, verbose_name="主持人")),
                ("authority", models.CharField(blank=True, max_length=80, verbose_name="处理机关")),
                (
                    "persons",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="人数"),
                ),
                (
                    "person_times",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="人次"),
                ),
                (
                    "amount",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=15,
                        null=True,
                        verbose_name="金额（元）",
                    ),
                ),
                ("times", models.PositiveIntegerField(blank=True, null=True, verbose_name="次数")),
                (
                    "items",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="意见建议条数"),
                ),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="说明")),
                ("search_text", models.TextField(blank=True, editable=False, verbose_name="检索")),
                ("entered_at", models.DateTimeField(editable=False, verbose_name="登记时间")),
                (
                    "withdrawn_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="撤销时间"
                    ),
                ),
                (
                    "withdrawn_reason",
                    models.CharField(
                        blank=True, editable=False, max_length=300, verbose_name="撤销原因"
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outcomes",
                        to="rectify.department",
                        verbose_name="责任部门",
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entered_outcomes",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="登记人",
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outcomes",
                        to="rectify.round",
                        verbose_name="轮次",
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="withdrawn_outcomes",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="撤销人",
                    ),
                ),
            ],
            options={
                "verbose_name": "成果",
                "ordering": ("round", "kind", "dated_on", "id"),
                "indexes": [
                    models.Index(fields=["round", "kind", "dated_on"], name="outcome_listed")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True), name="outcome_has_title"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("form__in", ["formulated", "revised"]), ("kind", "regulation")
                            ),
                            models.Q(
                                (
                                    "form__in",
                                    [
                                        "group_meeting",
                                        "study_meeting",
                                        "leading_group",
                                        "democratic_life",
                                        "special_meeting",
                                        "other_meeting",
                                    ],
                                ),
                                ("kind", "meeting"),
                            ),
                            models.Q(
                                (
                                    "form__in",
                                    [
                                        "sanction",
                                        "organisational",
                                        "admonition",
                                        "ordered_review",
                                        "criticism",
                                        "reminder_talk",
                                    ],
                                ),
                                ("kind", "accountability"),
                            ),
                            models.Q(
                                (
                                    "form__in",
                                    ["refunded", "recovered", "taken_back", "loss_averted"],
                                ),
                                ("kind", "funds"),
                            ),
                            models.Q(("form__in", ["training", "activity"]), ("kind", "activity")),
                            models.Q(
                                ("form__in", ["inspection", "urging"]), ("kind", "supervision")
                            ),
                            models.Q(
                                ("form__in", ["research", "opinions"]), ("kind", "consultation")
                            ),
                            _connector="OR",
                        ),
                        name="outcome_form_of_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("kind", "regulation"),
                                ("state__in", ["planned", "drafting", "issued"]),
                            ),
                            models.Q(
                                models.Q(("kind", "regulation"), _negated=True),
                                ("document_number", ""),
                                ("issuer", ""),
                                ("state", ""),
                            ),
                            _connector="OR",
                        ),
                        name="outcome_state_of_regulation",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "issued"), _negated=True),
                            ("dated_on__isnull", False),
                            _connector="OR",
                        ),
                        name="outcome_issued_has_day",
                        violation_error_message="已印发的制度须填写印发日期。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["meeting"]), ("chair", ""), _connector="OR"
                        ),
                        name="outcome_chair_of_meeting",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "accountability"), ("person_times__isnull", False)),
                            models.Q(
                                models.Q(("kind", "accountability"), _negated=True),
                                ("authority", ""),
                                ("persons__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="outcome_accountability",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["accountability", "activity"]),
                            ("person_times__isnull", True),
                            _connector="OR",
                        ),
                        name="outcome_person_times_of_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("amount__gt", 0), ("amount__isnull", False), ("kind", "funds")
                            ),
                            models.Q(
                                models.Q(("kind", "funds"), _negated=True), ("amount__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="outcome_amount_of_funds",
                        violation_error_message="金额须大于0。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("kind__in", ["activity", "supervision", "consultation"]),
                                ("times__gt", 0),
                                ("times__isnull", False),
                            ),
                            models.Q(
                                models.Q(
                                    ("kind__in", ["activity", "supervision", "consultation"]),
                                    _negated=True,
                                ),
                                ("times__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="outcome_times_of_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["consultation"]), ("items__isnull", True), _connector="OR"
                        ),
                        name="outcome_items_of_consultation",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("persons__isnull", True), ("persons__gt", 0), _connector="OR"
                            ),
                            models.Q(
                                ("person_times__isnull", True),
                                ("person_times__gt", 0),
                                _connector="OR",
                            ),
                            models.Q(("items__isnull", True), ("items__gt", 0), _connector="OR"),
                            models.Q(
                                ("persons__isnull", True),
                                ("person_times__gte", models.F("persons")),
                                _connector="OR",
                            ),
                        ),
                        name="outcome_counts_positive",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("withdrawn_at__isnull", True),
                                ("withdrawn_by__isnull", True),
                                ("withdrawn_reason", ""),
                            ),
                            models.Q(
                                ("withdrawn_at__isnull", False),
                                models.Q(("withdrawn_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="outcome_withdrawn_with_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalOutcome",
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
                    "kind",
                    models.CharField(
                        choices=[
                            ("regulation", "制度"),
                            ("meeting", "会议"),
                            ("accountability", "问责"),
                            ("funds", "资金"),
                            ("activity", "活动培训"),
                            ("supervision", "督查督办"),
                            ("consultation", "调研征求意见"),
                        ],
                        max_length=20,
                        verbose_name="类别",
                    ),
                ),
                (
                    "form",
                    models.CharField(
                        choices=[
                            ("formulated", "制定"),
                            ("revised", "修订"),
                            ("group_meeting", "党组会议"),
                            ("study_meeting", "理论学习中心组学习"),
                            ("leading_group", "整改工作领导小组会议"),
                            ("democratic_life", "民主生活会"),
                            ("special_meeting", "专题会议"),
                            ("other_meeting", "其他会议"),
                            ("sanction", "党纪政务处分"),
                            ("organisational", "组织处理"),
                            ("admonition", "诫勉"),
                            ("ordered_review", "责令检查"),
                            ("criticism", "批评教育"),
                            ("reminder_talk", "提醒谈话"),
                            ("refunded", "清退"),
                            ("recovered", "追缴"),
                            ("taken_back", "收回"),
                            ("loss_averted", "挽回损失"),
                            ("training", "培训"),
                            ("activity", "活动"),
                            ("inspection", "督查"),
                            ("urging", "督办"),
                            ("research", "调研"),
                            ("opinions", "征求意见"),
                        ],
                        max_length=20,
                        verbose_name="形式",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="名称")),
                ("dated_on", models.DateField(blank=True, null=True, verbose_name="日期")),
                (
                    "state",
                    models.CharField(
                        blank=True,
                        choices=[("planned", "拟定"), ("drafting", "起草中"), ("issued", "已印发")],
                        default="",
                        max_length=20,
                        verbose_name="制度状态",
                    ),
                ),
                (
                    "document_number",
                    models.CharField(blank=True, max_length=60, verbose_name="文号"),
                ),
                ("issuer", models.CharField(blank=True, max_length=80, verbose_name="下属单位")),
                ("chair", models.CharField(blank=True, max_length=40, verbose_name="主持人")),
                ("authority", models.CharField(blank=True, max_length=80, verbose_name="处理机关")),
                (
                    "persons",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="人数"),
                ),
                (
                    "person_times",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="人次"),
                ),
                (
                    "amount",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=15,
                        null=True,
                        verbose_name="金额（元）",
                    ),
                ),
                ("times", models.PositiveIntegerField(blank=True, null=True, verbose_name="次数")),
                (
                    "items",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="意见建议条数"),
                ),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="说明")),
                ("search_text", models.TextField(blank=True, editable=False, verbose_name="检索")),
                ("entered_at", models.DateTimeField(editable=False, verbose_name="登记时间")),
                (
                    "withdrawn_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="撤销时间"
                    ),
                ),
                (
                    "withdrawn_reason",
                    models.CharField(
                        blank=True, editable=False, max_length=300, verbose_name="撤销原因"
                    ),
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
                    "department",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="rectify.department",
                        verbose_name="责任部门",
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="登记人",
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
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="撤销人",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 成果",
                "verbose_name_plural": "historical 成果s",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [
                    models.Index(
                        fields=["history_date", "id"], name="rectify_his_history_3f6f2f_idx"
                    )
                ],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalProof",
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
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="解除日期")),
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
                    "evidence",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="rectify.evidence",
                        verbose_name="佐证材料",
                    ),
                ),
                (
                    "outcome",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="rectify.outcome",
                        verbose_name="成果",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 成果佐证",
                "verbose_name_plural": "historical 成果佐证s",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [
                    models.Index(
                        fields=["history_date", "id"], name="rectify_his_history_0cc7ea_idx"
                    )
                ],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalBearing",
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
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="解除日期")),
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
                        verbose_name="对应问题",
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="rectify.measure",
                        verbose_name="对应措施",
                    ),
                ),
                (
                    "outcome",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="rectify.outcome",
                        verbose_name="成果",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 成果关联",
                "verbose_name_plural": "historical 成果关联s",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [
                    models.Index(
                        fields=["history_date", "id"], name="rectify_his_history_0c1570_idx"
                    )
                ],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Bearing",
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
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="解除日期")),
                (
                    "issue",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outcome_bearings",
                        to="rectify.issue",
                        verbose_name="对应问题",
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outcome_bearings",
                        to="rectify.measure",
                        verbose_name="对应措施",
                    ),
                ),
                (
                    "outcome",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bearings",
                        to="rectify.outcome",
                        verbose_name="成果",
                    ),
                ),
            ],
            options={
                "verbose_name": "成果关联",
                "ordering": ("outcome", "id"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("issue__isnull", True), ("measure__isnull", False)),
                            models.Q(("issue__isnull", False), ("measure__isnull", True)),
                            _connector="OR",
                        ),
                        name="bearing_on_one",
                    ),
                    models.UniqueConstraint(fields=("outcome", "issue"), name="bearing_issue_once"),
                    models.UniqueConstraint(
                        fields=("outcome", "measure"), name="bearing_measure_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Proof",
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
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="解除日期")),
                (
                    "evidence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proves",
                        to="rectify.evidence",
                        verbose_name="佐证材料",
                    ),
                ),
                (
                    "outcome",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proofs",
                        to="rectify.outcome",
                        verbose_name="成果",
                    ),
                ),
            ],
            options={
                "verbose_name": "成果佐证",
                "ordering": ("outcome", "id"),
                "constraints": [
                    models.UniqueConstraint(fields=("outcome", "evidence"), name="proof_once")
                ],
            },
        ),
        migrations.RemoveConstraint(
            model_name="evidence",
            name="evidence_once",
        ),
        migrations.AddField(
            model_name="evidence",
            name="replaced_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="被替换时间"),
        ),
        migrations.AddField(
            model_name="evidence",
            name="replaced_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replaced_evidence",
                to=settings.AUTH_USER_MODEL,
                verbose_name="替换人",
            ),
        ),
        migrations.AddField(
            model_name="evidence",
            name="replaces",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replacement",
                to="rectify.evidence",
                verbose_name="替换",
            ),
        ),
        migrations.AddField(
            model_name="historicalevidence",
            name="replaced_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="被替换时间"),
        ),
        migrations.AddField(
            model_name="historicalevidence",
            name="replaced_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="替换人",
            ),
        ),
        migrations.AddField(
            model_name="historicalevidence",
            name="replaces",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="rectify.evidence",
                verbose_name="替换",
            ),
        ),
        migrations.AddField(
            model_name="historicalprogress",
            name="correction_reason",
            field=models.CharField(blank=True, max_length=300, verbose_name="更正原因"),
        ),
        migrations.AddField(
            model_name="historicalprogress",
            name="corrects",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="rectify.progress",
                verbose_name="更正",
            ),
        ),
        migrations.AddField(
            model_name="progress",
            name="correction_reason",
            field=models.CharField(blank=True, max_length=300, verbose_name="更正原因"),
        ),
        migrations.AddField(
            model_name="progress",
            name="corrects",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="correction",
                to="rectify.progress",
                verbose_name="更正",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.UniqueConstraint(
                condition=models.Q(("replaced_at__isnull", True), ("withdrawn_at__isnull", True)),
                fields=("measure", "sha256"),
                name="evidence_once",
                violation_error_message="该措施下已有内容相同的材料，无需重复上传。",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("replaced_at__isnull", False), ("replaced_by__isnull", True), _connector="OR"
                ),
                name="evidence_replaced_together",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("withdrawn_at__isnull", True), ("replaced_at__isnull", True), _connector="OR"
                ),
                name="evidence_replaced_or_withdrawn",
            ),
        ),
        migrations.AddConstraint(
            model_name="progress",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("correction_reason", ""), ("corrects__isnull", True)),
                    models.Q(
                        ("corrects__isnull", False),
                        models.Q(("correction_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="progress_corrected_with_reason",
            ),
        ),
        migrations.AlterField(
            model_name="historicalsection",
            name="kind",
            field=models.CharField(
                choices=[
                    ("text", "文字"),
                    ("issues", "问题清单"),
                    ("rectified", "整改落实情况"),
                    ("ledger_annex", "附件：整改台账"),
                    ("regulations", "附件：制度清单"),
                    ("accountability", "附件：问责情况汇总表"),
                ],
                max_length=20,
                verbose_name="类型",
            ),
        ),
        migrations.AlterField(
            model_name="section",
            name="kind",
            field=models.CharField(
                choices=[
                    ("text", "文字"),
                    ("issues", "问题清单"),
                    ("rectified", "整改落实情况"),
                    ("ledger_annex", "附件：整改台账"),
                    ("regulations", "附件：制度清单"),
                    ("accountability", "附件：问责情况汇总表"),
                ],
                max_length=20,
                verbose_name="类型",
            ),
        ),
    ]
