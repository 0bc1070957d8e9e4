"""The links by which somebody without an account approves: signed, each room with its own salt."""

from django.conf import settings
from django.core import signing
from django.urls import reverse


class Links:
    """The links of one room. salt: the room's own, so that a link for one thing is not good for another."""

    def __init__(self, salt, page):
        self.signer, self.page = signing.Signer(salt=salt), page

    def address_of(self, approval):
        """The whole address of the page where what is to be approved is read."""
        return settings.PORTAL_URL + reverse(self.page, args=[self.signer.sign(approval.pk)])

    def read(self, token, approvals):
        """The one of the approvals that a token stands for, or None for one that is forged, used, void or too old."""
        try:
            pk = self.signer.unsign(token)
        except signing.BadSignature:
            return None
        return approvals.open().filter(pk=pk).first()
