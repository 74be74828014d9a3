"""What the desk says of a step with many articles: before it is done, and after."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from articles.services.bulk import Job, Outcome, Report, Step

NAMED = 3  # titles in a message, which travels in a cookie
NAMED_LETTERS = 60

DONE: dict[Step, str] = {
    "publish": "Published",
    "unpublish": "Unpublished",
    "add-tag": "Tagged “{tag}”",
    "remove-tag": "Tag “{tag}” removed",
    "trash": "Moved to the trash",
    "recover": "Taken from the trash, as drafts",
}
UNCHANGED: dict[Step, str] = {
    "publish": "Published or scheduled before",
    "unpublish": "Not published before either",
    "add-tag": "Had the tag “{tag}” before",
    "remove-tag": "Did not have the tag “{tag}”",
    "trash": "In the trash before",
    "recover": "Not in the trash",
}
# Before it is done, where that is asked.
AHEAD: dict[Step, str] = {"unpublish": "To be unpublished", "trash": "To be moved"}
UNTOLD = "It is saved, but readers may see it some minutes later: the table did not take the news."


class BulkQuestion(NamedTuple):
    """What is asked before a step that takes something from readers."""

    verb: str
    heading: str
    nothing: str
    sentence: str
    button: str


class _Wording(NamedTuple):
    verb: str
    heading: str
    nothing: str
    one: str
    many: str


_WORDINGS: dict[Step, _Wording] = {
    "unpublish": _Wording(
        "Unpublish",
        "Unpublish {n}?",
        "Nothing to unpublish",
        "Readers get “not found” at its address. It becomes a draft and keeps the address, and can be published again.",
        "Readers get “not found” at their addresses. They become drafts, keep the address, and can be published again.",
    ),
    "trash": _Wording(
        "Move to trash",
        "Move {n} to the trash?",
        "Nothing to move",
        "Readers who have its address get “not found”. It stays in the trash for 30 days, with its history and tags, "
        "and can be taken out.",
        "Readers who have their addresses get “not found”. They stay in the trash for 30 days, with their history and "
        "tags, and can be taken out.",
    ),
}
ASKED = frozenset(_WORDINGS)


def question_of(step: Step, count: int) -> BulkQuestion:
    """Of a step that is asked about."""
    wording = _WORDINGS[step]
    number = f"{count} article{'' if count == 1 else 's'}"
    return BulkQuestion(
        wording.verb,
        wording.heading.format(n=number),
        wording.nothing,
        wording.one if count == 1 else wording.many,
        f"{wording.verb} {count}" if step == "unpublish" else f"Move {count} to trash",
    )


def groups_of(job: Job, report: Report, *, ahead: bool = False) -> list[tuple[str, Sequence[Outcome]]]:
    """What was done, or would be, and what was not needed, each under its name."""
    label = job.tag.label if job.tag else ""
    done = report.of("done")
    later = [outcome for outcome in done if job.step == "publish" and outcome.state == "scheduled"]
    groups: list[tuple[str, Sequence[Outcome]]] = [
        ((AHEAD if ahead else DONE)[job.step].format(tag=label), [outcome for outcome in done if outcome not in later]),
        ("Scheduled", later),
        (UNCHANGED[job.step].format(tag=label), report.of("unchanged")),
    ]
    return [(name, outcomes) for name, outcomes in groups if outcomes]


def titles(outcomes: Sequence[Outcome]) -> str:
    shown = [_short(outcome.title) for outcome in outcomes[:NAMED]]
    more = len(outcomes) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")


def _short(title: str) -> str:
    return title if len(title) <= NAMED_LETTERS else f"{title[: NAMED_LETTERS - 1].rstrip()}…"
