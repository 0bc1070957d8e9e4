import json
import sys
from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from barnratt.core.errors import RuleBroken
from barnratt.imports import actions, checking, work
from barnratt.imports.kinds import kinds
from barnratt.imports.models import Import
from barnratt.imports.reading import Refused, open_book


class Command(BaseCommand):
    help = "Läser in ett kalkylblad. Är någon rad fel läses inget in, och kommandot slutar med felkod."

    def add_arguments(self, parser):
        parser.add_argument("kind", choices=sorted(kinds()), help="vad filen innehåller")
        parser.add_argument("file", type=Path, help="filen")
        parser.add_argument("--dry-run", action="store_true", help="visa vad som skulle hända, utan att ändra något")
        parser.add_argument("--json", action="store_true", help="skriv ut vad som hände som JSON")
        parser.add_argument("--only-right", action="store_true", help="läs in de rader som är rätt fast andra är fel")
        parser.add_argument("--by", help="e-postadressen hos den som läser in; annars loggas det som systemet")

    def handle(self, *args, kind, file, **options):
        kind = kinds()[kind]
        try:
            counts, faults = self._preview(kind, file)
        except OSError as error:
            raise CommandError(f"{file} går inte att öppna: {error.strerror}") from error
        except (Refused, RuleBroken) as refusal:
            if options["json"]:
                self._tell_json(
                    {},
                    [{"sheet": "", "cell": "", "column": "", "value": "", "message": str(refusal), "suggestion": None}],
                )
                sys.exit(1)
            raise CommandError(str(refusal)) from refusal
        if not options["dry_run"] and (not counts["wrong"] or options["only_right"]):
            self._write(kind, file, options["by"])
        if options["json"]:
            self._tell_json(counts, faults)
        else:
            self._tell(counts, faults, options["dry_run"])
        if counts["wrong"]:
            sys.exit(1)

    def _preview(self, kind, file):
        with open_book(file, name=file.name) as book:
            table = book.table()
            fields = actions.suggested(kind, table.names)
            actions.check_fields(kind, fields)
            matches = {place: field for place, field in enumerate(fields) if field}
            counts, faults = dict.fromkeys(("new", "changed", "unchanged", "wrong"), 0), []
            for row in checking.check(kind, table, matches):
                counts[row.outcome] += 1
                faults += [(table.sheet.name, fault) for fault in row.faults]
        errors = [
            {
                "sheet": sheet,
                "cell": fault.cell,
                "column": fault.column,
                "value": fault.value,
                "message": fault.message,
                "suggestion": fault.proposal,
            }
            for sheet, fault in faults
        ]
        return counts, errors

    def _write(self, kind, file, email):
        by = get_user_model().objects.filter(email=email.lower()).first() if email else None
        if email and by is None:
            raise CommandError(f"Det finns inget konto med adressen {email}.")
        if kind.needs_person and by is None:
            raise CommandError("Säg vem som läser in med --by och en e-postadress.")
        source = actions.upload(file.read_bytes(), file.name, kind=kind, by=by)
        source = actions.choose_columns(source, [field for _, _, field in source.columns], by=by)
        work.perform(source.pk)
        source.refresh_from_db()
        if source.to_write:
            source = actions.confirm(source, only_right=True, by=by)
            work.perform(source.pk)
            source.refresh_from_db()
        if source.to_write and source.state != Import.State.DONE:
            raise CommandError(source.problem or "Filen lästes inte in.")

    def _tell_json(self, counts, errors):
        told = {"rows": sum(counts.values()), "new": 0, "changed": 0, "unchanged": 0} | counts
        told.pop("wrong", None)
        self.stdout.write(json.dumps(told | {"errors": errors}, ensure_ascii=False))

    def _tell(self, counts, errors, dry_run):
        for error in errors:
            self.stderr.write(f"Blad {error['sheet']}, cell {error['cell']}: {error['message']}")
        new, changed, same = counts["new"], counts["changed"], counts["unchanged"]
        self.stdout.write(f"{new} nya, {changed} ändrade, {same} oförändrade, {counts['wrong']} fel.")
        if dry_run:
            self.stdout.write("Inget har lästs in.")
        elif counts["wrong"]:
            self.stdout.write("Raderna som är fel har inte lästs in.")
