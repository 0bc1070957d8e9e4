"""The library as a table."""

from barnratt.core.tables import Column, Table


def voice_table(chosen):
    """What children have said, as the list shows it. chosen: the VoiceFilter with the reader's choices."""
    voices = chosen.qs
    fields, values = chosen.form.fields, chosen.form.cleaned_data
    choices = [f"{fields[name].label}: {value}" for name, value in values.items() if value]
    columns = [
        Column("Rubrik", str, "title", 45),
        Column("Vad barnen sa", lambda one: one.said, "said", 70),
        Column("Var", lambda one: one.where, "where", 30),
        Column("Från och med", lambda one: one.from_date, "from", 12),
        Column("Till och med", lambda one: one.until_date, "until", 12),
        Column("Åldrar", lambda one: one.ages_in_words, "ages", 20),
        Column("Antal barn", lambda one: one.number, "number", 12),
        Column("Hur det gick till", lambda one: one.get_way_display(), "way", 30),
        Column(
            "Artiklar", lambda one: "; ".join(str(article.number) for article in one.articles.all()), "articles", 12
        ),
        Column("Ämnesområden", lambda one: "; ".join(str(area) for area in one.areas.all()), "areas", 30),
        Column("Källa", lambda one: one.source, "source", 36),
        Column("Länk", lambda one: one.url, "url", 40),
        Column("Myndighet", lambda one: one.authority.name, "authority", 36),
        Column("Arkiverad", lambda one: one.archived_at is not None, "archived", 12),
        Column("Konstruerat exempel", lambda one: one.constructed, "constructed", 18),
    ]
    told = [
        ("Urval", "; ".join(choices) or "alla aktuella"),
        ("Att tänka på", "Det barn har sagt hör till myndigheten. Dela det inte vidare så att någon kan kännas igen."),
    ]
    return Table("barns-roster", "Vad barn har sagt", columns, voices, told)
