"""The shapes of the table's items, one class each. Nothing here decides anything."""

from __future__ import annotations

from pynamodb.attributes import (
    BooleanAttribute,
    ListAttribute,
    MapAttribute,
    NumberAttribute,
    TTLAttribute,
    UnicodeAttribute,
)
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex

from portfolio.table import Record


class StatusIndex(GlobalSecondaryIndex["ArticleRecord"]):  # type: ignore[no-untyped-call]
    """Articles of one status in order of their date."""

    class Meta:
        index_name = "gsi1-status-date"
        projection = AllProjection()

    gsi1pk = UnicodeAttribute(hash_key=True)
    gsi1sk = UnicodeAttribute(range_key=True)


class TagIndex(GlobalSecondaryIndex["TagRecord"]):  # type: ignore[no-untyped-call]
    """Published articles of one tag in order of their date."""

    class Meta:
        index_name = "gsi2-tag-date"
        projection = AllProjection()

    gsi2pk = UnicodeAttribute(hash_key=True)
    gsi2sk = UnicodeAttribute(range_key=True)


class _ListFields:
    """The list fields, in the metadata and again in each tag entry. Dates are `YYYY-MM-DDTHH:MM:SSZ`."""

    slug = UnicodeAttribute()
    article_id = UnicodeAttribute()
    title = UnicodeAttribute()
    title_folded = UnicodeAttribute()
    description = UnicodeAttribute(default="")
    author = UnicodeAttribute(default="")
    tags: ListAttribute[str] = ListAttribute(of=UnicodeAttribute, default=list)  # type: ignore[arg-type]
    tag_labels: ListAttribute[str] = ListAttribute(of=UnicodeAttribute, default=list)  # type: ignore[arg-type]
    category = UnicodeAttribute(default="")
    hero = UnicodeAttribute(default="")
    canonical_url = UnicodeAttribute(default="")
    status = UnicodeAttribute()
    published_at = UnicodeAttribute(null=True)
    updated_at = UnicodeAttribute(null=True)
    unpublish_at = UnicodeAttribute(null=True)
    reading_minutes = NumberAttribute()
    word_count = NumberAttribute()
    version = NumberAttribute()
    checksum = UnicodeAttribute()
    source_checksum = UnicodeAttribute(null=True)
    owner = UnicodeAttribute(null=True)


class ArticleRecord(_ListFields, Record, discriminator="article"):
    """Metadata of an article: its list fields, no body."""

    by_status = StatusIndex()
    gsi1pk = UnicodeAttribute()
    gsi1sk = UnicodeAttribute()
    was_published = BooleanAttribute(null=True)
    purge_at = UnicodeAttribute(null=True)


class _Text:
    """What an article holds beside its list fields, which no index needs. Date texts are `key=text`."""

    body = UnicodeAttribute()
    extra = UnicodeAttribute(null=True)
    date_texts: ListAttribute[str] = ListAttribute(of=UnicodeAttribute, null=True)  # type: ignore[arg-type]


class ContentRecord(_Text, Record, discriminator="content"):
    """The live Markdown of an article, and the version of the metadata it belongs to."""

    article_version = NumberAttribute()
    checksum = UnicodeAttribute()


class AliasRecord(Record, discriminator="alias"):
    """A former slug; it belongs to the article of this id."""

    article_id = UnicodeAttribute()


class FormerRecord(Record, discriminator="former"):
    """The same among the items of the article, by which its former addresses are found."""

    slug = UnicodeAttribute()
    at = UnicodeAttribute()


class RedirectRecord(Record, discriminator="redirect"):
    """An old address that an editor looks after. It leads to an article, or to an address."""

    article_id = UnicodeAttribute(null=True)
    tail = UnicodeAttribute(null=True)
    address = UnicodeAttribute(null=True)
    target_path = UnicodeAttribute(null=True)
    note = UnicodeAttribute(null=True)
    created_by = UnicodeAttribute()
    created_at = UnicodeAttribute()


class RedirectsCountRecord(Record, discriminator="redirects"):
    """How often redirects were written, over which the next ones are; `done` are tokens of the last forms."""

    n = NumberAttribute(default=0)
    done: ListAttribute[str] = ListAttribute(of=UnicodeAttribute, default=list)  # type: ignore[arg-type]


class TagRecord(_ListFields, Record, discriminator="tag"):
    """A copy of a published article's list fields, one for each of its tags."""

    by_tag = TagIndex()
    gsi2pk = UnicodeAttribute()
    gsi2sk = UnicodeAttribute()


class KnownTagRecord(Record, discriminator="tagname"):
    """A tag that some article carries or carried, as its author writes it."""

    label = UnicodeAttribute()


class MonthRecord(Record, discriminator="month"):
    """How many articles are published under dates in a month of the site's time zone."""

    n = NumberAttribute(default=0)


class PointerRecord(Record, discriminator="pointer"):
    """Where the article of an id stands now."""

    slug = UnicodeAttribute()


class DraftRecord(_ListFields, _Text, Record, discriminator="draft"):
    """The working copy of an article: fields and body as they would be published."""

    draft_version = NumberAttribute()
    base_version = NumberAttribute()
    saved_at = UnicodeAttribute()
    saved_by = UnicodeAttribute()
    last_token = UnicodeAttribute(default="")
    autosaved = BooleanAttribute(null=True)
    wanted_slug = UnicodeAttribute(null=True)
    saved_as = UnicodeAttribute(null=True)


class RevisionRecord(_ListFields, _Text, Record, discriminator="revision"):
    """Fields and body of an article as one save left them.

    `payload` is a sum of what the form said that was saved, and `left` the version it left (`3.0`): the receipt.
    """

    action = UnicodeAttribute()
    saved_at = UnicodeAttribute()
    saved_by = UnicodeAttribute()
    note = UnicodeAttribute(default="")
    payload = UnicodeAttribute(null=True)
    left = UnicodeAttribute()
    words_added = NumberAttribute(null=True)
    words_removed = NumberAttribute(null=True)
    name = UnicodeAttribute(null=True)


class EditedRecord(Record, discriminator="edited"):
    """What an author did last to an article."""

    article_id = UnicodeAttribute()
    slug = UnicodeAttribute()
    title = UnicodeAttribute()
    at = UnicodeAttribute()
    action = UnicodeAttribute()
    has_draft = BooleanAttribute(null=True)
    ttl = TTLAttribute()


class FormerlyMap(_ListFields, MapAttribute[str, object]):
    """The list fields that an article or a working copy had."""

    was_published = BooleanAttribute(null=True)
    purge_at = UnicodeAttribute(null=True)


class UndoRecord(Record, discriminator="undo"):
    """What an article was before a step with many. The revision `body_in` holds its text where the step replaced it."""

    of = UnicodeAttribute()
    at = UnicodeAttribute()
    live = FormerlyMap()  # type: ignore[no-untyped-call]
    draft = FormerlyMap(null=True)  # type: ignore[no-untyped-call]
    saved_at = UnicodeAttribute(null=True)
    saved_by = UnicodeAttribute(null=True)
    autosaved = BooleanAttribute(null=True)
    wanted_slug = UnicodeAttribute(null=True)
    saved_as = UnicodeAttribute(null=True)
    body_in = UnicodeAttribute(null=True)
    ttl = TTLAttribute()


class ChangeMap(MapAttribute[str, object]):
    """One entry of the stamp's ring."""

    slug = UnicodeAttribute()
    version = NumberAttribute()
    tags: ListAttribute[str] = ListAttribute(of=UnicodeAttribute, default=list)  # type: ignore[arg-type]
    visible_from = UnicodeAttribute(null=True)
    visible_to = UnicodeAttribute(null=True)
    at = UnicodeAttribute()
    dated_before = UnicodeAttribute(null=True)


class StampRecord(Record, discriminator="stamp"):
    """The site's change counter and its last changes, oldest first; and the version of its settings."""

    n = NumberAttribute(default=0)
    ring: ListAttribute[ChangeMap] = ListAttribute(of=ChangeMap, default=list)
    settings = NumberAttribute(default=0)


class LinkMap(MapAttribute[str, object]):
    label = UnicodeAttribute()
    address = UnicodeAttribute()


class SettingsRecord(Record, discriminator="settings"):
    """What an admin says of the site; what is missing, the environment says."""

    title = UnicodeAttribute(null=True)
    tagline = UnicodeAttribute(null=True)
    language = UnicodeAttribute(null=True)
    accent = UnicodeAttribute(null=True)
    author = UnicodeAttribute(null=True)
    bio = UnicodeAttribute(null=True)
    links: ListAttribute[LinkMap] = ListAttribute(of=LinkMap, null=True)
    about = UnicodeAttribute(null=True)
    navigation: ListAttribute[LinkMap] = ListAttribute(of=LinkMap, null=True)
    share_image = UnicodeAttribute(null=True)
    version = NumberAttribute()
    saved_at = UnicodeAttribute()
    saved_by = UnicodeAttribute()
    token = UnicodeAttribute()
