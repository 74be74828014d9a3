"""`manage.py deactivateauthor`: somebody signs in no more. What they wrote stays."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from portfolio.accounts import wiring
from portfolio.accounts.command_line import BY, AccountCommand, find_user


class Command(AccountCommand):
    help = "Deactivate an account and end its sessions everywhere. The only active admin is refused."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", help="whose")
        parser.add_argument("--undo", action="store_true", help="activate the account again")

    def work(self, options: dict[str, Any]) -> None:
        user, active = find_user(options["username"]), options["undo"]
        if user.is_active == active:
            self.say(f"{user.username} is {'active' if active else 'deactivated'} already.")
            return
        wiring.users().set_active(user.username, active, by=BY)
        self.say(f"{user.username} is active again." if active else f"Deactivated {user.username}.")
