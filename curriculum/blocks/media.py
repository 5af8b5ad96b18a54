from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, StructBlock
from wagtail.images.blocks import ImageBlock
from wagtail.snippets.blocks import SnippetChooserBlock


class PictureBlock(StructBlock):
    # ImageBlock asks for the alternative text, or for a clear "this picture is decorative".
    image = ImageBlock(label=_("Picture"))
    caption = CharBlock(label=_("Caption"), required=False, max_length=200)

    class Meta:
        icon = "image"
        label = _("Picture")
        description = _("A picture or a diagram, with the words that replace it for those who cannot see it.")
        preview_template = "curriculum/blocks/picture_preview.html"
        preview_value: dict[str, object] = {
            "image": None,
            "caption": "Le chemin d'une page, du serveur à l'écran",
        }
        template = "curriculum/blocks/picture.html"


class RecordingBlock(StructBlock):
    # Its captions and its words in writing belong to the recording itself.
    recording = SnippetChooserBlock("curriculum.Recording", label=_("Video or sound"))
    caption = CharBlock(label=_("Caption"), required=False, max_length=200)

    class Meta:
        icon = "media"
        label = _("Video or sound")
        description = _(
            "A recording that is played from here, with captions. Nothing is fetched before one plays it."
        )
        preview_template = "curriculum/blocks/recording_preview.html"
        preview_value: dict[str, object] = {"recording": None, "caption": "Ajouter un titre, en dix secondes"}
        template = "curriculum/blocks/recording.html"
