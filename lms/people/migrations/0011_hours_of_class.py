import datetime

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0010_jury_members"),
    ]

    operations = [
        migrations.AddField(
            model_name="cohort",
            name="morning_begins",
            field=models.TimeField(default=datetime.time(9, 0), verbose_name="morning begins at"),
        ),
        migrations.AddField(
            model_name="cohort",
            name="morning_ends",
            field=models.TimeField(default=datetime.time(12, 30), verbose_name="morning ends at"),
        ),
        migrations.AddField(
            model_name="cohort",
            name="afternoon_begins",
            field=models.TimeField(default=datetime.time(13, 30), verbose_name="afternoon begins at"),
        ),
        migrations.AddField(
            model_name="cohort",
            name="afternoon_ends",
            field=models.TimeField(default=datetime.time(17, 0), verbose_name="afternoon ends at"),
        ),
        migrations.AddConstraint(
            model_name="cohort",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("morning_ends__gt", models.F("morning_begins")),
                    ("afternoon_begins__gte", models.F("morning_ends")),
                    ("afternoon_ends__gt", models.F("afternoon_begins")),
                ),
                name="cohort_has_its_hours_in_order",
            ),
        ),
    ]
