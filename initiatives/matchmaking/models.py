"""Who does the same, who seeks somebody to do it with, and what they write to each other."""

import datetime

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from barnratt.accounts.models import Role, User
from barnratt.convention.models import Article
from initiatives.models import Initiative, Term, place_in_words
from initiatives.permissions import is_editor
from regions.places.models import County, Municipality, Organisation

NOTE_LENGTH = 300
STORY_LENGTH = 1500
MESSAGE_LENGTH = 3000
REASON_LENGTH = 1000


class Reportable(models.Model):
    """A text that a reader may report and the portal's editors may hide. What is hidden is kept, but not shown."""

    hidden_at = models.DateTimeField("dold", null=True, blank=True)

    class Meta:
        abstract = True


# Doing the same


class AdoptionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """What everybody can read: who wants to, does or has done. One's own organisations' also when they decline."""
        shown = ~Q(state=Adoption.State.DECLINES) & Q(initiative__in=Initiative.objects.readable())
        if user.is_authenticated:
            shown |= Q(organisation__in=user.organisations_with(Role.MEMBER))
        return self.filter(shown)


class Adoption(Reportable):
    """An organisation wants to do, does or has done what an entry tells of. Hiding it hides its note."""

    class State(models.TextChoices):
        WANTS = "vill", "vill göra"
        DOES = "gor", "gör"
        HAS_DONE = "har_gjort", "har gjort"
        DECLINES = "avstar", "avstår"

    initiative = models.ForeignKey(
        Initiative, models.CASCADE, verbose_name="initiativ", related_name="adoptions", db_index=False
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name="organisation", related_name="adoptions"
    )
    state = models.CharField("läge", max_length=20, choices=State)
    since = models.DateField("sedan")
    note = models.CharField("kort kommentar", max_length=NOTE_LENGTH, blank=True)
    by = models.ForeignKey(User, models.SET_NULL, verbose_name="av", related_name="+", null=True, blank=True)
    created_at = models.DateTimeField("skapad", auto_now_add=True)

    objects = AdoptionQuerySet.as_manager()

    class Meta:
        verbose_name = "användning"
        verbose_name_plural = "användningar"
        constraints = [
            models.UniqueConstraint(
                name="adoption_is_said_once",
                fields=["initiative", "organisation"],
                violation_error_message="Organisationen har redan sagt hur den gör med initiativet.",
            ),
        ]

    def __str__(self):
        return f"{self.organisation} {self.get_state_display()}: {self.initiative}"

    @property
    def has_tried(self):
        return self.state in (Adoption.State.DOES, Adoption.State.HAS_DONE)


class ReplicationNoteQuerySet(models.QuerySet):
    def visible_to(self, user):
        """What stands on an entry, and one's own organisations'."""
        shown = Q(hidden_at=None, adoption__in=Adoption.objects.filter(state__in=["gor", "har_gjort"]))
        shown &= Q(adoption__initiative__in=Initiative.objects.readable())
        if user.is_authenticated:
            shown |= Q(adoption__organisation__in=user.organisations_with(Role.MEMBER))
        return self.filter(shown)


class ReplicationNote(Reportable):
    """What an organisation that has done the same wants to tell the next one."""

    STORIES = ("changed", "worked", "failed", "advice")

    adoption = models.OneToOneField(Adoption, models.CASCADE, verbose_name="användning", related_name="replication")
    changed = models.CharField("vad vi ändrade", max_length=STORY_LENGTH, blank=True)
    worked = models.CharField("vad som fungerade", max_length=STORY_LENGTH, blank=True)
    failed = models.CharField("vad som inte fungerade", max_length=STORY_LENGTH, blank=True)
    advice = models.CharField("råd till den som är på väg", max_length=STORY_LENGTH, blank=True)
    by = models.ForeignKey(User, models.SET_NULL, verbose_name="av", related_name="+", null=True, blank=True)
    written_at = models.DateTimeField("skriven", auto_now=True)

    objects = ReplicationNoteQuerySet.as_manager()

    class Meta:
        verbose_name = "erfarenhet"
        verbose_name_plural = "erfarenheter"
        constraints = [
            models.CheckConstraint(
                name="replication_note_says_something",
                condition=~Q(changed="") | ~Q(worked="") | ~Q(failed="") | ~Q(advice=""),
                violation_error_message="Skriv något i minst en av rutorna.",
            ),
        ]

    def __str__(self):
        return f"Erfarenheter från {self.adoption.organisation}: {self.adoption.initiative}"


class Inspiration(models.Model):
    """An entry whose owner says that it was inspired by another."""

    initiative = models.ForeignKey(
        Initiative, models.CASCADE, verbose_name="initiativ", related_name="inspirations", db_index=False
    )
    source = models.ForeignKey(Initiative, models.CASCADE, verbose_name="inspirerat av", related_name="inspired")
    by = models.ForeignKey(User, models.SET_NULL, verbose_name="av", related_name="+", null=True, blank=True)
    created_at = models.DateTimeField("skapad", auto_now_add=True)

    class Meta:
        verbose_name = "inspirationskälla"
        verbose_name_plural = "inspirationskällor"
        constraints = [
            models.UniqueConstraint(
                name="inspiration_is_said_once",
                fields=["initiative", "source"],
                violation_error_message="Det står redan att initiativet är inspirerat av det.",
            ),
            models.CheckConstraint(
                name="inspiration_comes_from_another",
                condition=~Q(initiative=F("source")),
                violation_error_message="Ett initiativ kan inte vara inspirerat av sig självt.",
            ),
        ]


# Seeking somebody to do it with


class NoticeQuerySet(models.QuerySet):
    def visible_to(self, user):
        """All that are not hidden; the hidden to those who wrote them and to the portal's editors."""
        shown = Q(hidden_at=None) & (Q(initiative=None) | Q(initiative__in=Initiative.objects.readable()))
        if user.is_authenticated:
            if is_editor(user):
                return self
            shown |= Q(organisation__in=user.organisations_with(Role.MEMBER))
        return self.filter(shown)

    def open(self):
        """Those that have not ended. The last date is a day when one may still answer."""
        return self.filter(closed_at=None, hidden_at=None, until__gte=timezone.localdate())

    def ended(self):
        return self.filter(Q(closed_at__isnull=False) | Q(until__lt=timezone.localdate()), hidden_at=None)

    def with_all(self):
        """With everything that a list shows of each."""
        return self.select_related("organisation", "initiative").prefetch_related(
            models.Prefetch("counties", County.objects.only("code", "name", "slug")),
            models.Prefetch("municipalities", Municipality.objects.only("code", "display_name")),
            models.Prefetch("articles", Article.objects.order_by("number")),
            models.Prefetch("terms", Term.objects.order_by("position", "pk")),
        )


class Notice(Reportable):
    """An organisation seeks others to do something with. It ends by itself after its last date, and is kept readable.

    With `initiative` it is the entry's own "Vi söker samarbete", and takes its place, articles and areas from there.
    """

    LONGEST = datetime.timedelta(days=366)

    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name="organisation", related_name="notices")
    initiative = models.ForeignKey(
        Initiative, models.CASCADE, verbose_name="initiativ", related_name="notices", null=True, blank=True
    )
    title = models.CharField("rubrik", max_length=120, blank=True)
    what = models.CharField("vad", max_length=STORY_LENGTH)
    until = models.DateField("sista dag")
    scope = models.CharField("omfattning", max_length=20, choices=Initiative.Scope)
    counties = models.ManyToManyField(County, verbose_name="län", related_name="notices", blank=True)
    municipalities = models.ManyToManyField(Municipality, verbose_name="kommuner", related_name="notices", blank=True)
    articles = models.ManyToManyField(Article, verbose_name="artiklar", related_name="notices", blank=True)
    terms = models.ManyToManyField(
        Term, verbose_name="med vem och inom vilket område", related_name="notices", blank=True
    )
    by = models.ForeignKey(User, models.SET_NULL, verbose_name="av", related_name="+", null=True, blank=True)
    created_at = models.DateTimeField("publicerad", auto_now_add=True)
    closed_at = models.DateTimeField("avslutad", null=True, blank=True)
    constructed = models.BooleanField("konstruerat exempel", default=False)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = "efterlysning"
        verbose_name_plural = "efterlysningar"
        indexes = [models.Index(name="notice_by_date", fields=["-created_at", "-id"])]
        constraints = [
            models.UniqueConstraint(
                name="notice_is_one_for_an_entry",
                fields=["initiative"],
                condition=Q(closed_at=None),
                violation_error_message="Initiativet söker redan samarbete.",
            ),
            models.CheckConstraint(
                name="notice_has_a_title",
                condition=~Q(title="") | Q(initiative__isnull=False),
                violation_error_message="Skriv en rubrik.",
            ),
            models.CheckConstraint(
                name="notice_says_what",
                condition=~Q(what=""),
                violation_error_message="Skriv vad ni söker.",
            ),
        ]

    def __str__(self):
        return self.title or f"Samarbete kring ”{self.initiative}”"

    def get_absolute_url(self):
        return f"/samarbete/{self.pk}/"

    @property
    def is_open(self):
        return self.closed_at is None and self.hidden_at is None and self.until >= timezone.localdate()

    @property
    def place(self):
        return place_in_words(self.scope, self.municipalities.all(), self.counties.all())

    @property
    def partners(self):
        return [term for term in self.terms.all() if term.vocabulary == Term.Vocabulary.PARTNER]

    @property
    def areas(self):
        return [term for term in self.terms.all() if term.vocabulary == Term.Vocabulary.AREA]


# Contact


class ContactQuerySet(models.QuerySet):
    def about(self, thing):
        """Those about an entry or a notice."""
        return self.filter(**{"initiative" if isinstance(thing, Initiative) else "notice": thing})

    def visible_to(self, user):
        """The person who asked, and those who work in the organisation that was asked. Nobody else, whatever role."""
        if not user.is_authenticated:
            return self.none()
        own = user.organisations_with(Role.MEMBER)
        return self.filter(Q(asker=user, from_organisation__in=own) | Q(to_organisation__in=own))

    def waiting_for(self, user):
        """Questions to the person's organisations that nobody has answered."""
        own = user.organisations_with(Role.MEMBER)
        return self.filter(state=Contact.State.ASKED, to_organisation__in=own).exclude(asker=user)

    def with_all(self):
        return self.select_related(
            "initiative", "notice__initiative", "from_organisation", "to_organisation", "asker", "receiver"
        )


class Contact(models.Model):
    """Somebody asks those who answer for an entry or a notice for contact.

    Names and addresses are shown to the other side only while the state is YES: the asker said yes by asking, the
    receiver by answering. Either may close it at any time, and then nothing more is sent or shown.
    """

    class State(models.TextChoices):
        ASKED = "fragad", "väntar på svar"
        YES = "ja", "båda har sagt ja"
        NO = "nej", "svaret blev nej"
        CLOSED = "avslutad", "avslutad"

    initiative = models.ForeignKey(
        Initiative, models.CASCADE, verbose_name="initiativ", related_name="contacts", null=True, blank=True
    )
    notice = models.ForeignKey(
        Notice, models.CASCADE, verbose_name="efterlysning", related_name="contacts", null=True, blank=True
    )
    asker = models.ForeignKey(
        User, models.SET_NULL, verbose_name="frågar", related_name="contacts_asked", null=True, blank=True
    )
    from_organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name="från", related_name="+")
    to_organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name="till", related_name="contacts")
    receiver = models.ForeignKey(
        User, models.SET_NULL, verbose_name="har sagt ja", related_name="contacts_answered", null=True, blank=True
    )
    state = models.CharField("läge", max_length=20, choices=State, default=State.ASKED)
    asked_at = models.DateTimeField("frågad", auto_now_add=True)
    latest_at = models.DateTimeField("senast skrivet", default=timezone.now)
    closed_at = models.DateTimeField("avslutad", null=True, blank=True)

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = "kontakt"
        verbose_name_plural = "kontakter"
        constraints = [
            models.CheckConstraint(
                name="contact_is_about_one_thing",
                condition=Q(initiative__isnull=False, notice=None) | Q(initiative=None, notice__isnull=False),
                violation_error_message="En kontakt gäller ett initiativ eller en efterlysning.",
            ),
            models.CheckConstraint(
                name="contact_goes_to_others",
                condition=~Q(from_organisation=F("to_organisation")),
                violation_error_message="En organisation kan inte söka kontakt med sig själv.",
            ),
            models.CheckConstraint(
                name="contact_that_ended_has_date",
                condition=Q(state__in=["fragad", "ja"], closed_at=None)
                | Q(state__in=["nej", "avslutad"], closed_at__isnull=False),
                violation_error_message="En avslutad kontakt ska ha ett datum då den avslutades.",
            ),
            models.UniqueConstraint(
                name="contact_about_entry_is_asked_once",
                fields=["asker", "initiative"],
                condition=Q(closed_at=None),
                violation_error_message="Du har redan en kontakt om initiativet.",
            ),
            models.UniqueConstraint(
                name="contact_about_notice_is_asked_once",
                fields=["asker", "notice"],
                condition=Q(closed_at=None),
                violation_error_message="Du har redan en kontakt om efterlysningen.",
            ),
        ]

    def __str__(self):
        return f"Kontakt från {self.from_organisation} till {self.to_organisation} om {self.about}"

    def get_absolute_url(self):
        return f"/samarbete/kontakter/{self.pk}/"

    @property
    def about(self):
        """The entry or the notice."""
        return self.initiative or self.notice

    @property
    def is_over(self):
        return self.closed_at is not None


class MessageQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(contact__in=Contact.objects.visible_to(user))


class Message(Reportable):
    """What one side has written to the other. Never in the log, never in a letter."""

    contact = models.ForeignKey(Contact, models.CASCADE, verbose_name="kontakt", related_name="messages")
    by = models.ForeignKey(
        User, models.SET_NULL, verbose_name="av", related_name="contact_messages", null=True, blank=True
    )
    from_asker = models.BooleanField("från den som frågade")
    text = models.CharField("meddelande", max_length=MESSAGE_LENGTH)
    sent_at = models.DateTimeField("skickat", auto_now_add=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = "meddelande"
        verbose_name_plural = "meddelanden"
        indexes = [models.Index(name="message_of_contact", fields=["contact", "sent_at", "id"])]

    def __str__(self):
        return f"Meddelande {self.pk}"

    @property
    def organisation(self):
        return self.contact.from_organisation if self.from_asker else self.contact.to_organisation


# Abuse


class ReportQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The portal's editors; the one who reported; and, once it is decided, those whose text it is about."""
        if not user.is_authenticated:
            return self.none()
        if is_editor(user):
            return self
        own = user.organisations_with(Role.MEMBER)
        theirs = Q(notice__organisation__in=own) | Q(adoption__organisation__in=own)
        theirs |= Q(note__adoption__organisation__in=own) | Q(message__by=user)
        return self.filter(Q(reporter=user) | Q(theirs, decided_at__isnull=False))

    def undecided(self):
        return self.filter(decided_at=None)

    def with_all(self):
        return self.select_related(
            "notice__organisation",
            "notice__initiative",
            "adoption__organisation",
            "adoption__initiative",
            "note__adoption__organisation",
            "note__adoption__initiative",
            "message__contact__from_organisation",
            "message__contact__to_organisation",
            "message__by",
            "reporter",
        )


class Report(models.Model):
    """Somebody says that a text should not stand in the portal.

    `reporter` is empty when it was a reader without account, about whom nothing at all is kept.
    """

    class Category(models.TextChoices):
        PERSONAL_DATA = "personuppgifter", "personuppgifter, om ett barn eller någon annan"
        OFFENSIVE = "krankande", "kränkande eller hotfullt"
        ADVERTISING = "reklam", "reklam eller försök till bedrägeri"
        OTHER = "annat", "något annat"

    class Decision(models.TextChoices):
        HIDE = "dolj", "texten döljs"
        LEAVE = "lat_sta", "texten får stå kvar"

    # What can be reported, by the name of its column.
    TARGETS = ("notice", "adoption", "note", "message")

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="reports", null=True, blank=True)
    adoption = models.ForeignKey(Adoption, models.CASCADE, related_name="reports", null=True, blank=True)
    note = models.ForeignKey(ReplicationNote, models.CASCADE, related_name="reports", null=True, blank=True)
    message = models.ForeignKey(Message, models.CASCADE, related_name="reports", null=True, blank=True)
    category = models.CharField("vad är fel", max_length=20, choices=Category)
    text = models.CharField("beskrivning", max_length=REASON_LENGTH, blank=True)
    reporter = models.ForeignKey(
        User, models.SET_NULL, verbose_name="anmält av", related_name="reports", null=True, blank=True
    )
    reported_at = models.DateTimeField("anmält", auto_now_add=True)
    decision = models.CharField("beslut", max_length=20, choices=Decision, blank=True)
    decision_reason = models.CharField("skäl", max_length=REASON_LENGTH, blank=True)
    decided_by = models.ForeignKey(
        User, models.SET_NULL, verbose_name="avgjort av", related_name="+", null=True, blank=True
    )
    decided_at = models.DateTimeField("avgjort", null=True, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = "anmälan"
        verbose_name_plural = "anmälningar"
        indexes = [models.Index(name="report_by_date", fields=["-reported_at", "-id"])]
        constraints = [
            models.CheckConstraint(
                name="report_is_about_one_text",
                condition=Q(notice__isnull=False, adoption=None, note=None, message=None)
                | Q(notice=None, adoption__isnull=False, note=None, message=None)
                | Q(notice=None, adoption=None, note__isnull=False, message=None)
                | Q(notice=None, adoption=None, note=None, message__isnull=False),
                violation_error_message="En anmälan gäller en enda text.",
            ),
            models.CheckConstraint(
                name="report_is_decided_with_reason",
                condition=Q(decided_at=None, decision="", decision_reason="")
                | Q(decided_at__isnull=False) & ~Q(decision="") & ~Q(decision_reason=""),
                violation_error_message="Ett beslut ska ha ett skäl.",
            ),
        ]

    def __str__(self):
        return f"Anmälan {self.pk}"

    def get_absolute_url(self):
        return f"/samarbete/anmalningar/{self.pk}/"

    @property
    def kind(self):
        """Which of the four the text is."""
        return next(name for name in Report.TARGETS if getattr(self, f"{name}_id"))

    @property
    def target(self):
        return getattr(self, self.kind)
