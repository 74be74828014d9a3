"""`manage.py export`: the table's articles as Markdown files."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from articles import wiring
from articles.exceptions import StoreUnavailable
from articles.services.exporting import Exported, Exporter, ExportRefused


class Command(BaseCommand):
    help = "Write the table's articles as Markdown with front matter and a manifest of checksums, all or nothing."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", nargs="?", metavar="PATH", help="the folder to write (default: content/)")
        parser.add_argument("--all", action="store_true", help="drafts, scheduled, archived and trashed ones too")
        parser.add_argument("--force", action="store_true", help="replace files that hold what was not seeded")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DYNAMODB_TABLE:
            raise CommandError("DYNAMODB_TABLE is not set: the site's files are all there is.")
        folder = Path(options["path"] or settings.CONTENT_DIR)
        try:
            problems = self._export(folder, options)
        except StoreUnavailable as exc:
            raise CommandError(f"{exc.why}: {folder} stays as it was (table {settings.DYNAMODB_TABLE}).") from exc
        except OSError as exc:
            reason = (exc.strerror or str(exc)).lower()
            # The stand-in of the folder has a name that means nothing to anybody.
            where = folder if f".{folder.name}.export-" in str(exc.filename) else exc.filename or folder
            raise CommandError(f"{where}: {reason}. Nothing was changed.") from exc
        except ExportRefused as exc:
            reasons = "\n".join(f"  {reason}" for reason in exc.reasons)
            raise CommandError(f"{folder} stays as it was. Export to another folder, or:\n{reasons}") from exc
        if problems:
            sys.exit(1)

    def _export(self, folder: Path, options: dict[str, Any]) -> int:
        counts: Counter[str] = Counter()
        with wiring.export_folder(folder) as target:
            exporter = Exporter(wiring.archive(), target, clock=wiring.now, time_zone=wiring.time_zone())
            # No bar unless a person is watching (`disable=None`).
            for each in tqdm(exporter.write(everything=options["all"]), unit=" articles", leave=False, disable=None):
                counts[each.status if each.done else ""] += 1
                self._report(each, verbosity=options["verbosity"])
                counts["problems"] += bool(each.problem)
            committed = exporter.commit(force=options["force"])
        for name in committed.gone:
            self.stdout.write(f"removed: {name}")
        for name in committed.kept:
            self.stdout.write(f"kept, for it was edited since: {name}")
        problems = counts.pop("problems", 0)
        counts.pop("", None)
        kinds = ", ".join(f"{number} {status}" for status, number in sorted(counts.items()))
        self.stdout.write(f"{counts.total()} articles in {folder}{f' ({kinds})' if kinds else ''}.")
        return problems

    def _report(self, each: Exported, *, verbosity: int) -> None:
        with tqdm.external_write_mode():
            if each.problem:
                self.stderr.write(f"problem: {each.slug}: {each.problem}")
            elif verbosity > 1:
                self.stdout.write(f"exported: {each.slug}")
