from django.conf import settings
from django.db import models
from django.urls import reverse

from regions.places.models import Organisation


class ReleaseQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of the person's own authorities, and of the authorities that are parts of an own organisation."""
        if not user.is_authenticated:
            return self.none()
        own = user.organisations
        return self.filter(models.Q(authority__in=own) | models.Q(authority__parent__in=own))


class Release(models.Model):
    """An authority's yearbook (barnbokslut) as it left the authority: once, for a year that has ended.

    It holds only what is published: what was kept back (barnratt.core.suppression) is null and is nowhere else here.
    A second release of the same year would, beside the first, tell what was kept back. A trigger refuses every change.
    """

    authority = models.ForeignKey(Organisation, models.PROTECT, verbose_name="myndighet", related_name="yearbooks")
    year = models.PositiveSmallIntegerField("år")
    numbers = models.JSONField("tal")
    constructed = models.BooleanField("konstruerat exempel", default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True)
    by_name = models.CharField("utlämnat av", max_length=200)
    at = models.DateTimeField("utlämnat", auto_now_add=True)

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        verbose_name = "utlämnat barnbokslut"
        verbose_name_plural = "utlämnade barnbokslut"
        constraints = [
            models.UniqueConstraint(
                name="yearbook_is_released_once",
                fields=["authority", "year"],
                violation_error_message="Årets barnbokslut är redan utlämnat.",
            ),
        ]

    def __str__(self):
        return f"Barnbokslut {self.year}, {self.authority}"

    def get_absolute_url(self):
        return reverse("yearbook:released", args=[self.year, self.authority.key])
