"""What the room keeps about a person: to be fetched, and to be erased (settings.PERSONAL_DATA).

What an organisation has said in public stays, without the person. What was written in a contact stays with the other
side until the contact is forgotten, a year after it was closed (actions.forget_old).
"""

from django.db import transaction

from initiatives.matchmaking import actions
from initiatives.matchmaking.models import Adoption, Contact, Inspiration, Message, Notice, ReplicationNote, Report


def export(user):
    """Everything, with Swedish names, for the person's own copy."""
    adoptions = Adoption.objects.filter(by=user).select_related("initiative", "organisation").order_by("pk")
    notes = ReplicationNote.objects.filter(by=user).select_related("adoption__initiative", "adoption__organisation")
    contacts = Contact.objects.with_all().order_by("pk")
    written = Message.objects.filter(by=user).select_related("contact").order_by("sent_at", "pk")
    return {
        "användning av initiativ": [
            {
                "initiativ": one.initiative.title,
                "organisation": one.organisation.name,
                "läge": one.get_state_display(),
                "sedan": one.since,
                "kommentar": one.note,
            }
            for one in adoptions
        ],
        "erfarenheter": [
            {
                "initiativ": one.adoption.initiative.title,
                "organisation": one.adoption.organisation.name,
                "skriven": one.written_at,
                **{_label(name): getattr(one, name) for name in ReplicationNote.STORIES},
            }
            for one in notes.order_by("pk")
        ],
        "inspirationskällor": [
            {"initiativ": one.initiative.title, "inspirerat av": one.source.title, "sagt": one.created_at}
            for one in Inspiration.objects.filter(by=user).select_related("initiative", "source").order_by("pk")
        ],
        "efterlysningar": [
            {
                "rubrik": str(one),
                "organisation": one.organisation.name,
                "text": one.what,
                "publicerad": one.created_at,
                "sista dag": one.until,
            }
            for one in Notice.objects.filter(by=user).with_all().order_by("pk")
        ],
        "kontakter du har frågat om": [_contact(one) for one in contacts.filter(asker=user)],
        "kontakter du har sagt ja till": [_contact(one) for one in contacts.filter(receiver=user)],
        "meddelanden du har skrivit": [
            {"kontakt": one.contact_id, "skickat": one.sent_at, "text": one.text} for one in written
        ],
        "anmälningar": [
            {
                "anmält": one.reported_at,
                "vad": one.get_category_display(),
                "beskrivning": one.text,
                "beslut": one.get_decision_display(),
                "skäl": one.decision_reason,
            }
            for one in Report.objects.filter(reporter=user).order_by("pk")
        ],
    }


def _label(name):
    return ReplicationNote._meta.get_field(name).verbose_name


def _contact(contact):
    return {
        "kontakt": contact.pk,
        "om": str(contact.about),
        "från": contact.from_organisation.name,
        "till": contact.to_organisation.name,
        "frågad": contact.asked_at,
        "läge": contact.get_state_display(),
    }


@transaction.atomic
def erase(user):
    """Close the person's own contacts, which tells the other side, and take the person out of all that is kept."""
    for contact in Contact.objects.filter(asker=user, closed_at=None).order_by("pk"):
        actions.close(contact, by=user)
    Contact.objects.filter(asker=user).update(asker=None)
    Contact.objects.filter(receiver=user).update(receiver=None)
    Report.objects.filter(reporter=user).update(reporter=None)
    Report.objects.filter(decided_by=user).update(decided_by=None)
    for model in (Adoption, ReplicationNote, Inspiration, Notice, Message):
        model.objects.filter(by=user).update(by=None)
