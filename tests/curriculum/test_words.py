"""English words of the trade: marked once in running text, never in code, and all listed on one page."""

import re

import pytest
from django.urls import reverse

from curriculum.course_files import load_modules
from curriculum.models import LessonPage
from curriculum.shipped import COURSE
from curriculum.words import Word, mark_words, words_of_the_course
from tests.factories.curriculum import make_course

COMMIT = Word("commit", "commit", "ko-mitt", "Une étape.", ("commits",))
OPEN = Word("open-source", "open source", "o-peunn sorss", "Ouvert.")


def met_in(html):
    return [word.key for word in mark_words(html, [COMMIT, OPEN])[1]]


def test_the_first_mention_is_a_button_and_the_rest_stays():
    html, met = mark_words("<p>Un Commit, puis des commits &amp; un caf&eacute;<br>.</p>", [COMMIT])

    assert met == (COMMIT,)
    assert html == (
        '<p>Un <button type="button" class="word" popovertarget="mot-commit"><span lang="en">Commit</span></button>,'
        " puis des commits &amp; un caf&eacute;<br>.</p>"
    )


@pytest.mark.parametrize(
    "html",
    [
        "<p><code>commit</code></p>",
        '<p><a href="/commit/">le commit</a></p>',
        "<h2>Un commit</h2>",
        "<pre>commit</pre>",
        "<form><p>commit</p></form>",
        "<div>commit</div>",
        "<p>git-commit et commitment</p>",
        '<p><img alt="un commit" src="a.png"></p>',
    ],
)
def test_code_links_titles_and_parts_of_words_are_left_alone(html):
    assert mark_words(html, [COMMIT]) == (html, ())


def test_other_forms_and_words_of_two_words_are_met():
    assert met_in("<ul><li>Des commits</li><li>de l’<b>open source</b></li></ul>") == [
        "commit",
        "open-source",
    ]


def test_what_is_written_in_a_lesson_is_not_changed_otherwise():
    html = '<figure><svg viewBox="0 0 1 1"><path d="M0 0"/></svg></figure><!-- a --><p>1 &lt; 2 &#233;</p>'

    assert mark_words(html, [COMMIT]) == (html, ())


def test_the_words_of_the_course_are_whole_and_used():
    words = words_of_the_course()
    texts = " ".join(path.read_text(encoding="utf-8") for path in COURSE.glob("*/*.md")).casefold()

    assert len(words) >= 40
    assert len({word.key for word in words}) == len(words)
    assert [w.term for w in words if re.search(r"[^\W\d_] [:;!?»]|« ", w.means)] == []
    used = [w for w in words if any(form.casefold() in texts for form in (w.term, *w.also))]
    assert len(used) >= 30
    assert load_modules(COURSE)


def test_a_word_that_stands_twice_is_refused(tmp_path):
    path = tmp_path / "mots.toml"
    row = '[[words]]\nterm = "commit"\nsaid = "ko-mitt"\nmeans = "Une étape."\n'
    path.write_text(row + row.replace("commit", "Commit"), encoding="utf-8")

    with pytest.raises(ValueError, match="Commit"):
        words_of_the_course(path)


@pytest.mark.django_db
def test_a_lesson_opens_the_meaning_and_the_page_lists_it(cohort, apprentice, browse):
    make_course(cohort.programme, [])
    lesson = LessonPage.objects.get()
    lesson.body = [("text", "<p>Faites un commit.</p>"), ("text", "<p>Encore un commit.</p>")]
    lesson.save_revision().publish()
    page = browse(apprentice).get(lesson.url).content.decode()
    words = browse(apprentice).get(reverse("words")).content.decode()

    assert page.count('popovertarget="mot-commit"') == 1
    assert page.count('id="mot-commit" popover') == 1
    assert f'href="{reverse("words")}#commit"' in page
    assert 'id="commit"' in words
    assert "ko-mitt" in words
    assert "mot-merge" not in page
