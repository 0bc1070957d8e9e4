"""Writing letters and sending them. What is written here is not in the audit log: what a letter tells of already is."""

import datetime
import logging
import smtplib
from contextlib import suppress

from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from barnratt.outbox.models import Mail
from barnratt.schedule.tasks import tick_soon

logger = logging.getLogger(__name__)

AT_A_TIME = 200
KEPT = datetime.timedelta(days=90)
# So long a letter is tried again that the mail server has said "not now" to.
TRIED_FOR = datetime.timedelta(days=2)
TROUBLE = (OSError, smtplib.SMTPException)
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
    subject = " ".join(render_to_string(f"emails/{purpose}.subject.txt", context).split())[:200].removesuffix(".")
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
    """Send what waits, the oldest first and what has been put back last. Returns how many were sent."""
    sent = 0
    waiting = Mail.objects.waiting().order_by("error", "created_at", "pk")
    for pk in list(waiting.values_list("pk", flat=True)[:AT_A_TIME]):
        server = get_connection(timeout=20)
        try:
            server.open()
        except TROUBLE as error:
            # Nothing has been handed over, so nothing is uncertain.
            Mail.objects.waiting().filter(pk=pk).update(error=_plain(error))
            logger.warning("E-postservern går inte att nå. Breven väntar.")
            break
        sent += _hand_over(pk, server)
        with suppress(*TROUBLE):
            server.close()
    return sent


def _hand_over(pk, server):
    """Claim a letter and send it. Returns 1 when there is a receipt, else 0."""
    mail = _claim(pk)
    if mail is None:
        return 0
    try:
        _send(mail, server)
    except REFUSED as error:
        again = _is_for_now(error) and mail.created_at > timezone.now() - TRIED_FOR
        end = {"claimed_at": None} if again else {"failed_at": timezone.now()}
        Mail.objects.filter(pk=pk).update(**end, error=_plain(error))
    except TROUBLE as error:
        # Broken off in the middle: it may have arrived. The claim stays, and no receipt comes.
        Mail.objects.filter(pk=pk).update(error=_plain(error))
        logger.warning("Det är osäkert om brev %s kom fram.", pk)
    else:
        Mail.objects.filter(pk=pk).update(sent_at=timezone.now(), error="")
        return 1
    return 0


def _is_for_now(error):
    """Whether the mail server asks us to come back later (4xx), as many do the first time they hear from somebody."""
    refused = error.recipients.values() if isinstance(error, smtplib.SMTPRecipientsRefused) else [[error.smtp_code]]
    codes = [code for code, *_ in refused]
    return bool(codes) and all(400 <= code < 500 for code in codes)


def forget_old():
    """Letters hold addresses, so they are not kept for longer than it takes to find out what went wrong."""
    number, _ = Mail.objects.filter(created_at__lt=timezone.now() - KEPT).exclude(claimed_at=None).delete()
    return number


def _claim(pk):
    """The letter, if nobody else has taken it. Committed before anything is sent."""
    if not Mail.objects.waiting().filter(pk=pk).update(claimed_at=timezone.now()):
        return None
    return Mail.objects.get(pk=pk)


def _send(mail, server):
    headers = {}
    if mail.unsubscribe_url:
        headers = {
            "List-Unsubscribe": f"<{mail.unsubscribe_url}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    message = EmailMultiAlternatives(mail.subject, mail.text, to=[mail.recipient], headers=headers, connection=server)
    message.attach_alternative(mail.html, "text/html")
    message.send()


def _plain(error):
    return f"{type(error).__name__}: {error}"[:300]
