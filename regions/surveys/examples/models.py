from django.conf import settings
from django.db import models
from django.db.models import F
from django.db.models.functions import MD5

from initiatives.models import Initiative
from regions.surveys.models import CountyResponse


class Example(models.Model):
    """
    How a county lets an example that it has written in the survey be used (exempel, samtycke).

    The consent is for exactly these words: when the text is changed, the county is asked anew. An example without a row
    here is not used anywhere.
    """

    class Consent(models.TextChoices):
        NAMED = "named", "får användas med länets namn"
        ANONYMOUS = "anonymous", "får användas utan länets namn"
        NO = "no", "får inte användas i tryck"

    county_response = models.ForeignKey(
        CountyResponse, models.CASCADE, verbose_name="läns svar", related_name="examples"
    )
    question = models.CharField("fråga", max_length=80)
    text = models.TextField("exempel")
    consent = models.CharField("samtycke", max_length=20, choices=Consent)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True)
    by_name = models.CharField("av", max_length=200)
    at = models.DateTimeField("när", auto_now=True)
    initiative = models.ForeignKey(
        Initiative, models.SET_NULL, verbose_name="initiativ", related_name="survey_examples", null=True
    )

    class Meta:
        verbose_name = "exempel i enkäten"
        verbose_name_plural = "exempel i enkäten"
        constraints = [
            models.UniqueConstraint(
                F("county_response"), F("question"), MD5("text"), name="example_has_one_consent",
                violation_error_message="Det finns redan ett val för exemplet.",
            ),
        ]  # fmt: skip

    def __str__(self):
        """Without the text: what the log holds can never be taken back."""
        return f"{self.question}, {self.county_response}"
