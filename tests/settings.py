"""The site's settings, read in the environment of tests. pytest-django loads them before any conftest."""

from __future__ import annotations

from tests import environment

environment.apply()

from portfolio.settings import *  # noqa: E402, F403
from portfolio.settings import STORAGES as _STORAGES  # noqa: E402

# Hashed names need a collected folder; the tests that run the whole site have one and use the real settings.
STORAGES = {**_STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}

# A real hash costs 30 ms and 19 MiB, which most tests of accounts are not about.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
