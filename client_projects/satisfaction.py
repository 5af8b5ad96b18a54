"""What a client is asked when her project ends: few questions, in the order in which she reads them."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Agreement(models.TextChoices):
    """The scale: words, no numbers, and none in the middle, so that an answer says something."""

    FULLY = "fully", pgettext_lazy("satisfaction", "Yes, fully")
    RATHER = "rather", pgettext_lazy("satisfaction", "Rather yes")
    RATHER_NOT = "rather_not", pgettext_lazy("satisfaction", "Rather no")
    NOT_AT_ALL = "not_at_all", pgettext_lazy("satisfaction", "No")


# The code of a question is the column its answer stands in.
QUESTIONS = {
    "right_site": _("Is the new site what you needed?"),
    "listened_to": _("Did the team listen to you?"),
    "informed": _("Did you always know where the project was, and what was awaited from you?"),
    "on_time": _("Was the site ready when you needed it?"),
    "at_ease": _("Are you at ease to keep your site up to date?"),
}

# What may be quoted is one sentence: see `ClientQuote.text`.
LONGEST_WORDS = 300
