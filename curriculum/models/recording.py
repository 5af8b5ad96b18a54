from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import FileExtensionValidator
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.search import index

from curriculum.recordings import (
    ACCEPTED,
    AUDIO,
    HEAD,
    MEGABYTE,
    MOST_BYTES,
    VIDEO,
    RecordingRefused,
    check_captions,
    family_of,
    type_of,
)

_ENDINGS = [ending.removeprefix(".") for ending in ACCEPTED.split(",")]


class Recording(index.Indexed, models.Model):
    """A video or a sound that lessons play from our own host, with the words for those who do not hear it."""

    title = models.CharField(_("title"), max_length=120)
    file = models.FileField(
        _("file"),
        upload_to="recordings/",
        validators=[FileExtensionValidator(_ENDINGS)],
        help_text=_("Video: MP4, WebM or Ogg, 60 MB at most. Sound: MP3, M4A, Ogg or WebM, 20 MB at most."),
    )
    has_speech = models.BooleanField(
        _("somebody speaks in it"),
        default=True,
        help_text=_("Then a video needs captions, and a sound its words in writing."),
    )
    captions = models.FileField(
        _("captions"),
        upload_to="recordings/",
        blank=True,
        help_text=_("A WebVTT file (.vtt), in the language that is spoken."),
    )
    transcript = models.TextField(
        _("words in writing"),
        blank=True,
        help_text=_("What is said and shown, for those who read rather than watch or listen."),
    )
    poster = models.ForeignKey(
        "wagtailimages.Image",
        verbose_name=_("picture before it plays"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    kind = models.CharField(max_length=20, editable=False)
    size = models.PositiveIntegerField(default=0, editable=False)

    panels = [
        FieldPanel("title"),
        FieldPanel("file"),
        FieldPanel("has_speech"),
        FieldPanel("captions"),
        FieldPanel("transcript"),
        FieldPanel("poster"),
    ]
    search_fields = [index.AutocompleteField("title"), index.SearchField("title")]

    class Meta:
        verbose_name = _("recording")
        verbose_name_plural = _("recordings")
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

    @property
    def is_video(self) -> bool:
        return family_of(self.kind) == VIDEO

    def clean(self) -> None:
        """Look at what the files are; the form explains what is wrong with which."""
        super().clean()
        wrong: dict[str, Any] = {}
        if self.file:
            try:
                self._look_at_file()
            except RecordingRefused as refused:
                wrong["file"] = _explained(refused)
        if self.captions:
            try:
                with _beginning(self.captions) as captions:
                    check_captions(captions.read())
            except RecordingRefused as refused:
                wrong["captions"] = _explained(refused)
        if self.file and "file" not in wrong and self.has_speech:
            if self.is_video and not self.captions:
                wrong["captions"] = gettext("Somebody speaks in this video: it needs captions.")
            elif not self.is_video and not (self.transcript.strip() or self.captions):
                wrong["transcript"] = gettext("Somebody speaks in it: write down what is said.")
        if wrong:
            raise ValidationError(wrong)

    def _look_at_file(self) -> None:
        with _beginning(self.file) as file:
            self.kind = type_of(self.file.name or "", file.read(HEAD))
        self.size = self.file.size
        if self.size > MOST_BYTES[family_of(self.kind)]:
            raise RecordingRefused("size_video" if self.is_video else "size_audio")


@contextmanager
def _beginning(field: Any) -> Iterator[Any]:
    """Yield a file at its beginning and leave it there: whoever stores it reads it from the start."""
    field.open("rb")
    field.seek(0)
    yield field
    field.seek(0)


def _explained(refused: RecordingRefused) -> str:
    sentences = {
        "kind": gettext("This file is no video or sound that browsers play, or its name ends otherwise."),
        "size_video": gettext("This video is larger than %(size)s MB: make it shorter or smaller.")
        % {"size": MOST_BYTES[VIDEO] // MEGABYTE},
        "size_audio": gettext("This sound is larger than %(size)s MB: make it shorter or smaller.")
        % {"size": MOST_BYTES[AUDIO] // MEGABYTE},
        "captions_long": gettext("These captions are too long for one recording."),
        "captions_text": gettext("These captions are not text in UTF-8."),
        "captions_head": gettext("Captions begin with the word WEBVTT, alone on the first line."),
        "captions_empty": gettext(
            "These captions hold no words: each needs a line like 00:01.000 --> 00:04.000."
        ),
        "captions_time": gettext("Line %(line)s of the captions: write it like 00:01.000 --> 00:04.000.")
        % {"line": refused.line},
    }
    return sentences[refused.reason]
