"""Schema: saved filters, and one search column on progress and evidence, filled for what is there."""

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from rectify.kernel.text import search_key

TEXTS = {"Progress": ("text",), "Evidence": ("name", "note")}


def fill(apps, schema_editor):
    """Give every row and every version of it its search column; it is derived, so no new version."""
    for name, fields in TEXTS.items():
        for model in (
            apps.get_model("rectify", name),
            apps.get_model("rectify", f"Historical{name}"),
        ):
            rows = model.objects.only("pk", *fields)
            for row in rows.iterator():
                key = search_key("\n".join(getattr(row, field) for field in fields))
                model.objects.filter(pk=row.pk).update(search_text=key)


class Migration(migrations.Migration):
    dependencies = [
        ("rectify", "0008_merged_and_split"),
    ]

    operations = [
        migrations.AddField(
            model_name="evidence",
            name="search_text",
            field=models.TextField(blank=True, editable=False, verbose_name="检索"),
        ),
        migrations.AddField(
            model_name="historicalevidence",
            name="search_text",
            field=models.TextField(blank=True, editable=False, verbose_name="检索"),
        ),
        migrations.AddField(
            model_name="historicalprogress",
            name="search_text",
            field=models.TextField(blank=True, editable=False, verbose_name="检索"),
        ),
        migrations.AddField(
            model_name="progress",
            name="search_text",
            field=models.TextField(blank=True, editable=False, verbose_name="检索"),
        ),
        migrations.CreateModel(
            name="HistoricalSavedFilter",
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
                ("name", models.CharField(max_length=40, verbose_name="名称")),
                ("query", models.CharField(max_length=1000, verbose_name="条件")),
                ("shared", models.BooleanField(default=False, verbose_name="本单位共用")),
                (
                    "removed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="删除时间"),
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
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="保存人",
                    ),
                ),
                (
                    "removed_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="删除人",
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
                "verbose_name": "historical 常用筛选",
                "verbose_name_plural": "historical 常用筛选s",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [
                    models.Index(
                        fields=["history_date", "id"], name="rectify_his_history_20218a_idx"
                    )
                ],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="SavedFilter",
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
                ("name", models.CharField(max_length=40, verbose_name="名称")),
                ("query", models.CharField(max_length=1000, verbose_name="条件")),
                ("shared", models.BooleanField(default=False, verbose_name="本单位共用")),
                (
                    "removed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="删除时间"),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="saved_filters",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="保存人",
                    ),
                ),
                (
                    "removed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="removed_filters",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="删除人",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="saved_filters",
                        to="rectify.unit",
                        verbose_name="单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "常用筛选",
                "ordering": ("-shared", "name", "id"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("name", ""), _negated=True),
                            models.Q(("query", ""), _negated=True),
                        ),
                        name="filter_says_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("removed_at__isnull", True), ("removed_by__isnull", True)),
                            models.Q(("removed_at__isnull", False), ("removed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="filter_removed_pair",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("removed_at__isnull", True)),
                        fields=("unit", "owner", "name"),
                        name="filter_name_once",
                        violation_error_message="已有同名的常用筛选，请换一个名称。",
                    ),
                ],
            },
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
