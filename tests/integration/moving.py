"""Articles that move and redirects that are written, as the services of another process would do it."""

from __future__ import annotations

from typing import Any

from articles import wiring
from articles.drafts import NOTHING_YET, Workspace
from articles.redirects import Done, Row
from tests.integration.authors import ADA, EDITOR, make_fields, token
from tests.integration.conftest import Site

# A change is on every process within two seconds; a busy machine gets some more.
MOVED_SECONDS = 10.0


def published(slug: str, title: str = "On Time", **fields: Any) -> Workspace:
    given = make_fields(title, slug=slug, **fields)
    return wiring.authoring().publish(None, given, actor=ADA, expected=NOTHING_YET, token=token()).workspace


def renamed(article: Workspace, slug: str) -> Workspace:
    service, article_id = wiring.authoring(), article.live.article_id
    stands = service.open(article_id, actor=EDITOR)
    return service.rename(article_id, slug, actor=EDITOR, expected=stands.version, token=token()).workspace


def unpublished(article: Workspace) -> Workspace:
    service, article_id = wiring.authoring(), article.live.article_id
    stands = service.open(article_id, actor=EDITOR)
    return service.unpublish(article_id, actor=EDITOR, expected=stands.version, token=token()).workspace


def redirected(source: str, target: str, note: str = "") -> Done:
    return wiring.redirects().put(Row(1, source, target, note), actor=EDITOR, token=token())


def imported(*rows: tuple[str, str]) -> Done:
    lines = [Row(n, source, target) for n, (source, target) in enumerate(rows, start=1)]
    return wiring.redirects().import_rows(lines, actor=EDITOR, token=token())


def hop(site: Site, address: str) -> tuple[int, str]:
    """What a reader is answered, and where it leads."""
    answer = site.get(address)
    return answer.status_code, answer.headers.get("Location", "")


def becomes(site: Site, address: str, status: int, location: str = "") -> None:
    """Wait until this process has found out."""
    site.wait_until(lambda: hop(site, address) == (status, location), seconds=MOVED_SECONDS)
