"""The page that readers would get of what stands in the form, saved or not, right or wrong in some field."""

from __future__ import annotations

import time
from typing import Any

from django.http import HttpRequest, HttpResponse

from articles import wiring
from articles.beside import ask_all
from articles.cleaning import clean_body, clean_line
from articles.domain import Article, reading_minutes
from articles.drafts import NOTHING_YET
from articles.exceptions import InvalidContent
from articles.forms import ArticleForm
from articles.keys import is_slug, slug_from_text, tag_from_label
from articles.letters import count_words
from articles.policies import Actor
from articles.views.author import kept
from articles.views.author.actors import actor_of
from articles.views.author.answers import page
from articles.views.author.writing import expected_version
from articles.views.kinds import DETAIL
from portfolio.accounts.access import requires
from portfolio.middleware import CONTENT_SECURITY_POLICY

NOBODY = "frame-ancestors 'none'"
# The editor shows it in a frame of its own page.
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY.replace(NOBODY, "frame-ancestors 'self'"),
    "X-Frame-Options": "SAMEORIGIN",
    "Cache-Control": "no-store",
}
BESIDE_SECONDS = 0.5
UNTITLED, NO_SLUG = "Untitled", "preview"


@requires("contributor", "POST", stopped=kept.stopped)
def preview(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    form = ArticleForm(request.POST.dict(), time_zone=wiring.time_zone(), names_author=True)
    form.is_valid()
    article = _article(form, byline=_byline(request, actor))
    beside = DETAIL.beside(article) if DETAIL.beside and article.tags else {}
    answers = ask_all(beside, ends=time.monotonic() + BESIDE_SECONDS)
    around = {name: answer.reading.load().value if answer.reading else None for name, answer in answers.items()}
    try:
        html = DETAIL.render(DETAIL.template, DETAIL.context(article, **around))
    except InvalidContent as exc:
        return page(request, "author/no_preview.html", 413, reason=exc.reason)
    return HttpResponse(html, content_type=DETAIL.content_type, headers=HEADERS)


def _byline(request: HttpRequest, actor: Actor) -> str:
    """As a save would leave it: an editor may take it away from an article that stands."""
    typed = request.POST.get("author")
    taken_away = typed == "" and expected_version(request) != NOTHING_YET
    return "" if taken_away else typed or actor.name


def _article(form: ArticleForm, *, byline: str) -> Article:
    """A wrong field is left out, or shown as far as it goes."""
    right = form.cleaned_data
    body = clean_body(form.data.get("body", "")).text
    title = right.get("title") or clean_line(form.data.get("title", "")).text or UNTITLED
    words = count_words(body)
    labels = right.get("tags") or ()
    now = wiring.now().replace(microsecond=0)
    kept_as_they_are: dict[str, Any] = {
        name: right.get(name) or "" for name in ("description", "category", "hero", "canonical_url")
    }
    slug = right.get("slug") or slug_from_text(title) or NO_SLUG
    return Article(
        slug=slug if is_slug(slug) else NO_SLUG,
        article_id="",
        title=title,
        author=byline,
        tags=tuple(tag_from_label(label) for label in labels),
        tag_labels=tuple(labels),
        published_at=right.get("published_at") or now,
        updated_at=now,
        reading_minutes=reading_minutes(words),
        word_count=words,
        body=body,
        **kept_as_they_are,
    )
