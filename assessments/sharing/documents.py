"""The list of what other authorities share as a table, and what is shared as a document of its own."""

from django.utils import timezone

from barnratt.core.tables import Column, Table
from barnratt.documents.tree import Document, Note


def shared_table(sharings):
    """What the list shows. What is written in the assessments is not part of it."""
    columns = [
        Column("Ärende", lambda one: one.title, "title", 45),
        Column("Delad av", lambda one: one.assessment.authority.name, "authority", 36),
        Column("Delad med", lambda one: one.receiver.name, "receiver", 36),
        Column("Delad", lambda one: timezone.localdate(one.at), "shared", 12),
        Column("Varför", lambda one: one.reason, "reason", 45),
        Column("Märkt", lambda one: "; ".join(one.marks), "marks", 40),
    ]
    told = [("Att tänka på", "Listan kan omfattas av sekretess. Spara den bara där den hör hemma.")]
    return Table("delade-provningar", "Delade prövningar", columns, sharings, told)


def shared_document(sharing):
    """The text that is shared, with who shared it with whom and when first."""
    document = sharing.document
    at = timezone.localtime(sharing.at).strftime("%Y-%m-%d %H:%M")
    told = Note(f"{at}. {sharing.reason}", f"Delad av {sharing.assessment.authority} med {sharing.receiver}")
    return Document(document.title, [told, *document.parts], document.marks)
