"""Whether a table holds half of anything: every item of articles against every other, as another program reads them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from articles.domain import Article, content_checksum
from articles.records import ArticleRecord, ContentRecord, DraftRecord
from articles.stores.dynamo import mapping
from portfolio.table import Record

Item = dict[str, dict[str, Any]]
Key = tuple[str, str]
OF_ARTICLES = ("ARTICLE#", "ID#", "WORK#", "HISTORY#", "MONTHS")


class Contents:
    """All items of a table, by their keys."""

    def __init__(self, client: Any, table_name: str) -> None:
        pages = client.get_paginator("scan").paginate(TableName=table_name, ConsistentRead=True)
        self.items: dict[Key, Item] = {
            (item["pk"]["S"], item["sk"]["S"]): item for page in pages for item in page["Items"]
        }
        self._by_partition: dict[str, dict[str, Item]] = defaultdict(dict)
        for (pk, sk), item in self.items.items():
            self._by_partition[pk][sk] = item
        metadata = {pk: item for (pk, sk), item in self.items.items() if _is_metadata(pk, sk)}
        self.articles = {item["article_id"]["S"]: self._article(pk) for pk, item in metadata.items()}

    def _article(self, pk: str) -> Article | None:
        """None if its text is missing, which the checks below say."""
        content = self.items.get((pk, "CONTENT#v1"))
        if content is None:
            return None
        metadata: Any = Record.from_raw_data(dict(self.items[pk, "METADATA"]))
        body: Any = Record.from_raw_data(dict(content))
        assert isinstance(metadata, ArticleRecord) and isinstance(body, ContentRecord)
        return mapping.article_from(metadata, body)

    def under(self, pk: str) -> dict[str, Item]:
        return self._by_partition.get(pk, {})

    def draft_of(self, article_id: str) -> Article | None:
        item = self.items.get((f"WORK#{article_id}", "DRAFT"))
        record: Any = Record.from_raw_data(dict(item)) if item else None
        return mapping.article_from(record, record) if isinstance(record, DraftRecord) else None

    def text_of(self, article_id: str) -> str | None:
        """What is being worked on."""
        article = self.draft_of(article_id) or self.articles.get(article_id)
        return article.body if article else None

    def history_of(self, article_id: str) -> set[str]:
        """Every text that its revisions hold."""
        return {item["body"]["S"] for item in self.under(f"HISTORY#{article_id}").values()}


def faults_of(contents: Contents) -> list[str]:
    """What does not fit together, in words; nothing if all is whole."""
    checks = (_broken_articles, _orphans, _wrong_tags, _wrong_drafts, _wrong_histories, _wrong_addresses, _wrong_months)
    return [fault for check in checks for fault in check(contents)]


def _is_metadata(pk: str, sk: str) -> bool:
    return pk.startswith("ARTICLE#") and sk == "METADATA"


def _whole(contents: Contents) -> Iterator[Article]:
    yield from (article for article in contents.articles.values() if article)


def _broken_articles(contents: Contents) -> Iterator[str]:
    for article_id, article in contents.articles.items():
        if article is None:
            yield f"{article_id} has no text"
            continue
        content = contents.items[f"ARTICLE#{article.slug}", "CONTENT#v1"]
        if int(content["article_version"]["N"]) != article.version:
            yield f"{article.slug}: the text is of version {content['article_version']['N']}, not {article.version}"
        if content_checksum(article) != article.checksum:
            yield f"{article.slug}: the checksum is of something else"
        if contents.under(f"ID#{article_id}").get("POINTER", {}).get("slug") != {"S": article.slug}:
            yield f"{article.slug}: its pointer leads elsewhere"


def _orphans(contents: Contents) -> Iterator[str]:
    slugs = {article.slug for article in _whole(contents)}
    for pk, sk in contents.items:
        head, _, name = pk.partition("#")
        if head == "ARTICLE" and sk != "ALIAS" and name not in slugs:
            yield f"{pk} {sk} is of no article"
        if head in ("ID", "WORK", "HISTORY") and name not in contents.articles and not sk.startswith("OPEN#"):
            yield f"{pk} {sk} is of no article"


def _wrong_tags(contents: Contents) -> Iterator[str]:
    for article in _whole(contents):
        entries = {sk: item for sk, item in contents.under(f"ARTICLE#{article.slug}").items() if sk.startswith("TAG#")}
        wanted = {f"TAG#{tag}" for tag in article.tags} if article.status == "published" else set()
        if set(entries) != wanted:
            yield f"{article.slug}: tag entries {sorted(entries)}, not {sorted(wanted)}"
        if any(int(item["version"]["N"]) != article.version for item in entries.values()):
            yield f"{article.slug}: a tag entry is of another version"
        if unknown := [tag for tag in article.tags if ("TAGS", tag) not in contents.items]:
            yield f"{article.slug}: nobody knows the tags {unknown}"


def _wrong_drafts(contents: Contents) -> Iterator[str]:
    for article in _whole(contents):
        item = contents.items.get((f"WORK#{article.article_id}", "DRAFT"))
        if item and int(item["base_version"]["N"]) > article.version:
            yield f"{article.slug}: the working copy is of a version that is yet to come"


def _wrong_histories(contents: Contents) -> Iterator[str]:
    """Each save by hand left a revision, and the text that it made stands in it."""
    for article in _whole(contents):
        revisions = contents.under(f"HISTORY#{article.article_id}").values()
        left = [int(item["left"]["S"].partition(".")[0]) for item in revisions]
        if article.version > 1 and article.version not in left:
            yield f"{article.slug}: no revision left version {article.version}"
        if any(version > article.version for version in left):
            yield f"{article.slug}: a revision left a version that is not there"
        # What began by itself has no text until somebody saves one.
        if article.version > 1 and article.body and article.body not in contents.history_of(article.article_id):
            yield f"{article.slug}: its text is in no revision"


def _wrong_addresses(contents: Contents) -> Iterator[str]:
    aliases = {(i["article_id"]["S"], pk.partition("#")[2]) for (pk, sk), i in contents.items.items() if sk == "ALIAS"}
    formers = {
        (pk.partition("#")[2], sk.partition("#")[2])
        for pk, sk in contents.items
        if pk.startswith("ID#") and sk.startswith("ALIAS#")
    }
    if aliases != formers:
        yield f"former addresses differ: {sorted(aliases ^ formers)}"
    slugs = {article.slug for article in _whole(contents)}
    yield from (f"{slug} belongs to two articles" for _, slug in aliases if slug in slugs)


def _wrong_months(contents: Contents) -> Iterator[str]:
    counted = Counter(f"{article.dated:%Y-%m}" for article in _whole(contents) if article.dated)
    kept: dict[str, int] = defaultdict(int)
    kept |= {sk: int(item["n"]["N"]) for sk, item in contents.under("MONTHS").items()}
    for month in {*counted, *kept}:
        if counted[month] != kept[month]:
            yield f"{month}: {kept[month]} counted, {counted[month]} there"
