"""What a page costs that is not in memory, beside the bare round trips to the table for the same items."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import botocore.session
from botocore.config import Config

from articles.around import NEWEST_OF_TAG, TAGS_ASKED
from tests.bench.client import Client, NotMeasured
from tests.bench.servers import Server

IDLE_SECONDS = 2.0
IDLE_ROUNDS = 5
LEAST_MISSES = 50
FROM_TABLE, FROM_MEMORY = "dynamodb-sdk", "cache"


@dataclass(slots=True)
class Latencies:
    """Seconds of single requests on one connection, by what was asked."""

    miss: list[float] = field(default_factory=list)
    miss_compressed: list[float] = field(default_factory=list)
    cached: list[float] = field(default_factory=list)
    after_idle: list[float] = field(default_factory=list)
    round_trip: list[float] = field(default_factory=list)
    engine: list[float] = field(default_factory=list)

    def milliseconds(self, name: str) -> float:
        seconds: list[float] = getattr(self, name)
        return statistics.median(seconds) * 1000


def measure(site: Server, slugs: Sequence[str], *, endpoint: str, table: str) -> Latencies:
    """Every slug once; none may have been asked for before. All kinds of request by turns."""
    seen = Latencies()
    sdk, raw = _sdk_queries(endpoint, table), _raw_query(endpoint, table)
    for warm_up in slugs[:5]:
        sdk(warm_up)
        raw(warm_up)
    with Client(site.port) as plain, Client(site.port, accept_encoding="gzip, br") as compressed:
        plain.page("/articles/")
        for place, slug in enumerate(slugs):
            path = f"/articles/{slug}/"
            seen.round_trip.append(_seconds(partial(sdk, slug)))
            seen.engine.append(_seconds(partial(raw, slug)))
            client, into = (compressed, seen.miss_compressed) if place % 2 else (plain, seen.miss)
            first = client.page(path)
            # What changed lately has been read already, to put the list right.
            if first.source == FROM_TABLE:
                into.append(first.seconds)
            seen.cached += [_ask(client, path, FROM_MEMORY) for _ in range(5)]
        for _ in range(IDLE_ROUNDS):
            time.sleep(IDLE_SECONDS)
            seen.after_idle.append(_ask(plain, path, FROM_MEMORY))
    if min(len(seen.miss), len(seen.miss_compressed)) < LEAST_MISSES:
        raise NotMeasured(f"only {len(seen.miss)} and {len(seen.miss_compressed)} articles came from the table")
    return seen


def _ask(client: Client, path: str, source: str) -> float:
    answer = client.page(path)
    if answer.source != source:
        raise NotMeasured(f"{path} came from {answer.source!r} instead of {source!r}")
    return answer.seconds


def _seconds(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def _arguments(slug: str, table: str) -> dict[str, Any]:
    return {
        "TableName": table,
        "KeyConditionExpression": "pk = :pk AND sk BETWEEN :low AND :high",
        "ExpressionAttributeValues": {
            ":pk": {"S": f"ARTICLE#{slug}"},
            ":low": {"S": "ALIAS"},
            ":high": {"S": "METADATA"},
        },
        "ReturnConsumedCapacity": "TOTAL",
    }


def _arguments_around(metadata: dict[str, Any], table: str) -> list[dict[str, Any]]:
    """For the article's neighbours and the newest of its first tags."""
    place, tags = metadata["gsi1sk"]["S"], [tag["S"] for tag in metadata["tags"]["L"]]
    return [
        _of_index("gsi1", "gsi1-status-date", "STATUS#published", table, "> :place", place, 2, forward=True),
        _of_index("gsi1", "gsi1-status-date", "STATUS#published", table, "< :place", place, 1),
        *(
            _of_index("gsi2", "gsi2-tag-date", f"TAG#{tag}", table, "< :place", "9999", NEWEST_OF_TAG)
            for tag in tags[:TAGS_ASKED]
        ),
    ]


def _of_index(
    key: str, index: str, pk: str, table: str, condition: str, place: str, limit: int, *, forward: bool = False
) -> dict[str, Any]:
    return {
        "TableName": table,
        "IndexName": index,
        "KeyConditionExpression": f"{key}pk = :pk AND {key}sk {condition}",
        "ExpressionAttributeValues": {":pk": {"S": pk}, ":place": {"S": place}},
        "ScanIndexForward": forward,
        "Limit": limit,
        "ReturnConsumedCapacity": "TOTAL",
    }


def _sdk_queries(endpoint: str, table: str) -> Callable[[str], None]:
    """The round trips as botocore makes them, one after the other: signed, sent, parsed into plain dictionaries."""
    session = botocore.session.get_session()
    session.set_credentials("bench", "bench")
    config = Config(retries={"total_max_attempts": 1})
    client = session.create_client("dynamodb", region_name="eu-central-1", endpoint_url=endpoint, config=config)

    def query(slug: str) -> None:
        items = {item["sk"]["S"]: item for item in client.query(**_arguments(slug, table))["Items"]}
        if len(items) != 2:
            raise NotMeasured(f"the table does not hold {slug} as it should")
        for arguments in _arguments_around(items["METADATA"], table):
            client.query(**arguments)

    return query


def _raw_query(endpoint: str, table: str) -> Callable[[str], None]:
    """The article's own without an SDK: nearly all of it is the engine's own time."""
    client = Client(int(endpoint.rpartition(":")[2]))
    headers = {
        "Content-Type": "application/x-amz-json-1.0",
        "X-Amz-Target": "DynamoDB_20120810.Query",
        "X-Amz-Date": "20260101T000000Z",
        "Authorization": "AWS4-HMAC-SHA256 Credential=bench/20260101/eu-central-1/dynamodb/aws4_request, "
        "SignedHeaders=host, Signature=0",
    }

    def query(slug: str) -> None:
        answer = client.post("/", headers, json.dumps(_arguments(slug, table)).encode())
        if answer.status != 200:
            raise NotMeasured(f"the engine answered a Query with {answer.status}: {answer.body[:200]!r}")

    return query
