"""Links that need no sign-in: signed, so that they cannot be guessed, and with nothing secret in them."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from initiatives.following.models import Collection, Watch

WATCH = signing.Signer(salt="initiatives.following.watch")
COLLECTION = signing.Signer(salt="initiatives.following.collection")


def watch_address(watch, page="following:watch_link"):
    """The whole address of a page about the watch and the others of the same person; only letters to her hold it."""
    return settings.PORTAL_URL + reverse(page, args=[WATCH.sign(watch.pk)])


def read_watch(token):
    """The watch that a token stands for, or None for one that is forged, or forgotten since."""
    try:
        pk = int(WATCH.unsign(token))
    except (signing.BadSignature, ValueError):
        return None
    return Watch.objects.select_related("user").defer("known").filter(pk=pk).first()


def collection_path(collection):
    return reverse("following:collection_link", args=[COLLECTION.sign(f"{collection.pk}-{collection.link_number}")])


def read_collection(token):
    """The collection that a link leads to, or None when the link is forged or has been turned off."""
    try:
        pk, number = map(int, COLLECTION.unsign(token).split("-"))
    except (signing.BadSignature, ValueError):
        return None
    shared = Collection.objects.filter(access=Collection.Access.LINK).select_related("owner")
    return shared.filter(pk=pk, link_number=number).first()
