"""Passwords that are made for somebody, read out or copied once, and changed at the first sign-in."""

from __future__ import annotations

import secrets

# Without those that look like another in some letters: 0 o, 1 i l, 5 s, 2 z, u v.
LETTERS = "abcdefghjkmnpqrtwxy346789"
GROUPS, GROUP_LENGTH = 5, 4


def one_time_password() -> str:
    """Like `k7fm-x3qp-9rta-w4hd-bn6e`: 92 bits."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(GROUP_LENGTH)) for _ in range(GROUPS))
