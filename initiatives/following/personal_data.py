"""What the room keeps of a person: as a copy of one's own data, and how it is removed (settings.PERSONAL_DATA)."""

from django.db import transaction
from django.db.models import Q

from barnratt.core.personal_data import GONE
from initiatives.following.models import Collection, CollectionItem, Need, Watch


def export(user):
    """Everything that is kept of the person here, ready to be written as JSON."""
    items = CollectionItem.objects.filter(collection__owner=user).select_related("collection", "initiative")
    return {
        "bevakningar": [
            {
                "sökning": one.query,
                "hur ofta": one.get_rhythm_display(),
                "skapad": one.created_at,
                "bekräftad": one.confirmed_at,
                "pausad": one.paused_at,
                "avslutad": one.stopped_at,
            }
            for one in _watches(user).defer("known").order_by("pk")
        ],
        "samlingar": [
            {
                "namn": one.title,
                "beskrivning": one.description,
                "vem som kan se den": one.get_access_display(),
                "skapad": one.created_at,
                "ändrad": one.changed_at,
            }
            for one in Collection.objects.filter(owner=user).order_by("pk")
        ],
        "sparade initiativ": [
            {
                "samling": one.collection.title,
                "initiativ": one.initiative.slug,
                "anteckning": one.note,
                "sparat": one.added_at,
            }
            for one in items.order_by("collection", "position", "pk")
        ],
        "anmälda behov": [
            {"vad som saknas": one.words, "berättelse": one.details, "anmält": one.created_at, "svar": one.answer}
            for one in Need.objects.filter(registered_by=user).order_by("pk")
        ],
        "besvarade behov": [
            {"vad som saknas": one.words, "svar": one.answer, "besvarat": one.handled_at}
            for one in Need.objects.filter(handled_by=user).order_by("pk")
        ],
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
