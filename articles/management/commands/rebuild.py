"""`manage.py rebuild`: what is derived from the articles, held against them and put right."""

from __future__ import annotations

import sys
from collections import Counter
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from articles import wiring
from articles.drift import Drift, Fate
from articles.exceptions import StoreUnavailable

ENDS: dict[Fate, str] = {
    "found": "",
    "mended": "; put right",
    "kept": "; left as it is",
}


class Command(BaseCommand):
    help = (
        "Hold links, tag entries, known tags, index keys, former addresses, pointers and months against the articles, "
        "and put right what has drifted. Others may go on writing."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say what has drifted and write nothing")
        parser.add_argument("--from", dest="after", metavar="MARK", help="go on where a rebuild was ended")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DYNAMODB_TABLE:
            raise CommandError("DYNAMODB_TABLE is not set: nothing is kept that could be rebuilt.")
        counts: dict[Fate, Counter[str]] = {fate: Counter() for fate in ENDS}
        rebuilder = wiring.rebuilder()
        found = rebuilder.rebuild(write=not options["dry_run"], after=options["after"])
        try:
            # No bar unless a person is watching (`disable=None`).
            for drift in tqdm(found, unit=" drifted", leave=False, disable=None):
                counts[drift.fate][drift.kind] += 1
                self._report(drift)
        except StoreUnavailable as exc:
            on = f' Go on with --from "{rebuilder.reached}".' if rebuilder.reached else ""
            raise CommandError(f"The table {settings.DYNAMODB_TABLE} cannot be used: {exc.why}.{on}") from exc
        self._sum_up(counts, f"{rebuilder.articles} articles and {rebuilder.items - rebuilder.articles} other items")
        if counts["kept"]:
            raise CommandError(f"{_named(counts['kept'])} could not be put right.")
        if counts["found"]:
            sys.exit(1)

    def _report(self, drift: Drift) -> None:
        with tqdm.external_write_mode():
            self.stdout.write(f"{drift.kind}: {drift.key}: {drift.what}{ENDS[drift.fate]}")

    def _sum_up(self, counts: dict[Fate, Counter[str]], looked_at: str) -> None:
        self.stdout.write(f"Looked at {looked_at}.")
        if counts["found"]:
            self.stdout.write(f"Drifted: {_named(counts['found'])}. Nothing was written.")
        elif counts["mended"]:
            self.stdout.write(f"Put right: {_named(counts['mended'])}.")
        elif not counts["kept"]:
            self.stdout.write("Nothing has drifted.")


def _named(counts: Counter[str]) -> str:
    return ", ".join(f"{number} {kind}" for kind, number in sorted(counts.items()))
