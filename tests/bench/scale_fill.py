"""A table filled as fast as an engine takes it: the items of a save, made by the site's own mapping, in batches.

Written past the site, one change of the stamp per article would take hours. What is left out are revisions and audit
entries, which no page reads.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from articles import keys
from articles.domain import Tag, change_of
from articles.records import MonthRecord, StampRecord
from articles.stores.dynamo import mapping
from articles.stores.dynamo.stamping import RING_LENGTH
from portfolio.table import Record
from tests.bench.client import Client, NotMeasured
from tests.bench.scale_corpus import LABELS, Corpus

THREADS = 2  # more only wait for each other: the engine writes one batch at a time, and making items takes one CPU
BATCH = 25
TRIES = 20
PROGRESS_SECONDS = 5.0
# Long before the run, so that no reader takes these changes for ones that an index may not know yet.
RING_AT = datetime(2026, 1, 1, tzinfo=UTC)

Json = dict[str, Any]


class Progress:
    """Says on stderr how far something is, every few seconds; from any thread."""

    def __init__(self, what: str, total: int) -> None:
        self.done = 0
        self._what, self._total = what, total
        self._began = self._said = time.monotonic()
        self._lock = threading.Lock()

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._began

    def add(self, count: int) -> None:
        with self._lock:
            self.done += count
            if time.monotonic() - self._said < PROGRESS_SECONDS:
                return
            self._said = time.monotonic()
        rate = self.done / self.seconds
        print(f"  {self._what}: {self.done:,} of {self._total:,}, {rate:,.0f}/s", file=sys.stderr, flush=True)


class EngineClient:
    """Calls an engine without an SDK, which would take longer than the engine does."""

    def __init__(self, endpoint: str) -> None:
        self._client = Client(int(endpoint.rpartition(":")[2]))

    def call(self, operation: str, arguments: Json) -> Json:
        headers = {
            "Content-Type": "application/x-amz-json-1.0",
            "X-Amz-Target": f"DynamoDB_20120810.{operation}",
            "X-Amz-Date": "20260101T000000Z",
            "Authorization": "AWS4-HMAC-SHA256 Credential=bench/20260101/eu-central-1/dynamodb/aws4_request, "
            "SignedHeaders=host, Signature=0",
        }
        answer = self._client.post("/", headers, json.dumps(arguments).encode())
        if answer.status != 200:
            raise NotMeasured(f"the engine answered {operation} with {answer.status}: {answer.body[:300]!r}")
        found: Json = json.loads(answer.body)
        return found

    def write(self, table: str, items: Sequence[Json]) -> None:
        wanted: Json = {table: [{"PutRequest": {"Item": item}} for item in items]}
        for _ in range(TRIES):
            wanted = self.call("BatchWriteItem", {"RequestItems": wanted}).get("UnprocessedItems") or {}
            if not wanted:
                return
        raise NotMeasured(f"the engine left items unprocessed {TRIES} times")


def fill(corpus: Corpus, *, endpoint: str, table: str) -> float:
    """Write a whole corpus; returns how many items went in a second."""
    progress = Progress(f"fill {corpus.name}", corpus.count)
    numbers, lock, problems = iter(range(corpus.count)), threading.Lock(), list[BaseException]()
    written: Counter[str] = Counter()

    def work() -> None:
        engine = EngineClient(endpoint)
        try:
            while not problems:
                with lock:
                    part = list(islice(numbers, BATCH))
                if not part:
                    return
                items = [item for number in part for item in article_items(corpus, number)]
                for batch in _batches(items):
                    engine.write(table, batch)
                with lock:
                    written["items"] += len(items)
                progress.add(len(part))
        except BaseException as problem:
            problems.append(problem)

    threads = [threading.Thread(target=work, name=f"fill-{place}") for place in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if problems:
        raise problems[0]
    for batch in _batches(list(site_items(corpus))):
        EngineClient(endpoint).write(table, batch)
    return written["items"] / progress.seconds


def article_items(corpus: Corpus, number: int) -> list[Json]:
    """What a save leaves of an article where readers look for it."""
    article = corpus.article(number)
    records: list[Record] = [
        mapping.article_record(article),
        mapping.content_record(article),
        mapping.pointer_record(article),
        *(mapping.tag_record(article, tag) for tag in article.tags),
    ]
    return [record.serialize() for record in records]


def site_items(corpus: Corpus) -> Iterator[Json]:
    """What all saves together leave: known tags, months with their numbers, and the stamp with its last changes."""
    tags = [Tag(keys.tag_from_label(label), label) for label in LABELS]
    records: list[Record] = [mapping.known_tag_record(tag) for tag in tags]
    records += [MonthRecord(*keys.month_key(month), n=n) for month, n in corpus.months.items()]
    last = [corpus.article(number) for number in range(corpus.count - RING_LENGTH, corpus.count)]
    ring = [mapping.change_map(change_of(article, at=RING_AT)) for article in last]
    records.append(StampRecord(*keys.STAMP, n=corpus.count, ring=ring))
    return (record.serialize() for record in records)


def _batches(items: Sequence[Json]) -> Iterator[Sequence[Json]]:
    return (items[start : start + BATCH] for start in range(0, len(items), BATCH))
