"""Builds stores and services from the settings, once a process and only when they are needed."""

from __future__ import annotations

import contextlib
import functools
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.cache import caches

from articles.addresses import normal_path
from articles.drafts import Workspace
from articles.exceptions import StoreUnavailable
from articles.ports import ArticleArchive, ArticleRepository, ArticleSource, AuthoringStore, SettingsRepository
from articles.services.auditing import AuditTrail
from articles.services.authoring import AuthoringService
from articles.services.bulk import BulkService
from articles.services.deriving import Deriving, DerivingRepository
from articles.services.desk import DeskService
from articles.services.freshness import Freshness, StampSource
from articles.services.links import LinkService
from articles.services.presence import PresenceService
from articles.services.purging import PurgeService
from articles.services.reading import ReadingService
from articles.services.rebuilding import Rebuilder
from articles.services.redirects import RedirectService
from articles.services.sharing import SharingService
from articles.services.site_settings import KnownSettings
from articles.stores.cache import CacheTier
from articles.stores.dynamo import (
    DynamoArchive,
    DynamoAudit,
    DynamoAuthoring,
    DynamoAuthorLists,
    DynamoDrift,
    DynamoLinks,
    DynamoPresence,
    DynamoPurging,
    DynamoRedirects,
    DynamoRepository,
    DynamoSettings,
    DynamoShares,
    DynamoSource,
)
from articles.stores.export import FolderExport
from articles.stores.files import FileSource
from portfolio.background import BackgroundRunner, ThreadRunner
from portfolio.table import Table


def now() -> datetime:
    return datetime.now(UTC)


def time_zone() -> ZoneInfo:
    """What a date without a time zone means, and whose months the archive shows."""
    return ZoneInfo(settings.TIME_ZONE)


@functools.cache
def table() -> Table:
    """The table's clients. Not before the fork: they hold threads and sockets."""
    return Table(
        name=settings.DYNAMODB_TABLE, region=settings.AWS_REGION, endpoint=settings.AWS_ENDPOINT_URL_DYNAMODB or None
    )


@functools.cache
def background() -> BackgroundRunner:
    return ThreadRunner()


@functools.cache
def file_source() -> FileSource:
    """The content folder; without a table it is the site."""
    return FileSource(settings.CONTENT_DIR, time_zone=time_zone(), authoritative=not settings.DYNAMODB_TABLE)


@functools.cache
def reading() -> ReadingService:
    return ReadingService(
        sources=_sources(),
        freshness=freshness(),
        cache=CacheTier(caches["default"]),
        misses=CacheTier(caches["misses"]),
        aside=CacheTier(caches["aside"]),
        background=background(),
        clock=now,
        time_zone=time_zone(),
        ttl_seconds=settings.CACHE_TTL_SECONDS,
        deadline_seconds=settings.READ_DEADLINE_MS / 1000,
    )


@functools.cache
def freshness() -> Freshness:
    source: StampSource = DynamoSource(table()) if settings.DYNAMODB_TABLE else file_source()
    return Freshness(source, background(), clock=now, noted=known_settings().note)


@functools.cache
def known_settings() -> KnownSettings:
    return KnownSettings(
        lambda seconds: site_settings().get(budget=seconds).settings,
        background(),
        source=DynamoSource.name,
        deadline_seconds=settings.READ_DEADLINE_MS / 1000,
    )


def site_settings() -> SettingsRepository:
    return DynamoSettings(table(), now)


@functools.cache
def repository() -> ArticleRepository:
    return DerivingRepository(DynamoRepository(table(), now, time_zone=time_zone()), links().derive)


@functools.cache
def links() -> LinkService:
    store = DynamoAuthoring(table(), time_zone=time_zone())
    return LinkService(DynamoLinks(table()), store, clock=now, site_url=settings.SITE_URL, is_redirected=_is_redirected)


def rebuilder() -> Rebuilder:
    return Rebuilder(DynamoDrift(table()), links(), repository())


def _is_linked(stands: Workspace) -> bool:
    return links().count_linkers(stands) > 0


@functools.cache
def authoring() -> AuthoringService:
    return AuthoringService(_authoring_store(), clock=now, is_linked=_is_linked)


@functools.cache
def presence() -> PresenceService:
    return PresenceService(DynamoPresence(table()), clock=now)


@functools.cache
def bulk() -> BulkService:
    return BulkService(_authoring_store(), repository=repository(), undos=DynamoAuthorLists(table()), clock=now)


@functools.cache
def purging() -> PurgeService:
    return PurgeService(_authoring_store(), DynamoPurging(table()), clock=now)


@functools.cache
def sharing() -> SharingService:
    return SharingService(DynamoShares(table()), _authoring_store(), authoring(), clock=now)


@functools.cache
def audit_trail() -> AuditTrail:
    return AuditTrail(DynamoAudit(table()), _authoring_store(), clock=now)


@functools.cache
def desk() -> DeskService:
    return DeskService(
        DynamoAuthorLists(table()),
        clock=now,
        background=background(),
        archive=lambda a: authoring().archive_expired(a),
        sweep=lambda most: purging().sweep(most),
    )


@functools.cache
def redirects() -> RedirectService:
    holders = DynamoAuthoring(table(), time_zone=time_zone()).holders
    host = urlsplit(settings.SITE_URL).netloc
    return RedirectService(DynamoRedirects(table()), holders=holders, host=host, clock=now)


def archive() -> ArticleArchive:
    return DynamoArchive(table())


def export_folder(path: Path) -> FolderExport:
    return FolderExport(path)


def warm_up() -> None:
    """What a worker does before its first request: build and try its clients, and read the folder behind it."""
    reading()
    # The first call of a client costs many times what the next one does; if the table is away, readers are told so.
    with contextlib.suppress(StoreUnavailable):
        freshness().current(budget=settings.READ_DEADLINE_MS / 1000)
    if settings.USE_FILE_FALLBACK or not settings.DYNAMODB_TABLE:
        background().run("warm-up", file_source().get_stamp)


def _is_redirected(path: str) -> bool:
    normal = normal_path(path)
    return normal is not None and DynamoRedirects(table()).get(normal) is not None


def _authoring_store() -> AuthoringStore:
    return Deriving(DynamoAuthoring(table(), time_zone=time_zone()), links().derive)


def _sources() -> list[ArticleSource]:
    if not settings.DYNAMODB_TABLE:
        return [file_source()]
    stand_ins: list[ArticleSource] = [file_source()] if settings.USE_FILE_FALLBACK else []
    return [DynamoSource(table(), time_zone=time_zone()), *stand_ins]
