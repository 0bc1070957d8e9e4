"""The report of 2023 that ships with the portal: its figures are the published ones, and its files can be read."""

import io
import re
import time
from contextlib import closing

import docx
import html5lib
import openpyxl
import pytest
from django.template.loader import render_to_string

from barnratt.documents.pdf import pdf
from barnratt.documents.tree import Heading, from_data, texts
from barnratt.documents.word import word
from regions.reports import content
from regions.reports.demo import shipped
from regions.reports.models import Publication
from regions.reports.queries import facts_of, whole_of
from regions.reports.references import references_of
from tests.documents.reading import Pdf, squeezed, word_lines
from tests.surveys.test_golden import PRINTED

SHIPPED = shipped(2023)
REFERENCES = {one for chapter in SHIPPED.chapters for one in references_of(chapter["text"])}
# What the printed report tells that the survey does not hold.
OTHER_NUMBERS = {
    "natverk_traffar_fysiska": 2, "natverk_traffar_digitala": 2, "barnrattsgruppen_moten": 6,
    "bo_medverkan_barnrattsgruppen": 3, "nationell_konferens_deltagare": 700, "halland_konferens_deltagare": 70,
    "jonkoping_konferens_deltagare": 280, "sodermanland_formiddag_deltagare": 500, "jonkoping_hlk_tillfallen": 2,
    "vg_kartlaggning_kommuner": 13, "vg_unga_kommunutvecklare_kommuner": 3, "vg_medverkande_kommuner": 2,
    "barnrattspiloten_lan": 5, "skr_trainee_strateger": 10, "skr_trainee_tillfallen": 4,
    "skr_strategutbildning_heldagar": 4, "mrwebben_unika_besokare": 3000, "lagesbilder_lansvisa": 22,
    "lagesbilder_nationella": 1, "statsbidrag_ny_projektlogik": 21, "nationell_konferens_ar_i_rad": 4,
    "nyckelns_delar": 24, "tak_for_lan": 125_000, "tak_for_storstadslan": 250_000,
}  # fmt: skip
ACCOUNTS = {
    "verksamhetsmedel": 2_750_000, "nationell_samordning": 750_000, "ekonomi_forvaltning": 100_000,
    "kommunikation": 400_000, "projekt": 850_000, "agenda2030": 150_000,
}  # fmt: skip
YEAR_BEFORE = {("nat_kommuner", "summa"): 203, ("nat_samordnat", "flertal+enstaka"): 19}
COMPUTED = {"named": 138, "unnamed": 29}


@pytest.fixture
def publication(demonstrated):
    return Publication.objects.select_related("report__round__version").get(report__year=2023)


@pytest.fixture
def figures(publication):
    return whole_of(publication.report).figures


def seen(text):
    """Without the hyphens that may stand where a line ends."""
    return squeezed(text).replace("-", "")


def printed_of(key, measure):
    """What the printed report says of a measure, or None when it does not."""
    printed = PRINTED.get(key, {})
    if measure == "summa":
        return printed.get("sum")
    values = tuple(measure.split("+"))
    if values in printed.get("together", {}):
        return printed["together"][values]
    counts = [printed.get("counts", {}).get(value) for value in values]
    return None if None in counts else sum(counts)


def test_every_figure_that_the_printed_report_has_is_the_same_here(figures):
    compared = 0
    for reference, figure in figures.items():
        if reference.verb not in ("tal", "av") or reference.measure == "svarade":
            continue
        if reference.option("år") == 2022:
            assert figure.value == YEAR_BEFORE[reference.key, reference.measure]
        elif (told := printed_of(reference.key, reference.measure)) is not None:
            assert figure.value == told, str(reference)
        else:
            assert figure.value == COMPUTED["unnamed"], f"{reference} står inte i den tryckta rapporten"
        compared += 1
    assert compared > 40


def test_every_figure_that_the_printed_report_has_of_the_survey_stands_here():
    measured = {(one.key, one.measure) for one in REFERENCES}
    for key, printed in PRINTED.items():
        whole = {(key, ""), (key, "summa")} & measured  # a table, a chart or the sum
        wanted = {value for value, number in printed.get("counts", {}).items() if number and value != "nej"}
        told = {value for name, measure in measured if name == key for value in measure.split("+")}
        assert wanted <= told or (key, "") in whole or key in ("lb_egna",), key
        if "sum" in printed:
            assert (key, "summa") in measured, key
        for values in printed.get("together", {}):
            assert (key, "+".join(values)) in measured, key


def test_what_the_survey_does_not_hold_is_what_the_printed_report_says(figures):
    told = {one.arguments[0]: figure.value for one, figure in figures.items() if one.verb == "post"}
    assert {key: told.get(key) for key in OTHER_NUMBERS} == OTHER_NUMBERS
    assert told["skillnad"] == 250_000
    assert told["total"] == 5_000_000


def test_the_accounts_add_up(figures):
    ledger = SHIPPED.fields["ledger"]
    assert {row["key"]: row["amount"] for row in ledger["rows"]} == ACCOUNTS
    assert sum(ACCOUNTS.values()) == ledger["total"] == 5_000_000


def test_the_report_says_where_the_printed_one_contradicts_itself():
    assert len(SHIPPED.fields["notes"]) == 17
    last = SHIPPED.chapters[-1]["text"]
    assert len(re.findall(r"^\d+\. \*\*", last, re.MULTILINE)) == 17


def test_one_network_less_than_the_year_before_is_told_in_words(publication):
    said = " ".join(texts(from_data(publication.document)))
    assert "18 av 21 länsstyrelser samordnade ett regionalt nätverk" in said
    assert "Det är ett färre än året före" in said
    assert "Går inte att visa" not in said


def test_the_files_say_the_same_and_are_marked(publication):
    document = from_data(publication.document)
    read, written = Pdf(pdf(document)), word(document)
    assert read.file.Root.Lang == "sv"
    assert read.file.docinfo.Title == "Barnrättsrapporten 2023"
    with read.file.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
    headings = [part.text for part in document.parts if isinstance(part, Heading)]
    assert [title for _, title in read.headings] == ["Barnrättsrapporten 2023", *headings]
    assert len(read.of_tag("Figure")) == 3
    assert all(str(figure.Alt).startswith("Stapeldiagram.") for figure in read.of_tag("Figure"))
    assert all("Konstruerade svar" in header for header in read.every_header)
    said, in_word = seen(read.text), seen("".join(text for _, text in word_lines(written)))
    assert [text for text in texts(document) if seen(text) not in said or seen(text) not in in_word] == []
    styles = [text for style, text in word_lines(written) if style.startswith("Heading")]
    assert styles == headings
    file = docx.Document(io.BytesIO(written))
    assert (file.core_properties.title, file.core_properties.language) == ("Barnrättsrapporten 2023", "sv-SE")
    assert len(file.inline_shapes) == 3


def test_the_page_is_whole_and_every_anchor_is_its_own(publication):
    document = from_data(publication.document)
    page = render_to_string("documents/_parts.html", {"parts": document.parts})
    html5lib.HTMLParser(strict=True).parseFragment(page)
    anchors = re.findall(r' id="([^"]+)"', page)
    assert len(anchors) == len(set(anchors))
    assert {chapter["slug"] for chapter in SHIPPED.chapters} <= set(anchors)
    assert page.count("<img ") == 3


def test_page_pdf_and_word_are_made_within_twenty_seconds(publication):
    began = time.perf_counter()
    whole = whole_of(publication.report)
    document = content.document_of(publication.report, [(one.row, one.figures) for one in whole.chapters])
    render_to_string("documents/_parts.html", {"parts": document.parts})
    pdf(document)
    word(document)
    assert time.perf_counter() - began < 20


def test_the_workbook_has_every_table_with_numbers_as_numbers(publication):
    with closing(content.workbook(publication)) as response:
        book = openpyxl.load_workbook(io.BytesIO(b"".join(response)))
    assert book.sheetnames == ["Om filen", *(table["name"] for table in publication.tables)]
    told = dict(book["Om filen"].iter_rows(min_col=1, max_col=2, values_only=True))
    assert (told["Rapport"], told["Diarienummer"]) == ("Barnrättsrapporten 2023", "821-463-2023")
    assert "konstruerade" in told["Om svaren"]
    assert told["Tabell 1"].startswith("Hur stor betydelse har verksamhetsmedlet")
    rows = list(book["Tabell 1"].iter_rows(values_only=True))
    assert rows[0] == ("Svar", "Antal", "Andel", "Konstruerade svar")
    assert rows[1] == ("Stor betydelse", 20, pytest.approx(20 / 21), "ja")
    assert book["Tabell 1"]["C2"].number_format == "0 %"


def test_the_figures_are_read_in_few_statements(publication, django_assert_max_num_queries):
    with django_assert_max_num_queries(10):
        facts_of(publication.report)
