"""The lägesbild as a document, and a page to bring to a talk about it: as PDF and Word, with sources and dates."""

from django.utils import timezone

from barnratt.core.templatetags.swedish import day
from barnratt.documents.tree import Definitions, Document, Heading, Image, Items, Note, Paragraph, Table
from initiatives.cards import cards
from initiatives.catalogue import search
from regions.commentary.subjects import WHOLE
from regions.statistics import sentences
from regions.statistics.drawing import drawn
from regions.statistics.measured import COUNTRY
from regions.statistics.standing_out import looks_good, to_talk_about

CHART_WIDTH = 66  # per cent of the text's
CONSTRUCTED = "Påhittade siffror"
LEAD = (
    "Vad statistiken säger om barn {where}, ordnat efter barnkonventionens teman. "
    "Siffrorna är till för samtal. De säger inte varför det är som det är."
)
TAKEN_OUT = "Framtaget ur Barnrättsportalen {date}."
NOTHING_CERTAIN = (
    "Inget nyckeltal visar en säker förändring åt fel håll eller ett värde som säkert är sämre än i riket."
)
WORTH_TALKING_ABOUT = "Här syns en säker förändring åt fel håll, eller ett värde som säkert är sämre än i riket."
COMMENTED = (
    "Skrivet av {version.written_by_name}, läst av {version.read_by_name}. Publicerat {date}. "
    "Texten är deras egen och hör inte till statistiken."
)
IN_THE_COUNTRY = "Här syns en säker förändring åt fel håll."
HOW_TO_READ = (
    "En förändring eller skillnad kallas säker bara när det är osannolikt att den är en slump. Av omkring fyrtio "
    "nyckeltal visar i genomsnitt ett par en säker förändring också när inget har hänt.",
    "När ett värde saknas står skälet. Inget av skälen betyder noll.",
    "Har källan inget värde för ett län räknar vi inte fram något. Kommunernas medelvärde vore ovägt.",
    "Om ett högre eller lägre värde är bättre är portalens bedömning, inte källans.",
)
ELSEWHERE = (
    "Alla värden, också varje plats i prickdiagrammen, finns på lägesbildens sida i portalen och i dess Excelfil."
)
BY_BIRTH_REGION = (
    "Födda i Sverige och utomlands: statistik finns bara för {known}. För alla andra nyckeltal saknas den {there}."
)
OF_EVERYTHING = (sentences.QUESTIONS["children"], sentences.QUESTIONS["next"])
MOST_TO_TALK_ABOUT, MOST_BETTER, ENTRIES_EACH = 4, 3, 2
ENTRIES_LOOKED_AT = 12  # for some that have not been named


def lagesbild_document(picture, said):
    """All of a lägesbild: each finding in words, with chart, table of years, source and date.

    said: {key of the theme, or WHOLE: commentary.Version}, what the place says itself.
    """
    place = picture.setting.place
    worth = to_talk_about(picture)
    pictures = drawn([chart for finding in picture.findings for chart in finding.charts.values()])
    parts = [*_constructed(picture), Paragraph(LEAD.format(where=where(place))), Paragraph(taken_out())]
    parts += _said(said.get(WHOLE))
    parts.append(Heading("Värt att samtala om"))
    if worth:
        parts.append(Paragraph(IN_THE_COUNTRY if place == COUNTRY else WORTH_TALKING_ABOUT))
        parts.append(Items(tuple(finding.heading for finding in worth)))
    else:
        parts.append(Paragraph(NOTHING_CERTAIN))
    for theme in picture.themes:
        if theme.findings:
            parts.append(Heading(theme.cluster.name))
            for finding in theme.findings:
                parts += _finding(finding, pictures)
            parts += _said(said.get(theme.cluster.slug), level=2)
            if theme.lacking:
                parts.append(_lacking(f"Statistik saknas {where(place)}", theme.lacking))
            if theme.without_sexes:
                label = f"Statistik uppdelad på flickor och pojkar saknas {where(place)}"
                parts.append(_lacking(label, theme.without_sexes))
    parts += [Heading("Här saknas statistik"), Items(tuple(_not_known(picture)))]
    parts += [Heading("Så läser du lägesbilden"), Items(HOW_TO_READ), Paragraph(ELSEWHERE)]
    parts += [Heading("Nyckeltalen och källorna"), Definitions(tuple(map(_definition, picture.findings)), wide=True)]
    parts.append(_sources_table(picture.findings))
    return Document(title(place), parts, marks_of(picture))


def talking_points(picture):
    """One page for a visit: what the numbers say, what to ask, and what others have done about it."""
    place = picture.setting.place
    worth, better = to_talk_about(picture)[:MOST_TO_TALK_ABOUT], looks_good(picture)[:MOST_BETTER]
    parts = [*_constructed(picture), Paragraph(LEAD.format(where=where(place)))]
    if worth:
        header = ("Det siffrorna säger", "Att fråga", "Initiativ som rör samma artiklar")
        parts.append(Table("Att samtala om", header, tuple(_to_talk_about(worth))))
    else:
        parts.append(Paragraph(NOTHING_CERTAIN))
    if better:
        parts += [Heading("Det här ser bra ut"), Items(tuple(finding.heading for finding in better))]
    parts += [Heading("Att fråga om allt"), Items(OF_EVERYTHING)]
    told = [*credits_of([*worth, *better] or picture.findings), taken_out(), ELSEWHERE]
    parts.append(Note("\n".join(told)))
    return Document(f"Samtalsunderlag: {place.name}", parts, marks_of(picture))


def title(place):
    return f"Lägesbild: {'Sverige' if place == COUNTRY else place.name}"


def where(place):
    return "i Sverige" if place == COUNTRY else place.where


def credits_of(findings):
    """Whole sentences with what the figures come from and when it was fetched."""
    known = {dataset.pk: dataset for finding in findings for dataset in finding.sources}
    return [f"{dataset.credit}, hämtad {dataset.retrieved}." for _, dataset in sorted(known.items())]


def marks_of(picture):
    return (CONSTRUCTED,) if picture.constructed else ()


def taken_out():
    return TAKEN_OUT.format(date=timezone.localdate().isoformat())


def _constructed(picture):
    if picture.constructed:
        yield Note("En del av siffrorna är påhittade för att visa hur portalen fungerar.", CONSTRUCTED)


def _finding(finding, pictures):
    """The parts of one finding."""
    yield Heading(finding.heading, 2)
    yield Paragraph(finding.told)
    if finding.gap:
        yield Paragraph(f"{_capitalised(finding.gap_size)} {finding.gap_sentence}")
    if finding.birth_gap:
        yield Paragraph(f"{_capitalised(finding.birth_gap_size)} {finding.birth_gap_sentence}")
    for chart in finding.charts.values():
        yield Image(pictures[chart.key], chart.description, chart.caption, CHART_WIDTH)
    if finding.has_years:
        caption = f"{finding.wording.label} {where(finding.place)}" if finding.has_own else finding.wording.label
        rows = [(str(year), *texts) for year, texts in finding.years]
        yield Table(caption, ("År", *finding.labels), tuple(rows))
    if finding.questions:
        yield Heading("Frågor till dialogen", 3)
        yield Items(tuple(finding.questions))
    yield Paragraph(" ".join(credits_of([finding])))


def _said(version, *, level=1):
    """A published commentary, with who has written it and when: it is not part of the statistics."""
    if version:
        yield Heading(f"{version.organisation} kommenterar", level)
        for text in version.text.split("\n\n"):
            yield Paragraph(text)
        yield Paragraph(COMMENTED.format(version=version, date=day(version.published_at)))


def _lacking(label, findings):
    return Paragraph(f"{label} för {'; '.join(finding.wording.label for finding in findings)}.")


def _not_known(picture):
    there = where(picture.setting.place)
    for theme in picture.themes:
        if not theme.findings:
            yield f"{theme.cluster.name}: statistik saknas {there}."
    if known := picture.by_birth_region:
        yield BY_BIRTH_REGION.format(known="; ".join(finding.wording.label for finding in known), there=there)
    else:
        yield f"Barn födda i Sverige och utomlands: statistik saknas {there}."
    yield "Barn med funktionsnedsättning, och barn i olika slags familjer: inget av nyckeltalen är uppdelat så."


def _definition(finding):
    one = finding.indicator
    told = [one.description or "Källan har ingen definition.", f"Enhet: {one.unit}. Nyckel: {one.key}."]
    if finding.articles_text:
        told.append(f"Rör {finding.articles_text} i barnkonventionen, enligt portalens bedömning.")
    return one.title, "\n".join(told)


def _sources_table(findings):
    known = {dataset.pk: dataset for finding in findings for dataset in finding.sources}
    rows = [(one.title, one.credit, one.retrieved, one.licence) for _, one in sorted(known.items())]
    return Table("Källor", ("Datamängd", "Källa", "Hämtad", "Villkor"), tuple(rows))


def _to_talk_about(findings):
    """Of each: (what the numbers say, what to ask of it alone, what others have done). No entry is named twice."""
    named = set()
    for finding in findings:
        asked = [question for question in finding.questions if question not in OF_EVERYTHING]
        numbers = [str(article.number) for article in finding.articles]
        hits = search(None, {"artikel": numbers}, sort="nyast", size=ENTRIES_LOOKED_AT, with_counts=False)
        entries = [card for card in cards(hits.pks) if card.pk not in named][:ENTRIES_EACH]
        named |= {card.pk for card in entries}
        told = [f"{card.title} ({card.organisation})" for card in entries] or ["Inget mer i katalogen ännu"]
        yield f"{finding.heading}. {finding.worse_sentence}", "\n".join(asked), "\n".join(told)


def _capitalised(text):
    return text[:1].upper() + text[1:]
