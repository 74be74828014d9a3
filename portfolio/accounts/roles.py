"""What an account may do. Each role may do all that the ones before it may."""

from __future__ import annotations

from typing import Literal, get_args

Role = Literal["contributor", "author", "editor", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)

DESCRIPTIONS: dict[Role, str] = {
    "contributor": "writes drafts of their own, and asks others to publish them",
    "author": "writes and publishes articles of their own",
    "editor": "writes and publishes everything",
    "admin": "does all of that, and manages users and the site's settings",
}


def includes(role: str, needed: Role) -> bool:
    """Whether somebody of this role may do what `needed` may; a role that is not known may do nothing."""
    return role in ROLES and ROLES.index(role) >= ROLES.index(needed)
