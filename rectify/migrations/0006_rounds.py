"""Schema: plan, baseline, leading group, archive, look-back, assessment."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("rectify", "0005_outcomes")]
    operations: ClassVar = []
