"""What is said to a cohort: by its trainers, to its apprentices, and to nobody else."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from lms.core.models import AuditEvent
from lms.core.permissions import Denied
from lms.people import actions
from lms.people.queries import announcements_for

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("who", ["apprentice", "other_school_trainer", "coordinator", "adviser", "client"])
def test_only_the_trainers_of_the_school_speak_to_a_cohort(who, cast, cohort, trainer, now):
    with pytest.raises(Denied):
        actions.announce(cohort=cohort, text="Bonjour.", by=cast[who], now=now)
    said = actions.announce(cohort=cohort, text="Bonjour.", by=trainer, now=now)
    with pytest.raises(Denied):
        actions.withdraw_announcement(announcement=said, by=cast[who], now=now)


def test_the_class_reads_it_for_two_weeks_and_strangers_never(
    cohort, apprentice, other_school_apprentice, trainer, now
):
    said = actions.announce(cohort=cohort, text="Bonjour.", by=trainer, now=now)
    assert list(announcements_for(apprentice, now=now + timedelta(days=13))) == [said]
    assert not announcements_for(apprentice, now=now + timedelta(days=15))
    assert not announcements_for(other_school_apprentice, now=now)


def test_what_is_withdrawn_leaves_the_screens_and_stays_in_history(cohort, apprentice, trainer, now):
    said = actions.announce(cohort=cohort, text="Bonjour.", by=trainer, now=now)
    for _ in range(2):
        actions.withdraw_announcement(announcement=said, by=trainer, now=now)
    assert not announcements_for(apprentice, now=now)
    assert AuditEvent.objects.filter(action="announcement_withdrawn").count() == 1


def test_a_trainer_says_it_and_the_class_finds_it_on_its_first_screen(cohort, apprentice, trainer, browse):
    address = reverse("announcements", args=[cohort.pk])
    teacher = browse(trainer)
    assert "Rien n’a encore été dit" in teacher.get(address).content.decode()
    assert teacher.post(address, {"text": "  "}).status_code == 422  # nothing is said, the form says why
    teacher.post(address, {"text": "Demain, on commence à <b>10 h</b>."})

    page = browse(apprentice).get("/").content.decode()
    assert "Demain, on commence à &lt;b&gt;10 h&lt;/b&gt;." in page

    said = announcements_for(apprentice, now=timezone.now()).get()
    teacher.post(reverse("withdraw_announcement", args=[said.pk]))
    assert "Demain" not in browse(apprentice).get("/").content.decode()
