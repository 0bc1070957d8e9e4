import pytest

from barnratt.search.compounds import split

SPLIT = """
barnbokslut barn bokslut
barnkonsekvensanalyser barn konsekvens analys
konsekvensanalysen konsekvens analys
barnrättsstrateg barn rätt strateg
barnrättsstrategernas barn rätt strateg
barnkonventionens barn konvention
barnperspektivet barn perspektiv
barnvänliga barn vänlig
barnombudsmannen barn ombudsman
barnavårdsman barn vård man
barnahus barn hus
skolportal skola portal
skolskjutsar skola skjuts
skolsköterskan skola sköterska
grundskolan grund skola
gymnasieskolor gymnasium skola
förskoleklass förskola klass
förskollärarna förskola lärare
kyrkogård kyrka gård
gatukontoret gata kontor
ungdomsråden ungdom råd
ungdomsmottagningen ungdom mottagning
elevhälsan elev hälsa
folkhälsocentrum folkhälsa centrum
hälsoskydd hälsa skydd
föräldrastöd förälder stöd
familjehem familjehem
familjefrågor familj fråga
kommunfullmäktige kommun fullmäktige
kommunstyrelsen kommun styrelse
socialnämnden social nämnd
kulturskolan kultur skola
fritidsgårdarna fritid gård
handlingsplaner handling plan
nulägesanalysen nuläge analys
lägesbilder läge bild
uppväxtvillkoren uppväxt villkor
levnadsvillkor levnad villkor
jämställdhetsstrategin jämställdhet strategi
hållbarhetsbokslut hållbarhet bokslut
civilsamhällesfrågor civilsamhälle fråga
samhällsbyggnadsförvaltningen samhälle byggnad förvaltning
landstingsstyrelsen landsting styrelse
länsstyrelseinstruktionen länsstyrelse instruktion
värmlandsmodellen värmland modell
stockholmsregionen stockholm region
klimatnätverket klimat nätverk
människorättsfrågor människa rätt fråga
beslutsprocessen beslut process
åtgärdsförslag åtgärd förslag
brottsoffer brott offer
trafikmiljön trafik miljö
medborgardialoger medborgare dialog
"""
WHOLE = """
kommun kommunen kommunal delaktighet rättighet rättigheter likvärdighet samverkan samarbete landsting riksdag
länsstyrelse förskola högskola ungdom barndom syskon förälder elev lärare inflytande utveckling handläggare
handledare möjlighet verksamhet myndighet uppdrag underlag förslag beslut ansvar samhälle framtid rapport transport
import problem instrument konsekvens Värmland Göteborg Jämtland Halland Gotland Östergötland Södermanland Karlskrona
Borgholm Landskrona Hässleholm Norrköping Strängnäs Kungsbacka Trelleborg Härnösand Västerås Skellefteå delad delvis
storlek helhet lägenhet tidskrift rättvisa kärlek arbete skillnad ordförande målgrupp sällskap begåvning pedagog
personal person diskriminering prövning bedömning kartläggning uppföljning granskning främjande förebyggande ledare
sekreterare tolkning sammanhang förhållande
"""


@pytest.mark.parametrize("line", SPLIT.strip().splitlines(), ids=lambda line: line.split()[0])
def test_a_compound_is_split_into_few_and_long_parts(line):
    word, *parts = line.split()
    found = [part.unit for part in split(word)]
    assert found == (parts if len(parts) > 1 else [])


@pytest.mark.parametrize("word", WHOLE.lower().split())
def test_a_word_that_only_looks_like_a_compound_stays_whole(word):
    assert split(word) == ()


@pytest.mark.parametrize(
    "word", ["", "a", "barn", "x" * 5000, "barn" * 14, "barn2022", "1989", "😀", "skolskolskolskolskol"]
)
def test_odd_words_do_no_harm(word):
    assert "".join(part.form for part in split(word)) in ("", word)


def test_the_parts_spell_the_word():
    for word in ("barnrättsstrategernas", "kyrkogårdarna", "samhällsbyggnadsnämnden", "hälsoskyddet"):
        assert "".join(part.form for part in split(word)) == word
