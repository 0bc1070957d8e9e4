"""What a person has written to and from the national desk (settings.PERSONAL_DATA). The texts are the authorities'."""

from barnratt.core.personal_data import GONE
from regions.surveys.desk.models import Handover, Post, Reminder


def export(user):
    posts = Post.objects.filter(by=user).order_by("at", "pk")
    reminders = Reminder.objects.filter(person=user).select_related("round", "county").order_by("sent_date", "pk")
    return {
        "frågor och svar om enkäten": [{"text": one.text, "när": one.at} for one in posts],
        "påminnelser om enkäten": [{"om": str(one), "skickad": one.sent_date} for one in reminders],
        "överlämningar": [str(one) for one in Handover.objects.filter(by=user).select_related("county").order_by("pk")],
    }


def erase(user):
    """What is written stays with the authorities; that it was this person does not. Reminders go with the person."""
    for model in (Post, Handover):
        model.objects.filter(by=user).update(by=None, by_name=GONE)
