"""Chains as a setting, the steps of a review as rows, 销号 of issues, reopening, 销号表 as files.

Every earlier submission gets the two steps that it went through, with their history.
"""

from typing import Any

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


def lay_steps(apps: Any, schema_editor: Any) -> None:
    """Give every submission the two steps that it went through: the department's head, the office."""
    for row in apps.get_model("rectify", "Submission").objects.order_by("pk"):
        history = apps.get_model("rectify", "HistoricalSubmission").objects.filter(id=row.pk)
        versions = list(history.order_by("history_id"))
        head, office = _steps_of(row, versions)
        for position, facts in enumerate((head, office), 1):
            _write_step(apps, row, position, facts)
        if row.state in {"at_department", "at_unit"}:
            row.state = "waiting"
            row.save(update_fields=["state"])
    _check_now(schema_editor)


def _steps_of(row: Any, versions: list[Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The head's and the office's step of a submission as it stood, with the opinions of each."""
    at_unit = [version for version in versions if version.state == "at_unit"]
    if row.state == "at_department":
        return {"state": "open"}, {"state": "pending"}
    decided = {"decided_at": row.decided_at, "decided_by_id": row.decided_by_id}
    if row.state == "returned" and not (at_unit or row.passed_at):
        return {"state": "returned", "opinion": row.opinion or "未载明原因", **decided}, {
            "state": "dropped"
        }
    if row.passed_at is not None:
        passing = next((v for v in at_unit if v.passed_at is not None), None)
        said = passing.opinion if passing is not None else ""
        head = {
            "state": "agreed",
            "opinion": said or (row.opinion if row.state == "at_unit" else ""),
            "decided_at": row.passed_at,
            "decided_by_id": row.passed_by_id,
        }
    else:
        head = {
            "state": "own",
            "decided_at": row.submitted_at,
            "decided_by_id": row.submitted_by_id,
        }
    if row.state == "at_unit":
        return head, {"state": "open"}
    opinion = "" if row.opinion == head.get("opinion") else row.opinion
    if row.state == "returned":
        return head, {"state": "returned", "opinion": row.opinion or "未载明原因", **decided}
    return head, {"state": "agreed", "opinion": opinion, **decided}


def _write_step(apps: Any, row: Any, position: int, facts: dict[str, Any]) -> None:
    """A step with its row history: laid down with the submission, decided when it was."""
    step = apps.get_model("rectify", "Step")(
        submission_id=row.pk,
        position=position,
        reviewer="department" if position == 1 else "office",
        **facts,
    )
    over = step.decided_at is not None
    step.version = 2 if over else 1
    step.save()
    persons = apps.get_model("rectify", "Person").objects.in_bulk(
        {row.submitted_by_id, step.decided_by_id} - {None}
    )
    laid = {"state": "pending", "opinion": "", "decided_at": None, "decided_by_id": None}
    begun = laid if over else {}
    submitter, decider = persons.get(row.submitted_by_id), persons.get(step.decided_by_id)
    _write_version(apps, step, "+", at=row.submitted_at, actor=submitter, otherwise=begun)
    if over:
        _write_version(apps, step, "~", at=step.decided_at, actor=decider, otherwise={})


def _write_version(
    apps: Any, step: Any, kind: str, *, at: Any, actor: Any, otherwise: dict[str, Any]
) -> None:
    model = apps.get_model("rectify", "HistoricalStep")
    facts = {field.attname: getattr(step, field.attname) for field in step._meta.concrete_fields}
    facts |= otherwise | {"version": 1 if kind == "+" else step.version}
    model.objects.create(
        **facts,
        history_date=at,
        history_type=kind,
        history_user_id=actor.pk if actor else None,
        history_user_name=actor.name if actor else "",
    )


def fold_steps(apps: Any, schema_editor: Any) -> None:
    """Put steps back into the submission's own fields; refuses what these cannot hold."""
    submissions = apps.get_model("rectify", "Submission").objects
    steps = apps.get_model("rectify", "Step").objects
    beyond = (
        submissions.filter(issue__isnull=False),
        steps.exclude(reviewer__in=("department", "office")),
        steps.filter(turn__gt=1),
        steps.filter(entered_by__isnull=False),
        apps.get_model("rectify", "Reopening").objects.all(),
        apps.get_model("rectify", "Sheet").objects.all(),
        apps.get_model("rectify", "ChainLink").objects.all(),
    )
    if any(rows.exists() for rows in beyond):
        raise RuntimeError("chains, closings or entries are in use, which 0003 could not hold")
    for row in submissions.order_by("pk"):
        head = steps.filter(submission=row, reviewer="department", state="agreed").first()
        if head is not None:
            row.passed_at, row.passed_by_id = head.decided_at, head.decided_by_id
        if row.state == "waiting":
            waits = steps.get(submission=row, state="open")
            row.state = "at_department" if waits.reviewer == "department" else "at_unit"
        elif row.state == "withdrawn":
            row.state, row.opinion = "returned", row.opinion or "提交人撤回"
        row.save(update_fields=["state", "opinion", "passed_at", "passed_by"])
    _check_now(schema_editor)


def _check_now(schema_editor: Any) -> None:
    """PostgreSQL alters no table with checks of references still to come."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        schema_editor.execute("SET CONSTRAINTS ALL DEFERRED")


class Migration(migrations.Migration):
    dependencies = [
        ("rectify", "0003_report_day"),
    ]

    operations = [
        migrations.CreateModel(
            name="ChainLink",
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
                    "chained",
                    models.CharField(
                        choices=[("measure", "措施办结"), ("issue", "问题销号")],
                        max_length=10,
                        verbose_name="用于",
                    ),
                ),
                (
                    "reviewer",
                    models.CharField(
                        choices=[
                            ("department", "部门负责人"),
                            ("lead_department", "牵头部门负责人"),
                            ("leader", "责任领导"),
                            ("office", "整改办"),
                            ("secretary", "党组书记"),
                            ("supervisor", "监督会审"),
                        ],
                        max_length=20,
                        verbose_name="审核环节",
                    ),
                ),
                (
                    "position",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="顺序"),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="chain_links",
                        to="rectify.unit",
                        verbose_name="单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "审核环节",
                "ordering": ("unit", "chained", "position", "id"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("unit", "chained", "reviewer"), name="chain_reviewer_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("position__isnull", False)),
                        fields=("unit", "chained", "position"),
                        name="chain_position_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("position__isnull", True),
                            models.Q(("position__gte", 1), ("position__lte", 6)),
                            _connector="OR",
                        ),
                        name="chain_position_sensible",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("chained", "issue"), ("reviewer", "department"), _negated=True
                        ),
                        name="chain_issue_has_no_single_department",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalChainLink",
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
                    "chained",
                    models.CharField(
                        choices=[("measure", "措施办结"), ("issue", "问题销号")],
                        max_length=10,
                        verbose_name="用于",
                    ),
                ),
                (
                    "reviewer",
                    models.CharField(
                        choices=[
                            ("department", "部门负责人"),
                            ("lead_department", "牵头部门负责人"),
                            ("leader", "责任领导"),
                            ("office", "整改办"),
                            ("secretary", "党组书记"),
                            ("supervisor", "监督会审"),
                        ],
                        max_length=20,
                        verbose_name="审核环节",
                    ),
                ),
                (
                    "position",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="顺序"),
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
                "verbose_name": "historical 审核环节",
                "verbose_name_plural": "historical 审核环节s",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [
                    models.Index(
                        fields=["history_date", "id"], name="rectify_his_history_a9b8fe_idx"
                    )
                ],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalReopening",
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
                    "was",
                    models.CharField(
                        choices=[
                            ("done", "已完成"),
                            ("partial", "阶段性完成"),
                            ("in_progress", "整改中"),
                            ("long_term", "长期坚持"),
                            ("not_done", "未整改"),
                        ],
                        max_length=20,
                        verbose_name="原认定状态",
                    ),
                ),
                ("reason", models.TextField(verbose_name="重新开启原因")),
                ("reopened_at", models.DateTimeField(verbose_name="重新开启时间")),
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
                    "reopened_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="重新开启人",
                    ),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="rectify.submission",
                        verbose_name="原销号审核",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 重新开启",
                "verbose_name_plural": "historical 重新开启s",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [
                    models.Index(
                        fields=["history_date", "id"], name="rectify_his_history_d0a966_idx"
                    )
                ],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalSheet",
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
                    "submission",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="rectify.submission",
                        verbose_name="提交",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 销号表",
                "verbose_name_plural": "historical 销号表s",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [
                    models.Index(
                        fields=["history_date", "id"], name="rectify_his_history_aaa90d_idx"
                    )
                ],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalStep",
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
                ("turn", models.PositiveSmallIntegerField(default=1, verbose_name="轮")),
                ("position", models.PositiveSmallIntegerField(verbose_name="顺序")),
                (
                    "reviewer",
                    models.CharField(
                        choices=[
                            ("department", "部门负责人"),
                            ("lead_department", "牵头部门负责人"),
                            ("leader", "责任领导"),
                            ("office", "整改办"),
                            ("secretary", "党组书记"),
                            ("supervisor", "监督会审"),
                        ],
                        max_length=20,
                        verbose_name="审核环节",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pending", "未到"),
                            ("open", "待审核"),
                            ("agreed", "同意"),
                            ("returned", "退回"),
                            ("own", "本人提交，未另行审核"),
                            ("dropped", "未办理"),
                        ],
                        default="pending",
                        max_length=10,
                        verbose_name="环节状态",
                    ),
                ),
                ("opinion", models.TextField(blank=True, verbose_name="审核意见")),
                (
                    "sent_to",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="退回至环节"
                    ),
                ),
                ("judged", models.JSONField(blank=True, default=dict, verbose_name="审核依据")),
                (
                    "decided_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="审核时间"),
                ),
                (
                    "entered_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="代录时间"),
                ),
                ("signer", models.CharField(blank=True, max_length=60, verbose_name="签字人")),
                ("signed_on", models.DateField(blank=True, null=True, verbose_name="签字日期")),
                ("scan_name", models.CharField(blank=True, max_length=200, verbose_name="扫描件")),
                (
                    "scan_type",
                    models.CharField(blank=True, max_length=100, verbose_name="扫描件类型"),
                ),
                ("scan_size", models.PositiveBigIntegerField(default=0, verbose_name="扫描件大小")),
                (
                    "scan_sha256",
                    models.CharField(blank=True, max_length=64, verbose_name="扫描件SHA-256"),
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
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="审核人",
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="代录人",
                    ),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="rectify.submission",
                        verbose_name="提交",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 审核环节办理",
                "verbose_name_plural": "historical 审核环节办理s",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [
                    models.Index(
                        fields=["history_date", "id"], name="rectify_his_history_31eb5f_idx"
                    )
                ],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Reopening",
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
                    "was",
                    models.CharField(
                        choices=[
                            ("done", "已完成"),
                            ("partial", "阶段性完成"),
                            ("in_progress", "整改中"),
                            ("long_term", "长期坚持"),
                            ("not_done", "未整改"),
                        ],
                        max_length=20,
                        verbose_name="原认定状态",
                    ),
                ),
                ("reason", models.TextField(verbose_name="重新开启原因")),
                ("reopened_at", models.DateTimeField(verbose_name="重新开启时间")),
                (
                    "issue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reopenings",
                        to="rectify.issue",
                        verbose_name="问题",
                    ),
                ),
                (
                    "reopened_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reopenings",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="重新开启人",
                    ),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reopenings",
                        to="rectify.submission",
                        verbose_name="原销号审核",
                    ),
                ),
            ],
            options={
                "verbose_name": "重新开启",
                "ordering": ("issue", "id"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="reopening_has_reason",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Sheet",
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
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="made_sheets",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="生成人",
                    ),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sheets",
                        to="rectify.submission",
                        verbose_name="提交",
                    ),
                ),
            ],
            options={
                "verbose_name": "销号表",
                "ordering": ("-made_at", "-id"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("size__gt", 0)), name="sheet_not_empty"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Step",
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
                ("turn", models.PositiveSmallIntegerField(default=1, verbose_name="轮")),
                ("position", models.PositiveSmallIntegerField(verbose_name="顺序")),
                (
                    "reviewer",
                    models.CharField(
                        choices=[
                            ("department", "部门负责人"),
                            ("lead_department", "牵头部门负责人"),
                            ("leader", "责任领导"),
                            ("office", "整改办"),
                            ("secretary", "党组书记"),
                            ("supervisor", "监督会审"),
                        ],
                        max_length=20,
                        verbose_name="审核环节",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pending", "未到"),
                            ("open", "待审核"),
                            ("agreed", "同意"),
                            ("returned", "退回"),
                            ("own", "本人提交，未另行审核"),
                            ("dropped", "未办理"),
                        ],
                        default="pending",
                        max_length=10,
                        verbose_name="环节状态",
                    ),
                ),
                ("opinion", models.TextField(blank=True, verbose_name="审核意见")),
                (
                    "sent_to",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="退回至环节"
                    ),
                ),
                ("judged", models.JSONField(blank=True, default=dict, verbose_name="审核依据")),
                (
                    "decided_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="审核时间"),
                ),
                (
                    "entered_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="代录时间"),
                ),
                ("signer", models.CharField(blank=True, max_length=60, verbose_name="签字人")),
                ("signed_on", models.DateField(blank=True, null=True, verbose_name="签字日期")),
                ("scan_name", models.CharField(blank=True, max_length=200, verbose_name="扫描件")),
                (
                    "scan_type",
                    models.CharField(blank=True, max_length=100, verbose_name="扫描件类型"),
                ),
                ("scan_size", models.PositiveBigIntegerField(default=0, verbose_name="扫描件大小")),
                (
                    "scan_sha256",
                    models.CharField(blank=True, max_length=64, verbose_name="扫描件SHA-256"),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decided_steps",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="审核人",
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entered_steps",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="代录人",
                    ),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="rectify.submission",
                        verbose_name="提交",
                    ),
                ),
            ],
            options={
                "verbose_name": "审核环节办理",
                "ordering": ("submission", "turn", "position"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("submission", "turn", "position"), name="step_position_once"
                    ),
                    models.UniqueConstraint(
                        fields=("submission", "turn", "reviewer"), name="step_reviewer_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")),
                        fields=("submission",),
                        name="step_open_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                ["pending", "open", "agreed", "returned", "own", "dropped"],
                            )
                        ),
                        name="step_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_at__isnull", False),
                                ("state__in", ["agreed", "returned"]),
                                models.Q(
                                    ("decided_by__isnull", False),
                                    ("entered_by__isnull", False),
                                    _connector="OR",
                                ),
                            ),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                ("state", "own"),
                            ),
                            models.Q(
                                ("decided_at__isnull", True),
                                ("decided_by__isnull", True),
                                ("state__in", ("pending", "open", "dropped")),
                            ),
                            _connector="OR",
                        ),
                        name="step_decided_when_over",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "returned"), _negated=True),
                            models.Q(("opinion", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="step_returned_with_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("entered_at__isnull", False),
                                ("entered_by__isnull", False),
                                ("scan_size__gt", 0),
                                ("signed_on__isnull", False),
                                models.Q(("signer", ""), _negated=True),
                                models.Q(("scan_sha256", ""), _negated=True),
                            ),
                            models.Q(
                                ("entered_at__isnull", True),
                                ("entered_by__isnull", True),
                                ("scan_sha256", ""),
                                ("signed_on__isnull", True),
                                ("signer", ""),
                            ),
                            _connector="OR",
                        ),
                        name="step_entered_with_scan",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("entered_by__isnull", True),
                            models.Q(("reviewer", "office"), _negated=True),
                            _connector="OR",
                        ),
                        name="step_office_not_entered",
                    ),
                ],
            },
        ),
        migrations.AlterModelOptions(
            name="submission",
            options={"ordering": ("id",), "verbose_name": "提交"},
        ),
        migrations.AlterField(
            model_name="job",
            name="kind",
            field=models.CharField(
                choices=[
                    ("read_paper", "识别材料"),
                    ("render_report", "生成报告"),
                    ("render_sheet", "生成销号表"),
                ],
                max_length=30,
                verbose_name="事项",
            ),
        ),
        migrations.AddField(
            model_name="historicalsubmission",
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
            model_name="submission",
            name="issue",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="submissions",
                to="rectify.issue",
                verbose_name="问题",
            ),
        ),
        migrations.AlterField(
            model_name="historicalsubmission",
            name="state",
            field=models.CharField(
                choices=[
                    ("waiting", "审核中"),
                    ("returned", "已退回"),
                    ("accepted", "审核通过"),
                    ("withdrawn", "已撤回"),
                ],
                max_length=20,
                verbose_name="审核状态",
            ),
        ),
        migrations.AlterField(
            model_name="submission",
            name="measure",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="submissions",
                to="rectify.measure",
                verbose_name="措施",
            ),
        ),
        migrations.AlterField(
            model_name="submission",
            name="state",
            field=models.CharField(
                choices=[
                    ("waiting", "审核中"),
                    ("returned", "已退回"),
                    ("accepted", "审核通过"),
                    ("withdrawn", "已撤回"),
                ],
                max_length=20,
                verbose_name="审核状态",
            ),
        ),
        migrations.RemoveConstraint(
            model_name="submission",
            name="submission_waiting_once",
        ),
        migrations.RemoveConstraint(
            model_name="submission",
            name="submission_passed_pair",
        ),
        migrations.RemoveConstraint(
            model_name="submission",
            name="submission_decided_when_over",
        ),
        migrations.RunPython(
            lay_steps,
            fold_steps,
        ),
        migrations.RemoveField(
            model_name="historicalsubmission",
            name="passed_at",
        ),
        migrations.RemoveField(
            model_name="historicalsubmission",
            name="passed_by",
        ),
        migrations.RemoveField(
            model_name="submission",
            name="passed_at",
        ),
        migrations.RemoveField(
            model_name="submission",
            name="passed_by",
        ),
        migrations.AddConstraint(
            model_name="submission",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("issue__isnull", True), ("measure__isnull", False)),
                    models.Q(("issue__isnull", False), ("measure__isnull", True)),
                    _connector="OR",
                ),
                name="submission_of_one_thing",
            ),
        ),
        migrations.AddConstraint(
            model_name="submission",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["waiting"])),
                fields=("measure",),
                name="submission_waiting_once",
                violation_error_message="该措施已提交审核，请等待审核结果。",
            ),
        ),
        migrations.AddConstraint(
            model_name="submission",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["waiting"])),
                fields=("issue",),
                name="submission_issue_waiting_once",
                violation_error_message="该问题已提交销号，请等待审核结果。",
            ),
        ),
        migrations.AddConstraint(
            model_name="submission",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("decided_at__isnull", False),
                        ("state__in", ("returned", "accepted", "withdrawn")),
                    ),
                    models.Q(("decided_at__isnull", True), ("state", "waiting")),
                    _connector="OR",
                ),
                name="submission_decided_when_over",
            ),
        ),
    ]
