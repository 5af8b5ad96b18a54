"""Screens about people: accepting an invitation, inviting, who may do what."""

import hashlib
from typing import Any

from allauth.core import ratelimit
from allauth.mfa.base.views import IndexView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from lms.core.permissions import Denied, only
from lms.people import actions
from lms.people.acting import start_acting, stop_acting
from lms.people.comfort import chosen
from lms.people.forms import (
    AcceptInvitationForm,
    AnnouncementForm,
    ClassAnswerForm,
    ComfortForm,
    ExitForm,
    InviteApprenticeForm,
    InviteStaffForm,
    NoteForm,
    OpenSchoolForm,
    QuestionForm,
    RosterForm,
)
from lms.people.models import (
    Announcement,
    ClassMessage,
    Cohort,
    Enrolment,
    ExitKind,
    NoteAudience,
    Substitution,
    User,
)
from lms.people.permissions import (
    audiences_of,
    can_arrange_substitutes,
    can_ask_class,
    can_read_class,
    can_record_exit,
    can_teach,
    check_can_invite,
    is_apprentice,
    is_coordinator,
    is_staff,
    is_trainer,
    people_to_act_as,
)
from lms.people.queries import (
    QUESTIONS_SHOWN,
    accounts_and_their_factors,
    announcements_of,
    apprentices_followed_by,
    checked_roster,
    classes_of,
    cohorts_visible_to,
    enrolments_followed_by,
    free_places,
    last_enrolment,
    pending_invitations,
    questions_of_class,
    schools_of,
)
from lms.people.roles import COORDINATOR, ROLES, STAFF_ROLES, TRAINER
from lms.people.roster import Roster, RosterUnreadable, as_text
from lms.people.second_factor import is_asked_of
from lms.people.signing_in import enter


@never_cache
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Show the invitation; only pressing the button uses it, because mail scanners open every link."""
    now = timezone.now()
    try:
        found = actions.find_invitation(token=token, now=now)
    except actions.InvitationRefused as refusal:
        return render(request, "people/invitation_refused.html", {"reason": str(refusal)}, status=410)
    form = AcceptInvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            person = actions.accept_invitation(token=token, password=form.cleaned_data["password"], now=now)
        except actions.InvitationRefused as refusal:
            return render(request, "people/invitation_refused.html", {"reason": str(refusal)}, status=410)
        return enter(request, person, reverse("home"))
    return render(request, "people/invitation.html", {"invitation": found, "form": form})


@only(is_coordinator)
def open_school(request: HttpRequest) -> HttpResponse:
    """Open a school; whoever opens it coordinates it."""
    form = OpenSchoolForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            school = actions.open_school_by(by=request.user, now=timezone.now(), **form.cleaned_data)
        except actions.AlreadyThere as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(
                request, _("%(school)s is open. You can open its first cohort.") % {"school": school.name}
            )
            return redirect("home")
    return render(request, "people/open_school.html", {"form": form})


def _may_invite(user: Any) -> bool:
    return is_trainer(user) or is_coordinator(user)


@only(_may_invite)
def invitations(request: HttpRequest) -> HttpResponse:
    """List what is pending and invite somebody: trainers invite apprentices, coordinators staff too."""
    inviting_staff = is_coordinator(request.user) and "role" in request.POST
    apprentice_form = InviteApprenticeForm(
        None if inviting_staff else request.POST or None, cohorts=cohorts_visible_to(request.user)
    )
    staff_form = InviteStaffForm(
        request.POST if inviting_staff else None,
        schools=schools_of(request.user),
        # Both forms stand on one page: their fields must not share names for labels.
        auto_id="staff_%s",
    )
    form = staff_form if inviting_staff else apprentice_form
    if request.method == "POST" and form.is_valid() and _invites_too_often(request):
        form.add_error("email", _("You have sent many invitations within an hour. Wait a little."))
    elif request.method == "POST" and form.is_valid():
        try:
            sent = actions.invite(by=request.user, now=timezone.now(), **form.invitation())
        except actions.InvitationRefused as refusal:
            form.add_error("email", str(refusal))
        else:
            messages.success(
                request, _("The invitation for %(email)s is on its way.") % {"email": sent.email}
            )
            return redirect("invitations")
    inviting, coordinated = _schools_for_inviting(request.user)
    context = {
        "pending": [
            (one, one.where_id in (coordinated if one.role in STAFF_ROLES else inviting))
            for one in pending_invitations(request.user)
        ],
        "apprentice_form": apprentice_form,
        "staff_form": staff_form if is_coordinator(request.user) else None,
        "now": timezone.now(),
    }
    return render(request, "people/invitations.html", context)


def _invites_too_often(request: HttpRequest) -> bool:
    return not ratelimit.consume(request, action="invite", user=request.user)


def _schools_for_inviting(user: Any) -> tuple[set[int], set[int]]:
    """Return the ids of the schools where `user` may invite apprentices, and those where she may invite staff."""
    posts = list(user.posts.values_list("school_id", "role"))
    coordinated = {school for school, role in posts if role == COORDINATOR}
    return coordinated | {school for school, role in posts if role == TRAINER}, coordinated


@only(_may_invite)
@require_POST
def change_invitation(request: HttpRequest, invitation_id: int) -> HttpResponse:
    """Send an invitation again, or withdraw it, as the button says."""
    found = get_object_or_404(pending_invitations(request.user), pk=invitation_id)
    withdrawing = "withdraw" in request.POST
    act = actions.withdraw_invitation if withdrawing else actions.renew_invitation
    try:
        act(invitation=found, by=request.user, now=timezone.now())
    except actions.InvitationRefused as refusal:
        messages.error(request, str(refusal))
    else:
        said = (
            _("The invitation for %(email)s is withdrawn: its link opens nothing any more.")
            if withdrawing
            else _("The invitation for %(email)s is on its way again, with a new link.")
        )
        messages.success(request, said % {"email": found.email})
    return redirect("invitations")


@only(_may_invite)
def invite_list(request: HttpRequest) -> HttpResponse:
    """Invite a whole class: first the list is looked at, then what is right in it is taken."""
    cohorts = classes_of(request.user, on=timezone.localdate())
    form = RosterForm(
        request.POST or None,
        request.FILES or None,
        cohorts=cohorts,
        initial={"cohort": request.GET.get("promotion")},
    )
    context: dict[str, Any] = {"form": form, "has_cohort": cohorts.exists()}
    if request.method == "POST" and form.is_valid():
        try:
            context |= _list_taken_or_looked_at(request, form)
        except RosterUnreadable as refusal:
            form.add_error("text", str(refusal))
    if context.get("taken") and context["roster"] is None:
        return redirect("invitations")
    return render(request, "people/invite_list.html", context)


def _list_taken_or_looked_at(request: HttpRequest, form: RosterForm) -> dict[str, Any]:
    """Take the list if it is the one that was looked at; return what the screen shows of it."""
    cohort, text = form.cleaned_data["cohort"], form.cleaned_data["text"]
    check_can_invite(request.user, cohort.school)
    roster: Roster | None = checked_roster(text, cohort)
    asked = "take" in request.POST
    taken = asked and request.POST.get("seen") == _digest(cohort, text)
    if roster and taken:
        sent = actions.invite_list(lines=roster.right, cohort=cohort, by=request.user, now=timezone.now())
        told = ngettext(
            "%(count)s invitation is on its way.", "%(count)s invitations are on their way.", len(sent)
        )
        messages.success(request, told % {"count": len(sent)})
        text = as_text(roster, roster.wrong) if roster.wrong else ""
        roster = checked_roster(text, cohort) if text else None
    # The same form again, filled with what is still to be looked at or corrected.
    again = RosterForm(initial={"cohort": cohort, "text": text}, cohorts=form.fields["cohort"].queryset)
    return {
        "form": again,
        "roster": roster,
        "cohort": cohort,
        "free": free_places(cohort),
        "seen": _digest(cohort, text),
        "taken": taken,
        "changed": asked and not taken,
    }


def _digest(cohort: Cohort, text: str) -> str:
    return hashlib.sha256(f"{cohort.pk}\n{text.strip()}".encode()).hexdigest()


def _followed(request: HttpRequest, apprentice_id: int) -> tuple[User, Enrolment]:
    """Return an apprentice whom the reader follows, with the newest enrolment she sees."""
    person = get_object_or_404(apprentices_followed_by(request.user), pk=apprentice_id)
    enrolment = enrolments_followed_by(request.user, person).first()
    if enrolment is None:
        raise Http404
    return person, enrolment


@only(_may_invite)
def record_exit(request: HttpRequest, apprentice_id: int) -> HttpResponse:
    """Write when and why an apprentice left, or take it back."""
    person, enrolment = _followed(request, apprentice_id)
    if not can_record_exit(request.user, enrolment):
        raise Denied
    known = {"left_on": enrolment.left_on or timezone.localdate(), "exit_kind": enrolment.exit_kind}
    form = ExitForm(None if "back" in request.POST else request.POST or None, initial=known)
    now = timezone.now()
    try:
        if request.method == "POST" and "back" in request.POST:
            actions.take_exit_back(enrolment=enrolment, by=request.user, now=now)
            messages.success(request, _("%(name)s is enrolled again.") % {"name": person})
            return redirect("apprentice_file", person.pk)
        if request.method == "POST" and form.is_valid():
            day, kind = form.cleaned_data["left_on"], ExitKind(form.cleaned_data["exit_kind"])
            actions.record_exit(enrolment=enrolment, on=day, kind=kind, by=request.user, now=now)
            messages.success(request, _("The exit is recorded. The work stays readable."))
            return redirect("apprentice_file", person.pk)
    except actions.ExitRefused as refusal:
        if form.is_bound:
            form.add_error("left_on", str(refusal))
        else:
            messages.error(request, str(refusal))
    context = {"person": person, "enrolment": enrolment, "form": form}
    return render(request, "people/exit.html", context)


@only(is_staff)
def write_note(request: HttpRequest, apprentice_id: int) -> HttpResponse:
    """Write a note about an apprentice; who will read it is said before it is written."""
    person, _enrolment = _followed(request, apprentice_id)
    last = last_enrolment(person)
    audiences = audiences_of(request.user, last.cohort.school) if last else []
    if not audiences:
        raise Denied
    form = NoteForm(request.POST or None, audiences=audiences, initial={"audience": audiences[0]})
    if request.method == "POST" and form.is_valid():
        actions.write_note(
            apprentice=person,
            text=form.cleaned_data["text"],
            audience=NoteAudience(form.cleaned_data["audience"]),
            by=request.user,
            now=timezone.now(),
        )
        messages.success(request, _("Your note is in the file."))
        return redirect("apprentice_file", person.pk)
    return render(request, "people/note.html", {"person": person, "form": form})


@only(is_coordinator)
@require_POST
def act_as(request: HttpRequest, person_id: int) -> HttpResponse:
    """See the platform as somebody of one's schools does."""
    start_acting(request, get_object_or_404(people_to_act_as(request.user), pk=person_id))
    return redirect("home")


@login_required
@require_POST
def stop_acting_as(request: HttpRequest) -> HttpResponse:
    """Return to one's own account, where one came from."""
    person = stop_acting(request)
    if person is None:
        return redirect("home")
    messages.success(request, _("You are back in your own account."))
    return redirect("apprentice_file", person.pk) if is_apprentice(person) else redirect("home")


@login_required
def roles(request: HttpRequest) -> HttpResponse:
    return render(request, "people/roles.html", {"roles": ROLES.values()})


@login_required
def comfort(request: HttpRequest) -> HttpResponse:
    """How one likes to read; also where the menu of every page sends the choice of an appearance."""
    form = ComfortForm(request.POST or None, initial=chosen(request.user))
    if request.method == "POST" and form.is_valid():
        actions.set_comfort(person=request.user, choices=form.cleaned_data)
        back = request.POST.get("next", "")
        if url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
            return redirect(back)
        messages.success(request, _("Your choices are kept, on this machine and on all others."))
        return redirect("comfort")
    return render(request, "people/comfort.html", {"form": form})


def _taught(request: HttpRequest, cohort_id: int) -> Cohort:
    cohort = get_object_or_404(Cohort.objects.select_related("school"), pk=cohort_id)
    if not can_teach(request.user, cohort):
        raise Http404
    return cohort


def _of_a_class(user: Any) -> bool:
    return is_trainer(user) or is_apprentice(user)


def _read(request: HttpRequest, cohort_id: int) -> Cohort:
    cohort = get_object_or_404(Cohort.objects.select_related("school"), pk=cohort_id)
    if not can_read_class(request.user, cohort):
        raise Http404
    return cohort


@only(_of_a_class)
def announcements(request: HttpRequest, cohort_id: int) -> HttpResponse:
    """Show what is said to a class and asked in it; trainers say something to the whole of it."""
    cohort = _read(request, cohort_id)
    if request.method != "POST":
        return _class_page(request, cohort)
    form = AnnouncementForm(request.POST)
    if not form.is_valid():
        return _class_page(request, cohort, announcing=form)
    actions.announce(cohort=cohort, text=form.cleaned_data["text"], by=request.user, now=timezone.now())
    messages.success(request, _("Your announcement is on the first screen of the class."))
    return redirect("announcements", cohort.pk)


def _class_page(
    request: HttpRequest,
    cohort: Cohort,
    *,
    announcing: AnnouncementForm | None = None,
    asking: QuestionForm | None = None,
    answering: tuple[int, ClassAnswerForm] | None = None,
) -> HttpResponse:
    """Draw the page; a form that was sent and could not be stored keeps what was typed."""
    teaches_it = can_teach(request.user, cohort)
    said = announcements_of(cohort)
    questions = []
    for question in questions_of_class(cohort)[:QUESTIONS_SHOWN]:
        is_it = answering is not None and answering[0] == question.pk
        form = answering[1] if answering and is_it else ClassAnswerForm(auto_id=f"answer_{question.pk}_%s")
        questions.append((question, form, is_it))
    context = {
        "cohort": cohort,
        "teaches": teaches_it,
        "form": (announcing or AnnouncementForm()) if teaches_it else None,
        "asking": (asking or QuestionForm(auto_id="question_%s"))
        if can_ask_class(request.user, cohort)
        else None,
        "announcements": said if teaches_it else said.filter(withdrawn_at=None),
        "questions": questions,
    }
    is_refused = announcing or asking or answering
    return render(request, "people/announcements.html", context, status=422 if is_refused else 200)


@only(is_apprentice)
@require_POST
def ask_class(request: HttpRequest, cohort_id: int) -> HttpResponse:
    cohort = _read(request, cohort_id)
    form = QuestionForm(request.POST, auto_id="question_%s")
    if not form.is_valid():
        return _class_page(request, cohort, asking=form)
    actions.ask_class(cohort=cohort, text=form.cleaned_data["text"], by=request.user, now=timezone.now())
    messages.success(request, _("Your question is asked. The class and your trainers can answer it."))
    return redirect("announcements", cohort.pk)


def _class_message(request: HttpRequest, message_id: int) -> ClassMessage:
    message = get_object_or_404(ClassMessage.objects.select_related("cohort"), pk=message_id)
    _read(request, message.cohort_id)
    return message


@only(_of_a_class)
@require_POST
def answer_class(request: HttpRequest, message_id: int) -> HttpResponse:
    question = _class_message(request, message_id)
    if question.answers_id is not None:
        raise Http404
    form = ClassAnswerForm(request.POST, auto_id=f"answer_{question.pk}_%s")
    if not form.is_valid():
        return _class_page(request, question.cohort, answering=(question.pk, form))
    try:
        actions.answer_class(
            question=question, text=form.cleaned_data["text"], by=request.user, now=timezone.now()
        )
    except actions.AnswerRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("announcements", question.cohort_id)
    return redirect(reverse("announcements", args=[question.cohort_id]) + f"#question-{question.pk}")


@only(_of_a_class)
@require_POST
def withdraw_class_message(request: HttpRequest, message_id: int) -> HttpResponse:
    message = _class_message(request, message_id)
    actions.withdraw_class_message(message=message, by=request.user, now=timezone.now())
    messages.success(request, _("It is withdrawn: nobody reads it any more."))
    return redirect("announcements", message.cohort_id)


@only(is_trainer)
@require_POST
def withdraw_announcement(request: HttpRequest, announcement_id: int) -> HttpResponse:
    announcement = get_object_or_404(Announcement.objects.select_related("cohort"), pk=announcement_id)
    cohort = _taught(request, announcement.cohort_id)
    actions.withdraw_announcement(announcement=announcement, by=request.user, now=timezone.now())
    messages.success(request, _("The announcement is withdrawn: the class does not see it any more."))
    return redirect("announcements", cohort.pk)


@only(lambda user: is_trainer(user) or is_coordinator(user))
@require_POST
def end_substitution(request: HttpRequest, substitution_id: int) -> HttpResponse:
    found = get_object_or_404(
        Substitution.objects.select_related("cohort__school", "trainer"), pk=substitution_id
    )
    if not can_arrange_substitutes(request.user, found.cohort):
        raise Http404
    actions.end_substitution(substitution=found, by=request.user, now=timezone.now())
    messages.success(request, _("The substitution of %(name)s is over.") % {"name": found.trainer})
    return redirect("handover", found.cohort_id)


class Security(IndexView):
    """What is set up to prove who one is, and whether the school asks for it."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"is_asked": is_asked_of(self.request.user)}


@only(is_coordinator)
def accounts(request: HttpRequest) -> HttpResponse:
    """Who of one's schools signs in with a second factor; where a lost one is removed."""
    people = [
        (person, person.pk != request.user.pk and not person.is_superuser)
        for person in accounts_and_their_factors(request.user)
    ]
    return render(
        request, "people/accounts.html", {"people": people, "is_asked": settings.SECOND_FACTOR_REQUIRED}
    )


@only(is_coordinator)
@require_POST
def reset_second_factor(request: HttpRequest, person_id: int) -> HttpResponse:
    """Remove the second factor that somebody of one's schools lost."""
    person = get_object_or_404(accounts_and_their_factors(request.user), pk=person_id)
    actions.reset_second_factor(person=person, by=request.user, now=timezone.now())
    messages.success(
        request,
        _("%(name)s signs in without a second factor and was told by mail. She can set up a new one.")
        % {"name": person},
    )
    return redirect("accounts")
