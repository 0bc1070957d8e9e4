from django.db import models

from barnratt.questionnaires.definition import read
from regions.surveys.models import Round


class Draft(models.Model):
    """A round's questions as they are being changed, before the counties have them.

    columns: the coordinator's own columns of the workbook, see questionnaires.xlsform. revision: tells whether a
    workbook was fetched before somebody changed something here.
    """

    round = models.OneToOneField(Round, models.CASCADE, verbose_name="omgång", related_name="draft")
    content = models.JSONField("frågor under arbete")
    columns = models.JSONField("egna kolumner", default=dict)
    revision = models.PositiveIntegerField("ändring nummer", default=1)
    changed_at = models.DateTimeField("ändrad", auto_now=True)

    class Meta:
        verbose_name = "frågor under arbete"
        verbose_name_plural = "frågor under arbete"

    def __str__(self):
        return f"Frågorna i {self.round}"

    @property
    def has_changes(self):
        """Whether the questions differ from those that are published, not only how they are written down."""
        same = self.content == self.round.version.content
        return not same and read(self.content) != self.round.definition
