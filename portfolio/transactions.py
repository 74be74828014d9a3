"""Sending a transaction until it is known to be through, or known to be refused."""

from __future__ import annotations

import random
import time
import uuid
from collections.abc import Callable

from pynamodb.connection import Connection
from pynamodb.exceptions import TransactWriteError
from pynamodb.transactions import TransactWrite

from portfolio.table import WRITER_DEADLINE_SECONDS, Table, TableUnavailable

CONFLICT_PAUSE_SECONDS = 0.05
LOST_ANSWERS = 2


class Refused(Exception):
    """DynamoDB cancelled it, for reasons that `codes` name. `failed` are the positions of conditions that did not hold:
    checks, deletions, puts, updates, in this order."""

    def __init__(self, codes: list[str]) -> None:
        super().__init__(", ".join(codes))
        self.codes = {code for code in codes if code}
        self.failed = {position for position, code in enumerate(codes) if code == "ConditionalCheckFailed"}


def commit(table: Table, write: Callable[[TransactWrite], None]) -> None:
    """Run `write`, which must add the same actions each time that it is called. Raises `Refused`, `TableUnavailable`.

    Conflicts with another transaction are waited out. An answer that was lost is asked for again with the same token,
    which DynamoDB takes for one request.
    """
    token, ends, lost = uuid.uuid4().hex, time.monotonic() + WRITER_DEADLINE_SECONDS, 0

    def send(connection: Connection) -> None:
        with TransactWrite(
            connection=connection, client_request_token=token, return_consumed_capacity="TOTAL"
        ) as transaction:
            write(transaction)

    while True:
        try:
            table.write(send)
            return
        except TransactWriteError as exc:
            codes = [reason.code if reason else "" for reason in exc.cancellation_reasons]
            if "TransactionConflict" not in codes:
                raise Refused(codes) from exc
            if time.monotonic() > ends:
                raise TableUnavailable("other writers kept the items busy", slow=True) from exc
        except TableUnavailable:
            lost += 1
            if lost > LOST_ANSWERS or time.monotonic() > ends:
                raise
        time.sleep(random.uniform(0, CONFLICT_PAUSE_SECONDS))
