"""What is told to a person, and how much one text may cost: none makes a list without end or keeps us busy."""

from __future__ import annotations

from articles.conversion import Notice, TooMuch

MAX_NOTICES = 200
MAX_CONSTRUCTS = 8_000
MAX_GROWTH = 4_000_000


class Notes:
    """Notices of one text, and its budget: what was tried in vain, what was found, by what it grows."""

    def __init__(self, size: int) -> None:
        self._notices: set[Notice] = set()
        self._more = 0
        self._constructs = 0
        self._growth = 0
        self._steps = size // 4 + 20_000

    def add(self, line: int, text: str) -> None:
        if len(self._notices) < MAX_NOTICES:
            self._notices.add(Notice(line, text))
        else:
            self._more = self._more or line

    def all(self) -> tuple[Notice, ...]:
        """In the order of the text; the last one says that there were more."""
        more = [Notice(self._more, "there are more places like these; they are not listed")] if self._more else []
        return (*sorted(self._notices), *more)

    def spend_steps(self, steps: int) -> None:
        """Count a search that led nowhere."""
        self._steps -= steps

    @property
    def steps_left(self) -> int:
        return self._steps

    @property
    def is_spent(self) -> bool:
        """Whether nothing more may be tried."""
        return self._steps <= 0 or self._constructs > MAX_CONSTRUCTS

    def count_construct(self) -> None:
        self._constructs += 1

    def count_growth(self, size: int) -> None:
        self._growth += size
        if self._growth > MAX_GROWTH:
            raise TooMuch
