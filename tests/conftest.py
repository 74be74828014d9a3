"""What all tests share; their environment is set by `tests.settings`, which pytest-django loads first."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from portfolio.logs import JsonFormatter
from tests.environment import ENVIRONMENT

__all__ = ["ENVIRONMENT"]


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Iterator[list[dict[str, Any]]]:
    """Every line that `article-service` writes, as the formatter gives it to the outside."""
    found: list[dict[str, Any]] = []

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            found.append(json.loads(JsonFormatter().format(record)))

    logger, collector = logging.getLogger("article-service"), Collector()
    caplog.set_level(logging.INFO, "article-service")
    logger.addHandler(collector)
    yield found
    logger.removeHandler(collector)
