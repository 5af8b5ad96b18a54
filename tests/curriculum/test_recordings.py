"""Videos and sounds of lessons: what is accepted, who may play them, and how a player fetches a part."""

from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.urls import reverse

from curriculum.actions.take_in import take_in_package
from curriculum.models import LessonPage, ModulePage, ProgrammePage, Recording
from curriculum.packages import from_folder, to_folder
from curriculum.queries import package_of
from curriculum.recordings import RecordingRefused, byte_range, check_captions, type_of
from exercises.folders import read_zip, write_zip
from tests.factories.curriculum import make_course
from tests.factories.people import ProgrammeFactory

WEBM = b"\x1a\x45\xdf\xa3" + b"0123456789" * 20
CAPTIONS = b"WEBVTT\n\n00:00.500 --> 00:02.000\nOn ouvre le fichier.\n"


@pytest.mark.parametrize(
    ("name", "head", "kind"),
    [
        ("geste.webm", WEBM, "video/webm"),
        ("GESTE.MP4", b"\x00\x00\x00\x20ftypisom", "video/mp4"),
        ("voix.mp3", b"ID3\x04", "audio/mpeg"),
        ("voix.mp3", b"\xff\xfb\x90", "audio/mpeg"),
        ("voix.ogg", b"OggS\x00", "audio/ogg"),
    ],
)
def test_a_recording_is_told_by_its_first_bytes_and_its_ending(name, head, kind):
    assert type_of(name, head) == kind


@pytest.mark.parametrize(
    ("name", "head"),
    [("geste.webm", b"<html>"), ("page.html", WEBM), ("geste.mp4", WEBM), ("voix.mp3", b""), ("sans", WEBM)],
)
def test_what_only_looks_like_one_is_refused(name, head):
    with pytest.raises(RecordingRefused):
        type_of(name, head)


@pytest.mark.parametrize(
    ("data", "reason", "line"),
    [
        (b"00:00.500 --> 00:02.000\nOui", "captions_head", 1),
        (b"WEBVTT\n\nOui\n", "captions_empty", 0),
        (b"WEBVTT\n\n00:00,500 --> 00:02,000\nOui", "captions_time", 3),
        (b"WEBVTT\n\n00:03.000 --> 00:02.000\nOui", "captions_time", 3),
        (b"WEBVTT\n\n00:03.000 -->\nOui", "captions_time", 3),
        (b"\xff\xfe", "captions_text", 0),
        (b"WEBVTT" + b" " * 600_000, "captions_long", 0),
    ],
)
def test_captions_that_no_player_reads_are_refused_with_their_line(data, reason, line):
    with pytest.raises(RecordingRefused) as refused:
        check_captions(data)
    assert (refused.value.reason, refused.value.line) == (reason, line)


def test_captions_of_other_machines_are_read():
    check_captions(CAPTIONS)
    check_captions(
        b"\xef\xbb\xbfWEBVTT - Titre\r\n\r\n1\r\n00:00:00.500 --> 00:00:02.000 align:start\r\nOui\r\n"
    )


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        ("", None),
        ("bytes=0-", (0, 99)),
        ("bytes=10-19", (10, 19)),
        ("bytes=90-500", (90, 99)),
        ("bytes=-5", (95, 99)),
        ("bytes=0-1,5-6", None),
        ("lines=1-2", None),
    ],
)
def test_a_player_asks_for_a_part(asked, part):
    assert byte_range(asked, 100) == part


@pytest.mark.parametrize("asked", ["bytes=100-", "bytes=5-2"])
def test_a_part_beyond_the_end_is_refused(asked):
    with pytest.raises(ValueError, match="bytes="):
        byte_range(asked, 100)


# ---- in lessons -----------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def own_media(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path


def recording(**changes):
    made = Recording(
        title="Ajouter un titre",
        file=ContentFile(WEBM, name="geste.webm"),
        captions=ContentFile(CAPTIONS, name="geste.vtt"),
        transcript="On ouvre le fichier.",
        **changes,
    )
    made.full_clean()
    made.save()
    return made


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"captions": ""}, "captions", "sous-titres"),
        ({"file": ContentFile(b"<html>", name="geste.webm")}, "file", "navigateurs"),
        ({"captions": ContentFile(b"Oui", name="geste.vtt")}, "captions", "WEBVTT"),
        (
            {"file": ContentFile(b"ID3", name="v.mp3"), "captions": "", "transcript": ""},
            "transcript",
            "ce qui est dit",
        ),
    ],
)
def test_speech_needs_words_and_a_file_is_looked_at(changes, field, says):
    made = Recording(
        title="Geste",
        **{
            "file": ContentFile(WEBM, name="geste.webm"),
            "captions": ContentFile(CAPTIONS, name="geste.vtt"),
            **changes,
        },
    )
    with pytest.raises(ValidationError) as refused:
        made.full_clean()
    assert says in refused.value.message_dict[field][0]


@pytest.mark.django_db
def test_a_silent_video_needs_no_captions():
    made = Recording(title="Geste", file=ContentFile(WEBM, name="geste.webm"), has_speech=False)
    made.full_clean()
    assert (made.kind, made.size, made.is_video) == ("video/webm", len(WEBM), True)


def status_of(visitor, address):
    answer = visitor.get(address)
    answer.getvalue()
    return answer.status_code


def played_in(course, made):
    lesson = LessonPage.objects.descendant_of(course).order_by("path").first()
    block = {"id": str(uuid4()), "type": "recording", "value": {"recording": made.pk, "caption": ""}}
    lesson.body = lesson.body.stream_block.to_python([*lesson.body.raw_data, block])
    lesson.save()
    return lesson


@pytest.mark.django_db
def test_a_lesson_shows_it_with_captions_and_weight_and_fetches_nothing(cohort, apprentice, browse):
    made = recording()
    lesson = played_in(make_course(cohort.programme, []), made)
    page = browse(apprentice).get(lesson.url).content.decode()
    assert 'preload="none"' in page
    assert reverse("recording_captions", args=[made.pk]) in page
    assert "204\xa0octets" in page
    assert "On ouvre le fichier." in page


@pytest.mark.django_db
def test_only_those_who_may_open_a_lesson_that_shows_it_may_play_it(cohort, cast, browse):
    made = recording()
    other = make_course(ProgrammeFactory(name="Fabrique", slug="fabrique"), [])
    lesson = played_in(other, made)
    addresses = [reverse(name, args=[made.pk]) for name in ("recording", "recording_captions")]
    for address in addresses:
        assert status_of(browse(cast["apprentice"]), address) == 404
        assert status_of(browse(cast["client"]), address) == 404
        assert status_of(browse(cast["trainer"]), address) == 200
    played_in(make_course(cohort.programme, []), made)
    assert all(status_of(browse(cast["apprentice"]), address) == 200 for address in addresses)
    lesson.unpublish()
    assert status_of(browse(cast["apprentice"]), addresses[0]) == 200
    ModulePage.objects.update(live=False)
    assert status_of(browse(cast["apprentice"]), addresses[0]) == 404


@pytest.mark.django_db
def test_a_part_is_served_as_players_ask_for_it(trainer, browse):
    address = reverse("recording", args=[recording().pk])
    answer = browse(trainer).get(address, headers={"Range": "bytes=4-7"})
    assert (answer.status_code, b"".join(answer.streaming_content)) == (206, WEBM[4:8])
    assert answer["Content-Range"] == f"bytes 4-7/{len(WEBM)}"
    assert browse(trainer).get(address, headers={"Range": "bytes=9999-"}).status_code == 416
    assert b"".join(browse(trainer).get(address).streaming_content) == WEBM


@pytest.mark.django_db
def test_it_travels_with_the_course_and_comes_once(cohort, trainer, now):
    course = make_course(cohort.programme, [])
    played_in(course, recording())
    files = read_zip(write_zip(to_folder(package_of(programme=course))))
    assert len([path for path in files if path.startswith("recordings/")]) == 3
    ProgrammePage.objects.get().delete()
    Recording.objects.all().delete()
    for _time in range(2):
        take_in_package(package=from_folder(files), course=None, by=trainer, now=now)
        made = Recording.objects.get()
        assert (made.title, made.kind, made.has_speech) == ("Ajouter un titre", "video/webm", True)
        with made.captions.open("rb") as captions:
            assert captions.read() == CAPTIONS
        lesson = LessonPage.objects.order_by("path").first()
        assert any(
            block["value"]["recording"] == made.pk
            for block in lesson.body.raw_data
            if block["type"] == "recording"
        )
