"""Real pages whose content is replaced by markup as the renderer writes it, so that a test says what it looks at."""

from __future__ import annotations

import html
import re

from playwright.sync_api import Page, Route

PATH = "/articles/"
# Sums up what moved by itself, as browsers count it.
MEASURE_SHIFT = """
window.shift = 0;
new PerformanceObserver(list => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
}).observe({type: "layout-shift", buffered: true});
"""
SIZES = ((6, "small"), (14, "medium"))


def show(page: Page, content: str) -> None:
    """Open a page of the site that has `content` for its main part."""

    def fulfill(route: Route) -> None:
        response = route.fetch()
        prose = f'<main id="main" tabindex="-1"><article class="article"><div class="prose">{content}</div></article>'
        body = re.sub(r"<main.*</main>", lambda _: f"{prose}</main>", response.text(), flags=re.DOTALL)
        route.fulfill(response=response, body=body)

    page.add_init_script(MEASURE_SHIFT)
    page.route(f"**{PATH}", fulfill)
    page.goto(PATH)


def code(text: str, language: str = "") -> str:
    name = f' class="language-{language}"' if language else ""
    return f'<figure class="code"><pre tabindex="0"><code{name}>{html.escape(text)}</code></pre></figure>'


def heading(level: int, name: str) -> str:
    return f'<div class="heading"><h{level} id="{name}">{name}</h{level}><a class="anchor" href="#{name}"></a></div>'


def words(lines: int) -> str:
    return "<p>Some words.</p>" * lines


def diagram(source: str, title: str = "") -> str:
    size = next((name for most, name in SIZES if len(source.splitlines()) <= most), "large")
    caption = f"<figcaption>{html.escape(title)}</figcaption>" if title else ""
    pre = f'<pre tabindex="0"><code class="language-mermaid">{html.escape(source)}\n</code></pre>'
    return f'<figure class="diagram diagram-{size}">{caption}{pre}</figure>'
