"""The commands of accounts, as scripts and people use them."""

from __future__ import annotations

import io
import os
import pty
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command

from portfolio.accounts import wiring
from portfolio.accounts.passwords import one_time_password
from tests.accounts import PASSWORD, make_user
from tests.engine import PROJECT
from tests.environment import ENVIRONMENT
from tests.integration.conftest import REGION, Items, Site
from tests.unit.test_accounts_passwords import refusals

NEW = "four quiet lamps wander"
Run = Callable[..., str]


@pytest.fixture
def run(site: Site, monkeypatch: pytest.MonkeyPatch) -> Run:
    """A command with `typed` on its standard input, which is no terminal; gives what it said."""

    def run(*arguments: str, typed: str = "") -> str:
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        said = io.StringIO()
        call_command(*arguments, stdout=said, stderr=said)
        return said.getvalue()

    return run


def role_of(username: str) -> str:
    user = wiring.users().get(username)
    assert user
    return user.role


def test_createauthor_from_a_script(run: Run, items: Items) -> None:
    said = run("createauthor", "--username", "Ada ", "--name", " Ada  Lovelace", "--password-stdin", typed=f"{NEW}\n")
    assert said == "Added the admin ada.\n"
    user: Any = authenticate(username="ada", password=NEW)
    assert (user.name, user.role, user.must_change) == ("Ada Lovelace", "admin", False)
    assert {item["actor"]["S"] for item in items.all() if item["entity"]["S"] == "audit"} == {"manage.py"}


def test_createauthor_first_is_admin_and_others_are_authors(run: Run) -> None:
    for name in ("ada", "bob"):
        run("createauthor", "--username", name, "--password-stdin", typed=NEW)
    run("createauthor", "--username", "cy", "--role", "contributor", "--password-stdin", typed=NEW)
    assert [role_of(name) for name in ("ada", "bob", "cy")] == ["admin", "author", "contributor"]


def test_createauthor_one_time_password_is_shown_once_and_must_be_changed(run: Run) -> None:
    said = run("createauthor", "--username", "ada", "--one-time")
    (password,) = re.findall(r"^    (\S+)$", said, re.MULTILINE)
    user: Any = authenticate(username="ada", password=password)
    assert user.must_change and "only this once" in said


def test_createauthor_if_none_adds_the_first_alone(run: Run, items: Items) -> None:
    assert "Added the admin ada" in run("createauthor", "--username", "ada", "--one-time", "--if-none")
    before = items.all()
    assert run("createauthor", "--username", "bob", "--one-time", "--if-none") == ""
    assert items.all() == before


@pytest.mark.parametrize(
    ("arguments", "typed", "why"),
    [
        (["--username", "ada"], "", "Use --password-stdin or --one-time"),
        ([], "", "Say it with --username"),
        (["--username", "Ada Lovelace", "--one-time"], "", "cannot be a username. Up to 64 of the letters a to z"),
        (["--username", "a" * 65, "--one-time"], "", "cannot be a username"),
        (["--username", "\udcff", "--one-time"], "", "cannot be a username"),
        (["--username", "bob", "--one-time"], "", "There is an account named bob already."),
        (["--username", "ada", "--name", "x" * 101, "--one-time"], "", "at most 100 characters; this has 101"),
        (["--username", "ada", "--name", "a\u202eb", "--one-time"], "", "that nobody can see"),
        (["--username", "ada", "--name", "a\udcffb", "--one-time"], "", "that nobody can see"),
        (["--username", "ada", "--role", "owner", "--one-time"], "", "invalid choice: 'owner'"),
        (["--username", "ada", "--password-stdin", "--one-time"], "", "not allowed with"),
        (["--username", "ada", "--password-stdin"], "", "this has 0"),
        (["--username", "ada", "--password-stdin"], "short", "cannot be used. Use at least 15 characters; this has 5"),
        (["--username", "ada", "--password-stdin"], "passwordpassword", "cannot be used. It repeats itself"),
        (["--username", "ada.lovelace", "--password-stdin"], "ada.lovelace1234567", "cannot be used. It is made of"),
        (["--username", "ada", "--password-stdin"], f"a\0{NEW}", "cannot be used. It holds a character"),
        (["--username", "ada", "--password-stdin"], f"a\udcff{NEW}", "cannot be used. It holds a character"),
    ],
)
def test_createauthor_says_what_is_wrong_and_writes_nothing(
    run: Run, items: Items, arguments: list[str], typed: str, why: str
) -> None:
    make_user("bob", "admin")
    before = items.all()
    with pytest.raises(CommandError, match=re.escape(why)):
        run("createauthor", *arguments, typed=typed)
    assert items.all() == before


def test_setpassword_ends_the_old_one(run: Run) -> None:
    make_user()
    assert run("setpassword", "ada", "--password-stdin", typed=f"{NEW}\r\n").startswith("Set the password of ada.")
    assert authenticate(username="ada", password=PASSWORD) is None
    assert authenticate(username="ada", password=NEW)


def test_setpassword_of_the_only_one_needs_no_name(run: Run) -> None:
    make_user()
    assert "Set the password of ada." in run("setpassword", "--one-time")
    make_user("bob")
    with pytest.raises(CommandError, match="Say it with its argument"):
        run("setpassword", "--one-time")


def test_setpassword_of_somebody_deactivated_says_how_to_undo_that(run: Run) -> None:
    make_user(is_active=False)
    assert "manage.py deactivateauthor --undo ada" in run("setpassword", "ada", "--one-time")


@pytest.mark.parametrize("command", [["setpassword", "--one-time"], ["deactivateauthor"]])
def test_command_of_nobody(run: Run, command: list[str]) -> None:
    with pytest.raises(CommandError, match=r"There is no account named zoe\."):
        run(*command, "zoe")
    with pytest.raises(CommandError, match="cannot be a username"):
        run(*command, "\udcff")


def test_deactivateauthor_and_back(run: Run) -> None:
    make_user()
    assert run("deactivateauthor", "ada") == "Deactivated ada.\n"
    assert run("deactivateauthor", "ada") == "ada is deactivated already.\n"
    assert authenticate(username="ada", password=PASSWORD) is None
    assert run("deactivateauthor", "--undo", "ada") == "ada is active again.\n"
    assert authenticate(username="ada", password=PASSWORD)


def test_deactivateauthor_last_admin_stays(run: Run) -> None:
    make_user("root", "admin")
    with pytest.raises(CommandError, match="root is the only active admin"):
        run("deactivateauthor", "root")


def test_listauthors(run: Run) -> None:
    assert "There are no accounts" in run("listauthors")
    make_user("root", "admin", display_name="The operator")
    make_user("ada", must_change=True)
    make_user("countess", "contributor", is_active=False)
    assert [line.split(maxsplit=2) for line in run("listauthors").splitlines()] == [
        ["ada", "author", "must change password  Ada"],
        ["countess", "contributor", "deactivated           Countess"],
        ["root", "admin", "active                The operator"],
    ]


@pytest.mark.parametrize("command", [["createauthor", "--username", "ada", "--one-time"], ["listauthors"]])
def test_command_table_away_says_so(site: Site, run: Run, command: list[str]) -> None:
    site.proxy.fail("500")
    with pytest.raises(CommandError, match="The table did not answer"):
        run(*command)
    site.proxy.heal()
    site.configure(DYNAMODB_TABLE="")
    with pytest.raises(CommandError, match="DYNAMODB_TABLE is not set, so there are no accounts"):
        run(*command)


def test_one_time_password_passes_the_rules_and_is_never_the_same() -> None:
    made = {one_time_password() for _ in range(200)}
    assert len(made) == 200
    assert not [password for password in made if refusals(password)]
    assert all(re.fullmatch(r"[a-z]{5}(-[a-z]{5}){3}", password) for password in made)


def at_a_terminal(site: Site, arguments: list[str], answers: list[tuple[str, str]]) -> str:
    """A command as a person has it: each question is waited for and answered. Gives all that was on the screen."""
    environment = {
        **os.environ,
        **ENVIRONMENT,
        "DJANGO_SETTINGS_MODULE": "portfolio.settings",
        "DJANGO_COLORS": "nocolor",
        "AWS_REGION": REGION,
        "DYNAMODB_TABLE": site.settings.DYNAMODB_TABLE,
        "AWS_ENDPOINT_URL_DYNAMODB": site.proxy.url,
    }
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "manage.py", *arguments],
        cwd=PROJECT,
        env=environment,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
        preexec_fn=take_the_terminal,
    ) as process:
        os.close(theirs)
        screen, rest = "", ""
        try:
            for question, answer in answers:
                while question not in rest:
                    rest += seen(ours) or pytest.fail(f"it ended before it asked {question} {screen}{rest}")
                os.write(ours, f"{answer}\n".encode())
                screen, rest = screen + rest, ""
            while more := seen(ours):
                rest += more
        except BaseException:
            # Else the test would wait for a program that waits for an answer.
            process.kill()
            raise
    os.close(ours)
    return screen + rest


def take_the_terminal() -> None:
    """Opened once by the leader of a session, it is that session's own, which passwords are asked on.

    Tests that run in the background ignore Ctrl-C, and what they start would too.
    """
    os.close(os.open(os.ttyname(0), os.O_RDWR))
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def seen(terminal: int) -> str:
    """What is on the screen next; nothing when the program has ended, which a terminal calls an error."""
    try:
        return os.read(terminal, 1000).decode()
    except OSError:
        return ""


def test_createauthor_asks_a_person_until_it_is_right(site: Site) -> None:
    screen = at_a_terminal(
        site,
        ["createauthor"],
        [
            ("Username:", "Ada Lovelace"),
            ("Username:", "ada"),
            ("Password:", "short"),
            ("Password:", NEW),
            ("(again):", "another one"),
            ("Password:", NEW),
            ("(again):", NEW),
        ],
    )
    assert "cannot be a username" in screen and "this has 5" in screen and "not the same" in screen
    assert screen.rstrip().endswith("Added the admin ada.")
    assert NEW not in screen
    assert authenticate(username="ada", password=NEW) is None, "tests hash otherwise"
    user = wiring.users().get("ada")
    assert user and user.password.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")


def test_createauthor_ctrl_c_changes_nothing(site: Site, items: Items) -> None:
    screen = at_a_terminal(site, ["createauthor"], [("Username:", "\x03")])
    assert screen.rstrip().endswith("Nothing was changed.")
    assert "Traceback" not in screen and not items.all()
