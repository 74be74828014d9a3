"""The site in a process of its own and without a server, so that what is timed is a page and nothing around it.

A process knows one table. It forgets all it knows before each question, so every answer is a cold one: the stamp, and
then what the page needs.
"""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Self

from tests.bench.client import NotMeasured
from tests.bench.scale_corpus import published, revise

ANSWER_SECONDS = 60.0
STOP_SECONDS = 5.0
TRIES = 10
TRY_AGAIN_SECONDS = 1.0
FROM_TABLE = "dynamodb-sdk"


@dataclass(frozen=True)
class Read:
    """A page to read. A list's page begins after the sort key `after`."""

    path: str
    after: str = ""


@dataclass(frozen=True)
class Publish:
    """Save a new article."""

    number: int


@dataclass(frozen=True)
class Update:
    """Save another text of an article."""

    slug: str


Question = Read | Publish | Update


class SiteProcess:
    """Starts the site; it ends with this process or when the block does."""

    def __init__(self, environment: Mapping[str, str], log: Path) -> None:
        # Not forked: Django and the SDK's clients are to be made there.
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(dict(environment), str(log), theirs), daemon=True)
        self._process.start()
        theirs.close()
        self._log = log
        self.refused = 0

    def ask(self, question: Question) -> float:
        """Seconds it took. A reader who is refused, because the machine is busy elsewhere, asks again."""
        for _ in range(TRIES):
            answer = self._ask(question)
            if answer is not None:
                return answer
            self.refused += 1
            time.sleep(TRY_AGAIN_SECONDS)
        raise NotMeasured(f"{question} was refused {TRIES} times")

    def _ask(self, question: Question) -> float | None:
        try:
            self._pipe.send(question)
            if not self._pipe.poll(ANSWER_SECONDS):
                raise NotMeasured(f"{question} was not answered within {ANSWER_SECONDS:.0f} s")
            answer = self._pipe.recv()
        except (EOFError, OSError) as exc:
            raise NotMeasured(f"the site's process ended: {self._log.read_text()[-2000:]}") from exc
        if isinstance(answer, str):
            raise NotMeasured(f"{question}: {answer}")
        return None if answer is None else float(answer)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pipe.close()
        self._process.join(STOP_SECONDS)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()


def _serve(environment: dict[str, str], log: str, pipe: Connection) -> None:
    """Answer each question with its seconds, or with what is wrong, until the other end is closed."""
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.environ.clear()
    os.environ.update(environment)
    desk = _Desk()
    while True:
        try:
            question = pipe.recv()
        except EOFError:
            return
        try:
            answer: float | str | None = desk.read(question) if isinstance(question, Read) else desk.save(question)
        except Exception as problem:
            answer = f"{type(problem).__name__}: {problem}"
        pipe.send(answer)


class _Desk:
    """What a process of the site does here. Everything of Django is imported once its environment stands."""

    def __init__(self) -> None:
        os.environ["DJANGO_SETTINGS_MODULE"] = "portfolio.settings"
        from portfolio.wsgi import application

        self._application = application

    def read(self, question: Read) -> float | None:
        """None if there was no answer in time."""
        from django.test import RequestFactory

        environ = RequestFactory(SERVER_NAME="127.0.0.1").get(self._address(question)).environ
        answered: list[Any] = []

        def start(status: str, headers: list[tuple[str, str]], *_: Any) -> None:
            answered.extend((status, dict(headers)))

        self._forget()
        began = time.perf_counter()
        body = b"".join(self._application(environ, start))
        seconds = time.perf_counter() - began
        status, headers = answered
        if status.startswith("503"):
            return None
        if not status.startswith("200") or headers.get("Content-Source") != FROM_TABLE or not body:
            raise NotMeasured(f"answered with {status} from {headers.get('Content-Source')!r}")
        return seconds

    def save(self, question: Publish | Update) -> float:
        """Only the save is timed, not reading what is there for it."""
        from articles import wiring

        repository, at = wiring.repository(), datetime.now(UTC).replace(microsecond=0)
        previous = repository.get_for_update(question.slug) if isinstance(question, Update) else None
        if isinstance(question, Publish):
            article = published(question.number, at=at)
        elif previous is not None:
            article = revise(previous, at=at)
        else:
            raise NotMeasured("there is no such article")
        began = time.perf_counter()
        repository.save(article, previous=previous, author="bench", note="", stamp=True)
        return time.perf_counter() - began

    def _forget(self) -> None:
        """All but the clients, whose connections a process of the site keeps open too."""
        from django.core.cache import caches

        from articles import wiring
        from articles.pages import page_cache

        wiring.reading.cache_clear()
        wiring.freshness.cache_clear()
        for cache in caches.all(initialized_only=True):
            cache.clear()
        page_cache().clear()
        wiring.reading()

    def _address(self, question: Read) -> str:
        from django.urls import resolve

        from articles.cursors import write_cursor
        from articles.domain import Cursor
        from articles.views import kinds, survey_kinds
        from articles.views.reader import MARK

        if not question.after:
            return question.path
        match = resolve(question.path)
        names = {
            "list": lambda: kinds.LIST_NAME,
            "tag": lambda: kinds.tag_list_name(match.kwargs["tag"]),
            "month": lambda: survey_kinds.month_list_name(match.kwargs["month"]),
        }
        mark = write_cursor(Cursor("after", question.after), list_name=names[str(match.url_name)]())
        return f"{question.path}?{MARK}={mark}"
