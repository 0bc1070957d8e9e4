from allauth.account.decorators import reauthentication_required
from allauth.core import ratelimit
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth import get_user_model, logout
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from barnratt.accounts import actions, documents
from barnratt.accounts.demo import CAST, PASSWORD
from barnratt.accounts.forms import AccountForm, AnswerForm, AskForm, ChooseForm, DomainsForm, InvitationForm, JoinForm
from barnratt.accounts.invitations import read_token
from barnratt.accounts.joining import domain_of, organisations_to_join, read_join_token
from barnratt.accounts.models import Invitation, JoinRequest, Membership, Role
from barnratt.accounts.permissions import can_end, can_manage_members, can_set_domains, roles_to_give
from barnratt.accounts.sign_in_views import sign_in
from barnratt.core.access import require
from barnratt.core.errors import RuleBroken
from barnratt.core.rate_limit import A_DAY, within_limit
from barnratt.core.tables import as_file
from barnratt.outbox.models import Mail
from regions.places.models import Organisation

ORGANISATIONS_A_PAGE = 50
# Letters to others that one person can have written in a day.
INVITATIONS_A_DAY = 100
INVITATIONS_OF_ONE_A_DAY = 3
REQUESTS_A_DAY = 10
TOO_MANY = "Det har blivit väldigt många på ett dygn. Försök igen i morgon."


@require_http_methods(["GET", "HEAD", "POST"])
def account(request):
    """One's own account: what one is called, where one belongs, and the way to everything else about it."""
    user = request.user
    form = AccountForm(request.POST or None, instance=get_user_model().objects.get(pk=user.pk))
    if request.method == "POST" and form.is_valid():
        actions.rename(user, name=form.cleaned_data["name"], by=user)
        messages.success(request, "Namnet är sparat.")
        return redirect("accounts:account")
    asked = user.join_requests.exclude(answer=JoinRequest.Answer.APPROVED).select_related("organisation")
    context = {
        "form": form,
        "memberships": user.memberships_now,
        "asked": asked.exclude(answer=JoinRequest.Answer.WITHDRAWN).order_by("-created_at", "-pk")[:10],
        "steps": Authenticator.objects.filter(user=user).values_list("type", flat=True),
        "identities": user.socialaccount_set.order_by("pk"),
        "is_administrator": user.has_national(Role.ADMINISTRATOR),
    }
    return render(request, "accounts/account.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required
def export(request):
    """Everything that the portal keeps about oneself, as a file to take along."""
    if request.method != "POST":
        return render(request, "accounts/export.html")
    found = {"hämtat": timezone.now()} | actions.export_account(request.user, by=request.user)
    headers = {"Content-Disposition": 'attachment; filename="mina-uppgifter.json"'}
    return JsonResponse(found, json_dumps_params={"ensure_ascii": False, "indent": 2}, headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required
def erase(request):
    """Removes one's account. The page says first what goes and what stays."""
    if request.method != "POST":
        return render(request, "accounts/erase.html")
    try:
        actions.erase_account(request.user, by=request.user)
    except RuleBroken as error:
        messages.error(request, str(error))
        return redirect("accounts:erase")
    logout(request)
    messages.success(request, "Ditt konto är borttaget.")
    return redirect("pages:start")


@require_http_methods(["GET", "HEAD", "POST"])
def member_list(request, key):
    """Who belongs to an organisation, for those who do. Those who manage the members invite others here."""
    organisation = get_object_or_404(Organisation, key=key)
    if organisation not in request.user.organisations and not request.user.has_national(Role.ADMINISTRATOR):
        raise Http404
    can_manage = can_manage_members(request.user, organisation)
    form = InvitationForm(request.POST or None, roles=roles_to_give(request.user, organisation))
    if request.method == "POST":
        require(can_manage)
        if form.is_valid() and _invite(request, organisation, form):
            return redirect("accounts:members", key)
    members = Membership.objects.visible_to(request.user).current().filter(organisation=organisation)
    members = members.select_related("user").order_by("user__name", "role", "pk")
    if file := as_file(request, lambda: documents.member_table(organisation, members)):
        return file
    context = {
        "organisation": organisation,
        "members": members,
        "invitations": organisation.invitations.open().order_by("created_at", "pk") if can_manage else [],
        "asked": _open_join_requests(organisation) if can_manage else [],
        "is_administrator": request.user.has_national(Role.ADMINISTRATOR),
        "can_manage": can_manage,
        "form": form,
    }
    return render(request, "accounts/members.html", context)


def _open_join_requests(organisation):
    return organisation.join_requests.open().select_related("user").order_by("created_at", "pk")


def _invite(request, organisation, form):
    email, role = form.cleaned_data["email"], form.cleaned_data["role"]
    if not (
        within_limit("invite", str(request.user.pk), most=INVITATIONS_A_DAY, seconds=A_DAY)
        and within_limit("invite-one", f"{organisation.pk} {email}", most=INVITATIONS_OF_ONE_A_DAY, seconds=A_DAY)
    ):
        form.add_error(None, TOO_MANY)
        return False
    try:
        actions.invite(email, organisation, role=role, by=request.user)
    except RuleBroken as error:
        form.add_error(None, str(error))
        return False
    messages.success(request, f"Inbjudan till {email} är på väg.")
    return True


@require_http_methods(["GET", "HEAD", "POST"])
def invitation_withdraw(request, pk):
    """Takes an invitation back. The page asks first."""
    visible = Invitation.objects.visible_to(request.user).open().select_related("organisation")
    asked = get_object_or_404(visible, pk=pk)
    require(can_manage_members(request.user, asked.organisation))
    if request.method != "POST":
        return render(request, "accounts/invitation_withdraw.html", {"invitation": asked})
    actions.withdraw_invitation(asked, by=request.user)
    messages.success(request, "Inbjudan är tillbakadragen.")
    return redirect("accounts:members", asked.organisation.key)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request, token):
    """Where the link in the letter leads: join with the account one has, or make one."""
    asked = read_token(token)
    if asked is None:
        return render(request, "accounts/invitation_gone.html", status=404)
    has_account = get_user_model().objects.with_address(asked.email) is not None
    form = None if has_account else JoinForm(request.POST or None, email=asked.email)
    if request.method == "POST" and (request.user.is_authenticated if has_account else form.is_valid()):
        try:
            if has_account:
                actions.accept_invitation(asked, by=request.user)
            else:
                joined = actions.join_by_invitation(asked, **form.cleaned_data)
                sign_in(request, joined)
        except RuleBroken as error:
            messages.error(request, str(error))
        else:
            messages.success(request, f"Välkommen! Du hör nu till {asked.organisation}.")
            return redirect("accounts:account")
    context = {"invitation": asked, "form": form, "has_account": has_account, "path": request.path}
    context["is_asked"] = request.user.is_authenticated and asked.email in request.user.addresses
    return render(request, "accounts/invitation.html", context)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask_to_join(request):
    """Somebody without account writes a work address; somebody with chooses among what the own addresses open."""
    if request.user.is_authenticated:
        return _ask_from_account(request)
    form = AskForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "accounts/ask_to_join.html", {"form": form})
    email = form.cleaned_data["email"]
    if refused := ratelimit.consume_or_429(request, action="ask_to_join", key=email):
        return refused
    actions.send_join_link(email)
    return render(request, "accounts/ask_to_join_sent.html", {"email": email})


def _ask_from_account(request):
    organisations = organisations_to_join(request.user)
    form = ChooseForm(request.POST or None, organisations=organisations)
    if request.method == "POST" and form.is_valid():
        try:
            if not within_limit("join", str(request.user.pk), most=REQUESTS_A_DAY, seconds=A_DAY):
                raise RuleBroken(TOO_MANY)
            actions.ask_to_join(request.user, form.cleaned_data["organisation"], by=request.user)
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Din begäran är skickad. Du får veta när någon har svarat.")
            return redirect("accounts:account")
    return render(request, "accounts/ask_from_account.html", {"form": form, "organisations": organisations})


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def join(request, token):
    """Where the link in the letter leads: choose organisation, name and password, and wait for an answer."""
    email = read_join_token(token)
    if email is None or get_user_model().objects.with_address(email):
        return render(request, "accounts/join_gone.html", {"was_used": email is not None}, status=404)
    if request.user.is_authenticated:
        return render(request, "accounts/join_signed_in.html", {"email": email})
    organisations = Organisation.objects.with_address_at([domain_of(email)]).in_order()
    form = JoinForm(request.POST or None, email=email, organisations=organisations)
    if request.method == "POST" and form.is_valid():
        try:
            user = actions.join_by_address(email, **form.cleaned_data)
        except (RuleBroken, ValidationError) as error:
            form.add_error(None, str(error) if isinstance(error, RuleBroken) else error.messages)
        else:
            sign_in(request, user)
            messages.success(request, "Ditt konto finns nu. Du får veta när någon har svarat på din begäran.")
            return redirect("accounts:account")
    return render(request, "accounts/join.html", {"form": form, "email": email, "organisations": organisations})


@require_http_methods(["GET", "HEAD", "POST"])
def join_request(request, pk):
    """Somebody wants to join: let the person in with a role, or say no and why."""
    visible = JoinRequest.objects.visible_to(request.user).open().select_related("user", "organisation")
    asked = get_object_or_404(visible, pk=pk)
    require(can_manage_members(request.user, asked.organisation))
    form = AnswerForm(request.POST or None, roles=roles_to_give(request.user, asked.organisation))
    if request.method == "POST" and form.is_valid() and _answer_join(request, asked, form):
        return redirect("accounts:members", asked.organisation.key)
    return render(request, "accounts/join_request.html", {"asked": asked, "form": form})


def _answer_join(request, asked, form):
    try:
        if form.cleaned_data["answer"] == JoinRequest.Answer.APPROVED:
            actions.approve_join(asked, role=form.cleaned_data["role"], by=request.user)
            messages.success(request, f"{asked.user} hör nu till {asked.organisation}.")
        else:
            actions.decline_join(asked, reason=form.cleaned_data["reason"], by=request.user)
            messages.success(request, f"{asked.user} har fått ditt svar.")
    except RuleBroken as error:
        form.add_error("reason" if form.cleaned_data["answer"] == JoinRequest.Answer.DECLINED else None, str(error))
        return False
    return True


@require_http_methods(["GET", "HEAD", "POST"])
def join_request_withdraw(request, pk):
    """One's own request is taken back. The page asks first."""
    asked = get_object_or_404(request.user.join_requests.open().select_related("organisation"), pk=pk)
    if request.method != "POST":
        return render(request, "accounts/join_request_withdraw.html", {"asked": asked})
    actions.withdraw_join(asked, by=request.user)
    messages.success(request, "Din begäran är tillbakadragen.")
    return redirect("accounts:account")


@require_safe
def organisations(request):
    """Every organisation, with its domains, for the administrators."""
    require(can_set_domains(request.user))
    query = request.GET.get("q", "").strip()[:100]
    found = Organisation.objects.filter(name__icontains=query).in_order().prefetch_related("email_domains")
    if file := as_file(request, lambda: documents.organisation_table(found, text=query)):
        return file
    page = Paginator(found, ORGANISATIONS_A_PAGE).get_page(request.GET.get("sida"))
    return render(request, "accounts/organisations.html", {"page": page, "query": query})


@require_http_methods(["GET", "HEAD", "POST"])
def email_domains(request, key):
    """At which domains the people of an organisation have their addresses."""
    require(can_set_domains(request.user))
    organisation = get_object_or_404(Organisation, key=key)
    present = sorted(domain.domain for domain in organisation.email_domains.all())
    form = DomainsForm(request.POST if request.method == "POST" else None, initial={"domains": "\n".join(present)})
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_email_domains(organisation, domains=form.cleaned_data["domains"], by=request.user)
        except RuleBroken as error:
            form.add_error("domains", str(error))
        else:
            messages.success(request, "E-postdomänerna är sparade.")
            return redirect("accounts:organisations")
    return render(request, "accounts/email_domains.html", {"form": form, "organisation": organisation})


@require_http_methods(["GET", "HEAD", "POST"])
def membership_end(request, pk):
    """Ends a membership: one's own, or another's for the strategist. The page asks first."""
    visible = Membership.objects.visible_to(request.user).current().select_related("user", "organisation")
    membership = get_object_or_404(visible, pk=pk)
    require(can_end(request.user, membership))
    if request.method != "POST":
        return render(request, "accounts/membership_end.html", {"membership": membership})
    try:
        actions.end_membership(membership, by=request.user)
    except RuleBroken as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Medlemskapet är avslutat.")
    return redirect("accounts:account")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def demo(request):
    """The demonstration's people; a click signs in as one of them. Only where DEMO=True, that is on this machine."""
    if not settings.DEMO:
        raise Http404
    if request.method == "POST":
        emails = [person.email for person in CAST]
        person = get_object_or_404(get_user_model(), email=request.POST.get("email"), email__in=emails)
        sign_in(request, person)
        return redirect("pages:start")
    organisations = Organisation.objects.in_bulk(
        {key for person in CAST for key, _ in person.memberships}, field_name="key"
    )
    cast = [
        {
            "person": person,
            "roles": [(role.label, organisations[key]) for key, role in person.memberships if key in organisations],
        }
        for person in CAST
    ]
    return render(request, "accounts/demo.html", {"cast": cast, "password": PASSWORD})


@login_not_required
@require_safe
def demo_outbox(request):
    """The letters that the demonstration has written. None of them leaves this machine."""
    if not settings.DEMO:
        raise Http404
    return render(request, "accounts/demo_outbox.html", {"mails": Mail.objects.order_by("-created_at", "-pk")[:50]})


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_to_administration(request):
    """On to the portal's own sign-in. Who is signed in already would be sent back here for ever: there is nothing there
    for those who may not administer."""
    if not request.user.is_authenticated:
        return redirect(f"{reverse('account_login')}?{request.GET.urlencode()}")
    if admin.site.has_permission(request):
        return redirect("admin:index")
    raise Http404
