"""`manage.py rebuild`: derived items that another program broke, and saves that go on meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from articles import wiring
from articles.drafts import NOTHING_YET, Fields
from articles.policies import Actor
from articles.stores.dynamo import DynamoDrift
from portfolio.table import Table
from tests.integration.authors import token
from tests.integration.conftest import Items, Site, entity
from tests.integration.test_desk_pages import write

ADA = Actor("ada", "Ada", "author")
TAG = "ARTICLE#target TAG#python"


class World:
    """Articles with all that is derived of them: one links to another, which had another address."""

    def __init__(self, items: Items) -> None:
        self.items = items
        self.target = write("Before", publish=True, tag_labels=("Python",))
        self.source = write("Source", publish=True, body="[a](/articles/target/)", tag_labels=("Python", "C++"))
        stands = wiring.authoring().open(self.target, actor=ADA)
        wiring.authoring().rename(self.target, "target", actor=ADA, expected=stands.version, token=token())
        write("A draft", tag_labels=("Python",))
        wiring.links().derive(self.source)

    def derived(self) -> dict[tuple[str, str], dict[str, Any]]:
        kinds = {"article", "alias", "former", "tag", "tagname", "pointer", "link", "outgoing", "month"}
        found = {}
        for item in self.items.all():
            if item["entity"]["S"] in kinds:
                # Another one each time, and when an address was left nobody can say later.
                found[item["pk"]["S"], item["sk"]["S"]] = {
                    name: value for name, value in item.items() if name not in ("derivation", "at")
                }
        return found

    def change(self, pk: str, sk: str, **attributes: Any) -> None:
        item = self.items.get(pk, sk)
        assert item is not None
        changed = {**item, **attributes}
        self.items.put({name: value for name, value in changed.items() if value is not None})

    def remove(self, pk: str, sk: str) -> None:
        assert self.items.get(pk, sk) is not None
        self.items.client.delete_item(TableName=self.items.table_name, Key={"pk": {"S": pk}, "sk": {"S": sk}})


@pytest.fixture
def world(site: Site, items: Items) -> World:
    return World(items)


def rebuild(*arguments: str) -> list[str]:
    """What it says has drifted."""
    return [" ".join(drift) for drift in wiring.rebuilder().rebuild(write="--dry-run" not in arguments)]


def kinds(*arguments: str) -> set[tuple[str, str]]:
    return {(drift.kind, drift.fate) for drift in wiring.rebuilder().rebuild(write="--dry-run" not in arguments)}


BREAKS: dict[str, tuple[Callable[[World], object], str]] = {
    "index key of the status": (
        lambda w: w.change("ARTICLE#target", "METADATA", gsi1pk={"S": "STATUS#draft"}),
        "index keys",
    ),
    "index key of the date": (lambda w: w.change("ARTICLE#target", "METADATA", gsi1sk={"S": "2020"}), "index keys"),
    "no index key": (lambda w: w.change("ARTICLE#target", "METADATA", gsi1pk=None), "index keys"),
    "folded title": (lambda w: w.change("ARTICLE#target", "METADATA", title_folded={"S": "x"}), "index keys"),
    "tag entry missing": (lambda w: w.remove("ARTICLE#target", "TAG#python"), "tag entry"),
    "tag entry of another title": (lambda w: w.change("ARTICLE#target", "TAG#python", title={"S": "x"}), "tag entry"),
    "tag entry in another place": (lambda w: w.change("ARTICLE#target", "TAG#python", gsi2sk={"S": "x"}), "tag entry"),
    "tag entry that ends": (
        lambda w: w.change("ARTICLE#target", "TAG#python", unpublish_at={"S": "2030-01-01T00:00:00Z"}),
        "tag entry",
    ),
    "tag entry too many": (
        lambda w: w.items.put({**(w.items.get("ARTICLE#target", "TAG#python") or {}), "sk": {"S": "TAG#other"}}),
        "tag entry",
    ),
    "tag entry of a draft": (
        lambda w: w.items.put({**(w.items.get("ARTICLE#target", "TAG#python") or {}), "pk": {"S": "ARTICLE#a-draft"}}),
        "tag entry",
    ),
    "tag entry of nothing": (
        lambda w: w.items.put({**(w.items.get("ARTICLE#target", "TAG#python") or {}), "pk": {"S": "ARTICLE#gone"}}),
        "tag entry",
    ),
    "known tag missing": (lambda w: w.remove("TAGS", "python"), "known tag"),
    "known tag without a label": (lambda w: w.change("TAGS", "python", label=None), "known tag"),
    "pointer missing": (lambda w: w.remove(f"ID#{w.target}", "POINTER"), "pointer"),
    "pointer elsewhere": (lambda w: w.change(f"ID#{w.target}", "POINTER", slug={"S": "source"}), "pointer"),
    "pointer nowhere": (lambda w: w.change(f"ID#{w.target}", "POINTER", slug={"S": "never"}), "pointer"),
    "pointer of nothing": (
        lambda w: w.items.put({**entity("pointer", "ID#gone", "POINTER"), "slug": {"S": "target"}}),
        "pointer",
    ),
    "alias missing": (lambda w: w.remove("ARTICLE#before", "ALIAS"), "alias"),
    "alias of nothing": (
        lambda w: w.items.put({**entity("alias", "ARTICLE#gone", "ALIAS"), "article_id": {"S": "gone"}}),
        "alias",
    ),
    "alias in the place of an article": (
        lambda w: w.items.put({**entity("alias", "ARTICLE#source", "ALIAS"), "article_id": {"S": w.target}}),
        "alias",
    ),
    "former address missing": (lambda w: w.remove(f"ID#{w.target}", "ALIAS#before"), "former address"),
    "former address of another": (
        lambda w: w.items.put(
            {**entity("former", f"ID#{w.source}", "ALIAS#before"), "slug": {"S": "before"}, "at": {"S": "x"}}
        ),
        "former address",
    ),
    "former address of nothing": (
        lambda w: w.items.put(
            {**entity("former", "ID#gone", "ALIAS#never"), "slug": {"S": "never"}, "at": {"S": "x"}}
        ),
        "former address",
    ),
    "former address that is an article": (
        lambda w: w.items.put(
            {**entity("former", f"ID#{w.target}", "ALIAS#source"), "slug": {"S": "source"}, "at": {"S": "x"}}
        ),
        "former address",
    ),
    "link missing": (lambda w: w.remove(f"LINK#{w.target}", w.source), "links"),
    "link of another title": (lambda w: w.change(f"LINK#{w.target}", w.source, title={"S": "x"}), "links"),
    "link of nothing": (
        lambda w: w.items.put({**(w.items.get(f"LINK#{w.target}", w.source) or {}), "sk": {"S": "gone"}}),
        "link",
    ),
    "link that is not there": (
        lambda w: w.items.put({**(w.items.get(f"LINK#{w.target}", w.source) or {}), "pk": {"S": "LINK#slug:no"}}),
        "link",
    ),
    "links missing": (lambda w: w.remove(f"LINKS#{w.source}", "OUT"), "links"),
    "links out of the index": (lambda w: w.change(f"LINKS#{w.source}", "OUT", gsi1pk=None), "links"),
    "links broken": (
        lambda w: w.change(f"LINKS#{w.source}", "OUT", links={"S": "[]"}, targets=None, derivation=None),
        "links",
    ),
    "links of nothing": (
        lambda w: w.items.put(
            {**(w.items.get(f"LINKS#{w.source}", "OUT") or {}), "pk": {"S": "LINKS#gone"}, "gsi1sk": {"S": "gone"}}
        ),
        "links",
    ),
    "month": (lambda w: w.items.put({**entity("month", "MONTHS", "2020-01"), "n": {"N": "4"}}), "month"),
}  # fmt: skip


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine's index does not lag."""
    monkeypatch.setattr("articles.stores.dynamo.recounting.INDEX_LAG_SECONDS", 0.0)


@pytest.mark.parametrize("name", BREAKS)
def test_what_is_broken_is_found_and_put_right(world: World, quick: None, name: str) -> None:
    breaks, kind = BREAKS[name]
    right = world.derived()
    breaks(world)
    broken = world.derived()
    assert broken != right
    assert kind in {found for found, _ in kinds("--dry-run")}
    assert world.derived() == broken
    fates = {fate for _, fate in kinds()}
    assert fates == {"mended"}
    after = world.derived()
    if name == "month":
        assert after.pop(("MONTHS", "2020-01"))["n"] == {"N": "0"}
    assert after == right
    assert rebuild() == []


def test_all_at_once(world: World, quick: None) -> None:
    right = world.derived()
    for pk, sk in list(right):
        if sk != "METADATA" and pk != "MONTHS":
            world.remove(pk, sk)
    rebuild()
    after = world.derived()
    # Nothing else knows of an address that was left.
    lost = {("ARTICLE#before", "ALIAS"), (f"ID#{world.target}", "ALIAS#before")}
    assert after == {key: item for key, item in right.items() if key not in lost}
    assert rebuild() == []


def test_what_only_a_person_can_tell_is_left(world: World, quick: None) -> None:
    world.change("ARTICLE#a-draft", "METADATA", title=None)
    world.items.put({**(world.items.get("ARTICLE#source", "METADATA") or {}), "pk": {"S": "ARTICLE#copy"}})
    world.change("ARTICLE#source", "METADATA", tags={"L": [{"S": "No Tag"}]}, tag_labels={"L": [{"S": "No Tag"}]})
    world.items.put({**entity("alias", "ARTICLE#No Slug", "ALIAS"), "article_id": {"S": "x"}})
    rebuild()  # the month is counted without what cannot be read
    before = world.derived()
    found = rebuild()
    assert any("ARTICLE#a-draft METADATA cannot be read" in line and line.endswith("kept") for line in found)
    assert any("ARTICLE#source METADATA makes no sense" in line for line in found)
    assert any("ARTICLE#No Slug ALIAS makes no sense" in line for line in found)
    assert any("ARTICLE#copy METADATA says that its address is source kept" in line for line in found)
    assert world.derived() == before


def test_save_meanwhile_is_not_overwritten(world: World, quick: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the look at an article and its repair somebody unpublishes it: then its tag entry must not come back."""
    world.remove("ARTICLE#target", "TAG#python")
    world.change("ARTICLE#target", "METADATA", gsi1sk={"S": "x"})
    real = DynamoDrift._commit
    meanwhile = [True]

    def commit(store: DynamoDrift, write: Any) -> bool:
        if meanwhile.pop() if meanwhile else False:
            stands = wiring.authoring().open(world.target, actor=ADA)
            wiring.authoring().unpublish(world.target, actor=ADA, expected=stands.version, token=token())
        return real(store, write)

    monkeypatch.setattr(DynamoDrift, "_commit", commit)
    assert all(line.endswith("mended") for line in rebuild())
    assert world.items.get("ARTICLE#target", "TAG#python") is None
    metadata = world.items.get("ARTICLE#target", "METADATA") or {}
    assert metadata["gsi1pk"] == {"S": "STATUS#draft"}
    assert rebuild("--dry-run") == []


def test_article_that_the_editor_saved_by_itself_has_not_drifted(world: World, quick: None) -> None:
    stands = wiring.authoring().open(world.source, actor=ADA)
    fields = Fields(title="Source", body="[b](/articles/other/)", tag_labels=("Python", "C++"))
    wiring.authoring().autosave(world.source, fields, actor=ADA, expected=stands.version, token=token(), tab="t" * 20)
    wiring.authoring().autosave(None, fields, actor=ADA, expected=NOTHING_YET, token=token(), tab="u" * 20)
    rebuild()
    assert rebuild("--dry-run") == []


def test_command_says_what_it_found_and_ends_with_1(
    world: World, quick: None, capsys: pytest.CaptureFixture[str]
) -> None:
    world.remove("ARTICLE#target", "TAG#python")
    with pytest.raises(SystemExit) as ended:
        call_command("rebuild", "--dry-run")
    assert ended.value.code == 1
    out = capsys.readouterr().out
    assert f"tag entry: {TAG}: is missing\n" in out
    assert "Drifted: 1 tag entry. Nothing was written." in out
    call_command("rebuild")
    assert f"tag entry: {TAG}: is missing; put right\n" in capsys.readouterr().out
    call_command("rebuild", "--dry-run")
    assert "Nothing has drifted." in capsys.readouterr().out


def test_command_that_is_ended_says_where_to_go_on(
    world: World, site: Site, quick: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("articles.services.rebuilding.PAUSE_SECONDS", 0.0)
    real = Table.scan
    pages: list[Any] = []

    def scan(table: Table, **arguments: Any) -> dict[str, Any]:
        """A few items a page, and away at the third one."""
        pages.append(arguments)
        if len(pages) == 3:
            site.proxy.fail("500")
        return real(table, **arguments, limit=4)

    monkeypatch.setattr(Table, "scan", scan)
    with pytest.raises(CommandError, match="Go on with --from") as ended:
        call_command("rebuild")
    site.proxy.heal()
    monkeypatch.setattr(Table, "scan", real)
    world.remove("ARTICLE#target", "TAG#python")
    mark = str(ended.value).split('--from "')[1].split('"')[0]
    call_command("rebuild", "--from", mark)
    rest = wiring.rebuilder()
    list(rest.rebuild(write=True, after=mark))
    whole = wiring.rebuilder()
    list(whole.rebuild(write=True))
    assert rest.items < whole.items


def test_busy_table_is_asked_again(world: World, site: Site, quick: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("articles.services.rebuilding.PAUSE_SECONDS", 0.0)
    world.remove("ARTICLE#target", "TAG#python")
    site.proxy.fail("500", operation="Scan", times=4)
    assert [line.endswith("mended") for line in rebuild()] == [True]
