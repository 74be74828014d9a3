"""`manage.py seed`: Markdown and MDX files into the table."""

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
from articles.folders import check_manifest, find_documents
from articles.services.seeding import Outcome, Seeder

MAX_KEYS_NAMED = 10
STATES = ("created", "updated", "unchanged", "skipped", "failed")


class Command(BaseCommand):
    help = "Write Markdown and MDX files with front matter into the table. Changes only what changed."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("paths", nargs="*", metavar="PATH", help="files or folders (default: content/)")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done and write nothing")
        parser.add_argument("--force", action="store_true", help="overwrite articles that were edited in the product")
        parser.add_argument("--if-empty", action="store_true", help="do nothing if the table holds articles")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DYNAMODB_TABLE:
            raise CommandError("DYNAMODB_TABLE is not set: the site reads its files directly and needs no seed.")
        try:
            if options["if_empty"] and wiring.repository().has_articles():
                self.stdout.write("The table holds articles already.")
                return
            counts = self._seed([Path(path) for path in options["paths"]] or [settings.CONTENT_DIR], options)
        except StoreUnavailable as exc:
            raise CommandError(
                f"The table {settings.DYNAMODB_TABLE} cannot be used: {exc.why}. "
                "Does DynamoDB answer at that endpoint, and was the table created (manage.py create_table)?"
            ) from exc
        summary = ", ".join(f"{counts[state]} {state}" for state in STATES)
        self.stdout.write(f"{summary}. Nothing was written." if options["dry_run"] else f"{summary}.")
        if counts["failed"]:
            sys.exit(1)

    def _seed(self, paths: list[Path], options: dict[str, Any]) -> Counter[str]:
        files = self._find(paths)
        seeder = Seeder(
            wiring.repository(),
            clock=wiring.now,
            time_zone=wiring.time_zone(),
            force=options["force"],
            dry_run=options["dry_run"],
        )
        counts: Counter[str] = Counter()
        kept: Counter[str] = Counter()
        # No bar unless a person is watching (`disable=None`).
        for outcome in tqdm(seeder.seed(files), total=len(files), unit=" files", leave=False, disable=None):
            counts[outcome.state] += 1
            kept.update(outcome.kept)
            self._report(outcome, verbosity=options["verbosity"])
        if kept:
            named = ", ".join(f"{key} ({number})" for key, number in kept.most_common(MAX_KEYS_NAMED))
            more = f" and {len(kept) - MAX_KEYS_NAMED} more" if len(kept) > MAX_KEYS_NAMED else ""
            self.stderr.write(f"note: front matter kept, exported again and not used here: {named}{more}")
        return counts

    def _find(self, paths: list[Path]) -> list[Path]:
        try:
            found = find_documents(paths)
        except FileNotFoundError as exc:
            raise CommandError(f"There is no file or folder {exc}.") from exc
        changed = [reason for path in paths if path.is_dir() for reason in check_manifest(path)]
        for reason in [*found.passed_over, *changed]:
            self.stderr.write(f"note: {reason}")
        return found.files

    def _report(self, outcome: Outcome, *, verbosity: int) -> None:
        # The bar steps aside while lines are written.
        with tqdm.external_write_mode():
            for notice in outcome.notices:
                self.stderr.write(f"note: {notice}")
            if outcome.state == "failed":
                self.stderr.write(f"failed: {outcome.reason}")
            elif outcome.state != "unchanged" or verbosity > 1:
                reason = f" ({outcome.reason})" if outcome.reason else ""
                self.stdout.write(f"{outcome.state}: {outcome.slug}{reason}")
