"""Writing letters and sending them. What is written here is not in the audit log: what a letter tells of already is."""

import datetime
import logging
import smtplib

from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from barnratt.outbox.models import Mail
from barnratt.schedule.tasks import tick_soon

logger = logging.getLogger(__name__)

AT_A_TIME = 200
KEPT = datetime.timedelta(days=90)
# The letter was not handed over; the next may fare better, or the same one later.
UNREACHABLE = (ConnectionRefusedError, smtplib.SMTPConnectError, smtplib.SMTPHeloError, smtplib.SMTPAuthenticationError)
# The mail server has said no to this letter.
REFUSED = (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError)


def post(purpose, *, to, context, once=None, unsubscribe_url=""):
    """Put a letter in the outbox, in the caller's transaction.

    `purpose` names its three templates in templates/emails/: .subject.txt, .txt and .html. With `once`, a text of the
    caller's own, the same letter is written one time only; returns None when it already has been.
    """
    if once and Mail.objects.filter(once=once).exists():
        return None
    # A line break in a subject would begin another header.
    subject = " ".join(render_to_string(f"emails/{purpose}.subject.txt", context).split())[:200]
    mail = Mail.objects.create(
        purpose=purpose,
        recipient=to,
        subject=subject,
        text=render_to_string(f"emails/{purpose}.txt", context).strip() + "\n",
        html=render_to_string(f"emails/{purpose}.html", context | {"subject": subject}),
        unsubscribe_url=unsubscribe_url,
        once=once,
    )
    transaction.on_commit(tick_soon)
    return mail


def deliver_due():
    """Send what waits, the oldest first. Returns how many were sent."""
    sent = 0
    for pk in list(Mail.objects.waiting().order_by("created_at", "pk").values_list("pk", flat=True)[:AT_A_TIME]):
        mail = _claim(pk)
        if mail is None:
            continue
        try:
            _send(mail)
        except UNREACHABLE as error:
            Mail.objects.filter(pk=pk).update(claimed_at=None, error=_plain(error))
            logger.warning("E-postservern går inte att nå. Breven väntar.")
            break
        except REFUSED as error:
            Mail.objects.filter(pk=pk).update(failed_at=timezone.now(), error=_plain(error))
        except (OSError, smtplib.SMTPException) as error:
            # Broken off in the middle: it may have arrived. The claim stays, and no receipt comes.
            Mail.objects.filter(pk=pk).update(error=_plain(error))
            logger.warning("Det är osäkert om brev %s kom fram.", pk)
        else:
            Mail.objects.filter(pk=pk).update(sent_at=timezone.now(), error="")
            sent += 1
    return sent


def forget_old():
    """Letters hold addresses, so they are not kept for longer than it takes to find out what went wrong."""
    number, _ = Mail.objects.filter(created_at__lt=timezone.now() - KEPT).exclude(claimed_at=None).delete()
    return number


def _claim(pk):
    """The letter, if nobody else has taken it. Committed before anything is sent."""
    if not Mail.objects.waiting().filter(pk=pk).update(claimed_at=timezone.now()):
        return None
    return Mail.objects.get(pk=pk)


def _send(mail):
    headers = {}
    if mail.unsubscribe_url:
        headers = {
            "List-Unsubscribe": f"<{mail.unsubscribe_url}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    message = EmailMultiAlternatives(
        mail.subject, mail.text, to=[mail.recipient], headers=headers, connection=get_connection(timeout=20)
    )
    message.attach_alternative(mail.html, "text/html")
    message.send()


def _plain(error):
    return f"{type(error).__name__}: {error}"[:300]
