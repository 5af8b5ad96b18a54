"""Who is here: people, schools, cohorts, and what ties them together."""

from datetime import time

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.people.roles import APPRENTICE, COORDINATOR, ROLE_CHOICES, ROLES, STAFF_ROLES


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        """Return a stored person; without a password she can sign in by mailed code only."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> "User":
        return self.create_user(email, password, is_superuser=True, role=COORDINATOR, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person with one role. What she may see follows from her relations, not from this field alone."""

    email = models.EmailField(_("e-mail address"), unique=True)
    first_name = models.CharField(_("first name"), max_length=80)
    last_name = models.CharField(_("last name"), max_length=80, blank=True)
    role = models.CharField(_("role"), max_length=20, choices=ROLE_CHOICES, default=APPRENTICE)
    is_active = models.BooleanField(_("active"), default=True)
    joined_at = models.DateTimeField(_("joined at"), default=timezone.now)
    # What she chose of `lms.people.comfort.SETTINGS`; what is missing is as usual.
    comfort = models.JSONField(_("comfort of reading"), default=dict, blank=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["first_name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["last_name", "first_name"]
        constraints = [models.UniqueConstraint(Lower("email"), name="person_email_whatever_the_case")]

    def __str__(self) -> str:
        return self.get_full_name()

    def get_full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    def get_short_name(self) -> str:
        return self.first_name

    @property
    def role_name(self) -> str:
        return str(ROLES[self.role].name)


class School(models.Model):
    name = models.CharField(_("name"), max_length=120, unique=True)
    slug = models.SlugField(_("short name in addresses"), unique=True)
    city = models.CharField(_("city"), max_length=120)

    class Meta:
        verbose_name = _("school")
        verbose_name_plural = _("schools")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class StaffPost(models.Model):
    """A person works at a school: the relation from which a trainer's, coordinator's or adviser's rights follow."""

    person = models.ForeignKey(User, verbose_name=_("person"), on_delete=models.CASCADE, related_name="posts")
    school = models.ForeignKey(
        School, verbose_name=_("school"), on_delete=models.CASCADE, related_name="posts"
    )
    role = models.CharField(
        _("role"), max_length=20, choices=[c for c in ROLE_CHOICES if c[0] in STAFF_ROLES]
    )

    class Meta:
        verbose_name = _("staff post")
        verbose_name_plural = _("staff posts")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "school", "role"], name="one_post_per_person_school_role"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_role_display()} · {self.school}"


class ProgrammeKind(models.TextChoices):
    SCHOOL = "school", _("Ten-month school")
    FABRIQUE = "fabrique", _("Three-month fabrique, 16 to 25")
    WORKSHOP = "workshop", _("Children's workshop")


class Programme(models.Model):
    """What is taught, to whom. Its kind decides which features apply; only the school is built out so far."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    slug = models.SlugField(_("short name in addresses"), unique=True)
    kind = models.CharField(
        _("kind"), max_length=20, choices=ProgrammeKind.choices, default=ProgrammeKind.SCHOOL
    )

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


PLACES = 12
"""How many apprentices a class usually has."""

SILENT_AFTER = 3
"""After how many working days without a sign of work a trainer is told, unless the cohort says otherwise."""


class Cohort(models.Model):
    """Twelve apprentices who start and end together, in one school, with their trainers."""

    name = models.CharField(_("name"), max_length=120)
    school = models.ForeignKey(
        School, verbose_name=_("school"), on_delete=models.PROTECT, related_name="cohorts"
    )
    programme = models.ForeignKey(
        Programme, verbose_name=_("programme"), on_delete=models.PROTECT, related_name="cohorts"
    )
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    places = models.PositiveSmallIntegerField(_("places"), default=PLACES)
    silent_after = models.PositiveSmallIntegerField(
        _("working days without work before somebody is told"), default=SILENT_AFTER
    )
    # The hours of class on any day; sheets of attendance keep those of their day.
    morning_begins = models.TimeField(_("morning begins at"), default=time(9))
    morning_ends = models.TimeField(_("morning ends at"), default=time(12, 30))
    afternoon_begins = models.TimeField(_("afternoon begins at"), default=time(13, 30))
    afternoon_ends = models.TimeField(_("afternoon ends at"), default=time(17))
    trainers = models.ManyToManyField(
        User, verbose_name=_("trainers"), related_name="cohorts_taught", blank=True
    )

    class Meta:
        verbose_name = _("cohort")
        verbose_name_plural = _("cohorts")
        ordering = ["-starts_on", "name"]
        constraints = [
            models.UniqueConstraint(fields=["school", "name"], name="one_cohort_name_per_school"),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")), name="cohort_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(silent_after__gt=0), name="cohort_notices_after_a_day_at_least"
            ),
            models.CheckConstraint(
                condition=Q(morning_ends__gt=F("morning_begins"))
                & Q(afternoon_begins__gte=F("morning_ends"))
                & Q(afternoon_ends__gt=F("afternoon_begins")),
                name="cohort_has_its_hours_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} · {self.school}"


class ExitKind(models.TextChoices):
    """Why somebody leaves a cohort. A job found before the end is what the school is for, not a drop-out."""

    JOB = "job", _("Job found")
    TRAINING = "training", _("Another training")
    END = "end", _("End of the path")
    WITHDRAWAL = "withdrawal", _("Withdrawal")
    OTHER = "other", pgettext_lazy("exit", "Something else")


class Enrolment(models.Model):
    """An apprentice belongs to a cohort; leaving early is a date, not a deletion."""

    apprentice = models.ForeignKey(
        User, verbose_name=_("apprentice"), on_delete=models.PROTECT, related_name="enrolments"
    )
    cohort = models.ForeignKey(
        Cohort, verbose_name=_("cohort"), on_delete=models.PROTECT, related_name="enrolments"
    )
    enrolled_on = models.DateField(_("enrolled on"))
    left_on = models.DateField(_("left on"), null=True, blank=True)
    exit_kind = models.CharField(_("kind of exit"), max_length=20, choices=ExitKind.choices, blank=True)

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        constraints = [
            models.UniqueConstraint(fields=["apprentice", "cohort"], name="one_enrolment_per_cohort"),
            models.UniqueConstraint(
                fields=["apprentice"], condition=Q(left_on=None), name="one_open_enrolment_per_apprentice"
            ),
            models.CheckConstraint(
                condition=Q(exit_kind="") | Q(left_on__isnull=False), name="exit_of_a_kind_has_a_date"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.apprentice} · {self.cohort}"


class NoteAudience(models.TextChoices):
    """Who reads a note. What is said in social support is not for those who teach."""

    TEAM = "team", _("The team of the school")
    SHARED = "shared", _("The team of the school and the apprentice")
    SUPPORT = "support", _("The adviser and the apprentice")


class ApprenticeNote(models.Model):
    """What somebody of a school writes down about an apprentice, for those whom `audience` names, in that school."""

    apprentice = models.ForeignKey(
        User, verbose_name=_("apprentice"), on_delete=models.PROTECT, related_name="notes"
    )
    school = models.ForeignKey(School, verbose_name=_("school"), on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(User, verbose_name=_("author"), on_delete=models.PROTECT, related_name="+")
    audience = models.CharField(_("who sees this"), max_length=20, choices=NoteAudience.choices)
    text = models.TextField(_("text"))
    written_at = models.DateTimeField(_("written at"))

    class Meta:
        verbose_name = _("note about an apprentice")
        verbose_name_plural = _("notes about apprentices")
        ordering = ["-written_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.apprentice} · {self.get_audience_display()}"

    @property
    def seen_by(self) -> str:
        return str(SEEN_BY[NoteAudience(self.audience)])


SEEN_BY = {
    NoteAudience.TEAM: _("trainers, coordination and advisers of the school; not the apprentice"),
    NoteAudience.SHARED: _("trainers, coordination and advisers of the school, and the apprentice"),
    NoteAudience.SUPPORT: _("advisers of the school, and the apprentice; neither trainers nor coordination"),
}
"""Each audience in full, as it is said beside a note and in front of whoever writes one."""


class Invitation(models.Model):
    """The only way in: a mailed link, kept as a hash, that one person can accept once before it expires."""

    email = models.EmailField(_("e-mail address"))
    first_name = models.CharField(_("first name"), max_length=80)
    last_name = models.CharField(_("last name"), max_length=80, blank=True)
    role = models.CharField(_("role"), max_length=20, choices=ROLE_CHOICES)
    cohort = models.ForeignKey(
        Cohort,
        verbose_name=_("cohort"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="invitations",
    )
    school = models.ForeignKey(
        School,
        verbose_name=_("school"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="invitations",
    )
    # She is no longer expected: the link opens nothing, the line stays.
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    # Empty until the mail is written: the token is made by the job that sends it and travels nowhere else.
    token_hash = models.CharField(max_length=64, unique=True, null=True, editable=False)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    invited_by = models.ForeignKey(
        User,
        verbose_name=_("invited by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="invitations_sent",
    )
    invited_at = models.DateTimeField(_("invited at"))
    expires_at = models.DateTimeField(_("expires at"))
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)
    accepted_by = models.ForeignKey(
        User,
        verbose_name=_("accepted by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-invited_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(role=APPRENTICE) | Q(cohort__isnull=False),
                name="apprentice_is_invited_to_a_cohort",
            ),
            models.CheckConstraint(
                condition=~Q(role__in=sorted(STAFF_ROLES)) | Q(school__isnull=False),
                name="staff_is_invited_to_a_school",
            ),
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(token_hash__isnull=False), name="invitation_sent_has_a_token"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} · {self.get_role_display()}"

    @property
    def where_id(self) -> int | None:
        """The school it leads into, straight or by its cohort."""
        return self.cohort.school_id if self.cohort is not None else self.school_id


class Visit(models.Model):
    """When a person was last here, and when the visit before that ended: what changed since is shown to her."""

    person = models.OneToOneField(User, on_delete=models.CASCADE, related_name="visit")
    seen_at = models.DateTimeField(_("seen at"))
    seen_before = models.DateTimeField(_("end of the visit before"), null=True, blank=True)

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")

    def __str__(self) -> str:
        return f"{self.person} · {self.seen_at}"


class Announcement(models.Model):
    """What a trainer says to her whole cohort; apprentices find it on their first screen."""

    cohort = models.ForeignKey(
        Cohort, verbose_name=_("cohort"), on_delete=models.CASCADE, related_name="announcements"
    )
    author = models.ForeignKey(User, verbose_name=_("author"), on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("text"))
    published_at = models.DateTimeField(_("published at"))
    # The line stays: who said what to a class is not forgotten because it was taken back.
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    class Meta:
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")
        ordering = ["-published_at", "-pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="announcement_says_something")]

    def __str__(self) -> str:
        return self.text[:60]


class ClassMessage(models.Model):
    """A question of an apprentice to her whole class, or an answer to one: read by the class and its trainers."""

    cohort = models.ForeignKey(
        Cohort, verbose_name=_("cohort"), on_delete=models.CASCADE, related_name="messages"
    )
    # Empty for a question.
    answers = models.ForeignKey(
        "self",
        verbose_name=_("answers"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="replies",
    )
    author = models.ForeignKey(User, verbose_name=_("author"), on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("text"))
    written_at = models.DateTimeField(_("written at"))
    # The line stays, as that of an announcement does.
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    class Meta:
        verbose_name = _("class message")
        verbose_name_plural = _("class messages")
        ordering = ["written_at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="class_message_says_something")]

    def __str__(self) -> str:
        return self.text[:60]


class HandoverNote(models.Model):
    """What a trainer leaves for the others who teach the same cohort; nobody else reads it."""

    cohort = models.ForeignKey(
        Cohort, verbose_name=_("cohort"), on_delete=models.CASCADE, related_name="handover_notes"
    )
    author = models.ForeignKey(User, verbose_name=_("author"), on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("text"))
    written_at = models.DateTimeField(_("written at"))

    class Meta:
        verbose_name = _("handover note")
        verbose_name_plural = _("handover notes")
        ordering = ["-written_at", "-pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="handover_note_says_something")]

    def __str__(self) -> str:
        return self.text[:60]


class Substitution(models.Model):
    """A trainer of another school teaches one cohort from one day to another, both included; it ends by itself."""

    cohort = models.ForeignKey(
        Cohort, verbose_name=_("cohort"), on_delete=models.CASCADE, related_name="substitutions"
    )
    trainer = models.ForeignKey(
        User, verbose_name=_("substitute"), on_delete=models.PROTECT, related_name="substitutions"
    )
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    granted_by = models.ForeignKey(
        User, verbose_name=_("granted by"), on_delete=models.PROTECT, related_name="+"
    )
    granted_at = models.DateTimeField(_("granted at"))
    # Said before its last day that it is over.
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    class Meta:
        verbose_name = _("substitution")
        verbose_name_plural = _("substitutions")
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="substitution_ends_after_it_starts"
            )
        ]

    def __str__(self) -> str:
        return f"{self.trainer} · {self.cohort}"
