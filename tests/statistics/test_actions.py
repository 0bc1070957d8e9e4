import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from barnratt.audit.models import AuditEvent
from regions.statistics import actions
from regions.statistics.models import Dataset, Indicator, Recommendation
from tests.client import StrictClient
from tests.factories import ArticleFactory, DatasetFactory, IndicatorFactory, UserFactory

ABOUT = {"title": "Uttag", "source": "SCB", "retrieved": "2026-11-23"}


def test_a_new_vintage_is_later_than_all_others_and_begins_once(editor):
    DatasetFactory(position=7)
    dataset = actions.begin_vintage("scb-2026", by=editor, **ABOUT)
    assert dataset.position == 8
    assert actions.begin_vintage("scb-2026", by=editor, **ABOUT) == dataset
    assert AuditEvent.objects.get().object_id == "scb-2026"


@pytest.mark.django_db
def test_a_vintage_needs_a_key_and_a_source():
    with pytest.raises(ValidationError):
        actions.begin_vintage("två ord", by=None, **ABOUT)
    with pytest.raises(ValidationError):
        actions.begin_vintage("scb", by=None, **ABOUT | {"source": ""})
    assert not Dataset.objects.exists()


def test_an_indicator_is_edited_and_the_log_says_what_changed(editor):
    indicator, recommendation = (
        IndicatorFactory(),
        Recommendation.objects.create(key="vald", title="Våld", document="D"),
    )
    fields = {"direction": "lower_is_better", "recommendations": [recommendation], "articles": [ArticleFactory()]}
    actions.edit_indicator(indicator, fields=fields, by=editor)
    event = AuditEvent.objects.get(type="indicator_edited")
    assert event.before == {"direction": "neutral", "recommendations": [], "articles": []}
    assert event.after == {"direction": "lower_is_better", "recommendations": ["vald"], "articles": ["12"]}
    actions.edit_indicator(indicator, fields=fields, by=editor)
    assert AuditEvent.objects.filter(type="indicator_edited").count() == 1


def test_an_indicator_that_is_replaced_has_ended(editor):
    indicator, successor = IndicatorFactory(), IndicatorFactory()
    with pytest.raises(ValidationError, match="slutat redovisa"):
        actions.edit_indicator(indicator, fields={"replaced_by": successor}, by=editor)
    with pytest.raises(IntegrityError), transaction.atomic():
        Indicator.objects.filter(pk=indicator.pk).update(replaced_by=successor)
    actions.edit_indicator(indicator, fields={"replaced_by": successor, "has_ended": True}, by=editor)


def test_a_recommendation_is_added_changed_and_removed(editor):
    one = actions.save_recommendation(Recommendation(key="vald", title="Våld", document="D", paragraph=26), by=editor)
    one.title = "Våld mot barn"
    actions.save_recommendation(one, by=editor)
    actions.remove_recommendation(one, by=editor)
    events = list(AuditEvent.objects.order_by("pk").values_list("type", "before__title", "after__title"))
    assert events == [
        ("recommendation_edited", None, "Våld"),
        ("recommendation_edited", "Våld", "Våld mot barn"),
        ("recommendation_removed", "Våld mot barn", None),
    ]


def test_a_paragraph_is_listed_once(editor):
    for key in ("vald", "mera-vald"):
        one = Recommendation(key=key, title=key, document="D", paragraph=26)
        if key == "vald":
            actions.save_recommendation(one, by=editor)
    with pytest.raises(ValidationError, match="Punkten finns redan"):
        actions.save_recommendation(one, by=editor)


def test_the_editors_change_both_in_the_browser_with_a_trace(db):
    """In Django's own pages, which write through the actions."""
    admin = UserFactory(is_staff=True, is_superuser=True)
    client = StrictClient()
    client.force_login(admin)
    indicator = IndicatorFactory()
    new = {
        "key": "vald",
        "document": "CRC/C/SWE/CO/6-7",
        "paragraph": "26",
        "title": "Våld",
        "note": "",
        "position": "1",
    }
    assert client.post("/administration/statistics/recommendation/add/", new).status_code == 302
    address = "/administration/statistics/recommendation/vald/change/"
    assert client.post(address, new | {"indicators": [indicator.pk]}).status_code == 302
    assert [one.pk for one in indicator.recommendations.all()] == ["vald"]
    assert AuditEvent.objects.last().after == {"indicators": [indicator.pk]}
    assert "selected" in client.get(address).text
    assert client.post(address, new).status_code == 302
    assert not indicator.recommendations.exists()
    fields = {"direction": "neutral", "recommendations": ["vald"], "articles": [], "has_ended": "on"}
    response = client.post(f"/administration/statistics/indicator/{indicator.pk}/change/", fields)
    assert response.status_code == 302
    indicator.refresh_from_db()
    assert (indicator.has_ended, [one.pk for one in indicator.recommendations.all()]) == (True, ["vald"])
    types = AuditEvent.objects.filter(actor_name=str(admin)).values_list("type", flat=True)
    assert {"recommendation_edited", "indicator_edited"} <= set(types)
