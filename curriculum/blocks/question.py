from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import (
    BooleanBlock,
    CharBlock,
    ListBlock,
    RichTextBlock,
    StructBlock,
    StructBlockValidationError,
    StructValue,
)


class ChoiceOfQuestion(StructBlock):
    text = CharBlock(label=_("Possible answer"), max_length=200)
    right = BooleanBlock(label=_("It is right"), required=False)
    why = CharBlock(label=_("Why, in a sentence"), required=False, max_length=300)

    class Meta:
        label = _("Possible answer")


class QuestionValue(StructValue):
    def takes_several(self) -> bool:
        return sum(choice["right"] for choice in self["choices"]) > 1


class QuestionBlock(StructBlock):
    """A question to ask oneself while reading: answered on the spot, told at once, kept nowhere."""

    asks = CharBlock(label=_("Question"), max_length=300)
    choices = ListBlock(ChoiceOfQuestion(), min_num=2, max_num=6, label=_("Possible answers"))
    explain = RichTextBlock(
        features=["bold", "italic", "code", "link"], required=False, label=_("What to remember")
    )

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if not any(choice["right"] for choice in cleaned["choices"]):
            raise StructBlockValidationError(
                block_errors={"choices": ValidationError(_("Say which answer is right."))}
            )
        return cleaned

    class Meta:
        icon = "help"
        label = _("Small question")
        description = _(
            "A question inside the lesson, to check that the idea is clear. No mark, nothing kept."
        )
        preview_value: dict[str, Any] = {
            "asks": "Quelle balise est un titre ?",
            "choices": [
                {"text": "h1", "right": True, "why": "C'est le titre principal."},
                {"text": "b", "right": False, "why": "C'est seulement du gras."},
            ],
            "explain": "<p>Les titres font le <b>plan</b> de la page.</p>",
        }
        template = "curriculum/blocks/question.html"
        value_class = QuestionValue
