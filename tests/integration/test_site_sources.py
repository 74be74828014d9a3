"""Where the pages come from: memory, the table, files, or nobody, over the real table."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from articles import wiring
from tests.engine import free_port
from tests.factories import make_article, save
from tests.integration.conftest import Items, Site

PAGES = ("/", "/articles/", "/articles/one/", "/tags/", "/tags/python/")
DAY = timedelta(days=1)


def test_cold_article_page_is_a_stamp_and_one_query_and_what_is_around_it(site: Site) -> None:
    site.publish(make_article("one"))
    site.proxy.clear()
    site.get("/articles/one/")
    calls = site.proxy.calls()
    assert [call.operation for call in calls] == ["GetItem"] + ["Query"] * 4
    assert [call.index is None for call in calls] == [True, True, False, False, False]


def test_missing_article_is_asked_for_once(site: Site) -> None:
    site.get("/articles/none/")
    site.proxy.clear()
    assert site.get("/articles/none/").status_code == 404
    assert site.proxy.calls("Query") == []


def test_files_only_serves_every_page(site: Site, write_file: Callable[..., Path]) -> None:
    write_file("one.md", folder=site.content, tags="[Python]")
    site.configure(DYNAMODB_TABLE="")
    responses = [site.get(address) for address in PAGES]
    assert [response.status_code for response in responses] == [200] * len(PAGES)
    assert {response.headers["Content-Source"] for response in responses} <= {"file-based", "cache"}
    assert site.proxy.calls() == []


def test_files_only_missing_article_is_404(site: Site) -> None:
    site.configure(DYNAMODB_TABLE="")
    assert site.get("/articles/none/").status_code == 404


def test_table_miss_is_not_overruled_by_a_file(site: Site, write_file: Callable[..., Path]) -> None:
    write_file("one.md", folder=site.content, tags="[Python]")
    assert [site.get(address).status_code for address in ("/articles/one/", "/tags/python/")] == [404, 404]
    assert "/articles/one/" not in site.text("/articles/")


def test_unpublished_article_is_404_though_its_file_is_there(site: Site, write_file: Callable[..., Path]) -> None:
    write_file("one.md", folder=site.content)
    site.publish(make_article("one", status="draft"))
    assert site.get("/articles/one/").status_code == 404


def test_unpublished_while_it_is_read_is_404_within_two_seconds(site: Site, write_file: Callable[..., Path]) -> None:
    write_file("one.md", folder=site.content)
    site.publish(make_article("one"))
    assert site.get("/articles/one/").status_code == 200
    save(wiring.repository(), make_article("one", status="draft"))
    site.wait_until(lambda: site.get("/articles/one/").status_code == 404, seconds=2.0)


def away(site: Site, *, files: bool) -> None:
    endpoint = f"http://127.0.0.1:{free_port()}"
    site.configure(AWS_ENDPOINT_URL_DYNAMODB=endpoint, USE_FILE_FALLBACK=files)


def test_table_away_files_stand_in(site: Site, write_file: Callable[..., Path]) -> None:
    write_file("one.md", folder=site.content, tags="[Python]")
    away(site, files=True)
    responses = [site.get(address) for address in PAGES]
    assert [response.status_code for response in responses] == [200] * len(PAGES)
    assert {response.headers["Content-Source"] for response in responses} == {"file-based"}


@pytest.mark.parametrize("address", PAGES)
def test_table_away_without_files_is_503(site: Site, write_file: Callable[..., Path], address: str) -> None:
    write_file("one.md", folder=site.content, tags="[Python]")
    away(site, files=False)
    response = site.get(address)
    assert response.status_code == 503
    assert (response.headers["Cache-Control"], response.headers["Retry-After"]) == ("no-store", "5")


def test_table_away_tag_that_no_file_has_is_503(site: Site, write_file: Callable[..., Path]) -> None:
    write_file("one.md", folder=site.content, tags="[Python]")
    away(site, files=True)
    assert site.get("/tags/none/").status_code == 503


def test_files_only_broken_file_is_503_and_no_miss(site: Site, write_file: Callable[..., Path]) -> None:
    write_file("one.md", folder=site.content, date="2026-13-01")
    site.configure(DYNAMODB_TABLE="")
    assert site.get("/articles/one/").status_code == 503


def test_table_away_article_that_no_file_has_is_503(site: Site) -> None:
    away(site, files=True)
    assert site.get("/articles/none/").status_code == 503


@pytest.mark.parametrize("changes", [{"version": {"S": "x"}}, {"entity": None}], ids=str)
def test_broken_article_is_503_and_hides_only_itself(site: Site, changes: dict[str, Any]) -> None:
    site.publish(make_article("one"), make_article("two"))
    site.proxy.poison("ARTICLE#one", "METADATA", changes)
    site.restart()
    assert site.get("/articles/one/").status_code == 503
    assert site.get("/articles/two/").status_code == 200


def test_torn_article_is_never_shown(site: Site, items: Items) -> None:
    # Without a stamp: what the ring names is read consistently anyway.
    site.publish(make_article("one", title="Old title"), stamp=False)
    stale = items.get("ARTICLE#one", "METADATA")
    site.publish(make_article("one", title="New title"), stamp=False)
    assert stale is not None
    site.proxy.torn("ARTICLE#one", stale)
    site.proxy.clear()
    assert ["<h1>New title</h1>" in site.text("/articles/one/") for _ in range(3)] == [True] * 3
    own = [call for call in site.proxy.calls("Query") if call.index is None]
    assert [bool(call.request.get("ConsistentRead")) for call in own] == [False, True]


def test_healthz_asks_nobody(site: Site) -> None:
    away(site, files=False)
    response = site.get("/healthz")
    assert (response.status_code, response.headers["Cache-Control"]) == (200, "no-store")
    assert site.proxy.calls() == []


def test_readyz_tells_source_age_and_breaker(site: Site) -> None:
    report = site.get("/readyz").json()
    assert (report["status"], report["breaker"], report["source"]) == ("ok", "closed", "dynamodb-sdk")
    assert 0 <= report["ageSeconds"] < 5


def test_readyz_files_can_serve(site: Site, write_file: Callable[..., Path]) -> None:
    write_file("one.md", folder=site.content)
    away(site, files=True)
    response = site.get("/readyz")
    assert (response.status_code, response.json()["source"]) == (200, "file-based")


def test_readyz_nobody_can_serve_is_503(site: Site) -> None:
    away(site, files=False)
    response = site.get("/readyz")
    assert (response.status_code, response.json()["status"]) == (503, "unavailable")
