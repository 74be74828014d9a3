"""Texts that nobody thought of: read, kept and shown, in less than a second each. 5,000 cases in all."""

from __future__ import annotations

import html
import os
import re
import time
from pathlib import PurePath
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from articles.conversion.shortcodes import escape_shortcodes, unescape_shortcodes
from articles.documents import parse_document, write_document
from articles.domain import Article
from articles.exceptions import InvalidContent
from articles.frontmatter import Parsed
from articles.rendering import render_markdown
from tests.fuzz.texts import Known, hugo_documents, jekyll_documents, mdx_documents, noise

UTC = ZoneInfo("UTC")
LIMIT_SECONDS = 1.0
HEAD = "---\ntitle: T\ndate: 2026-01-01\n---\n"
# How many times as many cases as usual, each time others.
TIMES = int(os.environ.get("FUZZ_TIMES", "1"))


def read(text: str, place: str) -> Parsed:
    return parse_document(HEAD + text, path=place, time_zone=UTC, place=PurePath(place))


def read_and_show(text: str, place: str) -> tuple[Article, str]:
    """The article and its page, within the time that a file may take."""
    # The collector of a process that has made many thousands of texts takes a second now and then: a text that takes
    # long does so again.
    for attempt in (1, 2):
        began = time.process_time()
        article = read(text, place).article
        page = render_markdown(article.body)
        if time.process_time() - began < LIMIT_SECONDS:
            break
        assert attempt == 1, "it takes longer than a file may"
    return article, page


def check_round_trip(article: Article) -> None:
    text = write_document(article, time_zone=UTC)
    again = parse_document(text, path="x.md", time_zone=UTC, exported=True).article
    assert again.body == article.body
    assert write_document(again, time_zone=UTC) == text


def visible(page: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", page) + " ".join(re.findall(r'alt="([^"]*)"', page)))


def check_nothing_is_lost(known: Known, place: str) -> None:
    article, page = read_and_show(known.text, place)
    shown = visible(page)
    assert [word for word in known.words if word not in article.body] == []
    assert [word for word in known.words if word not in shown] == []
    check_round_trip(article)


@pytest.mark.parametrize("place", ["x.md", "x.mdx", "_posts/x.md"])
@given(text=noise())
@settings(max_examples=700 * TIMES)
@example(text="")
def test_noise_is_read_and_shown(place: str, text: str) -> None:
    try:
        article, _ = read_and_show(text, place)
    except InvalidContent as exc:
        assert exc.line is not None
        return
    check_round_trip(article)


@given(text=noise(400))
@settings(max_examples=200 * TIMES)
def test_long_noise_is_read_and_shown(text: str) -> None:
    for place in ("x.md", "x.mdx"):
        try:
            read_and_show(text * 20, place)
        except InvalidContent as exc:
            assert exc.line is not None


@given(known=mdx_documents())
@settings(max_examples=800 * TIMES)
def test_mdx_loses_no_word(known: Known) -> None:
    check_nothing_is_lost(known, "x.mdx")


@given(known=hugo_documents())
@settings(max_examples=500 * TIMES)
def test_hugo_loses_no_word(known: Known) -> None:
    check_nothing_is_lost(known, "x.md")


@given(known=jekyll_documents())
@settings(max_examples=500 * TIMES)
def test_jekyll_loses_no_word(known: Known) -> None:
    check_nothing_is_lost(known, "_posts/x.md")


@given(text=st.text(st.sampled_from("{}<>%/* \nax`"), max_size=80))
@settings(max_examples=400 * TIMES)
def test_escapes_for_hugo_can_be_undone(text: str) -> None:
    assert unescape_shortcodes(escape_shortcodes(text)) == text
