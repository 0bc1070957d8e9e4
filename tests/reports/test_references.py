import pytest
from hypothesis import given
from hypothesis import strategies as st

from regions.reports.merging import merge
from regions.reports.references import Fault, Place, Reference, Text, parse, read, references_of


def test_a_text_is_read_into_what_is_written_and_where_the_references_stand():
    text = 'Det är {{ tal("natverk.ja") }} län.\n\n{{ tabell("natverk") }}\n'
    assert parse(text) == [
        Text("Det är ", 1),
        Place(Reference("tal", ("natverk.ja",)), 1, False),
        Text(" län.\n\n", 1),
        Place(Reference("tabell", ("natverk",)), 3, True),
        Text("\n", 3),
    ]


@pytest.mark.parametrize(
    "written",
    ['tal("a.b", form="Ord", år=2022)', 'ändring("a.summa")', "bokslut()", 'citat("14", "a", 1)', 'post("resor")'],
)
def test_a_reference_is_written_as_it_is_read(written):
    reference = read(written)
    assert str(reference) == f"{{{{ {written} }}}}"
    assert references_of(f"\n{reference}\n\n{reference}\n") == [reference]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{{ siffra("a.b") }}', "Ordet siffra finns inte."),
        ("{{ tal(3) }}", "Inom parenteserna efter tal ska det stå en text inom citattecken."),
        ("{{ tal() }}", "Inom parenteserna efter tal ska det stå en text inom citattecken."),
        ('{{ tal("a.b", bas=2) }}', "tal tar inte emot bas=2."),
        ('{{ tal("a.b", form="stort") }}', 'Formen är "ord" eller "Ord".'),
        ('{{ tal("a.b" }}', "Det går inte att läsa."),
        ('{{ __import__("os").system("ls") }}', "En hänvisning börjar med ett ord"),
        ('Se {{ tabell("a") }} här.', "tabell ska stå ensam på en rad."),
        ('{{ tal("a.b")', "Klamrarna hör inte ihop med några andra."),
        ("18 }} län", "Klamrarna hör inte ihop med några andra."),
    ],
)
def test_what_is_no_reference_is_told_with_its_line(text, message):
    faults = [part for part in parse(f"Först.\n{text}") if isinstance(part, Fault)]
    assert len(faults) == 1
    assert faults[0].message.startswith(message)
    assert faults[0].line == 2


@given(st.text(st.sampled_from('{} "\n().,=tala+b1å'), max_size=60))
def test_any_text_can_be_read_and_nothing_of_it_is_lost(text):
    parts = parse(text)
    lines = [part.line for part in parts]
    assert lines == sorted(lines)
    if not any(isinstance(part, Place) for part in parts):
        assert "".join(part.text if isinstance(part, Text) else part.written for part in parts) == text


LINES = st.lists(st.sampled_from(["a", "b", "c", ""]), max_size=6).map("\n".join)


@given(LINES, LINES)
def test_merging_with_what_is_unchanged_gives_the_other(base, changed):
    assert merge(base, changed, base) == changed
    assert merge(base, base, changed) == changed
    assert merge(base, changed, changed) == changed


def test_changes_to_different_paragraphs_are_merged_and_to_the_same_are_not():
    base = "Ett.\n\nTvå.\n\nTre."
    assert merge(base, "Ett!\n\nTvå.\n\nTre.", "Ett.\n\nTvå.\n\nTre!\n\nFyra.") == "Ett!\n\nTvå.\n\nTre!\n\nFyra."
    assert merge(base, "Ett!\n\nTvå.\n\nTre.", "Ett?\n\nTvå.\n\nTre.") is None
    assert merge(base, "Ett.\n\nTre.", "Ett.\n\nTvå!\n\nTre.") is None


@given(LINES, LINES, LINES)
def test_a_merge_does_not_depend_on_who_is_who(base, one, other):
    assert merge(base, one, other) == merge(base, other, one)


def test_a_number_that_is_too_large_to_be_one_is_a_fault():
    assert isinstance(parse('{{ citat("20", "x", 0x' + "f" * 5000 + ") }}")[0], Fault)
    assert isinstance(parse('{{ citat("20", "x", 10001) }}')[0], Fault)
