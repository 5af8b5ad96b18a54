"""The file that somebody takes: everything of hers, nothing of others."""

import io
import json
from datetime import timedelta
from zipfile import ZipFile

import pytest
import time_machine
from django.urls import reverse

from client_projects.models import Remark
from exercises.actions.help import ask_for_help
from exercises.models import SubmittedFile
from exercises.states import SubmissionState
from lms.core.audit import record_reading
from lms.core.models import AuditEvent
from lms.people.models import ApprenticeNote, NoteAudience, User
from lms.privacy.portable import INDEX, portable_file
from lms.privacy.queries import MOST_FILES_A_DAY, kept_of
from lms.privacy.register import REGISTER, SECRET_FIELDS, holdings
from tests.factories import client_projects as projects
from tests.factories.exercises import (
    ExerciseFactory,
    LineCommentFactory,
    SubmissionFactory,
    judged,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_uploads(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def works(apprentice, peer, other_school_apprentice, trainer, adviser, school, cohort, client_person, now):
    """The same things done by three apprentices; each says her own name in all she writes."""
    exercise = ExerciseFactory()
    for person in (apprentice, peer, other_school_apprentice):
        one = judged(
            SubmissionFactory(apprentice=person, exercise=exercise, number=1, state=SubmissionState.PASSED)
        )
        SubmittedFile.objects.update_or_create(
            submission=one, path="src/index.html", defaults={"content": f"code de {person.email}"}
        )
        LineCommentFactory(submission=one, author=trainer, text=f"Bien, {person.email}", sent_at=now)
        ask_for_help(apprentice=person, exercise=exercise, text=f"Aide {person.email}", files={}, now=now)
        for audience in NoteAudience:
            ApprenticeNote.objects.create(
                apprentice=person,
                school=school,
                author=adviser,
                audience=audience,
                text=f"note {audience} sur {person.email}",
                written_at=now,
            )
    project = projects.ProjectFactory(cohort=cohort)
    projects.ContactFactory(client=project.client, person=client_person)
    projects.TeamMemberFactory(project=project, apprentice=apprentice)
    projects.RemarkFactory(project=project, author=client_person, text="Le bandeau de la cliente")
    return project


def opened(person, now) -> ZipFile:
    return ZipFile(io.BytesIO(b"".join(portable_file(person, now=now))))


def everything_in(archive: ZipFile) -> str:
    return "\n".join(
        f"{name}\n{archive.read(name).decode('utf-8', 'replace')}" for name in archive.namelist()
    )


def test_every_kind_of_row_of_hers_is_there(works, apprentice, now):
    archive = opened(apprentice, now)
    written = 0
    for treatment, holding in holdings():
        count = holding.rows_of(apprentice).count()
        name = f"{treatment.code}/{holding.model.replace('.', '-')}"
        assert (f"{name}.json" in archive.namelist()) == bool(count), holding.model
        if count:
            assert len(json.loads(archive.read(f"{name}.json"))) == count
            assert f'href="{name}.html"' in archive.read(INDEX).decode()
            written += 1
    assert written >= 8


@pytest.mark.parametrize("who", ["apprentice", "trainer", "client"])
def test_what_is_kept_is_counted_in_few_questions_and_rightly(
    works, cast, who, django_assert_max_num_queries
):
    person = cast[who]
    with django_assert_max_num_queries(len(REGISTER)):
        counted = {one.treatment.code: (one.given, one.on_request, one.done) for one in kept_of(person)}
    assert sum(map(sum, counted.values()))
    for treatment in REGISTER:
        by_hand = [
            (
                holding.rows_of(person).count(),
                holding.rows_on_request(person).count(),
                holding.rows_done_by(person).count(),
            )
            for holding in treatment.holdings
        ]
        expected = tuple(sum(column) for column in zip(*by_hand, strict=True))
        assert counted.get(treatment.code, (0, 0, 0)) == expected, treatment.code


def test_nothing_of_a_stranger_is_inside(works, cast, apprentice, now):
    text = everything_in(opened(apprentice, now))
    assert apprentice.email in text
    assert f"note support sur {apprentice.email}" in text
    for who in ("peer", "other_school_apprentice", "client", "other_client", "other_school_trainer"):
        assert cast[who].email not in text
        assert cast[who].first_name not in text
    assert "Le bandeau de la cliente" not in text
    # Who answered her is named, and no more is said of him.
    assert cast["trainer"].first_name in text
    assert cast["trainer"].email not in text


def test_what_the_team_writes_among_itself_is_given_on_request_only(works, apprentice, now):
    text = everything_in(opened(apprentice, now))
    assert f"note team sur {apprentice.email}" not in text
    assert "1 ligne donnée sur demande" in text


def test_a_trainer_takes_her_own_and_nothing_of_those_she_teaches(works, trainer, cast, now):
    text = everything_in(opened(trainer, now))
    assert trainer.email in text
    for who in ("apprentice", "peer", "adviser"):
        assert cast[who].email not in text
        assert cast[who].first_name not in text
    assert "3 de vos actes concernent d’autres personnes" in text


def test_a_client_takes_what_she_wrote(works, client_person, now, cast):
    text = everything_in(opened(client_person, now))
    assert Remark.objects.get(author=client_person).text in text
    assert cast["apprentice"].email not in text


def test_code_comes_as_files_that_unpack_anywhere(works, apprentice, now):
    for one in SubmittedFile.objects.filter(submission__apprentice=apprentice):
        one.path = f"../../etc/../{one.pk}/passwd"
        one.save()
    names = opened(apprentice, now).namelist()
    assert not any(".." in name or name.startswith("/") for name in names)
    assert any(name.endswith("/passwd") and "/etc/" in name for name in names)


def test_no_secret_is_inside(works, apprentice, now):
    apprentice.set_password("une-phrase-tres-secrete")
    apprentice.save()
    archive = opened(apprentice, now)
    assert User.objects.get(pk=apprentice.pk).password not in everything_in(archive)
    for name in archive.namelist():
        if name.endswith(".json") and "/" in name and name.count("/") == 1:
            for row in json.loads(archive.read(name)):
                assert not set(row) & SECRET_FIELDS


class TestScreen:
    def test_the_file_is_given_and_it_is_written_down(self, works, browse, apprentice, now):
        with time_machine.travel(now, tick=False):
            given = browse(apprentice).post(reverse("take_my_data"))
            content = given.getvalue()
        assert ZipFile(io.BytesIO(content)).testzip() is None
        assert given["Content-Disposition"].startswith('attachment; filename="mes-donnees-aicha')
        assert AuditEvent.objects.get(action="own_data_taken").actor == apprentice

    def test_a_stolen_session_does_not_empty_the_server(self, browse, apprentice, now):
        browser = browse(apprentice)
        with time_machine.travel(now, tick=False) as clock:
            for _each in range(MOST_FILES_A_DAY):
                browser.post(reverse("take_my_data")).getvalue()
            refused = browser.post(reverse("take_my_data"), follow=True)
            assert "plusieurs fois aujourd’hui" in refused.content.decode()
            clock.shift(timedelta(days=1, seconds=1))
            assert browser.post(reverse("take_my_data")).status_code == 200

    def test_nobody_takes_it_through_her_eyes(self, browse, coordinator, apprentice):
        browser = browse(coordinator)
        browser.post(reverse("act_as", args=[apprentice.pk]))
        assert browser.post(reverse("take_my_data")).status_code == 403
        assert not AuditEvent.objects.filter(action="own_data_taken").exists()

    def test_the_page_says_how_much_is_kept(self, works, browse, apprentice):
        page = browse(apprentice).get(reverse("my_data")).content.decode()
        assert "Exercices et relectures" in page
        assert "lignes dans votre fichier" in page


def test_whoever_read_papers_of_others_does_not_take_their_names_away(apprentice, trainer, now):
    record_reading(action="file_read", subject=apprentice, of=apprentice, by=trainer, now=now)
    archive = opened(trainer, now)
    history = [name for name in archive.namelist() if name.startswith("history/")]
    assert history
    assert not any(apprentice.get_full_name() in archive.read(name).decode() for name in history)
