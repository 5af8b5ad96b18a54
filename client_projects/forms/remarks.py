"""Forms of remarks: show where, say what; sort; answer."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from client_projects.actions import Place
from client_projects.models import Remark
from client_projects.models.remark import ZONES, centre_of
from client_projects.spots import Spot
from client_projects.states import REMARK_MOVES, RemarkState


def _text(label: Any, help_text: Any = "", rows: int = 3, *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class RemarkForm(forms.Form):
    """Say what, about nothing in particular."""

    text = _text(_("Your remark"), _("In your own words: what is wrong, what is missing, what you like."), 4)

    def place(self) -> Place:
        """Return the place that was shown: none here."""
        return Place()


class DocumentRemarkForm(RemarkForm):
    """Which page of a document, then what."""

    page = forms.IntegerField(label=_("On which page"), required=False, min_value=1, max_value=999)
    field_order = ["page", "text"]

    def place(self) -> Place:
        return Place(page=self.cleaned_data["page"])


class PinnedRemarkForm(RemarkForm):
    """A point in hundredths, then what."""

    x = forms.DecimalField(required=False, min_value=0, max_value=100, widget=forms.HiddenInput)
    y = forms.DecimalField(required=False, min_value=0, max_value=100, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if {"x", "y"} & set(self.errors):
            self.add_error(None, _("Please show the place again."))
        return cleaned


class PictureRemarkForm(PinnedRemarkForm):
    """Where on a picture, then what. Without the script, or by choice, one of nine zones stands for the place."""

    zone = forms.TypedChoiceField(
        label=_("Or choose the place in a list"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("Nowhere in particular")), *ZONES.items()],
    )
    field_order = ["x", "y", "zone", "text"]

    def place(self) -> Place:
        x, y, zone = (self.cleaned_data[name] for name in ("x", "y", "zone"))
        if x is not None and y is not None:
            return Place(round(x, 2), round(y, 2))
        return Place(*centre_of(zone)) if zone else Place()


class SiteRemarkForm(PinnedRemarkForm):
    """Where on a page of the site, then what. What the page said of the place is judged where it is written down."""

    path = forms.CharField(required=False, widget=forms.HiddenInput, strip=False)
    selector = forms.CharField(required=False, widget=forms.HiddenInput, strip=False)
    words = forms.CharField(required=False, widget=forms.HiddenInput)
    width = forms.CharField(required=False, widget=forms.HiddenInput)
    field_order = ["x", "y", "path", "selector", "words", "width", "text"]

    def place(self) -> Place:
        given = self.cleaned_data
        x, y = given["x"], given["y"]
        if x is None and y is None and not given["selector"]:
            return Place()
        width = given["width"]
        spot = Spot(
            path=given["path"],
            selector=given["selector"],
            words=given["words"],
            width=int(width) if width.isascii() and width.isdigit() and len(width) < 6 else 0,
        )
        return Place(x and round(x, 2), y and round(y, 2), spot=spot)


class RemarkMessageForm(forms.Form):
    text = _text(_("Your message"), _("Read by the client and the trainers."), 2)


class RemarkNoteForm(forms.Form):
    text = _text(_("Your note"), _("Read by the team and the trainers. The client never sees it."), 2)


class RemarkReopenForm(forms.Form):
    text = _text(_("What is still wrong"), rows=2)


TICKET, GROUP = "ticket", "group"
KINDS = {
    TICKET: (RemarkState.IN_PROGRESS, pgettext_lazy("sorting", "Make a ticket of it")),
    GROUP: (None, pgettext_lazy("sorting", "Put it with another remark")),
    "considered": (RemarkState.CONSIDERED, pgettext_lazy("sorting", "Look into it first")),
    "solved": (RemarkState.SOLVED, pgettext_lazy("sorting", "Answer: it is settled")),
    "refused": (RemarkState.REFUSED, pgettext_lazy("sorting", "Set it aside, with a reason")),
}


class RemarkField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.author.first_name} · {obj}"


class RemarkSortForm(forms.Form):
    """What becomes of a remark. Offers only what may follow its state."""

    kind = forms.ChoiceField(label=_("What becomes of it"), choices=[], widget=forms.RadioSelect)
    title = forms.CharField(label=_("Title of the ticket"), required=False, max_length=120)
    with_ = RemarkField(
        label=_("The other remark"),
        queryset=Remark.objects.none(),
        required=False,
        empty_label=pgettext_lazy("remark", "None"),
    )
    text = _text(
        _("What the client will read"),
        _("Needed when you answer or set aside. She gets it by mail then."),
        required=False,
    )

    def __init__(self, *args: Any, remark: Remark, others: QuerySet[Remark], **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"title": str(remark)})
        super().__init__(*args, **kwargs)
        following = REMARK_MOVES[remark.state]
        groups = remark.state != RemarkState.IN_PROGRESS and others.exists()
        self.fields["kind"].choices = [
            (name, label)
            for name, (state, label) in KINDS.items()
            if (groups if name == GROUP else state in following)
        ]
        self.fields["with_"].queryset = others.select_related("author")
        offered = dict(self.fields["kind"].choices)
        for field, kind in (("title", TICKET), ("with_", GROUP)):
            if kind not in offered:
                del self.fields[field]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        kind = cleaned.get("kind")
        if kind == TICKET and not cleaned.get("title", "").strip():
            self.add_error("title", _("Please give the ticket a title."))
        if kind == GROUP and not cleaned.get("with_") and "with_" not in self.errors:
            self.add_error("with_", _("Please choose another remark of this project."))
        if kind in {"solved", "refused"} and not cleaned.get("text", "").strip():
            self.add_error("text", _("Please write what the client will read."))
        return cleaned
