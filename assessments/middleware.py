from django.utils.cache import add_never_cache_headers


def never_stored(get_response):
    """Let no browser keep a page or document about an assessment: not on its disk, and not behind the back button.

    Several people may use the same computer, and what was written about children would stay there after signing out.
    """

    def middleware(request):
        response = get_response(request)
        if request.resolver_match and request.resolver_match.func.__module__.startswith("assessments."):
            add_never_cache_headers(response)
        return response

    return middleware
