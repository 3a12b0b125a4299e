"""Schema: outcomes, versions of evidence and progress."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("rectify", "0004_closeout")]
    operations: ClassVar = []
