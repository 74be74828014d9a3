"""An article goes back to the file that holds it, wherever in the folder that is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from articles.folders import check_manifest
from tests.factories import make_article
from tests.unit.test_exporting import FOREIGN, Desk

THEIRS = FOREIGN.replace("title", "slug: a\ntitle")
UNSEEDED = "would be replaced, and holds what was not seeded: seed it, or --force it"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "out")


@pytest.mark.parametrize(
    "name", ["other.md", "sub/a.md", "a/index.md", "2026-01-01-a.md", "other.markdown", "_posts/a.md", "1.md"]
)
def test_article_goes_back_to_its_file(desk: Desk, name: str) -> None:
    desk.write(name, THEIRS)
    desk.write("a/picture.png", "not ours")
    assert desk.seed() == {"a": "created"}
    desk.export()
    assert desk.names() == sorted([name, "a/picture.png"])
    assert desk.contents()[name].startswith(b"---\ntitle: By hand\nslug: a\n")
    assert desk.seed() == {"a": "unchanged"}
    before = desk.contents()
    desk.export()
    assert (desk.contents(), desk.gone, check_manifest(desk.folder)) == (before, [], [])


def test_article_that_is_gone_takes_its_file_along(desk: Desk) -> None:
    for slug in ("a", "b"):
        desk.write(f"sub/{slug}.md", FOREIGN)
    desk.seed()
    desk.export()
    desk.remove("a")
    desk.export()
    assert (desk.names(), desk.gone) == (["sub/b.md"], ["sub/a.md"])


def test_exported_file_further_down_is_in_our_own_markdown(desk: Desk) -> None:
    body = "`{{< x >}}` and {{< figure src=y >}}\n"
    desk.write("sub/a.md", THEIRS)
    desk.seed()
    seeded = desk.store.get_article("a")
    assert seeded is not None
    desk.save(replace(seeded, body=body, checksum="of the product"))
    desk.export()
    before = desk.contents()["sub/a.md"]
    assert b"{{</* figure src=y */>}}" in before
    desk.remove("a")
    assert desk.seed() == {"a": "created"}
    desk.export()
    assert desk.contents()["sub/a.md"] == before


def test_article_that_is_not_seeded_from_there_is_refused(desk: Desk) -> None:
    desk.save(make_article("a"))
    desk.write("sub/a.md", THEIRS)
    assert desk.refused() == [f"sub/a.md {UNSEEDED}"]
    desk.export(force=True)
    assert desk.names() == ["sub/a.md"]


@pytest.mark.parametrize("force", [False, True])
def test_article_that_is_there_twice_is_refused(desk: Desk, force: bool) -> None:
    desk.write("one.md", THEIRS)
    desk.seed()
    desk.write("two.md", THEIRS)
    reason = "two.md holds the article 'a' too, which would be there twice: move one of them away"
    assert desk.refused(force=force) == [reason]


def test_file_with_components_is_only_replaced_when_forced(desk: Desk) -> None:
    desk.write("sub/a.mdx", THEIRS + "\n<Note>Hi</Note>\n")
    assert desk.seed() == {"a": "created"}
    reason = "sub/a.mdx would become Markdown without its components: move it away, or --force it"
    assert desk.refused() == [reason]
    desk.export(force=True)
    assert (desk.names(), desk.gone) == (["sub/a.md"], ["sub/a.mdx"])
    assert b":::note" in desk.contents()["sub/a.md"]
