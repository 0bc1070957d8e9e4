"""Fetching from Kolada, against a server on this machine that answers as Kolada did."""

import datetime
import json
from functools import partial
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from barnratt.audit.models import AuditEvent
from barnratt.fetching.fetch import fetch
from regions.statistics import actions, collecting, queries
from regions.statistics.collecting import Interrupted, Source
from regions.statistics.models import Dataset, Fetched, Indicator, Observation
from tests.factories import DatasetFactory, IndicatorFactory
from tests.fetching.server import Server, page
from tests.statistics.test_sources import sample

WHEN = "Thu, 12 Dec 2024 10:00:00 GMT"
DATA = "/v3/data/kpi/N17461/year/{}"


def answer(values, **headers):
    more = {name: headers.pop(name) for name in ("next_url",) if name in headers}
    return page(json.dumps({"values": values, **more}).encode(), **headers)


def real(year):
    """What Kolada said of N17461 a year, in the real sample."""
    values = json.loads(sample("kolada_v3_data.json"))["values"]
    return [entry for entry in values if (entry["kpi"], entry["period"]) == ("N17461", year)]


@pytest.fixture
def indicator(db):
    return IndicatorFactory(key="N17461", age_group="gymnasiet")


@pytest.fixture
def dataset(db):
    return DatasetFactory(key="kolada-2026-11-23", position=99)


@pytest.fixture
def kolada():
    """A service with answers: {path: bytes}. `waited` is how long it was let alone between requests."""
    servers = []

    def serve(answers):
        server = Server(answers)
        servers.append(server)
        waited = []
        address = server.url("/v3", host="api.kolada.example")
        source = Source(address=address, fetch=partial(fetch, network=server.network()), pause=waited.append)
        source.server, source.waited = server, waited
        return source

    yield serve
    for server in servers:
        server.close()


def fetched(indicator, dataset, source, *years):
    return collecting.fetch_indicator(indicator, years=years, dataset=dataset, source=source, by=None)


def test_the_values_come_in_as_a_vintage(indicator, dataset, kolada):
    source = kolada({DATA.format(2016): answer(real(2016)), DATA.format(2023): answer(real(2023))})
    assert fetched(indicator, dataset, source, 2016, 2023) == (18, {}, 0)
    found = {one[1:4]: one for one in queries.readings(["N17461"], ["1904", "0180"])}
    assert (found["1904", 2016, "K"].value, found["1904", 2016, "K"].reason) == (None, "sekretess")
    assert str(found["0180", 2023, "T"].value) == "74.2140"
    assert found["0180", 2023, "T"].dataset == "kolada-2026-11-23"
    event = AuditEvent.objects.get(type="statistics_taken_in")
    assert (event.object_id, event.after) == ("kolada-2026-11-23", {"values": 18})


def test_one_at_a_time_with_a_pause_and_a_name(indicator, dataset, kolada, settings):
    settings.PORTAL_URL = "https://portal.example"
    source = kolada({DATA.format(2016): answer(real(2016)), DATA.format(2023): answer(real(2023))})
    fetched(indicator, dataset, source, 2016, 2023)
    assert source.waited == [collecting.SECONDS_BETWEEN]
    assert all("User-Agent: Barnrattsportalen (+https://portal.example/om/)" in one for one in source.server.requests)


def test_a_year_that_has_not_changed_is_not_sent_again(indicator, dataset, kolada):
    source = kolada({DATA.format(2016): answer(real(2016), Last_Modified=WHEN)})
    fetched(indicator, dataset, source, 2016)
    assert "If-Modified-Since" not in source.server.requests[0]
    again = kolada({DATA.format(2016): page(b"", "304 Not Modified")})
    assert fetched(indicator, dataset, again, 2016) == (0, {}, 1)
    assert f"If-Modified-Since: {WHEN}\r\n" in again.server.requests[0]
    assert Fetched.objects.get().last_modified == WHEN
    assert Observation.objects.current().count() == 9


def test_an_answer_in_pages_is_read_to_its_end(indicator, dataset, kolada):
    answers = {}
    source = kolada(answers)
    following = source.server.url("/v3/data/next", host="api.kolada.example")
    answers[DATA.format(2016)] = answer(real(2016)[:1], next_url=following, Last_Modified=WHEN)
    answers["/v3/data/next"] = answer(real(2016)[1:], next_url=None)
    assert fetched(indicator, dataset, source, 2016)[0] == 9
    assert Fetched.objects.get().last_modified == ""


@pytest.mark.parametrize("following", ["https://annan.example/v3/data/2", "/v3/data/kpi/N17461/year/2016"])
def test_pages_that_lead_elsewhere_or_round_are_not_followed(indicator, dataset, kolada, following):
    source = kolada({DATA.format(2016): answer(real(2016), next_url=following)})
    with pytest.raises(Interrupted):
        fetched(indicator, dataset, source, 2016)
    assert not Observation.objects.exists()
    assert len(source.server.requests) <= 2


def test_the_source_is_let_alone_for_as_long_as_it_asks(indicator, dataset, kolada):
    source = kolada({DATA.format(2016): page(b"", "429 Too Many Requests", Retry_After=7)})
    with pytest.raises(Interrupted, match="svar 429"):
        fetched(indicator, dataset, source, 2016)
    assert source.waited == [7, 7]
    assert len(source.server.requests) == collecting.TRIES


@pytest.mark.parametrize("broken", [page(b"<html>"), page(b"nej", "400 Bad Request"), page(b'{"values": [1]}')])
def test_a_broken_answer_leaves_nothing_half_written(indicator, dataset, kolada, broken):
    source = kolada({DATA.format(2016): answer(real(2016)), DATA.format(2023): broken})
    with pytest.raises(Interrupted):
        fetched(indicator, dataset, source, 2016, 2023)
    assert not Observation.objects.exists()
    assert not Fetched.objects.exists()


def test_a_year_without_values_is_no_error(indicator, dataset, kolada):
    source = kolada({DATA.format(2016): answer(real(2016))})
    assert fetched(indicator, dataset, source, 2016, 2030) == (9, {}, 0)


def test_an_indicator_that_has_disappeared_is_ended_with_its_successor(indicator, kolada):
    successor = IndicatorFactory(key="N17999")
    gone = IndicatorFactory(key="N10000")
    source = kolada(
        {"/v3/kpi/N10000,N17461,N17999": answer([{"id": one, "title": one} for one in ("N17461", "N17999")])}
    )
    assert collecting.end_those_that_are_gone([gone, indicator, successor], source=source, by=None) == [gone]
    assert Indicator.objects.get(pk="N10000").has_ended
    assert AuditEvent.objects.get(type="indicator_edited").after == {"has_ended": True}
    actions.edit_indicator(gone, fields={"replaced_by": successor}, by=None)
    assert Indicator.objects.get(pk="N10000").replaced_by == successor


def test_an_answer_without_any_indicator_ends_nothing(indicator, kolada):
    source = kolada({"/v3/kpi/N17461": answer([])})
    with pytest.raises(Interrupted):
        collecting.end_those_that_are_gone([indicator], source=source, by=None)
    assert not Indicator.objects.get(pk="N17461").has_ended


@pytest.fixture
def command(kolada, monkeypatch):
    """The command, with a service in Kolada's place. Returns (what it said, the source)."""

    def run(answers, *arguments):
        source = kolada(answers)
        monkeypatch.setattr("regions.statistics.management.commands.fetch_indicators.Source", lambda **_: source)
        out = StringIO()
        call_command("fetch_indicators", *arguments, stdout=out)
        return out.getvalue(), source

    return run


@pytest.fixture
def this_year_is_2023(monkeypatch):
    now = timezone.make_aware(datetime.datetime(2023, 11, 22, 12))
    monkeypatch.setattr(timezone, "localtime", lambda: now)
    monkeypatch.setattr(timezone, "now", lambda: now)


def test_the_command_goes_on_where_it_was_cut_off(indicator, command, this_year_is_2023):
    IndicatorFactory(key="N99999", age_group="gymnasiet")
    key_figures = {"/v3/kpi/N17461,N99999": answer([{"id": one, "title": one} for one in ("N17461", "N99999")])}
    first = key_figures | {DATA.format(2023): answer(real(2023)), "/v3/data/kpi/N99999/year/2023": page(b"", "500 Nej")}
    with pytest.raises(CommandError, match="Kör kommandot igen"):
        command(first, "--from-year", "2023")
    assert Observation.objects.count() == 9
    said, source = command(key_figures, "--from-year", "2023")
    assert "[1/2] N17461: redan hämtat." in said
    assert "[2/2] N99999: 0 nya eller ändrade värden" in said
    assert not any("N17461/year" in request for request in source.server.requests)
    assert Dataset.objects.get().credit == "Källa: Kolada"


def test_the_command_says_which_indicators_it_does_not_fetch(db, command):
    with pytest.raises(CommandError, match="N1"):
        command({}, "N1")
