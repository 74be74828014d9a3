"""An article that its author schedules a few seconds ahead, and that the clock then shows to readers everywhere."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Browser, expect

from tests.browser.desk_site import DeskSite, open_page, running_desk, sign_in

AHEAD = timedelta(seconds=6)
SEEN_WITHIN_SECONDS = 3.0
SLUG = "soon-to-be-read"
LISTS = ("/articles/", "/tags/clocks/", "/feed.xml", "/sitemap.xml")


def shown_on(site: DeskSite) -> list[str]:
    """Where a reader finds it."""
    found = [path for path in LISTS if f"/articles/{SLUG}/" in site.get(path).text]
    return found + [SLUG] * (site.get(f"/articles/{SLUG}/").status == 200)


def test_scheduled_article_appears_everywhere_by_the_clock(browser: Browser) -> None:
    with running_desk() as site, open_page(browser, site) as (page, watcher):
        site.add_user("ada")
        sign_in(page, "ada")
        page.goto("/author/articles/new/")
        page.get_by_label("Title").fill("Soon to be read")
        page.get_by_label("Text").fill("Some words.")
        page.get_by_label("Tags").fill("Clocks")
        due = datetime.now(UTC).replace(microsecond=0) + AHEAD
        page.get_by_label("Publish at", exact=True).fill(f"{due:%Y-%m-%dT%H:%M:%S}")
        page.get_by_role("button", name="Schedule", exact=True).click()
        # It has no description, of which its author is asked.
        page.get_by_role("dialog").get_by_role("button", name="Schedule anyway").click()
        expect(page.locator(".editor-state")).to_contain_text("scheduled")
        assert datetime.now(UTC) < due, "the form took longer than the article had time"
        assert shown_on(site) == []
        time.sleep(max(0.0, (due - datetime.now(UTC)).total_seconds()))
        ends = time.monotonic() + SEEN_WITHIN_SECONDS
        while (found := shown_on(site)) != [*LISTS, SLUG] and time.monotonic() < ends:
            time.sleep(0.1)
        assert found == [*LISTS, SLUG]
        assert watcher.complaints == []
