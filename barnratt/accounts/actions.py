from django.db import transaction

from barnratt.accounts.models import User
from barnratt.audit.actions import record
from barnratt.audit.models import AuditEvent


@transaction.atomic
def create_user(*, email, name, password, by, is_staff=False, is_superuser=False):
    """Create a person who can sign in with e-mail and password."""
    user = User(email=email.strip().lower(), name=name, is_staff=is_staff, is_superuser=is_superuser)
    user.set_password(password)
    user.full_clean()
    user.save()
    record(AuditEvent.Type.USER_CREATED, user, by=by, after={"email": user.email, "is_staff": is_staff})
    return user
