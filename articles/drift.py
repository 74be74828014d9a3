"""What `rebuild` finds: derived items that do not say what the articles say any more."""

from __future__ import annotations

from typing import Literal, NamedTuple

# Only found; put right; or left as it is, because nobody but a person can tell, or because others kept changing it.
Fate = Literal["found", "mended", "kept"]


class Drift(NamedTuple):
    """One item: what it is, its key, and what is wrong with it."""

    kind: str
    key: str
    what: str
    fate: Fate


class Entry(NamedTuple):
    """An item that a rebuild looks at: what it is, its key, and the article that it is about if it says so."""

    entity: str
    pk: str
    sk: str
    article_id: str = ""


class ScanPage(NamedTuple):
    """Items of the table in no order, those among so many that need a look; `reached` is where a rebuild that was ended
    goes on, None at the end."""

    entries: tuple[Entry, ...]
    looked_at: int
    reached: str | None
