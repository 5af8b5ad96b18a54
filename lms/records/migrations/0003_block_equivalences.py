from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0002_validation")]

    operations = [
        migrations.AddField(
            model_name="certification",
            name="block_equivalences",
            field=models.JSONField(blank=True, default=list, verbose_name="equivalent blocks"),
        ),
    ]
