"""Two boards of one municipality: every role of the one, and whoever stands above, at every page about the other's."""

import pytest
from django.urls import reverse

from barnratt.accounts.models import Role
from tests.assessments import matrix
from tests.assessments.disposal import matrix as disposal
from tests.assessments.factories import board
from tests.assessments.follow_up import matrix as follow_up
from tests.assessments.local import matrix as local
from tests.assessments.sharing import matrix as sharing
from tests.assessments.voices import matrix as voices
from tests.assessments.yearbook import matrix as yearbook
from tests.factories import MembershipFactory, OrganisationFactory
from tests.matrix import GONE, NOT_SO
from tests.soak import SOAK
from tests.test_permissions import COME_FURTHEST, signed_in
from tests.test_urls import PAGES


@pytest.mark.django_db
@pytest.mark.parametrize(
    "room", [matrix, disposal, follow_up, local, sharing, voices, yearbook], ids=lambda room: room.__name__
)
def test_nobody_of_another_board_or_above_it_finds_anything(room):
    municipality = OrganisationFactory()
    own, other = board(parent=municipality), board(parent=municipality)
    outside = [MembershipFactory(organisation=other, role=role).user for role in Role if SOAK or role in COME_FURTHEST]
    above = MembershipFactory(organisation=municipality, role=Role.STRATEGIST).user
    visitors = [signed_in(user) for user in (*outside, above)]
    about_others = {view: row for view, row in room.ROWS.items() if not row.same_county}
    assert about_others
    for view, row in about_others.items():
        arguments = row.arguments(own)
        address = reverse(view, kwargs={name: arguments[name] for name in PAGES[view].pattern.converters})
        for visitor in visitors:
            asked = [visitor.get(address, {"format": "json"}), visitor.post(address, row.data)]
            asked += [visitor.get(address, headers={"Accept": "application/json"})] if SOAK else []
            assert {one.status_code for one in asked} <= {GONE, NOT_SO}, (view, visitor)
