"""`manage.py rebuild`: what is derived from the articles, counted anew."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from articles import wiring
from articles.exceptions import StoreUnavailable


class Command(BaseCommand):
    help = "Count the articles of each month anew and put right what is wrong. Others may go on writing."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DYNAMODB_TABLE:
            raise CommandError("DYNAMODB_TABLE is not set: nothing is kept that could be rebuilt.")
        changed, kept = 0, 0
        try:
            for recount in wiring.repository().recount_months():
                changed, kept = changed + (not recount.kept), kept + recount.kept
                end = "left as it is, for it keeps moving; try again" if recount.kept else f"now {recount.after}"
                self.stdout.write(f"{recount.month}: {recount.before}, {end}")
        except StoreUnavailable as exc:
            raise CommandError(f"The table {settings.DYNAMODB_TABLE} cannot be used: {exc.why}.") from exc
        self.stdout.write(f"{changed} months changed." if changed or kept else "Every month is right.")
        if kept:
            raise CommandError(f"{kept} months could not be counted.")
