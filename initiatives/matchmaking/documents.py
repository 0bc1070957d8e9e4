"""Notices as a table."""

from django.utils import timezone

from barnratt.core.tables import Column, Table, address_column


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
        Column("Konstruerat exempel", lambda notice: notice.constructed, "constructed", 12),
        address_column(request),
    ]
    told = [("Urval", "; ".join(choices) or "alla öppna efterlysningar")]
    return Table("efterlysningar", "Efterlysningar", columns, notices, told)


def contact_table(request, contacts):
    """One's own questions and those that one's organisations have got, without what is written in them."""
    columns = [
        Column("Om", lambda contact: str(contact.about), "about", 45),
        Column("Från", lambda contact: str(contact.from_organisation or ""), "from", 36),
        Column("Till", lambda contact: str(contact.to_organisation), "to", 36),
        Column("Läge", lambda contact: contact.get_state_display(), "state"),
        Column("Senast skrivet", lambda contact: timezone.localdate(contact.latest_at), "latest", 14),
        address_column(request),
    ]
    return Table("kontakter", "Mina kontakter", columns, contacts)


def report_table(request, reports):
    """What has been reported, without who did."""
    columns = [
        Column("Skäl", lambda report: report.get_category_display(), "category", 30),
        Column("Anmäld", lambda report: timezone.localdate(report.reported_at), "reported", 12),
        Column("Beslut", lambda report: report.get_decision_display() if report.decided_at else "", "decision"),
        address_column(request),
    ]
    return Table("anmalningar", "Anmälningar", columns, reports)
