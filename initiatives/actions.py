from django.db import transaction
from django.utils import timezone

from barnratt.audit.actions import record
from barnratt.audit.models import AuditEvent
from barnratt.core.errors import RuleBroken
from barnratt.notifications.actions import notify
from barnratt.notifications.models import Topic
from initiatives import index
from initiatives.models import ArticleLink, Initiative, Link, Partnership, Tagging
from initiatives.permissions import owners_of, works_elsewhere

# Addresses below /initiativ/ that are pages of their own.
RESERVED_SLUGS = {"ny", "jamfor", "forslag", "fragor", "mina", "andringar", "aktualitet"}


@transaction.atomic
def create(*, slug, fields, by, counties=(), municipalities=(), partners=(), articles=(), taggings=(), links=()):
    """Create a draft.

    `fields` are the entry's own columns by name; `partners` are (organisation, name in the source);
    `articles` and `taggings` are (article or term, by editors, reason); `links` are (url, title, material).
    Every county of a municipality that is given is added.
    """
    if slug in RESERVED_SLUGS:
        raise RuleBroken("Den adressen är upptagen. Välj en annan.")
    initiative = Initiative(slug=slug, **fields)
    initiative.full_clean()
    initiative.save()
    initiative.municipalities.set(municipalities)
    initiative.counties.set({*counties, *(municipality.county for municipality in municipalities)})
    Partnership.objects.bulk_create(
        Partnership(initiative=initiative, organisation=organisation, name_then=name) for organisation, name in partners
    )
    ArticleLink.objects.bulk_create(
        ArticleLink(initiative=initiative, article=article, by_editors=by_editors, reason=reason)
        for article, by_editors, reason in articles
    )
    Tagging.objects.bulk_create(
        Tagging(initiative=initiative, term=term, by_editors=by_editors, reason=reason)
        for term, by_editors, reason in taggings
    )
    Link.objects.bulk_create(
        Link(initiative=initiative, url=url, title=title, material=material) for url, title, material in links
    )
    record(AuditEvent.Type.INITIATIVE_CREATED, initiative, by=by, after={"slug": slug, **fields})
    return initiative


@transaction.atomic
def edit(initiative, *, fields, by):
    """Change columns of the entry. Only what differs is written and logged."""
    initiative = Initiative.objects.select_for_update(of=("self",)).get(pk=initiative.pk)
    before = {name: getattr(initiative, name) for name, value in fields.items() if getattr(initiative, name) != value}
    if not before:
        return initiative
    for name in before:
        setattr(initiative, name, fields[name])
    initiative.revision += 1
    initiative.full_clean()
    initiative.save()
    index.refresh(initiative)
    after = {name: fields[name] for name in before}
    record(AuditEvent.Type.INITIATIVE_EDITED, initiative, by=by, before=before, after=after)
    return initiative


@transaction.atomic
def publish(initiative, *, by):
    """Show the entry to everyone. From the same moment it is found and counted."""
    initiative = Initiative.objects.select_for_update(of=("self",)).get(pk=initiative.pk)
    if initiative.state == Initiative.State.PUBLISHED:
        raise RuleBroken("Initiativet är redan publicerat.")
    if initiative.state == Initiative.State.ARCHIVED:
        raise RuleBroken("Initiativet är arkiverat. Bekräfta att uppgifterna stämmer, så visas det igen.")
    if initiative.scope != Initiative.Scope.NATIONAL and not initiative.counties.exists():
        raise RuleBroken("Välj minst ett län eller en kommun, eller att initiativet gäller hela landet.")
    before = {"state": initiative.state}
    initiative.state = Initiative.State.PUBLISHED
    initiative.published_at = initiative.published_at or timezone.now()
    initiative.full_clean()
    initiative.save(update_fields=["state", "published_at", "changed_at"])
    index.refresh(initiative)
    record(AuditEvent.Type.INITIATIVE_PUBLISHED, initiative, by=by, before=before, after={"state": initiative.state})
    return initiative


@transaction.atomic
def withdraw(initiative, *, by, reason):
    """Take the entry out of the catalogue. Its text is kept and it can be published again (bring_back)."""
    initiative = Initiative.objects.select_for_update(of=("self",)).get(pk=initiative.pk)
    if initiative.state not in (Initiative.State.PUBLISHED, Initiative.State.ARCHIVED):
        raise RuleBroken("Initiativet är inte publicerat.")
    if not reason.strip():
        raise RuleBroken("Skriv varför initiativet avpubliceras.")
    before = {"state": initiative.state}
    initiative.state, initiative.archived_at = Initiative.State.WITHDRAWN, None
    initiative.save(update_fields=["state", "archived_at", "changed_at"])
    index.refresh(initiative)
    record(
        AuditEvent.Type.INITIATIVE_WITHDRAWN,
        initiative,
        by=by,
        before=before,
        after={"state": initiative.state, "reason": reason, "by_owners": not works_elsewhere(by, initiative)},
    )
    text = f"”{initiative}” är avpublicerat."
    notify(owners_of(initiative), Topic.REVIEW, text=text, path=initiative.get_absolute_url(), by=by)
    return initiative


@transaction.atomic
def bring_back(initiative, *, by):
    """Publish an entry that has been withdrawn."""
    initiative = Initiative.objects.select_for_update(of=("self",)).get(pk=initiative.pk)
    if initiative.state != Initiative.State.WITHDRAWN:
        raise RuleBroken("Initiativet är inte avpublicerat.")
    return publish(initiative, by=by)
