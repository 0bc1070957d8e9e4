"""The shape of a room's part of the permission matrix (tests/test_permissions.py)."""

from typing import Any, NamedTuple

from barnratt.accounts.models import Role

OK, MOVED, BAD, NO, GONE, NOT_SO = 200, 302, 400, 403, 404, 405


class Row(NamedTuple):
    """What one private page answers, as (GET, POST).

    `arguments(organisation)` makes the thing that the page is about, in that organisation, and gives the address its
    arguments. `own` has every role in that organisation; `same_county` and `elsewhere` those roles in an organisation
    of the same county and of another that do not get 404.
    """

    arguments: Any
    own: dict
    same_county: dict = {}
    elsewhere: dict = {}
    data: dict = {}
    ends_with_membership: bool = True


def everybody(answer, **others):
    """{role: answer} for every role, with others by the role's name, as STRATEGIST=(200, 302)."""
    return dict.fromkeys(Role, answer) | {Role[name]: other for name, other in others.items()}
