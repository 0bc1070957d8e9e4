"""Notices as a table."""

from django.utils import timezone

from barnratt.core.tables import Column, Table


def notice_table(request, chosen):
    """Who seeks whom, as the list shows it. chosen: the NoticeFilter with the reader's choices."""
    notices = chosen.qs
    fields, values = chosen.form.fields, chosen.form.cleaned_data
    choices = [f"{fields[name].label}: {value}" for name, value in values.items() if value]
    columns = [
        Column("Efterlysning", str, "title", 45),
        Column("Organisation", lambda notice: notice.organisation.name, "organisation", 36),
        Column("Plats", lambda notice: notice.place, "place"),
        Column("Vad", lambda notice: notice.what, "what", 60),
        Column("Söker", lambda notice: "; ".join(map(str, notice.partners)), "seeks", 30),
        Column("Artiklar", lambda notice: "; ".join(str(one.number) for one in notice.articles.all()), "articles", 12),
        Column("Publicerad", lambda notice: timezone.localdate(notice.created_at), "published", 12),
        Column("Sista dag", lambda notice: notice.until, "until", 12),
        Column("Adress", lambda notice: request.build_absolute_uri(notice.get_absolute_url()), "url", 40),
    ]
    told = [("Urval", "; ".join(choices) or "alla öppna efterlysningar")]
    return Table("efterlysningar", "Efterlysningar", columns, notices, told)
