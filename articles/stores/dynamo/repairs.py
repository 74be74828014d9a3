"""One thing that a rebuild puts right, in one transaction with what it was held against."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from pynamodb.expressions.condition import Condition
from pynamodb.transactions import TransactWrite

from articles import keys
from articles.domain import Summary
from articles.drift import Drift, Fate
from articles.records import ArticleRecord
from portfolio.table import Record

ABSENT: Condition = Record.pk.does_not_exist()
THERE: Condition = Record.pk.exists()

Write = Callable[[TransactWrite], None]


class Repair(NamedTuple):
    """What is wrong with an item, and how to put it right; None if only a person can tell."""

    kind: str
    key: keys.Key
    what: str
    write: Write | None

    def told(self, fate: Fate) -> Drift:
        return Drift(self.kind, " ".join(self.key), self.what, fate)


def save(
    transaction: TransactWrite,
    record: Record,
    condition: Condition | None = None,
    checks: Sequence[tuple[keys.Key, Condition]] = (),
    of: Summary | None = None,
) -> None:
    """Put it, `of` an article that must still be the same."""
    held = [*checks, (keys.article_key(of.slug), is_still(of))] if of else checks
    _check(transaction, held)
    transaction.save(record, condition=condition)


def delete(
    transaction: TransactWrite,
    key: keys.Key,
    condition: Condition | None = None,
    checks: Sequence[tuple[keys.Key, Condition]] = (),
    more: Sequence[keys.Key] = (),
) -> None:
    _check(transaction, checks)
    transaction.delete(Record(*key), condition=condition, add_version_condition=False)
    for other in more:
        transaction.delete(Record(*other), add_version_condition=False)


def _check(transaction: TransactWrite, checks: Sequence[tuple[keys.Key, Condition]]) -> None:
    for key, condition in checks:
        transaction.condition_check(Record, *key, condition=condition)


def is_still(article: Summary) -> Condition:
    still: Condition = (ArticleRecord.version == article.version) & (ArticleRecord.article_id == article.article_id)
    return still
