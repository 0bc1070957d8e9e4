"""
What a reference stands for: a number, a phrase or the rows of a table, always with its base and its source.

Pure functions over Facts, which queries.facts_of reads once for a report. What cannot be told is a Figure with a
problem, in Swedish; it is never an empty text.
"""

import statistics
from decimal import Decimal
from typing import NamedTuple

from barnratt.core.templatetags.swedish import number, percent
from regions.surveys.counting import option_labels

NO_BREAK = "\u00a0"
ANSWERED, MISSING, SUM = "svarade", "bortfall", "summa"
OVER_COUNTIES = {"medel": statistics.mean, "median": statistics.median, "minst": min, "störst": max}
WORDS = (ANSWERED, MISSING, SUM, *OVER_COUNTIES)
DIFFERENCE = "skillnad"  # the ledger's entry for what its accounts and the survey do not agree on
LARGEST_IN_CHANGE = 12  # larger changes are written with digits
ONES = [
    *("noll", "ett", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv", "tretton"),
    *("fjorton", "femton", "sexton", "sjutton", "arton", "nitton"),
]
TENS = ["tjugo", "trettio", "fyrtio", "femtio", "sextio", "sjuttio", "åttio", "nittio"]


class Figure(NamedTuple):
    """text: as it is read. value: the number, or Rows. base: of whom. problem: why it cannot be told."""

    text: str
    value: object = None
    base: str = ""
    source: str = ""
    problem: str = ""


class Rows(NamedTuple):
    """The rows of a table or a chart, with raw cells. columns: ((label, kind), …), see KINDS. None is not known."""

    title: str
    columns: tuple
    rows: tuple
    base: str


SHARE = "Andel"  # what the column of shares is called
KINDS = ("text", "number", "share", "kr")  # a share is between 0 and 1


class Facts(NamedTuple):
    """
    What a report's figures are made of.

    results: {question: surveys.results.QuestionResult}. amounts: {question: {county code: number}} of what is a number
    or ticked. texts: {question: [(county code, text)]} of what may be printed, without a code where the county is not
    to be named. registers: {county code: how many municipalities it has}. ledger: {"rows", "total", "facts",
    "compared": {"row", "question"}}.
    """

    year: int
    source: str
    results: dict
    amounts: dict
    texts: dict
    counties: dict  # {code: name}, in the order of the codes
    registers: dict
    responses: int
    ledger: dict


class CannotTell(Exception):
    """Why a figure cannot be told, in Swedish."""


def resolve(reference, facts):
    """The Figure that a reference stands for."""
    try:
        return VERBS[reference.verb](reference, facts)
    except CannotTell as problem:
        return Figure("", problem=str(problem))


def in_words(amount):
    """A whole number from 0 to 999 in Swedish words. Raises CannotTell for others."""
    if type(amount) is not int or not 0 <= amount <= 999:
        raise CannotTell("Bara hela tal från 0 till 999 skrivs med ord.")
    if amount < 20:
        return ONES[amount]
    if amount < 100:
        ten, one = divmod(amount, 10)
        return TENS[ten - 2] + (ONES[one] if one else "")
    hundred, rest = divmod(amount, 100)
    return f"{ONES[hundred]}hundra" + (in_words(rest) if rest else "")


# What is asked for


class _Asked(NamedTuple):
    """A reference with the result that it is about."""

    reference: object
    facts: Facts
    result: object

    @property
    def question(self):
        return self.result.question

    @property
    def total(self):
        return self.result.total

    @property
    def options(self):
        """The options that the measure names, several joined by +, or () when it is a word."""
        measure = self.reference.measure
        labels = option_labels(self.question)
        if not measure:
            raise CannotTell(f"Skriv efter en punkt vad som ska sägas om {self.question.key}: {self._measures()}.")
        if measure in WORDS and measure not in labels:
            return ()
        values = tuple(measure.split("+"))
        for value in values:
            if value not in labels:
                raise CannotTell(
                    f"Frågan {self.question.key} har inget svar som heter {value}. Det finns {self._measures()}."
                )
        if len(set(values)) < len(values):
            raise CannotTell("Samma svar står två gånger.")
        return values

    @property
    def base(self):
        """Who the answers are of, as it stands beside a figure."""
        return f"{number(self.total['n'])} {self.result.base}"

    @property
    def source(self):
        return f"{self.facts.source}. {self.question.text} {_answered(self.total)}"

    def _measures(self):
        return ", ".join([*option_labels(self.question), *WORDS])

    def figure(self, text, value, base=None):
        return Figure(text, value, self.base if base is None else base, self.source)


def _answered(total):
    return f"{number(total['n'])} av {number(total['asked'])} har svarat."


def _asked(reference, facts, *, answered=True):
    result = facts.results.get(reference.key)
    if result is None:
        raise CannotTell(f"Enkäten har ingen fråga som heter {reference.key}.")
    if result.total is None:
        raise CannotTell(f"Frågan {reference.key} är pausad i år, eller har inga inskickade svar än.")
    if answered and not result.total["n"]:
        raise CannotTell(f"Ingen har svarat på frågan {reference.key} än.")
    return _Asked(reference, facts, result)


def _amount(asked):
    """The number that a measure is, this year."""
    measure, total = asked.reference.measure, asked.total
    if options := asked.options:
        return sum(total["counts"].get(value, 0) for value in options)
    if measure == ANSWERED:
        return total["n"]
    if measure == MISSING:
        return total["asked"] - total["n"]
    if measure == SUM:
        if total.get("sum") is None:
            raise CannotTell(f"Svaren på {asked.question.key} går inte att summera.")
        return total["sum"]
    amounts = asked.facts.amounts.get(asked.question.key)
    if not amounts:
        raise CannotTell(f"Svaren på {asked.question.key} är inga tal, så {measure} går inte att räkna.")
    made = OVER_COUNTIES[measure]([Decimal(str(one)) for one in amounts.values()])
    return int(made) if made == int(made) else float(made)


def _amount_then(asked, point):
    """The number that a measure was another year, or None when it is not known."""
    measure = asked.reference.measure
    if options := asked.options:
        for told, count in point.counts.items():
            if set(told if isinstance(told, tuple) else (told,)) == set(options):
                return count
        counted = [point.counts.get(value) for value in options]
        return None if None in counted else sum(counted)
    if measure == ANSWERED:
        return point.n
    return point.sum if measure == SUM else None


def _with_unit(asked, amount):
    written = number(amount, 1) if isinstance(amount, float) else number(amount)
    measured = asked.reference.measure == SUM or asked.reference.measure in OVER_COUNTIES
    unit = "kronor" if asked.question.unit == "kr" else asked.question.unit
    return f"{written}{NO_BREAK}{unit}" if unit and measured else written


def _shaped(reference, amount, written):
    form = reference.option("form")
    if form is None:
        return written
    words = in_words(amount)
    return words.capitalize() if form == "Ord" else words


def _of(asked):
    """(how many, of how many, whom the base is) for what is a part of something. Raises CannotTell for the rest."""
    options, question, total = asked.options, asked.question, asked.total
    if asked.reference.measure == SUM and question.type == "municipalities":
        register = sum(asked.facts.registers[code] for code in asked.facts.amounts[question.key])
        return total["sum"], register, "kommuner i de län som har svarat"
    if asked.reference.measure in (ANSWERED, MISSING):
        return _amount(asked), total["asked"], "länsstyrelser som fick frågan"
    if not options:
        raise CannotTell(f"{asked.reference.measure} är ingen del av något. Skriv tal i stället.")
    if len(options) > 1 and question.type not in ("choice", "boolean", "integer", "decimal"):
        raise CannotTell("Samma länsstyrelse kan ha valt flera av svaren, så de är ingen del av dem som svarat.")
    return _amount(asked), total["n"], asked.result.base


# The verbs in a sentence


def _number(reference, facts):
    asked = _asked(reference, facts, answered=reference.measure not in (ANSWERED, MISSING))
    year = reference.option("år", facts.year)
    if year == facts.year:
        amount = _amount(asked)
        return asked.figure(_shaped(reference, amount, _with_unit(asked, amount)), amount)
    _amount(asked)  # a measure that does not exist is told before a year that does not
    point = next((one for one in asked.result.points if one.year == year), None)
    amount = None if point is None else _amount_then(asked, point)
    if amount is None:
        raise CannotTell(f"Det finns inget tal för {year} som går att jämföra.")
    base = f"{number(point.n)} {asked.result.base}" if point.n is not None else "det är inte känt hur många som svarade"
    origin = f"Ur rapporten för {year}." if point.printed else f"Enkäten {year}."
    return Figure(
        _shaped(reference, amount, _with_unit(asked, amount)), amount, base, f"{origin} {point.mark.capitalize()}."
    )


def _part(reference, facts):
    asked = _asked(reference, facts)
    count, of, whom = _of(asked)
    if asked.reference.measure in (SUM, ANSWERED, MISSING):
        text = f"{number(count)} av {number(of)}"
    elif asked.question.base:
        text = f"{number(count)} av de {number(of)} {asked.question.base}"
    elif asked.total["asked"] < facts.responses:
        text = f"{number(count)} av de {number(of)} som fick frågan"
    elif of < asked.total["asked"]:
        text = f"{number(count)} av de {number(of)} som svarade"
    else:
        text = f"{number(count)} av {number(of)}"
    return asked.figure(text, count, f"{number(of)} {whom}")


def _share(reference, facts):
    asked = _asked(reference, facts)
    count, of, whom = _of(asked)
    if not of:
        raise CannotTell("Det finns inget att räkna andelen av.")
    return asked.figure(percent(count / of), count / of, f"{number(of)} {whom}")


def _change(reference, facts):
    asked = _asked(reference, facts)
    amount, link = _amount(asked), asked.question.linked
    if link is None:
        raise CannotTell(f"Frågan {asked.question.key} är inte kopplad till någon fråga året före.")
    if not link.is_comparable:
        return asked.figure("inte jämförbart med året före", None)
    point = next((one for one in asked.result.points if one.year == facts.year - 1), None)
    then = None if point is None else _amount_then(asked, point)
    if then is None:
        raise CannotTell(f"Det finns inget tal för {facts.year - 1} att jämföra med.")
    base = f"{number(amount)} mot {number(then)} året före, {point.mark}"
    return asked.figure(_difference(asked, amount - then), amount - then, base)


def _difference(asked, change):
    measured = asked.question.unit and not asked.options
    if change == 0:
        return "lika mycket som året före" if measured else "lika många som året före"
    size = abs(change)
    if measured:
        return f"{_with_unit(asked, size)} {'mer' if change > 0 else 'mindre'} än året före"
    written = number(size)
    if size == 1:
        written = "en" if asked.question.type == "municipalities" and not asked.options else "ett"
    elif type(size) is int and size <= LARGEST_IN_CHANGE:
        written = in_words(size)
    return f"{written} {'fler' if change > 0 else 'färre'} än året före"


def _entry(reference, facts):
    (key,) = reference.arguments
    ledger = facts.ledger
    base = "Rapportens bokslut"
    if key == DIFFERENCE:
        return _open_difference(reference, facts)
    if key == "total":
        if "total" not in ledger:
            raise CannotTell("Bokslutet har ingen summa.")
        return Figure(_shaped(reference, ledger["total"], _kronor(ledger["total"])), ledger["total"], base, base)
    for row in ledger.get("rows", ()):
        if row["key"] == key:
            return Figure(_shaped(reference, row["amount"], _kronor(row["amount"])), row["amount"], base, base)
    for fact in ledger.get("facts", ()):
        if fact["key"] == key:
            return _fact(reference, fact)
    raise CannotTell(f"Rapportens bokslut och uppgifter har inget som heter {key}.")


def _open_difference(reference, facts):
    """How much what the counties answered and what the accounts say differ. Why is not for us to tell."""
    compared = facts.ledger.get("compared")
    if compared is None:
        raise CannotTell("Bokslutet jämförs inte med någon fråga i enkäten.")
    booked = next((row["amount"] for row in facts.ledger["rows"] if row["key"] == compared["row"]), None)
    result = facts.results.get(compared["question"])
    answered = result.total.get("sum") if result is not None and result.total is not None else None
    if booked is None or answered is None:
        raise CannotTell("Det som bokslutet ska jämföras med finns inte.")
    difference = abs(answered - booked)
    base = f"Enkäten {_kronor(answered)}, bokslutet {_kronor(booked)}"
    return Figure(_shaped(reference, difference, _kronor(difference)), difference, base, "Rapportens bokslut")


def _fact(reference, fact):
    value, unit, source = fact["value"], fact.get("unit", ""), fact.get("source", "")
    if isinstance(value, str):
        if reference.option("form"):
            raise CannotTell("Bara hela tal skrivs med ord.")
        return Figure(value, None, fact["label"], source)
    written = _kronor(value) if unit == "kr" else f"{number(value)}{NO_BREAK}{unit}" if unit else number(value)
    return Figure(_shaped(reference, value, written), value, fact["label"], source)


def _kronor(amount):
    return f"{number(amount)}{NO_BREAK}kronor"


# The verbs that stand alone on a line


def _table(reference, facts):
    asked = _asked(reference, facts)
    result = asked.result
    if not result.rows:
        return _sums(asked) if result.is_sum and asked.total.get("sum") is not None else _nothing_to_count(asked)
    before = result.points[:1] if not result.is_sum else []
    columns = [("Svar", "text"), ("Antal", "number"), (SHARE, "share")]
    columns += [(str(point.year), "number") for point in before]
    rows = [(row.label, row.count, row.share, *row.before[: len(before)]) for row in result.rows]
    return _block(asked, columns, rows)


def _chart(reference, facts):
    asked = _asked(reference, facts)
    rows = [(row.label, row.count) for row in asked.result.rows if not row.together]
    return _block(asked, [("Svar", "text"), ("Antal", "number")], rows) if rows else _nothing_to_count(asked)


def _ranking(reference, facts):
    asked = _asked(reference, facts)
    ranked = asked.question.type == "ranking"
    told = [(row.points if ranked else row.count, row.label) for row in asked.result.rows if not row.together]
    if not told:
        return _nothing_to_count(asked)
    told.sort(key=lambda one: -one[0])
    amounts = [amount for amount, _ in told]
    rows = [(amounts.index(amount) + 1, label, amount) for amount, label in told]
    columns = [("Plats", "number"), ("Svar", "text"), ("Poäng" if ranked else "Antal", "number")]
    text = f"Överst kommer ”{rows[0][1]}”, sedan ”{rows[1][1]}”." if len(rows) > 1 else f"Överst kommer ”{rows[0][1]}”."
    return _block(asked, columns, rows, text)


def _series(reference, facts):
    asked = _asked(reference, facts)
    now = _amount(asked)
    earlier = [(point.year, _amount_then(asked, point)) for point in reversed(asked.result.points)]
    rows = [(str(year), amount) for year, amount in earlier if amount is not None] + [(str(facts.year), now)]
    kind = "kr" if asked.question.unit == "kr" and not asked.options else "number"
    text = f"År {facts.year} var det {_with_unit(asked, now)}."
    if len(rows) > 1:
        first = rows[0]
        text = (
            f"År {first[0]} var det {_with_unit(asked, first[1])}, och {facts.year} var det {_with_unit(asked, now)}."
        )
    label = "Antal" if asked.options or not asked.question.unit else "Summa"
    return _block(asked, [("År", "text"), (label, kind)], rows, text)


def _sums(asked):
    """A question that has nothing but a sum, as a table of its years."""
    kind = "kr" if asked.question.unit == "kr" else "number"
    rows = [(str(point.year), point.sum) for point in reversed(asked.result.points) if point.sum is not None]
    rows.append((str(asked.facts.year), asked.total["sum"]))
    return _block(
        asked, [("År", "text"), ("Summa", kind)], rows, f"Summan {asked.facts.year} är {number(rows[-1][1])}."
    )


def _municipalities(reference, facts):
    asked = _asked(reference, facts)
    if asked.question.type != "municipalities":
        raise CannotTell(f"I frågan {asked.question.key} kryssar man inte för kommuner.")
    ticked = facts.amounts.get(asked.question.key, {})
    rows = []
    for code, name in facts.counties.items():
        count, register = ticked.get(code), facts.registers[code]
        rows.append((name, count, register, None if count is None or not register else count / register))
    columns = [("Län", "text"), ("Antal", "number"), ("Kommuner i länet", "number"), (SHARE, "share")]
    register = sum(facts.registers[code] for code in ticked)
    text = f"Tillsammans är det {number(sum(ticked.values()))} av {number(register)} kommuner."
    return _block(asked, columns, rows, text)


def _accounts(reference, facts):
    ledger = facts.ledger
    if not ledger.get("rows"):
        raise CannotTell("Rapporten har inget bokslut.")
    rows = [(row["label"], row["amount"]) for row in ledger["rows"]]
    made, total = sum(amount for _, amount in rows), ledger.get("total")
    if made != total:
        raise CannotTell(
            f"Bokslutets rader är tillsammans {number(made)} kronor, men summan är {number(total)} kronor."
        )
    told = Rows("Bokslut", (("Post", "text"), ("Utfall", "kr")), (*rows, ("Totalt", total)), "Utfall i kronor")
    return Figure(f"Tillsammans är posterna {_kronor(total)}.", told, "Utfall i kronor", "Rapportens bokslut")


def _own_words(reference, facts):
    code, key, which = reference.arguments
    asked = _asked(reference, facts, answered=False)
    if code and code not in facts.counties:
        raise CannotTell(f"Det finns inget län med koden {code}.")
    if asked.question.type != "texts":
        raise CannotTell(f"Svaren på {key} är inga exempel.")
    told = [text for whose, text in facts.texts.get(key, ()) if whose == code]
    whose = facts.counties[code] if code else "Ett län som inte vill ha sitt namn i tryck"
    if not 1 <= which <= len(told):
        raise CannotTell(f"{whose} har inget exempel nummer {which} på {key} som får användas.")
    return Figure(told[which - 1], which, asked.question.text, f"{whose}. {facts.source}")


def _block(asked, columns, rows, text=None):
    if text is None:
        single = [row for row in asked.result.rows if not row.together]
        most = max(row.count for row in single)
        labels = " och ".join(f"”{row.label}”" for row in single if row.count == most)
        text = f"Flest har svarat {labels}: {number(most)} av {number(asked.total['n'])}."
    told = Rows(asked.question.text, tuple(columns), tuple(map(tuple, rows)), asked.base)
    return asked.figure(text, told)


def _nothing_to_count(asked):
    raise CannotTell(f"Svaren på {asked.question.key} är text och går inte att räkna.")


VERBS = {
    "tal": _number,
    "av": _part,
    "andel": _share,
    "ändring": _change,
    "post": _entry,
    "tabell": _table,
    "diagram": _chart,
    "rangordning": _ranking,
    "tidsserie": _series,
    "kommuner": _municipalities,
    "bokslut": _accounts,
    "citat": _own_words,
}
