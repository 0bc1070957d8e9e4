"""When an entry is asked about, marked and archived: all the times of its life in one place.

They count from the day it was last known to be right (`Initiative.current_on`). A year is a municipality's own rhythm
of budgets and reports, so that is how long what is said is taken to hold. Half a year more without an answer, over
a summer or an autumn whichever comes, and readers are told; another half year, and it leaves the lists.
"""

import calendar
import datetime

from django.utils import timezone

# Months.
ASK_AFTER = 12
REMIND_AFTER = 15
OUTDATED_AFTER = 18
ARCHIVE_AFTER = 24

# After a long stop an entry may be due for all of it at once. It is still asked about first, with time to answer.
REMIND_AFTER_ASKING = datetime.timedelta(days=30)
ARCHIVE_AFTER_ASKING = datetime.timedelta(days=60)

# Somebody to ask may have come, or what was historical may have been taken up again.
LOOK_AGAIN = datetime.timedelta(days=30)


def months_after(day, months):
    """The same day of a later month, or its last: 2024-02-29 and twelve months is 2025-02-28."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return datetime.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def remind_on(initiative, question):
    return max(
        months_after(initiative.current_on, REMIND_AFTER), timezone.localdate(question.asked_at) + REMIND_AFTER_ASKING
    )


def archive_on(initiative, question):
    return max(
        months_after(initiative.current_on, ARCHIVE_AFTER), timezone.localdate(question.asked_at) + ARCHIVE_AFTER_ASKING
    )


def outdated_on(initiative):
    return months_after(initiative.current_on, OUTDATED_AFTER)


def ask_on(initiative):
    return months_after(initiative.current_on, ASK_AFTER)


def look_on(initiative, question, *, today):
    """The next day when something may have to be done for an entry that is published."""
    if initiative.is_historical:
        return today + LOOK_AGAIN
    if today < (first := ask_on(initiative)):
        return first
    days = [] if initiative.needs_confirmation else [outdated_on(initiative)]
    if question is None:
        days.append(today + LOOK_AGAIN)
    else:
        days.append(archive_on(initiative, question))
        if question.reminded_at is None:
            days.append(remind_on(initiative, question))
    return max(min(days), today + datetime.timedelta(days=1))
