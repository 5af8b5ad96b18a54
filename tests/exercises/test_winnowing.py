"""Winnowing: what both guarantees of the paper promise, and what is left out of a comparison."""

from itertools import pairwise

import pytest

from exercises.winnowing import GRAM, WINDOW, common_lines, every_mark_of, grams_of, marks_of, units_of

MEAN = """
function moyenne(notes) {
  let somme = 0; // on additionne
  for (const note of notes) { somme += note; }
  return somme / notes.length;
}
console.log(moyenne([12, 15]), "fini");
"""
SAME_WITH_OTHER_NAMES = """
function m(a) {
  let t = 7;

  /* rien */ for (const x of a) { t += x; }
  return t / a.length;
}
console.log(m([1, 2]), 'ok !');
"""


def test_names_texts_numbers_comments_and_spaces_do_not_matter():
    assert marks_of({"a.js": MEAN}) == marks_of({"b.js": SAME_WITH_OTHER_NAMES}) != set()


def test_another_way_to_write_it_is_another_work():
    other = "const moyenne = (notes) => notes.reduce((somme, note) => somme + note, 0) / notes.length;\n" * 3
    assert not marks_of({"a.js": MEAN}) & marks_of({"a.js": other})


def test_what_is_shorter_than_a_run_of_tokens_is_never_common():
    assert grams_of("a.js", "somme += 1;") == []
    assert marks_of({"a.js": "somme += 1;", "vide.css": ""}) == set()


def test_what_is_common_over_a_window_is_found_wherever_it_stands():
    passage = " ".join(f"w{number % 7} {'+-*/%&|'[number % 7]}" for number in range(GRAM + WINDOW))
    before = "if (a) { b(); } " * 11
    assert marks_of({"a.js": passage}) & marks_of({"a.js": f"{before}\n{passage}\nwhile (c) d();"})


def test_of_each_window_one_hash_is_kept():
    grams = grams_of("a.js", MEAN * 5)
    kept = marks_of({"a.js": MEAN * 5})
    places = [at for at, gram in enumerate(grams) if gram.mark in kept]
    assert all(following - place <= WINDOW for place, following in pairwise(places))


def test_what_was_given_is_left_out_wherever_it_stands():
    assert marks_of({"a.js": MEAN}, known=every_mark_of({"autre.js": SAME_WITH_OTHER_NAMES})) == set()


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("page.html", "<p>\r\n\r<b>\n</b>"),
        ("style.css", "a {\r\nb\rc\n}\n"),
        ("page.php", "un\n\r\n<?php\n$a;"),
    ],
)
def test_any_kind_of_line_end_counts_once(path, text):
    assert units_of(path, text)[-1].line == 4


def test_prose_is_not_compared():
    assert marks_of({"lisezmoi.inconnu": "Il était une fois. " * 50}) == set()


def test_the_lines_of_a_common_passage_are_named():
    text = "let seul = 1;\n" + MEAN
    common = every_mark_of({"a.js": SAME_WITH_OTHER_NAMES})
    assert common_lines("a.js", text, common) >= {3, 4, 5, 6}
    assert 1 not in common_lines("a.js", text, common)
