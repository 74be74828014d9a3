"""Accounts for tests, made as the product makes them, and browsers in which they are signed in."""

from __future__ import annotations

from django.test import Client

from portfolio.accounts import wiring
from portfolio.accounts.models import User
from portfolio.accounts.roles import Role

PASSWORD = "seven tame otters juggle"


def make_user(
    username: str = "ada",
    role: Role = "author",
    password: str = PASSWORD,
    *,
    display_name: str = "",
    must_change: bool = False,
    is_active: bool = True,
) -> User:
    """An account in the table that the settings name. Deactivating the only admin is refused, here too."""
    users = wiring.users()
    user = users.add(
        username,
        display_name=display_name or username.title(),
        role=role,
        password=password,
        must_change=must_change,
        by="tests",
    )
    return user if is_active else users.set_active(username, False, by="tests")


def signed_in(client: Client, user: User) -> Client:
    """The same client, with a session of the user in its cookies."""
    client.force_login(user)
    return client
