"""The DynamoDB proxy: each switch shown against the real engine with a bare botocore client."""

from __future__ import annotations

import json
import math
import time
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from botocore import exceptions as aws

from tests.engine import Engine
from tests.proxies.dynamo import DynamoProxy
from tests.proxies.faults import FaultKind
from tests.proxies.probe import (
    HASTY_SECONDS,
    INDEX,
    TABLE,
    Client,
    article,
    article_items,
    client_of,
    content,
    create_table,
    get,
    index_page,
    key,
    listed,
    put,
    raw_call,
)

KEY_A = {"TableName": TABLE, "Key": key("a")}


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with Engine() as running:
        yield running


@pytest.fixture
def direct(engine: Engine) -> Iterator[Client]:
    """A client without a proxy, and an empty table."""
    client = client_of(engine.url)
    create_table(client)
    yield client
    client.delete_table(TableName=TABLE)
    client.close()


@pytest.fixture
def dynamo(engine: Engine, direct: Client) -> Iterator[DynamoProxy]:
    with DynamoProxy("127.0.0.1", engine.port) as proxy:
        yield proxy


@pytest.fixture
def client(dynamo: DynamoProxy) -> Iterator[Client]:
    client = client_of(dynamo.url)
    yield client
    client.close()


def test_dynamo_records_operation_request_and_capacity(dynamo: DynamoProxy, client: Client) -> None:
    put(client, article("a"))
    index_page(client, Limit=5, ReturnConsumedCapacity="INDEXES")
    (call,) = dynamo.calls("Query")
    assert (call.index, call.request["Limit"], call.status, call.capacity) == (INDEX, 5, 200, 0.5)
    assert [call.operation for call in dynamo.calls()] == ["PutItem", "Query"]
    dynamo.clear()
    assert dynamo.calls() == []


def test_dynamo_many_clients_at_once(dynamo: DynamoProxy, client: Client) -> None:
    put(client, article("a"))
    with ThreadPoolExecutor(20) as threads:
        found = list(threads.map(lambda _: get(client, "a"), range(200)))
    assert found == [article("a")] * 200
    assert len(dynamo.calls("GetItem")) == 200


def test_dynamo_large_answers_pass_unchanged(client: Client) -> None:
    big = article("big", title="ü" * 150_000)
    put(client, big)
    assert get(client, "big") == big


def test_dynamo_engine_restarted_reconnects(client: Client) -> None:
    with Engine() as engine, DynamoProxy("127.0.0.1", engine.port) as proxy:
        own = client_of(proxy.url)
        assert own.list_tables()["TableNames"] == []
        engine.stop()
        with pytest.raises(aws.ConnectionClosedError):
            own.list_tables()
        engine.restart()
        assert own.list_tables()["TableNames"] == []
        engine.restart()
        assert own.list_tables()["TableNames"] == []
        own.close()


@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [
        ("500", 500, "InternalServerError"),
        ("throttling", 400, "ProvisionedThroughputExceededException"),
        ("access-denied", 400, "AccessDeniedException"),
        ("table-missing", 400, "ResourceNotFoundException"),
        ("expired", 400, "ExpiredTokenException"),
    ],
)
def test_dynamo_fail_with_an_error(
    dynamo: DynamoProxy, client: Client, direct: Client, kind: FaultKind, status: int, code: str
) -> None:
    dynamo.fail(kind)
    with pytest.raises(aws.ClientError) as caught:
        put(client, article("a"))
    assert caught.value.response["Error"]["Code"] == code
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == status
    assert get(direct, "a") is None


@pytest.mark.parametrize("kind", ["empty", "204", "no-capacity"])
def test_dynamo_fail_looks_like_an_answer(dynamo: DynamoProxy, client: Client, kind: FaultKind) -> None:
    put(client, article("a"))
    dynamo.fail(kind)
    reply = client.get_item(TableName=TABLE, Key=key("a"), ReturnConsumedCapacity="TOTAL")
    assert "Item" not in reply and "ConsumedCapacity" not in reply
    assert reply["ResponseMetadata"]["HTTPStatusCode"] == (204 if kind == "204" else 200)


def test_dynamo_fail_truncated_is_half_with_right_length_and_crc(dynamo: DynamoProxy, client: Client) -> None:
    put(client, article("a"))
    length = len(raw_call(dynamo.port, "GetItem", KEY_A)[1])
    dynamo.fail("truncated")
    reply, half = raw_call(dynamo.port, "GetItem", KEY_A)
    assert len(half) == length // 2 == int(reply.headers["content-length"])
    assert reply.getheader("x-amz-crc32") == str(zlib.crc32(half))


def test_dynamo_fail_html_is_an_answer_of_something_else(dynamo: DynamoProxy, client: Client) -> None:
    put(client, article("a"))
    dynamo.fail("html")
    reply, body = raw_call(dynamo.port, "GetItem", KEY_A)
    assert (reply.status, reply.getheader("content-type"), body[:9]) == (200, "text/html", b"<!doctype")
    assert reply.getheader("x-amz-crc32") is None


def test_dynamo_fail_wrong_crc_keeps_the_body(dynamo: DynamoProxy, client: Client) -> None:
    put(client, article("a"))
    dynamo.fail("wrong-crc")
    reply, body = raw_call(dynamo.port, "GetItem", KEY_A)
    assert json.loads(body) == {"Item": article("a")}
    assert reply.getheader("x-amz-crc32") not in {None, str(zlib.crc32(body))}


def test_dynamo_fail_lost_answer_of_a_write_that_happened(dynamo: DynamoProxy, client: Client, direct: Client) -> None:
    dynamo.fail("lost")
    with pytest.raises(aws.ConnectionClosedError):
        put(client, article("a"))
    assert get(direct, "a") == article("a")


def test_dynamo_fail_share_of_calls(dynamo: DynamoProxy, client: Client) -> None:
    dynamo.fail("500", share=0.3)
    for _ in range(200):
        raw_call(dynamo.port, "GetItem", KEY_A)
    failed = [call for call in dynamo.calls() if call.status == 500]
    assert 40 < len(failed) < 80


def test_dynamo_fail_one_operation_some_times(dynamo: DynamoProxy, client: Client) -> None:
    dynamo.fail("throttling", operation="GetItem", times=2)
    put(client, article("a"))
    statuses = [raw_call(dynamo.port, "GetItem", KEY_A)[0].status for _ in range(3)]
    assert statuses == [400, 400, 200]


def test_dynamo_fail_none_and_heal_end_it(dynamo: DynamoProxy, client: Client) -> None:
    statuses = []
    for end in (partial(dynamo.fail, None), dynamo.heal):
        dynamo.fail("500")
        statuses.append(raw_call(dynamo.port, "GetItem", KEY_A)[0].status)
        end()
        statuses.append(raw_call(dynamo.port, "GetItem", KEY_A)[0].status)
    assert statuses == [500, 200, 500, 200]


def test_dynamo_delay_holds_back_an_answer_already_made(dynamo: DynamoProxy, client: Client, direct: Client) -> None:
    put(direct, article("a", title="old"))
    dynamo.delay(0.4, operation="GetItem")
    with ThreadPoolExecutor(1) as thread:
        slow = thread.submit(get, client, "a")
        while not dynamo.calls("GetItem"):
            time.sleep(0.01)
        time.sleep(0.15)
        put(direct, article("a", title="new"))
        assert not slow.done()
        assert slow.result() == article("a", title="old")


def test_dynamo_delay_one_operation_past_the_read_timeout(dynamo: DynamoProxy) -> None:
    client = client_of(dynamo.url, seconds=HASTY_SECONDS)
    dynamo.delay(2 * HASTY_SECONDS, operation="ListTables")
    assert get(client, "a") is None
    with pytest.raises(aws.ReadTimeoutError):
        client.list_tables()
    client.close()


def test_dynamo_torn_replaces_the_content_n_times(dynamo: DynamoProxy, client: Client) -> None:
    put(client, article("a"), content("a", 2), article("b"), content("b", 2))
    dynamo.torn("ARTICLE#a", content("a", 1), times=2)
    assert article_items(client, "a", consistent=True)["CONTENT#v1"] == content("a", 2)
    assert article_items(client, "b")["CONTENT#v1"] == content("b", 2)
    versions = [article_items(client, "a")["CONTENT#v1"]["article_version"]["N"] for _ in range(3)]
    assert versions == ["1", "1", "2"]


@pytest.mark.parametrize(
    ("operation", "more"),
    [
        ("GetItem", {"Key": key("a")}),
        ("Scan", {}),
        ("Query", {"KeyConditionExpression": "pk = :p", "ExpressionAttributeValues": {":p": key("a")["pk"]}}),
        ("DeleteItem", {"Key": key("a"), "ReturnValues": "ALL_OLD"}),
    ],
)
def test_dynamo_poison_in_every_answer(
    dynamo: DynamoProxy, client: Client, operation: str, more: dict[str, object]
) -> None:
    put(client, article("a"))
    dynamo.poison("ARTICLE#a", "METADATA")
    reply, body = raw_call(dynamo.port, operation, {"TableName": TABLE, **more})
    assert b'"version":{"S":"x"}' in body and b"title" not in body
    assert reply.getheader("x-amz-crc32") == str(zlib.crc32(body))


def test_dynamo_poison_in_batch_and_transaction(dynamo: DynamoProxy, client: Client) -> None:
    put(client, article("a"), article("b"))
    dynamo.poison("ARTICLE#a", "METADATA", {"title": {"N": "7"}})
    keys = [key("a"), key("b")]
    batch = client.batch_get_item(RequestItems={TABLE: {"Keys": keys}})["Responses"][TABLE]
    read = client.transact_get_items(TransactItems=[{"Get": {"TableName": TABLE, "Key": each}} for each in keys])
    for items in (batch, [response["Item"] for response in read["Responses"]]):
        assert sorted(str(item["title"]) for item in items) == ["{'N': '7'}", "{'S': 'b'}"]


# Lagging indexes: with an endless lag the index stands still until the lag is made short.


def test_dynamo_index_lag_shows_what_was_there_before(dynamo: DynamoProxy, client: Client) -> None:
    put(client, article("changed", "2026-03-01", "old"), article("moved", "2026-02-01"), article("deleted"))
    dynamo.index_lag(math.inf)
    put(client, article("changed", "2026-03-01", "new"), article("moved", "2026-04-01"), article("added"))
    client.delete_item(TableName=TABLE, Key=key("deleted"))
    assert listed(client) == ["old", "moved", "deleted"]
    dynamo.index_lag(0.001)
    time.sleep(0.002)
    assert listed(client) == ["moved", "new", "added"]


def test_dynamo_index_lag_leaves_the_table_fresh(dynamo: DynamoProxy, client: Client) -> None:
    dynamo.index_lag(math.inf)
    put(client, article("a"), content("a", 1))
    assert get(client, "a") == article("a")
    assert list(article_items(client, "a")) == ["CONTENT#v1", "METADATA"]
    assert listed(client) == []


def test_dynamo_index_lag_runs_by_the_clock(dynamo: DynamoProxy, client: Client) -> None:
    dynamo.index_lag(0.2)
    put(client, article("a"))
    written = time.monotonic()
    while not listed(client):
        time.sleep(0.01)
    assert 0.18 < time.monotonic() - written < 2


def test_dynamo_index_lag_follows_updates_batches_and_transactions(dynamo: DynamoProxy, client: Client) -> None:
    put(client, article("a"), article("b"), article("c"))
    dynamo.index_lag(math.inf)
    update = {"TableName": TABLE, "UpdateExpression": "SET title = :t"}
    client.update_item(Key=key("a"), ExpressionAttributeValues={":t": {"S": "A"}}, **update)
    deletion = {"DeleteRequest": {"Key": key("b")}}
    client.batch_write_item(RequestItems={TABLE: [deletion, {"PutRequest": {"Item": article("d")}}]})
    change = {"Update": {"Key": key("c"), "ExpressionAttributeValues": {":t": {"S": "C"}}, **update}}
    client.transact_write_items(TransactItems=[change, {"Put": {"TableName": TABLE, "Item": article("e")}}])
    assert listed(client) == ["c", "b", "a"]
    dynamo.index_lag(0.001)
    time.sleep(0.002)
    assert listed(client) == ["e", "d", "C", "A"]


def test_dynamo_index_lag_keeps_order_bounds_and_pages(dynamo: DynamoProxy, client: Client) -> None:
    put(client, *(article(f"a{day}", f"2026-01-0{day}") for day in range(1, 8)))
    dynamo.index_lag(math.inf)
    put(client, article("new", "2026-01-05"))
    client.delete_item(TableName=TABLE, Key=key("a4"))
    first = index_page(client, Limit=3)
    assert [item["title"]["S"] for item in first["Items"]] == ["a7", "a6", "a5"]
    assert listed(client, ExclusiveStartKey=first["LastEvaluatedKey"], Limit=2) == ["a4", "a3"]
    between = "gsi1sk BETWEEN :a AND :b"
    assert listed(client, "2026-01-03", "2026-01-05$", condition=between) == ["a5", "a4", "a3"]
    assert listed(client, "2026-01-06", condition="gsi1sk > :a", ScanIndexForward=True) == ["a6", "a7"]


def test_dynamo_index_lag_failed_write_changes_nothing(dynamo: DynamoProxy, client: Client) -> None:
    put(client, article("a", title="old"))
    dynamo.index_lag(0.001)
    with pytest.raises(aws.ClientError, match="ConditionalCheckFailed"):
        client.put_item(TableName=TABLE, Item=article("a"), ConditionExpression="attribute_not_exists(pk)")
    time.sleep(0.002)
    assert listed(client) == ["old"]


def test_dynamo_index_lag_zero_ends_it(dynamo: DynamoProxy, client: Client) -> None:
    dynamo.index_lag(math.inf)
    put(client, article("a"))
    assert listed(client) == []
    dynamo.index_lag(0)
    assert listed(client) == ["a"]


def test_dynamo_index_lag_table_made_anew(dynamo: DynamoProxy, client: Client) -> None:
    dynamo.index_lag(math.inf)
    put(client, article("gone"))
    client.delete_table(TableName=TABLE)
    create_table(client)
    put(client, article("a"))
    dynamo.index_lag(0.001)
    time.sleep(0.002)
    assert listed(client) == ["a"]


def test_dynamo_index_lag_many_writers_end_equal(dynamo: DynamoProxy, client: Client) -> None:
    dynamo.index_lag(0.001)
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda n: put(client, article(f"a{n % 5}", title=f"{n}")), range(200)))
    time.sleep(0.002)
    lagging = listed(client)
    dynamo.index_lag(0)
    assert lagging == listed(client)
