"""What an authority makes its own: help and questions in templates, standard answers, and sorts of case."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from assessments.actions import NO_NUMBERS
from assessments.local.layering import NAMESPACE, TYPES, conflicts, faults_of, layered
from assessments.local.models import CaseType, Layer, StandardAnswer
from assessments.reference_data import own_key, published
from barnratt.accounts.models import Role, User
from barnratt.audit.actions import record
from barnratt.audit.models import AuditEvent
from barnratt.core.errors import RuleBroken
from barnratt.core.personal_data import holds_identity_number
from barnratt.notifications.actions import notify
from barnratt.notifications.models import Topic
from barnratt.questionnaires import actions as questionnaires

MOST_QUESTIONS = 20


@transaction.atomic
def set_help(authority, template, question, text, *, by):
    """Say in the authority's own words what a national question means there. An empty text takes it away."""
    _no_numbers(text)
    layer = _layer(authority, template)
    asked = published(template).definition.by_key
    helped = {key: one for key, one in layer.draft.get("help", {}).items() if key != question}
    if text:
        if question not in asked:
            raise RuleBroken("Frågan finns inte i mallen.")
        helped[question] = {"text": text, "about": asked[question].text}
    return _keep(layer, help=helped, by=by, what={"help": question})


@transaction.atomic
def add_question(authority, template, *, fields, by):
    """One more question at the end of a step. fields: step, text, help, type, labels, required. Returns its key."""
    _no_numbers(fields["text"], fields["help"], *fields["labels"])
    layer = _layer(authority, template)
    questions = layer.draft.get("questions", [])
    if len(questions) >= MOST_QUESTIONS:
        raise RuleBroken(f"En mall kan ha högst {MOST_QUESTIONS} egna frågor. Ta bort någon först.")
    key = f"{NAMESPACE}{layer.next_number}"
    layer.next_number += 1
    _keep(layer, questions=[*questions, _question(key, fields, {})], by=by, what={"question": key})
    return key


@transaction.atomic
def edit_question(authority, template, key, *, fields, by):
    """Change an own question. Assessments that have begun keep it as it was."""
    _no_numbers(fields["text"], fields["help"], *fields["labels"])
    layer = _layer(authority, template)
    questions = layer.draft.get("questions", [])
    before = _own(questions, key)
    after = _question(key, fields, before)
    changed = [after if one is before else one for one in questions]
    return _keep(layer, questions=changed, by=by, what={"question": key})


@transaction.atomic
def remove_question(authority, template, key, *, by):
    """No longer ask an own question. Its key is never used again, so that old answers are never taken for new ones."""
    layer = _layer(authority, template)
    questions = layer.draft.get("questions", [])
    gone = _own(questions, key)
    return _keep(layer, questions=[one for one in questions if one is not gone], by=by, what={"removed": key})


@transaction.atomic
def publish(authority, template, *, by):
    """Let the additions be part of the assessments that begin from now on. Those that have begun stay as they are."""
    layer = _layer(authority, template)
    national = published(template).content
    if faults := faults_of(national, layer.draft):
        raise RuleBroken(" ".join(faults))
    version = questionnaires.publish(layered(national, layer.draft), by=by, key=own_key(template, authority))
    layer.published, layer.version, layer.published_at = layer.draft, version, timezone.now()
    layer.save(update_fields=["published", "version", "published_at"])
    record(AuditEvent.Type.LOCAL_LAYER_PUBLISHED, layer, by=by, after={"version": version.number})
    return layer


@transaction.atomic
def renew():
    """Lay all published additions on the national templates as they are now. Returns the layers that it changed."""
    changed = []
    layers = Layer.objects.select_for_update(of=("self",)).exclude(version=None).select_related("authority")
    for layer in layers.order_by("pk"):
        content = layered(published(layer.template).content, layer.published)
        version = questionnaires.publish(content, by=None, key=own_key(layer.template, layer.authority))
        if version.pk != layer.version_id:
            layer.version, layer.published_at = version, timezone.now()
            layer.save(update_fields=["version", "published_at"])
            record(AuditEvent.Type.LOCAL_LAYER_PUBLISHED, layer, by=None, after={"version": version.number})
            changed.append(layer)
            _tell_strategists(layer)
    return changed


def _tell_strategists(layer):
    """That the national template has changed below their additions, and whether something has to be looked at."""
    differs = conflicts(published(layer.template).content, layer.draft)
    told = "Något av era tillägg passar inte längre." if differs else "Era tillägg följde med."
    notify(
        User.objects.filter(
            memberships__organisation=layer.authority, memberships__role=Role.STRATEGIST, memberships__ended_at=None
        ).order_by("pk"),
        Topic.TEMPLATES,
        text=f"Den nationella mallen ”{layer.get_template_display()}” har ändrats. {told}",
        path=reverse("local:layer", args=[layer.authority.key, layer.template]),
        by=None,
    )


@transaction.atomic
def keep_standard_answer(authority, answer, *, fields, by):
    """A new standard answer (None), or a change of one. fields: template, question, title, text."""
    _no_numbers(fields["title"], fields["text"])
    answer = StandardAnswer.objects.select_for_update().get(pk=answer.pk) if answer else StandardAnswer()
    same = StandardAnswer.objects.filter(authority=authority, **{name: fields[name] for name in ANSWER_KEY})
    if same.exclude(pk=answer.pk).exists():
        raise RuleBroken("Det finns redan ett standardsvar med det namnet vid frågan.")
    answer.authority, answer.changed_at = authority, timezone.now()
    for name, value in fields.items():
        setattr(answer, name, value)
    answer.save()
    told = {"template": answer.template, "question": answer.question}
    record(AuditEvent.Type.LOCAL_STANDARD_ANSWERS_CHANGED, answer, by=by, after=told)
    return answer


@transaction.atomic
def remove_standard_answer(answer, *, by):
    """No longer offer it. What has been made of it stays where it was put."""
    record(AuditEvent.Type.LOCAL_STANDARD_ANSWERS_CHANGED, answer, by=by, before={"title": answer.title})
    answer.delete()


@transaction.atomic
def keep_case_type(authority, case_type, *, fields, by):
    """A new sort of case (None), or a change of one. fields: name, needs, why, template, decided."""
    _no_numbers(fields["name"], fields["why"], fields["decided"])
    case_type = CaseType.objects.select_for_update().get(pk=case_type.pk) if case_type else CaseType()
    if CaseType.objects.filter(authority=authority, name=fields["name"]).exclude(pk=case_type.pk).exists():
        raise RuleBroken("Ärendetypen finns redan.")
    if fields["needs"] == CaseType.Needs.NEVER and fields["template"]:
        raise RuleBroken("En ärendetyp som inte behöver någon prövning har ingen mall.")
    before = {name: getattr(case_type, name) for name in fields if case_type.pk}
    case_type.authority = authority
    for name, value in fields.items():
        setattr(case_type, name, value)
    case_type.save()
    record(AuditEvent.Type.LOCAL_CASE_TYPES_CHANGED, case_type, by=by, before=before, after=fields)
    return case_type


@transaction.atomic
def remove_case_type(case_type, *, by):
    record(AuditEvent.Type.LOCAL_CASE_TYPES_CHANGED, case_type, by=by, before={"name": case_type.name})
    case_type.delete()


ANSWER_KEY = ("template", "question", "title")


def _layer(authority, template):
    """The authority's layer of a template, under lock; a new one when it is the first time."""
    Layer.objects.get_or_create(authority=authority, template=template)
    return Layer.objects.select_for_update(of=("self",)).get(authority=authority, template=template)


def _keep(layer, *, by, what, **parts):
    layer.draft = {name: one for name, one in (layer.draft | parts).items() if one}
    layer.changed_at = timezone.now()
    layer.save(update_fields=["draft", "next_number", "changed_at"])
    record(AuditEvent.Type.LOCAL_LAYER_EDITED, layer, by=by, after=what)
    return layer


def _own(questions, key):
    found = next((one for one in questions if one["key"] == key), None)
    if found is None:
        raise RuleBroken("Frågan är redan borttagen.")
    return found


def _question(key, fields, before):
    """As layering takes it. An option that is still called the same keeps its value, and no value is used again."""
    if fields["type"] not in TYPES:
        raise RuleBroken("En egen fråga är fri text, ett val eller ja och nej.")
    question = {name: fields[name] for name in ("step", "text", "help", "type", "required")} | {"key": key}
    if fields["type"] == "choice":
        values, number = {one["label"]: one["value"] for one in before.get("options", ())}, before.get("made", 0)
        for label in fields["labels"]:
            if label not in values:
                number += 1
                values[label] = f"val_{number}"
        options = [{"value": values[label], "label": label} for label in fields["labels"]]
        question |= {"options": options, "made": number}
    return question


def _no_numbers(*texts):
    if any(holds_identity_number(text) for text in texts):
        raise RuleBroken(NO_NUMBERS)
