"""What the accounts keep about a person, to be fetched and to be erased (settings.PERSONAL_DATA).

Deleting the person, which comes after every room's erase, takes along what has a foreign key to her with CASCADE.
"""

from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session

from barnratt.accounts.models import Invitation
from barnratt.notifications.models import Notification

SECOND_STEPS = {"totp": "kod från en app", "recovery_codes": "reservkoder"}


def export(user):
    return {
        "konto": {
            "namn": user.name,
            "e-postadress": user.email,
            "bekräftade e-postadresser": user.addresses,
            "skapat": user.created_at,
            "senast inloggad": user.last_login,
        },
        "organisationer": [
            {
                "organisation": membership.organisation.name,
                "roll": membership.get_role_display(),
                "från och med": membership.began_at,
                "till och med": membership.ended_at,
            }
            for membership in user.memberships.select_related("organisation").order_by("began_at", "pk")
        ],
        "begäran att gå med": [
            {
                "organisation": asked.organisation.name,
                "e-postadress": asked.email,
                "begärd": asked.created_at,
                "svar": asked.get_answer_display(),
                "skäl": asked.reason,
            }
            for asked in user.join_requests.select_related("organisation").order_by("created_at", "pk")
        ],
        "inbjudningar till dig": [
            {
                "organisation": invitation.organisation.name,
                "roll": invitation.get_role_display(),
                "skickad": invitation.created_at,
                "antagen": invitation.accepted_at,
            }
            for invitation in _invitations(user).select_related("organisation").order_by("created_at", "pk")
        ],
        "inbjudningar från dig": [
            {"till": invitation.email, "roll": invitation.get_role_display(), "skickad": invitation.created_at}
            for invitation in user.invitations_sent.order_by("created_at", "pk")
        ],
        "tvåstegsinloggning": [
            {
                "slag": SECOND_STEPS.get(one.type, f"nyckel: {one}"),
                "tillagd": one.created_at,
                "senast använd": one.last_used_at,
            }
            for one in user.authenticator_set.order_by("created_at", "pk")
        ],
        "inloggningar": [
            {"nätadress": one.ip, "webbläsare": one.user_agent, "inloggad": one.created_at}
            for one in UserSession.objects.filter(user=user).order_by("created_at", "pk")
        ],
        "inloggning genom organisation": [
            {"leverantör": one.provider, "identitet": one.uid, "uppgifter": one.extra_data, "senast": one.last_login}
            for one in user.socialaccount_set.order_by("pk")
        ],
        "ändrat i administrationen": [
            {"när": one.action_time, "vad": one.object_repr, "hur": one.get_change_message()}
            for one in LogEntry.objects.filter(user=user).order_by("action_time", "pk")
        ],
    }


def erase(user):
    # Others have been told by name that she wants to join.
    requests = [asked.get_absolute_url() for asked in user.join_requests.all()]
    Notification.objects.filter(path__in=requests).delete()
    # That somebody came in is for those who work there to know, also when she has left.
    came = [membership.get_absolute_url() for membership in user.memberships.select_related("organisation")]
    Notification.objects.filter(path__in=came).update(text="En tidigare användare fick gå med i din organisation.")
    keys = UserSession.objects.filter(user=user).values_list("session_key", flat=True)
    Session.objects.filter(session_key__in=list(keys)).delete()
    _invitations(user).delete()


def _invitations(user):
    return Invitation.objects.filter(email__in=user.addresses)
