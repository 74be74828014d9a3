"""An exported folder is a section of a Hugo site as it stands: the real Hugo builds it, and shows every article."""

from __future__ import annotations

import html
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from articles.documents import parse_document, read_document
from articles.domain import Article
from articles.folders import find_documents
from articles.services.exporting import Exporter
from articles.stores.export import FolderExport
from articles.stores.memory import MemoryStore
from tests.engine import PROJECT
from tests.factories import NOW, FakeClock, make_article, save

HUGO = Path(sys.executable).parent / "hugo"
UTC_ZONE = ZoneInfo("UTC")
CONFIG = 'baseURL = "https://example.org/"\ntitle = "Exported"\ndisableKinds = ["taxonomy", "term", "RSS", "sitemap"]\n'
SINGLE = """<h1>{{ .Title }}</h1>
<time>{{ .Date.UTC.Format "2006-01-02T15:04:05Z" }}</time>
<p class="updated">{{ .Lastmod.UTC.Format "2006-01-02T15:04:05Z" }}</p>
<p class="tags">{{ delimit .Params.tags "|" }}</p>
<pre>{{ .RawContent }}</pre>
<div>{{ .Content }}</div>"""
LIST = '{{ range .Pages }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>\n{{ end }}'

BODIES = {
    "plain": "Some *words*.\n",
    "shortcodes": "Write `{{< figure src=x >}}`, or {{% note %}} and {{< /note >}}, or {{</* escaped */>}}.\n",
    "openers": "Half of one: {{< and {{% and {{</* here.\n",
    "in-code": "```go-html-template\n{{< ref \"a.md\" >}} {{ .Title }} {{/* x */}}\n```\n",
    "callouts": ":::note A title\nText.\n:::\n\n> [!TIP]\n> More.\n\n```mermaid title=\"Flow\"\ngraph TD; A-->B\n```\n",
    "fences": "---\n\n+++\ntitle = \"no\"\n+++\n\n---\n",
    "more": "Before\n\n<!--more-->\n\nAfter\n",
    "html": "<script>alert(1)</script>\n\n{{ html }} {% liquid %} ${x} \\{{< x >}}\n",
}  # fmt: skip


# Hugo reads attributes in some, and in others it fails at them.
INFOS = (
    "ts {3-5}", 'ts title="x" {3-5} showLineNumbers', "js {1,4-6}", "js{1,3}", "{r, echo=FALSE}", "sh {all|1|2}",
    "{", "js {", "js {{< x >}}", "js {%", "&#123;1,3}", "go {hl_lines=[1]}", "{.line-numbers}", "js {`",
)  # fmt: skip
FENCES = (
    "{fence}{info}\ncode {{1}}\n{fence}\n",
    "- a\n\n  {fence}{info}\n  code {{1}}\n  {fence}\n",
    "1. {fence}{info}\n   code {{1}}\n   {fence}\n",
    "> {fence}{info}\n> code {{1}}\n> {fence}\n",
    "> - {fence}{info}\n>   code {{1}}\n>   {fence}\n",
    "a[^1]\n\n[^1]: {fence}{info}\n    code {{1}}\n    {fence}\n",
    "a[^1]\n\n[^1]: b\n\n    {fence}{info}\n    code {{1}}\n    {fence}\n",
    "a\n: b\n\n  {fence}{info}\n  code {{1}}\n  {fence}\n",
    "<div>\n{fence}\n</div>\n\n{fence}{info}\ncode {{1}}\n{fence}\n",
    "{fence}~~~\n~~~js {{1}}\n{fence}~~~\n\n{fence}{info}\ncode {{1}}\n{fence}\n",
)


class Site:
    """A Hugo site around one exported folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.articles = folder / "content" / "articles"
        layouts = folder / "layouts" / "_default"
        layouts.mkdir(parents=True)
        (folder / "hugo.toml").write_text(CONFIG)
        (layouts / "single.html").write_text(SINGLE)
        (layouts / "list.html").write_text(LIST)

    def export(self, articles: list[Article], *, everything: bool = False) -> None:
        clock = FakeClock()
        store = MemoryStore(clock.now)
        for article in articles:
            save(store, article)
        with FolderExport(self.articles) as target:
            exporter = Exporter(store, target, clock=clock.now, time_zone=UTC_ZONE)
            assert [each.problem for each in exporter.write(everything=everything) if each.problem] == []
            exporter.commit(force=False)

    def build(self) -> None:
        command = [str(HUGO), "build", "--noBuildLock", "--clock", f"{NOW:%Y-%m-%dT%H:%M:%SZ}"]
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, done.stdout + done.stderr

    def page(self, slug: str) -> str:
        return (self.folder / "public" / "articles" / slug / "index.html").read_text()

    def slugs(self) -> set[str]:
        return {path.parent.name for path in (self.folder / "public" / "articles").glob("*/index.html")}


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


def test_hugo_builds_our_own_content(site: Site) -> None:
    own = [read_document(path, time_zone=UTC_ZONE).article for path in find_documents([PROJECT / "content"]).files]
    # Published before the clock of these tests shows it, so that all are on the page.
    site.export([make_article(a.slug, title=a.title, tag_labels=a.tag_labels, body=a.body) for a in own])
    site.build()
    assert site.slugs() == {article.slug for article in own}
    for article in own:
        assert f"<h1>{html.escape(article.title)}</h1>" in site.page(article.slug)


@pytest.mark.parametrize("name", BODIES)
def test_hugo_shows_the_text_and_runs_nothing_of_it(site: Site, name: str) -> None:
    site.export([make_article("one", body=BODIES[name])])
    site.build()
    shown = re.search(r"<pre>(.*?)</pre>\n<div>", site.page("one"), re.DOTALL)
    assert shown is not None
    # Shortcodes are escaped for Hugo in the file, and nowhere else.
    raw = html.unescape(shown[1])
    assert parse_document(f"---\ntitle: T\ndate: 2026-01-01\n---\n{raw}", path="one.md", time_zone=UTC_ZONE,
                          exported=True).article.body == BODIES[name]  # fmt: skip
    words = re.findall(r"\{\{[<%][^\n]*?[>%]\}\}", BODIES[name])
    content = html.unescape(re.sub(r"<[^>]*>", "", site.page("one").split("<div>")[1]))
    assert [word for word in words if word not in content] == []


@pytest.mark.parametrize("fence", ["```", "~~~"])
def test_hugo_builds_fences_whatever_is_behind_them(site: Site, fence: str) -> None:
    infos = [info for info in INFOS if fence != "```" or "`" not in info]
    bodies = [form.format(fence=fence, info=info) for info in infos for form in FENCES]
    site.export([make_article(f"fence-{number}", body=body) for number, body in enumerate(bodies)])
    site.build()
    for number, body in enumerate(bodies):
        page = site.page(f"fence-{number}").split("<div>", 1)[1]
        assert "code {1}" in html.unescape(re.sub(r"<[^>]*>", "", page)), body
        assert "<pre" in page, body


def test_hugo_reads_the_front_matter_as_we_meant_it(site: Site) -> None:
    updated = datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC)
    article = make_article(
        "c-and-net",
        title='Quotes "here": and # there, yes',
        tag_labels=("C++", ".NET", "1.10", "yes"),
        updated_at=updated,
        extra="weight: 10\nparams:\n  nested: [1, two]\n",
        date_texts=(("date", "2026-01-01 01:00:00 +0100"),),
    )
    site.export([article])
    site.build()
    page = html.unescape(site.page("c-and-net"))
    assert '<h1>Quotes "here": and # there, yes</h1>' in page
    assert "<time>2026-01-01T00:00:00Z</time>" in page
    assert '<p class="updated">2026-02-03T04:05:06Z</p>' in page
    assert '<p class="tags">C++|.NET|1.10|yes</p>' in page


@pytest.mark.parametrize(
    "text", ["Jan 1, 2026", "1 January 2026", "2026-01-01T00:00", "2026-01-01", "2026-01-01 00:00:00Z"]
)
def test_hugo_reads_a_date_however_it_was_written(site: Site, text: str) -> None:
    site.export([make_article("dated", date_texts=(("date", text),))])
    site.build()
    assert "<time>2026-01-01T00:00:00Z</time>" in site.page("dated")


def test_hugo_hides_what_readers_do_not_see(site: Site) -> None:
    day = timedelta(days=1)
    site.export(
        [
            make_article("shown"),
            make_article("a-draft", status="draft"),
            make_article("archived", status="archived"),
            make_article("trashed", status="trashed"),
            make_article("scheduled", published_at=NOW + day),
            make_article("expired", unpublish_at=NOW - day),
            make_article("expires", unpublish_at=NOW + day),
        ],
        everything=True,
    )
    assert len(list(site.articles.glob("*.md"))) == 7
    site.build()
    assert site.slugs() == {"shown", "expires"}


def test_hugo_takes_an_article_called_index_for_one_among_others(site: Site) -> None:
    site.export([make_article("index"), make_article("other"), make_article("2026-01-01-dated"), make_article("a--b")])
    site.build()
    # Hugo has no page of that name beside the folder's own, but it does not take the folder for one page either.
    assert site.slugs() == {"other", "2026-01-01-dated", "a--b"}
