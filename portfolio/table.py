"""The one table: what every item has, who talks to it and for how long, and what an answer must look like.

Readers and writers have a client each: a reader would rather see an older page at once, a writer would rather wait.
A library's errors become `TableUnavailable` here and nowhere else.
"""

from __future__ import annotations

import socket
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.exceptions import BotoCoreError, ChecksumError, ClientError
from botocore.parsers import ResponseParserError
from pynamodb.attributes import DiscriminatorAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.connection import Connection, TableConnection
from pynamodb.exceptions import PynamoDBException
from pynamodb.models import Model

from portfolio.breaker import Breaker
from portfolio.deadline import DeadlineExceeded, DeadlinePool, InterruptibleSession

T = TypeVar("T")
Item = dict[str, dict[str, Any]]

SCHEMA = 1
POOL_SIZE = 8
READER_TIMEOUTS = (0.2, 0.3)  # seconds to connect, seconds between two bytes
WRITER_TIMEOUTS = (0.5, 1.5)
WRITER_ATTEMPTS = 2
WRITER_DEADLINE_SECONDS = 4.0

# DynamoDB answered and said no: a condition did not hold, or another transaction was at the same item.
REFUSALS = {"ConditionalCheckFailedException", "TransactionCanceledException"}

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


class Table:
    """One process's clients of the table. Its calls run on a bounded pool within a wall-clock deadline."""

    def __init__(self, *, name: str, region: str, endpoint: str | None = None) -> None:
        self.name = name
        self.breaker = Breaker()
        self._pool = DeadlinePool(POOL_SIZE, name="table-reader")
        self._probes = DeadlinePool(1, name="table-probe")
        self._writers = DeadlinePool(POOL_SIZE, name="table-writer")
        self.reader = _open_records(name, region, endpoint)
        self.writer = Connection(
            region=region,
            host=endpoint,
            connect_timeout_seconds=WRITER_TIMEOUTS[0],
            read_timeout_seconds=WRITER_TIMEOUTS[1],
            max_retry_attempts=WRITER_ATTEMPTS - 1,
            max_pool_connections=POOL_SIZE,
        )
        self.writer.add_meta_table(self.reader.get_meta_table())
        _harden(self.reader.connection, READER_TIMEOUTS)
        _harden(self.writer, WRITER_TIMEOUTS)

    def get_item(
        self, pk: str, sk: str, *, budget: float, consistent: bool = False, probe: bool = False
    ) -> Item | None:
        """One item, or None. A probe has a thread of its own and passes an open breaker."""
        answer = self._read(
            lambda: self.reader.get_item(pk, range_key=sk, consistent_read=consistent), budget=budget, probe=probe
        )
        return answer.get("Item")

    def query(self, pk: str, *, budget: float, **arguments: Any) -> dict[str, Any]:
        """One page of a Query as DynamoDB answers it (`Items`, `LastEvaluatedKey`, …)."""
        return self._read(lambda: self.reader.query(pk, **arguments), budget=budget, lists="Items")

    def write(self, call: Callable[[Connection], T]) -> T:
        """Run `call` with the writer's connection. Conditions that failed keep PynamoDB's errors."""
        with translated_errors():
            return self._writers.run(lambda: call(self.writer), seconds=WRITER_DEADLINE_SECONDS)

    def close(self) -> None:
        for pool in (self._pool, self._probes, self._writers):
            pool.close()

    def _read(
        self, call: Callable[[], dict[str, Any]], *, budget: float, probe: bool = False, lists: str = ""
    ) -> dict[str, Any]:
        if not probe and not self.breaker.allows():
            raise TableUnavailable("not asked, because it failed a moment ago")
        try:
            with translated_errors():
                answer = (self._probes if probe else self._pool).run(call, seconds=budget)
            _check_believable(answer, lists)
        except TableUnavailable as exc:
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
        if exc.cause_response_code in REFUSALS:
            raise
        raise TableUnavailable(exc.cause_response_code or _reason(exc.cause or exc)) from exc
    except (BotoCoreError, ClientError, ResponseParserError, OSError) as exc:
        raise TableUnavailable(_reason(exc)) from exc


def _reason(exc: BaseException) -> str:
    # The class says what happened; messages of the SDK may hold addresses and whole answers.
    return type(exc).__name__


def _check_believable(answer: object, lists: str) -> None:
    """A proxy's page, an empty body or somebody else's JSON: PynamoDB always asks for the consumed capacity."""
    if not isinstance(answer, dict) or "ConsumedCapacity" not in answer:
        raise TableUnavailable("malformed answer: no ConsumedCapacity")
    if lists and not isinstance(answer.get(lists), list):
        raise TableUnavailable(f"malformed answer: no {lists}")


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

    connection.client.meta.events.register("before-send.dynamodb", send)


def _check_crc(response: AWSResponse) -> None:
    """botocore accepts a wrong checksum on its last attempt, and a reader has only one."""
    expected, actual = response.headers.get("x-amz-crc32"), str(zlib.crc32(response.content))
    if expected is not None and expected != actual:
        raise ChecksumError(checksum_type="crc32", expected_checksum=expected, actual_checksum=actual)
