"""What the history of an article is in the table, and what it costs to look through it."""

from __future__ import annotations

import pytest
from ulid import ULID

from articles.drafts import Words, Workspace
from articles.exceptions import ArticleNotFound, StoreUnavailable
from tests.integration.authors import ADA, Office
from tests.integration.conftest import Items
from tests.proxies.dynamo import DynamoProxy

LARGE = "x" * 340_000  # of which three make a megabyte


@pytest.fixture
def office(table_office: Office) -> Office:
    return table_office


def name_first(office: Office, stands: Workspace, text: str = "As sent") -> None:
    office.service.name_revision(stands.live.article_id, stands.live.article_id, text, actor=ADA)


def test_revision_item_holds_the_words_it_changes(office: Office, items: Items) -> None:
    stands = office.save(office.create(body="One two."), body="One three four.")
    (*_, last) = items.under(f"HISTORY#{stands.live.article_id}")
    assert (last["words_added"], last["words_removed"], "name" in last) == ({"N": "2"}, {"N": "1"}, False)


def test_name_is_an_attribute_and_a_line_of_the_audit(office: Office, items: Items) -> None:
    stands = office.create()
    (before,) = items.under(f"HISTORY#{stands.live.article_id}")
    audit = items.under("AUDIT#2026-06")
    name_first(office, stands)
    assert items.under(f"HISTORY#{stands.live.article_id}") == [before | {"name": {"S": "As sent"}}]
    (line,) = [item for item in items.under("AUDIT#2026-06") if item not in audit]
    assert (line["action"], line["actor"], line["subject"]) == ({"S": "name"}, {"S": "ada"}, {"S": "ARTICLE#on-time"})
    name_first(office, stands, "")
    assert items.under(f"HISTORY#{stands.live.article_id}") == [before]


def test_name_of_no_revision_writes_nothing(office: Office, items: Items) -> None:
    stands = office.create()
    before = items.all()
    with pytest.raises(ArticleNotFound):
        office.service.name_revision(stands.live.article_id, str(ULID()), "Mine", actor=ADA)
    assert items.all() == before


def test_name_whose_answer_is_lost_is_written_once(office: Office, items: Items, proxy: DynamoProxy) -> None:
    stands = office.create()
    audit = len(items.under("AUDIT#2026-06"))
    proxy.fail("lost", operation="TransactWriteItems", times=1)
    name_first(office, stands)
    assert len(items.under("AUDIT#2026-06")) == audit + 1


def test_name_without_table_is_unavailable(office: Office, proxy: DynamoProxy) -> None:
    stands = office.create()
    proxy.fail("500", operation="TransactWriteItems")
    with pytest.raises(StoreUnavailable):
        name_first(office, stands)


def test_revisions_that_were_not_counted_have_no_size(office: Office, items: Items) -> None:
    stands = office.create()
    (revision,) = items.under(f"HISTORY#{stands.live.article_id}")
    items.put({name: value for name, value in revision.items() if not name.startswith("words_")})
    (listed,) = office.service.list_revisions(stands.live.article_id, actor=ADA).items
    assert listed.words is None
    assert office.service.get_revision(stands.live.article_id, listed.revision_id, actor=ADA).words is None
    assert listed.article.word_count == 3


def test_size_of_what_follows_an_uncounted_one(office: Office) -> None:
    """A program saved it, and did not count."""
    previous = office.create(body="One.").live
    seeded = office.repository.save(previous, previous=previous, author="seed", note="", stamp=False)
    stands = office.service.open(seeded.article_id, actor=ADA)
    office.save(stands, body="One two.")
    listed = office.service.list_revisions(seeded.article_id, actor=ADA).items
    assert [item.words for item in listed] == [Words(1, 0), None, Words(1, 0)]


def test_named_ones_are_sought_in_a_few_megabytes_at_once(office: Office, items: Items, proxy: DynamoProxy) -> None:
    stands = office.create()
    article_id = stands.live.article_id
    (first,) = items.under(f"HISTORY#{article_id}")
    name_first(office, stands)
    for _ in range(20):
        items.put(first | {"sk": {"S": f"REVISION#{ULID()}"}, "body": {"S": LARGE}})
    proxy.clear()
    page = office.service.list_revisions(article_id, actor=ADA, named=True)
    assert (page.items, len(proxy.calls("Query"))) == ((), 6)  # one of them is for the article
    assert page.older is not None
    rest = office.service.list_revisions(article_id, actor=ADA, below=page.older, named=True)
    assert ([item.name for item in rest.items], rest.older) == (["As sent"], None)
