"""What programs read beside feeds: articles as Markdown, llms.txt, robots.txt, the sitemap, manifest and icons."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest

from articles.documents import parse_document
from articles.views.fixed import STATIC
from tests.factories import NEW_YEAR, make_article
from tests.integration.conftest import Site
from tests.unit.test_icons import size_of

BASE = "http://127.0.0.1:8000"
DAY = timedelta(days=1)
ROOT_FILES = {
    "/robots.txt": "text/plain; charset=utf-8", "/site.webmanifest": "application/manifest+json; charset=utf-8",
    "/favicon.ico": "image/x-icon", "/apple-touch-icon.png": "image/png",
}  # fmt: skip


def test_markdown_is_the_article_as_a_file(site: Site) -> None:
    article = make_article(
        "one", title="A: “b”", description="Short", author="Ada", tag_labels=("C++",), category="code", body="# Hi\n"
    )
    site.publish(article)
    read = parse_document(site.text("/articles/one.md"), path="one.md", time_zone=ZoneInfo("UTC")).article
    names = ("slug", "title", "description", "author", "tags", "tag_labels", "category", "published_at", "body")
    assert [getattr(read, name) for name in names] == [getattr(article, name) for name in names]
    assert read.canonical_url == f"{BASE}/articles/one/"


def test_markdown_holds_nothing_that_is_for_its_author(site: Site) -> None:
    site.publish(
        make_article(
            "one",
            body="Words. <!-- secret -->\n\n<!--\nsecret\n-->\n\n`<!-- shown -->` {{< shown >}}\n",
            extra="note_to_self: secret\n",
            date_texts=(("date", "1 January, secret"),),
            unpublish_at=NEW_YEAR + 100_000 * DAY,
        )
    )
    text = site.text("/articles/one.md")
    assert "secret" not in text and "2299" not in text
    assert "`<!-- shown -->` {{< shown >}}" in text
    assert set(re.findall(r"^(\w+):", text, re.MULTILINE)) == {"title", "slug", "date", "tags", "canonical_url"}


def test_markdown_names_the_page_that_it_is_of(site: Site) -> None:
    site.publish(make_article("one"), make_article("two", canonical_url='https://example.com/ä?x="><y>\n'))
    response = site.get("/articles/one.md")
    assert response.headers["Link"] == f'<{BASE}/articles/one/>; rel="canonical"'
    assert response.headers["Content-Type"] == "text/markdown; charset=utf-8"
    link = site.get("/articles/two.md").headers["Link"]
    assert link == '<https://example.com/%C3%A4?x=%22%3E%3Cy%3E%0A>; rel="canonical"'


@pytest.mark.parametrize("slug", ["none", "draft", "later"])
def test_markdown_of_what_readers_may_not_see_is_404(site: Site, slug: str) -> None:
    site.publish(make_article("draft", status="draft"), make_article("later", published_at=NEW_YEAR + 100_000 * DAY))
    assert site.get(f"/articles/{slug}.md").status_code == 404


def test_guide_has_the_form_of_its_proposal(site: Site) -> None:
    site.publish(
        make_article("one", title="About [x] & `y`\nz", description="What it\nis."),
        make_article("two", published_at=NEW_YEAR - DAY),
    )
    response = site.get("/llms.txt")
    lines = [line for line in response.content.decode().splitlines() if line]
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert lines[0] == "# Portfolio" and lines[1].startswith("> ")
    assert [line for line in lines if line.startswith("#")] == [
        "# Portfolio",
        "## Articles",
        "## All articles",
        "## Feeds",
    ]
    links = lines[lines.index("## Articles") :]
    assert all(re.fullmatch(r"## .+|- \[.+\]\(http://[^ )]+\)(: .+)?", line) for line in links)
    assert links[1:3] == [
        rf"- [About \[x\] & \`y\` z]({BASE}/articles/one.md): What it is.",
        f"- [An article]({BASE}/articles/two.md)",
    ]


def test_guide_leads_to_what_is_there(site: Site) -> None:
    site.publish(make_article("one"))
    addresses = re.findall(rf"\({BASE}([^)]+)\)", site.text("/llms.txt"))
    assert {site.get(address).status_code for address in addresses} == {200}
    assert {"/articles/one.md", "/archive/", "/tags/", "/feed.xml", "/feed.atom", "/feed.json"} <= set(addresses)


def test_guide_holds_the_newest_fifty(site: Site) -> None:
    articles = (make_article(f"n-{n:02d}", published_at=NEW_YEAR - n * DAY) for n in range(55))
    site.publish(*articles, stamp=False)
    assert re.findall(r"/articles/(n-\d\d)\.md", site.text("/llms.txt")) == [f"n-{n:02d}" for n in range(50)]


def test_guide_of_an_empty_site_has_no_articles(site: Site) -> None:
    text = site.text("/llms.txt")
    assert "## Articles" not in text and "## All articles" in text


def test_robots_may_read_all_and_find_the_sitemap(site: Site) -> None:
    lines = site.text("/robots.txt").splitlines()
    assert lines == ["User-agent: *", "Allow: /", "", f"Sitemap: {BASE}/sitemap.xml"]


def test_manifest_names_icons_that_are_there(site: Site) -> None:
    manifest = json.loads(site.get("/site.webmanifest").content)
    assert {"name", "short_name", "start_url", "display", "theme_color", "background_color", "icons"} <= set(manifest)
    assert [icon["purpose"] for icon in manifest["icons"]] == ["any", "any", "maskable"]
    for icon in manifest["icons"]:
        response = site.get(icon["src"])
        width, height = size_of(b"".join(response.streaming_content))
        assert (response.status_code, icon["sizes"]) == (200, f"{width}x{height}")


@pytest.mark.parametrize(("address", "media_type"), ROOT_FILES.items())
def test_root_file_asks_for_no_more_than_the_stamp(site: Site, address: str, media_type: str) -> None:
    response = site.get(address)
    assert (response.status_code, response.headers["Content-Type"]) == (200, media_type)
    # The manifest bears the site's name, which an admin may have changed a moment ago.
    asked = [call.request["Key"]["sk"]["S"] for call in site.proxy.calls()]
    assert asked == (["STAMP"] if address == "/site.webmanifest" else [])
    assert "public, max-age=" in response.headers["Cache-Control"]


@pytest.mark.parametrize("address", ROOT_FILES)
def test_root_file_known_is_answered_unchanged(site: Site, address: str) -> None:
    tag = site.get(address).headers["ETag"]
    response = site.get(address, **{"If-None-Match": tag})
    assert (response.status_code, response.content) == (304, b"")


@pytest.mark.parametrize("name", ["favicon.ico", "apple-touch-icon.png"])
def test_icon_is_served_at_the_root(site: Site, name: str) -> None:
    assert site.get(f"/{name}").content == (STATIC / name).read_bytes()
    head = site.client.head(f"/{name}")
    assert (head.content, head.headers["Content-Length"]) == (b"", str((STATIC / name).stat().st_size))


@pytest.mark.parametrize("zone", ["UTC", "Asia/Kathmandu"])
def test_sitemap_dates_are_of_the_w3cs_form(site: Site, zone: str) -> None:
    site.configure(TIME_ZONE=zone)
    site.publish(make_article("one"), make_article("two", updated_at=None))
    root = ElementTree.fromstring(site.get("/sitemap.xml").content)
    dates = [part.text or "" for part in root.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}lastmod")]
    assert len(dates) == 2
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d", date) for date in dates)
