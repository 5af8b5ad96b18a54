from django.utils.translation import gettext_lazy as _
from wagtail.blocks import RichTextBlock

FEATURES = ["h2", "h3", "bold", "italic", "code", "ol", "ul", "link", "hr"]


class TextBlock(RichTextBlock):
    def __init__(self, **kwargs: object) -> None:
        kwargs.setdefault("features", FEATURES)
        super().__init__(**kwargs)

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        description = _("Paragraphs, headings and lists: one idea at a time, short sentences.")
        preview_value = "<h2>Un titre</h2><p>Une phrase courte, puis <b>l'idée</b> à retenir.</p>"
        template = "curriculum/blocks/text.html"
