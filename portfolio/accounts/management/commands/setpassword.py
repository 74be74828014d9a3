"""`manage.py setpassword`: another password, for somebody who forgot theirs."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from portfolio.accounts import wiring
from portfolio.accounts.command_line import BY, AccountCommand, add_password_options, choose_password, find_user
from portfolio.accounts.names import check_username, clean_username


class Command(AccountCommand):
    help = "Set the password of an account, and end its sessions everywhere."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", nargs="?", help="whose (default: the only one there is)")
        add_password_options(parser)

    def work(self, options: dict[str, Any]) -> None:
        user = find_user(options["username"] or self._whose())
        password = choose_password(self, options, user)
        wiring.users().set_password(user.username, password, must_change=options["one_time"], by=BY)
        self.say(f"Set the password of {user.username}. All sessions have ended.")
        if options["one_time"]:
            self.say(
                "It is for one sign-in, where another one must be chosen, and is shown only this once:\n\n"
                f"    {password}\n"
            )
        if not user.is_active:
            self.say(f"{user.username} is deactivated: manage.py deactivateauthor --undo {user.username}")

    def _whose(self) -> str:
        users = wiring.users().list_users()
        if len(users) == 1:
            return users[0].username
        return self.ask("Username", "its argument", check_username, clean_username)
