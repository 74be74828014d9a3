"""Which new passwords are good enough: long ones that nobody would guess. There are no rules of composition.

Lists of common passwords hold few of 15 characters, so asking whether a long one is on a list would refuse nearly
nothing. What people do instead is to make one long out of what is on the list: they repeat it, put some of it in a
row, or fill it up with `1234` or a year. So a password is taken apart into such pieces, and must have enough of them.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

from portfolio.accounts.models import User
from portfolio.accounts.passwords import MAX_LENGTH, is_unsound

MIN_LENGTH = 15
# Four words drawn at random are what the help text advises; three pieces can be tried out.
MIN_PIECES = 4
SHORTEST_PIECE, LONGEST_PIECE = 4, 40

RUNS = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "yxcvbnm")
SHORTEST_RUN = 3
YEAR = re.compile(r"(?:19|20)[0-9]{2}")
FAMOUS = ("correcthorsebatterystaple", "thequickbrownfoxjumpsoverthelazydog", "tobeornottobethatisthequestion")
DISGUISES = str.maketrans("013457@$!", "oieastasi")


class LengthRule:
    def validate(self, password: str, user: User | None = None) -> None:
        if len(password) < MIN_LENGTH:
            raise ValidationError(f"Use at least {MIN_LENGTH} characters; this has {len(password)}.")
        if len(password) > MAX_LENGTH:
            raise ValidationError(f"Use at most {MAX_LENGTH:,} characters; this has {len(password):,}.")

    def get_help_text(self) -> str:
        return f"At least {MIN_LENGTH} characters. Four words that have nothing to do with each other are good."


class CharacterRule:
    def validate(self, password: str, user: User | None = None) -> None:
        if is_unsound(password):
            raise ValidationError("It holds a character that cannot be typed. Type it anew.")

    def get_help_text(self) -> str:
        return "All characters that can be typed, spaces too."


class GuessRule:
    def validate(self, password: str, user: User | None = None) -> None:
        text = _plain(password)
        if len(_once(text)) < MIN_LENGTH <= len(text):
            raise ValidationError("It repeats itself, and a repetition is easily guessed. Use something longer.")
        if len(set(_pieces(text, _words_of(user)))) < MIN_PIECES:
            raise ValidationError(
                "It is made of too few common words, names or sequences like 1234, which are tried first. "
                "Add words that have nothing to do with them."
            )

    def get_help_text(self) -> str:
        return "Not made of a few common passwords, your name or the site's."


def _plain(password: str) -> str:
    """Letters and digits alone, as capitals and signs between them are the first that a guesser varies."""
    text = unicodedata.normalize("NFKC", password).casefold()
    return "".join(char for char in text if char.isalnum() or char in "@$!")


def _once(text: str) -> str:
    """What a text is a repetition of; itself if it is none."""
    period = (text + text).find(text, 1)
    return text[:period]


def _pieces(text: str, own: frozenset[str]) -> Iterator[str]:
    """From left to right the longest piece that a guesser has at hand, else one character."""
    disguised = text.translate(DISGUISES)
    position = 0
    while position < len(text):
        length = max(
            _length_of_word(text, position, own),
            _length_of_word(disguised, position, own),
            _length_of_run(text, position),
            1,
        )
        yield disguised[position : position + length]
        position += length


def _length_of_word(text: str, start: int, own: frozenset[str]) -> int:
    if YEAR.match(text, start):
        return 4
    known = _common()
    for length in range(min(LONGEST_PIECE, len(text) - start), SHORTEST_PIECE - 1, -1):
        word = text[start : start + length]
        if word in known or word in own:
            return length
    return 0


def _length_of_run(text: str, start: int) -> int:
    """Of the same character again and again, or of neighbours in the alphabet or on the keyboard."""
    same = len(text) - start - len(text[start:].lstrip(text[start]))
    lengths = [same, *(_length_along(row, text, start) for run in RUNS for row in (run, run[::-1]))]
    return longest if (longest := max(lengths)) >= SHORTEST_RUN else 0


def _length_along(row: str, text: str, start: int) -> int:
    at = row.find(text[start])
    length = 0
    while at >= 0 and at + length < len(row) and text[start + length : start + length + 1] == row[at + length]:
        length += 1
    return length


def _words_of(user: User | None) -> frozenset[str]:
    """What a guesser knows of somebody: names of the account and of the site."""
    # From the settings, because what pages say of the site needs its collected files, which a command may lack.
    names = [settings.SITE_TITLE, *((user.username, user.display_name) if user else ())]
    words = {_plain(word) for name in names for word in (name, *re.split(r"[\W_]+", name))}
    return frozenset(word for word in words if len(word) >= SHORTEST_PIECE)


@functools.cache
def _common() -> frozenset[str]:
    """Django's list, for which a process that sets no password has no memory to spare."""
    listed = {_plain(word) for word in CommonPasswordValidator().passwords}
    return frozenset(word for word in listed if len(word) >= SHORTEST_PIECE) | set(FAMOUS)
