"""The rules of the training that exams and files keep, each under its name, and who sees what of an exam."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from lms.core.permissions import Denied
from lms.dossiers import actions as dossiers
from lms.dossiers import exporting
from lms.dossiers.queries import contents_of, professional_files
from lms.juries.actions import certificates, results, sessions
from lms.juries.actions.guards import ExamRefused
from lms.juries.jobs import tell_jury_member
from lms.juries.models import Decision, ExamOutcome, SchoolCertificate
from lms.juries.permissions import can_examine, sessions_examined_by
from lms.juries.queries import possible_candidates
from lms.juries.rules import candidates_a_day, grade_of, needs_for, working_days_before
from lms.people import roles
from lms.people.actions import accept_invitation, send_invitation
from lms.people.models import Invitation, User
from lms.records.actions import load_referential, tie_cohort
from lms.records.models import Certification, CertificationVersion
from lms.records.referential import REFERENTIALS, read_referential
from tests.factories.people import EnrolmentFactory, UserFactory, apprentice_of, staff_of
from tests.factories.records import certify


@pytest.fixture
def version(cohort):
    return certify(cohort)


@pytest.fixture
def today(now) -> date:
    return timezone.localdate(now)


@pytest.fixture
def session(school, version, coordinator, now, today):
    return sessions.open_session(
        school=school,
        version=version,
        held_on=today,
        place="Salle 2",
        access_until=None,
        by=coordinator,
        now=now,
    )


@pytest.fixture
def candidate(session, apprentice, coordinator, now):
    return sessions.add_candidate(session=session, apprentice=apprentice, by=coordinator, now=now)


def join_jury(session, coordinator, now, email="jury@test.example"):
    """Invite somebody into the jury and let her accept."""
    member = sessions.add_jury_member(
        session=session, first_name="Odile", last_name="Juré", email=email, by=coordinator, now=now
    )
    person = UserFactory(role=roles.JURY, email=email)
    member.invitation.accepted_by = person
    member.invitation.save()
    return person


def open_another(school, version, coordinator, now, held_on):
    return sessions.open_session(
        school=school,
        version=version,
        held_on=held_on,
        place="Salle 3",
        access_until=None,
        by=coordinator,
        now=now,
    )


def move(apprentice, cohort, other_cohort, on):
    """Let her leave one school for another."""
    apprentice.enrolments.filter(cohort=cohort).update(left_on=on)
    EnrolmentFactory(apprentice=apprentice, cohort=other_cohort, enrolled_on=on)


def decide(candidate, decision, blocks, coordinator, now, **more):
    return results.note_outcome(
        candidate=candidate,
        decision=decision,
        blocks=blocks,
        by=coordinator,
        now=now,
        **{"decided_on": candidate.session.held_on, "because": "", **more},
    )


def written(apprentice, version, now):
    """A dossier professionnel with one full example per activity type."""
    file = dossiers.open_professional_file(apprentice=apprentice, now=now)
    texts = dict.fromkeys(("title", "tasks", "means", "with_whom", "organisation", "period"), "Fait.")
    for block in version.blocks.all():
        example = dossiers.add_example(file=file, block=block, by=apprentice, now=now)
        dossiers.write_example(example=example, texts=texts, seen_revision=0, by=apprentice, now=now)
    return file


def declare(file, now):
    seen = contents_of(professional_files().get(pk=file.pk)).digest
    dossiers.declare(file=file, name="Aïcha", place="Valbrume", seen_hash=seen, by=file.apprentice, now=now)


def test_rule_7_one_to_three_examples_per_activity_type_and_a_declaration_before_export(
    apprentice, version, now
):
    file = written(apprentice, version, now)
    with pytest.raises(exporting.NotDeclared):
        exporting.as_docx(contents_of(professional_files().get(pk=file.pk)))
    for _more in range(2):
        dossiers.add_example(file=file, block=version.blocks.first(), by=apprentice, now=now)
    with pytest.raises(dossiers.DossierRefused):
        dossiers.add_example(file=file, block=version.blocks.first(), by=apprentice, now=now)
    for example in file.examples.filter(title=""):
        dossiers.remove_example(example=example, by=apprentice, now=now)
    declare(file, now)
    assert exporting.as_docx(contents_of(professional_files().get(pk=file.pk)))


@pytest.mark.django_db
def test_rule_8_the_readiness_list_differs_by_version():
    load_referential(data=read_referential(REFERENTIALS / "dwwm.yaml"))
    old, new = (CertificationVersion.objects.get(key=key).settings for key in ("dwwm-v03", "dwwm-v04"))
    exam = date(2027, 5, 20)  # a Thursday; Whit Monday is the 17th, Ascension the 6th, the 8th a Saturday
    due = {need.code: need.due_on for need in needs_for(old, exam)}
    assert due["project_file"] == date(2027, 5, 19)
    assert due["summaries_to_jury"] == date(2027, 5, 11)
    assert due["project_summary"] == date(2027, 5, 4)
    assert "printed_file" not in due
    codes = {need.code for need in needs_for(new, exam)}
    assert {"printed_file", "slides"} <= codes
    assert not {"project_summary", "summaries_to_jury"} & codes


@pytest.mark.parametrize(
    "exam",
    [
        None,
        "jury",
        {
            "working_days_before_exam": None,
            "project_file": ["printed"],
            "max_candidates_per_jury_per_day": "6",
        },
        {"working_days_before_exam": {"project_summary": None, "summaries_to_jury": -3, "project_file": "2"}},
        {"working_days_before_exam": {"project_summary": True, "project_file": 0.5}},
    ],
)
def test_rule_8_an_odd_exam_section_counts_as_nothing_said(exam):
    day = date(2027, 3, 15)
    assert {need.due_on for need in needs_for({"exam": exam}, day)} == {day}
    assert candidates_a_day({"exam": exam}) == 0


def test_rule_8_no_file_is_asked_for_years_before_the_exam():
    settings = {"exam": {"working_days_before_exam": {"project_file": 10**9}}}
    due = next(need.due_on for need in needs_for(settings, date(2027, 3, 15)) if need.code == "project_file")
    assert date(2026, 1, 1) < due < date(2026, 6, 1)


def test_working_days_before_a_monday_begin_on_friday():
    assert working_days_before(date(2027, 3, 15), 1) == date(2027, 3, 12)
    assert working_days_before(date(2027, 3, 15), 0) == date(2027, 3, 15)


def test_rule_9_the_title_needs_all_blocks_and_a_partial_outcome_opens_a_year(
    school, version, session, candidate, coordinator, apprentice, now, today
):
    first, second = version.blocks.all()
    with pytest.raises(ExamRefused, match="tous les blocs"):
        decide(candidate, Decision.TITLE, [first], coordinator, now)
    with pytest.raises(ExamRefused):
        decide(candidate, Decision.SOME_BLOCKS, [], coordinator, now)
    with pytest.raises(ExamRefused):
        decide(candidate, Decision.NOTHING, [first], coordinator, now)
    partial = decide(candidate, Decision.SOME_BLOCKS, [first], coordinator, now)
    assert partial.resit_until == date(2027, 11, 23)

    def later(day):
        return sessions.open_session(
            school=school,
            version=version,
            held_on=day,
            place="Salle 2",
            access_until=None,
            by=coordinator,
            now=now,
        )

    told = {"apprentice": apprentice, "by": coordinator, "now": now}
    with pytest.raises(ExamRefused, match="23 novembre 2027"):
        sessions.add_candidate(session=later(date(2027, 11, 24)), **told)
    again = sessions.add_candidate(session=later(date(2027, 11, 23)), **told)
    # The missing block is enough: the one obtained before counts.
    then = now + timedelta(days=366)
    assert decide(again, Decision.TITLE, [second], coordinator, then).resit_until is None
    with pytest.raises(ExamRefused, match="déjà ce titre"):
        sessions.add_candidate(session=later(date(2027, 10, 1)), **told)


def test_rule_9_a_title_keeps_the_blocks_of_the_sessions_before(
    school, version, candidate, coordinator, apprentice, now, today
):
    first, second = version.blocks.all()
    decide(candidate, Decision.SOME_BLOCKS, [first], coordinator, now)
    later = open_another(school, version, coordinator, now, held_on=today + timedelta(days=60))
    again = sessions.add_candidate(session=later, apprentice=apprentice, by=coordinator, now=now)
    then = now + timedelta(days=61)
    decide(again, Decision.TITLE, [second], coordinator, then)
    for decision, blocks in ((Decision.NOTHING, []), (Decision.SOME_BLOCKS, [second])):
        with pytest.raises(ExamRefused, match="22 janvier 2027 a besoin d’un bloc"):
            decide(candidate, decision, blocks, coordinator, then, because="Erreur de saisie")
    # What takes no block away is corrected freely; so is all of it once the title is corrected.
    decide(candidate, Decision.SOME_BLOCKS, [first, second], coordinator, then, because="Bloc oublié")
    decide(again, Decision.SOME_BLOCKS, [second], coordinator, then, because="Erreur de saisie")
    decide(candidate, Decision.NOTHING, [], coordinator, then, because="Erreur de saisie")


def test_nothing_is_noted_or_certified_for_somebody_who_does_not_sit(
    version, session, candidate, coordinator, browse, now
):
    sessions.withdraw_candidate(candidate=candidate, by=coordinator, now=now)
    with pytest.raises(ExamRefused, match="ne se présente pas"):
        decide(candidate, Decision.TITLE, version.blocks.all(), coordinator, now)
    with pytest.raises(ExamRefused, match="ne se présente pas"):
        sessions.tick(candidate=candidate, code="assessments", is_done=True, by=coordinator, now=now)
    url = reverse("exam_outcome", args=[candidate.pk])
    browser = browse(coordinator)
    assert browser.get(url)["Location"] == reverse("exam_session", args=[session.pk])
    answer = browser.post(url, {"decision": "nothing", "decided_on": session.held_on.isoformat()})
    assert "ne se présente pas" in answer.content.decode()
    assert not candidate.outcomes.exists()


def test_who_went_on_to_another_school_is_no_candidate_here(
    session, cohort, other_cohort, apprentice, peer, coordinator, now, today
):
    assert set(possible_candidates(session)) == {apprentice, peer}
    move(apprentice, cohort, other_cohort, today)
    # Who left for nowhere else may still sit.
    peer.enrolments.update(left_on=today)
    assert set(possible_candidates(session)) == {peer}
    with pytest.raises(Denied):
        sessions.add_candidate(session=session, apprentice=apprentice, by=coordinator, now=now)


def test_rule_11_and_12_a_jury_sees_its_candidates_files_and_nothing_else(
    session, candidate, version, apprentice, peer, coordinator, browse, now, cohort
):
    person = join_jury(session, coordinator, now)
    file = written(apprentice, version, now)
    browser = browse(person)
    url = reverse("jury_candidate", args=[candidate.pk])
    # What she has not declared yet is hers.
    assert "Fait." not in browser.get(url).content.decode()
    declare(file, now)
    dossiers.comment(file=file, text="Avis du formateur", by=cohort.trainers.get(), now=now)
    page = browser.get(url).content.decode()
    assert "Fait." in page
    assert "Avis du formateur" not in page
    closed = [
        reverse("read_professional_file", args=[file.pk]),
        reverse("apprentice_file", args=[apprentice.pk]),
        reverse("apprentice_competences", args=[apprentice.pk]),
        reverse("cohort", args=[cohort.pk]),
        reverse("exam_session", args=[session.pk]),
        reverse("write_note", args=[apprentice.pk]),
    ]
    assert {browser.get(address).status_code for address in closed} <= {403, 404}


def test_rule_12_accounts_of_a_jury_expire(session, candidate, coordinator, browse, now, today):
    person = join_jury(session, coordinator, now)
    assert can_examine(person, candidate, on=session.access_until)
    assert not can_examine(person, candidate, on=session.access_until + timedelta(days=1))
    assert sessions.close_jury_accounts(now=now) == 0
    assert sessions.close_jury_accounts(now=now + timedelta(days=15)) == 1
    assert not User.objects.get(pk=person.pk).is_active
    assert sessions.close_jury_accounts(now=now + timedelta(days=15)) == 0


def test_rule_12_one_invitation_opens_every_jury_of_the_school(
    school, version, session, candidate, coordinator, now, today
):
    told = {"first_name": "Odile", "last_name": "Juré", "email": "Odile@test.example", "by": coordinator}
    first = sessions.add_jury_member(session=session, now=now, **told)
    later = open_another(school, version, coordinator, now, held_on=today + timedelta(days=30))
    second = sessions.add_jury_member(session=later, now=now, **told)
    assert second.invitation == first.invitation
    # Removed and expected again; meanwhile the link has expired and is sent once more.
    sessions.remove_jury_member(member=second, by=coordinator, now=now)
    then = first.invitation.expires_at
    assert sessions.add_jury_member(session=later, now=then, **told).invitation == first.invitation
    token = send_invitation(invitation=Invitation.objects.get(), now=then)
    person = accept_invitation(token=token, password=None, now=then)
    assert set(sessions_examined_by(person, on=today)) == {session, later}
    # Her account closes with the last of them.
    assert sessions.close_jury_accounts(now=now + timedelta(days=20)) == 0
    assert sessions.close_jury_accounts(now=now + timedelta(days=60)) == 1


def test_rule_12_a_place_is_found_by_the_address_when_another_school_invited(
    session, candidate, other_school, coordinator, now, today
):
    sessions.add_jury_member(
        session=session,
        first_name="Odile",
        last_name="J",
        email="odile@test.example",
        by=coordinator,
        now=now,
    )
    person = UserFactory(role=roles.JURY, email="Odile@test.example")
    assert can_examine(person, candidate, on=today)
    assert sessions.close_jury_accounts(now=now) == 0


def test_a_member_with_an_account_is_told_by_mail(
    school,
    version,
    session,
    candidate,
    coordinator,
    now,
    today,
    mailoutbox,
    django_capture_on_commit_callbacks,
):
    person = join_jury(session, coordinator, now)
    later = open_another(school, version, coordinator, now, held_on=today + timedelta(days=30))
    with django_capture_on_commit_callbacks() as woken:
        member = sessions.add_jury_member(
            session=later, first_name="Odile", last_name="Juré", email=person.email, by=coordinator, now=now
        )
    assert len(woken) == 1
    tell_jury_member(member_id=member.pk)
    (mail,) = mailoutbox
    assert mail.to == [person.email]
    assert "dans le jury du 23 décembre 2026" in mail.body
    assert reverse("jury_home") in mail.body
    sessions.remove_jury_member(member=member, by=coordinator, now=now)
    tell_jury_member(member_id=member.pk)
    assert len(mailoutbox) == 1


def test_rule_12_who_trained_a_candidate_is_no_jury(
    session, candidate, school, other_school, trainer, coordinator, apprentice, now
):
    with pytest.raises(ExamRefused, match="indépendant"):
        sessions.add_jury_member(
            session=session,
            first_name="Solène",
            last_name="L",
            email=trainer.email.upper(),
            by=coordinator,
            now=now,
        )
    # An account of the platform with another role is not a jury account either.
    other = staff_of(other_school, roles.TRAINER)
    with pytest.raises(ExamRefused, match="autre rôle"):
        sessions.add_jury_member(
            session=session, first_name="A", last_name="B", email=other.email, by=coordinator, now=now
        )
    # Somebody who becomes a trainer of the school afterwards stops reading at once.
    person = join_jury(session, coordinator, now)
    assert can_examine(person, candidate, on=session.held_on)
    school.posts.create(person=person, role=roles.TRAINER)
    assert not can_examine(person, candidate, on=session.held_on)


def test_a_removed_member_and_another_session_see_nothing(
    school, version, session, candidate, coordinator, now
):
    person = join_jury(session, coordinator, now)
    elsewhere = sessions.open_session(
        school=school,
        version=version,
        held_on=session.held_on,
        place="Salle 3",
        access_until=None,
        by=coordinator,
        now=now,
    )
    stranger = join_jury(elsewhere, coordinator, now, email="autre@test.example")
    assert not can_examine(stranger, candidate, on=session.held_on)
    sessions.remove_jury_member(member=session.jury.get(), by=coordinator, now=now)
    assert not can_examine(person, candidate, on=session.held_on)


def test_a_corrected_outcome_keeps_the_line_before_and_revokes_its_certificate(
    version, candidate, coordinator, now
):
    first = version.blocks.first()
    outcome = decide(candidate, Decision.SOME_BLOCKS, [first], coordinator, now)
    certificate = certificates.certify_outcome(outcome=outcome, by=coordinator, now=now)
    with pytest.raises(ExamRefused, match="pourquoi"):
        decide(candidate, Decision.NOTHING, [], coordinator, now)
    decide(candidate, Decision.NOTHING, [], coordinator, now, because="Erreur de saisie")
    assert ExamOutcome.objects.filter(candidate=candidate).count() == 2
    certificate.refresh_from_db()
    assert certificate.revoked_because == "Erreur de saisie"
    with pytest.raises(ExamRefused):
        certificates.certify_outcome(outcome=outcome, by=coordinator, now=now)


def test_a_score_gives_level_and_expiry_as_the_version_says(cohort, apprentice, coordinator, now):
    load_referential(data=read_referential(REFERENTIALS / "qualite-web.yaml"))
    version = CertificationVersion.objects.get(key="qualite-web-v01")
    tie_cohort(cohort=cohort, versions=[version])
    told = {"apprentice": apprentice, "version": version, "by": coordinator, "now": now}
    taken_on = date(2026, 11, 20)
    result = results.note_score(score=800, taken_on=taken_on, because="", **told)
    assert (result.level, result.is_passed, result.expires_on) == ("Pratique sûre", True, date(2029, 11, 20))
    scale = version.settings["score"]
    assert grade_of(scale, 799, taken_on).level == "Pratique régulière"
    assert not grade_of(scale, 499, taken_on).is_passed
    with pytest.raises(ExamRefused, match="entre 0 et 1000"):
        results.note_score(score=1001, taken_on=taken_on, because="", **told)
    with pytest.raises(ExamRefused, match="pourquoi"):
        results.note_score(score=400, taken_on=taken_on, because="", **told)
    results.note_score(score=400, taken_on=taken_on, because="Score rectifié", **told)
    assert apprentice.scored_results.filter(replaced_at=None).get().score == 400


def test_only_the_school_where_she_is_or_was_last_notes_and_certifies_a_score(
    cohort, other_cohort, other_school, apprentice, coordinator, browse, now, today
):
    load_referential(data=read_referential(REFERENTIALS / "qualite-web.yaml"))
    version = CertificationVersion.objects.get(key="qualite-web-v01")
    tie_cohort(cohort=cohort, versions=[version])
    told = {"apprentice": apprentice, "version": version, "score": 800, "because": "", "now": now}
    result = results.note_score(taken_on=today, by=coordinator, **told)
    move(apprentice, cohort, other_cohort, today)
    with pytest.raises(Denied):
        results.note_score(taken_on=today - timedelta(days=1), by=coordinator, **told)
    with pytest.raises(Denied):
        certificates.certify_score(result=result, by=coordinator, now=now)
    browser, url = browse(coordinator), reverse("scores", args=[apprentice.pk])
    assert browser.get(url).status_code == 403
    assert url not in browser.get(reverse("apprentice_file", args=[apprentice.pk])).content.decode()
    hers = staff_of(other_school, roles.COORDINATOR)
    assert browse(hers).get(url).status_code == 200
    assert certificates.certify_score(result=result, by=hers, now=now).school == other_school


def test_a_certificate_is_checked_without_an_account_and_says_when_it_holds_no_longer(
    version, candidate, apprentice, coordinator, browse, now
):
    said = {"is_example": True, "notice": "Exemple de réglage, pour les écrans de l’école."}
    Certification.objects.filter(versions=version).update(**said)
    outcome = decide(candidate, Decision.TITLE, version.blocks.all(), coordinator, now)
    certificate = certificates.certify_outcome(outcome=outcome, by=coordinator, now=now)
    assert certificates.certify_outcome(outcome=outcome, by=coordinator, now=now) == certificate
    url = reverse("certificate", args=[certificate.token])
    answer = browse(None).get(url)
    page = answer.content.decode()
    assert "Authentique" in page
    assert apprentice.get_full_name() in page
    assert apprentice.email not in page
    assert "Exemple de réglage" not in page
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert browse(None).get(reverse("certificate", args=["x" * 32])).status_code == 404
    assert len(certificate.token) == 32
    paper = browse(None).get(reverse("certificate_pdf", args=[certificate.token]))
    assert paper.content.startswith(b"%PDF")

    SchoolCertificate.objects.filter(pk=certificate.pk).update(
        content={**certificate.content, "name": "Quelqu’un d’autre"}
    )
    assert "Authentique" not in browse(None).get(url).content.decode()
    SchoolCertificate.objects.filter(pk=certificate.pk).update(content=certificate.content)
    browse(coordinator).post(url, {"because": "Délivrée par erreur"})
    assert "Délivrée par erreur" in browse(None).get(url).content.decode()


def test_a_screen_of_a_session_costs_the_same_for_any_number_of_candidates(
    session, candidate, cohort, coordinator, browse, now, django_assert_max_num_queries
):
    browser, url = browse(coordinator), reverse("exam_session", args=[session.pk])
    browser.get(url)
    with django_assert_max_num_queries(60) as few:
        browser.get(url)
    for _ in range(3):
        sessions.add_candidate(session=session, apprentice=apprentice_of(cohort), by=coordinator, now=now)
    with django_assert_max_num_queries(len(few)):
        browser.get(url)


def test_the_screen_of_a_jury_costs_the_same_for_any_number_of_candidates(
    school, version, cohort, coordinator, browse, now, django_assert_max_num_queries
):
    session = open_another(school, version, coordinator, now, held_on=timezone.localdate())
    browser, url = browse(join_jury(session, coordinator, now)), reverse("jury_home")
    told = {"session": session, "by": coordinator, "now": now}
    sessions.add_candidate(apprentice=apprentice_of(cohort), **told)
    browser.get(url)
    with django_assert_max_num_queries(60) as few:
        browser.get(url)
    more = [apprentice_of(cohort, last_name=f"Nom{n}") for n in range(3)]
    for one in more:
        sessions.add_candidate(apprentice=one, **told)
    with django_assert_max_num_queries(len(few)):
        page = browser.get(url).content.decode()
    assert all(one.last_name in page for one in more)


def test_the_screens_lead_from_a_session_to_a_certificate(
    school, version, apprentice, coordinator, browse, today, now
):
    browser = browse(coordinator)
    day = timezone.localdate()
    browser.post(
        reverse("exam_session_open"),
        {"school": school.pk, "version": version.pk, "held_on": day.isoformat(), "place": "Salle 2"},
    )
    session = school.exam_sessions.get()
    page = reverse("exam_session", args=[session.pk])
    browser.post(page, {"do": "candidate", "apprentice": apprentice.pk})
    browser.post(page, {"do": "jury", "first_name": "Odile", "last_name": "J", "email": "odile@test.example"})
    candidate = session.candidates.get()
    browser.post(reverse("candidate_tick", args=[candidate.pk]), {"code": "assessments", "done": "yes"})
    assert candidate.ticks.get().code == "assessments"
    browser.post(
        reverse("exam_outcome", args=[candidate.pk]),
        {
            "decision": "title",
            "blocks": [block.pk for block in version.blocks.all()],
            "decided_on": day.isoformat(),
        },
    )
    browser.post(reverse("certify_outcome", args=[candidate.outcomes.get().pk]))
    shown = browse(apprentice).get(reverse("my_exams")).content.decode()
    assert SchoolCertificate.objects.get().token in shown
