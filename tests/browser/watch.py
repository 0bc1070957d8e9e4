"""Stands beside every journey and writes down what the browser complains of."""


class Watch:
    """Console errors, breaches of the CSP among them, scripts and requests that fail, and requests elsewhere."""

    def __init__(self, portal):
        self.portal = portal
        self.complaints = []
        self.expected_statuses = {200, 304}

    def follow(self, page):
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(f"Script error: {error}"))
        page.on("request", self._request)
        page.on("requestfailed", self._failed)
        page.on("response", self._response)

    def _console(self, message):
        refused = "the server responded with a status of"  # told by _response, which knows what is expected
        if message.type in ("error", "warning") and refused not in message.text:
            self.complaints.append(f"Console: {message.text}")

    def _request(self, request):
        if not request.url.startswith((f"{self.portal}/", "data:")):
            self.complaints.append(f"Leaves the portal: {request.url}")

    def _failed(self, request):
        # What is given up for something newer, as when one types on or walks on.
        if request.failure != "net::ERR_ABORTED":
            self.complaints.append(f"Failed: {request.url} {request.failure}")

    def _response(self, response):
        redirected = 300 <= response.status < 400
        if response.status not in self.expected_statuses and not redirected:
            self.complaints.append(f"Status {response.status}: {response.url}")
