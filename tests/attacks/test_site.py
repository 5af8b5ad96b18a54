"""What an apprentice may send to the pages of the platform by hand, with no exercise page in between."""

from typing import Any

import pytest
from django.urls import reverse

from exercises.models import Submission
from exercises.states import SubmissionState
from tests.attacks.corpus import Attack, attacks
from tests.factories.exercises import ExerciseFactory, SubmissionFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("attack", attacks(way="site"), ids=lambda attack: attack.name)
def test_site(attack: Attack, apprentice: Any, peer: Any, browse: Any) -> None:
    """The page answers what is expected, and no submission is made or changed."""
    exercise = ExerciseFactory()
    whose = {"hers": apprentice, "another": peer}[attack.given.get("whose", "hers")]
    submission = SubmissionFactory(
        apprentice=whose, exercise=exercise, state=SubmissionState(attack.given["state"])
    )
    before = list(Submission.objects.values())
    arguments = {"submission": submission.pk, "exercise": exercise.key}
    url = reverse(attack.given["page"], args=[arguments[attack.given["of"]]])

    response = getattr(browse(apprentice), attack.given["method"])(url, attack.given.get("form", {}))

    assert response.status_code in attack.expect["status"], response
    assert list(Submission.objects.values()) == before
    for text in attack.expect.get("never_shows", []):
        assert text not in response.content.decode()
