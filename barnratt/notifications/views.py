from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from barnratt.core.tables import as_file
from barnratt.notifications import actions
from barnratt.notifications.documents import notification_table
from barnratt.notifications.forms import ChoicesForm
from barnratt.notifications.models import Notification

PAGE_SIZE = 30


@require_safe
def notification_list(request):
    """What has happened, the latest first, and how soon letters come about it."""
    found = Notification.objects.visible_to(request.user).order_by("-created_at", "-pk")
    if file := as_file(request, lambda: notification_table(request, found)):
        return file
    context = {
        "page": Paginator(found, PAGE_SIZE).get_page(request.GET.get("sida")),
        "unread": found.unread().count(),
        "form": ChoicesForm(initial=actions.chosen_rhythms(request.user)),
    }
    return render(request, "notifications/list.html", context)


@require_POST
def read(request):
    actions.mark_read(request.user)
    messages.success(request, "Alla aviseringar är markerade som lästa.")
    return redirect("notifications:list")


@require_POST
def choices(request):
    form = ChoicesForm(request.POST)
    if form.is_valid():
        actions.choose(request.user, rhythms=form.cleaned_data, by=request.user)
        messages.success(request, "Dina val är sparade.")
    else:
        messages.error(request, "Välj hur ofta du vill få brev om varje ämne.")
    return redirect("notifications:list")
