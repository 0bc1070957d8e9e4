from barnratt.accounts.models import Role
from tests.factories import InvitationFactory, JoinRequestFactory, MembershipFactory
from tests.matrix import GONE, MOVED, NO, NOT_SO, OK, Row, everybody

ASKED_AGAIN = (MOVED, MOVED)  # to show who one is before anything is shown or done
OWN = {
    "accounts:account": (OK, OK),
    "accounts:export": ASKED_AGAIN,
    "accounts:erase": ASKED_AGAIN,
    "accounts:sessions": (OK, MOVED),
    "account_email": (OK, MOVED),
    "account_change_password": (OK, OK),
    "admin_change_password": (MOVED, MOVED),
    "account_set_password": (MOVED, MOVED),  # who has a password changes it instead
    "account_reauthenticate": (OK, OK),
    "mfa_index": (OK, NOT_SO),
    "mfa_activate_totp": ASKED_AGAIN,
    "mfa_add_webauthn": ASKED_AGAIN,
    "mfa_generate_recovery_codes": ASKED_AGAIN,
    "mfa_view_recovery_codes": (MOVED, NOT_SO),
    "mfa_download_recovery_codes": (MOVED, NOT_SO),
    "mfa_list_webauthn": (MOVED, MOVED),
    # Without a second step of that kind
    "mfa_deactivate_totp": (GONE, GONE),
    "mfa_reauthenticate": (MOVED, MOVED),
    "mfa_reauthenticate_webauthn": (MOVED, MOVED),
    # Steps on the way in, for somebody who is in
    "account_email_verification_sent": (MOVED, MOVED),
    "mfa_authenticate": (MOVED, MOVED),
    "mfa_login_webauthn": (MOVED, MOVED),
}


def organisation_itself(organisation):
    MembershipFactory(organisation=organisation)
    return {"key": organisation.key}


def an_invitation(organisation):
    return {"pk": InvitationFactory(organisation=organisation).pk}


def anothers_membership(organisation):
    return {"pk": MembershipFactory(organisation=organisation).pk}


def a_join_request(organisation):
    return {"pk": JoinRequestFactory(organisation=organisation).pk}


def same_for_all(answer, arguments=lambda organisation: {"pk": 0}):
    """A page where neither role nor organisation decides."""
    return Row(arguments, *[everybody(answer)] * 3, ends_with_membership=False)


def administrators_only(arguments, answer, others):
    return Row(arguments, *[everybody(others, ADMINISTRATOR=answer)] * 3, ends_with_membership=False)


MANAGERS = everybody((NO, NO), STRATEGIST=(OK, MOVED), ADMINISTRATOR=(OK, MOVED))
ADMINISTRATOR = {Role.ADMINISTRATOR: (OK, MOVED)}

ROWS = {
    "accounts:members": Row(
        organisation_itself,
        everybody((OK, NO), STRATEGIST=(OK, OK), ADMINISTRATOR=(OK, OK)),
        same_county={Role.ADMINISTRATOR: (OK, OK)},
        elsewhere={Role.ADMINISTRATOR: (OK, OK)},
    ),
    "accounts:invitation_withdraw": Row(an_invitation, MANAGERS, ADMINISTRATOR, ADMINISTRATOR),
    "accounts:membership_end": Row(anothers_membership, MANAGERS, ADMINISTRATOR, ADMINISTRATOR),
    "accounts:join_request": Row(
        a_join_request, MANAGERS, ADMINISTRATOR, ADMINISTRATOR, data={"answer": "godkand", "role": "lasare"}
    ),
    "accounts:organisations": administrators_only(lambda organisation: {}, (OK, NOT_SO), (NO, NOT_SO)),
    "accounts:email_domains": administrators_only(organisation_itself, (OK, MOVED), (NO, NO)),
    # One's own things only: another's is not there
    "accounts:join_request_withdraw": same_for_all((GONE, GONE), a_join_request),
    "accounts:session_end": same_for_all((NOT_SO, GONE)),
    "accounts:identity_provider_remove": same_for_all((NOT_SO, MOVED)),
    "mfa_edit_webauthn": same_for_all(ASKED_AGAIN),
    "mfa_remove_webauthn": same_for_all(ASKED_AGAIN),
}
