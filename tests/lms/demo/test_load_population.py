"""The population to measure with: quick to write, never in a state that the screens do not know."""

import pytest
from django.core.management import CommandError, call_command

from exercises.models import CheckResult, Review, Submission
from exercises.queries import submissions_waiting_for
from lms.demo.population import sign_ins
from lms.people.models import Enrolment, School, User
from lms.people.roles import TRAINER
from lms.records.models import Evidence

pytestmark = pytest.mark.django_db


def test_a_population_has_a_year_of_work_that_the_screens_can_show(client, capsys):
    call_command("load_population", "--schools=1", "--apprentices=8")

    assert School.objects.count() == 1
    assert Enrolment.objects.count() == 8
    assert Enrolment.objects.exclude(left_on=None).count() == 2  # a class that has ended
    assert not Submission.objects.filter(current_run=None).exists()
    assert CheckResult.objects.filter(run__submission__state="failed", passed=False).exists()
    assert Review.objects.exists()
    assert Evidence.objects.exists()
    trainer = User.objects.get(email=sign_ins()[TRAINER])
    client.force_login(trainer)
    assert client.get("/").status_code == 200
    work = submissions_waiting_for(trainer).first() or Submission.objects.filter(state="passed").latest("pk")
    assert client.get(f"/rendus/{work.pk}/relire/").status_code == 200
    assert client.get(f"/apprentis/{work.apprentice_id}/").status_code == 200
    assert trainer.email in capsys.readouterr().out

    with pytest.raises(CommandError, match="already"):
        call_command("load_population")


def test_a_population_is_refused_outside_development(settings):
    settings.DEMO_ALLOWED = False
    with pytest.raises(CommandError, match="development only"):
        call_command("load_population")


def test_there_is_somebody_in_each_school():
    with pytest.raises(CommandError, match="at least one school"):
        call_command("load_population", "--schools=3", "--apprentices=2")
