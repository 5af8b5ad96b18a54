"""What an author may write in `questions.toml`, and what she reads when something is wrong."""

import pytest

from grader.quiz import BadQuiz, QuestionKind, Quiz, read_quiz

SINGLE = """
[[questions]]
id = "titre"
kind = "single"
asks = "Lequel ?"
explain = "Parce que."
choices = [
  { text = "a", right = true, why = "oui" },
  { text = "b", why = "non" },
]
"""
SHORT = """
[[questions]]
id = "mot"
kind = "short"
asks = "Lequel ?"
explain = "Parce que."
accepted = ["nav"]
"""


def test_a_quiz_is_stored_and_read_again_whole():
    quiz = read_quiz("pass = 1\n" + SINGLE + SHORT)
    assert [question.kind for question in quiz.questions] == [QuestionKind.SINGLE, QuestionKind.SHORT]
    assert quiz.pass_mark == 1
    assert Quiz.from_dict(quiz.to_dict()) == quiz


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "de 1 à 40 questions"),
        ("pass = 2\n" + SINGLE, "« pass »"),
        ("passe = 1\n" + SINGLE, "« passe » n’est pas connu"),
        (SINGLE + SINGLE, "le même id « titre »"),
        (SINGLE.replace('"titre"', '"1"'), "« id » doit commencer par une lettre"),
        (SINGLE.replace('"single"', '"choix"'), "single, multiple, order, short, line"),
        (SINGLE.replace("asks", "ask"), "« ask » n’est pas connu pour single"),
        (SINGLE.replace('"Parce que."', '""'), "« explain »"),
        (SINGLE.replace(', why = "non"', ""), "choix 2 : « why »"),
        (SINGLE.replace("right = true", "right = false"), "il y a 0 choix justes"),
        (SINGLE.replace('"b", why', '"b", right = true, why'), 'kind = "multiple"'),
        (SINGLE.replace('"b"', '"a"'), "deux fois le même texte"),
        (SHORT.replace('["nav"]', "[]"), "« accepted » doit être une liste de 1"),
        (SHORT + 'pattern = "("\n', "« pattern » n’est pas une expression régulière"),
        (
            SHORT.replace("short", "line").replace('accepted = ["nav"]', 'code = "a\\n\\nb"\nlines = [2]'),
            "qui ne sont pas vides, de 1 à 3",
        ),
        (SHORT.replace("short", "order").replace('accepted = ["nav"]', 'items = ["a"]'), "« items »"),
    ],
)
def test_a_slip_is_refused_with_its_remedy(text, words):
    with pytest.raises(BadQuiz) as refusal:
        read_quiz(text)
    assert words in str(refusal.value)
    assert str(refusal.value).startswith("questions.toml")


def test_the_line_of_the_question_is_named():
    with pytest.raises(BadQuiz, match="ligne 12 : question 2 « mot »"):
        read_quiz(SINGLE + SHORT.replace('["nav"]', "[1]"))
