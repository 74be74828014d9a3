"""All attacks, each as one file of a content folder, and the few that no file can carry as texts alone."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, NamedTuple

from articles.rendering import render_markdown
from tests.browser.attacks import (
    addresses,
    boxes,
    breakouts,
    characters,
    fences,
    foreign,
    fronts,
    imports,
    inline_tags,
    maths,
    mutations,
    raw_html,
)

# Every article has one, so that it can be seen whether what follows a text still follows it.
TAG = "Lighthouse"
PAGE = {"title": "A title", "date": "2026-01-01", "description": "A description", "author": "An author"}


class Attack(NamedTuple):
    """`text` is the whole file; `body` is what Markdown gets, if the attack is in that."""

    kind: str
    slug: str
    file: str
    text: str
    body: str = ""

    @property
    def path(self) -> str:
        return f"/articles/{self.slug}/"

    def __str__(self) -> str:
        return f"{self.slug} ({self.kind}): {(self.body or self.text)[:300]!r}"


def address_bodies(texts: tuple[str, ...]) -> tuple[str, ...]:
    """A few to an article: they cannot get into each other's way, and a finding names the address."""
    forms = (*addresses.FORMS, addresses.DEFINITIONS)
    bodies = ["\n\n".join(form.format(text, number) for form in forms) for number, text in enumerate(texts)]
    return tuple("\n\n".join(bodies[start : start + 4]) for start in range(0, len(bodies), 4))


def formula_body(formula: str) -> str:
    return f"In a line $ {formula} $ and ${formula}$.\n\n$$\n{formula}\n$$\n\n```math\n{formula}\n```\n"


BODIES: dict[str, tuple[str, ...]] = {
    "elements": raw_html.ELEMENTS,
    "handlers": raw_html.HANDLERS,
    "svg": foreign.SVG,
    "mathml": foreign.MATHML,
    "mutations": mutations.MUTATIONS,
    "scripts": address_bodies(addresses.SCRIPTS),
    "data": address_bodies(addresses.DATA),
    "schemes": address_bodies(addresses.SCHEMES),
    "hosts": address_bodies(addresses.HOSTS),
    "links": breakouts.LINKS,
    "autolinks": breakouts.AUTOLINKS,
    "pictures": breakouts.PICTURES,
    "spans": breakouts.SPANS,
    "languages": fences.LANGUAGES,
    "code titles": fences.TITLES,
    "emphasis": fences.EMPHASIS,
    "diagrams": fences.DIAGRAMS,
    "boxes": boxes.BOXES,
    "tables": boxes.TABLES,
    "notes": boxes.NOTES,
    "headings": boxes.HEADINGS,
    "maths": tuple(map(formula_body, maths.FORMULAS)),
    "signs": characters.SIGNS,
    "depths": characters.DEPTHS,
    "inline tags": inline_tags.TAGS,
}
IMPORTS = {"mdx": (imports.MDX, "{}.mdx"), "hugo": (imports.HUGO, "{}.md"), "jekyll": (imports.JEKYLL, "_posts/{}.md")}
# What no file may hold, and a table might.
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def write_file(body: str, **fields: Any) -> str:
    values = {**PAGE, "tags": [TAG], **fields}
    return "---\n" + "".join(f"{name}: {json.dumps(value)}\n" for name, value in values.items()) + f"---\n{body}\n"


def _of_bodies(bodies: dict[str, tuple[str, ...]], file: str) -> list[Attack]:
    return [
        Attack(kind, slug, file.format(slug), write_file(body), body)
        for kind, texts in bodies.items()
        for number, body in enumerate(texts)
        for slug in [f"{kind.replace(' ', '-')}-{number:03}"]
    ]


def _of_fronts() -> list[Attack]:
    texts = [*(write_file("Text.", **{"date": "2026-02-01", **fields}) for fields in fronts.FIELDS), *fronts.FILES]
    return [
        Attack("fronts", slug, f"{slug}.md", text)
        for number, text in enumerate(texts)
        for slug in [f"fronts-{number:03}"]
    ]


BODY_ATTACKS = [
    *_of_bodies(BODIES, "{}.md"),
    *(attack for kind, (texts, file) in IMPORTS.items() for attack in _of_bodies({kind: texts}, file)),
]
FRONT_ATTACKS = _of_fronts()
ATTACKS = [*BODY_ATTACKS, *FRONT_ATTACKS]
# No file can hold these, so that they are only rendered.
TEXTS_ALONE = characters.HALVES


# Those of one kind also stand in one article together, as far as they leave room for others.
JOINED_KINDS = [kind for kind in BODIES if kind != "depths"]


def joined_path(kind: str) -> str:
    return f"/articles/all-{kind.replace(' ', '-')}/"


def _joined(kind: str) -> str:
    attacks = (attack for attack in BODY_ATTACKS if attack.kind == kind and is_writable(attack))
    return "\n\n".join(attack.body for attack in attacks if _ends(attack.body))


def _ends(body: str) -> bool:
    return "<p>behind</p>" in render_markdown(f"{body}\n\nbehind\n")


def is_writable(attack: Attack) -> bool:
    return not _UNWRITABLE.search(attack.text.replace("\r", "\n"))


def write_folder(folder: Path) -> Path:
    for attack in ATTACKS:
        path = folder / attack.file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(attack.text, newline="")
    for kind in JOINED_KINDS:
        path = folder / f"all-{kind.replace(' ', '-')}.md"
        path.write_text(write_file(_joined(kind)), newline="")
    return folder
