"""A bare botocore client on one small table with one index: what the proxies' own tests look through."""

from __future__ import annotations

import http.client
import json
from typing import Any

import botocore.session
from botocore.config import Config

from tests.proxies.wire import OWN_CALL_HEADERS, TARGET_PREFIX

TABLE = "proxied-content"
INDEX = "gsi1-status-date"
KEY_NAMES = (("pk", "sk"), ("gsi1pk", "gsi1sk"))
# Patient for what must succeed on a busy machine, hasty for what must time out.
PATIENT_SECONDS = 10.0
HASTY_SECONDS = 0.3
# One session: it reads the service's description, which takes longer than most of the tests, only once.
SESSION = botocore.session.get_session()
# botocore makes its clients at run time.
Client = Any
Item = dict[str, Any]


def client_of(url: str, *, seconds: float = PATIENT_SECONDS) -> Client:
    return SESSION.create_client(
        "dynamodb",
        region_name="eu-central-1",
        endpoint_url=url,
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(
            connect_timeout=seconds,
            read_timeout=seconds,
            retries={"total_max_attempts": 1},
            max_pool_connections=50,
        ),
    )


def create_table(client: Client) -> None:
    table_keys, index_keys = (
        [{"AttributeName": first, "KeyType": "HASH"}, {"AttributeName": second, "KeyType": "RANGE"}]
        for first, second in KEY_NAMES
    )
    index = {"IndexName": INDEX, "KeySchema": index_keys, "Projection": {"ProjectionType": "ALL"}}
    client.create_table(
        TableName=TABLE,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=table_keys,
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for pair in KEY_NAMES for name in pair],
        GlobalSecondaryIndexes=[index],
    )


def key(slug: str, sk: str = "METADATA") -> Item:
    return {"pk": {"S": f"ARTICLE#{slug}"}, "sk": {"S": sk}}


def article(slug: str, date: str = "2026-01-01", title: str = "") -> Item:
    index_key = {"gsi1pk": {"S": "STATUS#published"}, "gsi1sk": {"S": f"{date}#{slug}"}}
    return {**key(slug), **index_key, "title": {"S": title or slug}, "version": {"N": "1"}}


def content(slug: str, version: int) -> Item:
    return {**key(slug, "CONTENT#v1"), "article_version": {"N": str(version)}}


def put(client: Client, *items: Item) -> None:
    for item in items:
        client.put_item(TableName=TABLE, Item=item)


def get(client: Client, slug: str) -> Item | None:
    item: Item | None = client.get_item(TableName=TABLE, Key=key(slug)).get("Item")
    return item


def index_page(client: Client, *bounds: str, condition: str = "gsi1sk < :a", **more: Any) -> dict[str, Any]:
    """Newest first, up to the end of 2026 unless told otherwise."""
    values = dict(zip((":a", ":b"), bounds or ("2027",), strict=False))
    reply: dict[str, Any] = client.query(
        TableName=TABLE,
        IndexName=INDEX,
        KeyConditionExpression=f"gsi1pk = :p AND {condition}",
        ExpressionAttributeValues={":p": {"S": "STATUS#published"}} | {name: {"S": b} for name, b in values.items()},
        **{"ScanIndexForward": False, **more},
    )
    return reply


def listed(client: Client, *bounds: str, condition: str = "gsi1sk < :a", **more: Any) -> list[str]:
    return [item["title"]["S"] for item in index_page(client, *bounds, condition=condition, **more)["Items"]]


def article_items(client: Client, slug: str, *, consistent: bool = False) -> dict[str, Item]:
    """What one Query of the article returns, by sort key."""
    reply = client.query(
        TableName=TABLE,
        KeyConditionExpression="pk = :p AND sk BETWEEN :a AND :m",
        ExpressionAttributeValues={":p": key(slug)["pk"], ":a": {"S": "ALIAS"}, ":m": {"S": "METADATA"}},
        ConsistentRead=consistent,
    )
    return {item["sk"]["S"]: item for item in reply["Items"]}


def raw_call(port: int, operation: str, request: dict[str, Any]) -> tuple[http.client.HTTPResponse, bytes]:
    """The answer as it is on the wire."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    headers = {**OWN_CALL_HEADERS, "x-amz-target": TARGET_PREFIX + operation}
    connection.request("POST", "/", json.dumps(request), headers)
    reply = connection.getresponse()
    body = reply.read()
    connection.close()
    return reply, body
