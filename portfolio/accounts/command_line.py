"""What the commands of accounts share: what they ask for, how they fail, and that a password is never an argument.

Arguments of a program can be read by everybody on the machine, and stay in the history of the shell.
"""

from __future__ import annotations

import getpass
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any, NoReturn

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from portfolio.accounts import wiring
from portfolio.accounts.exceptions import AccountError, UnknownUser
from portfolio.accounts.models import User
from portfolio.accounts.names import check_username, clean_username
from portfolio.accounts.passwords import one_time_password
from portfolio.table import TableUnavailable

# Who the audit names for what was done here: whoever may run commands needs no account.
BY = "manage.py"
ATTEMPTS = 3


class AccountCommand(BaseCommand):
    """A command that ends in a sentence, whatever went wrong."""

    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.work(options)
        except TableUnavailable as exc:
            raise CommandError(
                f"The table did not answer: {exc.why}. Is DYNAMODB_TABLE right, does DynamoDB answer at that endpoint, "
                "and was the table created (manage.py create_table)?"
            ) from exc
        except AccountError as exc:
            raise CommandError(str(exc)) from exc
        except (KeyboardInterrupt, EOFError):
            raise CommandError("Nothing was changed.") from None

    def work(self, options: dict[str, Any]) -> None:
        raise NotImplementedError

    def say(self, sentence: str) -> None:
        self.stdout.write(sentence)

    def ask(self, question: str, option: str, check: Callable[[str], None], clean: Callable[[str], str]) -> str:
        """What a person answers, asked again while it is wrong."""
        if not sys.stdin.isatty():
            raise CommandError(f"Nobody is there to be asked. Say it with {option}.")
        for _ in range(ATTEMPTS):
            answer = clean(input(f"{question}: "))
            try:
                check(answer)
            except ValidationError as exc:
                self.stderr.write(" ".join(exc.messages))
            else:
                return answer
        _nothing_changed()


def add_password_options(parser: ArgumentParser) -> None:
    group = parser.add_mutually_exclusive_group()
    group.add_argument("--password-stdin", action="store_true", help="read the password from the first line of input")
    group.add_argument("--one-time", action="store_true", help="make a password up, and have it changed at first login")


def choose_password(command: AccountCommand, options: dict[str, Any], user: User) -> str:
    """From the first line of input, made up, or typed twice."""
    if options["one_time"]:
        return one_time_password()
    if options["password_stdin"]:
        password = _first_line()
        try:
            validate_password(password, user)
        except ValidationError as exc:
            raise CommandError(f"This password cannot be used. {' '.join(exc.messages)}") from None
        return password
    return _typed_twice(command, user)


def find_user(username: str) -> User:
    username = clean_username(username)
    check(username, check_username)
    user = wiring.users().get(username)
    if user is None:
        raise UnknownUser(username)
    return user


def check(value: str, rule: Callable[[str], None]) -> None:
    """An option that breaks a rule ends the command with the rule's sentence."""
    try:
        rule(value)
    except ValidationError as exc:
        raise CommandError(" ".join(exc.messages)) from None


def _typed_twice(command: AccountCommand, user: User) -> str:
    if not sys.stdin.isatty():
        raise CommandError("Nobody is there to type a password. Use --password-stdin or --one-time.")
    for _ in range(ATTEMPTS):
        password = getpass.getpass("Password: ")
        try:
            validate_password(password, user)
        except ValidationError as exc:
            command.stderr.write(" ".join(exc.messages))
            continue
        if getpass.getpass("Password (again): ") == password:
            return password
        command.stderr.write("These are not the same.")
    _nothing_changed()


def _first_line() -> str:
    try:
        return sys.stdin.readline().rstrip("\r\n")
    except UnicodeDecodeError:
        raise CommandError("The password is no UTF-8 text.") from None


def _nothing_changed() -> NoReturn:
    raise CommandError("Nothing was changed.")
