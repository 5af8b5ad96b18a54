"""What a browser sends beside forms: numbers that are none, JSON that never ends, a sign that no database keeps."""

import pytest
from django.test import RequestFactory

from lms.core.sent import NoNul, json_in, number_in


@pytest.mark.parametrize(
    ("sent", "number"),
    [("0", 0), ("12", 12), ("9" * 18, 999_999_999_999_999_999)]
    + [(sent, None) for sent in ("", "-1", "1.5", "²", "١٢", "1_000", " 3", "9" * 19, "9" * 5000)],
)
def test_a_number_is_one_that_a_database_can_hold(sent, number):
    assert number_in(sent) == number


def test_json_that_is_nested_without_end_is_no_json():
    assert json_in('{"a": [1]}') == {"a": [1]}
    for wrong in ("[" * 100_000, "", "{"):
        with pytest.raises(ValueError):  # noqa: PT011 - its words are read by nobody
            json_in(wrong)


def got_by_a_view(request, *, exempt=False):
    """Return the query and the form as a view behind the middleware gets them."""

    def view(request):
        return None

    view.csrf_exempt = exempt
    seen = NoNul(lambda asked: asked)
    seen(request)
    seen.process_view(request, view, [], {})
    return request.GET, request.POST


def test_nul_is_taken_out_of_what_is_sent():
    asked = RequestFactory().post("/x/?q=a%00b&q=c", {"te\0xt": "Pres\0que", "other": ["d", "\0"]})
    query, form = got_by_a_view(asked)
    assert query.getlist("q") == ["ab", "c"]
    assert form.dict() == {"text": "Presque", "other": ""}
    assert form.getlist("other") == ["d", ""]


def test_what_holds_none_is_left_as_it_was_and_bodies_of_programs_are_not_read():
    asked = RequestFactory().post("/x/?q=a", {"text": "Oui"})
    before = asked.GET
    assert got_by_a_view(asked)[0] is before
    pushed = RequestFactory().post("/x/", b"\0\0", content_type="application/x-git-receive-pack-request")
    NoNul(lambda asked: asked).process_view(pushed, type("View", (), {"csrf_exempt": True}), [], {})
    assert pushed.read() == b"\0\0"
