from django.db import transaction

from barnratt.audit.actions import record
from barnratt.audit.models import AuditEvent
from regions.statistics import vintages, withholding
from regions.statistics.models import Dataset, Indicator, Observation


@transaction.atomic
def begin_vintage(key, *, by, **about):
    """
    The vintage with a key: a new one, later than all others, or the one that was begun before.

    about: title, source, retrieved and the other fields of a new Dataset.
    """
    dataset = Dataset.objects.filter(pk=key).first()
    if dataset is None:
        latest = Dataset.objects.select_for_update().order_by("-position").first()
        dataset = Dataset(key=key, position=(latest.position if latest else 0) + 1, **about)
        dataset.full_clean()
        dataset.save(force_insert=True)
        record(AuditEvent.Type.STATISTICS_TAKEN_IN, dataset, by=by, after={"title": dataset.title})
    return dataset


@transaction.atomic
def set_smallest_count(dataset, smallest_count, *, by):
    """
    Of how few persons or things a data set shows a number; None shows all. All it holds is judged anew.

    Raises Refused where a table cannot be judged, see `withholding`.
    """
    dataset = Dataset.objects.select_for_update().get(pk=dataset.pk)
    before, dataset.smallest_count = dataset.smallest_count, smallest_count
    dataset.save(update_fields=["smallest_count"])
    tables = Observation.objects.filter(dataset=dataset).values_list("indicator", "year").distinct()
    for indicator, year in tables.order_by("indicator", "year"):
        withholding.withhold(dataset.pk, indicator, year)
    names = {"before": {"smallest_count": before}, "after": {"smallest_count": smallest_count}}
    record(AuditEvent.Type.STATISTICS_RULE_CHANGED, dataset, by=by, **names)
    return dataset


@transaction.atomic
def take_in(values, *, dataset, by):
    """Write what a source says (sources.said.Value) as a vintage; what it has said before is corrected.

    Returns how many values were new or other than before.
    """
    nothing = (None, None, None, None)
    rows = ((dataset.pk, *one[:6], one.value, *nothing, one.status) for one in values)
    written = vintages.add(rows, correct=True)
    if written:
        record(AuditEvent.Type.STATISTICS_TAKEN_IN, dataset, by=by, after={"values": written})
    return written


@transaction.atomic
def edit_indicator(indicator, *, fields, by):
    """Change what the editors say of an indicator. fields: {field: value}; recommendations and articles are lists."""
    indicator = Indicator.objects.select_for_update(of=("self",)).get(pk=indicator.pk)
    before = _told(indicator, fields)
    several = {name for name in fields if Indicator._meta.get_field(name).many_to_many}
    for name in fields.keys() - several:
        setattr(indicator, name, fields[name])
    indicator.full_clean()
    indicator.save()
    for name in several:
        getattr(indicator, name).set(fields[name])
    after = _told(indicator, fields)
    changed = [name for name in after if before[name] != after[name]]
    if changed:
        record(
            AuditEvent.Type.INDICATOR_EDITED,
            indicator,
            by=by,
            before={name: before[name] for name in changed},
            after={name: after[name] for name in changed},
        )
    return indicator


@transaction.atomic
def save_recommendation(recommendation, *, indicators=None, by):
    """Add or change one of the Committee's recommendations. indicators: those tied to it, when they too are told."""
    recommendation.full_clean()
    known = type(recommendation).objects.select_for_update().filter(pk=recommendation.pk).first()
    before = _columns(known) | {"indicators": _tied(known)} if known else {}
    recommendation.save()
    if indicators is not None:
        recommendation.indicators.set(indicators)
    after = _columns(recommendation) | {"indicators": _tied(recommendation)}
    changed = [name for name in after if before.get(name) != after[name]]
    if changed:
        record(
            AuditEvent.Type.RECOMMENDATION_EDITED,
            recommendation,
            by=by,
            before={name: before[name] for name in changed if name in before},
            after={name: after[name] for name in changed},
        )
    return recommendation


@transaction.atomic
def remove_recommendation(recommendation, *, by):
    record(AuditEvent.Type.RECOMMENDATION_REMOVED, recommendation, by=by, before=_columns(recommendation))
    recommendation.delete()


def _told(indicator, names):
    """The fields as the log has them."""
    told = {}
    for name in names:
        field = Indicator._meta.get_field(name)
        if field.many_to_many:
            told[name] = sorted(str(one.pk) for one in getattr(indicator, name).all())
        else:
            told[name] = getattr(indicator, field.attname)
    return told


def _tied(recommendation):
    return sorted(recommendation.indicators.values_list("pk", flat=True))


def _columns(instance):
    return {field.name: getattr(instance, field.attname) for field in instance._meta.concrete_fields}
