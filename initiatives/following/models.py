import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import MD5, Lower
from django.urls import reverse
from django.utils import timezone

from barnratt.accounts.models import Role, User
from barnratt.schedule.rhythm import Rhythm
from initiatives.models import Initiative
from regions.places.models import County, Municipality, Organisation

# Saved searches

# So long somebody without an account has to confirm, and so long a stopped watch can be started again.
UNCONFIRMED_KEPT = datetime.timedelta(days=7)
STOPPED_KEPT = datetime.timedelta(days=30)


class WatchQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(user=user) if user.is_authenticated else self.none()

    def of_address(self, address):
        """All whose letters go there: those of the account and those without one."""
        return self.filter(Q(user__email=address) | Q(user=None, email=address))

    def there(self):
        """Those that have not been stopped: they run, pause or wait to be confirmed."""
        return self.filter(stopped_at=None)

    def running(self):
        alive = Q(user=None) | Q(user__is_active=True)
        return self.there().filter(alive, confirmed_at__isnull=False, paused_at=None)

    def due(self, moment_of):
        """Those that have not been looked after since the latest moment of their rhythm."""
        due = [Q(rhythm=rhythm, checked_at__lt=moment_of(rhythm)) for rhythm in (Rhythm.DAILY, Rhythm.WEEKLY)]
        return self.running().filter(due[0] | due[1])


class Watch(models.Model):
    """Somebody wants letters about new entries in a selection of the catalogue.

    It belongs to a user, or to an address that has confirmed it (or not yet). What the selection held when the watch
    began is `known`; what has been told since is in Told. New is what it finds now and is in neither.
    """

    RHYTHMS = [(rhythm.value, rhythm.label) for rhythm in (Rhythm.DAILY, Rhythm.WEEKLY)]

    user = models.ForeignKey(User, models.CASCADE, verbose_name="person", related_name="watches", null=True, blank=True)
    email = models.EmailField("e-postadress", blank=True)
    query = models.TextField("urval")
    rhythm = models.CharField("hur ofta", max_length=20, choices=RHYTHMS)
    known = ArrayField(models.BigIntegerField(), verbose_name="fanns från början", default=list, blank=True)
    created_at = models.DateTimeField("sparad", auto_now_add=True)
    mailed_at = models.DateTimeField("brev om att bekräfta", null=True, blank=True)
    confirmed_at = models.DateTimeField("bekräftad", null=True, blank=True)
    checked_at = models.DateTimeField("senast genomgången", null=True, blank=True)
    paused_at = models.DateTimeField("pausad", null=True, blank=True)
    stopped_at = models.DateTimeField("avslutad", null=True, blank=True)

    objects = WatchQuerySet.as_manager()

    class Meta:
        verbose_name = "bevakning"
        verbose_name_plural = "bevakningar"
        indexes = [
            models.Index(
                name="watch_running",
                fields=["rhythm", "checked_at"],
                condition=Q(confirmed_at__isnull=False, paused_at=None, stopped_at=None),
            ),
            models.Index(name="watch_of_address", fields=["email"], condition=Q(user=None)),
        ]
        constraints = [
            models.CheckConstraint(
                name="watch_has_a_user_or_an_address",
                condition=Q(user__isnull=False, email="") | Q(user=None) & ~Q(email=""),
                violation_error_message="En bevakning hör till ett konto eller en e-postadress.",
            ),
            models.CheckConstraint(
                name="watch_email_is_lower_case",
                condition=Q(email=Lower("email")),
                violation_error_message="Skriv e-postadressen med små bokstäver.",
            ),
            models.CheckConstraint(
                name="watch_of_user_is_confirmed",
                condition=Q(user=None) | Q(confirmed_at__isnull=False),
                violation_error_message="Den som är inloggad behöver inte bekräfta sin bevakning.",
            ),
            models.CheckConstraint(
                name="watch_is_checked_from_its_confirmation",
                condition=Q(confirmed_at=None, checked_at=None)
                | Q(confirmed_at__isnull=False, checked_at__gte=F("confirmed_at")),
                violation_error_message="En bevakning gås igenom från den stund då den bekräftades.",
            ),
            models.CheckConstraint(
                name="watch_is_of_something",
                condition=~Q(query=""),
                violation_error_message="Skriv ett sökord eller välj ett filter först.",
            ),
            models.UniqueConstraint(
                MD5("query"),
                "user",
                "email",
                name="watch_is_one_for_each_selection",
                condition=Q(stopped_at=None),
                nulls_distinct=False,
                violation_error_message="Du bevakar redan den här sökningen.",
            ),
        ]

    def __str__(self):
        # The log keeps this for good, so neither the address nor the words are in it.
        return f"bevakning {self.pk}"

    @property
    def address(self):
        """Where the letters go."""
        return self.user.email if self.user else self.email

    @property
    def is_waiting(self):
        return self.confirmed_at is None and self.stopped_at is None

    @property
    def is_running(self):
        return bool(self.confirmed_at) and not self.paused_at and not self.stopped_at


class Told(models.Model):
    """An entry that has stood in a letter about a watch. It never does again."""

    watch = models.ForeignKey(Watch, models.CASCADE, related_name="told")
    initiative = models.ForeignKey(Initiative, models.CASCADE, related_name="+")
    at = models.DateTimeField("i ett brev", auto_now_add=True)

    class Meta:
        verbose_name = "berättat om"
        verbose_name_plural = "berättat om"
        constraints = [models.UniqueConstraint(name="told_once", fields=["watch", "initiative"])]


# Collections


class CollectionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own, and those that are open to an organisation that one belongs to."""
        if not user.is_authenticated:
            return self.none()
        open_to = Q(access=Collection.Access.ORGANISATION, organisation__in=user.organisations)
        return self.filter(Q(owner=user) | open_to)

    def with_numbers(self):
        return self.annotate(number=models.Count("items"))


class Collection(models.Model):
    """Entries that a person has gathered, in an order and with notes of the person's own."""

    class Access(models.TextChoices):
        PRIVATE = "privat", "bara jag"
        ORGANISATION = "organisation", "alla i min organisation"
        LINK = "lank", "alla som har länken"

    owner = models.ForeignKey(User, models.CASCADE, verbose_name="ägare", related_name="collections")
    title = models.CharField("namn", max_length=100)
    description = models.TextField("beskrivning", max_length=1000, blank=True)
    access = models.CharField("vem som kan se den", max_length=20, choices=Access, default=Access.PRIVATE)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name="organisation", related_name="collections", null=True, blank=True
    )
    # Counts up each time the link is turned off, so that an old link leads nowhere.
    link_number = models.PositiveIntegerField("länk nummer", default=1)
    revision = models.PositiveIntegerField("ändring nummer", default=1)
    created_at = models.DateTimeField("skapad", auto_now_add=True)
    changed_at = models.DateTimeField("ändrad", auto_now=True)

    objects = CollectionQuerySet.as_manager()

    class Meta:
        verbose_name = "samling"
        verbose_name_plural = "samlingar"
        constraints = [
            models.CheckConstraint(
                name="collection_open_to_organisation_says_which",
                condition=Q(access="organisation", organisation__isnull=False)
                | ~Q(access="organisation") & Q(organisation=None),
                violation_error_message="Välj vilken organisation som ska kunna se samlingen.",
            ),
            models.CheckConstraint(
                name="collection_has_a_title",
                condition=~Q(title=""),
                violation_error_message="Ge samlingen ett namn.",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("following:collection", args=[self.pk])


class CollectionItem(models.Model):
    """An entry in a collection."""

    collection = models.ForeignKey(Collection, models.CASCADE, related_name="items")
    initiative = models.ForeignKey(Initiative, models.CASCADE, verbose_name="initiativ", related_name="collected")
    position = models.PositiveIntegerField("ordning")
    note = models.TextField("anteckning", max_length=500, blank=True)
    revision = models.PositiveIntegerField("ändring nummer", default=1)
    added_at = models.DateTimeField("sparat", auto_now_add=True)

    class Meta:
        verbose_name = "sparat initiativ"
        verbose_name_plural = "sparade initiativ"
        constraints = [
            models.UniqueConstraint(
                name="collection_holds_an_entry_once",
                fields=["collection", "initiative"],
                violation_error_message="Initiativet finns redan i samlingen.",
            ),
        ]


# Whether the entries are of use


class UseCount(models.Model):
    """How many have answered "Hade du nytta av detta?" in a way in a month. Counts of answers, not of persons.

    Nothing else is kept: not who answered, not from where, not on which day.
    """

    class Answer(models.TextChoices):
        YES = "ja", "ja"
        PARTLY = "delvis", "delvis"
        NO = "nej", "nej"

    class Purpose(models.TextChoices):
        NOT_SAID = "", "inte angivet"
        LEARN = "lara", "läste för att lära mig"
        SHOW = "visa", "visade för kolleger eller chefer"
        PLAN = "underlag", "använde som underlag till en plan eller ett beslut"
        DO = "gora", "gjorde något liknande"
        OTHER = "annat", "något annat"

    initiative = models.ForeignKey(Initiative, models.CASCADE, verbose_name="initiativ", related_name="use_counts")
    month = models.DateField("månad")
    answer = models.CharField("svar", max_length=10, choices=Answer)
    purpose = models.CharField("till vad", max_length=10, choices=Purpose, blank=True)
    number = models.PositiveIntegerField("antal svar", default=0)

    class Meta:
        verbose_name = "svar om nytta"
        verbose_name_plural = "svar om nytta"
        constraints = [
            models.UniqueConstraint(name="use_is_counted_once", fields=["initiative", "month", "answer", "purpose"]),
            models.CheckConstraint(
                name="use_is_counted_by_month",
                condition=Q(month__day=1),
                violation_error_message="Svar räknas för hela månader.",
            ),
        ]


# Unmet needs


class NeedQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own; a county's for its county coordinators and reviewers; all for who works for the whole country."""
        if not user.is_authenticated:
            return self.none()
        if user.has_national(Role.NATIONAL_COORDINATOR) or user.has_national(Role.ADMINISTRATOR):
            return self
        return self.filter(Q(registered_by=user) | Q(county__in=counties_answered_for(user)))

    def new(self):
        return self.filter(state=Need.State.NEW)


def counties_answered_for(user):
    """The codes of the counties whose needs the person sees and answers."""
    boards = user.organisations_with(Role.COUNTY_COORDINATOR) + user.organisations_with(Role.REVIEWER)
    return {board.county_id for board in boards if board.county_id}


class Need(models.Model):
    """Something that somebody looked for in the catalogue and did not find. Without an account nobody is named."""

    class State(models.TextChoices):
        NEW = "ny", "ny"
        HANDLED = "hanterad", "hanterad"

    words = models.CharField("vad som saknas", max_length=300)
    query = models.TextField("urval", blank=True)
    # Needs with the same key ask for the same thing, in other forms of the words.
    key = models.CharField("liknar", max_length=32)
    details = models.TextField("berättelse", max_length=500, blank=True)
    county = models.ForeignKey(County, models.PROTECT, verbose_name="län", related_name="needs", null=True, blank=True)
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, verbose_name="kommun", related_name="needs", null=True, blank=True
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name="organisation", related_name="needs", null=True, blank=True
    )
    registered_by = models.ForeignKey(
        User, models.SET_NULL, verbose_name="anmält av", related_name="needs", null=True, blank=True
    )
    created_at = models.DateTimeField("anmält", default=timezone.now)
    state = models.CharField("läge", max_length=10, choices=State, default=State.NEW)
    handled_at = models.DateTimeField("hanterat", null=True, blank=True)
    handled_by = models.ForeignKey(
        User, models.SET_NULL, verbose_name="hanterat av", related_name="needs_handled", null=True, blank=True
    )
    handled_by_name = models.CharField("hanterat av, namn", max_length=150, blank=True)
    answer = models.TextField("svar", max_length=1000, blank=True)
    answer_initiative = models.ForeignKey(
        Initiative, models.SET_NULL, verbose_name="initiativ som svarar", related_name="+", null=True, blank=True
    )

    objects = NeedQuerySet.as_manager()

    class Meta:
        verbose_name = "behov"
        verbose_name_plural = "behov"
        indexes = [
            models.Index(name="need_by_county", fields=["county", "state", "-created_at"]),
            models.Index(name="need_by_key", fields=["key"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="need_handled_has_an_answer",
                condition=Q(state="ny", handled_at=None, answer="")
                | Q(state="hanterad", handled_at__isnull=False) & ~Q(answer=""),
                violation_error_message="Ett hanterat behov ska ha ett svar.",
            ),
            models.CheckConstraint(
                name="need_says_what",
                condition=~Q(words=""),
                violation_error_message="Skriv vad du saknar.",
            ),
        ]

    def __str__(self):
        # The log keeps this for good, so what somebody wrote is not in it.
        return f"behov {self.pk}"

    def get_absolute_url(self):
        return reverse("following:need", args=[self.pk])
