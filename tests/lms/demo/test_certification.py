"""What the demo school has certified: built through the actions, once, and agreeing with what its data say."""

import tomllib

import pytest
from django.utils import timezone

from lms.attendance.models import AttendanceSheet, AttendanceSignature
from lms.demo.certification import build_attendance, build_certification
from lms.demo.people import CONTENT, build_schools
from lms.dossiers.queries import contents_of, professional_files
from lms.evaluations.models import Booklet, SheetResult
from lms.exits.models import Moment
from lms.exits.queries import exits_of
from lms.juries.models import ExamOutcome, ExamSession, SchoolCertificate, ScoredResult
from lms.juries.queries import lines_of
from lms.people.models import School
from lms.placements.models import JournalEntry
from lms.records.models import Validation

pytestmark = pytest.mark.django_db


def test_the_demo_school_shows_a_whole_certification(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    now = timezone.now()
    data = tomllib.loads((CONTENT / "school.toml").read_text(encoding="utf-8"))
    schools = build_schools(data, now=now)

    assert build_certification(schools, now=now) == 6
    build_attendance(schools, now=now)
    signed = AttendanceSignature.objects.count()
    assert build_certification(schools, now=now) == 0  # loaded again, nothing comes twice
    build_attendance(schools, now=now)
    assert AttendanceSignature.objects.count() == signed > 0

    told = tomllib.loads((CONTENT / "certification.toml").read_text(encoding="utf-8"))
    people = told["last_cohort"]["apprentices"]
    past, _to_come = ExamSession.objects.order_by("held_on")
    decided = sorted(ExamOutcome.objects.values_list("decision", flat=True))
    assert decided == sorted(one["decision"] for one in people if "decision" in one)
    assert ScoredResult.objects.count() == sum("score" in one for one in people)
    assert SchoolCertificate.objects.filter(revoked_at=None).count() >= 4
    complete = Booklet.objects.get(received_at__isnull=False)
    results = {(one.block.position, one.kind): one.result for one in complete.sheets.all()}
    assert results[1, "main"] == SheetResult.NOT_SATISFIED
    assert results[1, "complementary"] == SheetResult.SATISFIED
    declared = [contents_of(file).is_declared for file in professional_files()]
    assert sorted(declared) == [False, True, True, True, True]
    assert all(line.is_ready for line in lines_of(past, today=timezone.localdate(now)))
    assert Validation.objects.count() == 2
    assert JournalEntry.objects.count() == len(told["placement"]["journal"])
    assert AttendanceSheet.objects.exclude(locked_at=None).exists()
    assert AttendanceSignature.objects.exclude(witness=None).exists()
    school = School.objects.get(slug="valbrume")
    exits = exits_of(school, on=timezone.localdate(now), moment=Moment.AT_EXIT)
    last = next(one for one in exits.cohorts if one.cohort.name == told["last_cohort"]["name"])
    # By hand: a permanent contract and eight months are sustainable, four months a transition, a training positive,
    # one is looking; who left after two months counts in nothing.
    assert len(last.people) == 6
    figures = last.figures
    assert (figures.exits, figures.too_short, figures.counted) == (6, 1, 5)
    assert (figures.sustainable, figures.transition, figures.positive, figures.other) == (2, 1, 1, 1)
