"""When a form arrives from somebody whose session has ended, the text is given back instead of lost."""

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render, resolve_url
from django.views.csrf import csrf_failure as plain_csrf_failure

# What nobody needs back, and what must not be shown.
LEFT_OUT = ("csrf", "password", "losenord", "code", "credential", "next", "bas", "min-")
SHORTEST = 12


class LoginRequired(LoginRequiredMiddleware):
    """Sends a stranger to the sign-in page; one who has just written something gets the text to copy first."""

    def handle_no_permission(self, request, view_func):
        if request.method == "POST":
            if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
                return JsonResponse({"message": "Du är utloggad.", "sign_in": _sign_in()}, status=401)
            if texts := kept_texts(request):
                return render(request, "kept_text.html", {"texts": texts, "sign_in": _sign_in()}, status=403)
        elif "HX-Request" in request.headers:
            return HttpResponse("Du är utloggad.", status=401)  # not the whole sign-in page as a piece of this one
        return super().handle_no_permission(request, view_func)


def csrf_failure(request, reason=""):
    """The page for a form whose token is too old, as after signing in again in another tab."""
    if request.method == "POST" and (texts := kept_texts(request)):
        return render(request, "kept_text.html", {"texts": texts, "stale": True}, status=403)
    return plain_csrf_failure(request, reason=reason)


def kept_texts(request):
    """What was typed in the form, without secrets and without what is no text."""
    return [
        value
        for name, values in request.POST.lists()
        if not name.lower().startswith(LEFT_OUT) and "password" not in name.lower()
        for value in values
        if len(value.strip()) >= SHORTEST
    ]


def _sign_in():
    return resolve_url(settings.LOGIN_URL)
