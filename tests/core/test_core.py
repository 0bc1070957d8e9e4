from unittest import mock

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import given
from hypothesis import strategies as st

from barnratt.core import checks
from barnratt.core.access import Denied, require
from barnratt.core.swedish_order import SwedishOrder, swedish_key
from regions.places.models import Municipality
from tests.factories import MunicipalityFactory


def test_a_denial_is_false_and_carries_its_reason_to_the_page():
    no = Denied("Bara den egna organisationen får.")
    assert not no
    with pytest.raises(PermissionDenied, match="Bara den egna organisationen får"):
        require(no)
    require(True)


ORDERED = ["Alingsås", "Éden", "Umeå", "Ystad", "Überlingen", "Zinkgruvan", "Åmål", "Älmhult", "Ærø", "Örebro", "Øya"]


@pytest.mark.django_db
def test_names_are_ordered_the_swedish_way_in_the_database_and_in_python():
    for number, name in enumerate(reversed(ORDERED)):
        MunicipalityFactory(code=f"90{number:02}", short_name=name)
    in_database = list(
        Municipality.objects.order_by(SwedishOrder("short_name"), "pk").values_list("short_name", flat=True)
    )
    assert [swedish_key(name) for name in in_database] == sorted(map(swedish_key, ORDERED))
    assert (
        in_database.index("Zinkgruvan")
        < in_database.index("Åmål")
        < in_database.index("Älmhult")
        < in_database.index("Örebro")
    )
    assert in_database.index("Umeå") < in_database.index("Überlingen") < in_database.index("Zinkgruvan")


letters = st.text(alphabet="abcdefgåäöéüæøABCZÅÄÖÉÜÆØ ", min_size=1, max_size=6)


@pytest.mark.django_db
@given(names=st.lists(letters, min_size=2, max_size=5))
def test_python_and_the_database_agree_on_the_order(names):
    from django.db import connection
    from django.db.models import Value

    with connection.cursor() as cursor:
        keys = []
        for name in names:
            sql, parameters = Municipality.objects.values_list(SwedishOrder(Value(name))).query.sql_with_params()
            cursor.execute(sql.split(" FROM ")[0], parameters)
            keys.append(cursor.fetchone()[0])
    assert keys == [swedish_key(name) for name in names]


def test_a_database_that_does_not_know_swedish_letters_is_refused():
    cursor = mock.MagicMock()
    cursor.__enter__.return_value.fetchone.return_value = (False,)
    with mock.patch.object(checks, "connections", {"default": mock.Mock(cursor=lambda: cursor)}):
        errors = checks.database_knows_swedish_letters(None, ["default"])
    assert [error.id for error in errors] == ["core.E001"]


@pytest.mark.django_db
def test_this_database_knows_swedish_letters():
    assert checks.database_knows_swedish_letters(None, ["default"]) == []
