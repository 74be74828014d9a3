"""What authors write, and whoever got at their texts, harms no reader: more than a thousand attempts.

Each is a file of its own that the running site serves, and its page is opened without any policy that could save us.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser

from articles.rendering import render_markdown
from tests.browser.attacks.cage import HOOKS, Cage
from tests.browser.attacks.collection import ATTACKS, BODY_ATTACKS, JOINED_KINDS, is_writable, joined_path
from tests.browser.attacks.conftest import HARMLESS, HARMLESS_BODY
from tests.browser.looking import Watcher
from tests.site import Answer, RunningSite

BATCH = 100
# What is far down may be made only when it comes near.
SCROLL_THROUGH = """async () => {
    for (let y = 0; y < document.body.scrollHeight; y += 2 * innerHeight) {
        scrollTo(0, y);
        await new Promise(done => setTimeout(done, 5));
    }
    await new Promise(done => setTimeout(done, 50));
}"""
# A drawing that fails says so; that is no harm.
DRAWN = {"diagrams"}
HARM = re.compile("a script called|a script ran|another host|dialog|window")
ATTACK_AT = {attack.path: attack for attack in ATTACKS}
LISTS = ("/", "/articles/", "/tags/", "/archive/", "/archive/2026-02/")


def check(cage: Cage, pages: Mapping[str, str], tagged: set[str], *, bodies: int = 1) -> None:
    """Names what was found with the attack that it comes from."""
    found = cage.look_at(pages, tagged=tagged, bodies=bodies)
    assert not found, "\n".join(f"{ATTACK_AT.get(path, path)}: {', '.join(notes)}" for path, notes in found.items())


def test_attacks_are_served_or_refused(answers: Mapping[str, Answer]) -> None:
    """A file that is no article is none here, and no page breaks."""
    failed = [str(ATTACK_AT[path]) for path, answer in answers.items() if answer.status not in {200, 404, 503}]
    assert failed == []
    assert sum(answer.status == 200 for answer in answers.values()) > 900
    refused = {path for path, answer in answers.items() if answer.status != 200}
    assert {attack.path for attack in BODY_ATTACKS if is_writable(attack)} & refused == set()


@pytest.mark.parametrize("start", range(0, len(ATTACKS), BATCH))
def test_attacks_harm_nobody_without_a_policy(cage: Cage, pages: Mapping[str, str], start: int) -> None:
    paths = [attack.path for attack in ATTACKS[start : start + BATCH]]
    check(cage, {path: pages[path] for path in paths if path in pages}, {attack.path for attack in BODY_ATTACKS})


def test_texts_that_no_file_may_hold_harm_nobody(cage: Cage, besieged: RunningSite) -> None:
    """The renderer does not rely on what reads files: a table may hold what it refuses."""
    page = besieged.get(HARMLESS).text
    assert page.count(f"<p>{HARMLESS_BODY}</p>") == 1
    pages = {
        attack.path: page.replace(f"<p>{HARMLESS_BODY}</p>", render_markdown(attack.body))
        for attack in BODY_ATTACKS
        if not is_writable(attack)
    }
    assert len(pages) > 10
    check(cage, pages, set(pages))


def test_lists_of_attacks_harm_nobody(cage: Cage, besieged: RunningSite) -> None:
    """Titles, descriptions, authors and labels are shown there too."""
    pages = {path: besieged.get(path).text for path in LISTS}
    assert "alert(1)" in pages["/articles/"]
    check(cage, pages, set(), bodies=0)


def test_sitemap_of_attacks_can_be_read(besieged: RunningSite) -> None:
    root = ElementTree.fromstring(besieged.get("/sitemap.xml").body)
    assert {element.tag.rpartition("}")[2] for element in root.iter()} <= {
        "urlset", "url", "loc", "lastmod", "sitemapindex", "sitemap",
    }  # fmt: skip


@pytest.mark.parametrize("kind", JOINED_KINDS)
def test_attacks_harm_nobody_where_our_scripts_run(browser: Browser, besieged: RunningSite, kind: str) -> None:
    """With everything on the page as a reader gets it: no attempt even gets as far as the policy."""
    with browser.new_context(base_url=besieged.url) as context:
        context.add_init_script(path=HOOKS)
        page = context.new_page()
        watcher = Watcher(page, besieged.url)
        page.on("dialog", lambda dialog: watcher.complaints.append(f"dialog: {dialog.message}"))
        page.on("popup", lambda popup: watcher.complaints.append(f"window: {popup.url}"))
        page.goto(joined_path(kind))
        page.evaluate(SCROLL_THROUGH)
        notes = [note for frame in page.frames for note in frame.evaluate("attackNotes")]
        assert page.url == f"{besieged.url}{joined_path(kind)}"
        assert [note for note in notes + watcher.complaints if kind not in DRAWN or HARM.match(note)] == []
