"""Random sequences of what two authors do, over the memory store and over the real engine."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

import boto3
import pytest
from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from articles.stores.dynamo import DynamoAuthoring, DynamoAuthorLists, DynamoPurging, DynamoRepository, DynamoSource
from articles.stores.memory import MemoryStore
from portfolio.table import Table
from portfolio.table_shape import create_table
from tests.engine import Engine
from tests.factories import FakeClock
from tests.fuzz.authors import Authors, Known
from tests.integration.authors import Office
from tests.wholeness import Contents, faults_of

TIMES = int(os.environ.get("FUZZ_TIMES", "1"))
TABLE = "fuzz-authors"
UTC = ZoneInfo("UTC")


class InMemory(Authors):
    @staticmethod
    def new_office(clock: FakeClock) -> Office:
        store = MemoryStore(clock.now)
        return Office(store, store, store, clock, undos=store, purging=store)


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Table, Any]]:
    """An empty table, and a client of another program."""
    monkeypatch.setattr("portfolio.table.READER_TIMEOUTS", (5.0, 5.0))
    with Engine() as running:
        table = Table(name=TABLE, region="eu-central-1", endpoint=running.url)
        keys = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
        raw = boto3.client("dynamodb", endpoint_url=running.url, region_name="eu-central-1", **keys)
        create_table(table)
        yield table, raw
        raw.close()
        table.close()


def test_two_authors_in_memory() -> None:
    run_state_machine_as_test(InMemory, settings=settings(max_examples=150 * TIMES, stateful_step_count=40))


def test_two_authors_over_the_engine(engine: tuple[Table, Any]) -> None:
    table, raw = engine

    class OverTheEngine(Authors):
        compared_every = 6

        @staticmethod
        def new_office(clock: FakeClock) -> Office:
            raw.delete_table(TableName=TABLE)
            create_table(table)
            return Office(
                DynamoAuthoring(table),
                DynamoSource(table, patient=True),
                DynamoRepository(table, clock.now),
                clock,
                undos=DynamoAuthorLists(table),
                purging=DynamoPurging(table),
            )

        def compare(self) -> None:
            self.contents = Contents(raw, TABLE)
            assert faults_of(self.contents) == []
            super().compare()

        def history_of(self, known: Known) -> set[str]:
            return self.contents.history_of(known.article_id)

        def teardown(self) -> None:
            self.compare()

    # Its shortest form is found in memory, in a fraction of the time.
    bounded = settings(max_examples=20 * TIMES, stateful_step_count=30, phases=[Phase.generate])
    run_state_machine_as_test(OverTheEngine, settings=bounded)
