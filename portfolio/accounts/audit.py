"""What happens to accounts, as lines of the audit that are written with it or not at all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from articles.records_audit import AuditRecord, new_audit_id
from portfolio.accounts import keys


class Line(NamedTuple):
    """Fixed before the first attempt to write it, so that a second one sends the same."""

    username: str
    action: str
    by: str
    at: datetime
    audit_id: str


def line(username: str, action: str, by: str, clock: Callable[[], datetime]) -> Line:
    at = clock()
    return Line(username, action, by, at, new_audit_id(at))


def record(of: Line) -> AuditRecord:
    return AuditRecord.of(of.at, of.audit_id, actor=of.by, action=of.action, subject=keys.user_pk(of.username))
