from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import ChoiceBlock, StructBlock

from exercises.queries import published_exercises


def exercise_choices() -> list[tuple[str, str]]:
    """Return the published exercises by their stable key, so that a lesson survives any renaming."""
    return list(published_exercises().values_list("key", "current_version__title"))


class ExerciseChoice(ChoiceBlock):
    """A choice of exercises whose keys are kept as they are: looking each one up would query for each block."""

    def normalize_choice(self, value: Any) -> Any:
        return value


class ExerciseBlock(StructBlock):
    exercise = ExerciseChoice(choices=exercise_choices, label=_("Exercise"))

    class Meta:
        icon = "edit"
        label = _("Exercise")
        description = _("An exercise to do now, right after the idea it practises.")
        preview_template = "curriculum/blocks/exercise_preview.html"
        preview_value: dict[str, Any] = {"exercise": ""}
        template = "curriculum/blocks/exercise.html"
