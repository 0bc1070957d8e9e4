"""What changes how a county's examples may be used, and makes initiatives of them. The log never holds their text."""

from django.db import transaction
from django.utils.text import Truncator

from barnratt.audit.actions import record
from barnratt.audit.models import AuditEvent
from barnratt.core.errors import RuleBroken
from initiatives import actions as catalogue
from initiatives.contributing import actions as contributing
from regions.surveys.examples.models import Example
from regions.surveys.examples.queries import told_before, written
from regions.surveys.models import CountyResponse

LONGEST_TITLE = 100


@transaction.atomic
def let_use(found, key, consent, *, by):
    """Say how an example may be used. key: Written.key, of one that stands among the answers now."""
    found = _locked(found)
    one = next((one for one in written(found) if one.key == key), None)
    if one is None:
        raise RuleBroken("Exemplet har ändrats sedan du öppnade sidan. Läs det igen och välj.")
    if one.told and one.told.consent == consent:
        return one.told
    before = one.told.consent if one.told else None
    made, _ = Example.objects.update_or_create(
        county_response=found, question=one.question.key, text=one.text,
        defaults={"consent": consent, "by": by, "by_name": str(by)},
    )  # fmt: skip
    record(
        AuditEvent.Type.SURVEY_EXAMPLE_CONSENT, made, by=by,
        before={"consent": before}, after={"question": made.question, "consent": consent},
    )  # fmt: skip
    return made


@transaction.atomic
def tell(found, key, *, board, by):
    """
    Make a draft initiative of an example, for the county board to finish and send in. Returns the Change.

    An initiative says who has done it, so the example has to be one that may be used with the county's name.
    """
    found = _locked(found)
    one = next((one for one in written(found) if one.key == key), None)
    if one is None:
        raise RuleBroken("Exemplet har ändrats sedan du öppnade sidan. Läs det igen och välj.")
    if one.told is None or one.told.consent != Example.Consent.NAMED:
        raise RuleBroken(
            "Ett initiativ visar vem som har gjort det. Välj först att exemplet får användas med länets namn."
        )
    one.told.county_response = found
    if told_before(one.told):
        raise RuleBroken("Exemplet är redan ett utkast eller ett initiativ.")
    change = contributing.begin_new(title=title_of(one.text), organisation=board, by=by)
    if found.round.constructed:
        change.initiative = catalogue.edit(change.initiative, fields={"constructed": True}, by=by)
    contributing.write(change, part={"what_was_done": [one.text]}, by=by)
    one.told.initiative = change.initiative
    one.told.save(update_fields=["initiative"])
    record(AuditEvent.Type.SURVEY_EXAMPLE_TOLD, one.told, by=by, after={"initiative": change.initiative_id})
    return change


def title_of(text):
    """The beginning of an example, to call the draft till somebody gives it a title of its own."""
    line = " ".join(text.split("\n")[0].split())
    sentence = line.partition(". ")[0]
    return Truncator(sentence).chars(LONGEST_TITLE)


def _locked(found):
    return (
        CountyResponse.objects.select_for_update(of=("self",))
        .select_related("response__version", "round", "county")
        .get(pk=found.pk)
    )
