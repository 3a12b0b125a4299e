"""Schema: 成文日期 of a report."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("rectify", "0002_withdrawal_and_aliases")]
    operations: ClassVar = []
