"""The findings as whole Swedish sentences, one template for each case. Nothing is joined from loose ends."""

from barnratt.core.templatetags.swedish import NO_BREAK, number
from regions.statistics.findings import ABOVE, ALIKE, BELOW, DOWN, STEADY, UNKNOWN, UP
from regions.statistics.models import Indicator

ADULTS = ("total", "16-24", "18-24")
NONE = "none"  # there is nothing to compare with

# (what it does, where it stands beside Sweden)
HEADINGS = {
    (UP, ABOVE): "{subject} har ökat {where} och är högre än i riket",
    (UP, BELOW): "{subject} har ökat {where} men är lägre än i riket",
    (UP, ALIKE): "{subject} har ökat {where}, utan säker skillnad mot riket",
    (UP, UNKNOWN): "{subject} har ökat {where}",
    (UP, NONE): "{subject} har ökat {where}",
    (DOWN, ABOVE): "{subject} har minskat {where} men är högre än i riket",
    (DOWN, BELOW): "{subject} har minskat {where} och är lägre än i riket",
    (DOWN, ALIKE): "{subject} har minskat {where}, utan säker skillnad mot riket",
    (DOWN, UNKNOWN): "{subject} har minskat {where}",
    (DOWN, NONE): "{subject} har minskat {where}",
    (STEADY, ABOVE): "{subject} är högre {where} än i riket, utan säker förändring över tid",
    (STEADY, BELOW): "{subject} är lägre {where} än i riket, utan säker förändring över tid",
    (STEADY, ALIKE): "{subject} {where} skiljer sig inte säkert från riket, och ingen säker förändring syns",
    (STEADY, UNKNOWN): "Ingen säker förändring {where}: {in_sentence}",
    (STEADY, NONE): "Ingen säker förändring {where}: {in_sentence}",
    (UNKNOWN, ABOVE): "{subject} är högre {where} än i riket",
    (UNKNOWN, BELOW): "{subject} är lägre {where} än i riket",
    (UNKNOWN, ALIKE): "{subject} {where} skiljer sig inte säkert från riket",
    (UNKNOWN, UNKNOWN): "{subject} var {value} {where} {year}",
    (UNKNOWN, NONE): "{subject} var {value} {where} {year}",
}
NO_OWN_VALUE = "{subject} låg mellan {low} och {high} {within} {year}"
NO_OWN_VALUE_ALIKE = "{subject} var {high} {within} {year}"

CHANGE = {
    UP: "Från {first} till {last} gick värdet från {before} till {now}. Det är en säker ökning.",
    DOWN: "Från {first} till {last} gick värdet från {before} till {now}. Det är en säker minskning.",
    STEADY: "Från {first} till {last} gick värdet från {before} till {now}. Det är ingen säker förändring: "
    "skillnaden ryms inom hur värdena brukar variera.",
    UNKNOWN: "Det finns för få jämförbara år för att säga om värdet förändras.",
}
BESIDE = {
    ABOVE: "{year} var värdet {one} {where} och {other} {beside}. Skillnaden är {size}, och den är säker.",
    BELOW: "{year} var värdet {one} {where} och {other} {beside}. Skillnaden är {size}, och den är säker.",
    ALIKE: "{year} var värdet {one} {where} och {other} {beside}. Skillnaden är {size}, men den är inte säker.",
    UNKNOWN: "{year} var värdet {one} {where} och {other} {beside}. Skillnaden är {size}. "
    "Åren är för få för att säga om den är säker.",
}
# After the size of the difference, which stands by itself: "5,7 procentenheter skiljer …"
GAP = {
    ABOVE: "skiljer {girls} och {boys} {year}. Värdet är högre för {girls} ({one}) än för {boys} ({other}), "
    "och skillnaden är säker.",
    BELOW: "skiljer {girls} och {boys} {year}. Värdet är lägre för {girls} ({one}) än för {boys} ({other}), "
    "och skillnaden är säker.",
    ALIKE: "skiljer {girls} ({one}) och {boys} ({other}) {year}. Skillnaden är inte säker.",
    UNKNOWN: "skiljer {girls} ({one}) och {boys} ({other}) {year}. Åren är för få för att säga om skillnaden är säker.",
}
CASE = "Åtgärder om ”{label}”, {place}"
GAP_IN_SHORT = "skiljer i ”{label}”: {one} för {girls} och {other} för {boys} ({year})."
BIRTH_GAP = (
    "skiljer födda utomlands ({abroad}) och födda i Sverige ({sweden}) {year}. "
    "Åren är för få för att säga om skillnaden är säker."
)
DIRECTION = {
    Indicator.Direction.HIGHER: "Ett högre värde är bättre.",
    Indicator.Direction.LOWER: "Ett lägre värde är bättre.",
    Indicator.Direction.NEUTRAL: "Ett högt eller lågt värde är varken bättre eller sämre i sig.",
}
NO_OWN = "Källan har inget värde för hela länet. Kommunernas medelvärde vore ovägt och visas därför inte."
BESIDE_MEDIAN = "Bland {count} liknande kommuner var medianen {median} {year}, när varje kommun räknas lika."
QUESTIONS = {
    "change": "Vad kan ligga bakom att värdet har blivit sämre?",
    "beside": "Vad gör andra platser där värdet är bättre?",
    "gap": "Vad säger flickor och pojkar själva om skillnaden mellan dem?",
    "children": "Hur har barn och unga själva fått berätta hur de ser på detta?",
    "next": "Vilket beslut det närmaste året påverkar detta, och är barnets bästa prövat i det?",
}


def sexes(indicator):
    """What girls and boys are called at the ages of an indicator, by the letters of the statistics."""
    if indicator.age_group in ADULTS:
        return {"K": "kvinnor", "M": "män"}
    return {"K": "flickor", "M": "pojkar"}


def value_text(measured, value):
    """A value with its unit: "12,3 %", "4,6 per 1 000 invånare", "95 dagar"."""
    shown, unit = number(value, measured.decimals), measured.indicator.unit
    if unit == "%":
        return f"{shown}{NO_BREAK}%"
    unit = unit.removeprefix("antal").strip()
    return f"{shown} {unit}" if unit else shown


def size_text(measured, size, beside):
    """How large a difference is, without sign. Of shares in percentage points; of others in per cent of what they are
    held against, which is another thing.

    size: the difference. beside: the value that it is a difference to.
    """
    if measured.indicator.unit != "%":
        return f"{number(abs(size) / abs(beside) * 100, 0)} procent" if beside else value_text(measured, abs(size))
    shown = number(abs(size), measured.decimals)
    if not float(shown.replace(",", ".").replace(NO_BREAK, "")):
        return "mindre än 0,1 procentenheter" if measured.decimals else "mindre än 1 procentenhet"
    return f"{shown} {'procentenhet' if shown in ('1', '1,0') else 'procentenheter'}"


def heading(measured, place, trend, beside):
    """What is found, as the heading of an indicator for a place that has values.

    trend: findings.Trend. beside: findings.Difference to Sweden, or None.
    """
    year, figure = measured.latest(place.code)
    return HEADINGS[trend.kind, beside.kind if beside else NONE].format(
        subject=measured.wording.subject,
        in_sentence=measured.wording.in_sentence,
        where=place.where,
        value=value_text(measured, figure.value),
        year=year,
    )


def heading_without_own_value(measured, within):
    """For a county that the source has no value for: where its municipalities lie. Never a mean made by us.

    within: "i länets kommuner".
    """
    values = [figure.value for figure in measured.spread_values.values()]
    low, high = number(min(values), measured.decimals), value_text(measured, max(values))
    template = NO_OWN_VALUE_ALIKE if min(values) == max(values) else NO_OWN_VALUE
    year = measured.spread_year
    return template.format(subject=measured.wording.subject, low=low, high=high, within=within, year=year)


def change(measured, place, trend):
    if trend.kind == UNKNOWN:
        return CHANGE[UNKNOWN]
    series = measured.of(place.code)
    return CHANGE[trend.kind].format(
        first=trend.first,
        last=trend.last,
        before=value_text(measured, series[trend.first].value),
        now=value_text(measured, series[trend.last].value),
    )


def held_beside(measured, place, other, difference):
    """One place beside another: "2022 var värdet 8 % i Gävle och 9 % i riket …"."""
    return BESIDE[difference.kind].format(
        year=difference.year,
        one=value_text(measured, difference.one),
        other=value_text(measured, difference.other),
        where=place.where,
        beside=other.where,
        size=size_text(measured, difference.size, difference.other),
    )


def beside_median(finding):
    """The middle of the municipalities that are like this one."""
    found = finding.found
    return BESIDE_MEDIAN.format(
        count=len(found.spread_values),
        median=value_text(found, found.spread_median),
        year=found.spread_year,
    )


def gap(measured, difference):
    """What follows the size of the difference between girls and boys."""
    named = sexes(measured.indicator)
    return GAP[difference.kind].format(
        girls=named["K"],
        boys=named["M"],
        one=value_text(measured, difference.one),
        other=value_text(measured, difference.other),
        year=difference.year,
    )


def gap_in_short(measured, difference):
    """The same where the indicator has to be named, among others."""
    named = sexes(measured.indicator)
    return GAP_IN_SHORT.format(
        label=measured.wording.label,
        girls=named["K"],
        boys=named["M"],
        one=value_text(measured, difference.one),
        other=value_text(measured, difference.other),
        year=difference.year,
    )


def birth_gap(measured, difference):
    """What follows the size of the difference between those born abroad and those born in Sweden."""
    return BIRTH_GAP.format(
        abroad=value_text(measured, difference.one),
        sweden=value_text(measured, difference.other),
        year=difference.year,
    )


def direction(indicator):
    return DIRECTION[indicator.direction]
