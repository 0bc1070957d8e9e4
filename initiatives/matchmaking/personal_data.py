"""What somebody has said to find partners (settings.PERSONAL_DATA)."""

from django.db.models import Q

from initiatives.matchmaking.actions import close
from initiatives.matchmaking.models import Adoption, Contact, Message, Notice, ReplicationNote, Report


def export(user):
    return {
        "vill göra detsamma": [
            {"initiativ": one.initiative.title, "organisation": one.organisation.name, "läge": one.get_state_display()}
            for one in Adoption.objects.filter(by=user).select_related("initiative", "organisation").order_by("pk")
        ],
        "erfarenheter": [
            {"initiativ": one.adoption.initiative.title}
            for one in ReplicationNote.objects.filter(by=user).select_related("adoption__initiative").order_by("pk")
        ],
        "efterlysningar": [
            {"rubrik": one.title, "organisation": one.organisation.name}
            for one in Notice.objects.filter(by=user).select_related("organisation").order_by("pk")
        ],
        "kontakter": [
            {"om": str(one.about), "läge": one.get_state_display(), "frågad": one.asked_at, "avslutad": one.closed_at}
            for one in _contacts(user).select_related("initiative", "notice").order_by("asked_at", "pk")
        ],
        "meddelanden från dig": [
            {"skickat": one.sent_at, "text": one.text}
            for one in Message.objects.filter(by=user).order_by("sent_at", "pk")
        ],
        "anmälningar från dig": [
            {"anmält": one.reported_at, "vad": one.get_category_display(), "beskrivning": one.text}
            for one in Report.objects.filter(reporter=user).order_by("reported_at", "pk")
        ],
    }


def erase(user):
    """Contacts that are going on are closed, and the other side is told. Messages go a year later, as all do."""
    for contact in _contacts(user).filter(closed_at=None).order_by("pk"):
        close(contact, by=user)


def _contacts(user):
    return Contact.objects.filter(Q(asker=user) | Q(receiver=user))
