from types import SimpleNamespace

import pytest

from barnratt.questionnaires.checks import Finding as Broken
from regions.reports import consistency
from regions.reports.figures import resolve
from regions.reports.queries import Whole, kept, written
from regions.reports.references import read
from tests.reports.test_figures import ALL, CHOICE, facts, result


def whole(*texts, given=ALL, seen=None, confirmed=None, **fields):
    fields = {"dnr": "1-2024", "issn": "", "notes": []} | fields
    report = SimpleNamespace(
        round=SimpleNamespace(state="closed"), seen=seen or {}, confirmed=confirmed or {}, **fields
    )
    rows = [SimpleNamespace(slug=f"k{at}", title=f"Kapitel {at}", text=text) for at, text in enumerate(texts, 1)]
    return Whole(report, given, [written(row, given) for row in rows])


def found(*texts, broken=(), **fields):
    return [(one.finding.level, one.finding.message) for one in consistency.judged(whole(*texts, **fields), broken)]


def test_a_text_whose_figures_are_all_bound_has_nothing_to_stop_it():
    assert found('{{ av("nat.ja+gang") }} län har nätverk, {{ ändring("nat.ja+gang") }}.\n\n{{ tabell("nat") }}') == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('Det är {{ tal("finns.ja") }} län.', "Enkäten har ingen fråga som heter finns."),
        ('Det är {{ tall("nat.ja") }} län.', "Ordet tall finns inte."),
        ("", "Kapitlet har ingen text."),
    ],
)
def test_what_cannot_be_told_stops_and_says_where(text, message):
    (one,) = consistency.judged(whole("Bra.", f"\n\n{text}" if text else ""), [])
    assert one.finding.level == consistency.STOPS
    assert message in one.finding.message
    assert (one.finding.chapter.slug, one.finding.line) == ("k2", 3 if text else 1)


def test_answers_that_are_not_together_those_who_have_answered_stop():
    given = facts(result("nat", counts=CHOICE | {"nej": 5}))
    assert (consistency.STOPS, "Svaren på nat är tillsammans 23, men 21 har svarat.") in found(
        '{{ av("nat.ja") }}', given=given
    )


def test_a_share_above_a_hundred_per_cent_stops_and_one_by_hand_is_asked_about():
    given = facts(result("nat", counts=CHOICE | {"ja": 22}))
    assert any(
        "är mer än 100 %" in message
        for level, message in found('{{ andel("nat.ja") }}', given=given)
        if level == "stops"
    )
    assert any("117 % är mer än 100 %" in message for _, message in found("Det blev 117 % av länen."))


@pytest.mark.parametrize(
    "text",
    [
        'Av 21 länsstyrelser har {{ tal("nat.ja") }} nätverk, alltså 12.',  # a bound figure and its base
        "Sedan 2023 gäller artikel 12 i lagen 2018:1197, från den 1 januari 2020 (dnr A2019/01274).",
        "## 3.4 Pengar\n\n1. Först\n2. Sedan\n\nSe [mer](https://example.org/17/18).",
        '{{ tabell("nat") }}\n\nDet är 57 % av dem, 12 län.',
    ],
)
def test_numbers_that_are_bound_somewhere_or_belong_to_names_are_not_asked_about(text):
    assert found(text, 'Bas {{ av("nat.svarade") }} och {{ tal("nat.ja") }}.') == []


def test_a_number_by_hand_that_no_reference_tells_is_asked_about_until_it_has_a_reason():
    (one,) = consistency.judged(whole("Bra.\n\nÖver 700 deltog i konferensen."), [])
    assert one.finding.level == consistency.CONFIRM
    assert one.finding.message.startswith("700 är skrivet för hand och stämmer inte med någon siffra i rapporten")
    assert one.finding.line == 3
    assert one.waits
    reason = {one.finding.key: {"reason": "Arrangörens uppgift.", "message": one.finding.message}}
    (again,) = consistency.judged(whole("Bra.\n\nMer.\n\nÖver 700 deltog i konferensen.", confirmed=reason), [])
    assert not again.waits
    (changed,) = consistency.judged(whole("Bra.\n\nÖver 800 deltog i konferensen.", confirmed=reason), [])
    assert changed.waits


def test_the_same_thing_told_with_two_numbers_is_asked_about():
    told = found(
        'I landet har {{ av("nat.ja+gang") }} länsstyrelser samordnat regionala nätverk.',
        "Att 19 länsstyrelser samordnat regionala nätverk är bra.",
    )
    assert any("Samma uppgift står med olika tal" in message for _, message in told)
    alike = found(
        'I landet har {{ av("nat.ja+gang") }} länsstyrelser samordnat regionala nätverk.',
        "Att 18 länsstyrelser samordnat regionala nätverk är bra.",
    )
    assert alike == []


def test_a_figure_whose_base_has_changed_stops_until_it_is_looked_at():
    text = '{{ av("nat.ja") }} län.'
    seen = {str(read('av("nat.ja")')): kept(resolve(read('av("nat.ja")'), ALL))}
    assert found(text, seen=seen) == []
    fewer = facts(result("nat", counts=CHOICE, n=21, asked=21, base="länsstyrelser med nätverk"))
    ((level, message),) = found(text, seen=seen, given=fewer)
    assert level == consistency.STOPS
    assert "har ändrats sedan siffrorna senast gicks igenom" in message


def test_the_surveys_own_rules_are_told_where_the_question_is_used():
    broken = [Broken("rad", "warning", "Summan är fel.", ("nat",)), Broken("annan", "error", "Fel.", ("kurs",))]
    (one,) = consistency.judged(whole("Inget.", '{{ av("nat.ja") }} län.'), broken)
    assert (one.finding.level, one.finding.message) == (consistency.CONFIRM, "Summan är fel.")
    assert one.finding.chapter.slug == "k2"


def test_the_printed_reports_contradictions_are_notes_and_a_wrong_issn_and_no_dnr_stop():
    told = found("Bra.", dnr="", issn="1403-6240", notes=[{"key": "a", "text": "Två tal.", "where": "s. 3"}])
    assert ("note", "Två tal. (s. 3)") in told
    assert [level for level, _ in told].count("stops") == 2
