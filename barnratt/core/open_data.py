"""Addresses that programs read: open to other sites' pages, with a limit, and answered briefly when nothing is new."""

import functools

from django.http import HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import condition

from barnratt.core.rate_limit import place_of, within_limit_here

MOST, SECONDS = 120, 60  # requests from one place
KEPT = "public, max-age=300"
TOO_MANY = f"För många frågor. Högst {MOST} i minuten går bra. Vänta en stund och fråga igen."


class Unclear(Exception):
    """What was asked for cannot be understood. The text says why, in Swedish."""


def open_data(etag):
    """
    A view that answers with what JSON can hold, or raises Unclear.

    etag: of request and the view's arguments; changes when the answer does. None: there is nothing to compare with.
    """

    def decorate(view):
        @condition(etag_func=etag)
        def answered(request, *args, **kwargs):
            try:
                answer = view(request, *args, **kwargs)
            except Unclear as unclear:
                return refused(400, str(unclear))
            return as_json(answer)

        @functools.wraps(view)
        def wrapped(request, *args, **kwargs):
            if request.method == "OPTIONS":
                return shared(HttpResponse(status=204))
            if request.method not in ("GET", "HEAD"):
                return shared(HttpResponseNotAllowed(["GET", "HEAD", "OPTIONS"]))
            if not within_limit_here("open-data", place_of(request), most=MOST, seconds=SECONDS):
                response = refused(429, TOO_MANY)
                response["Retry-After"] = SECONDS
                return shared(response)
            response = answered(request, *args, **kwargs)
            if response.status_code in (200, 304):
                response["Cache-Control"] = KEPT
            return shared(response)

        return wrapped

    return decorate


def as_json(answer):
    return JsonResponse(answer, json_dumps_params={"ensure_ascii": False})


def refused(status, text):
    return JsonResponse({"error": text}, status=status, json_dumps_params={"ensure_ascii": False})


def shared(response):
    """Let pages of other sites read the answer. It is the same for everybody, so no cookie is of any use to them."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
    response["Access-Control-Allow-Headers"] = "If-None-Match"
    response["Access-Control-Expose-Headers"] = "ETag, Retry-After"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response
