"""Articles in the one table. Records stay inside this package; `mapping` is its border."""

from __future__ import annotations

from articles.stores.dynamo.archive import DynamoArchive
from articles.stores.dynamo.auditing import DynamoAudit
from articles.stores.dynamo.authoring import DynamoAuthoring
from articles.stores.dynamo.drifting import DynamoDrift
from articles.stores.dynamo.links import DynamoLinks
from articles.stores.dynamo.lists import DynamoAuthorLists
from articles.stores.dynamo.presence import DynamoPresence
from articles.stores.dynamo.purging import DynamoPurging
from articles.stores.dynamo.redirects import DynamoRedirects
from articles.stores.dynamo.repository import DynamoRepository
from articles.stores.dynamo.sharing import DynamoShares
from articles.stores.dynamo.site_settings import DynamoSettings
from articles.stores.dynamo.source import DynamoSource

__all__ = [
    "DynamoArchive",
    "DynamoAudit",
    "DynamoAuthorLists",
    "DynamoAuthoring",
    "DynamoPurging",
    "DynamoPresence",
    "DynamoRedirects",
    "DynamoDrift",
    "DynamoLinks",
    "DynamoRepository",
    "DynamoSettings",
    "DynamoShares",
    "DynamoSource",
]
