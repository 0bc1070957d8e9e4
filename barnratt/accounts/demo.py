"""The demonstration's made-up people: one for each role, and some in different organisations.

They exist only where DEMO=True, which settings.py refuses for any host but this machine. Addresses are under `example`.
"""

from typing import NamedTuple

from barnratt.accounts.models import Role


class Person(NamedTuple):
    email: str
    name: str
    memberships: list  # of (organisation's key, role)
    comes_for: str


# Public on purpose.
PASSWORD = "barnkonventionen"  # noqa: S105

GAVLE, TIERP = "gavle-kommun", "tierps-kommun"
GAVLEBORG, UPPSALA = "lansstyrelsen-i-gavleborgs-lan", "lansstyrelsen-i-uppsala-lan"
DALARNA = "lansstyrelsen-i-dalarnas-lan"
TOGETHER = "lansstyrelserna-i-samverkan"
SCHOOL_BOARD, SOCIAL_BOARD = "exempel-utbildningsnamnden", "exempel-socialnamnden"
# Two boards of one municipality, which are authorities of their own: neither sees the other's assessments.
BOARDS = {
    SCHOOL_BOARD: ("Utbildningsnämnden i Gävle (exempel)", GAVLE),
    SOCIAL_BOARD: ("Socialnämnden i Gävle (exempel)", GAVLE),
}

CAST = [
    Person(
        "lova@gavle.example", "Lova Läsare", [(GAVLE, Role.READER)], "Läser det som är synligt för den egna kommunen."
    ),
    Person("mio@gavle.example", "Mio Medarbetare", [(GAVLE, Role.MEMBER)], "Berättar om det som kommunen har gjort."),
    Person(
        "stina@gavle.example", "Stina Strateg", [(GAVLE, Role.STRATEGIST)], "Sköter vilka som är med från kommunen."
    ),
    Person(
        "svante@tierp.example",
        "Svante Strateg",
        [(TIERP, Role.STRATEGIST), (GAVLE, Role.READER)],
        "Hör till två kommuner och vill göra något liknande.",
    ),
    Person(
        "hanna@gavle.example",
        "Hanna Handläggare",
        [(SCHOOL_BOARD, Role.MEMBER)],
        "Prövar barnets bästa i utbildningsnämndens ärenden.",
    ),
    Person(
        "kalle@gavle.example",
        "Kalle Kollega",
        [(SCHOOL_BOARD, Role.STRATEGIST)],
        "Kommenterar och granskar utbildningsnämndens prövningar.",
    ),
    Person(
        "sara@gavle.example",
        "Sara Socialstrateg",
        [(SOCIAL_BOARD, Role.STRATEGIST)],
        "Hör till en annan nämnd i samma kommun, och ser inga av utbildningsnämndens prövningar.",
    ),
    Person(
        "rut@foreningen.example",
        "Rut Rådgivare",
        [("radda-barnen", Role.STRATEGIST)],
        "Söker kommuner att samarbeta med från civilsamhället.",
    ),
    Person("gun@gavleborg.example", "Gun Granskare", [(GAVLEBORG, Role.REVIEWER)], "Granskar länets initiativ."),
    Person(
        "lars@gavleborg.example",
        "Lars Länssamordnare",
        [(GAVLEBORG, Role.COUNTY_COORDINATOR)],
        "Svarar på enkäten och sköter länets sida.",
    ),
    Person(
        "lisa@uppsala.example",
        "Lisa Länssamordnare",
        [(UPPSALA, Role.COUNTY_COORDINATOR), (UPPSALA, Role.REVIEWER)],
        "Samma arbete i ett annat län.",
    ),
    Person(
        "dagny@dalarna.example",
        "Dagny Länssamordnare",
        [(DALARNA, Role.COUNTY_COORDINATOR)],
        "Förbereder ett kommunbesök med länets lägesbild, och skriver länets kommentar till den.",
    ),
    Person(
        "nora@samverkan.example",
        "Nora Nationell",
        [(TOGETHER, Role.NATIONAL_COORDINATOR)],
        "Leder enkäten och sammanställer rapporten.",
    ),
    Person(
        "admin@barnrattsportalen.example",
        "Ada Administratör",
        [(TOGETHER, Role.ADMINISTRATOR)],
        "Läser in kalkylblad och sköter ordlistor och konton.",
    ),
]

# Whose addresses open which organisation, for those who try to ask to join.
DOMAINS = {
    GAVLE: "gavle.example",
    TIERP: "tierp.example",
    GAVLEBORG: "gavleborg.example",
    UPPSALA: "uppsala.example",
    TOGETHER: "samverkan.example",
}
