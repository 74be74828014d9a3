"""What accounts and the people behind them may be called, wherever that is typed."""

from __future__ import annotations

import unicodedata

from django.core.exceptions import ValidationError

from portfolio.accounts.keys import is_username

DISPLAY_NAME_LENGTH = 100
USERNAME_HINT = (
    "Up to 64 of the letters a to z, digits, dots, hyphens and underscores; the first is a letter or a digit."
)
# They turn the direction of the text around a name.
TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def clean_username(typed: str) -> str:
    """Phones like to begin with a capital letter and to end with a space."""
    return typed.strip().lower()


def check_username(username: str) -> None:
    if not is_username(username):
        raise ValidationError(f"This cannot be a username. {USERNAME_HINT}")


def clean_display_name(typed: str) -> str:
    """With one blank between its words."""
    return " ".join(typed.split())


def check_display_name(name: str) -> None:
    if len(name) > DISPLAY_NAME_LENGTH:
        raise ValidationError(f"Use at most {DISPLAY_NAME_LENGTH} characters; this has {len(name)}.")
    if any(unicodedata.category(char) in {"Cc", "Cs"} or char in TURNS for char in name):
        raise ValidationError("It holds characters that nobody can see. Type it anew.")
