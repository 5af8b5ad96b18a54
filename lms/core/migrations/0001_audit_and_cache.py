import django.db.models.deletion
from django.conf import settings
from django.core.management import call_command
from django.db import migrations, models


def create_cache_table(apps, schema_editor):
    call_command("createcachetable", "core_cache", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    initial = True

    dependencies = [migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="AuditEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("happened_at", models.DateTimeField(db_index=True, verbose_name="happened at")),
                ("action", models.CharField(max_length=80, verbose_name="action")),
                ("subject_label", models.CharField(max_length=80, verbose_name="kind of subject")),
                ("subject_id", models.CharField(max_length=64, verbose_name="subject")),
                ("details", models.JSONField(blank=True, default=dict, verbose_name="details")),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="actor",
                    ),
                ),
            ],
            options={
                "verbose_name": "audit event",
                "verbose_name_plural": "audit events",
                "ordering": ["-happened_at", "-pk"],
                "indexes": [models.Index(fields=["subject_label", "subject_id"], name="audit_subject")],
            },
        ),
        migrations.RunPython(create_cache_table, migrations.RunPython.noop),
    ]
