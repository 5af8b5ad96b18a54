"""The distant past of the journey of certification, written through the actions inside the running platform."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from exercises import grading
from exercises.actions.grade import claim_submission, record_verdict
from exercises.actions.submit import submit, version_for
from exercises.models import Exercise
from lms.dossiers import actions as dossiers
from lms.evaluations import actions as evaluations
from lms.evaluations.actions import Place
from lms.evaluations.models import SheetKind, SheetResult
from lms.evaluations.queries import fingerprint_of_sheet
from lms.juries.actions import sessions
from lms.people.models import Cohort, Enrolment, User
from lms.records.models import CertificationVersion, Evidence, EvidenceKind

WHO = "aicha.clairlune@demo.example"
EXERCISE = "css-affiche-du-marche"
TITLE, SCORED = "dwwm-v04", "qualite-web-v01"
EXAMPLES = (
    {
        "title": "Le plan du site des jardins",
        "tasks": "J'ai rangé les pages de l'ancien site et donné une adresse à chacune.",
        "means": "Un tableau partagé, l'ancien site et ses statistiques.",
        "with_whom": "Une équipe de quatre et la présidente de l'association.",
        "organisation": "École du web de Valbrume",
        "service": "Équipe du projet client",
        "period": "d'octobre à novembre",
    },
    {
        "title": "La réservation d'une parcelle",
        "tasks": "J'ai dessiné les tables et écrit les requêtes préparées de la réservation.",
        "means": "PHP, une base de données relationnelle, Git.",
        "with_whom": "Un autre apprenti, et le formateur pour la relecture.",
        "organisation": "École du web de Valbrume",
        "service": "Équipe du projet client",
        "period": "en novembre",
    },
)


@transaction.atomic
def prepare() -> dict[str, Any]:
    """Write what happened before the journey begins; return what it needs: ids, and how much evidence there is."""
    now = timezone.now()
    her = User.objects.get(email=WHO)
    trainer = User.objects.get(email="solene.largeval@demo.example")
    coordinator = User.objects.get(email="nadege.boussole@demo.example")
    enrolment = _earlier(her, now)
    title = CertificationVersion.objects.get(key=TITLE)
    _hand_in(her, now - timedelta(days=20))
    first, second = title.blocks.order_by("position")
    _evaluate(enrolment, title, trainer, now)
    _write_dossier(her, (first, second), now)
    where = {"school": enrolment.cohort.school, "version": title, "place": "Valbrume", "by": coordinator}
    candidates = []
    for days_ago in (3, 1):
        session = sessions.open_session(
            held_on=_day(now, days_ago), access_until=None, now=now - timedelta(days=40), **where
        )
        candidates.append(
            sessions.add_candidate(
                session=session, apprentice=her, by=coordinator, now=now - timedelta(days=39)
            ).pk
        )
    # What the client project has proved: a trainer validated her part in a deliverable.
    evidence = Evidence.objects.filter(apprentice=her)
    shown = evidence.filter(source_label=EvidenceKind.DELIVERABLE).first()
    return {
        "her": her.pk,
        "enrolment": enrolment.pk,
        "school": enrolment.cohort.school_id,
        "competence": shown.competence_id if shown else None,
        "from_exercises": evidence.filter(source_label=EvidenceKind.EXERCISE).count(),
        "blocks": [first.pk, second.pk],
        "candidates": candidates,
    }


def _day(now: datetime, days_ago: int) -> date:
    return timezone.localdate(now - timedelta(days=days_ago))


def _earlier(her: User, now: datetime) -> Enrolment:
    """Let her cohort have begun early enough for her exit to count: the one thing no action may do."""
    enrolment = her.enrolments.get(left_on=None)
    begun = _day(now, 150)
    Cohort.objects.filter(pk=enrolment.cohort_id).update(starts_on=begun)
    Enrolment.objects.filter(pk=enrolment.pk).update(enrolled_on=begun)
    return Enrolment.objects.select_related("cohort__school").get(pk=enrolment.pk)


def _hand_in(her: User, now: datetime) -> None:
    exercise = Exercise.objects.get(key=EXERCISE)
    version = version_for(her, exercise)
    files = grading.example_answer(version, "solution")
    submission = submit(apprentice=her, exercise=exercise, files=files, now=now)
    run = claim_submission(submission=submission, worker="journey", now=now)
    assert run is not None
    record_verdict(run=run, verdict=grading.all_passed(version), now=now)


def _evaluate(enrolment: Enrolment, version: CertificationVersion, trainer: User, now: datetime) -> None:
    """The first activity was not satisfied; the second was. The complementary evaluation is the journey's."""
    first, second = version.blocks.order_by("position")
    for block, result in ((first, SheetResult.NOT_SATISFIED), (second, SheetResult.SATISFIED)):
        competences = list(block.competences.all())
        failed = result == SheetResult.NOT_SATISFIED
        told: dict[str, Any] = {
            "place": Place(enrolment, version, block, SheetKind.MAIN),
            "by": trainer,
            "now": now - timedelta(days=30),
        }
        evaluations.add_row(
            description="Une page et son formulaire", held_on=_day(now, 30), competences=competences, **told
        )
        sheet = evaluations.write_result(
            result=result,
            attention_points="Le formulaire ne s'utilise pas au clavier." if failed else "",
            to_reassess=competences[:1] if failed else [],
            observations="",
            **told,
        )
        seen = fingerprint_of_sheet(sheet)
        evaluations.sign_sheet(sheet=sheet, seen_hash=seen, by=trainer, now=now - timedelta(days=30))


def _write_dossier(her: User, blocks: tuple[Any, Any], now: datetime) -> None:
    file = dossiers.open_professional_file(apprentice=her, now=now - timedelta(days=15))
    for block, texts in zip(blocks, EXAMPLES, strict=True):
        example = dossiers.add_example(file=file, block=block, by=her, now=now - timedelta(days=15))
        dossiers.write_example(
            example=example,
            texts=texts,
            seen_revision=example.revision,
            by=her,
            now=now - timedelta(days=14),
        )
