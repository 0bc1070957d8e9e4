import csv
from pathlib import Path

import pytest

from barnratt.search import compounds, lemmas
from barnratt.search.analyser import lexemes, tokens

PLACES = Path(__file__).resolve().parents[2] / "data" / "places"

# Each line: a word of the field and its forms. All of them are found by any of them.
NOUNS = """
skola skolan skolor skolorna skolornas skolans skolas
barn barnet barnets barns barnen barnens
elev eleven elever eleverna elevers elevernas elevens
ungdom ungdomar ungdomarna ungdomars ungdomarnas ungdomen ungdoms
flicka flickan flickor flickorna flickors flickornas
pojke pojken pojkar pojkarna pojkars pojkarnas
förälder föräldern föräldrar föräldrarna föräldrars föräldrarnas förälders
vårdnadshavare vårdnadshavaren vårdnadshavarna vårdnadshavares vårdnadshavarnas
syskon syskonet syskonen syskons
familj familjen familjer familjerna familjers familjernas
människa människan människor människorna människors människornas
kommun kommunen kommuner kommunerna kommunens kommuners kommunernas kommuns
region regionen regioner regionerna regionens regioners
landsting landstinget landstingen landstingens landstingets
länsstyrelse länsstyrelsen länsstyrelser länsstyrelserna länsstyrelsernas länsstyrelsens
myndighet myndigheten myndigheter myndigheterna myndighetens myndigheternas
nämnd nämnden nämnder nämnderna nämndens nämndernas
förvaltning förvaltningen förvaltningar förvaltningarna förvaltningens
verksamhet verksamheten verksamheter verksamheterna verksamhetens
rätt rätten rättens rätts
rättighet rättigheten rättigheter rättigheterna rättigheters rättigheternas
konvention konventionen konventionens konventioner konventionerna
barnkonventionen barnkonventionens barnkonvention
artikel artikeln artiklar artiklarna artikelns artiklarnas
lag lagen lagar lagarna lagens lagarnas
princip principen principer principerna principernas
beslut beslutet besluten beslutens beslutets besluts
beslutsfattare beslutsfattaren beslutsfattarna
prövning prövningen prövningar prövningarna prövningens
bedömning bedömningen bedömningar bedömningarna
analys analysen analyser analyserna analysens analysers
konsekvens konsekvensen konsekvenser konsekvenserna
konsekvensanalys konsekvensanalysen konsekvensanalyser konsekvensanalyserna
barnkonsekvensanalys barnkonsekvensanalysen barnkonsekvensanalyser barnkonsekvensanalyserna
bokslut bokslutet bokslutets boksluten
barnbokslut barnbokslutet barnboksluten barnbokslutens
budget budgeten budgetar budgetarna budgetens
checklista checklistan checklistor checklistorna
delaktighet delaktigheten delaktighetens
inflytande inflytandet inflytandets
demokrati demokratin demokratins
dialog dialogen dialoger dialogerna
samråd samrådet samråden samrådens samrådets
samtal samtalet samtalen samtalens
möte mötet möten mötena mötets mötenas
ungdomsråd ungdomsrådet ungdomsråden ungdomsrådens
råd rådet råden rådets rådens
fullmäktige fullmäktiges
enkät enkäten enkäter enkäterna enkätens
undersökning undersökningen undersökningar undersökningarna
röst rösten röster rösterna rösters
åsikt åsikten åsikter åsikterna
fråga frågan frågor frågorna frågornas
svar svaret svaren svarens
förslag förslaget förslagen förslagens
uppföljning uppföljningen uppföljningar uppföljningarna
utvärdering utvärderingen utvärderingar utvärderingarna
kartläggning kartläggningen kartläggningar kartläggningarna
granskning granskningen granskningar granskningarna
revision revisionen revisioner revisionens
rapport rapporten rapporter rapporterna rapportens
statistik statistiken statistikens
indikator indikatorn indikatorer indikatorerna
nyckeltal nyckeltalet nyckeltalen
mål målet målen målens målets
åtgärd åtgärden åtgärder åtgärderna åtgärders
insats insatsen insatser insatserna insatsers
plan planen planer planerna planens
handlingsplan handlingsplanen handlingsplaner handlingsplanerna
strategi strategin strategier strategierna strategins
strateg strategen strateger strategerna strategens strategernas
policy policyn policyer
riktlinje riktlinjen riktlinjer riktlinjerna
rutin rutinen rutiner rutinerna
metod metoden metoder metoderna metodens
modell modellen modeller modellerna
verktyg verktyget verktygen
mall mallen mallar mallarna
material materialet materialen
film filmen filmer filmerna
utbildning utbildningen utbildningar utbildningarna utbildningens
kunskap kunskapen kunskaper kunskaperna kunskaps
kompetens kompetensen kompetenser
föreläsning föreläsningen föreläsningar föreläsningarna
konferens konferensen konferenser konferenserna konferensens
nätverk nätverket nätverken nätverkets nätverkens
samverkan samverkans
samarbete samarbetet samarbeten samarbetets
samordnare samordnaren samordnarna samordnarens
ombud ombudet ombuden ombudens
barnombudsman barnombudsmannen barnombudsmannens barnombudsmän barnombudsmännen
chef chefen chefer cheferna chefers
politiker politikern politikerna politikers politikernas
tjänsteman tjänstemannen tjänstemän tjänstemännen
handläggare handläggaren handläggarna handläggarens
lärare läraren lärarna lärares lärarnas
pedagog pedagogen pedagoger pedagogerna
förskola förskolan förskolor förskolorna förskolans förskolors
fritidsgård fritidsgården fritidsgårdar fritidsgårdarna
fritid fritiden fritidens
bibliotek biblioteket biblioteken bibliotekens
kultur kulturen kulturer kulturens
idrott idrotten idrotter idrottens
lek leken lekar lekarna
förening föreningen föreningar föreningarna föreningars
civilsamhälle civilsamhället civilsamhällets
samhälle samhället samhällen samhällets
hälsa hälsan hälsans
ohälsa ohälsan
vård vården vårdens
omsorg omsorgen omsorgens
socialtjänst socialtjänsten socialtjänstens
våld våldet våldets
trygghet tryggheten trygghetens
fattigdom fattigdomen
diskriminering diskrimineringen
mobbning mobbningen
kränkning kränkningen kränkningar kränkningarna
funktionsnedsättning funktionsnedsättningen funktionsnedsättningar funktionsnedsättningarna
flykting flyktingen flyktingar flyktingarna flyktingars
minoritet minoriteten minoriteter minoriteterna
tolk tolken tolkar tolkarna
språk språket språken språkets
klimat klimatet klimatets
miljö miljön miljöer miljöerna
bostad bostaden bostäder bostäderna
väg vägen vägar vägarna
trafik trafiken trafikens
lekplats lekplatsen lekplatser lekplatserna
plats platsen platser platserna
område området områden områdena
projekt projektet projekten projektets
pilot piloten piloter
initiativ initiativet initiativen
exempel exemplet exemplen
erfarenhet erfarenheten erfarenheter erfarenheterna
resurs resursen resurser resurserna
behov behovet behoven behovens
villkor villkoret villkoren villkorens
uppdrag uppdraget uppdragen uppdragets uppdragens
ansvar ansvaret ansvarets
perspektiv perspektivet perspektiven perspektivets
läge läget lägen
lägesbild lägesbilden lägesbilder lägesbilderna
år året åren årets
dag dagen dagar dagarna
vecka veckan veckor veckorna
ålder åldern åldrar åldrarna
stad staden städer städerna stadens stads
län länet länen länets länens läns
klubb klubben klubbar klubbarna
lov lovet loven
gäng gänget gängen gängens
podd podden poddar poddarna
"""
VERBS = """
stärka stärker stärkte stärkt stärks stärkas
samverka samverkar samverkade samverkat
samordna samordnar samordnade samordnat samordnas samordnades
samla samlar samlade samlat samlas
påverka påverkar påverkade påverkat påverkas
delta deltar deltog deltagit
beslutade beslutas beslutat besluta beslutar
pröva prövar prövade prövat prövas
utbilda utbildar utbildade utbildat utbildas
undersöka undersöker undersökte undersökt undersöks
kartlägga kartlägger kartlade kartlagt
sprida sprider spred spritt spridit sprids
ta tar tog tagit tas togs
handla handlar handlade handlat
lyssna lyssnar lyssnade lyssnat
förebygga förebygger förebyggde förebyggt förebyggs
främja främjar främjade främjat främjas
skydda skyddar skyddade skyddat skyddas
utveckla utvecklar utvecklade utvecklat utvecklas
"""
ADJECTIVES = """
ung unga unge ungas
vuxen vuxna vuxnas
kommunal kommunala kommunalt
regional regionala regionalt
nationell nationella nationellt
lokal lokala lokalt
trygg trygga tryggt
delaktig delaktiga delaktigt
likvärdig likvärdiga likvärdigt
psykisk psykiska psykiskt
mänsklig mänskliga mänskligt
digital digitala digitalt
aktiv aktiva aktivt
barnvänlig barnvänliga barnvänligt
"""


def lines(table):
    return [line.split() for line in table.strip().splitlines()]


def lexemes_of(word):
    return tokens(word)[0].lexeme


@pytest.mark.parametrize("forms", lines(NOUNS) + lines(VERBS) + lines(ADJECTIVES), ids=lambda forms: forms[0])
def test_all_forms_of_a_word_meet_in_one_lexeme(forms):
    assert {form: lexemes_of(form) for form in forms} == dict.fromkeys(forms, lexemes_of(forms[0]))


def test_different_words_do_not_meet():
    words = [forms[0] for table in (NOUNS, VERBS, ADJECTIVES) for forms in lines(table)]
    by_lexeme = {}
    for word in words:
        by_lexeme.setdefault(lexemes_of(word), set()).add(word)
    assert {lexeme: same for lexeme, same in by_lexeme.items() if len(same) > 1} == {}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("får", "far"),
        ("rätt", "ratt"),
        ("vård", "vard"),
        ("barnets bästa", "bra barn"),
        ("idé", "ide"),
        ("unga", "unge bror"),
    ],
)
def test_words_are_not_unaccented_or_mixed_up(one, other):
    assert [token.lexeme for token in tokens(one)] != [token.lexeme for token in tokens(other)]


def place_names():
    with (PLACES / "municipalities.csv").open(encoding="utf-8", newline="") as file:
        names = {row["short_name"] for row in csv.DictReader(file)}
    with (PLACES / "counties.csv").open(encoding="utf-8", newline="") as file:
        names |= {row["short_name"] for row in csv.DictReader(file)}
    return sorted(names)


@pytest.mark.parametrize("name", place_names())
def test_a_place_is_found_by_its_name_and_in_the_genitive_and_never_split(name):
    genitive = name if name.endswith("s") else name + "s"
    plain, possessive, typed = tokens(name), tokens(f"{genitive} kommun")[:-1], tokens(name.lower())
    assert [token.lexeme for token in possessive] == [token.lexeme for token in plain]
    assert [token.parts for token in plain] == [()] * len(plain)
    # Typed without capitals it is found too.
    assert all({token.lexeme} <= set(found.indexed) for token, found in zip(typed, plain, strict=True))


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("Göteborgs Stad", "Göteborg"),
        ("Tidaholms kommun", "Tidaholm"),
        ("Västerås stads", "Västerås stad"),
        ("Malmös", "Malmö"),
        ("Lunds kommun", "Lund"),
        ("Borås Stad", "borås"),
        ("Göteborgsregionen", "göteborg"),
        ("SKR:s", "SKR"),
        ("BO:s", "BO"),
        ("BO", "bo"),
        ("Vara kommun", "Vara"),
    ],
)
def test_names_are_found(text, query):
    found = {lexeme for group in lexemes(text) for lexeme in group}
    assert all({token.lexeme, "~" + token.lexeme} & found for token in tokens(query))


def test_words_that_no_list_knows_lose_their_endings():
    assert {lexemes_of(form) for form in ("hackathon", "hackathons", "hackathonet", "hackathonets")} == {"hackathon"}


def test_the_exceptions_name_each_form_once():
    forms = [form for row in lemmas.read_rows("lemma_exceptions.csv") for form in (row["lemma"], *row["forms"].split())]
    assert sorted(forms) == sorted(set(forms))
    assert all(row["reason"] for row in lemmas.read_rows("lemma_exceptions.csv"))


def test_the_stop_words_are_in_one_kind_each():
    words = [word for row in lemmas.read_rows("stop_words.csv") for word in row["words"].split()]
    assert [word for word in words if words.count(word) > 1] == []


def test_a_unit_of_compounds_is_its_own_lemma_and_is_not_split():
    assert {unit: (lemmas.known_lemma(unit), compounds.split(unit)) for unit in lemmas.units()} == {
        unit: (unit, ()) for unit in lemmas.units()
    }
