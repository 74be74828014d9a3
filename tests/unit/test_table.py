"""What the table's clients make of answers and errors, without a table."""

from __future__ import annotations

import copy
import json
import zlib
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import (
    ChecksumError,
    ClientError,
    EndpointConnectionError,
    NoCredentialsError,
    ReadTimeoutError,
)
from botocore.parsers import ResponseParserError
from pynamodb.exceptions import PutError, QueryError

from portfolio.breaker import Breaker
from portfolio.deadline import DeadlineExceeded
from portfolio.table import Record, Table, TableUnavailable, translated_errors
from portfolio.table_shape import compare

BUDGET = 5.0


def client_error(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "secret"}}, "Query")


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (QueryError("no", client_error("ThrottlingException")), "ThrottlingException"),
        (QueryError("no", client_error("ResourceNotFoundException")), "ResourceNotFoundException"),
        (QueryError("no", EndpointConnectionError(endpoint_url="http://secret")), "EndpointConnectionError"),
        (client_error("AccessDeniedException"), "ClientError"),
        (NoCredentialsError(), "NoCredentialsError"),
        (ReadTimeoutError(endpoint_url="http://secret"), "ReadTimeoutError"),
        (ResponseParserError("secret"), "ResponseParserError"),
        (ConnectionResetError("secret"), "ConnectionResetError"),
        (ChecksumError(checksum_type="crc32", expected_checksum=1, actual_checksum=2), "ChecksumError"),
    ],
)
def test_translated_errors_say_what_happened_and_no_more(error: Exception, why: str) -> None:
    with pytest.raises(TableUnavailable) as caught, translated_errors():
        raise error
    assert (caught.value.why, caught.value.slow, caught.value.__cause__) == (why, False, error)


def test_translated_errors_a_missed_deadline_is_slow() -> None:
    with pytest.raises(TableUnavailable) as caught, translated_errors():
        raise DeadlineExceeded("no answer within 500 ms")
    assert caught.value.slow


@pytest.mark.parametrize("code", ["ConditionalCheckFailedException", "TransactionCanceledException"])
def test_translated_errors_leave_a_refusal_as_it_is(code: str) -> None:
    with pytest.raises(PutError), translated_errors():
        raise PutError("no", client_error(code))


@pytest.mark.parametrize("error", [ZeroDivisionError(), TypeError("a bug"), KeyError("a bug")])
def test_translated_errors_leave_a_bug_as_it_is(error: Exception) -> None:
    with pytest.raises(type(error)), translated_errors():
        raise error


class Wire:
    """In place of the network: gives the answer that a test sets, or raises it."""

    def __init__(self) -> None:
        self.answer: Any = {"Items": [], "ConsumedCapacity": {}}
        self.calls = 0

    def __call__(self, *args: Any, **options: Any) -> Any:
        self.calls += 1
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.fixture(scope="module")
def opened() -> Iterator[Table]:
    """Clients take a while to build, so the tests of this file share them."""
    table = Table(name="portfolio-content", region="eu-central-1", endpoint="http://127.0.0.1:9")
    yield table
    table.close()
    Record._connection = None


@pytest.fixture
def table(opened: Table) -> Table:
    opened.breaker = Breaker()
    return opened


@pytest.fixture
def wire(table: Table, monkeypatch: pytest.MonkeyPatch) -> Wire:
    wire = Wire()
    for name in ("query", "get_item"):
        monkeypatch.setattr(table.reader, name, wire)
    return wire


@pytest.mark.parametrize(
    "answer",
    [
        {}, {"Items": []}, {"Items": {}, "ConsumedCapacity": {}}, {"ConsumedCapacity": {}}, None, [], "<html>",
        {"Items": None, "ConsumedCapacity": {}},
    ],
)  # fmt: skip
def test_query_answer_that_cannot_be_dynamodbs_is_a_fault_and_no_miss(table: Table, wire: Wire, answer: Any) -> None:
    wire.answer = answer
    with pytest.raises(TableUnavailable, match="malformed answer"):
        table.query("ARTICLE#a", budget=BUDGET)


@pytest.mark.parametrize("answer", [{}, {"Item": {}}, None, "<html>"])
def test_get_item_answer_that_cannot_be_dynamodbs_is_a_fault_and_no_miss(table: Table, wire: Wire, answer: Any) -> None:
    wire.answer = answer
    with pytest.raises(TableUnavailable, match="malformed answer"):
        table.get_item("SITE", "STAMP", budget=BUDGET)


def test_get_item_miss_is_none_and_no_failure(table: Table, wire: Wire) -> None:
    wire.answer = {"ConsumedCapacity": {}}
    for _ in range(10):
        assert table.get_item("SITE", "STAMP", budget=BUDGET) is None
    assert not table.breaker.is_open


def test_malformed_answers_open_the_breaker_as_errors_do(table: Table, wire: Wire) -> None:
    wire.answer = {"Items": "<html>", "ConsumedCapacity": {}}
    for _ in range(5):
        with pytest.raises(TableUnavailable):
            table.query("ARTICLE#a", budget=BUDGET)
    assert table.breaker.is_open


def test_open_breaker_asks_nobody(table: Table, wire: Wire) -> None:
    wire.answer = ConnectionRefusedError()
    for _ in range(8):
        with pytest.raises(TableUnavailable):
            table.query("ARTICLE#a", budget=BUDGET)
    assert wire.calls == 5


def test_probe_passes_an_open_breaker_and_closes_it(table: Table, wire: Wire) -> None:
    table.breaker.failed(slow=True)
    wire.answer = {"Item": {"n": {"N": "1"}}, "ConsumedCapacity": {}}
    assert table.get_item("SITE", "STAMP", budget=BUDGET, probe=True) == {"n": {"N": "1"}}
    assert not table.breaker.is_open


class Response:
    def __init__(self, content: bytes, crc: str | None) -> None:
        self.status_code, self.content = 200, content
        self.headers = {"content-type": "application/x-amz-json-1.0"} | ({"x-amz-crc32": crc} if crc else {})


ANSWER = json.dumps({"Items": [], "Count": 0, "ConsumedCapacity": {"TableName": "t", "CapacityUnits": 1.0}}).encode()


@pytest.mark.parametrize(
    ("crc", "why"), [(str(zlib.crc32(ANSWER)), None), (None, None), ("1", "ChecksumError"), ("abc", ".+")]
)
def test_query_checks_the_checksum_if_there_is_one(
    table: Table, monkeypatch: pytest.MonkeyPatch, crc: str | None, why: str | None
) -> None:
    monkeypatch.setattr("portfolio.deadline.InterruptibleSession.send", lambda self, request: Response(ANSWER, crc))
    if why is None:
        assert table.query("ARTICLE#a", budget=BUDGET)["Items"] == []
        return
    with pytest.raises(TableUnavailable, match=why):
        table.query("ARTICLE#a", budget=BUDGET)


def test_query_refused_connection_is_unavailable_at_once(table: Table) -> None:
    with pytest.raises(TableUnavailable, match="EndpointConnectionError"):
        table.query("ARTICLE#a", budget=BUDGET)


@pytest.fixture
def description() -> dict[str, Any]:
    """How DynamoDB describes a table of the right shape."""

    def keys(partition: str, sort: str) -> list[dict[str, str]]:
        return [{"AttributeName": partition, "KeyType": "HASH"}, {"AttributeName": sort, "KeyType": "RANGE"}]

    names = ["pk", "sk", "gsi1pk", "gsi1sk", "gsi2pk", "gsi2sk"]
    indexes = {"gsi1-status-date": ("gsi1pk", "gsi1sk"), "gsi2-tag-date": ("gsi2pk", "gsi2sk")}
    return {
        "KeySchema": keys("pk", "sk"),
        "AttributeDefinitions": [{"AttributeName": name, "AttributeType": "S"} for name in names],
        "GlobalSecondaryIndexes": [
            {"IndexName": name, "KeySchema": keys(*pair), "Projection": {"ProjectionType": "ALL"}}
            for name, pair in indexes.items()
        ],
    }


def test_compare_right_shape_has_no_difference(description: dict[str, Any]) -> None:
    assert compare(description) == []


def test_compare_further_index_does_no_harm(description: dict[str, Any]) -> None:
    further = {**copy.deepcopy(description["GlobalSecondaryIndexes"][0]), "IndexName": "of-others"}
    description["GlobalSecondaryIndexes"].append(further)
    assert compare(description) == []


def test_compare_names_every_difference(description: dict[str, Any]) -> None:
    description["KeySchema"].pop()
    description["AttributeDefinitions"][2]["AttributeType"] = "N"
    first, _ = description["GlobalSecondaryIndexes"]
    first["Projection"]["ProjectionType"] = "KEYS_ONLY"
    first["KeySchema"].reverse()
    description["GlobalSecondaryIndexes"].pop()
    assert compare(description) == [
        "table: has the keys pk (HASH), must have pk (HASH), sk (RANGE)",
        "attribute gsi1pk: is N, must be S",
        "index gsi1-status-date: projects KEYS_ONLY, must project ALL",
        "index gsi2-tag-date: is missing",
    ]


@pytest.mark.parametrize("indexes", [None, []])
def test_compare_table_without_indexes(description: dict[str, Any], indexes: Any) -> None:
    description["GlobalSecondaryIndexes"] = indexes
    assert len(compare(description)) == 2
