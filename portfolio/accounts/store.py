"""Accounts in the table. Each change is one transaction with its line in the audit, or it did not happen.

Whatever changes what somebody may do (password, role, activity) gives the account another session salt, by which every
worker sees at its next request that the sessions from before have ended.
"""

from __future__ import annotations

import contextlib
import copy
import functools
import logging
import secrets
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from django.contrib.auth.hashers import make_password
from pynamodb.expressions.condition import Condition, size
from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from articles.keys import format_at, parse_at
from articles.records import StatusIndex
from portfolio.accounts import audit, keys
from portfolio.accounts.exceptions import AccountBusy, LastAdmin, UnknownUser, UsernameTaken
from portfolio.accounts.models import User
from portfolio.accounts.patience import READ_SECONDS, patiently
from portfolio.accounts.records import AdminsRecord, SecretRecord, UserRecord
from portfolio.accounts.roles import Role
from portfolio.accounts.session_items import SessionItems
from portfolio.table import UNREADABLE, Item, Table, TableUnavailable, naming
from portfolio.transactions import Refused, commit

logger = logging.getLogger(__name__)

ATTEMPTS = 5
# Positions in a change's transaction, by which a refusal says what it is about: PynamoDB sends puts before updates.
SECRET, AUDIT, PROFILE, ADMINS = range(4)


class UserStore:
    """The accounts of one table. Everything raises `TableUnavailable` when the table gave no answer."""

    def __init__(self, table: Table, sessions: SessionItems, clock: Callable[[], datetime]) -> None:
        self._table = table
        self._sessions = sessions
        self._clock = clock

    def get(self, username: str) -> User | None:
        """The account as it is at this moment, with what its password is checked against."""
        if not keys.is_username(username):
            return None
        wanted = [keys.profile_key(username), keys.secret_key(username)]
        items = patiently(
            self._table, lambda patient: self._table.batch_get(wanted, budget=READ_SECONDS, patient=patient)
        )
        by_sk = {item["sk"]["S"]: item for item in items}
        profile, secret = (by_sk.get(key.sk) for key in wanted)
        return _user_from(profile, secret) if profile and secret else None

    def list_users(self) -> list[User]:
        """All accounts by name, without their secrets. One just added may be missing for a moment."""
        return [user for item in self._profiles() if (user := _readable(item)) is not None]

    def has_users(self) -> bool:
        """Whether anybody ever could sign in here."""
        if self._table.get_item(*keys.ADMINS, budget=READ_SECONDS, patient=True) is not None:
            return True
        return next(self._profiles(), None) is not None

    def add(self, username: str, *, display_name: str, role: Role, password: str, must_change: bool, by: str) -> User:
        """Raises `UsernameTaken`. `by` is the account that adds it, or what did."""
        user = User(
            username=username,
            display_name=display_name,
            role=role,
            password=make_password(password),
            must_change=must_change,
            created_at=self._clock().replace(microsecond=0),
            session_salt=_new_salt(),
        )
        line = audit.line(username, f"add user as {role}", by, self._clock)

        def write(transaction: TransactWrite) -> None:
            transaction.save(_profile_record(user), condition=UserRecord.pk.does_not_exist())
            if role == "admin":
                _enter_admin(transaction, username)
            transaction.save(_secret_record(user))
            transaction.save(audit.record(line))

        try:
            commit(self._table, write)
        except Refused as exc:
            raise UsernameTaken(username) from exc
        return user

    def set_password(self, username: str, password: str, *, must_change: bool, by: str) -> User:
        hashed = make_password(password)
        return self._change(username, "set password", by, password=hashed, must_change=must_change)

    def set_role(self, username: str, role: Role, *, by: str) -> User:
        """Raises `LastAdmin` when nobody would be left to manage users."""
        return self._change(username, f"set role to {role}", by, role=role)

    def set_active(self, username: str, active: bool, *, by: str) -> User:
        """Raises `LastAdmin` when nobody would be left to manage users."""
        return self._change(username, "activate" if active else "deactivate", by, is_active=active)

    def set_display_name(self, username: str, display_name: str, *, by: str) -> User:
        """What people call somebody changes nothing of what they may: their sessions go on."""
        return self._change(username, "set display name", by, ends_sessions=False, display_name=display_name)

    def _change(self, username: str, action: str, by: str, *, ends_sessions: bool = True, **changes: Any) -> User:
        line = audit.line(username, action, by, self._clock)
        for _ in range(ATTEMPTS):
            before = self.get(username)
            if before is None:
                raise UnknownUser(username)
            if all(getattr(before, name) == value for name, value in changes.items()):
                return before
            after = copy.copy(before)
            vars(after).update(changes)
            if ends_sessions:
                after.session_salt = _new_salt()
            try:
                commit(self._table, functools.partial(_write_change, before=before, after=after, line=line))
            except Refused as exc:
                if exc.failed == {ADMINS}:
                    raise LastAdmin(username) from exc
                continue
            if ends_sessions:
                # The new salt has ended them; this only takes them off the list.
                with contextlib.suppress(TableUnavailable):
                    self._sessions.end_all(username)
            return after
        raise AccountBusy(username)

    def _profiles(self) -> Iterator[Item]:
        index = StatusIndex.Meta.index_name
        for items in self._table.pages(keys.USERS, budget=READ_SECONDS, index_name=index):
            yield from items


def _write_change(transaction: TransactWrite, *, before: User, after: User, line: audit.Line) -> None:
    # What the change was decided on must still hold when it is made.
    unchanged = (UserRecord.role == before.role) & (UserRecord.active == before.is_active)
    transaction.update(
        UserRecord(*keys.profile_key(after.username)),
        actions=[
            UserRecord.display_name.set(after.display_name),
            UserRecord.role.set(after.role),
            UserRecord.active.set(after.is_active),
            UserRecord.must_change.set(after.must_change),
        ],
        condition=unchanged,
    )
    if _leaves_admins(before, after):
        _leave_admins(transaction, after.username)
    elif not _is_acting_admin(before) and _is_acting_admin(after):
        _enter_admin(transaction, after.username)
    if after.session_salt != before.session_salt:
        transaction.save(_secret_record(after), condition=SecretRecord.session_salt == before.session_salt)
    transaction.save(audit.record(line))


def _is_acting_admin(user: User) -> bool:
    return user.role == "admin" and bool(user.is_active)


def _leaves_admins(before: User, after: User) -> bool:
    return _is_acting_admin(before) and not _is_acting_admin(after)


def _enter_admin(transaction: TransactWrite, username: str) -> None:
    actions: list[Action] = [AdminsRecord.names.add({username}), *naming(AdminsRecord)]
    transaction.update(AdminsRecord(*keys.ADMINS), actions=actions)


def _leave_admins(transaction: TransactWrite, username: str) -> None:
    """Two who leave at once meet at this item, and one of them is refused."""
    others_stay: Condition = size(AdminsRecord.names) > 1  # type: ignore[no-untyped-call]
    transaction.update(
        AdminsRecord(*keys.ADMINS), actions=[AdminsRecord.names.delete({username})], condition=others_stay
    )


def _profile_record(user: User) -> UserRecord:
    return UserRecord(
        *keys.profile_key(user.username),
        gsi1pk=keys.USERS,
        gsi1sk=user.username,
        username=user.username,
        display_name=user.display_name,
        role=user.role,
        active=user.is_active,
        must_change=user.must_change,
        created_at=format_at(user.created_at),
    )


def _secret_record(user: User) -> SecretRecord:
    return SecretRecord(*keys.secret_key(user.username), password=user.password, session_salt=user.session_salt)


def _user_from(profile: Item, secret: Item | None = None) -> User:
    record = UserRecord.from_raw_data(profile)
    secrets_of = SecretRecord.from_raw_data(secret) if secret else None
    return User(
        username=record.username,
        display_name=record.display_name,
        role=record.role,
        is_active=record.active,
        must_change=record.must_change,
        created_at=parse_at(record.created_at),
        password=secrets_of.password if secrets_of else "",
        session_salt=secrets_of.session_salt if secrets_of else "",
    )


def _readable(item: Item) -> User | None:
    """One broken item hides itself, not the list."""
    try:
        return _user_from(item)
    except UNREADABLE as exc:
        logger.error("an account cannot be read", extra={"key": item["pk"]["S"], "error": type(exc).__name__})
        return None


def _new_salt() -> str:
    return secrets.token_urlsafe(24)
