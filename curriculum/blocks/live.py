from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, StructBlock, StructValue, TextBlock


class LiveValue(StructValue):
    def files(self) -> list[dict[str, str]]:
        """The files to write in: name, language, content; those that the author left empty are not shown."""
        parts = (
            ("index.html", "html", "html"),
            ("style.css", "css", "css"),
            ("script.js", "javascript", "javascript"),
        )
        return [
            {"path": path, "language": language, "content": self[name]}
            for path, language, name in parts
            if self[name].strip()
        ]

    def is_scripted(self) -> bool:
        return bool(self["javascript"].strip())


class LiveExampleBlock(StructBlock):
    html = TextBlock(
        label="HTML", rows=6, help_text=_("What stands between <body> and </body>, or a whole page.")
    )
    css = TextBlock(label="CSS", rows=6, required=False)
    javascript = TextBlock(label="JavaScript", rows=6, required=False)
    caption = CharBlock(label=_("Caption"), required=False, max_length=160)

    class Meta:
        icon = "media"
        label = _("Live example")
        description = _("A small page that the reader changes on the spot and sees at once. Nothing is kept.")
        preview_value: dict[str, Any] = {
            "html": "<p>Changez-moi.</p>",
            "css": "p { color: seagreen; }",
            "javascript": "",
            "caption": "Changer la couleur d'un paragraphe",
        }
        preview_template = "curriculum/blocks/live_preview.html"
        template = "curriculum/blocks/live.html"
        value_class = LiveValue
