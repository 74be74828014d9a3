"""What a page shows beside its own content is asked for in the time that its reader's request has left.

A page that stands has it asked for again only when something on the site moved, or when a minute went by; while it was
not to be had, or came from an older copy than the content, every few seconds.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, NamedTuple, Protocol, TypeVar

from articles.exceptions import ArticleNotFound, StoreUnavailable
from articles.services.reading import Reading
from portfolio.side_by_side import side_by_side

T = TypeVar("T")

LOOK_SECONDS = 60.0
LOOK_SOON_SECONDS = 5.0


class Ask(Protocol):
    """A question that takes no longer than until `ends` (monotonic seconds)."""

    def __call__(self, *, ends: float) -> Reading[Any]: ...


# Questions by the names that their answers have in a page's context, made from the page's own value.
Beside = Callable[[T], Mapping[str, Ask]]


class Answer(NamedTuple):
    """An answer without a reading has an empty digest if there is nothing, and None if nobody could say."""

    digest: bytes | None
    reading: Reading[Any] | None = None

    def is_good_for(self, n: int) -> bool:
        return self.digest is not None and (self.reading is None or self.reading.n >= n)


class Seen(NamedTuple):
    """The answers that a page shows, the stamp they were asked under, and when to ask again though it stays."""

    digests: tuple[bytes | None, ...]
    n: int
    until: float

    def differ_from(self, answers: Mapping[str, Answer]) -> bool:
        """Whether there is another answer; what cannot be had now is no reason to show less than before."""
        found = [answer.digest for answer in answers.values()]
        return any(new is not None and new != old for new, old in zip(found, self.digests, strict=True))


def ask_all(asks: Mapping[str, Ask], *, ends: float) -> dict[str, Answer]:
    answers = side_by_side([partial(_ask, ask, ends) for ask in asks.values()])
    return dict(zip(asks, answers, strict=True))


def seen(answers: Mapping[str, Answer], n: int, *, shown: Seen | None = None) -> Seen:
    """These answers beside content that is good for stamp `n`, to a page that has `shown` as good ones before."""
    now = time.time()
    good = all(answer.is_good_for(n) for answer in answers.values())
    dues = (answer.reading.good_until for answer in answers.values() if answer.reading)
    until = min([now + (LOOK_SECONDS if good else LOOK_SOON_SECONDS), *dues])
    digests = shown.digests if shown else tuple(answer.digest for answer in answers.values())
    return Seen(digests, n, max(until, now + LOOK_SOON_SECONDS))


def _ask(ask: Ask, ends: float) -> Answer:
    try:
        reading = ask(ends=ends)
    except ArticleNotFound:
        return Answer(b"")
    except StoreUnavailable:
        return Answer(None)
    return Answer(reading.digest, reading)
