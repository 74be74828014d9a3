"""`manage.py purge` as an operator runs it."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from articles import wiring
from tests.factories import make_article
from tests.integration.conftest import Items, Site

DAY = timedelta(days=1)


@pytest.fixture
def site(site: Site) -> Site:
    """With two articles in the trash, one of which is over."""
    now = wiring.now().replace(microsecond=0)
    for slug, purge_at in (("over", now - DAY), ("young", now + DAY)):
        site.publish(make_article(slug, status="trashed", purge_at=purge_at))
    return site


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("purge", *arguments, stdout=out, stderr=out)
    return out.getvalue()


def slugs(items: Items) -> set[str]:
    return {item["slug"]["S"] for item in items.all() if item["sk"]["S"] == "METADATA"}


def test_dry_run_says_what_is_due(site: Site, items: Items) -> None:
    since = wiring.now() - DAY
    said = run("--dry-run")
    assert said.startswith(f"due: over (since {since:%Y-%m-%d}") and said.endswith(
        "1 article due. Nothing was removed.\n"
    )
    assert slugs(items) == {"over", "young"}


def test_it_removes_what_is_over(site: Site, items: Items) -> None:
    assert run() == "removed: over (with 1 revision)\n1 article removed.\n"
    assert slugs(items) == {"young"}
    assert run() == "0 articles removed.\n"


def test_what_cannot_be_read_is_named_and_ends_with_1(site: Site, items: Items) -> None:
    content: Any = items.get("ARTICLE#over", "CONTENT#v1")
    del content["body"]
    items.put(content)
    with pytest.raises(SystemExit) as ended:
        run()
    assert ended.value.code == 1 and slugs(items) == {"over", "young"}


def test_without_a_table_there_is_nothing_to_purge(site: Site) -> None:
    site.configure(DYNAMODB_TABLE="")
    with pytest.raises(CommandError, match="there is no trash"):
        run()


@pytest.mark.parametrize("option", ["", "--dry-run"])
def test_a_table_that_is_away_is_said(site: Site, option: str) -> None:
    site.proxy.fail("500")
    with pytest.raises(CommandError, match="Run it again"):
        run(*filter(None, [option]))
