"""An engine behind a proxy for each module of fault tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.engine import Engine
from tests.proxies.dynamo import DynamoProxy
from tests.site import manage, site_environment, table_environment


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    """With an empty table of the site."""
    with Engine() as running:
        manage("create_table", environment=site_environment(table_environment(running.url)))
        yield running


@pytest.fixture(scope="module")
def dynamo(engine: Engine) -> Iterator[DynamoProxy]:
    with DynamoProxy("127.0.0.1", engine.port) as proxy:
        yield proxy
