# ruff: noqa: E501 – a row to a column
"""What the sheets of the workbook are called, which columns they have, and what the cells say."""

from typing import NamedTuple

from barnratt.questionnaires.definition import COMPARABILITY, SERIES

SURVEY, CHOICES, SETTINGS, CHECKS, REST, ABOUT = "survey", "choices", "settings", "kontroller", "portalen", "Läs först"
YES_NO = "ja_nej"  # the list of choices of a question that is answered with yes or no
MARK = "x"


class Column(NamedTuple):
    """always: written also when no row has anything in it. words: what can stand in it."""

    name: str
    label: str  # what it is, for the sheet of explanations
    width: int = 16
    always: bool = True
    words: tuple = ()


YES_WORDS = ("yes", "no")
MARK_WORDS = (MARK,)
LEVELS = {"blocker": "stoppar", "error": "fel", "warning": "varning", "soft": "bekräfta"}
FORMS = {
    "then": "om så",
    "subset": "delmängd",
    "at_most": "högst",
    "parts": "delar",
    "change": "ändring",
    "total": "summa",
    "options_of": "alternativ",
    "run_of": "svit",
}
# Types that XLSForm has no name for are texts to it, with this in portal_typ.
OWN_TYPES = {"municipalities": "kommuner", "texts": "lista av texter"}

SURVEY_COLUMNS = (
    Column("type", "Hur man svarar. De som finns står nedan. begin_group börjar en del och end_group avslutar den.", 32),
    Column("name", "Frågans nyckel: a–z, siffror och _. Ändra den aldrig på en fråga som finns; svaren hör till nyckeln.", 22),
    Column("label", "Frågan som länet läser den, eller delens rubrik.", 60),
    Column("hint", "Hjälptext vid frågan.", 40),
    Column("required", "yes om frågan måste besvaras.", 10, words=YES_WORDS),
    Column("relevant", "När frågan visas, till exempel ${egna} = 'ja'. Tomt: alltid.", 34),
    Column("constraint", "Gränser för ett tal, till exempel . >= 0 and . <= 100.", 20),
    Column("default", "Svaret som står där från början.", 14, always=False),
    Column("appearance", "multiline om texten får vara lång.", 12),
    Column("portal_typ", "För en fråga av typen text: kommuner eller lista av texter.", 16, words=tuple(OWN_TYPES.values())),
    Column("portal_serie", "kärnfråga om den ställs år efter år och jämförs, årsfråga om den gäller i år.", 14, words=tuple(SERIES.values())),
    Column("portal_bas", "Vilka som får frågan, när inte alla får den: ”de som svarade ja på …”.", 30),
    Column("portal_enhet", "Enhet för ett tal: kr, personer.", 12),
    Column("portal_tak_per", "Tak för ett tal: vad det räknas av. parts_of_24 är länets delar av verksamhetsmedlet.", 14),
    Column("portal_tak_antal", "Tak för ett tal: så mycket per del.", 14),
    Column("portal_pausad", "x om frågan inte ställs i år men serien ska leva vidare.", 12, words=MARK_WORDS),
    Column("portal_forra_fraga", "Nyckeln till förra årets fråga, om den hör ihop med en.", 22),
    Column("portal_jamforbarhet", "Hur svaren kan jämföras med förra årets.", 22, words=tuple(COMPARABILITY.values())),
    Column("portal_forra_val", "Förra årets alternativ som heter något annat nu: gammalt=nytt; gammalt2=nytt2", 26),
    Column("portal_rubrik", "Mellanrubrik i dokumentet.", 20, always=False),
    Column("portal_not", "Tillägg till hjälpen.", 24, always=False),
    Column("portal_artiklar", "Artiklar i barnkonventionen, med mellanslag.", 14, always=False),
    Column("portal_stoppar", "ja eller nej: det svar som avslutar formuläret.", 12, always=False, words=("ja", "nej")),
    Column("portal_raknas_som", "Vad svaret räknas som i statistik över flera formulär.", 18, always=False),
    Column("portal_raknas_val", "Alternativ som räknas som något annat: alternativ=annat", 24, always=False),
    Column("portal_upprepas", "För en del som fylls i flera gånger: vad var och en kallas.", 18, always=False),
    Column("portal_minst", "För en del som fylls i flera gånger: minst så många.", 12, always=False),
    Column("portal_erbjuder", "Vad portalen erbjuder bredvid delen.", 20, always=False),
)  # fmt: skip
CHOICES_COLUMNS = (
    Column("list_name", "Listans namn: det som står efter select_one, select_multiple eller rank i bladet survey.", 24),
    Column("name", "Alternativets värde. Ändra det aldrig på ett alternativ som finns; svaren hör till värdet.", 22),
    Column("label", "Alternativet som länet läser det.", 60),
    Column("portal_hjalp", "Förklaring av alternativet.", 40),
    Column("portal_vet_ej", "x om alternativet betyder vet ej eller avstår.", 14, words=MARK_WORDS),
)
SETTINGS_COLUMNS = (
    Column("form_title", "Enkätens titel.", 50),
    Column("form_id", "Enkätens nyckel. Ändra den inte.", 24),
    Column("portal_ingress", "Text överst, innan länet börjar.", 60),
    Column("portal_minuter", "Ungefär hur många minuter det tar.", 16),
    Column("portal_utkast", "Portalens märke för den text som hämtades. Ändra det inte.", 16),
)
CHECKS_COLUMNS = (
    Column("name", "Kontrollens nyckel.", 26),
    Column("portal_niva", "stoppar och fel hindrar inskick, varning berättar, bekräfta frågar efter ett skäl.", 14, words=tuple(LEVELS.values())),
    Column("portal_slag", "Vad som prövas. Slagen står nedan.", 14, words=tuple(FORMS.values())),
    Column("portal_fraga", "Frågans nyckel; för slaget delar flera, med mellanslag.", 26),
    Column("portal_mot", "Det som den jämförs med: en annan fråga, eller n eller sum för slaget alternativ.", 20),
    Column("portal_tal", "Gränsen: procent, summa eller längd.", 12),
    Column("relevant", "När kontrollen görs, som i bladet survey. Tomt: alltid.", 40),
    Column("portal_villkor", "För slaget om så: det som då ska gälla, skrivet som relevant.", 40),
    Column("label", "Vad som sägs. {now}, {before} och {expected} blir talen.", 70),
)  # fmt: skip
REST_COLUMNS = (
    Column("name", "Nyckel", 22),
    Column("portal_del", "Del", 28),
    Column("portal_json", "Innehåll, som JSON. Ändra det inte.", 100),
)
SHEETS = {
    SURVEY: SURVEY_COLUMNS,
    CHOICES: CHOICES_COLUMNS,
    SETTINGS: SETTINGS_COLUMNS,
    CHECKS: CHECKS_COLUMNS,
    REST: REST_COLUMNS,
}
# What XLSForm means by these is nothing that the engine has; to keep them quietly would be to lose what they say.
NOT_HERE = {
    "calculation": "Portalen räknar inte ut svar. Ta bort beräkningen.",
    "trigger": "Portalen räknar inte ut svar. Ta bort värdet.",
    "choice_filter": "Alternativen kan inte bero på andra svar. Ta bort filtret.",
    "repeat_count": "Antalet kan inte räknas ut. Skriv minsta antalet i portal_minst.",
    "constraint_message": "Portalen skriver själv vad som är fel. Ta bort texten, eller gör en rad i bladet kontroller.",
    "required_message": "Portalen skriver själv vad som saknas. Ta bort texten.",
    "read_only": "En fråga går alltid att svara på. Ta bort värdet.",
    "readonly": "En fråga går alltid att svara på. Ta bort värdet.",
    "guidance_hint": "Skriv hjälpen i kolumnen hint.",
    "parameters": "Portalen känner inga parametrar. Ta bort värdet.",
    "image": "Portalen visar inga bilder eller ljud vid frågor. Ta bort värdet.",
    "audio": "Portalen visar inga bilder eller ljud vid frågor. Ta bort värdet.",
    "video": "Portalen visar inga bilder eller ljud vid frågor. Ta bort värdet.",
}
TYPES_TOLD = (
    ("text", "En rad text. Med multiline i kolumnen appearance: en längre text."),
    ("text, med portal_typ kommuner", "Kryssa bland länets kommuner; antalet räknas."),
    ("text, med portal_typ lista av texter", "En text på varje rad, som exempel."),
    ("select_one LISTA", "Ett val ur listan i bladet choices."),
    ("select_multiple LISTA", "Flera val."),
    ("rank LISTA", "Rangordna alternativen."),
    (f"select_one {YES_NO}", "Ja eller nej."),
    ("integer", "Heltal."),
    ("decimal", "Tal med decimaler."),
    ("date", "Datum."),
    ("begin_group … end_group", "En del av enkäten. Varje fråga ligger i en del."),
    ("begin_repeat … end_repeat", "En del som fylls i flera gånger."),
)
CHECKS_TOLD = (
    ("om så", "När relevant gäller ska också portal_villkor gälla."),
    ("delmängd", "Allt som är valt i portal_fraga är valt i portal_mot."),
    ("högst", "Talet, eller antalet valda, i portal_fraga är inte större än i portal_mot."),
    ("delar", "Talen i portal_fraga blir tillsammans talet i portal_mot."),
    ("ändring", "Talet har inte ändrats mer än portal_tal procent sedan förra året."),
    ("summa", "Alla läns tal blir tillsammans portal_tal."),
    ("alternativ", "Alternativens antal blir tillsammans antalet svar (n) eller den angivna summan (sum)."),
    ("svit", "Högst portal_tal alternativ i rad har antal som följer på varandra."),
)
