"""How long the letters of 1 000 watches take: python -m benchmarks.digests [entries], 10 000 if nothing is said.

Each watch has a search of its own. Fifty entries are new since the letters before.
"""

import datetime
import os
import sys
import time

import django

WATCHES = 1_000
NEW = 50


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "barnratt.settings")
    django.setup()

    from benchmarks import catalogue_generator, databases
    from initiatives import index

    size = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    name = databases.create_with_reference_data()
    try:
        with databases.connected_to(name):
            catalogue_generator.generate(size - NEW - _entries())
            index.rebuild()
            began = time.perf_counter()
            _watch()
            tell(f"what {WATCHES} watches know from the beginning", began)
            timed("letters when nothing is new")
            catalogue_generator.generate(NEW)
            _index_new()
            timed(f"letters when {NEW} entries are new")
            timed("letters again at once", later=False)
            index.rebuild()
            timed("letters after the index was made anew")
    finally:
        databases.drop(name)


def _entries():
    from initiatives.models import Initiative

    return Initiative.objects.count()


def _watch():
    from barnratt.accounts.models import User
    from benchmarks.catalogue_queries import searches
    from initiatives.following.actions import _found
    from initiatives.following.models import Watch
    from initiatives.selection import Selection

    kept = [Selection(text=each.text, chosen=each.chosen).stored for each in searches(WATCHES * 2)]
    kept = [query for query in dict.fromkeys(kept) if query][:WATCHES]
    known = [_found(query) for query in kept]
    people = User.objects.bulk_create(
        User(email=f"person{n}@kommun.example", name=f"Person {n}") for n in range(WATCHES)
    )
    now = datetime.datetime.now(datetime.UTC)
    Watch.objects.bulk_create(
        Watch(user=user, query=query, rhythm="dagligen", known=pks, confirmed_at=now, checked_at=now)
        for user, query, pks in zip(people, kept, known, strict=False)
    )
    print(f"{len(kept)} watches, which knew {sum(map(len, known)) // len(kept)} entries each", flush=True)


def _index_new():
    from initiatives import index
    from initiatives.models import Initiative

    for initiative in Initiative.objects.published().filter(search_entry=None):
        index.refresh(initiative)


def timed(what, later=True):
    """Let two days pass, and time what then is done."""
    from barnratt.outbox.models import Mail
    from initiatives.following.digests import send_digests
    from initiatives.following.models import Watch
    from initiatives.models import SearchEntry

    if later:
        past = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=2)
        Watch.objects.update(confirmed_at=past, checked_at=past)
    if what.endswith("nothing is new"):
        SearchEntry.objects.update(indexed_at=past - datetime.timedelta(days=2))
    before = Mail.objects.count()
    began = time.perf_counter()
    send_digests()
    tell(f"{what}, {Mail.objects.count() - before} letters", began)


def tell(what, began):
    print(f"{what}: {time.perf_counter() - began:.2f} s", flush=True)


if __name__ == "__main__":
    main()
