"""That somebody without an account approves something by a link: once, within some days, and as it was then.

Each room that asks for approvals has a table of its own, with what it is about.
"""

import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone

HOLDS = datetime.timedelta(days=14)
KEPT = datetime.timedelta(days=180)


def is_own_address(user, email):
    """Whether a link to the address would let those who ask approve their own work."""
    return user is not None and email.strip().lower() in {one.lower() for one in user.addresses}


class ApprovalQuerySet(models.QuerySet):
    def open(self):
        """Those whose link can be used still."""
        return self.filter(approved_at=None, voided_at=None, expires_at__gt=timezone.now())

    def kept_long_enough(self):
        """Those whose address is to be taken away."""
        return self.exclude(email="").filter(expires_at__lt=timezone.now() - KEPT)

    def waiting(self):
        """Those that nobody has answered, also when their link is too old."""
        return self.filter(approved_at=None, voided_at=None)


class LinkApproval(models.Model):
    """Someone who decides is asked by a letter with a link (barnratt.approvals.links), which is used once.

    The address is taken away when it has been kept for KEPT after the link's last day: then what was approved is long
    counted and told.
    """

    email = models.EmailField("e-postadress", blank=True)
    role = models.CharField("roll", max_length=100)
    asked_at = models.DateTimeField("skickad", auto_now_add=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True)
    expires_at = models.DateTimeField("gäller till")
    approved_at = models.DateTimeField("godkänd", null=True)
    voided_at = models.DateTimeField("gäller inte längre", null=True)

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        abstract = True
        verbose_name = "begäran om godkännande"
        verbose_name_plural = "begäranden om godkännande"

    @property
    def approver(self):
        """Who approved, as it is told: what is known is that the link to that address was used."""
        return f"{self.role}, genom länken till {self.email or 'en adress som nu är borttagen'}"

    @property
    def kept_until(self):
        """The day when the address is taken away."""
        return timezone.localdate(self.expires_at + KEPT)
