"""The nine questions of a review (from OPSI, EPIC, WHO and the Convention; portal.md 2.4 in the project's sources)."""

from typing import NamedTuple


class Criterion(NamedTuple):
    key: str
    question: str
    help: str
    # Without a yes to these nothing is published.
    must: bool = False


CRITERIA = [
    Criterion(
        "pa_riktigt",
        "Är det genomfört eller påbörjat på riktigt?",
        "En idé eller plan är välkommen om det syns i status.",
        must=True,
    ),
    Criterion(
        "klarsprak",
        "Kan den som inte var med förstå texten?",
        "Förkortningar är utskrivna och språket är enkelt.",
    ),
    Criterion(
        "artiklar",
        "Är kopplingen till artiklarna tydlig?",
        "Det går att se hur initiativet stärker de rättigheter som är angivna.",
    ),
    Criterion(
        "delaktighet",
        "Är barns delaktighet ärligt beskriven?",
        "Också när barn inte har deltagit. Grad och sätt stämmer med resten av texten.",
    ),
    Criterion(
        "personuppgifter",
        "Är texten fri från personuppgifter, och går inget barn att känna igen?",
        "Inga namn, personnummer eller privata adresser. Små grupper och ovanliga händelser kan röja någon.",
        must=True,
    ),
    Criterion(
        "lika_tillgang",
        "Framgår det vilka barn som nås och vilka som inte nås?",
        "Artikel 2: alla barn har samma rättigheter.",
    ),
    Criterion(
        "resultat",
        "Finns ett resultat eller en lärdom, även av det som inte fungerade?",
        "Det framgår hur resultatet är känt.",
    ),
    Criterion(
        "gora_om",
        "Går det att göra om någon annanstans?",
        "Resurser, förutsättningar och gärna en mall är angivna.",
    ),
    Criterion(
        "kontakt",
        "Finns en kontaktfunktion, och rätt att använda materialet?",
        "En funktion eller funktionsbrevlåda, inte en persons egna uppgifter.",
        must=True,
    ),
]
