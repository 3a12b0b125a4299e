"""Schema: 成文日期 of a report."""

from typing import ClassVar

from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies: ClassVar = [("rectify", "0002_withdrawal_and_aliases")]
    operations: ClassVar = [
        migrations.AddField(
            model_name="historicalreport",
            name="signed_on",
            field=models.DateField(blank=True, null=True, verbose_name="成文日期"),
        ),
        migrations.AddField(
            model_name="report",
            name="signed_on",
            field=models.DateField(blank=True, null=True, verbose_name="成文日期"),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=Q(signed_on__isnull=True) | Q(signed_on__gte=F("as_of")),
                name="report_signed_after_its_day",
                violation_error_message="成文日期不能早于数据截止日期。",
            ),
        ),
    ]
