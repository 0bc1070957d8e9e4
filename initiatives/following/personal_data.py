"""What the room keeps of a person: as a copy of one's own data, and how it is removed (settings.PERSONAL_DATA)."""

from django.db import transaction
from django.db.models import Q

from initiatives.following.models import Collection, CollectionItem, Need, Watch

GONE = "en tidigare användare"


def export(user):
    """Everything that is kept of the person here, ready to be written as JSON."""
    collections = Collection.objects.filter(owner=user).order_by("pk")
    items = CollectionItem.objects.filter(collection__owner=user).order_by("collection", "position", "pk")
    return {
        "bevakningar": list(
            _watches(user)
            .order_by("pk")
            .values("query", "rhythm", "created_at", "confirmed_at", "paused_at", "stopped_at")
        ),
        "samlingar": list(collections.values("title", "description", "access", "created_at", "changed_at")),
        "sparade initiativ": list(items.values("collection__title", "initiative__slug", "note", "added_at")),
        "anmälda behov": list(
            Need.objects.filter(registered_by=user).order_by("pk").values("words", "details", "created_at", "answer")
        ),
        "besvarade behov": list(
            Need.objects.filter(handled_by=user).order_by("pk").values("words", "answer", "handled_at")
        ),
    }


@transaction.atomic
def erase(user):
    """Remove what is the person's own; needs and answers to them are kept without who wrote them.

    The event of the erasure is recorded by who erases the account.
    """
    _watches(user).delete()
    Collection.objects.filter(owner=user).delete()
    Need.objects.filter(registered_by=user).update(registered_by=None)
    Need.objects.filter(handled_by=user).update(handled_by=None, handled_by_name=GONE)


def _watches(user):
    """Those of the account, and those without one whose letters go to an address that is shown to be the person's."""
    return Watch.objects.filter(Q(user=user) | Q(user=None, email__in=user.addresses))
