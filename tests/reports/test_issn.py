import pytest

from regions.reports.issn import check_sign, fault_of


@pytest.mark.parametrize("issn", ["1403-624X", "0378-5955", "2049-3630"])
def test_an_issn_ends_with_the_sign_that_its_digits_give(issn):
    assert check_sign(issn.replace("-", "")[:7]) == issn[-1]
    assert fault_of(issn) == ""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1403-6241", "Kontrollsiffran"),
        ("1304-624X", "Kontrollsiffran"),
        ("1403624X", "bindestreck"),
        ("1403-624x", "bindestreck"),
        ("", "bindestreck"),
        ("978-91-7271-234-8", "ISBN"),
        ("91-7271-234-X", "ISBN"),
    ],
)
def test_what_is_no_issn_is_told_why(text, said):
    assert said in fault_of(text)
