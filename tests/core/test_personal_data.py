import time

import pytest

from barnratt.core.personal_data import find_contacts, find_personal_data, identity_numbers


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Barnet 20121112-2382 deltog.", None),  # wrong check digit
        ("Pojken 811218-9876 deltog.", "ett personnummer"),
        ("Pojken 19811218-9876 deltog.", "ett personnummer"),
        ("Pojken 198112189876 deltog.", "ett personnummer"),
        ("Samordningsnummer 701063-2391.", "ett personnummer"),
        ("Organisationsnummer 212000-0142.", None),
        ("Diarienummer 2019-1234 och 55 000 kronor.", None),
        ("Skriv till anna.andersson@gmail.com.", "en privat e-postadress"),
        ("Skriv till barnratt@gavle.example.", None),
        ("Ring 070-123 45 67.", "ett mobilnummer"),
        ("Ring +46 70 123 45 67.", "ett mobilnummer"),
        ("Ring växeln, 026-17 80 00.", None),
        ("", None),
    ],
)
def test_personal_data_is_found_and_other_numbers_are_left(text, what):
    assert [finding.what for finding in find_personal_data(text)] == ([what] if what else [])


def test_findings_come_in_the_order_of_the_text():
    text = "anna@hotmail.com, 0701234567"
    assert [finding.found for finding in find_personal_data(text)] == ["anna@hotmail.com", "0701234567"]


@pytest.mark.parametrize("sign", ["a", "a.", "1", "@", "a@", "a@a", "+46 7", "anna@a-"])
def test_a_text_as_long_as_a_form_may_be_is_looked_through_at_once(sign):
    text = (sign * 300_000)[:300_000]
    began = time.perf_counter()
    find_personal_data(text)
    find_contacts(text)
    assert time.perf_counter() - began < 3


def test_an_address_is_found_whatever_stands_before_it():
    text = "Skriv till (anna@gmail.com), <bo@live.se>;cia@me.com eller dan+x@msn.com"
    found = [finding.found for finding in find_personal_data(text)]
    assert found == ["anna@gmail.com", "bo@live.se", "cia@me.com", "dan+x@msn.com"]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Skriv till elev@skolan.example.", ["en e-postadress"]),
        ("Skriv till anna@gmail.com.", ["en privat e-postadress"]),
        ("Ring växeln, 026-17 80 00.", ["ett telefonnummer"]),
        ("Ring 08-123 456 78 eller +46 26 17 80 00.", ["ett telefonnummer", "ett telefonnummer"]),
        ("Ring 070-123 45 67.", ["ett mobilnummer"]),
        ("Barn 0–5 år, beslut 2026-11-22 kl. 08.30, dnr 2026/0123-17, 55 000 kronor.", []),
        ("Organisationsnummer 212000-0142, dnr 821-463-2023.", []),
    ],
)
def test_every_way_to_reach_somebody_is_found_where_no_one_is_to_be_named(text, what):
    assert [finding.what for finding in find_contacts(text)] == what


def test_a_number_is_the_same_however_it_is_written():
    assert identity_numbers("19811218-9876") == identity_numbers("811218 9876") == {"8112189876"}
