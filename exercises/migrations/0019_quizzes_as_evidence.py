"""What a passed quiz wrote in the book says that it is a quiz; until now it was called an exercise."""

from django.db import migrations

QUIZ, EXERCISE = "quiz", "exercise"


def call_quizzes_by_their_name(apps, schema_editor):
    quizzes = apps.get_model("exercises", "Exercise").objects.filter(current_version__runtime=QUIZ)
    lines = apps.get_model("records", "Evidence").objects.filter(source_label=EXERCISE)
    lines.filter(source_id__in=quizzes.values("key")).update(source_label=QUIZ)


class Migration(migrations.Migration):
    dependencies = [("exercises", "0018_portfolio"), ("records", "0002_validation")]

    operations = [migrations.RunPython(call_quizzes_by_their_name, migrations.RunPython.noop)]
