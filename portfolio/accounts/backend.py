"""Checks passwords against the accounts in the table, and finds the account of a session."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from portfolio.accounts import wiring
from portfolio.accounts.models import User
from portfolio.accounts.names import clean_username
from portfolio.accounts.passwords import matches


class TableBackend(BaseBackend):
    """Known, unknown and deactivated names cost one read and one hash each, so that time tells nobody which it was."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **_: Any
    ) -> User | None:
        user = wiring.users().get(clean_username(username or ""))
        right = matches(password or "", user.password if user else None)
        return user if user and right and user.is_active else None

    def get_user(self, user_id: str) -> User | None:
        """Whose session it is, as the account is now; nobody once it was deactivated."""
        user = wiring.users().get(user_id)
        return user if user and user.is_active else None
