from __future__ import annotations

import threading
import time
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from portfolio.accounts import passwords
from portfolio.accounts.exceptions import PasswordsBusy
from portfolio.accounts.models import User
from portfolio.accounts.password_rules import MIN_LENGTH

REAL = ["portfolio.accounts.passwords.Argon2Hasher"]
GOOD = "seven tame otters juggle"


@pytest.fixture
def real_hasher(settings: Any) -> None:
    settings.PASSWORD_HASHERS = REAL


def ada() -> User:
    return User(username="countess.ada", display_name="Ada Lovelace", role="author", created_at=datetime.now(UTC))


def refusals(password: str) -> str:
    try:
        validate_password(password, ada())
    except ValidationError as exc:
        return " ".join(exc.messages)
    return ""


@pytest.mark.parametrize(
    "password",
    [
        GOOD,
        "7Kq#vX2!mZ9@pL4",
        "unser Kater mag kein Wasser",
        "кошка пьет молоко у окна",
        "猫は窓のそばで牛乳を飲んでいます",
        "tulip-anvil-mosaic-harbour",
        "a" * 5 + "horse kettle violin" + "b",
        "x9" + "seven tame otters juggle" * 10,
        "correct pony radiator stapler",
    ],
)
def test_password_that_nobody_guesses_is_taken(password: str) -> None:
    assert refusals(password) == ""


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("", f"Use at least {MIN_LENGTH} characters; this has 0."),
        ("7Kq#vX2!mZ9@pL", f"Use at least {MIN_LENGTH} characters; this has 14."),
        ("x9" * 501, "Use at most 1,000 characters; this has 1,002."),
        ("tulip-anvil\0mosaic-harbour", "cannot be typed"),
        ("tulip-anvil\ud800mosaic-harbour", "cannot be typed"),
        ("aaaaaaaaaaaaaaaaaaaa", "repeats itself"),
        ("zebra zebra zebra zebra", "repeats itself"),
        ("passwordpassword", "repeats itself"),
        ("password1234567890", "too few"),
        ("Passw0rd!Passw0rd!2024", "too few"),
        ("p@ssw0rd qwertyuiop", "too few"),
        ("abcdefghijklmnopqrstuvwxyz", "too few"),
        ("qwertyuiopasdfghjkl", "too few"),
        ("9876543210987654321", "too few"),
        ("countess.ada lovelace", "too few"),
        ("Portfolio Lovelace 2026", "too few"),
        ("iloveyou sunshine princess", "too few"),
        ("Correct-Horse-Battery-Staple", "too few"),
        ("                    ", "too few"),
    ],
)
def test_password_that_is_guessed_is_refused(password: str, why: str) -> None:
    assert why in refusals(password)


def test_rules_take_a_longest_password_in_no_time() -> None:
    began = time.monotonic()
    refusals("passwor" * 142)
    refusals("ab1" * 333)
    assert time.monotonic() - began < 2.0


def test_hash_is_argon2id_at_the_cost_of_owasp(real_hasher: None) -> None:
    assert make_password(GOOD).startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")


def test_hash_is_of_the_letters_however_they_were_composed(real_hasher: None) -> None:
    encoded = make_password("cafe\u0301 am Rande der Stadt")
    assert check_password("caf\u00e9 am Rande der Stadt", encoded)
    assert not check_password("cafe am Rande der Stadt", encoded)


@pytest.mark.parametrize("password", ["\ud800", "a\0b", "x" * 1001])
def test_matches_what_cannot_be_a_password_is_wrong_and_no_error(real_hasher: None, password: str) -> None:
    assert not passwords.matches(password, make_password(GOOD))


@pytest.mark.parametrize("encoded", [None, "", "!unusable", "garbage"])
def test_matches_makes_one_hash_though_there_is_nothing_to_compare(
    real_hasher: None, monkeypatch: pytest.MonkeyPatch, encoded: str | None
) -> None:
    assert hashes_made(monkeypatch, lambda: passwords.matches(GOOD, encoded)) == 1


def test_matches_makes_one_hash_for_right_and_wrong(real_hasher: None, monkeypatch: pytest.MonkeyPatch) -> None:
    encoded = make_password(GOOD)
    assert hashes_made(monkeypatch, lambda: passwords.matches(GOOD, encoded)) == 1
    assert hashes_made(monkeypatch, lambda: passwords.matches("wrong", encoded)) == 1
    assert hashes_made(monkeypatch, lambda: passwords.matches("\ud800", encoded)) == 1


def hashes_made(monkeypatch: pytest.MonkeyPatch, work: Any) -> int:
    made = []
    room = passwords._room

    class Counting:
        def acquire(self, timeout: float) -> bool:
            made.append(1)
            return room.acquire(timeout=timeout)

        def release(self) -> None:
            room.release()

    monkeypatch.setattr(passwords, "_room", Counting())
    work()
    monkeypatch.setattr(passwords, "_room", room)
    return len(made)


def test_two_hashes_at_once_and_the_third_waits_or_is_told(real_hasher: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "HASH_WAIT_SECONDS", 0.05)
    running, most, guard, go_on = 0, 0, threading.Lock(), threading.Event()

    def slow_encode(*_: object) -> str:
        nonlocal running, most
        with guard:
            running += 1
            most = max(most, running)
        go_on.wait(5)
        with guard:
            running -= 1
        return "x"

    monkeypatch.setattr("django.contrib.auth.hashers.Argon2PasswordHasher.encode", slow_encode)
    hasher = passwords.Argon2Hasher()
    threads = [threading.Thread(target=hasher.encode, args=("a", "salt")) for _ in range(2)]
    for thread in threads:
        thread.start()
    while running < 2:
        time.sleep(0.005)
    with pytest.raises(PasswordsBusy):
        hasher.encode("a", "salt")
    go_on.set()
    for thread in threads:
        thread.join()
    assert hasher.encode("a", "salt") == "x"
    assert most == 2
