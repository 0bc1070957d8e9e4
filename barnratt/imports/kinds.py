"""What can be imported. A kind is one class in one file, named in settings.IMPORTERS.

A kind is an import-export resource: its columns say how a cell is read and how a value is shown, and it knows how a
row finds what it is about. A value has one form everywhere – checked, compared, stored, undone – which JSON can hold:
text, int, bool, None, or a list of those. What a value refers to is its key, as "2180" for Gävle.

    class Municipalities(Kind):
        key, label, one, many = "municipality-facts", "Uppgifter om kommuner", "kommun", "kommuner"
        code = Column("Kommun", municipality, required=True, aliases=("kommunkod",))
        population = Column("Folkmängd", whole)
        class Meta:
            model = Municipality

`Column.read` gets (kind, cell), so that it can look a name up in what `prepare` has made ready.
"""

import datetime
import re
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.utils.module_loading import import_string
from import_export.fields import Field as ExportField
from import_export.resources import Resource

from barnratt.imports import matching, values
from barnratt.imports.values import Fault

CLEARED = "(tom)"  # what a cell says to empty what is there; an empty cell leaves it as it is


TAKEN_AWAY = "*"  # beside the columns, in what an import remembers of a row


class Column(ExportField):
    """A column of a kind.

    label: what it is called, in Swedish. read(kind, cell): the value of a cell, None for an empty one; raises Fault.
    stored(instance): the value that something in the database has; else its attribute of the column's name.
    shown(kind, value): the value for a person. required: a new row must have it. help_text, example and
    choices(kind), the labels that there are to choose from, are for the template.
    """

    def __init__(
        self,
        label,
        read,
        *,
        stored=None,
        shown=None,
        aliases=(),
        required=False,
        help_text="",
        example="",
        choices=None,
    ):
        super().__init__(column_name=label)
        self.label, self.read, self.aliases, self.required = label, read, aliases, required
        self.help_text, self.example, self.choices = help_text, example, choices
        self._stored, self._shown = stored, shown
        self.name = None  # the kind's metaclass of attributes does not tell a field its name: Kind.__init__ does

    def get_value(self, instance):
        return self._stored(instance) if self._stored else plain(getattr(instance, self.name))

    def is_number(self, value):
        """Whether a value is a number to a person too, and no key of something that has a name."""
        return isinstance(value, int | float) and not isinstance(value, bool) and self._shown is None

    def shown(self, kind, value):
        if value is None or value == "" or value == []:
            return ""
        if self._shown:
            return self._shown(kind, value)
        return "; ".join(map(values.shown, value)) if isinstance(value, list) else values.shown(value)


class Kind(Resource):
    """What all kinds share. A kind of its own sets key, label, one, many, columns and Meta.model.

    `identifiers` are the columns that tell which thing a row is about. A thing is found by them. is_keyed: the database
    lets no two things have the same, so that what a row made is found by them again, and no row has to remember it.
    exports: whether all there is can be fetched. needs_person: whether the portal cannot do it by itself.
    keep_days: how long a file is kept that holds people's addresses; None: as long as the portal.
    """

    key = label = one = many = help_text = ""
    identifiers = ()
    is_keyed = False
    exports = True
    needs_person = False
    keep_days = None
    # Relations to the thing that this kind writes itself. Any other means that somebody has built on it.
    own_parts = ()

    def __init__(self):
        super().__init__()
        self.columns = {name: field for name, field in self.fields.items() if isinstance(field, Column)}
        for name, column in self.columns.items():
            column.name = name

    @property
    def match_fields(self):
        return [
            matching.Field(name, column.label, tuple(column.aliases), column.required)
            for name, column in self.columns.items()
        ]

    @property
    def model(self):
        return self._meta.model

    def may(self, user):
        """Who may import the kind."""
        return user.is_administrator

    def prepare(self):
        """Make ready what the columns look names up in. Called once before rows are read."""

    def queryset(self):
        return self.model.objects.all()

    def fill(self, row):
        """Say what a row leaves out because it goes without saying. Called before the row's thing is looked for."""

    def needed(self, row):
        """The columns that a new row must have a value in."""
        return {name for name, column in self.columns.items() if column.required}

    def spread(self, header):
        """Which value a column of a wide table holds, as "value@year=2021" where years are columns; None for others.

        A kind that answers has spread_label(field) too: what a person reads for such a column.
        """
        return

    def identity(self, row):
        """What tells the row's thing from others, or None when the row does not say. `row` is {column: value}."""
        found = tuple(row.get(name) for name in self.identifiers)
        return None if None in found else found

    def find(self, identities):
        """{identity: instance} of those that exist."""
        (name,) = self.identifiers
        wanted = [identity[0] for identity in identities]
        return {(plain(getattr(one, name)),): one for one in self.queryset().filter(**{f"{name}__in": wanted})}

    def stored(self, instance):
        """{column: value} of what is in the database."""
        return {name: column.get_value(instance) for name, column in self.columns.items()}

    def complete(self, row, instance):
        """Fill in what follows from the rest, before a row is compared. `instance` is None for a new one."""

    def check(self, row, instance):
        """{column: Fault} of what is wrong with a row as a whole."""
        return {}

    def name_of(self, row):
        """What the row is about, for a list."""
        return str(next((row[name] for name in (*self.identifiers, *row) if row.get(name)), ""))

    def create(self, rows, *, by):
        """Make new things of rows. Returns their primary keys in the same order."""
        return [one.pk for one in self.model.objects.bulk_create([self.model(**row) for row in rows], batch_size=1000)]

    def change(self, changes, *, by):
        """Write changes: [(instance, {column: value})]."""
        for instance, row in changes:
            for name, value in row.items():
                setattr(instance, name, value)
        names = sorted({name for _, row in changes for name in row})
        self.model.objects.bulk_update([instance for instance, _ in changes], names, batch_size=500)

    def remove(self, instances, *, by):
        """Take away what an import made."""
        self.model.objects.filter(pk__in=[instance.pk for instance in instances]).delete()

    def finish(self, *, by):
        """What is to be done when all rows of a file are written or taken back, in the same transaction.

        Raises Refused when the rows do not go together; then nothing of the file is written.
        """

    def is_built_on(self, instances):
        """{pk: why} of things that something else in the portal rests on now."""
        found, pks = {}, [instance.pk for instance in instances]
        for relation in self.model._meta.related_objects:
            if relation.get_accessor_name() in self.own_parts or relation.related_model._meta.label in self.own_parts:
                continue
            resting = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": pks})
            for pk in resting.values_list(relation.field.name, flat=True).distinct():
                found.setdefault(pk, f"det finns {relation.related_model._meta.verbose_name_plural} som hör till")
        return found

    def taken_away(self, instance, row):
        """What a change would take away that no column tells, as JSON. An undo gives it back under TAKEN_AWAY."""
        return {}

    def is_untouched(self, instance):
        """Whether something that an import made is as it made it, also where the kind has no column."""
        return True

    def is_settled(self, instance):
        """Why something that an import changed can no longer be changed back, or ""."""
        return ""

    def everything(self):
        """Every thing there is, for an export."""
        return self.queryset().order_by("pk").iterator(chunk_size=1000)


def plain(value):
    """A value of the database in the form that JSON can hold."""
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return value


def kinds():
    """{key: kind} of everything that can be imported, in the order of the settings."""
    found = [import_string(name)() for name in settings.IMPORTERS]
    return {kind.key: kind for kind in found}


def kinds_for(user):
    return {key: kind for key, kind in kinds().items() if kind.may(user)}


# How cells are read: (kind, cell) → value

ADDRESS = re.compile(r"https?://[^\s/$.?#][^\s]*", re.IGNORECASE)
EMAIL = re.compile(r"[^@\s,;<>\"']+@[^@\s,;<>\"']+\.[^@\s,;<>\"'.]+")
LONGEST_ADDRESS, LONGEST_EMAIL = 500, 254


def text(kind, cell):
    return values.text(cell)


def line(kind, cell):
    return values.line(cell)


def whole(kind, cell):
    return values.whole(cell)


def year(kind, cell):
    return values.year(cell)


def yes_no(kind, cell):
    return values.yes_no(cell)


def web_address(kind, cell):
    """A whole address, which begins with https:// or http://."""
    found = values.line(cell)
    if found is None:
        return None
    if found.lower().startswith("www."):
        raise Fault(f"{values.quoted(cell)} ska börja med https://.", f"https://{found}")
    if not ADDRESS.fullmatch(found) or len(found) > LONGEST_ADDRESS:
        raise Fault(f"{values.quoted(cell)} är ingen webbadress. Den ska börja med https://.")
    return found


def email(kind, cell):
    """An e-mail address in lower case. One that stands among other words is proposed."""
    found = values.line(cell)
    if found is None:
        return None
    found = found.removeprefix("mailto:")
    if not EMAIL.fullmatch(found) or len(found) > LONGEST_EMAIL:
        inside = EMAIL.findall(found[: 2 * LONGEST_EMAIL])
        raise Fault(f"{values.quoted(cell)} är ingen e-postadress.", inside[0] if len(inside) == 1 else None)
    return found.lower()


def at_most(length, read):
    """A text that the database has room for."""

    def limited(kind, cell):
        found = read(kind, cell)
        if found is not None and len(found) > length:
            raise Fault(f"Texten är {len(found)} tecken. Här får det stå högst {length}.")
        return found

    return limited


def named(lookup):
    """The value of the thing that a cell names, in the Names that the kind has made ready as its attribute `lookup`."""

    def look_up(kind, cell):
        return getattr(kind, lookup).find(cell)

    return look_up


def several(read, *, separators=";\n", in_order=False):
    """A list without doubles: sorted, unless the order that they are written in means something."""

    def listed(kind, cell):
        found = values.many(cell, lambda part: read(kind, part), separators=separators)
        return (list(dict.fromkeys(found)) if in_order else sorted(set(found))) or None

    return listed
