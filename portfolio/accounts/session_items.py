"""Sessions as items: one by its hash for the cookie that names it, and a pointer among the items of its user."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

from pynamodb.transactions import TransactWrite

from articles.keys import format_at, parse_at
from portfolio.accounts import audit, keys
from portfolio.accounts.patience import READ_SECONDS, patiently
from portfolio.accounts.records import SessionPointerRecord, SessionRecord
from portfolio.table import UNREADABLE, Item, Record, Table, TableUnavailable
from portfolio.transactions import Refused, commit

logger = logging.getLogger(__name__)
T = TypeVar("T")

IDLE = timedelta(hours=12)
ABSOLUTE = timedelta(days=7)
TOUCH_EVERY = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Session:
    """What the table knows of a session. `username` is empty before somebody has signed in."""

    session_id: str
    data: dict[str, Any]
    created_at: datetime
    seen_at: datetime
    username: str = ""
    user_agent: str = ""

    @property
    def ends_at(self) -> datetime:
        return _ends_at(self.created_at, self.seen_at)


@dataclass(frozen=True, slots=True)
class SessionInfo:
    """A session on its user's list."""

    session_id: str
    created_at: datetime
    seen_at: datetime
    user_agent: str
    current: bool = False


class SessionItems:
    """The sessions in one table. DynamoDB deletes by `ttl` when it finds the time, so reads check the dates."""

    def __init__(self, table: Table, clock: Callable[[], datetime]) -> None:
        self._table = table
        self._clock = clock

    def get(self, session_id: str) -> Session | None:
        """The session as it is at this moment, if it has not ended; noted as seen if that is a while ago."""
        key = keys.session_item_key(session_id)
        item = patiently(self._table, lambda patient: self._table.get_item(*key, budget=READ_SECONDS, patient=patient))
        session = _readable(_session_from, item) if item else None
        if session is None or self._now() >= session.ends_at:
            return None
        return session if self._now() - session.seen_at < TOUCH_EVERY else self._touch(session)

    def put(self, session: Session, *, new: bool, signs_in: bool = False) -> Session:
        """Write a session as seen now. Raises `Refused` if a new one is there already, or an older one is gone."""
        session = replace(session, seen_at=self._now())
        line = audit.line(session.username, "sign in", session.username, self._clock) if signs_in else None
        exists = SessionRecord.pk.exists()

        def write(transaction: TransactWrite) -> None:
            transaction.save(_record(session), condition=~exists if new else exists)
            if session.username:
                transaction.save(_pointer(session))
            if line:
                transaction.save(audit.record(line))

        commit(self._table, write)
        return session

    def delete(self, session_id: str, *, signs_out: bool = False) -> None:
        key = keys.session_item_key(session_id)
        item = self._table.get_item(*key, budget=READ_SECONDS, patient=True)
        session = _readable(_session_from, item) if item else None
        username = session.username if session else ""
        line = audit.line(username, "sign out", username, self._clock) if signs_out and username else None
        self._delete(session_id, username, line)

    def of_user(self, username: str) -> list[SessionInfo]:
        """The user's sessions that have not ended, the one seen last at the top."""
        found = [info for item in self._pointers(username) if (info := _readable(_info_from, item))]
        alive = [info for info in found if self._now() < _ends_at(info.created_at, info.seen_at)]
        return sorted(alive, key=lambda info: (info.seen_at, info.created_at), reverse=True)

    def end(self, username: str, session_id: str) -> bool:
        """End a session that is the user's own; False if it is not, or has ended."""
        pointer = keys.session_pointer_key(username, session_id)
        line = audit.line(username, "end a session", username, self._clock)

        def write(transaction: TransactWrite) -> None:
            exists = SessionPointerRecord.pk.exists()
            transaction.delete(SessionPointerRecord(*pointer), condition=exists, add_version_condition=False)
            _delete_item(transaction, session_id)
            transaction.save(audit.record(line))

        try:
            commit(self._table, write)
        except Refused:
            return False
        return True

    def end_all(self, username: str) -> None:
        for item in self._pointers(username):
            self._delete(keys.session_id_of(item["sk"]["S"]), username)

    def _now(self) -> datetime:
        # The table knows whole seconds.
        return self._clock().replace(microsecond=0)

    def _touch(self, session: Session) -> Session | None:
        """None if it was ended in the meantime. A table that takes no writes shall not end it."""
        try:
            return self.put(session, new=False)
        except Refused:
            return None
        except TableUnavailable:
            return session

    def _pointers(self, username: str) -> list[Item]:
        pages = self._table.pages(
            keys.user_pk(username),
            budget=READ_SECONDS,
            consistent_read=True,
            range_key_condition=Record.sk.startswith(keys.SESSION_PREFIX),
        )
        return [item for items in pages for item in items]

    def _delete(self, session_id: str, username: str, line: audit.Line | None = None) -> None:
        def write(transaction: TransactWrite) -> None:
            _delete_item(transaction, session_id)
            if username:
                pointer = SessionPointerRecord(*keys.session_pointer_key(username, session_id))
                transaction.delete(pointer, add_version_condition=False)
            if line:
                transaction.save(audit.record(line))

        commit(self._table, write)


def _delete_item(transaction: TransactWrite, session_id: str) -> None:
    transaction.delete(SessionRecord(*keys.session_item_key(session_id)), add_version_condition=False)


def _ends_at(created_at: datetime, seen_at: datetime) -> datetime:
    return min(created_at + ABSOLUTE, seen_at + IDLE)


def _fields(session: Session) -> dict[str, Any]:
    return {
        "username": session.username or None,
        "created_at": format_at(session.created_at),
        "seen_at": format_at(session.seen_at),
        "user_agent": session.user_agent,
        "ttl": session.ends_at,
    }


def _record(session: Session) -> SessionRecord:
    key = keys.session_item_key(session.session_id)
    return SessionRecord(*key, data=json.dumps(session.data), **_fields(session))


def _pointer(session: Session) -> SessionPointerRecord:
    key = keys.session_pointer_key(session.username, session.session_id)
    return SessionPointerRecord(*key, **_fields(session))


def _readable(parse: Callable[[Item], T], item: Item) -> T | None:
    """A broken item is a session that has ended: who had it signs in again."""
    try:
        return parse(item)
    except UNREADABLE as exc:
        logger.error("a session cannot be read", extra={"key": item["pk"]["S"], "error": type(exc).__name__})
        return None


def _session_from(item: Item) -> Session:
    record = SessionRecord.from_raw_data(item)
    return Session(
        session_id=keys.session_id_of(record.pk),
        data=json.loads(record.data),
        created_at=parse_at(record.created_at),
        seen_at=parse_at(record.seen_at),
        username=record.username or "",
        user_agent=record.user_agent,
    )


def _info_from(item: Item) -> SessionInfo:
    record = SessionPointerRecord.from_raw_data(item)
    session_id = keys.session_id_of(record.sk)
    return SessionInfo(session_id, parse_at(record.created_at), parse_at(record.seen_at), record.user_agent)
