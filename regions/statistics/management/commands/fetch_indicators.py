import datetime

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from barnratt.core.templatetags.swedish import number
from regions.statistics import actions, vintages
from regions.statistics.collecting import (
    KOLADA,
    Interrupted,
    Source,
    end_those_that_are_gone,
    fetch_indicator,
    fetched_from_kolada,
    is_fetched,
)

FRESH = datetime.timedelta(days=1)


class Command(BaseCommand):
    help = (
        "Hämtar nyckeltalens värden från Kolada som en ny datamängd, en fråga åt gången med en paus emellan. Avbryts "
        "kommandot fortsätter det där det var när det körs igen samma dygn. Det som inte har ändrats hämtas inte om."
    )

    def add_arguments(self, parser):
        parser.add_argument("indicators", nargs="*", metavar="nyckeltal", help="bara dessa, till exempel N15428")
        parser.add_argument("--from-year", type=int, help="första året; annars tio år bakåt")
        parser.add_argument("--address", default=KOLADA, help="tjänstens adress")

    def handle(self, *, indicators, from_year, address, **options):
        now = timezone.localtime()
        years = range(from_year or now.year - 10, now.year + 1)
        chosen = list(fetched_from_kolada().filter(key__in=indicators) if indicators else fetched_from_kolada())
        if unknown := set(indicators) - {one.pk for one in chosen}:
            raise CommandError(f"Portalen hämtar inte {', '.join(sorted(unknown))} från Kolada.")
        source = Source(address=address)
        try:
            self._fetch(chosen, years, now, source)
        except Interrupted as interrupted:
            raise CommandError(
                f"{interrupted} Det som redan har kommit är sparat. Kör kommandot igen för att fortsätta."
            ) from interrupted

    def _fetch(self, chosen, years, now, source):
        for one in (ended := end_those_that_are_gone(chosen, source=source, by=None)):
            instead = f" Det har ersatts av {one.replaced_by_id}." if one.replaced_by_id else ""
            self.stdout.write(f"{one.pk} redovisas inte längre av Kolada.{instead}")
        dataset = actions.begin_vintage(
            f"kolada-{now:%Y-%m-%d}",
            title=f"Kolada, hämtad {now:%Y-%m-%d}",
            source="Kolada (RKA)",
            attribution="Kolada",
            retrieved=f"{now:%Y-%m-%d}",
            licence="Fri att använda med källan Kolada angiven.",
            by=None,
        )
        left = [one for one in chosen if one not in ended]
        for place, indicator in enumerate(left, 1):
            if is_fetched(indicator, years=years, since=now - FRESH):
                self.stdout.write(f"[{place}/{len(left)}] {indicator.pk}: redan hämtat.")
                continue
            written, left_out, unchanged = fetch_indicator(
                indicator, years=years, dataset=dataset, source=source, by=None
            )
            self.stdout.write(
                f"[{place}/{len(left)}] {indicator.pk}: {number(written)} nya eller ändrade värden, "
                f"{unchanged} av {len(years)} år oförändrade."
            )
            for why, many in sorted(left_out.items()):
                self.stdout.write(f"    inte med: {number(many)} × {why}")
        self.stdout.write(vintages.in_words(dataset))
