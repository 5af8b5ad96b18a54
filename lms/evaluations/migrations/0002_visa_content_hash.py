"""Each visa keeps the fingerprint of what was signed; those there are signed what their sheet or synthesis keeps."""

from django.db import migrations, models
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce


def fill(apps, schema_editor):
    visa, sheet = apps.get_model("evaluations", "Visa"), apps.get_model("evaluations", "Sheet")
    synthesis = apps.get_model("evaluations", "Synthesis")
    of_sheet = Subquery(sheet.objects.filter(pk=OuterRef("sheet")).values("content_hash")[:1])
    of_synthesis = Subquery(synthesis.objects.filter(pk=OuterRef("synthesis")).values("content_hash")[:1])
    visa.objects.filter(content_hash="").update(
        content_hash=Coalesce(of_sheet, of_synthesis, F("content_hash"))
    )


class Migration(migrations.Migration):
    dependencies = [("evaluations", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="visa",
            name="content_hash",
            field=models.CharField(default="", editable=False, max_length=64, verbose_name="fingerprint"),
            preserve_default=False,
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
