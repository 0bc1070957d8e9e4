from barnratt.accounts.models import Role
from initiatives import actions as catalogue
from initiatives.contributing import actions
from tests.factories import ArticleFactory, InitiativeFactory, KindFactory, MembershipFactory, MunicipalityFactory
from tests.initiatives.contributing.conftest import WHOLE
from tests.matrix import GONE, MOVED, NO, NOT_SO, OK, Row, everybody

OWN = {"contributing:mine": (OK, NOT_SO)}


def nothing(organisation):
    return {}


def writer_in(organisation):
    return MembershipFactory(organisation=organisation, role=Role.STRATEGIST).user


def text_of(organisation):
    """A new entry of the organisation that can be sent in."""
    KindFactory()
    ArticleFactory()
    place = MunicipalityFactory(code="1480")
    by = writer_in(organisation)
    change = actions.begin_new(title="Barnbokslut", organisation=organisation, by=by)
    content = WHOLE | {"scope": ["lan"], "municipalities": [], "counties": [organisation.county_id or place.county_id]}
    return actions.write(change, part=content, by=by)[0]


def a_draft(organisation):
    return {"pk": text_of(organisation).pk, "key": "vad"}


def a_sent_text(organisation):
    change = text_of(organisation)
    actions.submit(change, by=change.by)
    return {"pk": change.pk}


def a_submission(organisation):
    change = text_of(organisation)
    return {"pk": actions.submit(change, by=change.by).pk}


def an_entry(organisation):
    """A published entry of the organisation in its county."""
    counties = [organisation.county] if organisation.county else []
    scope = "lan" if counties else "nationell"
    initiative = InitiativeFactory(organisation=organisation, counties=counties, scope=scope, published=True)
    by = writer_in(organisation)
    change = actions.begin_change(initiative, by=by)
    actions.write(change, part={"title": ["Ny titel"]}, by=by)
    actions.suggest(change, reason="", by=by, at_once=True)
    return {"slug": initiative.slug, "number": 1}


def a_withdrawn_entry(organisation):
    found = an_entry(organisation)
    initiative = organisation.initiatives.get(slug=found["slug"])
    catalogue.withdraw(initiative, by=writer_in(organisation), reason="Det var fel.")
    return found


def a_suggestion(organisation):
    an_entry_of = an_entry(organisation)
    initiative = organisation.initiatives.get(slug=an_entry_of["slug"])
    by = MembershipFactory(role=Role.MEMBER).user
    change = actions.begin_change(initiative, by=by)
    actions.write(change, part={"title": ["En annan titel"]}, by=by)
    actions.suggest(change, reason="", by=by, at_once=False)
    return {"pk": change.pk}


# Those who work in the organisation write; its readers do not even see the text.
SAFE, POSTED = (OK, NOT_SO), (NOT_SO, MOVED)
EDITORS = [Role.NATIONAL_COORDINATOR, Role.ADMINISTRATOR]


def writers(answer):
    return everybody(answer, READER=tuple(NOT_SO if one == NOT_SO else GONE for one in answer))


def only(answer, *roles):
    return dict.fromkeys(roles, answer)


def everywhere(arguments, answers):
    return Row(arguments, answers, answers, answers, ends_with_membership=False)


def of_owners(arguments, answer, *, same_county=None):
    """For those who may change an entry that everybody sees: its own organisation and the editors."""
    no = tuple(NOT_SO if one == NOT_SO else NO for one in answer)
    elsewhere = everybody(no) | only(answer, *EDITORS)
    return Row(
        arguments,
        everybody(answer) | {Role.READER: no},
        elsewhere | (same_county or {}),
        elsewhere,
        ends_with_membership=False,
    )


ROWS = {
    "contributing:new": everywhere(nothing, everybody((OK, OK), READER=(NO, NO))),
    "contributing:alike": everywhere(nothing, everybody(SAFE)),
    "contributing:change": Row(a_draft, writers(SAFE)),
    "contributing:step": Row(a_draft, writers((OK, OK))),
    "contributing:settle": Row(a_draft, writers(POSTED), ends_with_membership=False),
    "contributing:autosave": Row(a_draft, writers((NOT_SO, OK)), ends_with_membership=False),
    "contributing:send": Row(a_draft, writers(POSTED), ends_with_membership=False),
    "contributing:remove": Row(a_draft, writers((OK, MOVED))),
    "contributing:take_back": Row(
        a_sent_text,
        writers(POSTED),
        only((NOT_SO, NO), Role.REVIEWER) | only(POSTED, *EDITORS),
        only(POSTED, *EDITORS),
        ends_with_membership=False,
    ),
    "contributing:decide": Row(
        a_suggestion, writers((OK, OK)), only((OK, OK), Role.REVIEWER, *EDITORS), only((OK, OK), *EDITORS)
    ),
    "contributing:begin_change": everywhere(an_entry, everybody(POSTED, READER=(NOT_SO, NO))),
    "contributing:versions": of_owners(an_entry, SAFE, same_county={Role.REVIEWER: SAFE}),
    "contributing:version": of_owners(an_entry, (OK, MOVED), same_county={Role.REVIEWER: (OK, NO)}),
    "contributing:history": of_owners(an_entry, SAFE, same_county={Role.REVIEWER: SAFE}),
    "contributing:request_review": of_owners(an_entry, (OK, OK)),
    "contributing:withdraw": of_owners(an_entry, (OK, OK)),
    "contributing:bring_back": Row(
        a_withdrawn_entry,
        writers(POSTED),
        only(POSTED, *EDITORS),
        only(POSTED, *EDITORS),
        ends_with_membership=False,
    ),
    "contributing:queue": everywhere(nothing, everybody((NO, NOT_SO)) | only(SAFE, Role.REVIEWER, *EDITORS)),
    # Nobody reviews the own organisation's. An administrator does it only where nobody else may.
    "contributing:review": Row(
        a_submission,
        writers((OK, NO)),
        only((OK, OK), Role.REVIEWER, Role.NATIONAL_COORDINATOR) | only((OK, NO), Role.ADMINISTRATOR),
        only((OK, OK), Role.NATIONAL_COORDINATOR) | only((OK, NO), Role.ADMINISTRATOR),
    ),
}
