from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower


class UserManager(BaseUserManager):
    def get_by_natural_key(self, email):
        return self.get(email=email.strip().lower())


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
