"""Schema: the step of 整改办 may be entered from a signed paper, where nobody of it can judge it.

Going back is refused by the database once such a step was entered, since the older rule forbids it.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("rectify", "0011_reminders"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="step",
            name="step_office_not_entered",
        ),
    ]
