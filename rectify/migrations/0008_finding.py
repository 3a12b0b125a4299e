"""Schema: saved filters and search."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("rectify", "0007_duties")]
    operations: ClassVar = []
