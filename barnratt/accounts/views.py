from django.conf import settings
from django.contrib import messages
from django.contrib.auth import get_user_model, login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from barnratt.accounts import actions
from barnratt.accounts.demo import CAST
from barnratt.accounts.forms import AccountForm
from barnratt.accounts.models import Membership
from barnratt.accounts.permissions import can_end, can_manage_members
from barnratt.core.access import require
from barnratt.core.errors import RuleBroken
from regions.places.models import Organisation


@require_http_methods(["GET", "HEAD", "POST"])
def account(request):
    """One's own account: what one is called, and where one belongs."""
    form = AccountForm(request.POST or None, instance=get_user_model().objects.get(pk=request.user.pk))
    if request.method == "POST" and form.is_valid():
        actions.rename(request.user, name=form.cleaned_data["name"], by=request.user)
        messages.success(request, "Namnet är sparat.")
        return redirect("accounts:account")
    return render(request, "accounts/account.html", {"form": form, "memberships": request.user.memberships_now})


@require_safe
def member_list(request, key):
    """Who belongs to an organisation, for those who do."""
    organisation = get_object_or_404(Organisation, key=key)
    members = Membership.objects.visible_to(request.user).current().filter(organisation=organisation)
    members = members.select_related("user").order_by("user__name", "role", "pk")
    if not members:
        raise Http404
    context = {
        "organisation": organisation,
        "members": members,
        "can_manage": can_manage_members(request.user, organisation),
    }
    return render(request, "accounts/members.html", context)


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
        login(request, person, backend="django.contrib.auth.backends.ModelBackend")
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
