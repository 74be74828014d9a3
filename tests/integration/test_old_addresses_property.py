"""Random renames and redirects of several articles: no old address is ever lost, nor two hops from its page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles import wiring
from articles.drafts import Workspace
from articles.exceptions import ArticleError
from tests.integration.conftest import Site, forget_everything
from tests.integration.moving import hop, imported, published, redirected, renamed, unpublished

SLUGS = [f"s{n}" for n in range(5)]
OLD = ["/old/1", "/old/2", "/tags/none", "/articles/s5"]
slugs = st.sampled_from(SLUGS)
sources = st.sampled_from([*OLD, *(f"/articles/{slug}/" for slug in SLUGS)])
targets = st.one_of(sources, st.sampled_from(["/about/", "https://example.org/"]))
pairs = st.lists(st.tuples(sources, targets), min_size=1, max_size=4)
steps = st.one_of(
    st.tuples(st.just("publish"), slugs),
    st.tuples(st.just("rename"), st.integers(0, 2), slugs),
    st.tuples(st.just("hide"), st.integers(0, 2)),
    st.tuples(st.just("redirect"), sources, targets),
    st.tuples(st.just("import"), pairs),
)


class World:
    """What was done, and the addresses that readers may know."""

    def __init__(self) -> None:
        self.articles: list[Workspace] = []
        self.known: dict[str, str] = {}  # by address the article that readers saw there
        self.led: set[str] = set()

    def do(self, step: tuple[Any, ...]) -> None:
        name, *given = step
        call: Callable[..., None] = getattr(self, f"_{name}")
        call(*given)

    def _publish(self, slug: str) -> None:
        article = published(slug)
        self.articles.append(article)
        self.known[f"/articles/{slug}/"] = article.live.article_id

    def _rename(self, number: int, slug: str) -> None:
        if number < len(self.articles):
            self.articles[number] = renamed(self.articles[number], slug)
            self.known[f"/articles/{slug}/"] = self.articles[number].live.article_id

    def _hide(self, number: int) -> None:
        if number < len(self.articles):
            self.articles[number] = unpublished(self.articles[number])

    def _redirect(self, source: str, target: str) -> None:
        redirected(source, target)
        self.led.add(source)

    def _import(self, rows: list[tuple[str, str]]) -> None:
        done = imported(*rows)
        refused = {line.row.number for line in done.plan.of("refused")}
        self.led |= {source for n, (source, _) in enumerate(rows, start=1) if n not in refused}


@given(st.lists(steps, min_size=4, max_size=14))
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_every_old_address_is_one_hop_from_its_page(fresh_site: Callable[[], Site], done: list[Any]) -> None:
    site, world = fresh_site(), World()
    for step in done:
        try:
            world.do(step)
        except ArticleError:
            continue  # refused, as it may be: taken, a loop, a page of the site
    forget_everything()
    live = {article.live.article_id: wiring.authoring()._stands(article.live.article_id) for article in world.articles}
    for address, article_id in world.known.items():
        stands = live[article_id].live
        shown = stands.visible_at(wiring.now())
        now = f"/articles/{stands.slug}/"
        wanted = (404, "") if not shown else (200, "") if now == address else (301, now)
        assert hop(site, address) == wanted, (address, done)
    for address in world.led - set(world.known):
        status, location = hop(site, address)
        assert status in (301, 404), (address, done)
        if status == 301 and location.startswith("/"):
            assert hop(site, location) == (200, ""), (address, location, done)


@pytest.fixture
def fresh_site(site: Site, raw: Any) -> Callable[[], Site]:
    """The same site over a table that is empty again."""

    def empty() -> Site:
        table = site.settings.DYNAMODB_TABLE
        for item in raw.scan(TableName=table)["Items"]:
            raw.delete_item(TableName=table, Key={"pk": item["pk"], "sk": item["sk"]})
        forget_everything()
        return site

    return empty
