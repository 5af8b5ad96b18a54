"""docs/glossary.md decides the words: every model is in it, and every name it gives exists."""

import re

import pytest
from django.apps import apps
from django.conf import settings

PACKAGES = ("lms", "curriculum", "exercises", "grader", "client_projects")
GLOSSARY = (settings.BASE_DIR / "docs" / "glossary.md").read_text(encoding="utf-8")
CLASSES = sorted(set(re.findall(r"`([A-Z][A-Za-z]*[a-z][A-Za-z]*)(?:\.[A-Z_]+)?`", GLOSSARY)))
CLASS = re.compile(r"^class (\w+)", re.MULTILINE)


def classes_of_the_code() -> set[str]:
    files = (path for package in PACKAGES for path in (settings.BASE_DIR / package).rglob("*.py"))
    return {name for path in files for name in CLASS.findall(path.read_text(encoding="utf-8"))}


def test_every_model_is_in_the_glossary():
    models = {model.__name__ for model in apps.get_models() if model.__module__.startswith(PACKAGES)}
    assert "Submission" in models
    assert models - set(CLASSES) == set()


@pytest.mark.parametrize("name", CLASSES)
def test_class_of_the_glossary_exists(name):
    assert name in classes_of_the_code()


def test_terms_stand_in_alphabetical_order_of_their_first_letter():
    rows = [line for line in GLOSSARY.splitlines() if line.startswith("| ")][1:]
    letters = [row[2].lower().replace("é", "e").replace("â", "a") for row in rows]
    assert letters == sorted(letters)
