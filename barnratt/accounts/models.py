from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property

from regions.places.models import Organisation


class Role(models.TextChoices):
    """What a person is in an organisation. The last two hold in the whole portal, wherever the person belongs."""

    READER = "lasare", "läsare"
    MEMBER = "medarbetare", "medarbetare"
    STRATEGIST = "strateg", "strateg"
    REVIEWER = "granskare", "granskare"
    COUNTY_COORDINATOR = "lanssamordnare", "länssamordnare"
    NATIONAL_COORDINATOR = "samordnare", "nationell samordnare"
    ADMINISTRATOR = "administrator", "administratör"


NATIONAL_ROLES = {Role.NATIONAL_COORDINATOR, Role.ADMINISTRATOR}
# What a strategist may give in the own organisation; the rest is given by administrators.
ORDINARY_ROLES = {Role.READER, Role.MEMBER, Role.STRATEGIST}
# Roles that only somebody at a county board can have.
COUNTY_ROLES = {Role.REVIEWER, Role.COUNTY_COORDINATOR}


class UserManager(BaseUserManager):
    def get_by_natural_key(self, email):
        return self.get(email=email.strip().lower())

    def with_address(self, email):
        """The person whose address it is, also one beside that which stands in `email`. None when nobody's."""
        is_own = models.Q(email=email) | models.Q(emailaddress__email=email, emailaddress__verified=True)
        return self.filter(is_own).distinct().first()


class User(PermissionsMixin, AbstractBaseUser):
    """A person. The e-mail address is the user name and is kept in lower case."""

    email = models.EmailField("e-postadress", unique=True)
    name = models.CharField("namn", max_length=150)
    is_staff = models.BooleanField("får öppna administrationen", default=False)
    is_active = models.BooleanField("kan logga in", default=True)
    created_at = models.DateTimeField("skapat", auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = "konto"
        verbose_name_plural = "konton"
        constraints = [
            models.CheckConstraint(
                name="user_email_is_lower_case",
                condition=models.Q(email=Lower("email")),
                violation_error_message="Skriv e-postadressen med små bokstäver.",
            ),
        ]

    def __str__(self):
        return self.name

    def has_perm(self, perm, obj=None):
        """In the administration's pages an administrator may change everything that is registered there."""
        return super().has_perm(perm, obj) or self.is_administrator

    def has_module_perms(self, app_label):
        return super().has_module_perms(app_label) or self.is_administrator

    @property
    def is_administrator(self):
        """Whether the person runs the portal itself."""
        return self.is_active and (self.is_superuser or self.has_national(Role.ADMINISTRATOR))

    @property
    def addresses(self):
        """The person's verified addresses, that which the portal writes to first. It is always among them."""
        verified = self.emailaddress_set.filter(verified=True).order_by("email").values_list("email", flat=True)
        return list(dict.fromkeys([self.email, *verified]))

    @cached_property
    def memberships_now(self):
        """The memberships that have not ended, with their organisations. One statement a request."""
        return list(self.memberships.current().select_related("organisation").order_by("began_at", "pk"))

    @property
    def organisations(self):
        """The organisations that the person belongs to, in whatever role."""
        return list(dict.fromkeys(membership.organisation for membership in self.memberships_now))

    def organisations_with(self, role):
        """The organisations in which the person has the role. Every role but reader is a member's as well."""
        wanted = {role}
        if role == Role.READER:
            wanted = set(Role)
        elif role == Role.MEMBER:
            wanted = set(Role) - {Role.READER}
        found = (membership.organisation for membership in self.memberships_now if membership.role in wanted)
        return list(dict.fromkeys(found))

    def has_national(self, role):
        """Whether the person has a role that holds in the whole portal."""
        return any(membership.role == role for membership in self.memberships_now)


class MembershipQuerySet(models.QuerySet):
    def current(self):
        return self.filter(ended_at=None)

    def visible_to(self, user):
        """Who belongs to an organisation is seen by those who do, and by administrators."""
        if not user.is_authenticated:
            return self.none()
        if user.has_national(Role.ADMINISTRATOR):
            return self
        return self.filter(organisation__in=user.organisations)


class Membership(models.Model):
    """A person's role in an organisation. It is ended and kept, so that what was done in it can be understood."""

    user = models.ForeignKey(User, models.CASCADE, verbose_name="person", related_name="memberships")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name="organisation", related_name="memberships"
    )
    role = models.CharField("roll", max_length=20, choices=Role)
    began_at = models.DateTimeField("från och med", auto_now_add=True)
    ended_at = models.DateTimeField("till och med", null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = "medlemskap"
        verbose_name_plural = "medlemskap"
        constraints = [
            models.UniqueConstraint(
                name="membership_is_had_once",
                fields=["user", "organisation", "role"],
                condition=models.Q(ended_at=None),
                violation_error_message="Personen har redan den rollen i organisationen.",
            ),
            models.CheckConstraint(
                name="membership_ends_after_it_began",
                condition=models.Q(ended_at=None) | models.Q(ended_at__gte=models.F("began_at")),
                violation_error_message="Ett medlemskap kan inte sluta innan det började.",
            ),
        ]

    def __str__(self):
        return f"{self.user}, {self.get_role_display()} i {self.organisation}"

    def get_absolute_url(self):
        """Its row among the organisation's."""
        return f"/konto/medlemmar/{self.organisation.key}/#medlem-{self.pk}"


class InvitationQuerySet(models.QuerySet):
    def open(self):
        return self.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=timezone.now())

    def visible_to(self, user):
        """Those who belong to the organisation, and administrators."""
        if not user.is_authenticated:
            return self.none()
        if user.has_national(Role.ADMINISTRATOR):
            return self
        return self.filter(organisation__in=user.organisations)


class Invitation(models.Model):
    """Somebody is asked to join an organisation. The link in the letter is signed and holds nothing but the number."""

    email = models.EmailField("e-postadress")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name="organisation", related_name="invitations"
    )
    role = models.CharField("roll", max_length=20, choices=Role)
    invited_by = models.ForeignKey(
        User, models.SET_NULL, verbose_name="bjuder in", related_name="invitations_sent", null=True
    )
    created_at = models.DateTimeField("skickad", auto_now_add=True)
    expires_at = models.DateTimeField("gäller till")
    accepted_at = models.DateTimeField("antagen", null=True, blank=True)
    withdrawn_at = models.DateTimeField("tillbakadragen", null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = "inbjudan"
        verbose_name_plural = "inbjudningar"
        constraints = [
            models.CheckConstraint(
                name="invitation_email_is_lower_case",
                condition=models.Q(email=Lower("email")),
                violation_error_message="Skriv e-postadressen med små bokstäver.",
            ),
            models.CheckConstraint(
                name="invitation_ends_in_one_way",
                condition=models.Q(accepted_at=None) | models.Q(withdrawn_at=None),
                violation_error_message="En inbjudan kan inte både vara antagen och tillbakadragen.",
            ),
        ]

    def __str__(self):
        """Without the address: what the log holds can never be taken back."""
        return f"{self.get_role_display()} i {self.organisation}"


class JoinRequestQuerySet(models.QuerySet):
    def open(self):
        return self.filter(answer="")

    def visible_to(self, user):
        """Those who belong to the organisation, and administrators."""
        if not user.is_authenticated:
            return self.none()
        if user.has_national(Role.ADMINISTRATOR):
            return self
        return self.filter(organisation__in=user.organisations)


class JoinRequest(models.Model):
    """Somebody with an address at the organisation's domain asks to join it, and the strategist answers."""

    class Answer(models.TextChoices):
        APPROVED = "godkand", "godkänd"
        DECLINED = "avbojd", "avböjd"
        WITHDRAWN = "tillbakadragen", "tillbakadragen"

    user = models.ForeignKey(User, models.CASCADE, verbose_name="person", related_name="join_requests")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name="organisation", related_name="join_requests"
    )
    email = models.EmailField("e-postadress", help_text="Den bekräftade adress som begäran vilar på.")
    created_at = models.DateTimeField("begärd", auto_now_add=True)
    answer = models.CharField("svar", max_length=20, choices=Answer, blank=True)
    answered_at = models.DateTimeField("besvarad", null=True, blank=True)
    answered_by = models.ForeignKey(
        User, models.SET_NULL, verbose_name="besvarad av", related_name="join_requests_answered", null=True
    )
    reason = models.CharField("skäl", max_length=500, blank=True)

    objects = JoinRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "begäran att gå med"
        verbose_name_plural = "begäranden att gå med"
        constraints = [
            models.UniqueConstraint(
                name="join_request_is_open_once",
                fields=["user", "organisation"],
                condition=models.Q(answer=""),
                violation_error_message="Du har redan bett att få gå med i organisationen.",
            ),
            models.CheckConstraint(
                name="join_request_answer_has_its_time",
                condition=models.Q(answer="", answered_at=None)
                | (~models.Q(answer="") & models.Q(answered_at__isnull=False)),
                violation_error_message="Ett svar ska ha sin tid.",
            ),
        ]

    def __str__(self):
        return f"{self.user} till {self.organisation}"

    def get_absolute_url(self):
        return f"/konto/begaran/{self.pk}/"
