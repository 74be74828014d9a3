"""Django's sessions over the table. What Django keeps in them is JSON, and the browser's key is stored as its hash."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import VALID_KEY_CHARS, CreateError, SessionBase, UpdateError

from portfolio.accounts import keys, wiring
from portfolio.accounts.session_items import Session, SessionInfo
from portfolio.transactions import Refused

KEY_LENGTH = 32
USER_AGENT = "user_agent"
USER_AGENT_LENGTH = 300


class SessionStore(SessionBase):
    """One request's session. Read when somebody asks for something in it, and not before."""

    def __init__(self, session_key: str | None = None) -> None:
        super().__init__(session_key)
        self._stored: Session | None = None
        self._continued: Session | None = None

    def load(self) -> dict[str, Any]:
        """What is in the session; nothing, and no key, if the table knows no such session or it has ended."""
        stored = wiring.sessions().get(keys.session_id(str(self.session_key)))
        if stored is None:
            self._session_key = None
            return {}
        self._stored = stored
        return stored.data

    def exists(self, session_key: str) -> bool:
        return wiring.sessions().get(keys.session_id(session_key)) is not None

    def create(self) -> None:
        """Take a key that nobody has. One drawn twice would need more sessions than the world has atoms of iron."""
        self._session_key = "".join(secrets.choice(VALID_KEY_CHARS) for _ in range(KEY_LENGTH))
        self.save(must_create=True)
        self.modified = True

    def save(self, must_create: bool = False) -> None:
        if self.session_key is None:
            self.create()
            return
        data = self._get_session(no_load=must_create)  # type: ignore[attr-defined]
        before = self._base(self.session_key)
        stored = replace(
            before,
            data=data,
            username=data.get(SESSION_KEY, ""),
            user_agent=data.get(USER_AGENT, ""),
        )
        signs_in = bool(stored.username and not before.username)
        try:
            self._stored = wiring.sessions().put(stored, new=must_create, signs_in=signs_in)
        except Refused as exc:
            raise CreateError if must_create else UpdateError from exc

    def delete(self, session_key: str | None = None) -> None:
        """Without a key it is the one that somebody signs out of; Django names one that another took the place of."""
        key = session_key or self.session_key
        if key is not None:
            wiring.sessions().delete(keys.session_id(key), signs_out=session_key is None)

    def cycle_key(self) -> None:
        """A new key for the same session: it ends when it would have ended, unless somebody signs in just now."""
        self._continued = self._stored if SESSION_KEY in self else None
        super().cycle_key()
        self._continued = None

    @classmethod
    def clear_expired(cls) -> None:
        """DynamoDB does it, by their `ttl`."""

    def _base(self, session_key: str) -> Session:
        """What is known of the session that this key stands for."""
        session_id = keys.session_id(session_key)
        if self._stored and self._stored.session_id == session_id:
            return self._stored
        if self._continued:
            return replace(self._continued, session_id=session_id)
        now = wiring.now()
        return Session(session_id, {}, now, now)


def list_sessions(username: str, *, current_key: str | None = None) -> list[SessionInfo]:
    """The user's sessions, the one seen last at the top; `current_key` is that of the session which asks."""
    current = keys.session_id(current_key) if current_key else ""
    found = wiring.sessions().of_user(username)
    return [replace(info, current=info.session_id == current) for info in found]


def end_session(username: str, session_id: str) -> bool:
    """Sign the user out of one of their sessions, by the id on their list; False if they have none of that id."""
    return keys.is_session_id(session_id) and wiring.sessions().end(username, session_id)


def remember_browser(sender: object, request: Any, **_: Any) -> None:
    """At sign-in: what the browser calls itself, by which people know their sessions apart."""
    agent = str(request.META.get("HTTP_USER_AGENT", ""))[:USER_AGENT_LENGTH]
    request.session[USER_AGENT] = agent.encode("utf-8", "replace").decode()
