"""Lines of the log say what happened and nothing of anybody."""

import json
import logging
from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.urls import reverse

from lms.core.logs import HIDDEN, JsonLines, message_of, reduced, scrubbed
from lms.core.request_ids import HEADER, current_request_id

CODE = "const secretDeLea = 42; // ce que Léa a écrit"


def record_of(message, *given, error=None):
    exc_info = (type(error), error, error.__traceback__) if error else None
    return logging.LogRecord("essai", logging.ERROR, __file__, 1, message, given, exc_info)


def line_of(message, *given, error=None):
    return json.loads(JsonLines().format(record_of(message, *given, error=error)))


def test_a_line_is_one_object_with_what_is_needed():
    line = line_of("submission %s: nothing to grade", 12)
    assert line["message"] == "submission 12: nothing to grade"
    assert (line["level"], line["logger"], line["request"]) == ("ERROR", "essai", "")
    assert datetime.fromisoformat(line["at"]).tzinfo is not None


@pytest.mark.parametrize(
    "given",
    [
        "Léa Martin",
        "lea.martin@test.example",
        CODE,
        ValueError(CODE),
        ["Léa Martin"],
        {"name": "Léa Martin"},
        f"Traceback (most recent call last):\n  {CODE}",
        "/invitation/un-jeton-secret/",
        "http://ecole.example/entree/lien/un-jeton-secret/?a=lea.martin@test.example",
    ],
    ids=range(9),
)
def test_nothing_of_anybody_comes_through_what_is_put_into_a_line(given):
    text = JsonLines().format(record_of("%s broke: %s", 3, given))
    for hidden in ("Léa", "lea.martin", "secretDeLea", "un-jeton-secret"):
        assert hidden not in text
    assert "3 broke" in text


def test_nothing_comes_through_an_exception():
    try:
        raise ValueError(f"Léa Martin {CODE}")
    except ValueError as error:
        text = JsonLines().format(record_of("broke", error=error))
    line = json.loads(text)
    assert line["error"]["type"] == "ValueError"
    assert line["error"]["frames"][-1].endswith("test_nothing_comes_through_an_exception")
    assert "Martin" not in text
    assert "secretDeLea" not in text


def test_a_sentence_made_beforehand_is_scrubbed_too():
    assert scrubbed("mail to lea.martin@test.example refused\nsecond line") == f"mail to {HIDDEN} refused"


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        (3, 3),
        (None, None),
        (True, True),
        ("Not Found", "Not Found"),
        ("exercises.jobs.grade_submission", "exercises.jobs.grade_submission"),
        (UUID(int=1), str(UUID(int=1))),
        (datetime(2026, 1, 1, tzinfo=UTC), "2026-01-01 00:00:00+00:00"),
        (OSError("x y"), "OSError"),
        ("deux mots", f"(9 {HIDDEN})"),
    ],
)
def test_names_of_things_pass(given, shown):
    assert reduced(given) == shown


def test_a_line_whose_numbers_are_wrong_is_still_a_line():
    assert message_of(record_of("%d of them", "three words here")) == "%d of them"


def test_a_request_has_its_number_in_its_answer_and_its_lines(client, db):
    lines = []

    class Keep(logging.Handler):
        def emit(self, record):
            lines.append(json.loads(JsonLines().format(record)))

    handler = Keep()
    logging.getLogger("django.request").addHandler(handler)
    try:
        answers = [client.get(f"/rien-ici-{number}/") for number in (1, 2)]
    finally:
        logging.getLogger("django.request").removeHandler(handler)
    numbers = [answer[HEADER] for answer in answers]
    assert [line["request"] for line in lines] == numbers
    assert len(set(numbers)) == 2
    assert current_request_id() == ""


def test_a_number_sent_by_a_stranger_is_not_believed(client, db):
    answer = client.get(reverse("alive"), headers={HEADER: "le-sien"})
    assert answer[HEADER] != "le-sien"


def test_whole_flows_say_nothing_of_who_went_through_them(browse, apprentice, trainer, caplog):
    """What every logger says meanwhile, formatted as a server does."""
    with caplog.at_level(logging.DEBUG):
        browse(apprentice).get("/rien-ici/")
        browse(apprentice).get(reverse("platform_state"))
        browse(trainer).get("/invitation/un-jeton-secret/?mail=" + apprentice.email)
        browse(trainer).post("/connexion/", {"login": apprentice.email, "password": CODE})
    text = "\n".join(
        JsonLines().format(record) for record in caplog.records if record.name != "django.db.backends"
    )
    assert "rien-ici" in text
    for hidden in (apprentice.email, trainer.email, "secretDeLea", "un-jeton-secret"):
        assert hidden not in text
