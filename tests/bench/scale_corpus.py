"""Tables of several sizes whose articles differ in nothing but their number.

An article is a function of its number, so nothing is kept and every run measures the same.
"""

from __future__ import annotations

import functools
import random
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import accumulate

from articles.domain import Article, content_checksum, reading_minutes
from articles.keys import tag_from_label
from articles.months import month_span
from tests.bench.corpus import WORDS

MONTHS = [f"{year}-{month:02d}" for year in range(2006, 2026) for month in range(1, 13)]
LABELS = [f"Topic {number:02d}" for number in range(40)]
FREQUENT = tag_from_label(LABELS[0])
FREQUENT_EVERY = 5
TAGS_EACH = 3
BODY_WORDS = 120
DENSE_MONTHS = 4
PUBLISHED_BYTES = 4096
PUBLISHED_TAGS = 4


@dataclass(frozen=True)
class Corpus:
    """The articles of one table, numbered from the oldest; `counts` says how many each of `MONTHS` has."""

    counts: tuple[int, ...]

    @property
    def name(self) -> str:
        return f"{self.count:,}"

    @property
    def count(self) -> int:
        return sum(self.counts)

    @property
    def months(self) -> dict[str, int]:
        """Months with articles, and how many."""
        return {month: n for month, n in zip(MONTHS, self.counts, strict=True) if n}

    @functools.cached_property
    def _ends(self) -> list[int]:
        return list(accumulate(self.counts))

    def date(self, number: int) -> datetime:
        """Evenly within its month."""
        place = bisect_right(self._ends, number)
        month = month_span(MONTHS[place], UTC)
        within = number - (self._ends[place] - self.counts[place])
        share = (within + 0.5) / self.counts[place]
        return (month.start + share * (month.end - month.start)).replace(microsecond=0)

    def article(self, number: int) -> Article:
        chance = random.Random(number)
        body = _text(chance, BODY_WORDS)
        return _complete(number, article_slug(number), self.date(number), _labels(number, chance), body)

    def full_months(self) -> list[str]:
        """Months with as many articles as any month has, give or take one."""
        least = max(self.counts) - 1
        return [month for month, n in self.months.items() if n >= least]


def spread_evenly(count: int) -> Corpus:
    """The same number of articles in every month, give or take one."""
    return Corpus(tuple(_shares(count, len(MONTHS))))


def with_full_months(count: int, like: Corpus) -> Corpus:
    """Articles in every month, and in the middle a few months that are as full as they are in `like`.

    `count` grows where it is too small for that.
    """
    middle, others = len(MONTHS) // 2, len(MONTHS) - DENSE_MONTHS
    dense = range(middle, middle + DENSE_MONTHS)
    left = max(others, count - sum(like.counts[place] for place in dense))
    rest = iter(_shares(left, others))
    return Corpus(tuple(like.counts[place] if place in dense else next(rest) for place in range(len(MONTHS))))


def published(number: int, *, at: datetime) -> Article:
    """What an author publishes: 4 KB with 4 tags."""
    labels = [LABELS[(number + place) % len(LABELS)] for place in range(PUBLISHED_TAGS)]
    return _complete(number, published_slug(number), at, labels, long_text(str(number)))


def article_slug(number: int) -> str:
    return f"scale-article-{number:06d}"


def published_slug(number: int) -> str:
    return f"scale-published-{number:06d}"


def revise(article: Article, *, at: datetime) -> Article:
    """The article with another text of 4 KB."""
    text = long_text(f"{article.slug} after {article.version}")
    revised = replace(article, body=text, updated_at=at, word_count=len(text.split()))
    checksum = content_checksum(revised)
    return replace(revised, checksum=checksum, source_checksum=checksum)


def long_text(seed: str) -> str:
    text = _text(random.Random(seed), PUBLISHED_BYTES // 4)
    return text[: PUBLISHED_BYTES - 1] + "\n"


def _complete(number: int, slug: str, at: datetime, labels: Sequence[str], body: str) -> Article:
    chance = random.Random(f"fields of {slug}")
    words = len(body.split())
    article = Article(
        slug=slug,
        article_id=f"01BENCH{number:019d}",
        title=f"Article {number:06d}, {' '.join(chance.choices(WORDS, k=4))}",
        description=" ".join(chance.choices(WORDS, k=12)).capitalize() + ".",
        author="A. Writer",
        tags=tuple(tag_from_label(label) for label in labels),
        tag_labels=tuple(labels),
        category="Measuring",
        published_at=at,
        updated_at=at,
        word_count=words,
        reading_minutes=reading_minutes(words),
        version=1,
        body=body,
    )
    checksum = content_checksum(article)
    return replace(article, checksum=checksum, source_checksum=checksum)


def _labels(number: int, chance: random.Random) -> list[str]:
    """Every fifth article has the frequent tag; each other tag comes up by turns, and the rest by chance."""
    others = LABELS[1:]
    first = others[number % len(others)]
    rest = [label for label in others if label != first]
    if number % FREQUENT_EVERY == 0:
        return [LABELS[0], first, *chance.sample(rest, TAGS_EACH - 2)]
    return [first, *chance.sample(rest, TAGS_EACH - 1)]


def _text(chance: random.Random, words: int) -> str:
    """Sentences of ten words, one of them a link, three to a paragraph."""
    sentences = [" ".join(chance.choices(WORDS, k=10)).capitalize() + "." for _ in range(words // 10)]
    sentences[0] = f"**{sentences[0][:-1]}** [as told](/articles/scale-article-000000/)."
    return "\n\n".join(" ".join(sentences[place : place + 3]) for place in range(0, len(sentences), 3)) + "\n"


def _shares(count: int, parts: int) -> list[int]:
    return [count * (part + 1) // parts - count * part // parts for part in range(parts)]
