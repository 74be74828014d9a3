"""The environment of every test: nothing of the machine's, and no store but those that a test starts itself."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

_STATIC = Path(tempfile.gettempdir()) / f"portfolio-static-{os.getuid()}"

ENVIRONMENT = {
    "SECRET_KEY": "a-key-for-tests-that-is-long-enough-to-be-taken-for-real",
    "ALLOWED_HOSTS": "testserver,127.0.0.1,localhost",
    "SITE_URL": "http://127.0.0.1:8000",
    "AWS_REGION": "eu-central-1",
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "OTEL_SDK_DISABLED": "true",
    "STATIC_ROOT": str(_STATIC),
}


def apply() -> None:
    """Take the machine's own settings away and put the tests' in their place."""
    for name in list(os.environ):
        if name.startswith(("AWS_", "OTEL_", "SITE_")) or name in {
            "DYNAMODB_TABLE",
            "CONTENT_DIR",
            "CACHE_URL",
            "DEBUG",
        }:
            del os.environ[name]
    os.environ.update(ENVIRONMENT)
    _STATIC.mkdir(exist_ok=True)
