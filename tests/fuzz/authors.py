"""Two authors at work in several tabs, against a model so simple that one sees that it is right.

The model knows of each article its status, the text that readers get, the working copy, and what its history must
hold. Each step says beforehand whether it is refused and why; afterwards the model and the store tell the same.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

from articles.domain import Status
from articles.drafts import NOTHING_YET, Fields, Saved, Version
from articles.exceptions import ArticleNotFound, NotAllowed, SlugTaken, StaleVersion
from articles.policies import Actor
from tests.factories import FakeClock
from tests.integration.authors import ADA, EDITOR, Office, token

ADDRESSES = ("alpha", "beta", "gamma")
LABELS = ((), ("Go",), ("C++", "Go"))
TITLES = ("Essay", "Notes")
KEPT = timedelta(days=30)


@dataclass(frozen=True)
class Text:
    """What an author can see of a text."""

    body: str
    title: str
    labels: tuple[str, ...]

    def fields(self, slug: str = "") -> Fields:
        return Fields(title=self.title, slug=slug, tag_labels=self.labels, body=self.body)


@dataclass
class Known:
    """An article as the model has it. `draft_page` is the page from which its working copy came."""

    article_id: str
    slug: str
    status: Status
    live: Text
    version: Version
    draft: Text | None = None
    draft_page: str = ""
    autosaved: bool = False
    was_published: bool = False
    goes_at: Any = None
    aliases: set[str] = field(default_factory=set)
    history: set[str] = field(default_factory=set)

    @property
    def text(self) -> Text:
        return self.draft or self.live

    @property
    def address_known(self) -> bool:
        return self.status != "draft" or self.was_published

    def drop_draft(self) -> None:
        self.draft, self.draft_page, self.autosaved = None, "", False


@dataclass
class Tab:
    """An editor in a browser: the version that it was shown, and how often it sent anything."""

    known: Known
    actor: Actor
    version: Version
    page: str
    sent: int = 0

    def goes_on(self) -> bool:
        return self.version == self.known.version or self.known.draft_page == self.page


class Authors(RuleBasedStateMachine):
    """`office` is set by those who run it, over an empty store."""

    tabs: Bundle[Tab] = Bundle("tabs")
    office: Office
    compared_every = 1  # steps

    def __init__(self) -> None:
        super().__init__()
        self.office = self.new_office(FakeClock())
        self.numbers, self.steps = itertools.count(1), itertools.count(1)
        self.articles: list[Known] = []
        self.gone: list[Known] = []

    @staticmethod
    def new_office(clock: FakeClock) -> Office:
        raise NotImplementedError

    # What somebody types is never typed again, so that a text that is found is the one that was lost.
    def write(self, title: str, labels: tuple[str, ...]) -> Text:
        return Text(f"Text {next(self.numbers)}.\n", title, labels)

    typed: dict[str, Any] = {"title": st.sampled_from(TITLES), "labels": st.sampled_from(LABELS)}
    who = st.sampled_from((ADA, EDITOR))

    @rule(target=tabs, slug=st.sampled_from(("", *ADDRESSES)), published=st.booleans(), **typed)
    def create(self, slug: str, published: bool, title: str, labels: tuple[str, ...]) -> Any:
        text, form = self.write(title, labels), token()

        def send() -> Saved:
            if published:
                fields = text.fields(slug)
                return self.office.service.publish(None, fields, actor=ADA, expected=NOTHING_YET, token=form)
            return self.office.service.create(text.fields(slug), actor=ADA, token=form)

        if slug and slug in self.taken():
            with pytest.raises(SlugTaken):
                send()
            return self.open(self.articles[0], ADA)
        saved = send()
        known = Known(form, saved.workspace.live.slug, "published" if published else "draft", text, saved.version)
        known.history.add(text.body)
        assert slug in ("", known.slug) and known.slug not in self.taken()
        self.articles.append(known)
        return self.open(known, ADA)

    @rule(target=tabs, **typed)
    def begin_by_typing(self, title: str, labels: tuple[str, ...]) -> Tab:
        text, form, page = self.write(title, labels), token(), token()
        saved = self.office.service.autosave(
            None, text.fields(), actor=ADA, expected=NOTHING_YET, token=form, tab=f"{page}.1"
        )
        slug = f"draft-{form.lower()}"
        known = Known(form, slug, "draft", Text("", title, ()), saved.version, text, page, autosaved=True)
        self.articles.append(known)
        return Tab(known, ADA, saved.version, page, 1)

    @rule(target=tabs, tab=tabs, actor=who)
    def open_another(self, tab: Tab, actor: Actor) -> Tab:
        return self.open(tab.known, actor)

    @rule(tab=tabs, **typed)
    def autosave(self, tab: Tab, title: str, labels: tuple[str, ...]) -> None:
        text = self.write(title, labels)
        if self.sent(tab, "autosave", self.office.service.autosave, text.fields(), page=True):
            tab.known.draft, tab.known.draft_page, tab.known.autosaved = text, tab.page, True

    @rule(tab=tabs, over=st.booleans(), apart=st.booleans(), **typed)
    def save(self, tab: Tab, over: bool, apart: bool, title: str, labels: tuple[str, ...]) -> None:
        known, text = tab.known, self.write(title, labels)
        aside = self.write(title, labels) if apart else None
        more: dict[str, Any] = {"over": over, "aside": aside.fields() if aside else None}
        if self.sent(tab, "save", self.office.service.save, text.fields(), page=True, **more):
            self.set_aside(known, aside, replaced=over)
            self.keep_text(known, text, tab.page)

    @rule(tab=tabs, over=st.booleans(), **typed)
    def publish(self, tab: Tab, over: bool, title: str, labels: tuple[str, ...]) -> None:
        known, text = tab.known, self.write(title, labels)
        if self.sent(tab, "publish", self.office.service.publish, text.fields(), page=True, over=over):
            self.set_aside(known, None, replaced=over)
            known.was_published |= known.status in ("published", "archived")
            known.live, known.status = text, "published"
            known.history.add(text.body)
            known.drop_draft()

    @rule(tab=tabs)
    def unpublish(self, tab: Tab) -> None:
        if self.sent(tab, "unpublish", self.office.service.unpublish) and tab.known.status == "published":
            tab.known.status, tab.known.was_published = "draft", True

    @rule(tab=tabs)
    def discard(self, tab: Tab) -> None:
        if self.sent(tab, "discard", self.office.service.discard):
            self.set_aside(tab.known, None, replaced=True)
            tab.known.drop_draft()

    @rule(tab=tabs, which=st.integers(0, 99))
    def restore(self, tab: Tab, which: int) -> None:
        page = self.office.store.list_revisions(tab.known.article_id, below=None, size=100)
        if not page.items or self.is_gone(tab.known):
            return
        revision = self.office.service.get_revision(
            tab.known.article_id, page.items[which % len(page.items)].revision_id, actor=tab.actor
        )
        article = revision.article
        if self.sent(tab, "restore", self.office.service.restore, revision.revision_id):
            self.set_aside(tab.known, None, replaced=True)
            # A text without anything in it is saved as an empty line.
            self.keep_text(tab.known, Text(article.body or "\n", article.title, article.tag_labels), "")

    @rule(tab=tabs, slug=st.sampled_from(ADDRESSES))
    def rename(self, tab: Tab, slug: str) -> None:
        known = tab.known
        if self.sent(tab, "rename", self.office.service.rename, slug, slug=slug) and slug != known.slug:
            known.aliases.discard(slug)
            if known.address_known:
                known.aliases.add(known.slug)
            known.slug = slug

    @rule(tab=tabs)
    def trash(self, tab: Tab) -> None:
        known = tab.known
        if self.sent(tab, "trash", self.office.service.trash) and known.status != "trashed":
            known.was_published |= known.status in ("published", "archived")
            known.status, known.goes_at = "trashed", self.office.clock.now() + KEPT

    @rule(tab=tabs)
    def recover(self, tab: Tab) -> None:
        if self.sent(tab, "recover", self.office.service.recover) and tab.known.status == "trashed":
            tab.known.status, tab.known.goes_at = "draft", None

    @rule(tab=tabs, **typed)
    def keep(self, tab: Tab, title: str, labels: tuple[str, ...]) -> None:
        text, known = self.write(title, labels), tab.known
        if self.is_gone(known):
            with pytest.raises(ArticleNotFound):
                self.office.service.keep(known.article_id, text.fields(), actor=tab.actor, token=token())
            return
        self.office.service.keep(known.article_id, text.fields(), actor=tab.actor, token=token())
        known.history.add(text.body)

    @rule(seconds=st.sampled_from((1, 60, 3600)))
    def wait(self, seconds: int) -> None:
        self.office.clock.advance(seconds)

    @rule(purges=st.booleans())
    def wait_for_the_trash_to_go(self, purges: bool) -> None:
        self.office.clock.advance(KEPT.total_seconds())
        if purges:
            over = [known for known in self.articles if self.is_gone(known)]
            assert {done.article.article_id for done in self.office.purging.purge_due()} == {k.article_id for k in over}
            self.gone += over
            self.articles = [known for known in self.articles if known not in over]

    @invariant()
    def now_and_then_all_tell_the_same(self) -> None:
        if next(self.steps) % self.compared_every == 0:
            self.compare()

    def compare(self) -> None:
        for known in self.articles:
            if not self.is_gone(known):
                self.check(known)
        for known in self.gone:
            assert self.office.store.open(known.article_id) is None
        expected = {slug: known.article_id for known in self.articles for slug in {known.slug, *known.aliases}}
        assert len(expected) == sum(1 + len(known.aliases) for known in self.articles)
        every = {*ADDRESSES, *expected, *(slug for known in self.gone for slug in (known.slug, *known.aliases))}
        assert self.office.store.holders(sorted(every)) == expected

    def check(self, known: Known) -> None:
        stands = self.office.service.open(known.article_id, actor=EDITOR)
        assert (stands.live.status, stands.live.slug) == (known.status, known.slug)
        assert _text(stands.text) == known.text
        assert (stands.draft is not None, bool(stands.draft and stands.draft.autosaved)) == (
            known.draft is not None, known.autosaved,
        )  # fmt: skip
        assert stands.version == known.version
        article = self.office.source.get_article(known.slug, consistent=True)
        assert article is not None and _text(article) == known.live
        assert article.visible_at(self.office.clock.now()) == (known.status == "published")
        assert set(self.office.store.former_slugs(known.article_id)) == known.aliases
        assert known.history <= self.history_of(known)

    def history_of(self, known: Known) -> set[str]:
        page = self.office.store.list_revisions(known.article_id, below=None, size=100)
        found = (self.office.store.get_revision(known.article_id, item.revision_id) for item in page.items)
        return {revision.article.body for revision in found if revision}

    def sent(
        self,
        tab: Tab,
        action: str,
        call: Callable[..., Saved],
        *said: Any,
        slug: str = "",
        page: bool = False,
        **more: Any,
    ) -> bool:
        """Send a form once, or again if its answer was lost; False if it was refused, as it then must be."""
        tab.sent += 1
        form = {"actor": tab.actor, "expected": tab.version, "token": token(), **more}
        if page:
            form["tab"] = f"{tab.page}.{tab.sent}"
        refused = self.refusal(tab, action, slug)
        if refused:
            with pytest.raises(refused):
                call(tab.known.article_id, *said, **form)
            return False
        saved = call(tab.known.article_id, *said, **form)
        again = call(tab.known.article_id, *said, **form)
        assert again.repeated and again.version == saved.version
        tab.version = tab.known.version = saved.version
        # What was never saved by hand has got an address of its own by now.
        if action in ("save", "publish") and tab.known.slug.startswith("draft-"):
            tab.known.slug = saved.workspace.live.slug
            assert tab.known.slug.startswith(saved.workspace.live.title.lower())
        return True

    def refusal(self, tab: Tab, action: str, slug: str) -> type[Exception] | None:
        known = tab.known
        if self.is_gone(known):
            return ArticleNotFound
        if known.status == "trashed" and action not in ("trash", "recover"):
            return NotAllowed
        goes_on = tab.goes_on() if action in ("save", "autosave", "publish") else tab.version == known.version
        if not goes_on:
            return StaleVersion
        others = {each for one in self.articles if one is not known for each in (one.slug, *one.aliases)}
        return SlugTaken if slug in others else None

    def is_gone(self, known: Known) -> bool:
        return known in self.gone or (known.status == "trashed" and known.goes_at <= self.office.clock.now())

    def open(self, known: Known, actor: Actor) -> Tab:
        return Tab(known, actor, known.version, token())

    def taken(self) -> set[str]:
        return {slug for known in self.articles for slug in (known.slug, *known.aliases)}

    def set_aside(self, known: Known, aside: Text | None, *, replaced: bool) -> None:
        if aside:
            known.history.add(aside.body)
        if replaced and known.draft and known.autosaved:
            known.history.add(known.draft.body)

    def keep_text(self, known: Known, text: Text, page: str) -> None:
        """A text saved by hand: beside what readers see, or in place of what only authors saw."""
        known.history.add(text.body)
        if known.status == "published":
            known.draft, known.draft_page, known.autosaved = text, page, False
        else:
            known.live = text
            known.drop_draft()


def _text(article: Any) -> Text:
    return Text(article.body, article.title, article.tag_labels)
