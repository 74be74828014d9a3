"""Lagging indexes: a second engine follows the first some seconds behind and answers all index reads.

Every key condition, filter, projection, Limit and page position therefore means what the engine makes of it,
and capacity units are right. Limits: only writes that pass through the proxy arrive in the replica (single item,
batch and transactional ones, not PartiQL, TTL or a direct line to the engine); everything lags by the same
time, while on AWS each index partition lags on its own.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

from tests.proxies.wire import Json, Message, Upstream

WRITES = {"PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems"}
TABLE_CHANGES = {"CreateTable", "UpdateTable", "DeleteTable"}
INDEX_READS = {"Query", "Scan"}
BATCH_SIZE = 25
TICK_SECONDS = 0.05
TABLE_SHAPE = ("TableName", "KeySchema", "AttributeDefinitions")
INDEX_SHAPE = ("IndexName", "KeySchema", "Projection")


class Change(NamedTuple):
    """One item as it stood after a write; `item` is None when it was gone."""

    at: float
    table: str
    key: Json
    item: Json | None

    def as_write(self) -> Json:
        if self.item is None:
            return {"DeleteRequest": {"Key": self.key}}
        return {"PutRequest": {"Item": self.item}}


class IndexReplica:
    """Writes are serialised, so that the image read after each one is that write's own."""

    def __init__(self, source: Upstream, replica: Upstream, seconds: float) -> None:
        self.seconds = seconds
        self._source = source
        self._replica = replica
        self._pending: deque[Change] = deque()
        self._key_names: dict[str, list[str]] = {}
        self._lock = asyncio.Lock()
        self._keeping_up: asyncio.Task[None] | None = None

    def concerns(self, operation: str, request: Json) -> bool:
        index_read = operation in INDEX_READS and "IndexName" in request
        return index_read or operation in WRITES or operation in TABLE_CHANGES

    async def send(self, message: Message, request: Json) -> Message:
        operation = message.operation
        async with self._lock:
            if operation in INDEX_READS:
                await self._catch_up()
                return await self._replica.send(message)
            reply = await self._source.send(message)
            if operation in TABLE_CHANGES:
                self._forget(request["TableName"], changes=operation == "DeleteTable")
                await self._replica.send(message)
            elif reply.status == 200:
                await self._remember(operation, request)
            return reply

    async def follow(self) -> None:
        """Bring the replica to where the source is now, and follow from there."""
        async with self._lock:
            for table in (await self._source.call("ListTables", {}))["TableNames"]:
                await self._copy_table(table)
        self._keeping_up = asyncio.create_task(self._keep_up())

    async def _keep_up(self) -> None:
        """Run beside the calls, so that the first index read after much writing does not pay for it all."""
        while True:
            await asyncio.sleep(TICK_SECONDS)
            async with self._lock:
                await self._catch_up()

    async def close(self) -> None:
        if self._keeping_up:
            self._keeping_up.cancel()
        async with self._lock:
            await self._replica.close()

    async def _copy_table(self, table: str) -> None:
        shape = (await self._source.call("DescribeTable", {"TableName": table}))["Table"]
        wanted = {name: shape[name] for name in TABLE_SHAPE} | {"BillingMode": "PAY_PER_REQUEST"}
        if indexes := shape.get("GlobalSecondaryIndexes"):
            wanted["GlobalSecondaryIndexes"] = [{name: index[name] for name in INDEX_SHAPE} for index in indexes]
        await self._replica.call("CreateTable", wanted)
        page: Json = {"LastEvaluatedKey": None}
        while "LastEvaluatedKey" in page:
            start = {"ExclusiveStartKey": page["LastEvaluatedKey"]} if page["LastEvaluatedKey"] else {}
            page = await self._source.call("Scan", {"TableName": table, **start})
            await self._write_all(table, [{"PutRequest": {"Item": item}} for item in page["Items"]])

    async def _write_all(self, table: str, writes: list[Json]) -> None:
        for first in range(0, len(writes), BATCH_SIZE):
            batch = {table: writes[first : first + BATCH_SIZE]}
            await self._replica.call("BatchWriteItem", {"RequestItems": batch})

    async def _remember(self, operation: str, request: Json) -> None:
        at = time.monotonic()
        for table, target in targets(operation, request):
            key = {name: target[name] for name in await self._keys_of(table)}
            read = await self._source.call("GetItem", {"TableName": table, "Key": key, "ConsistentRead": True})
            self._pending.append(Change(at, table, key, read.get("Item")))

    def _forget(self, table: str, *, changes: bool) -> None:
        self._key_names.pop(table, None)
        if changes:
            self._pending = deque(change for change in self._pending if change.table != table)

    async def _keys_of(self, table: str) -> list[str]:
        if table not in self._key_names:
            shape = (await self._source.call("DescribeTable", {"TableName": table}))["Table"]
            self._key_names[table] = [part["AttributeName"] for part in shape["KeySchema"]]
        return self._key_names[table]

    async def _catch_up(self) -> None:
        """Apply what is due; of several changes to one item only the last matters."""
        until = time.monotonic() - self.seconds
        due: dict[str, dict[str, Json]] = {}
        while self._pending and self._pending[0].at <= until:
            change = self._pending.popleft()
            due.setdefault(change.table, {})[json.dumps(change.key, sort_keys=True)] = change.as_write()
        for table, writes in due.items():
            await self._write_all(table, list(writes.values()))


def targets(operation: str, request: Json) -> Iterator[tuple[str, Json]]:
    """Table and key, or the whole item around the key, of everything that a write touches."""
    if operation == "TransactWriteItems":
        for action in request["TransactItems"]:
            for kind in action.keys() & {"Put", "Update", "Delete"}:
                part = action[kind]
                yield part["TableName"], part.get("Key") or part["Item"]
    elif operation == "BatchWriteItem":
        for table, writes in request["RequestItems"].items():
            for write in writes:
                yield table, write["PutRequest"]["Item"] if "PutRequest" in write else write["DeleteRequest"]["Key"]
    else:
        yield request["TableName"], request.get("Key") or request["Item"]
