"""The one table: what every item has, who talks to it and for how long, and what an answer must look like.

Readers and writers have a client each: a reader would rather see an older page at once, a writer would rather wait.
A library's errors become `TableUnavailable` here and nowhere else.
"""

from __future__ import annotations

import socket
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.exceptions import BotoCoreError, ChecksumError, ClientError, ConnectTimeoutError, ReadTimeoutError
from botocore.parsers import ResponseParserError
from pynamodb.attributes import DiscriminatorAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.connection import Connection, TableConnection
from pynamodb.exceptions import PynamoDBException
from pynamodb.expressions.update import Action
from pynamodb.models import Model

from portfolio.breaker import Breaker
from portfolio.deadline import DeadlineExceeded, DeadlinePool, InterruptibleSession

T = TypeVar("T")
Item = dict[str, dict[str, Any]]
Read = Callable[[TableConnection], dict[str, Any]]

SCHEMA = 1
POOL_SIZE = 8
READER_TIMEOUTS = (0.2, 0.3)  # seconds to connect, seconds between two bytes
WRITER_TIMEOUTS = (0.5, 1.5)
WRITER_ATTEMPTS = 2
WRITER_DEADLINE_SECONDS = 4.0
FAIR_BUDGET_SECONDS = 0.1

# DynamoDB answered and said no: a condition did not hold, or another transaction was at the same item.
REFUSALS = {"ConditionalCheckFailedException", "TransactionCanceledException"}

# As costly to a reader as the whole deadline: the next one shall not wait as long again.
TIMEOUTS = (ConnectTimeoutError, ReadTimeoutError)

# They are asked for the capacity they consumed, and an answer without it is not theirs.
CONFIRMED_OPERATIONS = ("TransactWriteItems", "UpdateItem")

# What PynamoDB and those who read its records raise for an item of another shape.
UNREADABLE = (TypeError, ValueError, AttributeError, KeyError)

# urllib3 sends head and body apart; without this the second waits 40 ms for the acknowledgement of the first.
NO_DELAY = [(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)]


class TableUnavailable(Exception):
    """The table gave no answer that can be believed; `slow` if that took the caller's whole budget."""

    def __init__(self, why: str, *, slow: bool = False) -> None:
        super().__init__(why)
        self.why = why
        self.slow = slow


class Record(Model):
    """Any item of the table."""

    class Meta:
        # Named when a process opens the table, so that importing reads no setting.
        table_name = ""
        connect_timeout_seconds, read_timeout_seconds = READER_TIMEOUTS
        max_retry_attempts = 0
        max_pool_connections = POOL_SIZE

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    entity = DiscriminatorAttribute()
    schema = NumberAttribute(default=SCHEMA)


def naming(record: type[Record]) -> list[Action]:
    """What an update says of an item besides, since it may be the item's first write."""
    return [record.entity.set(record), record.schema.set(SCHEMA)]


class Table:
    """One process's clients of the table. Its calls run on a bounded pool within a wall-clock deadline."""

    def __init__(self, *, name: str, region: str, endpoint: str | None = None) -> None:
        self.name = name
        self.breaker = Breaker()
        self._pool = DeadlinePool(POOL_SIZE, name="table-reader")
        self._probes = DeadlinePool(1, name="table-probe")
        self._writers = DeadlinePool(POOL_SIZE, name="table-writer")
        self.reader = _open_records(name, region, endpoint)
        self._patient = TableConnection(
            name,
            region=region,
            host=endpoint,
            connect_timeout_seconds=WRITER_TIMEOUTS[0],
            read_timeout_seconds=WRITER_TIMEOUTS[1],
            max_retry_attempts=WRITER_ATTEMPTS - 1,
            max_pool_connections=POOL_SIZE,
            meta_table=self.reader.get_meta_table(),
        )
        self.writer = self._patient.connection
        _harden(self.reader.connection, READER_TIMEOUTS)
        _harden(self.writer, WRITER_TIMEOUTS)

    def get_item(self, pk: str, sk: str, *, budget: float, probe: bool = False, patient: bool = False) -> Item | None:
        """One item, read consistently, or None. A probe has a thread of its own and passes an open breaker."""

        def call(connection: TableConnection) -> dict[str, Any]:
            return connection.get_item(pk, range_key=sk, consistent_read=True)

        return self._read(call, budget=budget, probe=probe, patient=patient).get("Item")

    def batch_get(self, keys: Sequence[tuple[str, str]], *, budget: float, patient: bool = False) -> list[Item]:
        """The items of up to 100 keys that exist, read consistently in one round trip."""
        wanted: Any = [{"pk": pk, "sk": sk} for pk, sk in keys]

        def call(connection: TableConnection) -> dict[str, Any]:
            return connection.batch_get_item(wanted, consistent_read=True, return_consumed_capacity="TOTAL")

        answer = self._read(call, budget=budget, patient=patient)
        items = (answer.get("Responses") or {}).get(self.name)
        if answer.get("UnprocessedKeys") or not isinstance(items, list):
            raise TableUnavailable("only a part of the items was answered")
        return items

    def query(self, pk: str, *, budget: float, patient: bool = False, **arguments: Any) -> dict[str, Any]:
        """One page of a Query as DynamoDB answers it (`Items`, `LastEvaluatedKey`, …)."""
        return self._read(
            lambda connection: connection.query(pk, **arguments), budget=budget, patient=patient, lists="Items"
        )

    def pages(self, pk: str, *, budget: float, **arguments: Any) -> Iterator[list[Item]]:
        """The items of all pages of a Query, each with that budget: for those who would rather wait than miss."""
        start: Item | None = None
        while True:
            answer = self.query(pk, budget=budget, patient=True, exclusive_start_key=start, **arguments)
            yield answer["Items"]
            start = answer.get("LastEvaluatedKey")
            if start is None:
                return

    def scan(self, *, budget: float, **arguments: Any) -> dict[str, Any]:
        """One page of a Scan: for those who look at all of the table, since what they look for may be in no index."""
        return self._read(lambda connection: connection.scan(**arguments), budget=budget, patient=True, lists="Items")

    def write(self, call: Callable[[Connection], T]) -> T:
        """Run `call` with the writer's connection. Conditions that failed keep PynamoDB's errors."""
        with translated_errors():
            return self._writers.run(lambda: call(self.writer), seconds=WRITER_DEADLINE_SECONDS)

    def delete_batch(self, keys: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
        """Delete up to 25 items, be they there or not; gives the keys that DynamoDB has put off."""
        wanted: Any = [{"pk": pk, "sk": sk} for pk, sk in keys]

        def call(_: Connection) -> dict[str, Any]:
            return self._patient.batch_write_item(delete_items=wanted, return_consumed_capacity="TOTAL")

        answer = _believed(self.write(call), "")
        left = (answer.get("UnprocessedItems") or {}).get(self.name, ())
        return [(key["pk"]["S"], key["sk"]["S"]) for key in (each["DeleteRequest"]["Key"] for each in left)]

    def close(self) -> None:
        for pool in (self._pool, self._probes, self._writers):
            pool.close()

    def _read(
        self, call: Read, *, budget: float, probe: bool = False, patient: bool = False, lists: str = ""
    ) -> dict[str, Any]:
        if patient:
            return self.write(lambda _: _believed(call(self._patient), lists))
        if not probe and not self.breaker.allows():
            raise TableUnavailable("not asked, because it failed a moment ago")
        try:
            with translated_errors():
                pool = self._probes if probe else self._pool
                answer = pool.run(lambda: _believed(call(self.reader), lists), seconds=budget)
        except TableUnavailable as exc:
            # What is left of a budget may be too short for any table; that says nothing about this one.
            if not exc.slow or budget >= FAIR_BUDGET_SECONDS:
                self.breaker.failed(slow=exc.slow)
            raise
        self.breaker.succeeded()
        return answer


@contextmanager
def translated_errors() -> Iterator[None]:
    """Turn what AWS, the network and their libraries raise into `TableUnavailable`; a refusal keeps its own error."""
    try:
        yield
    except DeadlineExceeded as exc:
        raise TableUnavailable(str(exc), slow=True) from exc
    except PynamoDBException as exc:
        code = _error_code(exc.cause)
        if code in REFUSALS:
            raise
        raise TableUnavailable(code or _reason(exc.cause or exc), slow=isinstance(exc.cause, TIMEOUTS)) from exc
    except (BotoCoreError, ClientError, ResponseParserError, OSError) as exc:
        raise TableUnavailable(_reason(exc)) from exc


def _error_code(cause: object) -> str:
    """What AWS calls the error; nothing when the network or the SDK raised it (some of whose errors hold None)."""
    response = getattr(cause, "response", None)
    return str(response.get("Error", {}).get("Code", "")) if isinstance(response, dict) else ""


def _reason(exc: BaseException) -> str:
    # The class says what happened; messages of the SDK may hold addresses and whole answers.
    return type(exc).__name__


def _believed(answer: Any, lists: str) -> dict[str, Any]:
    """Not a proxy's page, an empty body or somebody else's JSON: PynamoDB always asks for the consumed capacity."""
    if not isinstance(answer, dict) or "ConsumedCapacity" not in answer:
        raise TableUnavailable("malformed answer: no ConsumedCapacity")
    if lists and not isinstance(answer.get(lists), list):
        raise TableUnavailable(f"malformed answer: no {lists}")
    return answer


def _open_records(name: str, region: str, endpoint: str | None) -> TableConnection:
    """The reader's connection. Set on the base, it is found and shared by every record class."""
    meta: Any = Record.Meta
    meta.table_name, meta.region, meta.host = name, region, endpoint
    Record._connection = None
    return Record._get_connection()


def _harden(connection: Connection, timeouts: tuple[float, float]) -> None:
    """Send through sockets that a deadline can shut down, and check what comes back."""
    session = InterruptibleSession(timeout=timeouts, max_pool_connections=POOL_SIZE, socket_options=NO_DELAY)

    def send(request: AWSPreparedRequest, **_: Any) -> AWSResponse:
        response: AWSResponse = session.send(request)
        _check_crc(response)
        return response

    events = connection.client.meta.events
    events.register("before-send.dynamodb", send)
    for operation in CONFIRMED_OPERATIONS:
        events.register(f"after-call.dynamodb.{operation}", _check_confirmed)


def _check_confirmed(http_response: AWSResponse, parsed: dict[str, Any], **_: Any) -> None:
    """A write that was answered by something else than DynamoDB is not known to have happened."""
    if http_response.status_code < 300:
        _believed(parsed, "")


def _check_crc(response: AWSResponse) -> None:
    """botocore accepts a wrong checksum on its last attempt, and a reader has only one."""
    expected, actual = response.headers.get("x-amz-crc32"), str(zlib.crc32(response.content))
    if expected is not None and expected != actual:
        raise ChecksumError(checksum_type="crc32", expected_checksum=expected, actual_checksum=actual)
