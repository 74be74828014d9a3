"""`manage.py export` against the real engine: what it writes, what it says, and that a seed brings it all back."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from articles import wiring
from articles.folders import MANIFEST
from portfolio.table_shape import create_table
from tests.integration.conftest import Items, Site
from tests.integration.exporting import Result, Run, contents, names

WriteFile = Callable[..., Path]
# One of each kind; the name gives the slug.
ARTICLES: dict[str, dict[str, str]] = {
    "plain": {},
    "draft": {"status": "draft"},
    "draft-without-date": {"status": "draft", "date": ""},
    "archived": {"status": "archived"},
    "trashed": {"status": "trashed"},
    "hugo-draft": {"draft": "true"},
    "scheduled": {"date": "2999-01-01"},
    "expired": {"expiryDate": "2026-01-02"},
    "expires": {"unpublish_at": "2999-01-01T10:00:00+02:00"},
    "full": {"description": "D", "author": "A", "tags": "[C++, .NET]", "category": "c", "hero": "/h.png",
             "canonical_url": "https://example.com/x", "updated": "2026-03-01"},
    "odd-title": {"title": "'He said: \"yes\" # no \\ 😀 שלום'"},
    "yes-title": {"title": "'yes'", "tags": "['1.10', 'no', '2026-01-01']"},
    "long-title": {"title": "x" * 300},
    "named-date": {"date": "'Jul 8, 2026'"},
    "offset-date": {"date": "2026-01-01 09:30:00 +0200"},
    "minute-date": {"date": "2026-01-01T09:30"},
    "unknown-keys": {"layout": "post", "weight": "12", "toc": "true", "menu": "{main: [a, {b: 1.5}]}",
                     "when": "2020-01-01"},
    "many-lines": {"note": "|\n  One\n  ---\n   two"},
    "two-dates": {"publishDate": "2026-02-01"},
    "shortcodes": {"body": "{{</* figure */>}} and `{{%/* note */%}}`"},
    "head-in-body": {"body": "---\ntitle: Other\n---\n\n    code  \n\n````\n```\n````"},
    "empty": {"body": ""},
    "spaces": {"body": "One  \nTwo\t\n\n\n\nThree   "},
    "index": {"slug": "index"},
    "2026-01-01-dated": {"slug": "2026-01-01-dated"},
    "unicode": {"title": "日本語 Grüße", "body": "e\u0301 \u200d 👩\u200d💻 \u00a0\ufeff"},
    "long": {"body": "Many words. " * 20_000},
}  # fmt: skip


def write_all(write_file: WriteFile) -> Path:
    for name, front in ARTICLES.items():
        folder = write_file(f"{name}.md", **front).parent
    return folder


def another_table(site: Site) -> None:
    """From here on the site's table is a new one, which is empty."""
    site.configure(DYNAMODB_TABLE=f"{site.settings.DYNAMODB_TABLE}-b")
    create_table(wiring.table())


def test_export_and_seed_bring_everything_back(
    run: Run, write_file: WriteFile, out: Path, site: Site, raw: Any
) -> None:
    assert run("seed", write_all(write_file)).code == 0
    result = run("export", out, all=True)
    kinds = "1 archived, 3 draft, 22 published, 1 trashed"
    assert result == Result(0, [f"{len(ARTICLES)} articles in {out} ({kinds})."], [])
    checked = subprocess.run(["sha256sum", "--check", "--strict", MANIFEST], cwd=out, capture_output=True, check=False)
    assert (checked.returncode, len(checked.stdout.splitlines())) == (0, len(ARTICLES))
    another_table(site)
    try:
        seeded = run("seed", out)
        assert seeded.lines[-1].startswith(f"{len(ARTICLES)} created, 0 updated")
        again = out.with_name("again")
        assert run("export", again, all=True).code == 0
        assert contents(again) == contents(out)
        assert run("seed", again).lines == [f"0 created, 0 updated, {len(ARTICLES)} unchanged, 0 skipped, 0 failed."]
    finally:
        raw.delete_table(TableName=site.settings.DYNAMODB_TABLE)


def test_export_is_unchanged_for_the_table_that_it_came_from(run: Run, write_file: WriteFile, out: Path) -> None:
    run("seed", write_all(write_file))
    run("export", out, all=True)
    assert run("seed", out).lines == [f"0 created, 0 updated, {len(ARTICLES)} unchanged, 0 skipped, 0 failed."]


def test_export_takes_what_readers_see(run: Run, write_file: WriteFile, out: Path) -> None:
    run("seed", write_all(write_file))
    result = run("export", out)
    hidden = {"draft", "draft-without-date", "archived", "trashed", "hugo-draft", "scheduled", "expired", "named-date"}
    assert {f"{name}.md" for name in hidden - {"named-date"}}.isdisjoint(names(out))
    assert result.code == 0 and result.lines[-1].endswith(f"articles in {out} ({len(names(out))} published).")


def test_export_to_the_content_folder_by_default(run: Run, write_file: WriteFile, site: Site) -> None:
    run("seed", write_file("one.md"))
    assert run("export") == Result(0, [f"1 articles in {site.content} (1 published)."], [])
    assert site.get("/articles/one/").status_code == 200
    site.configure(DYNAMODB_TABLE="")
    assert "Some <em>words</em>" in site.text("/articles/one/")


def test_export_again_says_what_went(run: Run, write_file: WriteFile, out: Path) -> None:
    run("seed", write_file("one.md"), write_file("two.md"))
    run("export", out)
    run("seed", write_file("two.md", status="draft"))
    assert run("export", out).lines == ["removed: two.md", f"1 articles in {out} (1 published)."]
    assert names(out) == ["one.md"]


def test_export_names_each_article_if_asked(run: Run, write_file: WriteFile, out: Path) -> None:
    run("seed", write_file("one.md"))
    assert run("export", out, verbosity=2).lines[0] == "exported: one"


def test_export_of_an_empty_table(run: Run, out: Path) -> None:
    assert run("export", out) == Result(0, [f"0 articles in {out}."], [])


def test_export_over_an_edited_file_is_refused(run: Run, write_file: WriteFile, out: Path) -> None:
    run("seed", write_file("one.md"))
    run("export", out)
    (out / "one.md").write_text((out / "one.md").read_text().replace("Some", "My"))
    before = contents(out)
    with pytest.raises(CommandError) as caught:
        run("export", out)
    assert f"{out} stays as it was." in str(caught.value)
    assert (
        "\n  one.md would be replaced, and holds what was not seeded: seed it, or --force it" in str(caught.value)
        and contents(out) == before
    )
    assert run("export", out, force=True).code == 0
    assert b"Some" in contents(out)["one.md"]


@pytest.mark.parametrize("kind", ["file", "manifest", "beneath-a-file"])
def test_export_where_nothing_can_be_written(run: Run, write_file: WriteFile, out: Path, kind: str) -> None:
    run("seed", write_file("one.md"))
    out.parent.mkdir()
    if kind == "manifest":
        out.mkdir()
        (out / MANIFEST).write_text("theirs")
    else:
        out.write_text("theirs")
    before = contents(out.parent)
    with pytest.raises(CommandError, match=r"\. Nothing was changed\.$"):
        run("export", out / "deep" if kind == "beneath-a-file" else out)
    assert contents(out.parent) == before


def test_export_without_a_table_says_so(unseeded_site: Site, out: Path) -> None:
    unseeded_site.configure(DYNAMODB_TABLE="")
    with pytest.raises(CommandError, match="DYNAMODB_TABLE is not set"):
        call_command("export", str(out))
    assert not out.exists()


def test_export_of_a_missing_table_says_so(unseeded_site: Site, out: Path, table_name: str) -> None:
    with pytest.raises(CommandError, match=f"ResourceNotFoundException: .* stays as it was .table {table_name}"):
        call_command("export", str(out))
    assert not out.exists()


# What the table holds


def test_items_hold_extra_and_date_texts(run: Run, write_file: WriteFile, items: Items) -> None:
    run("seed", write_file("one.md", date="'Jul 8, 2022'", layout="post", weight="12"))
    content = items.get("ARTICLE#one", "CONTENT#v1")
    metadata = items.get("ARTICLE#one", "METADATA")
    assert content is not None and metadata is not None
    (revision,) = items.under(f"HISTORY#{metadata['article_id']['S']}")
    for item in (content, revision):
        assert item["extra"] == {"S": "layout: post\nweight: 12\n"}
        assert item["date_texts"] == {"L": [{"S": "date=Jul 8, 2022"}]}
    assert not {"extra", "date_texts"} & metadata.keys()


def test_items_of_an_article_without_them_have_none(run: Run, write_file: WriteFile, items: Items) -> None:
    run("seed", write_file("one.md", date="2026-01-01T00:00:00Z"))
    content = items.get("ARTICLE#one", "CONTENT#v1")
    assert content is not None and not {"extra", "date_texts"} & content.keys()


@pytest.mark.parametrize(
    "change", [{"weight": "2"}, {"weight": "'1'"}, {"weight": "1", "x": "y"}, {}, {"date": "2026-01-01T00:00"}]
)
def test_seed_again_with_another_key_is_an_update(run: Run, write_file: WriteFile, change: dict[str, str]) -> None:
    run("seed", write_file("one.md", weight="1"))
    changed = write_file("one.md", **({"weight": "1"} | change if "date" in change else change))
    assert run("seed", changed).lines[0] == "updated: one"
    assert run("seed", changed).lines[-1].startswith("0 created, 0 updated, 1 unchanged")


def test_seed_names_the_keys_that_are_only_kept(run: Run, write_file: WriteFile) -> None:
    folder = write_file("one.md", layout="post", weight="1").parent
    write_file("two.md", layout="post")
    errors = run("seed", folder).errors
    assert errors == ["note: front matter kept, exported again and not used here: layout (2), weight (1)"]


def test_seed_does_not_name_all_keys_that_are_only_kept(run: Run, write_file: WriteFile) -> None:
    errors = run("seed", write_file("one.md", **{f"key{number:02d}": "x" for number in range(13)})).errors
    assert errors[0].endswith(", key08 (1), key09 (1) and 3 more")


def test_seed_names_what_is_no_article(run: Run, write_file: WriteFile, tmp_path: Path) -> None:
    section = write_file("_index.md")
    bundle = write_file("index.md", folder=tmp_path / "texts" / "one")
    (bundle.parent / "a.png").write_bytes(b"\x89PNG")
    result = run("seed", section.parent)
    assert (result.code, result.lines[0]) == (0, "created: one")
    assert result.errors == [
        f"note: {section}: is the page of a section and no article",
        f"note: {bundle}: the files beside it were not taken in: a.png",
    ]
