from django.conf import settings
from django.core.exceptions import RequestDataTooBig

# More than any file that is taken in, so that the form itself says which file is too large.
LARGEST_POST = 100_000_000


class WithoutNul:
    """Take NUL out of what is sent: no text in the database can hold it, and nobody types it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.META["QUERY_STRING"] = request.META.get("QUERY_STRING", "").replace("%00", "")
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if request.method != "POST":
            return
        sent = [(name, values) for name, values in request.POST.lists() if "\0" in "".join([name, *values])]
        if sent:
            request.POST = request.POST.copy()
        for name, values in sent:
            del request.POST[name]
            request.POST.setlist(name.replace("\0", ""), [value.replace("\0", "") for value in values])


def not_too_large(get_response):
    """Refuse what is larger than any form of ours, before it is read. Only who is signed in sends files, which are kept
    on the disk meanwhile."""

    def middleware(request):
        length = request.META.get("CONTENT_LENGTH") or "0"
        size = int(length) if length.isdecimal() else 0
        if size > LARGEST_POST or (size > settings.DATA_UPLOAD_MAX_MEMORY_SIZE and not request.user.is_authenticated):
            raise RequestDataTooBig("The request is too large.")
        return get_response(request)

    return middleware
