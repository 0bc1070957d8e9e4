import pytest

from barnratt.questionnaires.definition import Linked, Option, Question
from regions.reports.figures import Facts, Rows, in_words, resolve
from regions.reports.picking import offered
from regions.reports.references import read
from regions.surveys.results import OptionRow, Point, QuestionResult

SAME = Linked("x", "same")
OPTIONS = (Option("ja", "Ja"), Option("gang", "På gång"), Option("nej", "Nej"))


def result(key, kind="choice", *, counts=None, n=21, asked=21, made=None, points=(), **fields):
    question = Question(key, f"Fråga {key}?", kind, options=OPTIONS if kind in ("choice", "multi") else (), **fields)
    total = {"asked": asked, "n": n, "counts": counts or {}}
    total |= {} if made is None else {"sum": made}
    labels = {"ja": "Ja", "gang": "På gång", "nej": "Nej"}
    rows = [
        OptionRow(labels[one], count, count / n if n else None, None, [], False)
        for one, count in (counts or {}).items()
    ]
    return QuestionResult(2023, question, total, rows, list(points))


def facts(*results, amounts=None, texts=None, ledger=None):
    return Facts(
        2023, "Enkäten 2023", {one.question.key: one for one in results}, amounts or {}, texts or {},
        {"01": "Stockholms län", "14": "Västra Götalands län"}, {"01": 26, "14": 49}, 21, ledger or {},
    )  # fmt: skip


CHOICE = {"ja": 12, "gang": 6, "nej": 3}
BEFORE = Point(2022, 21, {("ja", "gang"): 19}, None, "same", True)
NETWORK = result("nat", counts=CHOICE, linked=SAME, points=[BEFORE])
TICKED = result(
    "kom", "municipalities", made=60, n=2, asked=2, linked=SAME, points=[Point(2022, None, {}, 61, "same", True)]
)
ALL = facts(
    NETWORK,
    TICKED,
    result("kurs", "multi", counts={"ja": 20, "gang": 5, "nej": 0}, made=25),
    result("medel", "integer", made=3000000, unit="kr"),
    result("hur", counts={"ja": 5, "gang": 4, "nej": 3}, n=12, asked=12, base="länsstyrelser som har en lägesbild"),
    result("glest", counts={"ja": 5, "gang": 4, "nej": 0}, n=9),
    result("delfraga", counts={"ja": 5, "gang": 4, "nej": 0}, n=9, asked=9),
    result("tyst", counts={"ja": 0, "gang": 0, "nej": 0}, n=0),
    result("ny", counts=CHOICE, linked=Linked("x", "not_comparable")),
    result("fritt", "text"),
    result("ord", "texts", counts={}),
    texts={"ord": [("14", "Vi frågade barnen."), ("", "Vi lyssnade.")]},
    amounts={"kom": {"01": 20, "14": 40}, "medel": {"01": 250000, "14": 125000}},
    ledger={
        "rows": [{"key": "medel", "label": "Medel", "amount": 70}, {"key": "resor", "label": "Resor", "amount": 30}],
        "total": 100,
        "facts": [
            {"key": "moten", "label": "Möten", "value": 3, "unit": "", "source": "s. 4"},
            {"key": "tema", "label": "Tema", "value": "Agenda 2030", "unit": "", "source": "s. 5"},
        ],
    },
)


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ('tal("nat.ja")', "12"),
        ('tal("nat.ja", form="Ord")', "Tolv"),
        ('tal("nat.ja+gang")', "18"),
        ('tal("nat.ja+gang", år=2022)', "19"),
        ('av("nat.ja+gang")', "18 av 21"),
        ('andel("nat.ja+gang")', "86\u00a0%"),
        ('ändring("nat.ja+gang")', "ett färre än året före"),
        ('tal("nat.svarade")', "21"),
        ('tal("glest.bortfall")', "12"),
        ('av("glest.ja")', "5 av de 9 som svarade"),
        ('av("delfraga.ja")', "5 av de 9 som fick frågan"),
        ('av("hur.ja")', "5 av de 12 länsstyrelser som har en lägesbild"),
        ('tal("kurs.ja+gang")', "25"),
        ('tal("kom.summa")', "60"),
        ('tal("kom.medel")', "30"),
        ('tal("kom.median")', "30"),
        ('tal("kom.minst")', "20"),
        ('tal("kom.störst")', "40"),
        ('av("kom.summa")', "60 av 75"),
        ('andel("kom.summa")', "80\u00a0%"),
        ('ändring("kom.summa")', "en färre än året före"),
        ('tal("medel.summa")', "3\u00a0000\u00a0000\u00a0kronor"),
        ('ändring("ny.ja")', "inte jämförbart med året före"),
        ('post("medel")', "70\u00a0kronor"),
        ('post("total")', "100\u00a0kronor"),
        ('post("moten", form="ord")', "tre"),
        ('post("tema")', "Agenda 2030"),
    ],
)
def test_a_reference_is_told_in_words_with_its_base_and_source(written, text):
    figure = resolve(read(written), ALL)
    assert (figure.text, figure.problem) == (text, "")
    assert figure.base
    assert figure.source


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ('tal("finns.ja")', "Enkäten har ingen fråga som heter finns."),
        ('tal("nat.kanske")', "Frågan nat har inget svar som heter kanske."),
        ('tal("nat")', "Skriv efter en punkt vad som ska sägas om nat"),
        ('tal("nat.ja+ja")', "Samma svar står två gånger."),
        ('tal("nat.summa")', "Svaren på nat går inte att summera."),
        ('tal("nat.medel")', "Svaren på nat är inga tal"),
        ('tal("nat.ja", år=2022)', "Det finns inget tal för 2022"),
        ('av("kurs.ja+gang")', "Samma länsstyrelse kan ha valt flera av svaren"),
        ('av("medel.summa")', "summa är ingen del av något."),
        ('ändring("kurs.ja")', "Frågan kurs är inte kopplad"),
        ('ändring("nat.ja")', "Det finns inget tal för 2022"),
        ('av("tyst.ja")', "Ingen har svarat på frågan tyst än."),
        ('tal("medel.summa", form="ord")', "Bara hela tal från 0 till 999"),
        ('post("finns")', "Rapportens bokslut och uppgifter har inget som heter finns."),
        ('tabell("fritt")', "Svaren på fritt är text"),
        ('kommuner("nat")', "I frågan nat kryssar man inte för kommuner."),
        ('citat("14", "ord", 2)', "Västra Götalands län har inget exempel nummer 2 på ord som får användas."),
        ('citat("01", "ord", 1)', "Stockholms län har inget exempel nummer 1"),
        ('citat("14", "ord", 0)', "Västra Götalands län har inget exempel nummer 0"),
        ('citat("99", "ord", 1)', "Det finns inget län med koden 99."),
        ('citat("14", "fritt", 1)', "Svaren på fritt är inga exempel."),
    ],
)
def test_what_cannot_be_told_says_why_and_is_never_a_number(written, problem):
    figure = resolve(read(written), ALL)
    assert figure.problem.startswith(problem)
    assert figure.text == ""


def test_a_county_s_own_words_stand_with_its_name_only_where_it_has_said_so():
    named, unnamed = resolve(read('citat("14", "ord", 1)'), ALL), resolve(read('citat("", "ord", 1)'), ALL)
    assert (named.text, named.source) == ("Vi frågade barnen.", "Västra Götalands län. Enkäten 2023")
    assert (unnamed.text, unnamed.source) == (
        "Vi lyssnade.",
        "Ett län som inte vill ha sitt namn i tryck. Enkäten 2023",
    )
    (offered_here,), _ = offered(ALL, "ord")
    assert [one.label for one in offered_here.offers][:2] == ["Citat, Västra Götalands län", "Citat utan länets namn"]


def test_a_table_has_raw_numbers_and_a_sentence_for_who_does_not_see_it():
    figure = resolve(read('tabell("kurs")'), ALL)
    assert isinstance(figure.value, Rows)
    assert figure.value.rows == (("Ja", 20, 20 / 21), ("På gång", 5, 5 / 21), ("Nej", 0, 0.0))
    assert figure.text == "Flest har svarat ”Ja”: 20 av 21."


def test_the_municipalities_are_told_county_by_county_against_the_register():
    figure = resolve(read('kommuner("kom")'), ALL)
    assert figure.value.rows == (("Stockholms län", 20, 26, 20 / 26), ("Västra Götalands län", 40, 49, 40 / 49))


def test_a_series_goes_from_the_earliest_year():
    assert resolve(read('tidsserie("kom.summa")'), ALL).value.rows == (("2022", 61), ("2023", 60))


def test_the_picker_offers_a_whole_sentence_with_the_change_where_there_is_a_year_to_compare_with():
    ((offered_of, offers),), total = offered(ALL, "nat")
    assert (offered_of.key, total) == ("nat", 1)
    assert offers[0].shown == "18 av 21 län har svarat ”Ja” eller ”På gång”, ett färre än året före."
    assert offers[0].written.startswith('{{ av("nat.ja+gang") }} län har svarat')
    assert '{{ diagram("nat") }}' in [one.written for one in offers]
    assert offered(ALL, "finns inte") == ([], 0)


def test_the_sentence_does_not_name_the_counties_twice_when_the_part_says_who_they_are():
    before = Point(2022, 9, {"ja": 4}, None, "same", True)
    part = result("del", counts={"ja": 5, "gang": 4, "nej": 0}, n=9, asked=9, linked=SAME, points=[before])
    ((_, offers),), _ = offered(facts(part), "del")
    assert offers[0].shown == "5 av de 9 som fick frågan har svarat ”Ja”, ett fler än året före."


def test_accounts_that_do_not_add_up_are_a_problem():
    wrong = ALL._replace(ledger=ALL.ledger | {"total": 101})
    assert "tillsammans 100 kronor, men summan är 101 kronor" in resolve(read("bokslut()"), wrong).problem
    assert resolve(read("bokslut()"), ALL).value.rows[-1] == ("Totalt", 100)


@pytest.mark.parametrize(
    ("amount", "words"),
    [(0, "noll"), (1, "ett"), (18, "arton"), (21, "tjugoett"), (40, "fyrtio"), (208, "tvåhundraåtta")],
)
def test_numbers_in_words(amount, words):
    assert in_words(amount) == words
