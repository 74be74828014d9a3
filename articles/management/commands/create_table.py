"""`manage.py create_table`: the table of DESIGN section 2, if it is not there yet."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from articles import wiring
from portfolio.table import TableUnavailable
from portfolio.table_shape import AnotherShape, create_table


class Command(BaseCommand):
    help = "Create the DynamoDB table with its indexes. Does nothing if it exists; refuses a table of another shape."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        name = settings.DYNAMODB_TABLE
        if not name:
            raise CommandError("DYNAMODB_TABLE is not set, so there is no table to create.")
        try:
            made = create_table(wiring.table())
        except AnotherShape as exc:
            lines = "\n".join(f"  {difference}" for difference in exc.differences)
            raise CommandError(f"The table {name} has another shape:\n{lines}") from exc
        except (TableUnavailable, TimeoutError) as exc:
            raise CommandError(f"DynamoDB did not answer: {exc}. Is AWS_ENDPOINT_URL_DYNAMODB right?") from exc
        self.stdout.write(f"Created the table {name}." if made else f"The table {name} is there already.")
