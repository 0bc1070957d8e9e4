from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from barnratt.core.templatetags.swedish import number
from barnratt.fetching.fetch import FetchFailed, fetch
from regions.statistics import actions, sources, vintages
from regions.statistics.models import Dataset, Indicator
from regions.statistics.sources.said import Refused

LIMITS = {"limit_bytes": 50_000_000, "timeout_seconds": 120}


class Command(BaseCommand):
    help = (
        "Läser in ett svar från Kolada (version 2 eller 3), ett svar från PxWeb (json, json-stat eller json-stat2) "
        "eller en PX-fil som en datamängd. Kan något i svaret inte förstås läses inget in."
    )

    def add_arguments(self, parser):
        parser.add_argument("source", help="en fil, eller en adress som börjar med https://")
        parser.add_argument("--dataset", required=True, help="datamängdens nyckel, till exempel scb-2026-11-23")
        parser.add_argument("--title", help="en ny datamängds namn")
        parser.add_argument("--by-whom", default="", metavar="KÄLLA", help="en ny datamängds källa, till exempel SCB")
        parser.add_argument("--retrieved", help="dagen då en fil hämtades; annars i dag")
        parser.add_argument("--licence", default="", help="en ny datamängds villkor")
        parser.add_argument("--indicator", action="append", default=[], metavar="MÅTT=NYCKELTAL", type=_pair)
        parser.add_argument("--choose", action="append", default=[], metavar="VARIABEL=VÄRDE", type=_pair)
        parser.add_argument("--area", help="området för en tabell som inte har områden: 00 är riket")
        parser.add_argument("--dry-run", action="store_true", help="läs och berätta, utan att skriva")

    def handle(self, *, source, dataset, indicator, choose, area, dry_run, **options):
        age_groups = dict(Indicator.objects.values_list("key", "age_group"))
        if unknown := {ours for _, ours in indicator} - set(age_groups):
            raise CommandError(f"Portalen har inget nyckeltal {', '.join(sorted(unknown))}.")
        try:
            said, about = sources.read(
                _content(source), indicators=dict(indicator), choose=dict(choose), area=area, age_groups=age_groups
            )
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        for why, many in sorted(said.left_out.items()):
            self.stdout.write(f"Inte med: {number(many)} × {why}.")
        if dry_run:
            self.stdout.write(f"{number(len(said.values))} värden skulle läsas in.")
            return
        with transaction.atomic():
            vintage = Dataset.objects.filter(pk=dataset).first() or self._begin(dataset, about, options)
            written = actions.take_in(said.values, dataset=vintage, by=None)
        self.stdout.write(f"{number(len(said.values))} värden lästes, {number(written)} var nya eller ändrade.")
        self.stdout.write(vintages.in_words(vintage))

    def _begin(self, key, about, options):
        title, source = options["title"] or about.title, options["by_whom"] or about.source
        if not title or not source:
            raise CommandError("Datamängden är ny: säg vad den heter (--title) och vems den är (--by-whom).")
        about = {"title": title[:200], "source": source[:200], "licence": options["licence"]}
        about["retrieved"] = options["retrieved"] or f"{timezone.localdate():%Y-%m-%d}"
        try:
            return actions.begin_vintage(key, by=None, **about)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error


def _pair(text):
    before, sign, after = text.partition("=")
    if not (before and sign and after):
        raise CommandError(f"{text}: skriv det som namn=värde.")
    return before, after


def _content(source):
    if source.startswith(("http://", "https://")):
        try:
            answer = fetch(source, **LIMITS)
        except FetchFailed as failed:
            raise CommandError(failed.reason) from failed
        if answer.status != 200:
            raise CommandError(f"Källan svarade med ett fel (svar {answer.status}).")
        return answer.body
    try:
        return Path(source).read_bytes()
    except OSError as error:
        raise CommandError(f"{source} går inte att öppna: {error.strerror}") from error
