from django.db import models
from django.db.models import Q

from assessments.models import AUTHORITIES, Assessment
from barnratt.questionnaires.models import Version
from regions.places.models import Organisation

TEXT_LENGTH = 4000


class OfAuthority(models.QuerySet):
    """Things that belong to one authority."""

    def visible_to(self, user):
        if not user.is_authenticated:
            return self.none()
        return self.filter(authority__in=[one for one in user.organisations if one.kind in AUTHORITIES])


class Layer(models.Model):
    """What an authority adds to a template: help of its own at questions, and questions of its own in steps.

    draft and published: {"help": {question: {"text", "about"}}, "questions": [{"key", "step", "text", …}, …]}. `about`
    is the national question's text when the help was written, so that a change of it can be told. What is published
    is laid on the national template as a version of its own (see layering), which never changes.
    """

    authority = models.ForeignKey(Organisation, models.PROTECT, verbose_name="myndighet", related_name="layers")
    template = models.CharField("mall", max_length=80, choices=Assessment.Template)
    draft = models.JSONField("under arbete", default=dict)
    published = models.JSONField("publicerat", default=dict)
    version = models.ForeignKey(Version, models.PROTECT, verbose_name="publicerad version", related_name="+", null=True)
    next_number = models.PositiveIntegerField("nästa egna fråga", default=1)
    changed_at = models.DateTimeField("ändrad", auto_now_add=True)
    published_at = models.DateTimeField("publicerad", null=True)

    objects = OfAuthority.as_manager()

    class Meta:
        verbose_name = "egna tillägg i en mall"
        verbose_name_plural = "egna tillägg i mallar"
        constraints = [
            models.UniqueConstraint(name="layer_is_one_for_each_template", fields=["authority", "template"]),
            models.CheckConstraint(
                name="layer_published_has_version",
                condition=Q(published_at=None, version=None) | Q(published_at__isnull=False, version__isnull=False),
                violation_error_message="Det som är publicerat har en version.",
            ),
        ]

    def __str__(self):
        return f"{self.get_template_display()} hos {self.authority}"

    @property
    def has_changes(self):
        """Whether something is written that those who make assessments do not see yet."""
        return self.draft != self.published


class StandardAnswer(models.Model):
    """A text that is often right at a question. It is offered where that is asked, and never put there by itself."""

    authority = models.ForeignKey(Organisation, models.PROTECT, related_name="standard_answers")
    template = models.CharField("mall", max_length=80, choices=Assessment.Template)
    question = models.CharField("fråga", max_length=80)
    title = models.CharField("namn", max_length=120)
    text = models.TextField("text", max_length=TEXT_LENGTH)
    changed_at = models.DateTimeField("ändrad", auto_now_add=True)

    objects = OfAuthority.as_manager()

    class Meta:
        verbose_name = "standardsvar"
        verbose_name_plural = "standardsvar"
        constraints = [
            models.UniqueConstraint(
                name="standard_answer_name_is_unique",
                fields=["authority", "template", "question", "title"],
                violation_error_message="Det finns redan ett standardsvar med det namnet vid frågan.",
            )
        ]

    def __str__(self):
        return self.title


class CaseType(models.Model):
    """A sort of case that the authority has decided on once and for all: does it need an assessment?"""

    class Needs(models.TextChoices):
        ALWAYS = "alltid", "behöver alltid en prövning"
        SOMETIMES = "ibland", "behöver ibland en prövning"
        NEVER = "aldrig", "behöver ingen prövning"

    authority = models.ForeignKey(Organisation, models.PROTECT, related_name="case_types")
    name = models.CharField("ärendetyp", max_length=120)
    needs = models.CharField("behöver en prövning", max_length=10, choices=Needs)
    why = models.CharField("varför", max_length=600)
    template = models.CharField("mall", max_length=80, choices=Assessment.Template, blank=True)
    decided = models.CharField("beslutat av och när", max_length=200, blank=True)

    objects = OfAuthority.as_manager()

    class Meta:
        verbose_name = "ärendetyp"
        verbose_name_plural = "ärendetyper"
        constraints = [
            models.UniqueConstraint(
                name="case_type_name_is_unique",
                fields=["authority", "name"],
                violation_error_message="Ärendetypen finns redan.",
            ),
            models.CheckConstraint(
                name="case_type_never_has_no_template",
                condition=~Q(needs="aldrig") | Q(template=""),
                violation_error_message="En ärendetyp som inte behöver någon prövning har ingen mall.",
            ),
        ]

    def __str__(self):
        return self.name
