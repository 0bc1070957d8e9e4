"""What lets somebody outside the authority read an assessment. The log says who and when; the reasons stand here."""

import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from assessments.documents import annex
from assessments.models import AUTHORITIES, Assessment
from assessments.sharing import queries
from assessments.sharing.models import Sharing, SharingReading, Support, SupportReading
from barnratt.accounts.models import Role
from barnratt.audit.actions import record
from barnratt.audit.models import AuditEvent
from barnratt.core.errors import RuleBroken
from barnratt.documents.tree import as_data
from barnratt.notifications.actions import notify
from barnratt.notifications.models import Topic
from barnratt.questionnaires import answers

HOURS = (1, 4, 24, 72)


@transaction.atomic
def share(assessment, receiver, *, reason, by):
    """Let another authority read the assessment as it stands now. Raises RuleBroken."""
    assessment = _locked(assessment)
    response = assessment.response
    if receiver.kind not in AUTHORITIES or receiver == assessment.authority:
        raise RuleBroken("Välj en annan myndighet.")
    if not reason.strip():
        raise RuleBroken("Skriv varför prövningen delas.")
    if answers.stopped_by(response.version.definition, response.answers, response.flags):
        raise RuleBroken("Prövningen görs inte här, så den kan inte delas härifrån.")
    if assessment.sharings.filter(receiver=receiver, ended_at=None).exists():
        raise RuleBroken("Prövningen är redan delad med den myndigheten. Avsluta den delningen först.")
    made = Sharing.objects.create(
        assessment=assessment, receiver=receiver, reason=reason, by=by, by_name=str(by),
        title=assessment.title, content=as_data(annex(assessment)), revision=response.revision,
    )  # fmt: skip
    after = {"receiver": receiver.name, "revision": response.revision}
    record(AuditEvent.Type.ASSESSMENT_SHARED, assessment, by=by, after=after)
    text = f"{assessment.authority} har delat en prövning av barnets bästa med {receiver}."
    notify(queries.people_of(receiver), Topic.CONTACT, text=text, path=made.get_absolute_url(), by=by)
    return made


@transaction.atomic
def end_sharing(sharing, *, by):
    """The other authority reads it no more. Raises RuleBroken when it has ended already."""
    sharing = (
        Sharing.objects.select_for_update(of=("self",)).select_related("assessment", "receiver").get(pk=sharing.pk)
    )
    _end(sharing, by)
    before = {"receiver": sharing.receiver.name}
    record(AuditEvent.Type.ASSESSMENT_SHARING_ENDED, sharing.assessment, by=by, before=before)
    return sharing


@transaction.atomic
def let_support_read(assessment, administrator, *, hours, reason, by):
    """Let one of those who run the portal read for some hours: one of HOURS. Raises RuleBroken."""
    assessment = _locked(assessment)
    if not (administrator.is_active and administrator.has_national(Role.ADMINISTRATOR)):
        raise RuleBroken("Välj någon som arbetar i portalens support.")
    if hours not in HOURS:
        raise RuleBroken("Välj hur länge supporten får läsa.")
    if not reason.strip():
        raise RuleBroken("Skriv vad supporten behöver hjälpa till med.")
    if assessment.support.running().filter(administrator=administrator).exists():
        raise RuleBroken("Personen får redan läsa. Avsluta det först, om tiden ska ändras.")
    now = timezone.now()
    made = Support.objects.create(
        assessment=assessment, administrator=administrator, administrator_name=str(administrator), reason=reason,
        by=by, by_name=str(by), at=now, expires_at=now + datetime.timedelta(hours=hours),
    )  # fmt: skip
    after = {"administrator": administrator.pk, "name": str(administrator), "hours": hours}
    record(AuditEvent.Type.ASSESSMENT_SUPPORT_GRANTED, assessment, by=by, after=after)
    text = f"{assessment.authority} låter dig läsa en prövning för att hjälpa till."
    notify([administrator], Topic.CONTACT, text=text, path=reverse("sharing:read", args=[made.pk]), by=by)
    return made


@transaction.atomic
def end_support(support, *, by):
    """The support reads no more. Raises RuleBroken when it has ended already."""
    support = Support.objects.select_for_update(of=("self",)).select_related("assessment").get(pk=support.pk)
    if not support.is_running:
        raise RuleBroken("Supporten läser inte längre.")
    _end(support, by)
    before = {"administrator": support.administrator_id, "name": support.administrator_name}
    record(AuditEvent.Type.ASSESSMENT_SUPPORT_ENDED, support.assessment, by=by, before=before)
    return support


def tell_shared_read(sharing, *, by):
    """Keep that somebody has read what is shared, today."""
    SharingReading.objects.get_or_create(
        sharing=sharing, person=by, date=timezone.localdate(), defaults={"person_name": str(by)}
    )


def tell_support_read(support):
    """Keep that the support has read, each time."""
    SupportReading.objects.create(support=support)


def _end(begun, by):
    if begun.ended_at:
        raise RuleBroken("Det är redan avslutat.")
    begun.ended_at, begun.ended_by, begun.ended_by_name = timezone.now(), by, str(by)
    begun.save(update_fields=["ended_at", "ended_by", "ended_by_name"])


def _locked(assessment):
    return (
        Assessment.objects.select_for_update(of=("self",))
        .select_related("response__version", "authority")
        .get(pk=assessment.pk)
    )
