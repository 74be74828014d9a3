"""What happens to accounts, as lines of the audit that are written with it or not at all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from ulid import ULID

from articles.keys import audit_key, format_at
from articles.records import AUDIT_KEPT, AuditRecord
from portfolio.accounts import keys


class Line(NamedTuple):
    """Fixed before the first attempt to write it, so that a second one sends the same."""

    username: str
    action: str
    by: str
    at: datetime
    audit_id: str


def line(username: str, action: str, by: str, clock: Callable[[], datetime]) -> Line:
    return Line(username, action, by, clock(), str(ULID()))


def record(of: Line) -> AuditRecord:
    return AuditRecord(
        *audit_key(of.at, of.audit_id),
        at=format_at(of.at),
        actor=of.by,
        action=of.action,
        subject=keys.user_pk(of.username),
        ttl=of.at + AUDIT_KEPT,
    )
