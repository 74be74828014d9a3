"""The site's settings in the table. A save is one transaction with its line in the audit and the stamp's new number."""

from __future__ import annotations

import dataclasses
import functools
import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

from pynamodb.exceptions import PynamoDBException
from pynamodb.transactions import TransactWrite

from articles import keys
from articles.exceptions import StaleSettings, StoreUnavailable
from articles.records import LinkMap, SettingsRecord, StampRecord
from articles.records_audit import AuditRecord, new_audit_id
from articles.site_settings import NEVER_SAVED, Link, SavedSettings, SiteSettings
from articles.stores.dynamo.queries import Queries, as_record, key_of
from portfolio.env import ACCENTS, is_address, is_language, is_own_path
from portfolio.table import UNREADABLE, WRITER_DEADLINE_SECONDS, Item, Table, TableUnavailable, naming
from portfolio.transactions import Refused, commit

logger = logging.getLogger(__name__)


class DynamoSettings:
    """What cannot be read in the item hides itself, and is reported once: the environment then speaks for it."""

    def __init__(self, table: Table, clock: Callable[[], datetime]) -> None:
        self._table = table
        self._clock = clock
        self._reported: set[str] = set()

    def get(self, *, budget: float | None = None) -> SavedSettings:
        """The settings in force; without a budget for those who would rather wait than miss."""
        item = self._item(budget)
        return self._from_item(item) if item else NEVER_SAVED

    def save(self, settings: SiteSettings, *, expected: int, by: str, token: str) -> SavedSettings:
        """Write over version `expected`; what `token` saved before is not written again."""
        at = self._clock()
        saved = SavedSettings(
            settings=settings,
            version=expected + 1,
            saved_at=at.replace(microsecond=0),
            saved_by=by,
            token=token,
        )
        line = _audit_line(saved, at, before=self.get().settings)
        try:
            commit(self._table, functools.partial(_write, saved=saved, line=line))
        except Refused as exc:
            stands = self.get()
            if stands.token == token and stands.settings == settings:
                return stands
            raise StaleSettings(stands) from exc
        except (TableUnavailable, PynamoDBException) as exc:
            raise StoreUnavailable(Queries.name, str(exc)) from exc
        return saved

    def _item(self, budget: float | None) -> Item | None:
        seconds = WRITER_DEADLINE_SECONDS if budget is None else budget
        try:
            return self._table.get_item(*keys.SETTINGS, budget=seconds, patient=budget is None)
        except TableUnavailable as exc:
            raise StoreUnavailable(Queries.name, exc.why) from exc

    def _from_item(self, item: Item) -> SavedSettings:
        """The version is needed to save over it, so it is read also when nothing else can be."""
        try:
            version = int(item["version"]["N"])
        except UNREADABLE as exc:
            self._report(item, f"no version: {exc!r}")
            return NEVER_SAVED
        try:
            record = as_record(SettingsRecord, item)
            return SavedSettings(
                settings=SiteSettings(**self._fields(item, record)),
                version=version,
                saved_at=keys.parse_at(record.saved_at),
                saved_by=record.saved_by,
                token=record.token,
            )
        except UNREADABLE as exc:
            self._report(item, repr(exc))
            return SavedSettings(version=version)

    def _fields(self, item: Item, record: SettingsRecord) -> dict[str, Any]:
        fields: dict[str, Any] = {}
        for name, is_good in _TEXTS.items():
            text = getattr(record, name)
            if text is not None and not is_good(text):
                self._report(item, f"its {name} cannot be shown")
                text = None
            fields[name] = text
        for name in _LINKS:
            found = getattr(record, name)
            links = None if found is None else tuple(Link(link.label, link.address) for link in found)
            if links and not all(label and is_address(address) for label, address in links):
                self._report(item, f"its {name} lead nowhere")
                links = None
            fields[name] = links
        return fields

    def _report(self, item: Item, why: str) -> None:
        if why not in self._reported:
            self._reported.add(why)
            logger.error("item cannot be read whole", extra={"item": key_of(item), "error": why})


def _write(transaction: TransactWrite, *, saved: SavedSettings, line: AuditRecord) -> None:
    version = saved.version - 1
    stands = SettingsRecord.version == version if version else SettingsRecord.version.does_not_exist()
    transaction.save(_record(saved), condition=stands)
    transaction.update(
        StampRecord(*keys.STAMP),
        actions=[
            StampRecord.settings.set(saved.version),
            # It may be the item's first write, and no article moved.
            StampRecord.n.add(0),
            StampRecord.ring.set(StampRecord.ring | []),
            *naming(StampRecord),
        ],
    )
    transaction.save(line)


def _audit_line(saved: SavedSettings, at: datetime, *, before: SiteSettings) -> AuditRecord:
    """It names the settings that differ."""
    names = (field.name for field in dataclasses.fields(SiteSettings))
    changed = [name for name in names if getattr(before, name) != getattr(saved.settings, name)]
    return AuditRecord.of(
        at,
        new_audit_id(at),
        actor=saved.saved_by,
        action="settings",
        subject=" ".join(keys.SETTINGS),
        note=", ".join(changed).replace("_", " "),
    )


def _record(saved: SavedSettings) -> SettingsRecord:
    said: dict[str, Any] = saved.settings.said
    fields: dict[str, Any] = {
        name: [_link_map(link) for link in value] if name in _LINKS else value for name, value in said.items()
    }
    return SettingsRecord(
        *keys.SETTINGS,
        **fields,
        version=saved.version,
        saved_at=keys.format_at(saved.saved_at) if saved.saved_at else "",
        saved_by=saved.saved_by,
        token=saved.token,
    )


def _link_map(link: Link) -> LinkMap:
    return LinkMap(label=link.label, address=link.address)  # type: ignore[no-untyped-call]


def _is_text(text: str) -> bool:
    return True


# What each text must be, whoever wrote it there.
_TEXTS: dict[str, Callable[[str], bool]] = {
    "title": bool,
    "tagline": _is_text,
    "language": is_language,
    "accent": ACCENTS.__contains__,
    "author": _is_text,
    "bio": _is_text,
    "about": _is_text,
    "share_image": lambda text: not text or is_own_path(text),
}
_LINKS = ("links", "navigation")
