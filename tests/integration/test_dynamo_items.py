"""Every item that a save leaves in the table, as other programs read it with clients of their own."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from articles.domain import Article
from tests.factories import NOW, make_article
from tests.integration.conftest import Items, Save, entity
from tests.proxies.dynamo import DynamoProxy

DAY = timedelta(days=1)
TRANSACTION = "TransactWriteItems"


def whole_article() -> Article:
    return make_article(
        "whole", title="Ein TITEL", description="Short", author="Ada", tag_labels=("C++", "Python"), category="code",
        hero="/media/1.png", canonical_url="https://example.com/", unpublish_at=NOW + DAY, body="# Hi\n",
        reading_minutes=3, word_count=600,
    )  # fmt: skip


def list_fields(article: Article) -> dict[str, Any]:
    """The list fields of `whole_article()` as DynamoDB JSON, written out by hand."""
    return {
        "slug": {"S": "whole"},
        "article_id": {"S": "id-of-whole"},
        "title": {"S": "Ein TITEL"},
        "title_folded": {"S": "ein titel"},
        "description": {"S": "Short"},
        "author": {"S": "Ada"},
        "tags": {"L": [{"S": "cplusplus"}, {"S": "python"}]},
        "tag_labels": {"L": [{"S": "C++"}, {"S": "Python"}]},
        "category": {"S": "code"},
        "hero": {"S": "/media/1.png"},
        "canonical_url": {"S": "https://example.com/"},
        "status": {"S": "published"},
        "published_at": {"S": "2026-01-01T00:00:00Z"},
        "updated_at": {"S": "2026-01-01T00:00:00Z"},
        "unpublish_at": {"S": "2026-06-02T12:00:00Z"},
        "reading_minutes": {"N": "3"},
        "word_count": {"N": "600"},
        "version": {"N": "1"},
        "checksum": {"S": article.checksum},
        "source_checksum": {"S": article.source_checksum},
    }


def sort_keys(items: Items, pk: str) -> list[str]:
    return [item["sk"]["S"] for item in items.under(pk)]


def test_save_metadata_item(put: Save, items: Items) -> None:
    article = put(whole_article())
    assert items.get("ARTICLE#whole", "METADATA") == {
        **entity("article", "ARTICLE#whole", "METADATA"),
        **list_fields(article),
        "gsi1pk": {"S": "STATUS#published"},
        "gsi1sk": {"S": "2026-01-01T00:00:00Z#whole"},
    }


def test_save_content_item(put: Save, items: Items) -> None:
    article = put(whole_article())
    assert items.get("ARTICLE#whole", "CONTENT#v1") == {
        **entity("content", "ARTICLE#whole", "CONTENT#v1"),
        "body": {"S": "# Hi\n"},
        "article_version": {"N": "1"},
        "checksum": {"S": article.checksum},
    }


def test_save_tag_entry_item(put: Save, items: Items) -> None:
    article = put(whole_article())
    assert items.get("ARTICLE#whole", "TAG#cplusplus") == {
        **entity("tag", "ARTICLE#whole", "TAG#cplusplus"),
        **list_fields(article),
        "gsi2pk": {"S": "TAG#cplusplus"},
        "gsi2sk": {"S": "2026-01-01T00:00:00Z#whole"},
    }


def test_save_known_tag_items(put: Save, items: Items) -> None:
    put(whole_article())
    assert items.under("TAGS") == [
        {**entity("tagname", "TAGS", "cplusplus"), "label": {"S": "C++"}},
        {**entity("tagname", "TAGS", "python"), "label": {"S": "Python"}},
    ]


def test_save_pointer_item(put: Save, items: Items) -> None:
    put(whole_article())
    pointer = {**entity("pointer", "ID#id-of-whole", "POINTER"), "slug": {"S": "whole"}}
    assert items.under("ID#id-of-whole") == [pointer]


def test_save_revision_item(put: Save, items: Items) -> None:
    article = put(whole_article())
    (revision,) = items.under("HISTORY#id-of-whole")
    sort_key = revision["sk"]["S"]
    assert revision == {
        **entity("revision", "HISTORY#id-of-whole", sort_key),
        **list_fields(article),
        "body": {"S": "# Hi\n"},
        "action": {"S": "seed"},
        "left": {"S": "1.0"},
        "saved_at": {"S": "2026-06-01T12:00:00Z"},
        "saved_by": {"S": "ada"},
        "note": {"S": "a note"},
    }
    assert sort_key.startswith("REVISION#") and len(sort_key) == len("REVISION#") + 26


def test_save_audit_item(put: Save, items: Items) -> None:
    put(whole_article())
    (audit,) = items.under("AUDIT#2026-06")
    assert audit == {
        **entity("audit", "AUDIT#2026-06", audit["sk"]["S"]),
        "at": {"S": "2026-06-01T12:00:00Z"},
        "actor": {"S": "ada"},
        "action": {"S": "seed"},
        "subject": {"S": "ARTICLE#whole"},
        "article_id": {"S": "id-of-whole"},
        "title": {"S": "Ein TITEL"},
        "title_folded": {"S": "ein titel"},
        "note": {"S": "a note"},
        "ttl": {"N": str(int((NOW + 365 * DAY).timestamp()))},
    }


def test_save_stamp_item(put: Save, items: Items) -> None:
    put(whole_article())
    change = {
        "slug": {"S": "whole"},
        "version": {"N": "1"},
        "tags": {"L": [{"S": "cplusplus"}, {"S": "python"}]},
        "visible_from": {"S": "2026-01-01T00:00:00Z"},
        "visible_to": {"S": "2026-06-02T12:00:00Z"},
        "at": {"S": "2026-06-01T12:00:00Z"},
    }
    stamp = {**entity("stamp", "SITE", "STAMP"), "n": {"N": "1"}, "ring": {"L": [{"M": change}]}}
    assert items.get("SITE", "STAMP") == stamp


def test_save_writes_nothing_else(put: Save, items: Items) -> None:
    put(whole_article())
    names = ["article", "audit", "content", "month", "pointer", "revision", "stamp", "tag", "tag", "tagname", "tagname"]
    assert sorted(item["entity"]["S"] for item in items.all()) == names


def test_save_is_one_transaction(put: Save, proxy: DynamoProxy) -> None:
    put(whole_article())
    assert [call.operation for call in proxy.calls() if call.request.get("TransactItems")] == [TRANSACTION]
    others = [call for call in proxy.calls() if call.operation != TRANSACTION]
    # The trimming of the ring, which touches nothing else.
    assert {(call.operation, call.request["Key"]["sk"]["S"]) for call in others} <= {("UpdateItem", "STAMP")}


@pytest.mark.parametrize("status", ["draft", "archived", "trashed"])
def test_save_unpublished_has_its_status_and_no_tag_entries(put: Save, items: Items, status: str) -> None:
    put(make_article("one", status=status))
    assert sort_keys(items, "ARTICLE#one") == ["CONTENT#v1", "METADATA"]
    metadata = items.get("ARTICLE#one", "METADATA")
    assert metadata is not None and metadata["gsi1pk"] == {"S": f"STATUS#{status}"}


def test_save_draft_without_dates_has_a_sort_key(put: Save, items: Items) -> None:
    put(make_article("one", status="draft", published_at=None))
    metadata = items.get("ARTICLE#one", "METADATA")
    assert metadata is not None and metadata["gsi1sk"] == {"S": "1970-01-01T00:00:00Z#one"}
    assert "published_at" not in metadata


def test_save_unpublished_change_names_no_dates(put: Save, items: Items) -> None:
    put(make_article("one", status="draft"))
    (entry,) = items.stamp()["ring"]["L"]
    assert not {"visible_from", "visible_to"} & entry["M"].keys()


def test_update_moves_the_version_everywhere(put: Save, items: Items) -> None:
    first = put(make_article("one"))
    put(make_article("one", title="New", body="new"), first)
    metadata, content, tag = (items.get("ARTICLE#one", sk) for sk in ("METADATA", "CONTENT#v1", "TAG#python"))
    assert metadata and content and tag
    assert (metadata["version"], content["article_version"], tag["version"]) == ({"N": "2"},) * 3
    assert (tag["title"], content["body"]) == ({"S": "New"}, {"S": "new"})


def test_update_removes_and_adds_tag_entries(put: Save, items: Items) -> None:
    first = put(make_article("one", tag_labels=("A", "B")))
    put(make_article("one", tag_labels=("B", "C")), first)
    assert sort_keys(items, "ARTICLE#one") == ["CONTENT#v1", "METADATA", "TAG#b", "TAG#c"]
    assert sort_keys(items, "TAGS") == ["a", "b", "c"]


def test_update_change_names_tags_before_and_after(put: Save, items: Items) -> None:
    first = put(make_article("one", tag_labels=("A", "B")))
    put(make_article("one", tag_labels=("B", "C")), first)
    assert items.stamp()["ring"]["L"][-1]["M"]["tags"] == {"L": [{"S": "a"}, {"S": "b"}, {"S": "c"}]}


def test_update_of_a_date_moves_the_index_keys(put: Save, items: Items) -> None:
    first = put(make_article("one"))
    put(make_article("one", published_at=NOW), first)
    metadata, tag = (items.get("ARTICLE#one", sk) for sk in ("METADATA", "TAG#python"))
    assert metadata and tag
    assert metadata["gsi1sk"] == tag["gsi2sk"] == {"S": "2026-06-01T12:00:00Z#one"}


def test_update_of_a_label_moves_the_known_tag(put: Save, items: Items) -> None:
    first = put(make_article("one", tag_labels=("python",)))
    put(make_article("one", tag_labels=("Python",)), first)
    assert items.under("TAGS")[0]["label"] == {"S": "Python"}


def test_update_keeps_every_revision(put: Save, items: Items) -> None:
    first = put(make_article("one", body="old"))
    put(make_article("one", body="new"), first)
    revisions = items.under("HISTORY#id-of-one")
    assert [(item["version"]["N"], item["body"]["S"]) for item in revisions] == [("1", "old"), ("2", "new")]


def test_unpublish_removes_tag_entries(put: Save, items: Items) -> None:
    first = put(make_article("one", tag_labels=("A", "B")))
    put(make_article("one", tag_labels=("A", "B"), status="draft"), first)
    assert sort_keys(items, "ARTICLE#one") == ["CONTENT#v1", "METADATA"]


def test_publish_adds_tag_entries(put: Save, items: Items) -> None:
    draft = put(make_article("one", status="draft"))
    put(make_article("one"), draft)
    assert sort_keys(items, "ARTICLE#one") == ["CONTENT#v1", "METADATA", "TAG#python"]


# What other programs may rely on, asked with their own client.


@pytest.fixture
def published(put: Save) -> None:
    put(make_article("shown"))
    put(make_article("newer", published_at=NOW))
    put(make_article("later", published_at=NOW + timedelta(seconds=1)))
    put(make_article("hidden", status="draft"))


@pytest.mark.parametrize(
    ("index", "pk_name", "sk_name", "pk"),
    [
        ("gsi1-status-date", "gsi1pk", "gsi1sk", "STATUS#published"),
        ("gsi2-tag-date", "gsi2pk", "gsi2sk", "TAG#python"),
    ],
)
def test_other_programs_list_what_is_published(
    published: None, items: Items, index: str, pk_name: str, sk_name: str, pk: str
) -> None:
    found = items.query(
        f"{pk_name} = :pk AND {sk_name} <= :now",
        {":pk": {"S": pk}, ":now": {"S": "2026-06-01T12:00:00Z$"}},
        IndexName=index,
        ScanIndexForward=False,
    )
    assert [item["slug"]["S"] for item in found] == ["newer", "shown"]


def test_other_programs_find_unpublish_at_in_the_list(put: Save, items: Items) -> None:
    put(make_article("one", unpublish_at=NOW))
    (item,) = items.query("gsi1pk = :pk", {":pk": {"S": "STATUS#published"}}, IndexName="gsi1-status-date")
    assert item["unpublish_at"] == {"S": "2026-06-01T12:00:00Z"}


def test_other_programs_list_drafts_by_status(published: None, items: Items) -> None:
    found = items.query("gsi1pk = :pk", {":pk": {"S": "STATUS#draft"}}, IndexName="gsi1-status-date")
    assert [item["slug"]["S"] for item in found] == ["hidden"]


def test_other_programs_find_nothing_with_a_body_in_an_index(published: None, items: Items) -> None:
    indexed = [item for item in items.all() if {"gsi1pk", "gsi2pk"} & item.keys()]
    assert indexed and not [item for item in indexed if "body" in item]
