from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Length

from barnratt.search.analyser import tokens

MOST_MEMBERS = 20


class WordListRow(models.Model):
    """What the two word lists have in common.

    A row that came with the portal is turned off rather than deleted, or the next load would bring it back.
    """

    reason = models.CharField(
        "varför", max_length=300, blank=True, help_text="Syns bara här, för den som sköter listan efter dig."
    )
    is_active = models.BooleanField("används", default=True)
    shipped_as = models.CharField("följde med portalen som", max_length=300, null=True, unique=True, editable=False)

    class Meta:
        abstract = True


class SameWords(WordListRow):
    """Words and phrases that mean the same: a search for one finds them all."""

    words = models.TextField(
        "ord som betyder samma sak",
        help_text="Ett ord eller uttryck per rad, i grundform. Den som söker på ett av dem hittar alla, "
        "så ta bara med ord som verkligen betyder samma sak.",
    )

    class Meta:
        verbose_name = "ord som betyder samma sak"
        verbose_name_plural = "ord som betyder samma sak"

    def __str__(self):
        return " = ".join(self.members)

    @property
    def members(self):
        return [line.strip() for line in self.words.splitlines() if line.strip()]

    def clean(self):
        self.words = "\n".join(dict.fromkeys(self.members))
        if not 2 <= len(self.members) <= MOST_MEMBERS:
            raise ValidationError({"words": f"Skriv minst två och högst {MOST_MEMBERS} ord, ett per rad."})
        for member in self.members:
            if problem := _problem_with(member):
                raise ValidationError({"words": problem})


class RelatedWord(WordListRow):
    """A search for one word also shows, lower down, what the other word finds. The other way round it does not hold."""

    from_word = models.CharField("den som söker på", max_length=100, help_text="Ett ord eller uttryck i grundform.")
    to_word = models.CharField("får även se träffar på", max_length=100, help_text="Ett ord eller uttryck i grundform.")

    class Meta:
        verbose_name = "närliggande ord"
        verbose_name_plural = "närliggande ord"
        constraints = [
            models.UniqueConstraint(
                fields=["from_word", "to_word"],
                name="related_word_once",
                violation_error_message="Det paret finns redan i listan.",
            )
        ]

    def __str__(self):
        return f"{self.from_word} → {self.to_word}"

    def clean(self):
        for name in ("from_word", "to_word"):
            setattr(self, name, getattr(self, name).strip())
            if problem := _problem_with(getattr(self, name)):
                raise ValidationError({name: problem})
        if self.from_word.lower() == self.to_word.lower():
            raise ValidationError({"to_word": "Skriv två olika ord."})


def _problem_with(member):
    if len(member) > 100:
        return "Ett uttryck får ha högst 100 tecken."
    if not tokens(member):
        return f"”{member}” innehåller inget ord att söka på."
    return None


class VocabularyWord(models.Model):
    """A word that stands in the portal's searchable texts, derived from them by vocabulary.py."""

    word = models.CharField("ord", max_length=40, db_collation="C")
    lexeme = models.CharField("lexem", max_length=100, db_collation="C")
    folded = models.CharField("utan prickar och accenter", max_length=80, db_collation="C")
    backwards = models.CharField("baklänges", max_length=80, db_collation="C")
    frequency = models.PositiveIntegerField("antal texter")

    class Meta:
        verbose_name = "ord i ordförrådet"
        verbose_name_plural = "ordförrådet"
        constraints = [models.UniqueConstraint(fields=["word"], name="vocabulary_word_once")]
        indexes = [
            models.Index("lexeme", name="vocabulary_lexeme"),
            models.Index("folded", Length("folded"), name="vocabulary_folded"),
            models.Index("backwards", Length("folded"), name="vocabulary_backwards"),
        ]

    def __str__(self):
        return self.word
