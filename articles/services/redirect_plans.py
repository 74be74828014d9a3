"""What rows of old addresses would do to the redirects that stand. Nothing here reads or writes.

Each redirect is kept with the end of its way, and rows are taken one after the other: one that leads on to another
address of the same kind gets its end, and what led to a new one's address is led on with it. So no address is ever two
hops from its page, and none leads back to itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from articles.exceptions import InvalidRedirect
from articles.redirects import Line, Outcome, Plan, Redirect, Row, Target

# What a row says: the old address in its kept form, and the target as far as it is known without other rows.
Read = Callable[[Row], tuple[str, Target]]
# Why readers do not get a page at an address of this site; empty if they do.
Missing = Callable[[Target], str]

MAX_NOTE = 200


def plan_rows(
    rows: Sequence[Row], stands: Mapping[str, Redirect], *, read: Read, missing: Missing, at: datetime, by: str
) -> Plan:
    """What becomes of each row, in their order; new redirects are `by` somebody, made `at` a time."""
    planner = Planner(stands, missing=missing)
    taken: dict[int, str] = {}
    refused: dict[int, InvalidRedirect] = {}
    for index, row in enumerate(rows):
        try:
            path, target = read(row)
            planner.take(row, path, target)
            taken[index] = path
        except InvalidRedirect as exc:
            refused[index] = exc
    nowhere = planner.nowhere()
    refused |= {index: InvalidRedirect(nowhere[path]) for index, path in taken.items() if path in nowhere}
    changed = planner.redirects(at, by)
    lines: list[Line] = []
    told: set[str] = set()
    for index, row in enumerate(rows):
        if index in refused:
            lines.append(Line(row, "refused", refused[index]))
            continue
        path = taken[index]
        is_first = path not in told and path in changed
        told.add(path)
        outcome: Outcome = "same" if not is_first else "changes" if path in stands else "new"
        redirect = changed.get(path) or stands[path]
        lines.append(Line(row, outcome, None, redirect, stands[path].target if path in stands else None))
    moved = tuple(changed[path] for path in sorted(changed) if path not in told)
    return Plan(tuple(lines), moved)


class Planner:
    """Redirects by their paths, as they would be after the rows that were taken so far."""

    def __init__(self, stands: Mapping[str, Redirect], *, missing: Missing) -> None:
        self._stands = stands
        self._missing = missing
        self._ends: dict[str, Target] = {path: redirect.target for path, redirect in stands.items()}
        self._leading: dict[str, set[str]] = defaultdict(set)
        for path, target in self._ends.items():
            self._leading[target.path].add(path)
        self._taken: dict[str, Row] = {}

    def take(self, row: Row, path: str, target: Target) -> None:
        """Raises `InvalidRedirect` for a row that contradicts an earlier one, or leads back to its own address."""
        earlier = self._taken.get(path)
        end = self._end_of(target)
        if end.path == path:
            raise InvalidRedirect(f"This would lead {path} back to itself.")
        if earlier is not None and end != self._ends[path]:
            raise InvalidRedirect(f"Line {earlier.number} leads {path} elsewhere.", field="source")
        self._taken.setdefault(path, row)
        self._lead(path, end)
        for other in self._leading.pop(path, set()):
            self._lead(other, _with_tail(end, self._ends[other].tail))

    def nowhere(self) -> dict[str, str]:
        """By path, why it would lead to no page; they stay as they were."""
        ends = {path: self._ends[path] for path in self._changed()}
        bad = {path: why for path, end in ends.items() if end.path and (why := self._missing(end))}
        for path in bad:
            self._drop(path)
        for path in bad:
            if path in self._stands:
                self._lead(path, self._end_of(self._stands[path].target))
        return bad

    def redirects(self, at: datetime, by: str) -> dict[str, Redirect]:
        """Those that would be other than they are, by path."""
        return {path: self._redirect(path, at, by) for path in self._changed()}

    def _redirect(self, path: str, at: datetime, by: str) -> Redirect:
        stands, row = self._stands.get(path), self._taken.get(path)
        note = (row.note if row else "") or (stands.note if stands else "")
        if stands:
            return replace(stands, target=self._ends[path], note=note[:MAX_NOTE])
        return Redirect(path, self._ends[path], note[:MAX_NOTE], by, at)

    def _changed(self) -> set[str]:
        stands = {path: redirect.target for path, redirect in self._stands.items()}
        return {path for path, end in self._ends.items() if stands.get(path) != end or self._noted(path)}

    def _noted(self, path: str) -> bool:
        row = self._taken.get(path)
        return row is not None and bool(row.note) and row.note[:MAX_NOTE] != self._stands[path].note

    def _end_of(self, target: Target) -> Target:
        end = self._ends.get(target.path) if target.path else None
        return _with_tail(end, target.tail) if end else target

    def _lead(self, path: str, end: Target) -> None:
        self._drop(path)
        self._ends[path] = end
        self._leading[end.path].add(path)

    def _drop(self, path: str) -> None:
        before = self._ends.pop(path, None)
        if before is not None:
            self._leading[before.path].discard(path)


def _with_tail(end: Target, tail: str) -> Target:
    """A place on the page that was asked for may be found in the article that it leads to."""
    return replace(end, tail=tail) if end.article_id and not end.tail else end
