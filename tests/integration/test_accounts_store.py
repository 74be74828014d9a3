"""Accounts over the real engine: what is written, who may not go, and who wins when two want the same."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.forms.models import model_to_dict

from portfolio.accounts import passwords
from portfolio.accounts.exceptions import AccountBusy, LastAdmin, UnknownUser, UsernameTaken
from portfolio.accounts.models import User
from portfolio.accounts.session_items import SessionItems
from portfolio.accounts.store import UserStore
from portfolio.table import Table, TableUnavailable
from tests.accounts import PASSWORD, make_user
from tests.factories import FakeClock
from tests.integration.conftest import REGION, Items, Site
from tests.proxies.dynamo import DynamoProxy

NEW = "four quiet lamps wander"


@pytest.fixture
def users(table: Table, clock: FakeClock) -> UserStore:
    return UserStore(table, SessionItems(table, clock.now), clock.now)


def add(users: UserStore, username: str, role: Any = "admin") -> User:
    return users.add(
        username, display_name=username.title(), role=role, password=PASSWORD, must_change=False, by="root"
    )


def admins(items: Items) -> set[str]:
    item = items.get("USERS", "ADMINS")
    return set(item.get("names", {"SS": []})["SS"]) if item else set()


def audit(items: Items) -> list[tuple[str, str, str]]:
    lines = sorted(items.under("AUDIT#2026-06"), key=lambda item: str(item["at"]["S"]))
    return [(line["actor"]["S"], line["action"]["S"], line["subject"]["S"]) for line in lines]


def test_add_writes_profile_secret_and_audit(users: UserStore, items: Items) -> None:
    add(users, "ada", "author")
    profile, secret = items.get("USER#ada", "PROFILE"), items.get("USER#ada", "SECRET")
    assert profile == {
        "pk": {"S": "USER#ada"}, "sk": {"S": "PROFILE"}, "entity": {"S": "user"}, "schema": {"N": "1"},
        "gsi1pk": {"S": "USERS"}, "gsi1sk": {"S": "ada"}, "username": {"S": "ada"}, "display_name": {"S": "Ada"},
        "role": {"S": "author"}, "active": {"BOOL": True}, "must_change": {"BOOL": False},
        "created_at": {"S": "2026-06-01T12:00:00Z"},
    }  # fmt: skip
    assert secret and set(secret) == {"pk", "sk", "entity", "schema", "password", "session_salt"}
    assert audit(items) == [("root", "add user as author", "USER#ada")]
    assert PASSWORD not in str(items.all())


def test_get_gives_what_was_added(users: UserStore, clock: FakeClock) -> None:
    add(users, "ada", "editor")
    user = users.get("ada")
    assert user and (user.username, user.name, user.role, user.is_active) == ("ada", "Ada", "editor", True)
    assert user.created_at == clock.now() and user.check_password(PASSWORD) and not user.must_change


@pytest.mark.parametrize("username", ["bob", "", "Ada", "ada#", "ada\0", "\ud800", "a" * 65, "-ada", "ada\n"])
def test_get_nobody(users: UserStore, username: str) -> None:
    add(users, "ada")
    assert users.get(username) is None


def test_add_taken_name_changes_nothing(users: UserStore, items: Items) -> None:
    add(users, "ada", "author")
    before = items.all()
    with pytest.raises(UsernameTaken, match="named ada already"):
        add(users, "ada")
    assert items.all() == before


def test_add_answer_lost_is_one_account(users: UserStore, proxy: DynamoProxy, items: Items) -> None:
    proxy.fail("lost", operation="TransactWriteItems", times=1)
    add(users, "ada")
    assert len(audit(items)) == 1 and admins(items) == {"ada"}


def test_list_users_by_name_without_secrets(users: UserStore, items: Items) -> None:
    for name in ("cy", "ada", "bob"):
        add(users, name)
    items.put({**(items.get("USER#bob", "PROFILE") or {}), "created_at": {"S": "long ago"}})
    found = users.list_users()
    assert [user.username for user in found] == ["ada", "cy"]
    assert not any(user.password or user.session_salt for user in found)


def test_has_users(users: UserStore) -> None:
    assert not users.has_users()
    add(users, "ada", "contributor")
    assert users.has_users()


def test_changes_are_in_the_audit_with_who_made_them(users: UserStore, items: Items, clock: FakeClock) -> None:
    add(users, "ada", "author")
    changes: list[Callable[[], User]] = [
        lambda: users.set_role("ada", "editor", by="root"),
        lambda: users.set_password("ada", NEW, must_change=True, by="ada"),
        lambda: users.set_active("ada", False, by="root"),
        lambda: users.set_active("ada", True, by="root"),
        lambda: users.set_display_name("ada", "Countess", by="ada"),
    ]
    for change in changes:
        clock.advance(1)
        assert model_to_dict(change()) == model_to_dict(users.get("ada") or add(users, "nobody"))
    assert audit(items)[1:] == [
        ("root", "set role to editor", "USER#ada"),
        ("ada", "set password", "USER#ada"),
        ("root", "deactivate", "USER#ada"),
        ("root", "activate", "USER#ada"),
        ("ada", "set display name", "USER#ada"),
    ]


@pytest.mark.parametrize(
    ("change", "is_new"),
    [
        (lambda users: users.set_role("ada", "editor", by="x"), True),
        (lambda users: users.set_active("ada", False, by="x"), True),
        (lambda users: users.set_password("ada", NEW, must_change=False, by="x"), True),
        (lambda users: users.set_display_name("ada", "Countess", by="x"), False),
        (lambda users: users.set_role("ada", "author", by="x"), False),
    ],
    ids=["role", "activity", "password", "name", "nothing"],
)
def test_change_of_what_one_may_do_gives_another_salt(
    users: UserStore, change: Callable[[UserStore], User], is_new: bool
) -> None:
    before = add(users, "ada", "author")
    assert (change(users).session_salt != before.session_salt) is is_new


def test_change_of_nothing_writes_nothing(users: UserStore, items: Items) -> None:
    add(users, "ada", "author")
    before = items.all()
    users.set_role("ada", "author", by="root")
    assert items.all() == before


def test_change_of_nobody(users: UserStore) -> None:
    with pytest.raises(UnknownUser, match="no account named ada"):
        users.set_role("ada", "editor", by="root")


def test_last_admin_stays(users: UserStore, items: Items) -> None:
    add(users, "ada")
    add(users, "bob", "editor")
    before = items.all()
    with pytest.raises(LastAdmin):
        users.set_role("ada", "editor", by="ada")
    with pytest.raises(LastAdmin):
        users.set_active("ada", False, by="ada")
    assert items.all() == before
    users.set_password("ada", NEW, must_change=False, by="ada")


def test_admins_come_and_go(users: UserStore, items: Items) -> None:
    add(users, "ada")
    add(users, "bob", "editor")
    users.set_role("bob", "admin", by="ada")
    assert admins(items) == {"ada", "bob"}
    users.set_active("ada", False, by="bob")
    assert admins(items) == {"bob"}
    with pytest.raises(LastAdmin):
        users.set_role("bob", "author", by="bob")
    users.set_role("ada", "author", by="bob")
    users.set_active("ada", True, by="bob")
    assert admins(items) == {"bob"}


def at_once(works: list[Callable[[], object]]) -> list[object]:
    """What each came to, an exception included."""
    start, outcomes = threading.Barrier(len(works)), [None] * len(works)

    def run(index: int) -> None:
        start.wait()
        try:
            outcomes[index] = works[index]()  # type: ignore[call-overload]
        except Exception as exc:
            outcomes[index] = exc  # type: ignore[call-overload]

    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes  # type: ignore[return-value]


@pytest.fixture
def another(table: Table, clock: FakeClock, proxy: DynamoProxy) -> Iterator[UserStore]:
    """The store of another process."""
    opened = Table(name=table.name, region=REGION, endpoint=proxy.url)
    yield UserStore(opened, SessionItems(opened, clock.now), clock.now)
    opened.close()


@pytest.mark.parametrize("round_", range(12))
def test_two_last_admins_who_demote_each_other_leave_one(
    users: UserStore, another: UserStore, items: Items, round_: int
) -> None:
    for name in ("ada", "bob"):
        add(users, name)
    demote, deactivate = partial(another.set_role, "bob", "author"), partial(another.set_active, "bob", False)
    other = deactivate if round_ % 2 else demote
    outcomes = at_once([lambda: users.set_role("ada", "editor", by="bob"), lambda: other(by="ada")])
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["LastAdmin", "User"]
    left = [user.username for user in users.list_users() if user.role == "admin" and user.is_active]
    assert len(left) == 1 and admins(items) == set(left)


def test_six_admins_who_all_leave_at_once_leave_one(users: UserStore, another: UserStore, items: Items) -> None:
    names = [f"admin-{number}" for number in range(6)]
    for name in names:
        add(users, name)
    stores = [users, another] * 3
    outcomes = at_once(
        [partial(store.set_active, name, False, by="x") for store, name in zip(stores, names, strict=True)]
    )
    left = {user.username for user in users.list_users() if user.is_active}
    assert left and left == admins(items)
    assert len(left) == sum(isinstance(outcome, LastAdmin | AccountBusy | TableUnavailable) for outcome in outcomes)


def test_same_name_added_twice_at_once_is_one_account(users: UserStore, another: UserStore, items: Items) -> None:
    outcomes = at_once([lambda: add(users, "ada"), lambda: add(another, "ada")])
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["User", "UsernameTaken"]
    assert len(audit(items)) == 1


def test_two_changes_at_once_are_both_made(users: UserStore, another: UserStore) -> None:
    add(users, "ada", "author")
    at_once(
        [
            lambda: users.set_role("ada", "editor", by="x"),
            lambda: another.set_password("ada", NEW, must_change=True, by="y"),
        ]
    )
    user = users.get("ada")
    assert user and user.role == "editor" and user.must_change and user.check_password(NEW)


@pytest.mark.parametrize("typed", ["ada", "Ada", " ada "])
def test_backend_takes_the_name_as_phones_type_it(site: Site, typed: str) -> None:
    make_user()
    user = authenticate(username=typed, password=PASSWORD)
    assert user and user.get_username() == "ada"


@pytest.mark.parametrize(
    ("username", "password"),
    [
        ("ada", "wrong"),
        ("ada", ""),
        ("bob", PASSWORD),
        ("off", PASSWORD),
        ("", ""),
        ("a\0", "\ud800"),
        ("ada", "x" * 9999),
    ],
)
def test_backend_knows_nobody_else(site: Site, username: str, password: str) -> None:
    make_user()
    make_user("off", is_active=False)
    assert authenticate(username=username, password=password) is None


@pytest.mark.parametrize(("username", "reads"), [("ada", 1), ("off", 1), ("bob", 1), ("not a name#", 0)])
def test_backend_makes_one_hash_whoever_it_is(
    site: Site, settings: Any, monkeypatch: pytest.MonkeyPatch, username: str, reads: int
) -> None:
    settings.PASSWORD_HASHERS = ["portfolio.accounts.passwords.Argon2Hasher"]
    make_user()
    make_user("off", is_active=False)
    made, real = [], passwords._one_of_few

    def counting() -> Any:
        made.append(1)
        return real()

    monkeypatch.setattr(passwords, "_one_of_few", counting)
    site.proxy.clear()
    assert authenticate(username=username, password="a wrong one") is None
    assert made == [1]
    assert [call.operation for call in site.proxy.calls()] == ["BatchGetItem"] * reads
