import pytest

from lms.people.queries import apprentices_visible_to, cohort_of, cohorts_visible_to

SEES_COHORT = {
    "apprentice": True,
    "peer": True,
    "other_school_apprentice": False,
    "trainer": True,
    "other_school_trainer": False,
    "coordinator": True,
    "adviser": True,
    "client": False,
    "other_client": False,
}


@pytest.mark.parametrize(("who", "sees"), SEES_COHORT.items())
def test_cohorts_are_visible_to_those_who_belong(who, sees, cast, cohort):
    assert cohorts_visible_to(cast[who]).filter(pk=cohort.pk).exists() is sees


@pytest.mark.parametrize("who", ["trainer", "coordinator", "adviser"])
def test_staff_sees_the_apprentices_of_the_school_only(who, cast, apprentice, peer):
    assert set(apprentices_visible_to(cast[who])) == {apprentice, peer}


@pytest.mark.parametrize("who", ["apprentice", "client", "other_client"])
def test_others_see_no_list_of_apprentices(who, cast):
    assert not apprentices_visible_to(cast[who]).exists()


def test_an_apprentice_who_left_has_no_cohort(apprentice, now):
    apprentice.enrolments.update(left_on=now.date())
    assert cohort_of(apprentice) is None
