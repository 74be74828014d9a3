"""Where an address leads that no page has, for readers: in one round trip nowhere, in three to an article."""

from __future__ import annotations

from articles import keys
from articles.records import AliasRecord, PointerRecord
from articles.records_redirects import RedirectRecord
from articles.redirects import Destination, destination_of
from articles.stores.dynamo import mapping
from articles.stores.dynamo.queries import Budget, Queries, as_record
from portfolio.table import Item

# An article may be renamed between the read of its pointer and its own.
LOOKS = 3


class DestinationQueries(Queries):
    """A slug belongs to one article, now or formerly; a redirect is followed only where none has it."""

    def get_destination(self, path: str, *, slug: str = "", budget: float | None = None) -> Destination | None:
        left = Budget(budget)
        wanted = [keys.redirect_key(path)]
        if slug:
            wanted += [keys.alias_key(slug), keys.article_key(slug)]
        found = {(item["pk"]["S"], item["sk"]["S"]): item for item in self._batch_get(wanted, left)}
        if slug and keys.article_key(slug) in found:
            return None
        if slug and (alias := found.get(keys.alias_key(slug))):
            ids = list(self._whole([alias], lambda item: as_record(AliasRecord, item).article_id))
            return self._article_of(ids[0], "", left) if ids else None
        redirect = found.get(keys.redirect_key(path))
        return self._followed(redirect, left) if redirect else None

    def _followed(self, item: Item, left: Budget) -> Destination | None:
        for redirect in self._whole([item], lambda item: mapping.redirect_from(as_record(RedirectRecord, item))):
            target = redirect.target
            if target.article_id:
                return self._article_of(target.article_id, target.tail, left)
            return Destination(address=target.address)
        return None

    def _article_of(self, article_id: str, tail: str, left: Budget) -> Destination | None:
        for _ in range(LOOKS):
            pointers = self._batch_get([keys.pointer_key(article_id)], left)
            slugs = list(self._whole(pointers, lambda item: as_record(PointerRecord, item).slug))
            items = self._batch_get([keys.article_key(slug) for slug in slugs], left) if slugs else []
            article = next(iter(self._summaries(items, None)), None)
            if article is not None and article.article_id == article_id:
                return destination_of(article, tail)
        return None
