from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import ChoiceBlock, RichTextBlock, StructBlock

KINDS = [("info", _("Good to know")), ("tip", _("Tip")), ("warning", _("Watch out"))]


class CalloutBlock(StructBlock):
    kind = ChoiceBlock(choices=KINDS, default="info", label=_("Kind"))
    text = RichTextBlock(features=["bold", "italic", "code", "link"], label=_("Text"))

    class Meta:
        icon = "info-circle"
        label = _("Callout")
        description = _("A short remark set apart: good to know, a tip, or something to watch out for.")
        preview_value: dict[str, Any] = {
            "kind": "tip",
            "text": "<p>Enregistrez souvent, même si la page le fait pour vous.</p>",
        }
        template = "curriculum/blocks/callout.html"
