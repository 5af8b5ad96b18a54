from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, ChoiceBlock, StructBlock, StructValue, TextBlock

from lms.core.highlighting import highlight_code

LANGUAGES = [
    ("html", "HTML"),
    ("css", "CSS"),
    ("javascript", "JavaScript"),
    ("php", "PHP"),
    ("sql", "SQL"),
    ("python", "Python"),
    ("bash", _("Terminal")),
    ("text", _("Plain text")),
]


class CodeValue(StructValue):
    def highlighted(self) -> SafeString:
        return highlight_code(self["code"], self["language"])


class CodeBlock(StructBlock):
    language = ChoiceBlock(choices=LANGUAGES, default="html", label=_("Language"))
    code = TextBlock(label=_("Code"), rows=8)
    caption = CharBlock(label=_("Caption"), required=False, max_length=160)

    class Meta:
        icon = "code"
        label = _("Code")
        description = _("An example to read, in colours. It does not run.")
        preview_value: dict[str, Any] = {
            "language": "html",
            "code": "<h1>Bonjour</h1>\n<p>Une page tient en deux lignes.</p>",
            "caption": "Une première page",
        }
        template = "curriculum/blocks/code.html"
        value_class = CodeValue
