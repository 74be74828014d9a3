"""`manage.py purge`: out of the trash for good, what has been there for its time."""

from __future__ import annotations

import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from articles import wiring
from articles.domain import Summary
from articles.exceptions import StoreUnavailable
from articles.services.purging import MARKED, Purged


class Command(BaseCommand):
    help = (
        "Remove what has been in the trash for its time, with its history. Stopped at any point, it goes on next time."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say what is due and remove nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DYNAMODB_TABLE:
            raise CommandError("DYNAMODB_TABLE is not set: there is no trash.")
        try:
            self._list() if options["dry_run"] else self._purge()
        except StoreUnavailable as exc:
            raise CommandError(
                f"The table {settings.DYNAMODB_TABLE} cannot be used: {exc.why}. Run it again: it goes on where it was."
            ) from exc

    def _list(self) -> None:
        due = list(wiring.purging().list_due())
        for article in due:
            self.stdout.write(f"due: {article.slug} ({_since(article)})")
        self.stdout.write(f"{_count(len(due))} due. Nothing was removed.")

    def _purge(self) -> None:
        removed = problems = 0
        for done in wiring.purging().purge_due():
            removed, problems = removed + (not done.problem), problems + bool(done.problem)
            self._report(done)
        self.stdout.write(f"{_count(removed)} removed.")
        if problems:
            sys.exit(1)

    def _report(self, done: Purged) -> None:
        if done.problem:
            self.stderr.write(f"problem: {done.article.slug}: {done.problem}")
        else:
            n = done.revisions
            self.stdout.write(f"removed: {done.article.slug} (with {n} revision{'' if n == 1 else 's'})")


def _since(article: Summary) -> str:
    if article.purge_at is None or article.purge_at == MARKED:
        return "begun before"
    return f"since {article.purge_at:%Y-%m-%d %H:%M} UTC"


def _count(n: int) -> str:
    return f"{n} article{'' if n == 1 else 's'}"
