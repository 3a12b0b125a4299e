"""Schema: printed 整改卷; tasks that are taken back with a reason."""

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import rectify.jobs.enums


class ReasonsOfAnyLength(migrations.operations.base.Operation):
    """Let every row version hold a reason of any length; before, PostgreSQL refused the 101st letter.

    Which histories there are is asked of the state, so that tables of all earlier migrations are
    found.
    """

    reversible = True
    FIELD = "history_change_reason"

    def state_forwards(self, app_label, state):
        histories = [(app_label, name) for name in self._histories(app_label, state)]
        for key in histories:
            state.models[key].fields[self.FIELD] = models.TextField(null=True)
        # All at once: each rendering of the models costs as much as a table.
        state.reload_models(histories)

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        for name in self._histories(app_label, to_state):
            old = from_state.apps.get_model(app_label, name)
            new = to_state.apps.get_model(app_label, name)
            before, after = old._meta.get_field(self.FIELD), new._meta.get_field(self.FIELD)
            schema_editor.alter_field(old, before, after)

    database_backwards = database_forwards

    def describe(self):
        return "Let every row version hold a reason of any length"

    def _histories(self, app_label, state):
        found = state.models.items()
        return [
            name for (app, name), model in found if app == app_label and self.FIELD in model.fields
        ]


class Migration(migrations.Migration):
    dependencies = [
        ("rectify", "0009_search"),
    ]

    operations = [
        migrations.CreateModel(
            name="Dossier",
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
                ("pages", models.PositiveIntegerField(verbose_name="页数")),
                ("made_at", models.DateTimeField(verbose_name="生成时间")),
            ],
            options={
                "verbose_name": "整改卷",
                "ordering": ("-made_at", "-id"),
            },
        ),
        migrations.CreateModel(
            name="HistoricalDossier",
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
                ("pages", models.PositiveIntegerField(verbose_name="页数")),
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
            ],
            options={
                "verbose_name": "historical 整改卷",
                "verbose_name_plural": "historical 整改卷s",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AddField(
            model_name="historicaltask",
            name="withdrawn_at",
            field=models.DateTimeField(
                blank=True, editable=False, null=True, verbose_name="撤回时间"
            ),
        ),
        migrations.AddField(
            model_name="historicaltask",
            name="withdrawn_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="撤回人",
            ),
        ),
        migrations.AddField(
            model_name="task",
            name="withdrawn_at",
            field=models.DateTimeField(
                blank=True, editable=False, null=True, verbose_name="撤回时间"
            ),
        ),
        migrations.AddField(
            model_name="task",
            name="withdrawn_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="撤回人",
            ),
        ),
        migrations.AlterField(
            model_name="historicaltask",
            name="number",
            field=models.CharField(blank=True, max_length=20, verbose_name="原文编号"),
        ),
        migrations.AlterField(
            model_name="job",
            name="kind",
            field=models.CharField(
                choices=rectify.jobs.enums.kind_choices,
                max_length=30,
                verbose_name="事项",
            ),
        ),
        migrations.AlterField(
            model_name="task",
            name="number",
            field=models.CharField(blank=True, max_length=20, verbose_name="原文编号"),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("withdrawn_at__isnull", False), ("withdrawn_by__isnull", True), _connector="OR"
                ),
                name="task_withdrawn_together",
            ),
        ),
        migrations.AddField(
            model_name="dossier",
            name="issue",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="dossiers",
                to="rectify.issue",
                verbose_name="问题",
            ),
        ),
        migrations.AddField(
            model_name="dossier",
            name="made_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="made_dossiers",
                to=settings.AUTH_USER_MODEL,
                verbose_name="生成人",
            ),
        ),
        migrations.AddField(
            model_name="historicaldossier",
            name="issue",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="rectify.issue",
                verbose_name="问题",
            ),
        ),
        migrations.AddField(
            model_name="historicaldossier",
            name="made_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="生成人",
            ),
        ),
        migrations.AddConstraint(
            model_name="dossier",
            constraint=models.CheckConstraint(
                condition=models.Q(("pages__gt", 0), ("size__gt", 0)), name="dossier_not_empty"
            ),
        ),
        migrations.AddIndex(
            model_name="historicaldossier",
            index=models.Index(
                fields=["history_date", "id"], name="rectify_his_history_3a7813_idx"
            ),
        ),
        ReasonsOfAnyLength(),
    ]
