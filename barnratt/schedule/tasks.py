"""The queue's part: a tick every minute, and one at once when something has been put in the outbox."""

from contextlib import suppress

from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from barnratt.schedule.due import run_due


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="tick", pass_context=False)
def tick(timestamp=None):
    run_due()


def tick_soon():
    """Ask for a tick as soon as a worker is free. One that is waiting already is enough."""
    with suppress(AlreadyEnqueued):
        tick.defer()
