"""A block given under one version counts for another version, where the text of the certification says so."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from lms.juries.actions import results, sessions
from lms.juries.actions.guards import ExamRefused
from lms.juries.models import Decision, JuryMember
from lms.juries.queries import blocks_obtained, counted_blocks_of
from lms.people import roles
from lms.records.actions import change_versions, load_referential, tie_cohort
from lms.records.models import CertificationVersion
from lms.records.queries import blocks_that_count_for
from lms.records.referential import REFERENTIALS, read_referential
from tests.factories.people import UserFactory, apprentice_of


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def versions(cohort):
    load_referential(data=read_referential(REFERENTIALS / "dwwm.yaml"))
    old, new = (CertificationVersion.objects.get(key=key) for key in ("dwwm-v03", "dwwm-v04"))
    tie_cohort(cohort=cohort, versions=[old])
    return old, new


def sit(school, version, apprentice, coordinator, now):
    session = sessions.open_session(
        school=school,
        version=version,
        held_on=timezone.localdate(now),
        place="Salle 2",
        access_until=timezone.localdate(now) + timedelta(days=7),
        by=coordinator,
        now=now,
    )
    return sessions.add_candidate(session=session, apprentice=apprentice, by=coordinator, now=now)


def decide(candidate, decision, blocks, coordinator, now, because=""):
    return results.note_outcome(
        candidate=candidate,
        decision=decision,
        blocks=blocks,
        decided_on=timezone.localdate(now),
        because=because,
        by=coordinator,
        now=now,
    )


@pytest.fixture
def before(school, versions, apprentice, coordinator, now):
    """She has the first block of the old version."""
    candidate = sit(school, versions[0], apprentice, coordinator, now)
    decide(candidate, Decision.SOME_BLOCKS, [versions[0].blocks.first()], coordinator, now)
    return candidate


@pytest.fixture
def candidate(before, school, cohort, versions, apprentice, coordinator, now):
    """She sits again, in a cohort that has changed its version."""
    change_versions(cohort=cohort, versions=[versions[1]], by=coordinator, now=now)
    return sit(school, versions[1], apprentice, coordinator, now)


def test_a_title_counts_the_block_of_the_version_before(candidate, versions, coordinator, now):
    first, second = versions[1].blocks.all()
    with pytest.raises(ExamRefused, match="tous les blocs"):
        decide(candidate, Decision.TITLE, [first], coordinator, now)
    assert decide(candidate, Decision.TITLE, [second], coordinator, now).decision == Decision.TITLE


def test_without_an_equivalence_in_the_text_nothing_counts(candidate, versions, coordinator, now):
    _first, second = versions[1].blocks.all()
    candidate.session.version.certification.block_equivalences = []
    candidate.session.version.certification.save()
    with pytest.raises(ExamRefused, match="tous les blocs"):
        decide(candidate, Decision.TITLE, [second], coordinator, now)


def test_an_equivalence_goes_the_way_that_the_text_says(candidate, versions, apprentice, coordinator, now):
    old, new = versions
    decide(candidate, Decision.SOME_BLOCKS, [new.blocks.last()], coordinator, now)
    assert blocks_obtained(apprentice, old) == {old.blocks.first().pk}
    assert blocks_obtained(apprentice, new) == {block.pk for block in new.blocks.all()}


def test_a_title_keeps_the_block_of_the_version_before(candidate, before, versions, coordinator, now):
    decide(candidate, Decision.TITLE, [versions[1].blocks.last()], coordinator, now)
    with pytest.raises(ExamRefused, match="a besoin d’un bloc"):
        decide(before, Decision.NOTHING, [], coordinator, now, because="Erreur de saisie")
    # A title that has every block of its own needs none from elsewhere.
    decide(candidate, Decision.TITLE, versions[1].blocks.all(), coordinator, now, because="Bloc oublié")
    decide(before, Decision.NOTHING, [], coordinator, now, because="Erreur de saisie")


def test_the_screens_of_a_session_say_what_counts(candidate, apprentice, coordinator, browse, now):
    jury = UserFactory(role=roles.JURY)
    JuryMember.objects.create(
        session=candidate.session,
        first_name="Odile",
        last_name="Juré",
        email=jury.email,
        person=jury,
        added_at=now,
    )
    pages = [
        (coordinator, reverse("exam_session", args=[candidate.session_id])),
        (coordinator, reverse("exam_outcome", args=[candidate.pk])),
        (jury, reverse("jury_candidate", args=[candidate.pk])),
        (apprentice, reverse("my_exams")),
    ]
    for person, url in pages:
        page = browse(person).get(url).content.decode()
        assert "CCP1 · Front-end sécurisé compte comme obtenu" in page
        assert "CCP1 de la version 03" in page
        assert "CCP2 · " not in page or "CCP2 · Back-end sécurisé compte comme obtenu" not in page


def test_what_counts_costs_the_same_for_any_number_of_candidates(
    candidate, school, cohort, versions, coordinator, now
):
    def counted(people):
        with CaptureQueriesContext(connection) as queries:
            found = counted_blocks_of(people, candidate.session.version)
        assert sum(map(len, found.values())) == len(people)
        return len(queries)

    few = counted([candidate.apprentice])
    change_versions(cohort=cohort, versions=[versions[0]], by=coordinator, now=now)
    people = [candidate.apprentice]
    for _ in range(2):
        people.append(apprentice_of(cohort))
        sat = sit(school, versions[0], people[-1], coordinator, now)
        decide(sat, Decision.SOME_BLOCKS, [versions[0].blocks.last()], coordinator, now)
    assert counted(people) == few


def test_a_block_counts_over_two_changes_of_version(versions):
    # The next version names the one before it, not the one before that.
    old, new = versions
    newest = CertificationVersion.objects.create(
        certification=new.certification, key="dwwm-v05", number="05", effective_on=timezone.localdate()
    )
    block = newest.blocks.create(code="CCP1", title="Front-end", short_title="Front", position=1)
    new.certification.block_equivalences += [[["dwwm-v04", "CCP1"], ["dwwm-v05", "CCP1"]]]
    new.certification.save()
    counting = blocks_that_count_for(newest)
    assert {one.version.key for one, _counted in counting} == {"dwwm-v03", "dwwm-v04"}
    assert {(one.code, counted) for one, counted in counting} == {("CCP1", block)}
    # It does not count backwards, and a text that turns in a circle ends.
    assert blocks_that_count_for(old) == []
    new.certification.block_equivalences += [[["dwwm-v05", "CCP1"], ["dwwm-v03", "CCP1"]]]
    new.certification.save()
    assert {one.version.key for one, _counted in blocks_that_count_for(newest)} == {"dwwm-v03", "dwwm-v04"}
