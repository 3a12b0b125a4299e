"""Schema: review chains, steps and closings."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("rectify", "0003_report_day")]
    operations: ClassVar = []
