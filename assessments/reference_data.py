"""The shipped templates for assessing the best interests of the child, and the four questions that lead to one."""

from django.conf import settings

from assessments.models import Assessment
from barnratt.questionnaires.actions import publish
from barnratt.questionnaires.models import Version
from barnratt.questionnaires.yaml import read_yaml

WAY_IN = "ingang"


def published(key, authority=None):
    """The version of a template, or of the way in, that is used now: an authority's own where it has one."""
    now = Version.objects.filter(state=Version.State.PUBLISHED)
    if authority is None:
        return now.get(key=key)
    own = own_key(key, authority)
    found = {version.key: version for version in now.filter(key__in=[key, own])}
    return found[own] if own in found else found[key]


def own_key(template, authority):
    """What the versions of a template are called that an authority has made its own (assessments.local)."""
    return f"{template}-{authority.pk}"


def load():
    """Publish what has changed since the last time. Assessments that have begun stay on the version that they have."""
    for key in (WAY_IN, *Assessment.Template.values):
        publish(content_of(key), by=None)


def content_of(key):
    """The content of a template, with those of the shared lists of options that it uses."""
    content, lists = _read(key), _read("option_lists")
    used = [question.get("options") for step in content["steps"] for question in step["questions"]]
    return content | {"option_lists": {name: options for name, options in lists.items() if name in used}}


def _read(name):
    return read_yaml((settings.DATA_DIR / "assessments" / f"{name}.yaml").read_text(encoding="utf-8"))
