"""The real engine behind a proxy, a fresh table for each test, and the site wired to it."""

from __future__ import annotations

import itertools
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import botocore.loaders
import botocore.session
import pytest
from django.conf import settings as django_settings
from django.core.cache import caches
from django.core.management import call_command
from django.test import Client, override_settings
from pytest_django import Settings

from articles import wiring
from articles.domain import Article
from articles.forwarding import forwarding
from articles.pages import page_cache
from articles.site import site_of
from articles.stores.dynamo import DynamoRepository, DynamoSource
from portfolio.accounts import wiring as accounts
from portfolio.settings import STORAGES as REAL_STORAGES
from portfolio.table import Table
from portfolio.table_shape import create_table
from tests.engine import Engine
from tests.factories import NOW, FakeClock, save
from tests.integration.authors import office as office
from tests.integration.authors import table_office as table_office
from tests.integration.exporting import out as out
from tests.integration.exporting import run as run
from tests.integration.stores import store as store
from tests.integration.stores import time_zone as time_zone
from tests.proxies.dynamo import DynamoProxy

PATIENCE_SECONDS = 5.0
REGION = "eu-central-1"
FACTORIES = (
    wiring.reading,
    wiring.table,
    wiring.freshness,
    wiring.known_settings,
    site_of,
    wiring.repository,
    wiring.authoring,
    wiring.presence,
    wiring.bulk,
    wiring.purging,
    wiring.sharing,
    wiring.audit_trail,
    wiring.links,
    wiring.desk,
    wiring.redirects,
    wiring.background,
    wiring.file_source,
    accounts.users,
    accounts.sessions,
    accounts.throttle,
    page_cache,
    forwarding,
)
Save = Callable[..., Article]
_numbers = itertools.count(1)


@pytest.fixture(scope="session", autouse=True)
def one_loader() -> Iterator[None]:
    """Each client reads a megabyte of service description anew, which is most of what a table costs here."""
    loader = botocore.loaders.create_loader()

    def get_session() -> Any:
        session = botocore.session.get_session()
        session.register_component("data_loader", loader)
        return session

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pynamodb.connection.base.get_session", get_session)
        yield


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where time is not what a test is about, a busy machine must not be taken for an outage."""
    monkeypatch.setattr("portfolio.table.READER_TIMEOUTS", (2.0, PATIENCE_SECONDS))
    monkeypatch.setattr("articles.stores.dynamo.queries.DEFAULT_BUDGET_SECONDS", PATIENCE_SECONDS)
    for name in ("store", "session_items", "throttling"):
        monkeypatch.setattr(f"portfolio.accounts.{name}.READ_SECONDS", PATIENCE_SECONDS)


@pytest.fixture(scope="session")
def engine() -> Iterator[Engine]:
    """One in-memory process for each worker."""
    with Engine() as running:
        yield running


@pytest.fixture(scope="session")
def running_proxy(engine: Engine) -> Iterator[DynamoProxy]:
    with DynamoProxy("127.0.0.1", engine.port) as running:
        yield running


@pytest.fixture
def proxy(running_proxy: DynamoProxy) -> Iterator[DynamoProxy]:
    """The proxy that the stores and the site of a test speak through, healed and with an empty record."""
    running_proxy.clear()
    yield running_proxy
    running_proxy.heal()


@pytest.fixture(scope="session")
def raw(engine: Engine) -> Iterator[Any]:
    """A client of another program: it knows the names in the table and nothing of our code."""
    client = boto3.client(
        "dynamodb",
        endpoint_url=engine.url,
        region_name=REGION,
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )
    yield client
    client.close()


@pytest.fixture
def table_name(raw: Any) -> Iterator[str]:
    """A name that no other test uses; its table, if one was made, is dropped."""
    name = f"test-content-{os.getpid()}-{next(_numbers)}"
    yield name
    if name in raw.list_tables()["TableNames"]:
        raw.delete_table(TableName=name)


@pytest.fixture
def table(patient: None, proxy: DynamoProxy, table_name: str) -> Iterator[Table]:
    opened = Table(name=table_name, region=REGION, endpoint=proxy.url)
    create_table(opened)
    proxy.clear()
    yield opened
    opened.close()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(NOW)


@pytest.fixture
def repository(table: Table, clock: FakeClock) -> DynamoRepository:
    return DynamoRepository(table, clock.now)


@pytest.fixture
def put(repository: DynamoRepository) -> Save:
    """Save `article` over `previous` as ada."""

    def put(article: Article, previous: Article | None = None, *, stamp: bool = True) -> Article:
        return repository.save(article, previous=previous, author="ada", note="a note", stamp=stamp)

    return put


@pytest.fixture
def source(table: Table) -> DynamoSource:
    return DynamoSource(table)


def entity(name: str, pk: str, sk: str) -> dict[str, Any]:
    return {"pk": {"S": pk}, "sk": {"S": sk}, "entity": {"S": name}, "schema": {"N": "1"}}


@dataclass(frozen=True)
class Items:
    """The items of one table as other programs see them: DynamoDB JSON, straight from the engine."""

    client: Any
    table_name: str

    def get(self, pk: str, sk: str) -> dict[str, Any] | None:
        answer = self.client.get_item(
            TableName=self.table_name, Key={"pk": {"S": pk}, "sk": {"S": sk}}, ConsistentRead=True
        )
        found: dict[str, Any] | None = answer.get("Item")
        return found

    def under(self, pk: str) -> list[dict[str, Any]]:
        return self.query("pk = :pk", {":pk": {"S": pk}})

    def query(self, condition: str, values: dict[str, Any], **more: Any) -> list[dict[str, Any]]:
        answer = self.client.query(
            TableName=self.table_name, KeyConditionExpression=condition, ExpressionAttributeValues=values, **more
        )
        found: list[dict[str, Any]] = answer["Items"]
        return found

    def all(self) -> list[dict[str, Any]]:
        pages = self.client.get_paginator("scan").paginate(TableName=self.table_name, ConsistentRead=True)
        return [item for page in pages for item in page["Items"]]

    def put(self, item: dict[str, Any]) -> None:
        self.client.put_item(TableName=self.table_name, Item=item)

    def stamp(self) -> dict[str, Any]:
        return self.get("SITE", "STAMP") or {"n": {"N": "0"}, "ring": {"L": []}}


@pytest.fixture
def items(raw: Any, table_name: str) -> Items:
    return Items(raw, table_name)


@pytest.fixture(scope="session")
def static_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The hashed static files that pages name."""
    folder = tmp_path_factory.mktemp("static")
    with override_settings(STATIC_ROOT=folder, STORAGES=REAL_STORAGES):
        call_command("collectstatic", interactive=False, verbosity=0)
    return folder


def forget_everything() -> None:
    """What a new process knows: nothing."""
    if django_settings.DYNAMODB_TABLE and wiring.table.cache_info().currsize:
        wiring.table().close()
    for factory in FACTORIES:
        factory.cache_clear()
    for cache in caches.all(initialized_only=True):
        cache.clear()


@dataclass(frozen=True)
class Site:
    """The whole site in this process, over `table_name` through `proxy`, with `content` as its folder of files."""

    client: Client
    proxy: DynamoProxy
    content: Path
    settings: Settings

    def get(self, address: str, **headers: str) -> Any:
        return self.client.get(address, headers=headers or None)

    def text(self, address: str) -> str:
        return str(self.get(address).content.decode())

    def publish(self, *articles: Article, stamp: bool = True) -> None:
        """Save as another process would; this one has to find out."""
        for article in articles:
            save(wiring.repository(), article, stamp=stamp)

    def configure(self, **settings: Any) -> None:
        """Start again with other settings."""
        forget_everything()
        for name, value in settings.items():
            setattr(self.settings, name, value)

    def restart(self) -> None:
        self.configure()

    def wait_until(self, holds: Callable[[], bool], *, seconds: float) -> float:
        """Ask every 50 ms; gives the time (seconds since the epoch) of the first answer that held."""
        ends = time.time() + seconds
        while time.time() < ends:
            if holds():
                return time.time()
            time.sleep(0.05)
        raise AssertionError(f"did not happen within {seconds} s")


@pytest.fixture
def unseeded_site(
    patient: None,
    client: Client,
    proxy: DynamoProxy,
    table_name: str,
    tmp_path: Path,
    static_root: Path,
    settings: Settings,
) -> Iterator[Site]:
    """The site before `create_table`."""
    content = tmp_path / "content"
    content.mkdir()
    site = Site(client, proxy, content, settings)
    site.configure(
        DYNAMODB_TABLE=table_name,
        AWS_ENDPOINT_URL_DYNAMODB=proxy.url,
        AWS_REGION=REGION,
        CONTENT_DIR=content,
        STATIC_ROOT=static_root,
        STORAGES=REAL_STORAGES,
        USE_FILE_FALLBACK=True,
        READ_DEADLINE_MS=PATIENCE_SECONDS * 1000,
    )
    yield site
    forget_everything()


@pytest.fixture
def site(unseeded_site: Site) -> Site:
    """The site over an empty table."""
    create_table(wiring.table())
    unseeded_site.proxy.clear()
    return unseeded_site


@pytest.fixture
def write_file(tmp_path: Path) -> Callable[..., Path]:
    """Write a Markdown file with front matter into `folder` (the test's own unless told)."""

    def write(name: str, *, folder: Path = tmp_path / "texts", body: str = "Some *words*.", **front: str) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        front = {"title": "An article", "date": "2026-01-01"} | front
        lines = "\n".join(f"{key}: {value}" for key, value in front.items())
        path = folder / name
        path.write_text(f"---\n{lines}\n---\n{body}\n", encoding="utf-8")
        return path

    return write
