from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from articles import keys
from articles.keys import Key

AT = datetime(2026, 5, 31, 9, 30, 1, 999_999, tzinfo=UTC)


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (keys.article_key("my-slug"), Key("ARTICLE#my-slug", "METADATA")),
        (keys.content_key("my-slug"), Key("ARTICLE#my-slug", "CONTENT#v1")),
        (keys.alias_key("my-slug"), Key("ARTICLE#my-slug", "ALIAS")),
        (keys.tag_entry_key("my-slug", "cplusplus"), Key("ARTICLE#my-slug", "TAG#cplusplus")),
        (keys.known_tag_key("cplusplus"), Key("TAGS", "cplusplus")),
        (keys.month_key("2026-05"), Key("MONTHS", "2026-05")),
        (keys.pointer_key("01ARZ"), Key("ID#01ARZ", "POINTER")),
        (keys.revision_key("01ARZ", "01BX5"), Key("HISTORY#01ARZ", "REVISION#01BX5")),
        (keys.draft_key("01ARZ"), Key("WORK#01ARZ", "DRAFT")),
        (keys.edited_key("ada.l", "01ARZ"), Key("AUTHOR#ada.l", "EDITED#01ARZ")),
        (keys.audit_key(AT, "01BX5"), Key("AUDIT#2026-05", "01BX5")),
        (keys.STAMP, Key("SITE", "STAMP")),
    ],
)
def test_key_of_each_item(key: Key, expected: Key) -> None:
    assert key == expected


def test_audit_key_counts_months_in_utc() -> None:
    first_of_june = datetime(2026, 6, 1, 1, tzinfo=timezone(timedelta(hours=2)))
    assert keys.audit_key(first_of_june, "x").pk == "AUDIT#2026-05"


def test_index_keys() -> None:
    assert keys.status_index_pk("published") == "STATUS#published"
    assert keys.tag_index_pk("go") == "TAG#go"
    assert keys.dated_sort_key(AT, "my-slug") == "2026-05-31T09:30:01Z#my-slug"


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("01BX5ZZKBKACTAV9WEVGEMMVRZ", True),
        ("id-of-one", True),
        ("", False),
        ("a#b", False),
        ("a\n", False),
        ("x" * 121, False),
    ],
)
def test_is_id_of_what_an_address_brings(text: str, is_one: bool) -> None:
    assert keys.is_id(text) == is_one


def test_revision_id_comes_back_from_its_key() -> None:
    assert keys.revision_id_of(keys.revision_key("01ARZ", "01BX5").sk) == "01BX5"


@pytest.mark.parametrize("slug", ["a", "0", "-", "a-b-c", "x" * 100])
def test_is_slug_accepts(slug: str) -> None:
    assert keys.is_slug(slug)


@pytest.mark.parametrize("slug", ["", "A", "a b", "a#b", "a$", "ä", "a\n", "\na", "a.b", "a_b", "x" * 101, "a\x00"])
def test_is_slug_refuses_and_so_does_every_key(slug: str) -> None:
    assert not keys.is_slug(slug)
    for build in (keys.article_key, keys.content_key, keys.alias_key, keys.known_tag_key, keys.tag_index_pk):
        with pytest.raises(ValueError, match=r"not a (slug|tag): "):
            build(slug)
    with pytest.raises(ValueError, match="not a tag"):
        keys.tag_entry_key("fine", slug)


def test_collection_of_an_article_alias_content_and_metadata_lie_together_without_tags_and_drafts() -> None:
    """One Query with `sk BETWEEN ALIAS AND METADATA` reads an article."""
    low, high = keys.ALIAS, keys.METADATA
    assert low <= keys.alias_key("a").sk < keys.content_key("a").sk < keys.article_key("a").sk <= high
    assert keys.tag_entry_key("a", "b").sk > high


@pytest.mark.parametrize(
    ("at", "text"),
    [
        (AT, "2026-05-31T09:30:01Z"),
        (datetime(1, 1, 1, tzinfo=UTC), "0001-01-01T00:00:00Z"),
        (datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC), "9999-12-31T23:59:59Z"),
        (datetime(2026, 1, 1, 0, 30, tzinfo=timezone(timedelta(hours=1))), "2025-12-31T23:30:00Z"),
    ],
)
def test_format_at_is_utc_of_fixed_width_and_comes_back(at: datetime, text: str) -> None:
    assert keys.format_at(at) == text
    assert keys.parse_at(text) == at.replace(microsecond=0)


@pytest.mark.parametrize(
    "text",
    [
        "", "2026-05-31", "2026-05-31T09:30:01", "2026-05-31T09:30:01+00:00", "2026-05-31T09:30:01.5Z",
        "26-05-31T09:30:01Z", "2026-5-31T9:30:1Z", " 2026-05-31T09:30:01Z", "2026-05-31T09:30:01Z ",
        "2026-02-30T00:00:00Z",
    ],
)  # fmt: skip
def test_parse_at_refuses_any_other_text(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        keys.parse_at(text)


def test_up_to_takes_in_what_is_due_and_nothing_later() -> None:
    due = [
        keys.dated_sort_key(AT - timedelta(days=1), "zzz"),
        keys.dated_sort_key(AT, "-"),
        keys.dated_sort_key(AT, "zz"),
    ]
    later = keys.dated_sort_key(AT + timedelta(seconds=1), "-")
    assert all(key < keys.up_to(AT) for key in due)
    assert keys.up_to(AT) < later


def test_dated_sort_key_sorts_by_date_before_slug() -> None:
    earlier, later = keys.dated_sort_key(AT, "zz"), keys.dated_sort_key(AT + timedelta(seconds=1), "aa")
    assert earlier < later


def test_dated_sort_key_stepped_over_by_an_exclamation_mark_skips_itself_alone() -> None:
    """What `low!` relies on: the next slug of the same second is above it, whatever it is."""
    own = keys.dated_sort_key(AT, "a")
    assert own < f"{own}!" < keys.dated_sort_key(AT, "a-") < keys.dated_sort_key(AT, "a0")


@pytest.mark.parametrize(
    ("label", "tag"),
    [
        ("Python", "python"), ("C", "c"), ("C++", "cplusplus"), ("C#", "csharp"), ("F#", "fsharp"), (".NET", "dotnet"),
        ("ASP.NET Core", "asp-net-core"), ("Node.js", "node-js"), ("R&D", "randd"), ("@home", "athome"),
        ("  Two   words ", "two-words"), ("Ünïcödé", "unicode"), ("Straße", "strasse"), ("ﬁne", "fine"), ("①", "1"),
        ("-", ""), ("", ""), ("🐍", ""), ("🐍 Go", "go"), ("a/b", "a-b"), ("x" * 150, "x" * 100), ("+", "plus"),
        ("x" * 99 + " y", "x" * 99), ("Łódź", "lodz"), ("日本語", "ribenyu"), ("C#语言", "csharp-yuyan"),
        ("中" * 150, "zhong" * 20),
    ],
)  # fmt: skip
def test_tag_from_label(label: str, tag: str) -> None:
    assert keys.tag_from_label(label) == tag
    assert not tag or keys.is_slug(tag)


@pytest.mark.parametrize(
    ("text", "slug"),
    [("Hello, World!", "hello-world"), ("C++ & C#", "c-c"), ("--a--", "a"), ("Ǆ", "dz"), ("İ", "i"), ("a\x00b", "a-b")],
)
def test_slug_from_text(text: str, slug: str) -> None:
    assert keys.slug_from_text(text) == slug


@pytest.mark.parametrize("slug", ["a", "-", "0", "z", "a-b", "ab0"])
def test_just_below_a_sort_key_is_all_that_is_less(slug: str) -> None:
    at = keys.dated_sort_key(AT, slug)
    below = keys.just_below(at)
    slugs = [
        "-",
        "0",
        "9",
        "a",
        "a-",
        "a-a",
        "a-b",
        "a-bz",
        "aa",
        "ab",
        "ab-",
        "ab0",
        "ab00",
        "abz",
        "y",
        "yz",
        "z",
        "zz",
    ]
    others = [keys.dated_sort_key(AT, other) for other in slugs] + [keys.up_to(AT), keys.format_at(AT)]
    assert [other for other in others if other <= below] == [other for other in others if other < at]


def test_slug_of_a_sort_key() -> None:
    assert keys.slug_of(keys.dated_sort_key(AT, "my-slug")) == "my-slug"
