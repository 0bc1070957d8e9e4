from tests.factories import (
    AdoptionFactory,
    ContactFactory,
    InitiativeFactory,
    MembershipFactory,
    MessageFactory,
    NoticeFactory,
    ReportFactory,
)
from tests.matrix import GONE, MOVED, NO, NOT_SO, OK, Row, everybody

OWN = {"matchmaking:contacts": (OK, NOT_SO)}


def nothing(organisation):
    return {}


def an_entry(organisation):
    MembershipFactory(organisation=organisation)
    return {"slug": InitiativeFactory(organisation=organisation, published=True).slug}


def an_adoption(organisation):
    return {"pk": AdoptionFactory(organisation=organisation).pk}


def a_notice(organisation):
    MembershipFactory(organisation=organisation)
    return {"pk": NoticeFactory(organisation=organisation).pk}


def a_question(organisation):
    return {"pk": ContactFactory(to_organisation=organisation).pk}


def a_contact(organisation):
    return {"pk": ContactFactory(to_organisation=organisation, answered=True).pk}


def a_message(organisation):
    return {"pk": MessageFactory(contact__to_organisation=organisation).pk}


def a_report(organisation):
    return {"pk": ReportFactory(notice__organisation=organisation).pk}


# What everybody can see is refused with a reason; what is private is not there at all.
FORBIDDEN = everybody((NO, NO))
WORKING = everybody((OK, OK), READER=(NO, NO))
ASKING = everybody((OK, MOVED), READER=(NO, NO))
EDITORS = {"NATIONAL_COORDINATOR": (OK, MOVED), "ADMINISTRATOR": (OK, MOVED)}
REMOVERS = {"NATIONAL_COORDINATOR": (NOT_SO, MOVED), "ADMINISTRATOR": (NOT_SO, MOVED)}
REPORT_READERS = everybody((NO, NOT_SO), NATIONAL_COORDINATOR=(OK, NOT_SO), ADMINISTRATOR=(OK, NOT_SO))
DECIDERS = everybody((GONE, GONE), **EDITORS)


def public(arguments, own, others, data=None):
    """A page about something that everybody can see, wherever they belong."""
    return Row(arguments, own, others, others, data or {}, ends_with_membership=False)


ROWS = {
    "matchmaking:adopt": public(an_entry, FORBIDDEN, ASKING, {"state": "vill"}),
    "matchmaking:experience": public(an_adoption, ASKING, FORBIDDEN, {"worked": "Det gick bra."}),
    "matchmaking:inspiration": public(an_entry, ASKING, everybody((NO, NO), **EDITORS)),
    "matchmaking:inspiration_remove": public(
        an_entry, everybody((NOT_SO, MOVED), READER=(NOT_SO, NO)), everybody((NOT_SO, NO), **REMOVERS)
    ),
    "matchmaking:seek": public(an_entry, WORKING, FORBIDDEN),
    "matchmaking:ask_about_entry": public(an_entry, FORBIDDEN, ASKING, {"message": "Hur gjorde ni?", "agree": "on"}),
    "matchmaking:notice_new": public(nothing, WORKING, WORKING),
    "matchmaking:notice_edit": public(a_notice, WORKING, FORBIDDEN),
    "matchmaking:notice_close": public(a_notice, ASKING, FORBIDDEN),
    "matchmaking:ask_about_notice": public(a_notice, FORBIDDEN, ASKING, {"message": "Vi är med!", "agree": "on"}),
    # Private: only those who were asked, and no administrator.
    "matchmaking:contact": Row(a_question, everybody((OK, NOT_SO), READER=(GONE, NOT_SO))),
    "matchmaking:contact_answer": Row(a_question, everybody((OK, MOVED), READER=(GONE, GONE)), data={"yes": "ja"}),
    "matchmaking:contact_write": Row(
        a_contact, everybody((OK, MOVED), READER=(GONE, GONE)), data={"message": "Vi ringer."}
    ),
    "matchmaking:contact_close": Row(a_contact, everybody((OK, MOVED), READER=(GONE, GONE))),
    "matchmaking:report_message": Row(
        a_message, everybody((OK, MOVED), READER=(GONE, GONE)), data={"category": "reklam"}
    ),
    "matchmaking:reports": public(nothing, REPORT_READERS, REPORT_READERS),
    "matchmaking:report": Row(
        a_report, DECIDERS, DECIDERS, DECIDERS, {"decision": "dolj", "reason": "Skäl."}, ends_with_membership=False
    ),
}
