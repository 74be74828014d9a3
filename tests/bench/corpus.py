"""Articles to measure with: the same files on every machine and in every run, of about 1,000 words each."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

FIRST_DATE = datetime(2020, 1, 1, tzinfo=UTC)
TAGS = ("AWS", "Python", "C++", "Databases", "Testing", "Operations", "Security", "Django", "Tracing", "Linux")
VOCABULARY = """
table item key index query page cache memory stamp reader author request answer process thread worker socket
clock second byte header value field record version schema writer conflict retry deadline failure outage copy
snapshot folder file article title list tag date order cursor limit budget source miss load render template
style line word text code function module layer package import test proof measure figure median ratio cost the
a one every each this that other same first last next small large slow fast cold warm fresh stale open closed
is was has reads writes keeps drops holds names asks waits fails returns begins ends moves stays counts costs
and but or because while until when after before without with within between behind over under from into for
"""
WORDS = VOCABULARY.split()
LANGUAGES = ("python", "bash", "json")


def write_corpus(folder: Path, count: int) -> list[str]:
    """Write `count` files and return their slugs, oldest first."""
    folder.mkdir(parents=True, exist_ok=True)
    slugs = [f"measured-article-{number:04d}" for number in range(count)]
    for number, slug in enumerate(slugs):
        (folder / f"{slug}.md").write_text(_article(number), encoding="utf-8")
    return slugs


def _article(number: int) -> str:
    chance = random.Random(number)
    date = FIRST_DATE + timedelta(hours=number)
    head = [
        "---",
        f"title: Measured article {number}, {_words(chance, 4)}",
        f"description: {_sentence(chance)}",
        f"date: {date:%Y-%m-%dT%H:%M:%SZ}",
        f"tags: [{', '.join(chance.sample(TAGS, 3))}]",
        "author: A. Writer",
        "category: Measuring",
        "---",
    ]
    sections = "\n\n".join(_section(chance, place) for place in range(5))
    return "\n".join(head) + f"\n\n{_paragraph(chance)}\n\n{sections}\n"


def _section(chance: random.Random, place: int) -> str:
    parts = [f"## {_words(chance, 4).capitalize()}", _paragraph(chance), _paragraph(chance)]
    parts.append((_code, _table, _list)[place % 3](chance))
    return "\n\n".join(parts)


def _words(chance: random.Random, count: int) -> str:
    return " ".join(chance.choices(WORDS, k=count))


def _sentence(chance: random.Random) -> str:
    return _words(chance, chance.randint(8, 16)).capitalize() + "."


def _paragraph(chance: random.Random) -> str:
    linked = (
        f"See [{_words(chance, 2)}](/articles/measured-article-{chance.randrange(100):04d}/) and `{_name(chance)}`."
    )
    return " ".join([*(_sentence(chance) for _ in range(5)), f"**{_words(chance, 2)}**", linked])


def _name(chance: random.Random) -> str:
    return "_".join(chance.choices(WORDS, k=2))


def _code(chance: random.Random) -> str:
    lines = [f"{_name(chance)} = {_name(chance)}({_name(chance)!r}, {chance.randrange(1000)})" for _ in range(8)]
    return "\n".join([f"```{chance.choice(LANGUAGES)}", *lines, "```"])


def _table(chance: random.Random) -> str:
    rows = [f"| {_words(chance, 2)} | {chance.randrange(10_000)} | {_words(chance, 5)} |" for _ in range(6)]
    return "\n".join(["| what | how many | why |", "|---|---:|---|", *rows])


def _list(chance: random.Random) -> str:
    return "\n".join(f"- {_sentence(chance)}" for _ in range(5))
