"""`manage.py listauthors`: who may sign in, and as what."""

from __future__ import annotations

from typing import Any

from portfolio.accounts import wiring
from portfolio.accounts.command_line import AccountCommand
from portfolio.accounts.models import User


class Command(AccountCommand):
    help = "List all accounts: username, role, state, name."

    def work(self, options: dict[str, Any]) -> None:
        users = wiring.users().list_users()
        if not users:
            self.say("There are no accounts. Add one with manage.py createauthor.")
            return
        width = max(len(user.username) for user in users)
        for user in users:
            self.say(f"{user.username:{width}}  {user.role:11}  {_state(user):20}  {user.name}".rstrip())


def _state(user: User) -> str:
    if not user.is_active:
        return "deactivated"
    return "must change password" if user.must_change else "active"
