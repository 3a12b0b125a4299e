"""Schema: within how many days a measure is taken up, that a department was reminded of it; places of tasks."""

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("rectify", "0010_dossier"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="task",
            options={
                "ordering": ("issue", models.OrderBy(models.F("position"), nulls_last=True), "id"),
                "verbose_name": "任务",
            },
        ),
        migrations.AddField(
            model_name="historicaltask",
            name="position",
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name="排序"),
        ),
        migrations.AddField(
            model_name="historicalunit",
            name="claim_days",
            field=models.PositiveSmallIntegerField(default=5, verbose_name="认领期限天数"),
        ),
        migrations.AddField(
            model_name="task",
            name="position",
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name="排序"),
        ),
        migrations.AddField(
            model_name="unit",
            name="claim_days",
            field=models.PositiveSmallIntegerField(default=5, verbose_name="认领期限天数"),
        ),
        migrations.CreateModel(
            name="HistoricalReminder",
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
                ("day", models.DateField(verbose_name="催办日期")),
                ("words", models.CharField(max_length=300, verbose_name="催办说明")),
                ("made_at", models.DateTimeField(verbose_name="催办时间")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField()),
                ("history_change_reason", models.TextField(null=True)),
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
                    "made_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="催办人",
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
                "verbose_name": "historical 催办",
                "verbose_name_plural": "historical 催办s",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [
                    models.Index(
                        fields=["history_date", "id"], name="rectify_his_history_550031_idx"
                    )
                ],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Reminder",
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
                ("day", models.DateField(verbose_name="催办日期")),
                ("words", models.CharField(max_length=300, verbose_name="催办说明")),
                ("made_at", models.DateTimeField(verbose_name="催办时间")),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reminders",
                        to="rectify.department",
                        verbose_name="责任部门",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reminders_made",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="催办人",
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reminders",
                        to="rectify.measure",
                        verbose_name="措施",
                    ),
                ),
            ],
            options={
                "verbose_name": "催办",
                "ordering": ("measure", "made_at", "id"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("measure", "department", "day"),
                        name="reminder_once_a_day",
                        violation_error_message="该措施今天已催办。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), _negated=True), name="reminder_has_words"
                    ),
                ],
            },
        ),
    ]
