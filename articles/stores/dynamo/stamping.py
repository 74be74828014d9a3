"""The site's change counter and the ring of its last changes."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence

from pynamodb.exceptions import PynamoDBException, UpdateError
from pynamodb.expressions.condition import Condition, size
from pynamodb.expressions.update import Action

from articles import keys
from articles.domain import Change
from articles.exceptions import StoreUnavailable
from articles.records import StampRecord
from articles.stores.dynamo import mapping
from articles.stores.dynamo.source import DynamoSource
from portfolio.table import Table, TableUnavailable, naming

RING_LENGTH = 20
RING_TRIMMED_BY = 10


def stamp_actions(changes: Sequence[Change]) -> list[Action]:
    """An unconditional bump."""
    return [
        StampRecord.n.add(len(changes)),
        StampRecord.ring.set((StampRecord.ring | []).append([mapping.change_map(change) for change in changes])),
        *naming(StampRecord),
    ]


def bump(table: Table, changes: Sequence[Change]) -> None:
    """Count changes that were saved without the stamp, in one write; raises `StoreUnavailable`."""
    try:
        _update(table, stamp_actions(changes))
    except (TableUnavailable, PynamoDBException) as exc:
        raise StoreUnavailable(DynamoSource.name, str(exc)) from exc
    trim_ring(table, added=len(changes))


def trim_ring(table: Table, *, added: int) -> None:
    """Drop at least as many old changes as came, now and then.

    `n` counts from the ring's end, so its front may go at any time.
    """
    excess = max(added, RING_TRIMMED_BY)
    # The highest index first, which is right whether an engine applies removals together or one by one.
    actions = [StampRecord.ring[index].remove() for index in reversed(range(excess))]
    is_long: Condition = size(StampRecord.ring) >= RING_LENGTH + excess  # type: ignore[no-untyped-call]
    # If it is short enough, or this fails, the next save comes here too.
    with contextlib.suppress(UpdateError, TableUnavailable):
        _update(table, actions, is_long)


def _update(table: Table, actions: Sequence[Action], condition: Condition | None = None) -> None:
    table.write(
        lambda connection: connection.update_item(
            table.name, keys.STAMP.pk, keys.STAMP.sk, actions=actions, condition=condition
        )
    )
