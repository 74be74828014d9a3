"""The user as Django's middleware and forms want it: a model without a table of its own, and without SQL ever."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, NoReturn

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.hashers import check_password
from django.db import models
from django.utils.crypto import salted_hmac

from portfolio.accounts.roles import ROLES, Role

WITHOUT_SQL = "Accounts are items of the DynamoDB table: use portfolio.accounts.wiring.users()."


class NoSqlManager(models.Manager["User"]):
    """Django hands it to whoever asks a model for its rows; here nobody may."""

    def get_queryset(self) -> NoReturn:
        raise NotImplementedError(WITHOUT_SQL)


class User(AbstractBaseUser):
    """An account as one read of the table gave it; changing it changes nothing there."""

    username: models.CharField[str, str] = models.CharField(primary_key=True, max_length=64)
    display_name: models.CharField[str, str] = models.CharField(max_length=100, blank=True)
    role: models.CharField[Role, Role] = models.CharField(max_length=20, choices=[(role, role) for role in ROLES])
    is_active: models.BooleanField[bool, bool] = models.BooleanField(default=True)
    must_change: models.BooleanField[bool, bool] = models.BooleanField(default=False)
    created_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    session_salt: models.CharField[str, str] = models.CharField(max_length=64)
    last_login = None

    objects: ClassVar[NoSqlManager] = NoSqlManager()

    USERNAME_FIELD = "username"

    class Meta:
        managed = False
        base_manager_name = "objects"
        default_permissions = ()

    @property
    def name(self) -> str:
        """What people call them."""
        return self.display_name or self.username

    def check_password(self, raw_password: str | None) -> bool:
        """Django would save a hash of today's cost on the way; here a password keeps its hash until it is changed."""
        return check_password(raw_password, self.password)

    def save(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise NotImplementedError(WITHOUT_SQL)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise NotImplementedError(WITHOUT_SQL)

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """The salt is new after each change of password, role or activity, which ends the sessions from before."""
        key_salt = "portfolio.accounts.models.User.get_session_auth_hash"
        value = f"{self.session_salt}${self.password}"
        return str(salted_hmac(key_salt, value, secret=secret, algorithm="sha256").hexdigest())
