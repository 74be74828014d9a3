"""Builds the stores of accounts from the settings, once a process and only when they are needed."""

from __future__ import annotations

import functools

from django.conf import settings

from articles.wiring import now as now
from articles.wiring import table
from portfolio.accounts.session_items import SessionItems
from portfolio.accounts.store import UserStore
from portfolio.table import TableUnavailable


@functools.cache
def users() -> UserStore:
    _check_table()
    return UserStore(table(), sessions(), now)


@functools.cache
def sessions() -> SessionItems:
    _check_table()
    return SessionItems(table(), now)


def _check_table() -> None:
    """Accounts are items: a site that runs from its content folder alone has none."""
    if not settings.DYNAMODB_TABLE:
        raise TableUnavailable("DYNAMODB_TABLE is not set, so there are no accounts")
