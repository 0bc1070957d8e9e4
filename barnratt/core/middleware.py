def without_nul(get_response):
    """Take NUL out of the query string: no text in the database can hold it, and only scanners send it."""

    def middleware(request):
        request.META["QUERY_STRING"] = request.META.get("QUERY_STRING", "").replace("%00", "")
        return get_response(request)

    return middleware
