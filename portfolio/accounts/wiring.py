"""Builds the stores of accounts from the settings, once a process and only when they are needed."""

from __future__ import annotations

import functools

from django.conf import settings

from articles.wiring import now as now
from articles.wiring import table
from portfolio.accounts.session_items import SessionItems
from portfolio.accounts.store import UserStore
from portfolio.accounts.throttling import Throttle
from portfolio.table import TableUnavailable


@functools.cache
def users() -> UserStore:
    _check_table()
    return UserStore(table(), sessions(), now)


@functools.cache
def sessions() -> SessionItems:
    _check_table()
    return SessionItems(table(), now)


@functools.cache
def throttle() -> Throttle:
    _check_table()
    return Throttle(table(), now)


def have_table() -> bool:
    """Accounts are items: a site that runs from its content folder alone has none."""
    return bool(settings.DYNAMODB_TABLE)


def _check_table() -> None:
    if not have_table():
        raise TableUnavailable("DYNAMODB_TABLE is not set, so there are no accounts")
