"""What authors' saves leave in the table, as other programs read it, and what they never touch."""

from __future__ import annotations

from typing import Any

import pytest

from articles.domain import MAX_BODY_BYTES, MAX_TAGS
from articles.drafts import NOTHING_YET, Workspace
from articles.exceptions import ArticleBroken, SlugTaken, TooLarge
from tests.factories import NOW
from tests.integration.authors import ADA, Office, make_fields, token
from tests.integration.conftest import Items, entity
from tests.proxies.dynamo import DynamoProxy

TRANSACTION = "TransactWriteItems"
READERS = ("ARTICLE#on-time", "TAGS", "MONTHS", "SITE")
# Of a first publish with four tags and 4 KB of text; 2 of it ask whether an autosave brought a working copy meanwhile.
BUDGET_UNITS = 46


@pytest.fixture
def office(table_office: Office) -> Office:
    return table_office


def of_readers(items: Items) -> list[list[dict[str, Any]]]:
    return [items.under(pk) for pk in READERS]


def keys_of(items: Items) -> set[str]:
    """What is in the table but for history, which only grows."""
    found = {f"{item['pk']['S']} {item['sk']['S']}" for item in items.all()}
    return {key for key in found if not key.startswith(("HISTORY#", "AUDIT#", "AUTHOR#"))}


def actions(proxy: DynamoProxy) -> list[str]:
    """What the last transaction did to what."""
    (*_, last) = proxy.calls(TRANSACTION)
    named = []
    for action in last.request["TransactItems"]:
        ((kind, what),) = action.items()
        key = what.get("Key") or what["Item"]
        named.append(f"{kind} {key['pk']['S'].split('#')[0]} {key['sk']['S'].split('#')[0]}")
    return sorted(named)


def test_create_items(office: Office, items: Items, proxy: DynamoProxy) -> None:
    stands = office.create(tag_labels=("C++", "Go"))
    article_id = stands.live.article_id
    assert keys_of(items) == {
        "ARTICLE#on-time METADATA", "ARTICLE#on-time CONTENT#v1", f"ID#{article_id} POINTER", "TAGS cplusplus",
        "TAGS go",
    }  # fmt: skip
    metadata = items.get("ARTICLE#on-time", "METADATA") or {}
    assert metadata["owner"] == {"S": "ada"}
    assert metadata["gsi1pk"] == {"S": "STATUS#draft"}
    assert "was_published" not in metadata and "published_at" not in metadata
    assert [call.operation for call in proxy.calls(TRANSACTION)] == [TRANSACTION]


def test_edited_item(office: Office, items: Items) -> None:
    article_id = office.create().live.article_id
    assert items.under("AUTHOR#ada") == [
        {
            **entity("edited", "AUTHOR#ada", f"EDITED#{article_id}"),
            "article_id": {"S": article_id},
            "slug": {"S": "on-time"},
            "title": {"S": "On Time"},
            "at": {"S": "2026-06-01T12:00:00Z"},
            "action": {"S": "save"},
            "ttl": {"N": str(int(NOW.timestamp()) + 90 * 24 * 3600)},
        }
    ]


def test_working_copy_item(office: Office, items: Items) -> None:
    live = office.published()
    worked = office.save(live, title="Worked ON", body="New.")
    metadata = items.get("ARTICLE#on-time", "METADATA") or {}
    draft = items.get(f"WORK#{live.live.article_id}", "DRAFT") or {}
    (*_, last) = items.under(f"HISTORY#{live.live.article_id}")
    own = {
        **entity("draft", f"WORK#{live.live.article_id}", "DRAFT"),
        "title": {"S": "Worked ON"},
        "title_folded": {"S": "worked on"},
        "body": {"S": "New.\n"},
        "draft_version": {"N": str(worked.version.draft)},
        "base_version": {"N": "2"},
        "saved_at": {"S": "2026-06-01T12:02:00Z"},
        "saved_by": {"S": "ada"},
        "last_token": {"S": last["sk"]["S"].removeprefix("REVISION#")},
        "saved_as": {"S": last["sk"]["S"].removeprefix("REVISION#")},
    }
    assert own.items() <= draft.items()
    others = draft.keys() - own.keys() - {"updated_at", "word_count", "checksum"}
    assert {name: draft[name] for name in others} == {name: metadata[name] for name in others}
    assert not {name for name in draft if name.startswith("gsi")}


def test_revision_item_is_a_receipt(office: Office, items: Items) -> None:
    worked = office.save(office.published())
    (*_, last) = items.under(f"HISTORY#{worked.live.article_id}")
    assert (last["action"], last["left"], last["saved_by"]) == ({"S": "save"}, {"S": str(worked.version)}, {"S": "ada"})
    assert len(last["payload"]["S"]) == 64


def test_save_of_what_is_live_touches_nothing_of_readers(office: Office, items: Items, proxy: DynamoProxy) -> None:
    live = office.published()
    before = of_readers(items)
    worked = office.save(live, title="Other", tag_labels=("New tag",), body="Other words.", published_at=NOW)
    office.save(worked, title="Another")
    assert actions(proxy) == ["ConditionCheck ARTICLE METADATA", "Put AUDIT " + audit_id(proxy), "Put AUTHOR EDITED",
                              "Put HISTORY REVISION", "Put WORK DRAFT"]  # fmt: skip
    office.discard(office.stands(live))
    assert of_readers(items) == before
    assert f"WORK#{live.live.article_id} DRAFT" not in keys_of(items)


def audit_id(proxy: DynamoProxy) -> str:
    (*_, last) = proxy.calls(TRANSACTION)
    puts = [action["Put"]["Item"] for action in last.request["TransactItems"] if "Put" in action]
    return next(str(item["sk"]["S"]) for item in puts if item["entity"]["S"] == "audit")


def test_publish_merges_the_working_copy(office: Office, items: Items) -> None:
    worked = office.save(office.published(tag_labels=("C++", "Go")), tag_labels=("Go", "Rust"), body="New.")
    office.publish(worked)
    found = keys_of(items)
    assert {key for key in found if "TAG#" in key} == {"ARTICLE#on-time TAG#go", "ARTICLE#on-time TAG#rust"}
    assert {"TAGS cplusplus", "TAGS go", "TAGS rust"} <= found
    assert not {key for key in found if key.startswith("WORK#")}
    content = items.get("ARTICLE#on-time", "CONTENT#v1") or {}
    assert (content["body"], content["article_version"]) == ({"S": "New.\n"}, {"N": "3"})
    assert items.get("MONTHS", "2026-06") == {**entity("month", "MONTHS", "2026-06"), "n": {"N": "1"}}


def test_unpublish_takes_tag_entries_and_its_month_away(office: Office, items: Items) -> None:
    hidden = office.unpublish(office.published(tag_labels=("C++", "Go")))
    assert not {key for key in keys_of(items) if "TAG#" in key}
    assert (items.get("MONTHS", "2026-06") or {})["n"] == {"N": "0"}
    metadata = items.get("ARTICLE#on-time", "METADATA") or {}
    assert (metadata["was_published"], metadata["status"]) == ({"BOOL": True}, {"S": "draft"})
    office.publish(hidden)
    assert (items.get("MONTHS", "2026-06") or {})["n"] == {"N": "1"}
    assert len({key for key in keys_of(items) if "TAG#" in key}) == 2


def test_moved_draft_leaves_nothing_behind(office: Office, items: Items) -> None:
    stands = office.save(office.create(), slug="elsewhere")
    assert items.under("ARTICLE#on-time") == []
    assert [item["sk"]["S"] for item in items.under("ARTICLE#elsewhere")] == ["CONTENT#v1", "METADATA"]
    pointer = items.get(f"ID#{stands.live.article_id}", "POINTER") or {}
    assert pointer["slug"] == {"S": "elsewhere"}


def test_slug_that_was_another_articles_is_taken(office: Office, items: Items) -> None:
    items.put({**entity("alias", "ARTICLE#one", "ALIAS"), "article_id": {"S": "another"}})
    assert office.service.slug_state("one", article_id=None) == "taken"
    assert office.service.suggest_slug("one") == "one-2"
    with pytest.raises(SlugTaken):
        office.create(slug="one")
    with pytest.raises(SlugTaken):
        office.save(office.create(), slug="one")


def labels(first: int) -> list[str]:
    return [f"tag {n}" for n in range(first, first + MAX_TAGS)]


def test_transactions_with_most_tags_are_bounded(office: Office, items: Items, proxy: DynamoProxy) -> None:
    form = make_fields(tag_labels=tuple(labels(0)))
    stands = office.service.publish(None, form, actor=ADA, expected=NOTHING_YET, token=token()).workspace
    for first in (20, 40):
        stands = office.publish(office.save(stands, tag_labels=tuple(labels(first)), published_at=NOW), title="Moved")
    office.save(office.unpublish(stands), tag_labels=tuple(labels(60)))
    sizes = [len(call.request["TransactItems"]) for call in proxy.calls(TRANSACTION)]
    assert max(sizes) <= 60
    assert len(items.under("TAGS")) == 80


def test_publish_stays_within_its_budget(office: Office, proxy: DynamoProxy) -> None:
    stands = office.create(tag_labels=("A", "B", "C", "D"), body="Twelve bytes" * 340)
    office.publish(stands)
    (*_, last) = proxy.calls(TRANSACTION)
    assert last.capacity is not None
    assert last.capacity <= BUDGET_UNITS


def test_create_is_one_call_and_one_more_to_find_a_slug(office: Office, proxy: DynamoProxy) -> None:
    office.create(slug="one")
    assert [call.operation for call in proxy.calls()] == [TRANSACTION]
    proxy.clear()
    office.create("Two")
    assert [call.operation for call in proxy.calls()] == ["BatchGetItem", TRANSACTION]


def test_too_large_sends_nothing(office: Office, proxy: DynamoProxy) -> None:
    with pytest.raises(TooLarge):
        office.create(slug="one", body="字" * (MAX_BODY_BYTES // 3 + 1))
    assert proxy.calls() == []


def test_reads_are_consistent(office: Office, proxy: DynamoProxy) -> None:
    stands = office.create()
    proxy.clear()
    office.service.open(stands.live.article_id, actor=ADA)
    office.service.list_revisions(stands.live.article_id, actor=ADA)
    office.service.get_revision(stands.live.article_id, stands.live.article_id, actor=ADA)
    asked = [call.request for call in proxy.calls()]
    per_table = [request["RequestItems"].popitem()[1] if "RequestItems" in request else request for request in asked]
    assert {request["ConsistentRead"] for request in per_table} == {True}


def test_revisions_of_a_release_before_are_listed(office: Office, items: Items) -> None:
    stands = office.create()
    (revision,) = items.under(f"HISTORY#{stands.live.article_id}")
    old = {name: value for name, value in revision.items() if name not in {"action", "left", "payload"}}
    items.put(old)
    assert office.revisions(stands) == [("seed", "ada")]
    assert office.store.get_receipt(stands.live.article_id, stands.live.article_id) == ("", (1, 0))


@pytest.mark.parametrize(
    ("pk", "sk", "changes"),
    [
        ("WORK", "DRAFT", {"draft_version": {"S": "x"}}),
        ("WORK", "DRAFT", {"status": {"S": "strange"}}),
        ("ID", "POINTER", {"entity": {"S": "alias"}}),
    ],
)
def test_broken_item_is_named(office: Office, proxy: DynamoProxy, pk: str, sk: str, changes: dict[str, Any]) -> None:
    worked: Workspace = office.save(office.published())
    proxy.poison(f"{pk}#{worked.live.article_id}", sk, changes)
    with pytest.raises(ArticleBroken) as refusal:
        office.stands(worked)
    assert f"{pk}#" in refusal.value.why
