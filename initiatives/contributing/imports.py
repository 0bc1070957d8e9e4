"""A list of films, as it is saved from YouTube: each becomes a draft that somebody describes further."""

from barnratt.imports import kinds, values
from barnratt.imports.kinds import Column, Kind, at_most, named
from barnratt.imports.values import Fault
from initiatives.contributing import actions
from initiatives.contributing.models import Change
from initiatives.models import Link
from regions.places.imports import organisation_names
from regions.places.models import Organisation

LONGEST_SUMMARY = 400


def _shortened(kind, cell):
    """The beginning of a long text, to a whole word."""
    found = values.line(cell)
    if found is None or len(found) <= LONGEST_SUMMARY:
        return found
    return found[: LONGEST_SUMMARY - 1].rsplit(" ", 1)[0] + "…"


def _first(change, name):
    return (change.content.get(name) or [""])[0]


class FilmKind(Kind):
    key, label, one, many = "films", "Filmer (lista från YouTube)", "film", "filmer"
    help_text = (
        "En film på varje rad, med adress, titel och beskrivning. Varje film blir ett utkast till ett initiativ, "
        "som någon i organisationen beskriver vidare och skickar in."
    )
    exports = False
    needs_person = True
    identifiers = ("url",)

    url = Column(
        "Filmens adress",
        kinds.web_address,
        stored=lambda one: _first(one, "links").split(" ")[0],
        required=True,
        aliases=("url", "länk", "adress", "video url", "webbadress"),
        example="https://www.youtube.com/watch?v=exempel",
    )
    title = Column(
        "Titel",
        at_most(160, kinds.line),
        stored=lambda one: _first(one, "title"),
        required=True,
        aliases=("title", "rubrik", "video title"),
        example="Vår barnrättsresa",
    )
    summary = Column(
        "Beskrivning",
        _shortened,
        stored=lambda one: _first(one, "summary"),
        aliases=("description", "sammanfattning", "text"),
        example="Så arbetade vi med barnens delaktighet.",
        help_text="De första 400 tecknen blir sammanfattningen.",
    )
    organisation = Column(
        "Organisation",
        named("organisation_names"),
        stored=lambda one: one.organisation_id,
        shown=lambda kind, value: kind.organisation_names.label(value),
        required=True,
        aliases=("kanal", "channel", "ansvarig", "avsändare"),
        example="Gävle kommun",
    )

    class Meta:
        model = Change

    def prepare(self):
        self.organisation_names = organisation_names()
        self.listed = dict(
            Link.objects.filter(initiative__published_at__isnull=False).values_list("url", "initiative__title")
        )

    def queryset(self):
        return Change.objects.select_related("initiative")

    def find(self, identities):
        drafts = self.queryset().filter(is_new=True, content__has_key="links").exclude(content__links=[])
        return {(url,): one for one in drafts if ((url := _first(one, "links").split(" ")[0]),) in identities}

    def check(self, row, instance):
        if instance is None and (title := self.listed.get(row.get("url"))):
            return {"url": Fault(f"Filmen finns redan i katalogen, i ”{title}”.")}
        if instance is not None and instance.state != Change.State.WRITING:
            return {"url": Fault("Filmen finns redan, och utkastet är inskickat.")}
        return {}

    def name_of(self, row):
        return row.get("title") or row.get("url") or ""

    def create(self, rows, *, by):
        organisations, made = Organisation.objects.in_bulk({row["organisation"] for row in rows}), []
        for row in rows:
            change = actions.begin_new(title=row["title"], organisation=organisations[row["organisation"]], by=by)
            part = {
                "summary": [row["summary"]] if row.get("summary") else [],
                "links": [f"{row['url']} {row['title']}"],
            }
            made.append(actions.write(change, part=part, by=by)[0].pk)
        return made

    def change(self, changes, *, by):
        for one, row in changes:
            part = {name: [row[name]] if row[name] else [] for name in ("title", "summary") if name in row}
            actions.write(one, part=part, by=by)

    def is_untouched(self, instance):
        return instance.state == Change.State.WRITING

    def is_built_on(self, instances):
        return {}

    def remove(self, instances, *, by):
        for one in instances:
            actions.remove_draft(one, by=by)
