"""Several lists in order of date become one, page by page, and no more of any is read than the page needs."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence

from articles.domain import Summary
from articles.keys import sort_key
from articles.searching import StatusPage

# From this sort key on in the stream's order, that one left out; None is its beginning.
Read = Callable[[str | None], StatusPage]
Keeps = Callable[[Summary, str], bool]
ENDED = "-"


class Stream:
    """One list, read when its next item is asked for. `place` is the sort key that was passed last."""

    def __init__(self, read: Read, name: str) -> None:
        self.name = name
        self.place: str | None = None
        self._read = read
        self._read_to: str | None = None
        self._buffer: deque[Summary] = deque()
        self._ended = False

    @classmethod
    def of(cls, articles: Iterable[Summary], name: str, *, newest_first: bool) -> Stream:
        """What is in memory already."""
        ordered = sorted(articles, key=sort_key, reverse=newest_first)

        def read(place: str | None) -> StatusPage:
            left = [
                a for a in ordered if place is None or (sort_key(a) < place) == newest_first and sort_key(a) != place
            ]
            return StatusPage(tuple(left), 0)

        return cls(read, name)

    @property
    def head(self) -> Summary | None:
        return self._buffer[0] if self._buffer else None

    @property
    def must_read(self) -> bool:
        return not self._buffer and not self._ended

    @property
    def has_more(self) -> bool:
        return bool(self._buffer) or not self._ended

    def go_on_from(self, place: str | None) -> None:
        self._ended = place == ENDED
        self.place = self._read_to = None if self._ended else place

    def fill(self) -> int:
        """Read one page; how many articles were looked at for it."""
        page = self._read(self._read_to)
        self._buffer.extend(page.items)
        self._read_to, self._ended = page.reached, page.reached is None
        if not self._buffer:
            self.place = self._read_to
        return page.searched

    def pop(self) -> Summary:
        article = self._buffer.popleft()
        # Past the last one that fits, all that was looked at with it is passed too.
        self.place = sort_key(article) if self._buffer else self._read_to or sort_key(article)
        return article

    @property
    def mark(self) -> str | None:
        return self.place if self.has_more else ENDED


class Merger:
    """Takes the next of all streams, as long as `max_pages` last."""

    def __init__(self, streams: Sequence[Stream], *, newest_first: bool, max_pages: int) -> None:
        self.searched = 0
        self._streams = streams
        self._newest_first = newest_first
        self._pages = max_pages + len(streams)  # a first page of each, and so many more

    def go_on_from(self, places: Mapping[str, str | None]) -> None:
        for stream in self._streams:
            if stream.name in places:
                stream.go_on_from(places[stream.name])

    def take(self, size: int, keeps: Keeps) -> list[Summary]:
        taken: list[Summary] = []
        while len(taken) < size and self._fill():
            heads = [(sort_key(stream.head), stream) for stream in self._streams if stream.head is not None]
            if not heads:
                break
            choose = max if self._newest_first else min
            _, stream = choose(heads, key=lambda head: head[0])
            article = stream.pop()
            if keeps(article, stream.name):
                taken.append(article)
        return taken

    @property
    def has_more(self) -> bool:
        return any(stream.has_more for stream in self._streams)

    def places(self) -> list[tuple[str, str | None]]:
        return [(stream.name, stream.mark) for stream in self._streams]

    def _fill(self) -> bool:
        """Whether each stream shows its next item or is known to have none."""
        for stream in self._streams:
            while stream.must_read:
                if self._pages == 0:
                    return False
                self._pages -= 1
                self.searched += stream.fill()
        return True
