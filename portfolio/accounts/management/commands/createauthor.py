"""`manage.py createauthor`: an account for somebody who writes here."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.core.management.base import CommandParser

from portfolio.accounts import wiring
from portfolio.accounts.command_line import BY, AccountCommand, add_password_options, check, choose_password
from portfolio.accounts.exceptions import UsernameTaken
from portfolio.accounts.models import User
from portfolio.accounts.names import check_display_name, check_username, clean_display_name, clean_username
from portfolio.accounts.roles import ROLES, Role


class Command(AccountCommand):
    help = "Add an account. Asks for what is not given; the first account is an admin unless told otherwise."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--username", help="what is typed to sign in")
        parser.add_argument("--name", help="what people call them (default: the username)")
        parser.add_argument("--role", choices=ROLES, help="default: admin for the first account, then author")
        parser.add_argument("--if-none", action="store_true", help="do nothing if there are accounts")
        add_password_options(parser)

    def work(self, options: dict[str, Any]) -> None:
        users = wiring.users()
        is_first = not users.has_users()
        if options["if_none"] and not is_first:
            return
        user = self._described(options, "admin" if is_first else "author")
        password = choose_password(self, options, user)
        users.add(
            user.username,
            display_name=user.display_name,
            role=user.role,
            password=password,
            must_change=options["one_time"],
            by=BY,
        )
        if options["one_time"]:
            self.say(
                f"Added the {user.role} {user.username}. The password for the first sign-in, where another one must "
                f"be chosen, is shown only this once:\n\n    {password}\n"
            )
        else:
            self.say(f"Added the {user.role} {user.username}.")

    def _described(self, options: dict[str, Any], role: Role) -> User:
        """The account as it is going to be, for the rules of passwords to look at."""
        if options["username"] is None:
            username = self.ask("Username", "--username", check_username, clean_username)
        else:
            username = clean_username(options["username"])
            check(username, check_username)
        if wiring.users().get(username) is not None:
            raise UsernameTaken(username)
        name = clean_display_name(options["name"] or "")
        check(name, check_display_name)
        return User(username=username, display_name=name, role=options["role"] or role, created_at=datetime.now(UTC))
