"""Passwords: how they are hashed, how many at once, and which ones are none at all."""

from __future__ import annotations

import secrets
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, Argon2PasswordHasher, check_password

from portfolio.accounts.exceptions import PasswordsBusy

MAX_LENGTH = 1000
HASHES_AT_ONCE = 2
# No letter among them that could be taken for another or for a digit.
CONSONANTS, VOWELS = "bdfghkmnprstvwxz", "aeiou"
WORD = (CONSONANTS, VOWELS, CONSONANTS, VOWELS, CONSONANTS)
HASH_WAIT_SECONDS = 5.0

_room = threading.BoundedSemaphore(HASHES_AT_ONCE)


class Argon2Hasher(Argon2PasswordHasher):
    """Argon2id at a cost that OWASP names: t=2, m=19 MiB, p=1. Django's own takes 100 MiB and eight threads."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        with _one_of_few():
            return str(super().encode(_normal(password), salt))

    def verify(self, password: str, encoded: str) -> bool:
        with _one_of_few():
            return bool(super().verify(_normal(password), encoded))


def matches(password: str, encoded: str | None) -> bool:
    """Whether it is the password of `encoded`. One hash is made in any case, also if there is nothing to compare."""
    if not is_possible(password):
        password, encoded = "", None
    return check_password(password, encoded or UNUSABLE_PASSWORD_PREFIX)


def one_time_password() -> str:
    """Easily read and typed. Each of its four words is one of a hundred thousand, which makes 66 bits."""
    return "-".join("".join(secrets.choice(letters) for letters in WORD) for _ in range(4))


def is_possible(password: str) -> bool:
    """Whether it could be anybody's: what no validator lets pass is not worth its time."""
    return len(password) <= MAX_LENGTH and not is_unsound(password)


def is_unsound(password: str) -> bool:
    """NUL and half a surrogate pair: no keyboard types them, and not every program hands them on."""
    return any(char == "\0" or unicodedata.category(char) == "Cs" for char in password)


def _normal(password: str) -> str:
    """The same letters, whichever way a keyboard composes them."""
    return unicodedata.normalize("NFKC", password)


@contextmanager
def _one_of_few() -> Iterator[None]:
    """A hash takes 19 MiB and a core: more at once than there is room for would only all be late."""
    if not _room.acquire(timeout=HASH_WAIT_SECONDS):
        raise PasswordsBusy
    try:
        yield
    finally:
        _room.release()
