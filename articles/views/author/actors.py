"""From the account that sent a request to the one who acts on articles."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from articles.policies import Actor


def actor_of(request: HttpRequest) -> Actor:
    """For views that `requires` guards: somebody is signed in."""
    user: Any = request.user
    return Actor(user.username, user.name, user.role)
