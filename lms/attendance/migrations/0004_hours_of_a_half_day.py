import datetime

from django.db import migrations, models


def afternoons(apps, schema_editor):
    """Sheets marked before had no hours: three and a half in the morning, as many in the afternoon."""
    sheets = apps.get_model("attendance", "AttendanceSheet").objects.filter(half="afternoon")
    sheets.update(begins_at=datetime.time(13, 30), ends_at=datetime.time(17, 0))


class Migration(migrations.Migration):
    dependencies = [
        ("attendance", "0003_signed_on_a_screen"),
    ]

    operations = [
        migrations.AddField(
            model_name="attendancesheet",
            name="begins_at",
            field=models.TimeField(default=datetime.time(9, 0), verbose_name="begins at"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="attendancesheet",
            name="ends_at",
            field=models.TimeField(default=datetime.time(12, 30), verbose_name="ends at"),
            preserve_default=False,
        ),
        migrations.RunPython(afternoons, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="attendancesheet",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("begins_at"))),
                name="half_day_ends_after_it_begins",
            ),
        ),
    ]
