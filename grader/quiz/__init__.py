"""Quizzes: questions whose answers are compared outside any box, at once. Pure."""

from grader.quiz.answers import ANSWERS, Answer, BadAnswers, read_answers, right_answers, with_numbers
from grader.quiz.judging import judge_quiz, shown
from grader.quiz.questions import Choice, Question, QuestionKind, Quiz
from grader.quiz.reading import QUESTIONS, BadQuiz, read_quiz

RUNTIME = "quiz"

__all__ = [
    "ANSWERS",
    "QUESTIONS",
    "RUNTIME",
    "Answer",
    "BadAnswers",
    "BadQuiz",
    "Choice",
    "Question",
    "QuestionKind",
    "Quiz",
    "judge_quiz",
    "read_answers",
    "read_quiz",
    "right_answers",
    "shown",
    "with_numbers",
]
