"""Schema: claims, extensions, instructions, drafts."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("rectify", "0006_rounds")]
    operations: ClassVar = []
