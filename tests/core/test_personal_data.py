import pytest

from barnratt.core.personal_data import find_personal_data


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Barnet 20121112-2382 deltog.", None),  # wrong check digit
        ("Pojken 811218-9876 deltog.", "personnummer"),
        ("Pojken 19811218-9876 deltog.", "personnummer"),
        ("Pojken 198112189876 deltog.", "personnummer"),
        ("Samordningsnummer 701063-2391.", "personnummer"),
        ("Organisationsnummer 212000-0142.", None),
        ("Diarienummer 2019-1234 och 55 000 kronor.", None),
        ("Skriv till anna.andersson@gmail.com.", "privat e-postadress"),
        ("Skriv till barnratt@gavle.example.", None),
        ("Ring 070-123 45 67.", "mobilnummer"),
        ("Ring +46 70 123 45 67.", "mobilnummer"),
        ("Ring växeln, 026-17 80 00.", None),
        ("", None),
    ],
)
def test_personal_data_is_found_and_other_numbers_are_left(text, what):
    assert [finding.what for finding in find_personal_data(text)] == ([what] if what else [])


def test_findings_come_in_the_order_of_the_text():
    text = "anna@hotmail.com, 0701234567"
    assert [finding.found for finding in find_personal_data(text)] == ["anna@hotmail.com", "0701234567"]
