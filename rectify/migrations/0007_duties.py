"""Schema: claims, extensions, instructions, drafts, handings over."""

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models
from django.utils import timezone


def take_over(apps, schema_editor):
    """Whatever has begun counts as taken up; the rest waits for its department from now on.

    The newest version in the row history is given the same, so that the next change is not told
    with facts that came with this migration.
    """
    Measure = apps.get_model("rectify", "Measure")
    kept = apps.get_model("rectify", "HistoricalMeasure")
    Progress = apps.get_model("rectify", "Progress")
    for measure in Measure.objects.filter(lead_department__isnull=False).iterator():
        versions = kept.objects.filter(id=measure.pk)
        first = versions.order_by("history_date", "history_id").first()
        begun = Progress.objects.filter(measure_id=measure.pk).order_by("logged_at", "pk").first()
        facts = {"assigned_to_id": measure.lead_department_id}
        if first is not None:
            facts["assigned_on"] = timezone.localtime(first.history_date).date()
        if begun is not None:
            facts |= {"claimed_at": begun.logged_at, "claimed_by_id": begun.logged_by_id}
        elif measure.standing != "not_done" and first is not None:
            facts["claimed_at"] = first.history_date
        Measure.objects.filter(pk=measure.pk).update(**facts)
        newest = versions.order_by("-history_date", "-history_id").first()
        if newest is not None:
            kept.objects.filter(pk=newest.pk).update(**facts)


class Migration(migrations.Migration):
    dependencies = [
        ("rectify", "0006_rounds"),
    ]

    operations = [
        migrations.CreateModel(
            name="Instruction",
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
                ("text", models.TextField(verbose_name="批示内容")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="回复期限")),
                ("given_at", models.DateTimeField(verbose_name="批示时间")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="撤销时间")),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ended_instructions",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="撤销人",
                    ),
                ),
                (
                    "given_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entered_instructions",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="录入人",
                    ),
                ),
                (
                    "issue",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="instructions",
                        to="rectify.issue",
                        verbose_name="问题",
                    ),
                ),
                (
                    "leader",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="instructions",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="批示人",
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="instructions",
                        to="rectify.measure",
                        verbose_name="措施",
                    ),
                ),
            ],
            options={
                "verbose_name": "批示",
                "ordering": ("-given_at", "-id"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("issue__isnull", True), ("measure__isnull", False)),
                            models.Q(("issue__isnull", False), ("measure__isnull", True)),
                            _connector="OR",
                        ),
                        name="instruction_on_one_thing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="instruction_has_text"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("ended_by__isnull", True)),
                            models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="instruction_ended_pair",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("form", models.CharField(max_length=40, verbose_name="表单")),
                ("row_id", models.PositiveBigIntegerField(verbose_name="行")),
                ("label", models.CharField(blank=True, max_length=80, verbose_name="名称")),
                ("fields", models.JSONField(default=dict, verbose_name="内容")),
                ("saved_at", models.DateTimeField(verbose_name="保存时间")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="drafts",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="人员",
                    ),
                ),
            ],
            options={
                "verbose_name": "草稿",
                "ordering": ("-saved_at",),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person", "form", "row_id"),
                        name="draft_once",
                        violation_error_message="该表单已有草稿，请刷新页面查看。",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Extension",
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
                            ("open", "待审批"),
                            ("approved", "已批准"),
                            ("refused", "未批准"),
                            ("withdrawn", "已撤回"),
                        ],
                        default="open",
                        max_length=20,
                        verbose_name="审批状态",
                    ),
                ),
                ("reason", models.TextField(verbose_name="延期原因")),
                ("from_on", models.DateField(verbose_name="原到期日")),
                ("until_on", models.DateField(verbose_name="申请延至")),
                ("late", models.BooleanField(default=False, verbose_name="逾期后申请")),
                ("file_name", models.CharField(max_length=200, verbose_name="依据材料")),
                ("content_type", models.CharField(max_length=100, verbose_name="文件类型")),
                ("size", models.PositiveBigIntegerField(verbose_name="大小")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                ("requested_at", models.DateTimeField(verbose_name="申请时间")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="办理时间")),
                ("opinion", models.TextField(blank=True, verbose_name="审批意见")),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ended_extensions",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="办理人",
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="extensions",
                        to="rectify.measure",
                        verbose_name="措施",
                    ),
                ),
                (
                    "requested_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requested_extensions",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="申请人",
                    ),
                ),
            ],
            options={
                "verbose_name": "延期申请",
                "ordering": ("measure", "id"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")),
                        fields=("measure",),
                        name="extension_open_once",
                        violation_error_message="该措施已有待审批的延期申请，请等待审批结果。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until_on__gt", models.F("from_on"))),
                        name="extension_moves_on",
                        violation_error_message="延期后的日期须晚于原到期日。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="extension_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("size__gt", 0)), name="extension_file_not_empty"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("ended_at__isnull", True),
                                ("ended_by__isnull", True),
                                ("state", "open"),
                            ),
                            models.Q(
                                models.Q(("state", "open"), _negated=True),
                                ("ended_at__isnull", False),
                                ("ended_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="extension_ended_pair",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Handover",
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
                ("reason", models.CharField(max_length=300, verbose_name="移交原因")),
                ("outcomes", models.JSONField(default=list, verbose_name="逐项结果")),
                ("made_at", models.DateTimeField(verbose_name="移交时间")),
                (
                    "giver",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="given_handovers",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="移交人",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="made_handovers",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="办理人",
                    ),
                ),
                (
                    "taker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="taken_handovers",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="接收人",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handovers",
                        to="rectify.unit",
                        verbose_name="单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "移交",
                "ordering": ("-made_at", "-id"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("giver", models.F("taker")), _negated=True),
                        name="handover_to_another",
                        violation_error_message="接收人须是另一名人员。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="handover_has_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalExtension",
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
                            ("open", "待审批"),
                            ("approved", "已批准"),
                            ("refused", "未批准"),
                            ("withdrawn", "已撤回"),
                        ],
                        default="open",
                        max_length=20,
                        verbose_name="审批状态",
                    ),
                ),
                ("reason", models.TextField(verbose_name="延期原因")),
                ("from_on", models.DateField(verbose_name="原到期日")),
                ("until_on", models.DateField(verbose_name="申请延至")),
                ("late", models.BooleanField(default=False, verbose_name="逾期后申请")),
                ("file_name", models.CharField(max_length=200, verbose_name="依据材料")),
                ("content_type", models.CharField(max_length=100, verbose_name="文件类型")),
                ("size", models.PositiveBigIntegerField(verbose_name="大小")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                ("requested_at", models.DateTimeField(verbose_name="申请时间")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="办理时间")),
                ("opinion", models.TextField(blank=True, verbose_name="审批意见")),
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
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="办理人",
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
                        verbose_name="措施",
                    ),
                ),
                (
                    "requested_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="申请人",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 延期申请",
                "verbose_name_plural": "historical 延期申请s",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [
                    models.Index(
                        fields=["history_date", "id"], name="rectify_his_history_1f0c18_idx"
                    )
                ],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalHandover",
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
                ("reason", models.CharField(max_length=300, verbose_name="移交原因")),
                ("outcomes", models.JSONField(default=list, verbose_name="逐项结果")),
                ("made_at", models.DateTimeField(verbose_name="移交时间")),
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
                    "giver",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="移交人",
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
                        verbose_name="办理人",
                    ),
                ),
                (
                    "taker",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="接收人",
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
                "verbose_name": "historical 移交",
                "verbose_name_plural": "historical 移交s",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [
                    models.Index(
                        fields=["history_date", "id"], name="rectify_his_history_e10e45_idx"
                    )
                ],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalInstruction",
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
                ("text", models.TextField(verbose_name="批示内容")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="回复期限")),
                ("given_at", models.DateTimeField(verbose_name="批示时间")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="撤销时间")),
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
                    "ended_by",
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
                (
                    "given_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="录入人",
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
                    "leader",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="批示人",
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
                        verbose_name="措施",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 批示",
                "verbose_name_plural": "historical 批示s",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [
                    models.Index(
                        fields=["history_date", "id"], name="rectify_his_history_9c2e1c_idx"
                    )
                ],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalAddressee",
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
                ("reply", models.TextField(blank=True, verbose_name="办理情况")),
                (
                    "replied_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="回复时间"),
                ),
                ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="办结时间")),
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
                        verbose_name="承办部门",
                    ),
                ),
                (
                    "done_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="办结人",
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
                        verbose_name="承办人",
                    ),
                ),
                (
                    "replied_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="回复人",
                    ),
                ),
                (
                    "instruction",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="rectify.instruction",
                        verbose_name="批示",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 批示承办",
                "verbose_name_plural": "historical 批示承办s",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [
                    models.Index(
                        fields=["history_date", "id"], name="rectify_his_history_36f701_idx"
                    )
                ],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Addressee",
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
                ("reply", models.TextField(blank=True, verbose_name="办理情况")),
                (
                    "replied_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="回复时间"),
                ),
                ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="办结时间")),
                (
                    "department",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="addressed",
                        to="rectify.department",
                        verbose_name="承办部门",
                    ),
                ),
                (
                    "done_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="办结人",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="addressed",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="承办人",
                    ),
                ),
                (
                    "replied_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replies",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="回复人",
                    ),
                ),
                (
                    "instruction",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="addressees",
                        to="rectify.instruction",
                        verbose_name="批示",
                    ),
                ),
            ],
            options={
                "verbose_name": "批示承办",
                "ordering": ("instruction", "id"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("department__isnull", False), ("person__isnull", True)),
                            models.Q(("department__isnull", True), ("person__isnull", False)),
                            _connector="OR",
                        ),
                        name="addressee_is_one",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("person__isnull", False)),
                        fields=("instruction", "person"),
                        name="addressee_person_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("department__isnull", False)),
                        fields=("instruction", "department"),
                        name="addressee_department_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("replied_at__isnull", True),
                                ("replied_by__isnull", True),
                                ("reply", ""),
                            ),
                            models.Q(
                                ("replied_at__isnull", False),
                                ("replied_by__isnull", False),
                                models.Q(("reply", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="addressee_replied_together",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("done_at__isnull", True), ("done_by__isnull", True)),
                            models.Q(
                                ("done_at__isnull", False),
                                ("done_by__isnull", False),
                                ("replied_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="addressee_done_pair",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="deadline",
            name="extended_days",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="累计延期天数"),
        ),
        migrations.AddField(
            model_name="deadline",
            name="extended_times",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="延期次数"),
        ),
        migrations.AddField(
            model_name="deadline",
            name="first_due_on",
            field=models.DateField(blank=True, null=True, verbose_name="最初到期日"),
        ),
        migrations.AddField(
            model_name="historicaldeadline",
            name="extended_days",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="累计延期天数"),
        ),
        migrations.AddField(
            model_name="historicaldeadline",
            name="extended_times",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="延期次数"),
        ),
        migrations.AddField(
            model_name="historicaldeadline",
            name="first_due_on",
            field=models.DateField(blank=True, null=True, verbose_name="最初到期日"),
        ),
        migrations.AddField(
            model_name="historicalmeasure",
            name="assigned_on",
            field=models.DateField(blank=True, editable=False, null=True, verbose_name="交办日期"),
        ),
        migrations.AddField(
            model_name="historicalmeasure",
            name="assigned_to",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="rectify.department",
                verbose_name="交办部门",
            ),
        ),
        migrations.AddField(
            model_name="historicalmeasure",
            name="assigned_words",
            field=models.CharField(blank=True, max_length=300, verbose_name="交办说明"),
        ),
        migrations.AddField(
            model_name="historicalmeasure",
            name="claimed_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="认领时间"),
        ),
        migrations.AddField(
            model_name="historicalmeasure",
            name="claimed_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="认领人",
            ),
        ),
        migrations.AddField(
            model_name="historicalmeasure",
            name="handed_back_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="退回认领时间"),
        ),
        migrations.AddField(
            model_name="historicalmeasure",
            name="handed_back_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="退回认领人",
            ),
        ),
        migrations.AddField(
            model_name="historicalmeasure",
            name="handed_back_why",
            field=models.CharField(blank=True, max_length=500, verbose_name="退回认领原因"),
        ),
        migrations.AddField(
            model_name="historicalunit",
            name="claims_used",
            field=models.BooleanField(default=True, verbose_name="使用认领"),
        ),
        migrations.AddField(
            model_name="historicalunit",
            name="extension_days_most",
            field=models.PositiveSmallIntegerField(
                default=90, verbose_name="每项措施累计延期天数上限"
            ),
        ),
        migrations.AddField(
            model_name="historicalunit",
            name="extensions_most",
            field=models.PositiveSmallIntegerField(default=2, verbose_name="每项措施最多延期次数"),
        ),
        migrations.AddField(
            model_name="measure",
            name="assigned_on",
            field=models.DateField(blank=True, editable=False, null=True, verbose_name="交办日期"),
        ),
        migrations.AddField(
            model_name="measure",
            name="assigned_to",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="rectify.department",
                verbose_name="交办部门",
            ),
        ),
        migrations.AddField(
            model_name="measure",
            name="assigned_words",
            field=models.CharField(blank=True, max_length=300, verbose_name="交办说明"),
        ),
        migrations.AddField(
            model_name="measure",
            name="claimed_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="认领时间"),
        ),
        migrations.AddField(
            model_name="measure",
            name="claimed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="claimed_measures",
                to=settings.AUTH_USER_MODEL,
                verbose_name="认领人",
            ),
        ),
        migrations.AddField(
            model_name="measure",
            name="handed_back_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="退回认领时间"),
        ),
        migrations.AddField(
            model_name="measure",
            name="handed_back_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="handed_back_measures",
                to=settings.AUTH_USER_MODEL,
                verbose_name="退回认领人",
            ),
        ),
        migrations.AddField(
            model_name="measure",
            name="handed_back_why",
            field=models.CharField(blank=True, max_length=500, verbose_name="退回认领原因"),
        ),
        migrations.AddField(
            model_name="unit",
            name="claims_used",
            field=models.BooleanField(default=True, verbose_name="使用认领"),
        ),
        migrations.AddField(
            model_name="unit",
            name="extension_days_most",
            field=models.PositiveSmallIntegerField(
                default=90, verbose_name="每项措施累计延期天数上限"
            ),
        ),
        migrations.AddField(
            model_name="unit",
            name="extensions_most",
            field=models.PositiveSmallIntegerField(default=2, verbose_name="每项措施最多延期次数"),
        ),
        migrations.AlterField(
            model_name="deadline",
            name="counted",
            field=models.CharField(
                choices=[
                    ("stated", "原文载明"),
                    ("period_end", "按月末、季末、年末推定"),
                    ("from_feedback", "自反馈日起算"),
                    ("immediate", "立行立改，按单位设置的天数起算"),
                    ("by_office", "整改办设定"),
                    ("none", "未定具体日期"),
                    ("withdrawn", "已随导入撤回"),
                    ("extended", "经批准延期"),
                ],
                default="stated",
                max_length=20,
                verbose_name="计算方式",
            ),
        ),
        migrations.AlterField(
            model_name="historicaldeadline",
            name="counted",
            field=models.CharField(
                choices=[
                    ("stated", "原文载明"),
                    ("period_end", "按月末、季末、年末推定"),
                    ("from_feedback", "自反馈日起算"),
                    ("immediate", "立行立改，按单位设置的天数起算"),
                    ("by_office", "整改办设定"),
                    ("none", "未定具体日期"),
                    ("withdrawn", "已随导入撤回"),
                    ("extended", "经批准延期"),
                ],
                default="stated",
                max_length=20,
                verbose_name="计算方式",
            ),
        ),
        migrations.AddConstraint(
            model_name="deadline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("extended_times", 0), ("first_due_on__isnull", True)),
                    models.Q(("extended_times__gt", 0), ("first_due_on__isnull", False)),
                    _connector="OR",
                ),
                name="deadline_extended_from_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="measure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("claimed_at__isnull", False), ("claimed_by__isnull", True), _connector="OR"
                ),
                name="measure_claimed_pair",
            ),
        ),
        migrations.AddConstraint(
            model_name="measure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("handed_back_at__isnull", True), ("handed_back_by__isnull", True)),
                    models.Q(("handed_back_at__isnull", False), ("handed_back_by__isnull", False)),
                    _connector="OR",
                ),
                name="measure_handed_back_pair",
            ),
        ),
        migrations.AddConstraint(
            model_name="measure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("claimed_at__isnull", True), ("handed_back_at__isnull", True), _connector="OR"
                ),
                name="measure_claimed_or_handed_back",
            ),
        ),
        migrations.RunPython(
            take_over,
            migrations.RunPython.noop,
        ),
    ]
