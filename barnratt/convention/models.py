from django.db import models


class Cluster(models.Model):
    """A theme under which the UN Committee asks states to report (CRC/C/58/Rev.3)."""

    slug = models.SlugField("nyckel", primary_key=True)
    name = models.CharField("namn", max_length=100)
    name_en = models.CharField("engelskt namn", max_length=100)
    position = models.PositiveSmallIntegerField("ordning", unique=True)

    class Meta:
        verbose_name = "tema"
        verbose_name_plural = "teman"

    def __str__(self):
        return self.name


class Article(models.Model):
    """One of the Convention's 54 articles, with its customary short title; the articles have no official ones."""

    number = models.PositiveSmallIntegerField("nummer", primary_key=True)
    part = models.PositiveSmallIntegerField("del")
    title = models.CharField("rubrik", max_length=120)
    title_en = models.CharField("engelsk rubrik", max_length=120)
    summary = models.TextField("sammanfattning")
    cluster = models.ForeignKey(Cluster, models.PROTECT, verbose_name="tema", related_name="articles")
    in_swedish_law = models.BooleanField("svensk lag sedan 2020")

    class Meta:
        verbose_name = "artikel"
        verbose_name_plural = "artiklar"
        constraints = [
            models.CheckConstraint(
                name="article_number_1_to_54",
                condition=models.Q(number__gte=1, number__lte=54),
                violation_error_message="Barnkonventionen har artiklarna 1 till 54.",
            ),
        ]

    def __str__(self):
        return f"Artikel {self.number}. {self.title}"

    @property
    def catalogue_url(self):
        """The initiatives that strengthen the article."""
        return f"/initiativ/?artikel={self.number}"
