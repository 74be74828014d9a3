"""Who links to whom: derived after each save, asked for before an address goes, and gone through for what is dead.

What is kept may be a moment behind. Whether somebody may know of an article is therefore looked up in the table, by the
article itself, each time.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from articles.cursors import read_mark, write_mark
from articles.domain import Summary
from articles.drafts import Workspace, is_purged, state_of
from articles.drift import Drift
from articles.exceptions import ArticleBroken, ArticleNotFound
from articles.keys import is_id, unmet
from articles.linking import (
    Checked,
    Finding,
    Incoming,
    Link,
    LinkedFrom,
    Linker,
    LinkReport,
    Outgoing,
    OutgoingPage,
    Verdict,
)
from articles.links import links_in, together
from articles.policies import Actor, can_edit, check_can_edit
from articles.ports import AuthoringStore, LinkStore
from portfolio.side_by_side import side_by_side

logger = logging.getLogger(__name__)

ATTEMPTS = 5
SHOWN = 100  # linkers on one page
HELD_TOGETHER = 50  # slugs in one question who holds them
REPORT_ARTICLES = 100  # looked at in one query, and in a request
REPORT_PAGES = 5
REPORT_LINKS = 2000
REPORT_NAME, SOURCES_NAME = "links", "linkers"

# What readers find at a path of the site that is no article's.
PageVerdict = Callable[[str], Verdict]


class LinkService:
    """Raises `StoreUnavailable`, `ArticleNotFound`, `NotAllowed` and `InvalidCursor`."""

    def __init__(
        self, store: LinkStore, articles: AuthoringStore, *, clock: Callable[[], datetime], site_url: str
    ) -> None:
        self._store = store
        self._articles = articles
        self._clock = clock
        self._site_url = site_url

    def derive(self, article_id: str) -> None:
        """Keep the links of an article as it is now."""
        for _ in range(ATTEMPTS):
            mark = self._store.mark(article_id)
            stands = self._articles.open(article_id)
            if stands is None:
                return self._store.forget(article_id)
            outgoing = self.outgoing(stands)
            if not (mark.derivation or outgoing.links) or self._store.write(outgoing, over=mark):
                return None
        logger.warning("links were not derived: others kept doing it", extra={"article_id": article_id})
        return None

    def mend(self, article_id: str, *, write: bool) -> Iterator[Drift]:
        """Which of the items that hold an article's links do not say what it says; derived anew if `write`.

        What the editor saved by itself is left to the next save by hand, as it is after each such save.
        """
        try:
            differing = self._differing(article_id) and self._differing(article_id)
            if differing and write:
                self.derive(article_id)
        except ArticleBroken as exc:
            yield Drift("links", article_id, f"their article cannot be read: {exc.why}", "kept")
            return
        for key in differing:
            yield Drift("links", key, "does not say what its article says", "mended" if write else "found")

    def _differing(self, article_id: str) -> tuple[str, ...]:
        stands = self._articles.open(article_id) if is_id(article_id) else None
        if stands is None or (stands.draft and stands.draft.autosaved and self._store.mark(article_id).derivation):
            return ()
        return self._store.differing(self.outgoing(stands))

    def forget(self, article_id: str) -> None:
        """Of an article that is purged. Those that link to it keep their links, which are dead from then on."""
        self._store.forget(article_id)

    def outgoing(self, stands: Workspace) -> Outgoing:
        """The links of an article as they are to be kept; who holds their addresses is looked up."""
        live = self._links_in(stands.live.body, stands)
        draft = self._links_in(stands.draft.article.body, stands) if stands.draft else None
        kept = together(live, draft)
        return Outgoing(
            article_id=stands.live.article_id,
            slug=stands.live.slug,
            title=stands.text.title,
            owner=stands.live.owner,
            version=str(stands.version),
            links=kept.links,
            incoming=self._incoming(stands.live.article_id, kept.links),
            cut=kept.cut,
        )

    def open(self, article_id: str, *, actor: Actor) -> Workspace:
        """The article for its page of links."""
        stands = self._articles.open(article_id) if is_id(article_id) else None
        if stands is None or is_purged(stands.live, self._clock()):
            raise ArticleNotFound(article_id, [self._articles.name])
        check_can_edit(actor, stands.live)
        return stands

    def linked_from(self, article_id: str, *, actor: Actor) -> LinkedFrom:
        """Who links to an article, up to `SHOWN`: for pages that ask before its address goes."""
        return self.linkers(self.open(article_id, actor=actor), actor=actor)

    def linkers(self, stands: Workspace, *, actor: Actor, mark: str = "") -> LinkedFrom:
        """The same for an opened article, page by page."""
        own = stands.live.article_id
        after = str(read_mark(mark, list_name=SOURCES_NAME)[0]) if mark else None
        sources = self._sources(own, [stands.live.slug, *self._articles.former_slugs(own)], after)
        shown = sorted(sources)[:SHOWN]
        found = self._linked_from(sources, self._store.current(shown), actor)
        more = write_mark([shown[-1]], list_name=SOURCES_NAME) if len(sources) > SHOWN else ""
        return replace(found, more=more)

    def linked_from_many(self, article_ids: Sequence[str], *, actor: Actor) -> dict[str, LinkedFrom]:
        """Who else links to each of several articles; those that nobody links to are left out."""
        asked = self._store.current(article_ids)
        sources = side_by_side(
            [partial(self._sources, article_id, [article.slug], None) for article_id, article in asked.items()]
        )
        articles = self._store.current({one for some in sources for one in some} - set(article_ids))
        found = {
            article_id: self._linked_from(some, {one: articles[one] for one in some if one in articles}, actor)
            for article_id, some in zip(asked, sources, strict=True)
        }
        return {article_id: linkers for article_id, linkers in found.items() if linkers.total}

    def count_linkers(self, stands: Workspace) -> int:
        """About how many articles link to this one, in two short reads; `SHOWN` stands for more."""
        return min(SHOWN, len(self._sources(stands.live.article_id, [stands.live.slug], None)))

    def links_of(self, stands: Workspace, *, page_verdict: PageVerdict) -> tuple[Checked, ...]:
        """All links of an article as it is now, each with what readers find there."""
        return self.check(self.outgoing(stands).links, page_verdict=page_verdict)

    def check(self, links: Sequence[Link], *, page_verdict: PageVerdict) -> tuple[Checked, ...]:
        """Links that need not be kept, each with what readers find there. Raises `StoreUnavailable`."""
        holders = self._holders({link.target for link in links if link.kind == "article"})
        articles = self._store.current(set(holders.values()))
        now = self._clock()
        return tuple(
            _checked_article(link, articles.get(holders.get(link.target, "")), now)
            if link.kind == "article"
            else _checked_other(link, page_verdict)
            for link in links
        )

    def report(self, *, actor: Actor, mark: str = "", page_verdict: PageVerdict) -> LinkReport:
        """Links of the whole site that lead readers nowhere; who does not write everything gets their own."""
        found, searched, reached = self._walk(actor, mark)
        links = [link for outgoing in found for link in outgoing.links if link.kind != "external"]
        known = {checked.link: checked for checked in self.check(links, page_verdict=page_verdict)}
        return self._findings(
            actor,
            found,
            lambda link: known[link] if link in known and known[link].verdict in ("dead", "hidden") else None,
            (searched, reached),
        )

    def external(self, *, actor: Actor, mark: str = "") -> LinkReport:
        """Links to other sites. Nobody asks whether anything is there."""
        found, searched, reached = self._walk(actor, mark)
        return self._findings(
            actor,
            found,
            lambda link: Checked(link, "unchecked") if link.kind == "external" else None,
            (searched, reached),
        )

    def _links_in(self, text: str, stands: Workspace) -> tuple[Link, ...]:
        return links_in(text, site_url=self._site_url, slug=stands.live.slug)

    def _incoming(self, article_id: str, links: Iterable[Link]) -> dict[str, Incoming]:
        """By what its link items are kept under where the links to it stand. One to itself is none."""
        to_articles = [link for link in links if link.kind == "article"]
        holders = self._holders({link.target for link in to_articles})
        found: dict[str, Incoming] = {}
        for link in to_articles:
            target = holders.get(link.target, unmet(link.target))
            if target != article_id:
                before = found.get(target, Incoming(live=False, draft=False))
                found[target] = Incoming(before.live or link.live, before.draft or link.draft)
        return found

    def _holders(self, slugs: Collection[str]) -> dict[str, str]:
        wanted, found = sorted(slugs), dict[str, str]()
        for start in range(0, len(wanted), HELD_TOGETHER):
            found |= self._articles.holders(wanted[start : start + HELD_TOGETHER])
        return found

    def _sources(self, article_id: str, slugs: Sequence[str], after: str | None) -> dict[str, Incoming]:
        """Also those that linked to one of its addresses before it had that. One more than is shown, if there are."""
        found: dict[str, Incoming] = {}
        for target in (article_id, *map(unmet, slugs)):
            for source in self._store.list_sources(target, after=after, size=SHOWN + 1):
                found.setdefault(source.article_id, source.incoming)
        found.pop(article_id, None)
        return found

    def _linked_from(
        self, sources: Mapping[str, Incoming], articles: Mapping[str, Summary], actor: Actor
    ) -> LinkedFrom:
        """Those of which the account may know, what readers see first; the others are counted."""
        now = self._clock()
        linkers = [
            Linker(article, state_of(article, now), can_edit(actor, article), sources[article_id].live)
            for article_id, article in articles.items()
        ]
        known = [linker for linker in linkers if linker.editable or linker.is_public]
        known.sort(key=lambda linker: (not linker.is_public, linker.article.title.casefold()))
        return LinkedFrom(tuple(known), len(linkers) - len(known))

    def _walk(self, actor: Actor, mark: str) -> tuple[list[Outgoing], int, str | None]:
        """Links of as many articles as one request may look at, and where the next one goes on."""
        owner = "" if actor.writes_everything else actor.username
        after = str(read_mark(mark, list_name=REPORT_NAME)[0]) if mark else None
        found: list[Outgoing] = []
        searched = 0
        for _ in range(REPORT_PAGES):
            page: OutgoingPage = self._store.list_outgoing(after=after, owner=owner, size=REPORT_ARTICLES)
            found += page.items
            searched, after = searched + page.searched, page.reached
            if after is None or len(found) >= REPORT_ARTICLES or sum(len(one.links) for one in found) > REPORT_LINKS:
                break
        return found, searched, after

    def _findings(
        self,
        actor: Actor,
        found: Sequence[Outgoing],
        wanted: Callable[[Link], Checked | None],
        walked: tuple[int, str | None],
    ) -> LinkReport:
        """Of those articles that the account may change, as the table has them now."""
        pairs = [(one, tuple(checked for link in one.links if (checked := wanted(link)))) for one in found]
        articles = self._store.current({one.article_id for one, links in pairs if links})
        now = self._clock()
        findings = [
            Finding(article, state_of(article, now), links)
            for one, links in pairs
            if links and (article := articles.get(one.article_id)) and can_edit(actor, article)
        ]
        searched, reached = walked
        more = write_mark([reached], list_name=REPORT_NAME) if reached else ""
        return LinkReport(tuple(one for one in findings if one.state != "trashed"), searched, more)


def _checked_article(link: Link, article: Summary | None, now: datetime) -> Checked:
    if article is None:
        return Checked(link, "dead")
    if state_of(article, now) != "published":
        return Checked(link, "hidden")
    return Checked(link, "fine" if article.slug == link.target else "moved", article.slug)


def _checked_other(link: Link, page_verdict: PageVerdict) -> Checked:
    if link.kind == "dropped":
        return Checked(link, "dead")
    if link.kind == "page":
        return Checked(link, page_verdict(link.target))
    return Checked(link, "unchecked" if link.kind in ("external", "mail") else "fine")
