"""`manage.py seed` against the real engine: what it writes, what it says, and what it leaves alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.core.management import CommandError, call_command

from articles import wiring
from tests.engine import free_port
from tests.integration.conftest import Items, Site

WriteFile = Callable[..., Path]
FILES = 60


class Result(NamedTuple):
    code: int
    lines: list[str]
    errors: list[str]

    @property
    def summary(self) -> str:
        return self.lines[-1]


@pytest.fixture
def seed(site: Site, capsys: pytest.CaptureFixture[str]) -> Callable[..., Result]:
    """Run the command as a shell would."""

    def run(*paths: Path, **options: Any) -> Result:
        try:
            call_command("seed", *map(str, paths), **options)
            code = 0
        except SystemExit as exc:
            code = int(exc.code or 0)
        written = capsys.readouterr()
        return Result(code, written.out.splitlines(), written.err.splitlines())

    return run


Seed = Callable[..., Result]


def edit_in_the_product(slug: str) -> None:
    repository = wiring.repository()
    stands = repository.get_for_update(slug)
    assert stands is not None
    edited = replace(stands, title="By hand", checksum="of what was written by hand")
    repository.save(edited, previous=stands, author="ada", note="", stamp=True)


def title_of(items: Items, slug: str) -> str | None:
    item = items.get(f"ARTICLE#{slug}", "METADATA")
    return item["title"]["S"] if item else None


def test_seed_creates(seed: Seed, write_file: WriteFile, items: Items) -> None:
    folder = write_file("one.md", title="One").parent
    write_file("two.md", title="Two")
    result = seed(folder)
    assert result == Result(0, ["created: one", "created: two", summary(created=2)], [])
    assert (title_of(items, "one"), title_of(items, "two")) == ("One", "Two")


def summary(**counts: int) -> str:
    states = ("created", "updated", "unchanged", "skipped", "failed")
    return ", ".join(f"{counts.get(state, 0)} {state}" for state in states) + "."


def test_seed_keeps_every_key_of_the_front_matter(seed: Seed, write_file: WriteFile, items: Items) -> None:
    seed(
        write_file(
            "f.md", slug="own-slug", title="T", description="D", date="2026-01-02", updated="2026-01-03", author="A",
            tags="[C++, .NET]", category="c", status="published", hero="/h.png",
            canonical_url="https://example.com/x", unpublish_at="2030-01-01T10:00:00+02:00",
        )
    )  # fmt: skip
    item = items.get("ARTICLE#own-slug", "METADATA")
    assert item is not None
    assert {name: item[name]["S"] for name in item if "S" in item[name]}.items() >= {
        "title": "T", "description": "D", "published_at": "2026-01-02T00:00:00Z", "author": "A", "category": "c",
        "updated_at": "2026-01-03T00:00:00Z", "status": "published", "hero": "/h.png",
        "canonical_url": "https://example.com/x", "unpublish_at": "2030-01-01T08:00:00Z",
    }.items()  # fmt: skip
    assert item["tags"] == {"L": [{"S": "cplusplus"}, {"S": "dotnet"}]}


def test_seed_again_changes_nothing(seed: Seed, write_file: WriteFile, items: Items) -> None:
    path = write_file("one.md")
    seed(path)
    before = items.all()
    assert seed(path) == Result(0, [summary(unchanged=1)], [])
    assert items.all() == before


def test_seed_again_touched_file_is_unchanged(seed: Seed, write_file: WriteFile) -> None:
    path = write_file("one.md")
    seed(path)
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert seed(path).summary == summary(unchanged=1)


def test_seed_again_updates_only_what_changed(seed: Seed, write_file: WriteFile, items: Items) -> None:
    folder = write_file("one.md").parent
    write_file("two.md")
    seed(folder)
    write_file("two.md", title="New")
    result = seed(folder)
    assert result.lines == ["updated: two", summary(updated=1, unchanged=1)]
    assert title_of(items, "two") == "New"


def test_seed_update_keeps_the_id(seed: Seed, write_file: WriteFile, items: Items) -> None:
    seed(write_file("one.md"))
    before = items.get("ARTICLE#one", "METADATA")
    seed(write_file("one.md", title="New"))
    after = items.get("ARTICLE#one", "METADATA")
    assert before and after and before["article_id"] == after["article_id"]
    assert after["version"] == {"N": "2"}


@pytest.mark.parametrize(
    "change",
    [{"body": "Other."}, {"tags": "[X]"}, {"status": "draft"}, {"unpublish_at": "2030-01-01"}, {"description": "d"}],
    ids=str,
)
def test_seed_again_any_change_is_an_update(seed: Seed, write_file: WriteFile, change: dict[str, str]) -> None:
    seed(write_file("one.md"))
    assert seed(write_file("one.md", **change)).summary == summary(updated=1)


def test_seed_edited_since_is_skipped(seed: Seed, write_file: WriteFile, items: Items) -> None:
    path = write_file("one.md")
    seed(path)
    edit_in_the_product("one")
    result = seed(path)
    assert result.code == 0 and result.summary == summary(skipped=1)
    assert "--force" in result.lines[0] and result.lines[0].startswith("skipped: one")
    assert title_of(items, "one") == "By hand"


def test_seed_force_overwrites_what_was_edited(seed: Seed, write_file: WriteFile, items: Items) -> None:
    path = write_file("one.md", title="From the file")
    seed(path)
    edit_in_the_product("one")
    assert seed(path, force=True).summary == summary(updated=1)
    assert title_of(items, "one") == "From the file"
    assert seed(path).summary == summary(unchanged=1)


def test_seed_force_leaves_the_unchanged_alone(seed: Seed, write_file: WriteFile, items: Items) -> None:
    path = write_file("one.md")
    seed(path)
    before = items.all()
    assert seed(path, force=True).summary == summary(unchanged=1)
    assert items.all() == before


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("no front matter", 1, "has no front matter"),
        ("---\ndate: 2026-01-01\n---\n", 1, "title: is missing"),
        ("---\ntitle: T\ndate: soon\n---\n", 3, "date: 'soon' is not a date"),
        ("---\ntitle: T\ndate: 2026-01-01\nstatus: secret\n---\n", 4, "status: 'secret' is not known"),
        ("---\ntitle: T\ntags: [a\n---\n", 4, "front matter is not YAML"),
        ("---\ntitle: T\ndate: 2026-01-01\n---\n\nx\0y\n", 6, "holds the control character U+0000"),
    ],
)
def test_seed_bad_file_is_named_with_line_and_reason(
    seed: Seed, write_file: WriteFile, items: Items, text: str, line: int, reason: str
) -> None:
    good = write_file("good.md")
    bad = good.with_name("bad.md")
    bad.write_text(text)
    result = seed(good.parent)
    assert result.code == 1 and result.summary == summary(created=1, failed=1)
    (error,) = result.errors
    assert error.startswith(f"failed: {bad}:{line}: {reason}")
    assert title_of(items, "good") is not None


def test_seed_file_that_is_not_utf8_is_named(seed: Seed, write_file: WriteFile) -> None:
    path = write_file("one.md")
    path.write_bytes(path.read_bytes() + b"caf\xe9\n")
    result = seed(path)
    assert (result.code, result.summary) == (1, summary(failed=1))
    assert f"{path}:6: is not UTF-8" in result.errors[0]


def test_seed_unknown_key_is_noted(seed: Seed, write_file: WriteFile) -> None:
    path = write_file("one.md", colour="red")
    result = seed(path)
    assert (result.code, result.summary) == (0, summary(created=1))
    assert result.errors == ["note: front matter kept, exported again and not used here: colour (1)"]


def test_seed_two_files_of_one_slug(seed: Seed, write_file: WriteFile, items: Items) -> None:
    first = write_file("a.md", slug="same", title="First")
    second = write_file("b.md", slug="same", title="Second")
    result = seed(first.parent)
    assert (result.code, result.summary) == (1, summary(created=1, failed=1))
    assert str(second) in result.errors[0] and str(first) in result.errors[0]
    assert title_of(items, "same") == "First"


def test_seed_slug_that_was_another_articles_fails(seed: Seed, write_file: WriteFile, items: Items) -> None:
    alias = {"pk": "ARTICLE#one", "sk": "ALIAS", "entity": "alias", "article_id": "another"}
    items.put({name: {"S": value} for name, value in alias.items()} | {"schema": {"N": "1"}})
    path = write_file("one.md")
    result = seed(path)
    assert (result.code, result.errors) == (1, [f"failed: {path}: the slug is taken"])


def test_seed_dry_run_writes_nothing(seed: Seed, write_file: WriteFile, items: Items, site: Site) -> None:
    folder = write_file("one.md").parent
    seed(folder)
    write_file("one.md", title="New")
    write_file("two.md")
    before = items.all()
    site.proxy.clear()
    result = seed(folder, dry_run=True)
    assert result.lines == ["updated: one", "created: two", f"{summary(created=1, updated=1)} Nothing was written."]
    assert items.all() == before
    assert {call.operation for call in site.proxy.calls()} == {"Query"}


def test_seed_dry_run_still_finds_bad_files(seed: Seed, write_file: WriteFile) -> None:
    assert seed(write_file("one.md", date="soon"), dry_run=True).code == 1


def test_seed_if_empty_fills_an_empty_table(seed: Seed, write_file: WriteFile) -> None:
    assert seed(write_file("one.md"), if_empty=True).summary == summary(created=1)


def test_seed_if_empty_leaves_a_filled_table(seed: Seed, write_file: WriteFile, items: Items) -> None:
    seed(write_file("one.md"))
    before = items.all()
    assert seed(write_file("two.md"), if_empty=True) == Result(0, ["The table holds articles already."], [])
    assert items.all() == before


def test_seed_content_folder_by_default(seed: Seed, write_file: WriteFile, site: Site) -> None:
    write_file("one.md", folder=site.content)
    assert seed().lines == ["created: one", summary(created=1)]


def test_seed_folder_in_folder(seed: Seed, write_file: WriteFile, tmp_path: Path) -> None:
    write_file("two.md", folder=tmp_path / "texts" / "more")
    (tmp_path / "texts" / "picture.png").write_bytes(b"\x89PNG")
    assert seed(write_file("one.md").parent).summary == summary(created=2)


def test_seed_single_file(seed: Seed, write_file: WriteFile, items: Items) -> None:
    write_file("two.md")
    assert seed(write_file("one.md")).summary == summary(created=1)
    assert title_of(items, "two") is None


def test_seed_empty_folder(seed: Seed, tmp_path: Path) -> None:
    assert seed(tmp_path / "content") == Result(0, [summary()], [])


def test_seed_missing_path_says_so(seed: Seed, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=f"There is no file or folder {tmp_path / 'nowhere'}"):
        seed(tmp_path / "nowhere")


def test_seed_missing_table_says_so(unseeded_site: Site, write_file: WriteFile, table_name: str) -> None:
    with pytest.raises(CommandError, match=f"The table {table_name} cannot be used: ResourceNotFoundException"):
        call_command("seed", str(write_file("one.md")))


def test_seed_engine_away_says_so(unseeded_site: Site, write_file: WriteFile, table_name: str) -> None:
    unseeded_site.configure(AWS_ENDPOINT_URL_DYNAMODB=f"http://127.0.0.1:{free_port()}")
    with pytest.raises(CommandError, match=f"The table {table_name} cannot be used: "):
        call_command("seed", str(write_file("one.md")))


def test_seed_files_only_says_so(unseeded_site: Site, write_file: WriteFile) -> None:
    unseeded_site.configure(DYNAMODB_TABLE="")
    with pytest.raises(CommandError, match="DYNAMODB_TABLE is not set"):
        call_command("seed", str(write_file("one.md")))


def test_seed_no_bar_where_nobody_watches(seed: Seed, write_file: WriteFile) -> None:
    result = seed(write_file("one.md"))
    assert "\r" not in "".join(result.lines + result.errors) and not result.errors


def test_seed_draft_after_published_is_gone_for_readers(seed: Seed, write_file: WriteFile, site: Site) -> None:
    seed(write_file("one.md", tags="[Python]"))
    assert site.get("/articles/one/").status_code == 200
    seed(write_file("one.md", tags="[Python]", status="draft"))
    site.restart()
    addresses = ("/articles/one/", "/tags/python/", "/articles/")
    assert [site.get(address).status_code for address in addresses] == [404, 404, 200]
    assert "/articles/one/" not in site.text("/articles/")


def test_seed_few_files_bump_the_stamp_each(seed: Seed, write_file: WriteFile, items: Items) -> None:
    folder = write_file("one.md").parent
    write_file("two.md")
    seed(folder)
    assert [entry["M"]["slug"]["S"] for entry in items.stamp()["ring"]["L"]] == ["one", "two"]


def test_seed_many_files_bump_the_stamp_in_bulk(seed: Seed, write_file: WriteFile, items: Items, site: Site) -> None:
    for n in range(FILES):
        folder = write_file(f"n-{n:02d}.md").parent
    assert seed(folder).summary == summary(created=FILES)
    bumps = [
        call.request for call in site.proxy.calls("UpdateItem") if " ADD " in f" {call.request['UpdateExpression']}"
    ]
    sizes = [bump_size(bump) for bump in bumps]
    assert sum(sizes) == FILES == int(items.stamp()["n"]["N"])
    assert max(sizes) <= 20
    assert not [call for call in site.proxy.calls("TransactWriteItems") if "STAMP" in str(call.request)]


def bump_size(bump: dict[str, Any]) -> int:
    """The number of changes that one bump adds to the ring."""
    values = bump["ExpressionAttributeValues"].values()
    return max(len(value["L"]) for value in values if "L" in value)


def test_seed_many_files_with_a_fault_announces_what_was_written(
    seed: Seed, write_file: WriteFile, items: Items, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(25):
        folder = write_file(f"n-{n:02d}.md").parent
    write_file("n-10.md", title="")
    assert seed(folder).summary == summary(created=24, failed=1)
    assert int(items.stamp()["n"]["N"]) == 24
