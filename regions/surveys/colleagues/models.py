from django.conf import settings
from django.db import models
from django.db.models import Q

from barnratt.accounts.models import Invitation, Role
from barnratt.questionnaires.models import Comment as CommentAtQuestion
from regions.places.models import Organisation
from regions.surveys.models import CountyResponse


class DelegationQuerySet(models.QuerySet):
    def current(self):
        return self.filter(ended_at=None)

    def of(self, user):
        """Those that let a person write: given to her, or to whom she was invited as, while she works in the county."""
        boards = [
            one.county_id
            for one in user.organisations_with(Role.MEMBER)
            if one.kind == Organisation.Kind.COUNTY_BOARD and one.county_id
        ]
        if not boards:
            return self.none()
        invited = Q(invitation__accepted_at__isnull=False, invitation__email__in=user.addresses)
        return self.current().filter(Q(person=user) | invited, county_response__county__in=boards)


class Delegation(models.Model):
    """A part of a county's answers that a colleague writes in (delegering): a colleague writes in that part alone.

    Somebody who is not in the portal yet is known by the invitation until it is accepted, and after that too.
    """

    county_response = models.ForeignKey(
        CountyResponse, models.CASCADE, verbose_name="läns svar", related_name="delegations"
    )
    step = models.CharField("del", max_length=80)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name="kollega", related_name="+", null=True
    )
    invitation = models.ForeignKey(Invitation, models.CASCADE, verbose_name="inbjudan", related_name="+", null=True)
    message = models.CharField("hälsning", max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True)
    at = models.DateTimeField("när", auto_now_add=True)
    done_at = models.DateTimeField("klar", null=True)
    ended_at = models.DateTimeField("tagen tillbaka", null=True)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        verbose_name = "del hos en kollega"
        verbose_name_plural = "delar hos kollegor"
        constraints = [
            models.UniqueConstraint(
                name="delegation_of_part_is_one",
                fields=["county_response", "step"],
                condition=Q(ended_at=None),
                violation_error_message="Delen är redan hos en kollega. Ta tillbaka den först.",
            ),
            models.CheckConstraint(
                name="delegation_is_to_one",
                condition=Q(person__isnull=True) ^ Q(invitation__isnull=True),
                violation_error_message="En del lämnas till en kollega, eller till en som är inbjuden.",
            ),
        ]

    def __str__(self):
        """Without who it is: what the log holds can never be taken back."""
        return f"{self.step}, {self.county_response}"

    @property
    def to_whom(self):
        return self.person.name if self.person else self.invitation.email

    @property
    def waits_for_answer(self):
        """Whether who is invited has not accepted yet."""
        return self.invitation is not None and self.invitation.accepted_at is None


class Comment(CommentAtQuestion):
    """What somebody at the county board says at a question, to the colleagues there and to nobody else."""

    county_response = models.ForeignKey(CountyResponse, models.CASCADE, related_name="comments")

    class Meta(CommentAtQuestion.Meta):
        abstract = False
        indexes = [models.Index(name="comment_of_county_response", fields=["county_response", "at", "id"])]

    @property
    def question(self):
        """The question that it is about."""
        return self.county_response.response.version.definition.by_key[self.address]
