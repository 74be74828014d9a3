"""What all tests share; their environment is set by `tests.settings`, which pytest-django loads first."""

from __future__ import annotations

from tests.environment import ENVIRONMENT

__all__ = ["ENVIRONMENT"]
