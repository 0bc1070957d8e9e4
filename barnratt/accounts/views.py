from django.conf import settings
from django.contrib import messages
from django.contrib.auth import get_user_model, login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from barnratt.accounts import actions
from barnratt.accounts.demo import CAST
from barnratt.accounts.forms import AccountForm, InvitationForm, JoinForm
from barnratt.accounts.invitations import read_token
from barnratt.accounts.models import Invitation, Membership, Role
from barnratt.accounts.permissions import can_end, can_manage_members, roles_to_give
from barnratt.core.access import require
from barnratt.core.errors import RuleBroken
from barnratt.outbox.models import Mail
from regions.places.models import Organisation

BACKEND = "django.contrib.auth.backends.ModelBackend"


@require_http_methods(["GET", "HEAD", "POST"])
def account(request):
    """One's own account: what one is called, and where one belongs."""
    form = AccountForm(request.POST or None, instance=get_user_model().objects.get(pk=request.user.pk))
    if request.method == "POST" and form.is_valid():
        actions.rename(request.user, name=form.cleaned_data["name"], by=request.user)
        messages.success(request, "Namnet är sparat.")
        return redirect("accounts:account")
    return render(request, "accounts/account.html", {"form": form, "memberships": request.user.memberships_now})


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
    context = {
        "organisation": organisation,
        "members": members.select_related("user").order_by("user__name", "role", "pk"),
        "invitations": organisation.invitations.open().order_by("created_at", "pk") if can_manage else [],
        "can_manage": can_manage,
        "form": form,
    }
    return render(request, "accounts/members.html", context)


def _invite(request, organisation, form):
    email, role = form.cleaned_data["email"], form.cleaned_data["role"]
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
    has_account = get_user_model().objects.filter(email=asked.email).exists()
    form = None if has_account else JoinForm(request.POST or None, email=asked.email)
    if request.method == "POST" and (request.user.is_authenticated if has_account else form.is_valid()):
        try:
            if has_account:
                actions.accept_invitation(asked, by=request.user)
            else:
                joined = actions.join_by_invitation(asked, **form.cleaned_data)
                login(request, joined, backend=BACKEND)
        except RuleBroken as error:
            messages.error(request, str(error))
        else:
            messages.success(request, f"Välkommen! Du hör nu till {asked.organisation}.")
            return redirect("accounts:account")
    context = {"invitation": asked, "form": form, "has_account": has_account, "path": request.path}
    return render(request, "accounts/invitation.html", context)


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
        login(request, person, backend=BACKEND)
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
    return render(request, "accounts/demo.html", {"cast": cast})


@login_not_required
@require_safe
def demo_outbox(request):
    """The letters that the demonstration has written. None of them leaves this machine."""
    if not settings.DEMO:
        raise Http404
    return render(request, "accounts/demo_outbox.html", {"mails": Mail.objects.order_by("-created_at", "-pk")[:50]})
