from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.search import index

from lms.people.models import Programme


class ProgrammePage(Page):
    """The course of one programme: its modules in order."""

    parent_page_types = ["curriculum.HomePage"]
    subpage_types = ["curriculum.ModulePage"]
    template = "curriculum/programme_page.html"

    programme = models.OneToOneField(
        Programme, verbose_name=_("programme"), on_delete=models.PROTECT, related_name="course_page"
    )
    summary = models.TextField(_("summary"), max_length=400)

    content_panels = [*Page.content_panels, FieldPanel("programme"), FieldPanel("summary")]
    search_fields = [*Page.search_fields, index.SearchField("summary")]

    class Meta:
        verbose_name = _("programme page")
        verbose_name_plural = _("programme pages")


class ModulePage(Page):
    """A module: some days of work with one aim, made of lessons."""

    parent_page_types = ["curriculum.ProgrammePage"]
    subpage_types = ["curriculum.LessonPage"]
    template = "curriculum/module_page.html"

    summary = models.TextField(_("summary"), max_length=400)
    objectives = models.TextField(
        _("what you will be able to do"),
        blank=True,
        help_text=_("One objective per line, starting with a verb."),
    )
    hours = models.PositiveSmallIntegerField(_("hours"), default=7, validators=[MinValueValidator(1)])
    trainer_sheet = RichTextField(
        _("trainer's sheet"),
        blank=True,
        help_text=_(
            "How to run the days, frequent misconceptions, what to look at. Apprentices do not see it."
        ),
    )

    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("objectives"),
        FieldPanel("hours"),
        FieldPanel("trainer_sheet"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("summary"), index.SearchField("objectives")]

    class Meta:
        verbose_name = _("module page")
        verbose_name_plural = _("module pages")

    @property
    def objective_lines(self) -> list[str]:
        return [line.strip() for line in self.objectives.splitlines() if line.strip()]


class SharedPage(models.Model):
    """A page that came from another school, as it was when it last came: what changed here since can be told."""

    page = models.OneToOneField(
        Page, verbose_name=_("page"), on_delete=models.CASCADE, related_name="shared", primary_key=True
    )
    # The fields of the page and, for a lesson, its blocks, as `curriculum.sharing.fields_of` writes them.
    upstream = models.JSONField(_("as it came"))
    came_at = models.DateTimeField(_("came at"))

    class Meta:
        verbose_name = _("shared page")
        verbose_name_plural = _("shared pages")

    def __str__(self) -> str:
        return self.page.title
