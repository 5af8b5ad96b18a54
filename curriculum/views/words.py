"""The words of the trade, all on one page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from curriculum.permissions import can_read_words
from curriculum.words import words_of_the_course
from lms.core.permissions import only


@only(can_read_words)
def words(request: HttpRequest) -> HttpResponse:
    """Show every word with how it is said and what it means."""
    return render(request, "curriculum/words.html", {"words": words_of_the_course()})
