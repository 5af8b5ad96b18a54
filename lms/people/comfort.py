"""How a person likes to read and write here, as a table: kept on her account, it follows her to any machine."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True)
class Setting:
    """One thing to choose. The first choice is the usual one, and writes nothing on the page."""

    code: str
    label: str | Promise
    choices: tuple[tuple[str, str | Promise], ...]
    help: str | Promise = ""

    @property
    def usual(self) -> str:
        return self.choices[0][0]

    def allows(self, value: object) -> bool:
        return any(value == known for known, _label in self.choices)


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "theme",
        _("Appearance"),
        (("auto", _("Automatic")), ("light", _("Light")), ("dark", _("Dark"))),
        _("“Automatic” follows the setting of this machine."),
    ),
    Setting(
        "text", _("Text size"), (("usual", _("Usual")), ("large", _("Large")), ("larger", _("Very large")))
    ),
    Setting(
        "spacing",
        _("Space between letters, words and lines"),
        (("usual", pgettext_lazy("space", "Usual")), ("wide", _("Wide"))),
        _("More space helps many people with dyslexia."),
    ),
    Setting(
        "contrast",
        _("Contrast"),
        (("usual", pgettext_lazy("contrast", "Usual")), ("more", _("Stronger"))),
    ),
    Setting(
        "motion",
        _("Movement on the page"),
        (("auto", _("Automatic")), ("none", pgettext_lazy("movement", "None"))),
        _("“Automatic” follows the setting of this machine."),
    ),
    Setting(
        "editor",
        _("Colours of the code editor"),
        (
            ("page", _("Like the page")),
            ("light", pgettext_lazy("colours of the editor", "Light")),
            ("dark", pgettext_lazy("colours of the editor", "Dark")),
        ),
    ),
)


def chosen(person: Any) -> dict[str, str]:
    """Return every setting of `person` (anybody, signed in or not) with its value; what is not known is as usual."""
    kept: Mapping[str, Any] = getattr(person, "comfort", None) or {}
    return {
        setting.code: kept[setting.code] if setting.allows(kept.get(setting.code)) else setting.usual
        for setting in SETTINGS
    }


def comfort(request: HttpRequest) -> dict[str, Any]:
    """Template context: `comfort`, what differs from the usual, as attributes of the page."""
    user = getattr(request, "user", None)
    values = chosen(user)
    return {
        "comfort": {
            setting.code: values[setting.code]
            for setting in SETTINGS
            if values[setting.code] != setting.usual
        }
    }
