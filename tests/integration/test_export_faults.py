"""`manage.py export` while the table is large, late, torn, broken or away: all of it, or the folder as it was."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError

from articles import wiring
from articles.stores.dynamo import archive
from tests.factories import make_article
from tests.integration.conftest import Items, Site
from tests.integration.exporting import Result, Run, contents, names
from tests.proxies.faults import FaultKind

WriteFile = Callable[..., Path]


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between two attempts, where a real table would need one."""
    monkeypatch.setattr(archive, "PAUSE_SECONDS", 0.01)


def save_many(number: int, *, prefix: str = "n", **changes: Any) -> None:
    for index in range(number):
        article = make_article(f"{prefix}-{index:02d}", **changes)
        wiring.repository().save(article, previous=None, author="a", note="", stamp=False)


def test_export_of_many_articles(run: Run, out: Path, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "READ_TOGETHER", 3)
    save_many(10)
    site.proxy.clear()
    assert run("export", out).lines[-1] == f"10 articles in {out} (10 published)."
    assert len(site.proxy.calls("BatchGetItem")) == 4


def test_export_of_more_than_one_page_of_the_index(run: Run, out: Path, site: Site) -> None:
    save_many(30, canonical_url="https://example.com/" + "x" * 60_000)
    site.proxy.clear()
    result = run("export", out)
    assert result.lines[-1] == f"30 articles in {out} (30 published)."
    assert len([call for call in site.proxy.calls("Query") if call.index]) > 1


def test_export_has_what_was_saved_a_moment_ago(run: Run, write_file: WriteFile, out: Path, site: Site) -> None:
    run("seed", write_file("old.md"), write_file("gone.md"))
    site.proxy.index_lag(60)
    run("seed", write_file("new.md"), write_file("old.md", title="New title"), write_file("gone.md", status="draft"))
    assert run("export", out).lines == [f"2 articles in {out} (2 published)."]
    assert names(out) == ["new.md", "old.md"]
    assert b"title: New title" in contents(out)["old.md"]


def content_of(items: Items, slug: str) -> dict[str, Any]:
    item = items.get(f"ARTICLE#{slug}", "CONTENT#v1")
    assert item is not None
    return item


def test_export_reads_a_torn_answer_again(
    run: Run, write_file: WriteFile, out: Path, items: Items, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("seed", write_file("one.md", body="Before."))
    stale = content_of(items, "one")
    run("seed", write_file("one.md", body="After."))
    get = wiring.table().batch_get

    def get_torn(keys: Any, **options: Any) -> Any:
        return [stale if item["sk"] == stale["sk"] else item for item in get(keys, **options)]

    monkeypatch.setattr(wiring.table(), "batch_get", get_torn)
    assert run("export", out) == Result(0, [f"1 articles in {out} (1 published)."], [])
    assert contents(out)["one.md"].endswith(b"\nAfter.\n")


def test_export_of_an_article_that_stays_torn_names_it(
    run: Run, write_file: WriteFile, out: Path, items: Items
) -> None:
    run("seed", write_file("one.md", body="Before."))
    stale = content_of(items, "one")
    run("seed", write_file("one.md", body="After."))
    items.put(stale)
    result = run("export", out)
    assert (result.code, names(out)) == (1, [])
    assert "'one' are of two versions" in result.errors[0]


@pytest.mark.parametrize(
    ("operation", "kind"),
    [
        *(("Query", kind) for kind in ("500", "throttling", "access-denied", "html", "empty", "truncated", "lost")),
        *(("BatchGetItem", kind) for kind in ("500", "wrong-crc", "no-capacity")),
        *(("GetItem", kind) for kind in ("500", "lost")),
    ],
)
def test_outage_leaves_the_folder(run: Run, out: Path, site: Site, kind: FaultKind, operation: str) -> None:
    save_many(3)
    run("export", out)
    before = contents(out)
    site.proxy.fail(kind, operation=operation)
    with pytest.raises(CommandError, match=rf"{out} stays as it was \(table {site.settings.DYNAMODB_TABLE}\)"):
        run("export", out)
    assert contents(out) == before
    assert [path.name for path in out.parent.iterdir()] == ["out"]


def test_outage_in_the_middle_leaves_the_folder(
    run: Run, out: Path, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "READ_TOGETHER", 1)
    save_many(4)
    run("export", out)
    before = contents(out)
    save_many(2, prefix="new")
    get = wiring.table().batch_get
    asked: list[Any] = []

    def get_or_fail(keys: Any, **options: Any) -> Any:
        asked.append(keys)
        if len(asked) == 3:
            site.proxy.fail("500")
        return get(keys, **options)

    monkeypatch.setattr(wiring.table(), "batch_get", get_or_fail)
    with pytest.raises(CommandError, match="stays as it was"):
        run("export", out)
    assert contents(out) == before
    site.proxy.heal()
    assert run("export", out).lines == [f"6 articles in {out} (6 published)."]


@pytest.mark.parametrize(("operation", "times"), [("Query", 1), ("GetItem", 1), ("BatchGetItem", 4)])
def test_a_short_outage_is_waited_for(run: Run, out: Path, site: Site, operation: str, times: int) -> None:
    save_many(3)
    site.proxy.fail("throttling", operation=operation, times=times)
    assert run("export", out) == Result(0, [f"3 articles in {out} (3 published)."], [])


@pytest.mark.parametrize(
    ("sk", "changes"),
    [
        ("METADATA", {"title": None}),
        ("METADATA", {"version": {"S": "x"}}),
        ("METADATA", {"published_at": {"S": "soon"}}),
        ("METADATA", {"entity": {"S": "nobody"}}),
        ("METADATA", {"entity": {"S": "content"}}),
        ("METADATA", {"entity": None}),
        ("CONTENT#v1", {"body": None}),
        ("CONTENT#v1", {"body": {"N": "1"}}),
        ("CONTENT#v1", {"article_version": None}),
        ("CONTENT#v1", {"date_texts": {"S": "x"}}),
        ("CONTENT#v1", {"extra": {"L": []}}),
        ("CONTENT#v1", {"entity": {"S": "nobody"}}),
    ],
)
def test_broken_item_is_named_and_keeps_its_file(
    run: Run, out: Path, site: Site, items: Items, sk: str, changes: dict[str, Any]
) -> None:
    save_many(3)
    run("export", out)
    before = contents(out)
    item = items.get("ARTICLE#n-01", sk)
    assert item is not None
    items.put({name: value for name, value in {**item, **changes}.items() if value is not None})
    result = run("export", out)
    assert (result.code, result.lines) == (1, [f"2 articles in {out} (2 published)."])
    (problem,) = result.errors
    assert problem.startswith("problem: n-01: the table's item cannot be read (")
    assert problem.endswith("; the file of the last export stays")
    assert contents(out) == before


def test_content_that_is_missing_is_named(run: Run, out: Path, items: Items) -> None:
    save_many(2)
    items.client.delete_item(TableName=items.table_name, Key={"pk": {"S": "ARTICLE#n-01"}, "sk": {"S": "CONTENT#v1"}})
    result = run("export", out)
    assert (result.code, names(out), len(result.errors)) == (1, ["n-00.md"], 1)


def test_article_that_is_gone_since_the_index_was_read_is_none(run: Run, out: Path, site: Site, items: Items) -> None:
    save_many(2)
    site.proxy.index_lag(60)
    for sk in ("METADATA", "CONTENT#v1"):
        wiring.table().writer.delete_item(items.table_name, "ARTICLE#n-01", sk)
    assert run("export", out) == Result(0, [f"1 articles in {out} (1 published)."], [])


@pytest.mark.parametrize("pk", ["ARTICLE#Not A Slug", "OTHER#x", "ARTICLE#"])
def test_item_of_the_index_that_is_no_article_is_named(run: Run, out: Path, items: Items, pk: str) -> None:
    save_many(2)
    item = items.get("ARTICLE#n-01", "METADATA")
    assert item is not None
    items.put({**item, "pk": {"S": pk}})
    result = run("export", out)
    assert (result.code, names(out), len(result.errors)) == (1, ["n-00.md", "n-01.md"], 1)
