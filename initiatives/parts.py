"""
All that is tied to an entry, read in one statement, and to the many entries of a list, read as pairs of keys.

Django's own way costs the entry's page a third of its time, and a list of all entries most of it.
"""

from types import SimpleNamespace

from django.db import connection

from barnratt.convention.models import Article
from initiatives.models import ArticleLink, Initiative, Kind, Link, Partnership, Tagging, Term
from regions.places.models import County, Municipality, Organisation

# What each part is, its columns, and the thing it leads to with the columns of that which pages show; the rest is
# deferred, so that a page that asks for more gets it.
PARTS = {
    "article_links": (ArticleLink, ["id", "by_editors", "reason"], "article", Article, ["number", "title"]),
    "taggings": (
        Tagging,
        ["id", "by_editors", "reason"],
        "term",
        Term,
        ["id", "vocabulary", "key", "label", "description", "position"],
    ),
    "partnerships": (
        Partnership,
        ["id", "name_then"],
        "organisation",
        Organisation,
        ["id", "key", "kind", "name", "short_name"],
    ),
    "links": (Link, ["id", "url", "title", "material"], None, None, []),
}
PLACES = {
    "counties": (County, ["code", "name", "slug"]),
    "municipalities": (Municipality, ["code", "display_name"]),
}


def _query():
    """SELECT a document of all parts: {name: [[values of the part …, values of what it leads to …], …]}."""
    selects = []
    for name, (model, columns, to, target, shown) in PARTS.items():
        table = model._meta.db_table
        values = [f"part.{column}" for column in columns] + [f"target.{column}" for column in shown]
        join = f"JOIN {target._meta.db_table} target ON target.{target._meta.pk.column} = part.{to}_id" if to else ""
        selects.append(
            f"'{name}', (SELECT json_agg(json_build_array({', '.join(values)}) ORDER BY part.id) "  # noqa: S608
            f"FROM {table} part {join} WHERE part.initiative_id = %(pk)s)"
        )
    for name, (model, columns) in PLACES.items():
        through = Initiative._meta.get_field(name).remote_field.through._meta.db_table
        column = f"{model._meta.model_name}_id"
        values = ", ".join(f"place.{each}" for each in columns)
        selects.append(
            f"'{name}', (SELECT json_agg(json_build_array({values})) FROM {through} part "  # noqa: S608
            f"JOIN {model._meta.db_table} place ON place.code = part.{column} WHERE part.initiative_id = %(pk)s)"
        )
    return f"SELECT json_build_object({', '.join(selects)})"


QUERY = _query()


def read_parts(initiative):
    """Give an entry its parts, as for_detail() does: article_links, taggings, partnerships, links and its places."""
    with connection.cursor() as cursor:
        cursor.execute(QUERY, {"pk": initiative.pk})
        (found,) = cursor.fetchone()
    for name, (model, columns, to, target, shown) in PARTS.items():
        rows = []
        for values in found[name] or []:
            part = _instance(model, initiative_id=initiative.pk, **dict(zip(columns, values, strict=False)))
            if to:
                setattr(part, to, _instance(target, **dict(zip(shown, values[len(columns) :], strict=True))))
            rows.append(part)
        _keep(initiative, name, model, rows)
    for name, (model, columns) in PLACES.items():
        rows = [_instance(model, **dict(zip(columns, values, strict=True))) for values in found[name] or []]
        _keep(initiative, name, model, rows)
    return initiative


def _instance(model, **values):
    """Something that is in the database, with these values read and the others deferred."""
    names = [field.attname for field in model._meta.concrete_fields if field.attname in values]
    return model.from_db(connection.alias, names, [values[name] for name in names])


def _keep(initiative, name, model, rows):
    """What prefetch_related() does with what it has read."""
    kept = model._default_manager.all()
    kept._result_cache, kept._prefetch_done = rows, True
    if not hasattr(initiative, "_prefetched_objects_cache"):
        initiative._prefetched_objects_cache = {}
    initiative._prefetched_objects_cache[name] = kept


# For a long list: where each part is kept, which of its columns says what it leads to, and what that is called.
LEADS = {
    "article_links": (ArticleLink, "article_id", "article", Article),
    "taggings": (Tagging, "term_id", "term", Term),
    "partnerships": (Partnership, "organisation_id", "organisation", Organisation),
    "counties": (Initiative.counties.through, "county_id", None, County),
    "municipalities": (Initiative.municipalities.through, "municipality_id", None, Municipality),
}


class Listed:
    """An entry of a long list. Its parts are plain lists that answer .all(), and what they lead to is shared."""

    def __init__(self, entry, **parts):
        self.__dict__ |= {"entry": entry, **parts}

    def __getattr__(self, name):
        return getattr(self.entry, name)


class _All(list):
    def all(self):
        return self


def _pairs_query():
    """SELECT which part, the entry and the key of what the part leads to, for the parts of many entries."""
    return " UNION ALL ".join(
        f"SELECT '{name}', initiative_id, {column}::text FROM {model._meta.db_table} "  # noqa: S608
        "WHERE initiative_id = ANY(%(pks)s)"
        for name, (model, column, _, _) in LEADS.items()
    )


PAIRS = _pairs_query()


class Lister:
    """Makes entries ready for a list, some at a time. What many entries lead to is read once for them all."""

    def __init__(self):
        self.kinds, self.organisations = Kind.objects.in_bulk(), Organisation.objects.in_bulk()
        self.things = {}
        for name, (_, _, to, target) in LEADS.items():
            there = self.organisations if target is Organisation else target.objects.in_bulk()
            self.things[name] = {str(key): SimpleNamespace(**{to: one}) if to else one for key, one in there.items()}

    def ready(self, entries):
        """The entries as Listed, in the same order."""
        found = {entry.pk: {name: _All() for name in LEADS} for entry in entries}
        with connection.cursor() as cursor:
            cursor.execute(PAIRS, {"pks": list(found)})
            for name, pk, key in cursor.fetchall():
                found[pk][name].append(self.things[name][key])
        return [
            Listed(
                entry,
                kind=self.kinds.get(entry.kind_id),
                organisation=self.organisations[entry.organisation_id],
                **found[entry.pk],
            )
            for entry in entries
        ]
