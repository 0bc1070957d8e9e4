import time

import pytest

from barnratt.core.personal_data import find_personal_data


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
    assert time.perf_counter() - began < 3


def test_an_address_is_found_whatever_stands_before_it():
    text = "Skriv till (anna@gmail.com), <bo@live.se>;cia@me.com eller dan+x@msn.com"
    found = [finding.found for finding in find_personal_data(text)]
    assert found == ["anna@gmail.com", "bo@live.se", "cia@me.com", "dan+x@msn.com"]
