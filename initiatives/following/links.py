"""Links that need no sign-in: signed, so that they cannot be guessed, and with nothing secret in them."""

import hashlib

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from initiatives.following.models import Collection, Watch

WATCH = signing.Signer(salt="initiatives.following.watch")
COLLECTION = signing.Signer(salt="initiatives.following.collection")


def watch_address(watch, page="following:watch_link"):
    """The whole address of a page about the watch and the others of the same person; only letters to her hold it."""
    return settings.PORTAL_URL + reverse(page, args=[WATCH.sign(f"{watch.pk}-{_mark(watch.address)}")])


def read_watch(token):
    """The watch that a token stands for, or None for one that is forged, forgotten since, or was in a letter to an
    address that the watch no longer has: who reads an old mailbox is not shown the new."""
    try:
        pk, mark = WATCH.unsign(token).split("-")
        watch = Watch.objects.select_related("user").defer("known").filter(pk=int(pk)).first()
    except (signing.BadSignature, ValueError):
        return None
    return watch if watch and constant_time_compare(mark, _mark(watch.address)) else None


def _mark(address):
    return hashlib.sha256(address.encode()).hexdigest()[:16]


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
