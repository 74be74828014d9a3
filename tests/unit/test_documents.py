"""Which files of a folder are articles, what their places say, and when a text is converted."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from articles.documents import parse_document, read_document
from articles.domain import Article
from articles.folders import MANIFEST, MANIFEST_HEAD, find_documents, is_exported
from articles.frontmatter import Parsed
from articles.stores.files import FileSource
from tests.factories import NOW

UTC_ZONE = ZoneInfo("UTC")
HEAD = "---\ntitle: {title}\ndate: 2026-01-01\n---\n"


def write(folder: Path, *names: str, text: str = "", title: str = "T", body: str = "Body.\n") -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text or HEAD.format(title=title) + body)


def names(folder: Path, *paths: Path) -> list[str]:
    return [path.relative_to(folder).as_posix() for path in find_documents(paths or (folder,)).files]


def passed_over(folder: Path) -> list[str]:
    return [reason.removeprefix(f"{folder}/") for reason in find_documents([folder]).passed_over]


def article(path: str, *lines: str, exported: bool = False) -> Article:
    text = "\n".join(["---", "title: T", *lines, "---", "Body."])
    return parse_document(text, path=path, time_zone=UTC_ZONE, exported=exported).article


def read(path: Path) -> Parsed:
    return read_document(path, time_zone=UTC_ZONE)


@pytest.mark.parametrize(
    ("path", "slug", "date"),
    [
        ("中文.md", "zhongwen", ""),
        ("2026-05-31-Łódź/index.md", "lodz", "2026-05-31"),
        ("content/2026-05-31-foo.md", "foo", "2026-05-31"),
        ("2026-05-31-Foo Bar.markdown", "foo-bar", "2026-05-31"),
        ("content/foo/index.md", "foo", ""),
        ("content/foo/index.mdx", "foo", ""),
        ("app/blog/foo/page.mdx", "foo", ""),
        ("content/page.md", "page", ""),
        ("content/2026-05-31-foo/index.md", "foo", "2026-05-31"),
        ("content/index.md", "content", ""),
        ("index.md", "index", ""),
        ("content/foo/2026-05-31-index.md", "index", "2026-05-31"),
        ("_posts/2026-05-31-foo.md", "foo", "2026-05-31"),
        ("content/2026-05-31.md", "2026-05-31", ""),
        ("content/2026-5-1-foo.md", "2026-5-1-foo", ""),
        ("content/20260531-foo.md", "20260531-foo", ""),
        ("content/a.b.c.md", "a-b-c", ""),
        ("content/foo.en.md", "foo-en", ""),
        ("content/" + "x" * 150 + ".md", "x" * 100, ""),
    ],
)
def test_name_of_a_file_gives_slug_and_date(path: str, slug: str, date: str) -> None:
    found = article(path, *([] if date else ["date: 2026-01-01"]))
    assert (found.slug, found.date_texts) == (slug, (("date", date or "2026-01-01"),))


def test_front_matter_says_more_than_the_name_of_the_file() -> None:
    found = article("2026-05-31-foo.md", "slug: own", "date: 2026-01-02")
    assert (found.slug, found.date_texts) == ("own", (("date", "2026-01-02"),))


@pytest.mark.parametrize(
    ("path", "lines", "status"),
    [
        ("_drafts/x.md", [], "draft"),
        ("site/_drafts/deep/x.md", [], "draft"),
        ("_drafts/x.md", ["status: archived", "date: 2026-01-01"], "archived"),
        ("_drafts/x.md", ["published: true", "date: 2026-01-01"], "published"),
        ("_posts/2026-05-31-x.md", [], "published"),
        ("_posts/2026-05-31-x.md", ["published: false"], "draft"),
        ("drafts/x.md", ["date: 2026-01-01"], "published"),
    ],
)
def test_folder_of_drafts_makes_drafts(path: str, lines: list[str], status: str) -> None:
    assert article(path, *lines).status == status


def test_exported_name_with_a_date_is_only_a_name() -> None:
    found = article("2026-05-31-foo.md", "date: 2026-01-01", exported=True)
    assert (found.slug, found.date_texts) == ("2026-05-31-foo", (("date", "2026-01-01"),))


@pytest.mark.parametrize("name", ["a.md", "a.markdown", "a.MD", "a.MDX", "a.mdx", "a.Markdown", "a b.md", "ä.md"])
def test_find_every_suffix_of_markdown(tmp_path: Path, name: str) -> None:
    write(tmp_path, name)
    assert names(tmp_path) == [name]


@pytest.mark.parametrize(
    "name",
    ["a.txt", "a.md.bak", "md", ".a.md", ".git/a.md", "b/.cache/c/a.md", "node_modules/x/README.md", "_site/a.md"],
)
def test_find_nothing_else(tmp_path: Path, name: str) -> None:
    write(tmp_path, name)
    found = find_documents([tmp_path])
    assert (found.files, found.passed_over) == ([], [])


def test_find_in_order_of_the_names_and_of_the_paths_asked_for(tmp_path: Path) -> None:
    write(tmp_path, "b/z.md", "b/a.md", "a/b.mdx", "a.md", "c.txt")
    assert names(tmp_path) == ["a/b.mdx", "a.md", "b/a.md", "b/z.md"]
    asked = (tmp_path / "c.txt", tmp_path / "b", tmp_path / "a.md")
    assert names(tmp_path, *asked) == ["c.txt", "b/a.md", "b/z.md", "a.md"]


def test_find_what_is_missing_is_named(tmp_path: Path) -> None:
    write(tmp_path, "a.md")
    with pytest.raises(FileNotFoundError, match="nowhere"):
        find_documents([tmp_path, tmp_path / "nowhere"])


def test_find_in_a_folder_whose_own_path_is_hidden(tmp_path: Path) -> None:
    write(tmp_path / ".cache" / "node_modules" / "texts", "a.md")
    assert names(tmp_path, tmp_path / ".cache" / "node_modules" / "texts") == [".cache/node_modules/texts/a.md"]


@pytest.mark.parametrize("mark", ["hugo.toml", "hugo.yaml", "hugo.json", "config.toml"])
def test_find_articles_of_a_hugo_site(tmp_path: Path, mark: str) -> None:
    write(
        tmp_path, mark, "README.md", "themes/x/README.md", "archetypes/default.md", "content/posts/a.md", "content/b.md"
    )
    assert names(tmp_path) == ["content/b.md", "content/posts/a.md"]


def test_find_articles_of_a_jekyll_site(tmp_path: Path) -> None:
    write(
        tmp_path, "_config.yml", "README.md", "about.md", "_posts/2026-01-01-a.md", "_drafts/b.md", "blog/_posts/c.md",
        "_site/_posts/d.md", "node_modules/x/_posts/e.md", ".git/_posts/f.md",
    )  # fmt: skip
    assert names(tmp_path) == ["_posts/2026-01-01-a.md", "blog/_posts/c.md", "_drafts/b.md"]


@pytest.mark.parametrize("mark", ["astro.config.mjs", "astro.config.ts"])
def test_find_articles_of_an_astro_site(tmp_path: Path, mark: str) -> None:
    write(tmp_path, mark, "README.md", "src/content/blog/a.mdx", "src/pages/b.md", "src/components/c.md", "public/d.md")
    assert names(tmp_path) == ["src/content/blog/a.mdx", "src/pages/b.md"]


def test_find_in_a_folder_with_the_mark_of_a_site_alone(tmp_path: Path) -> None:
    write(tmp_path, "config.toml", "a.md")
    assert names(tmp_path) == ["a.md"]


def test_find_an_article_about_hugo_makes_no_site(tmp_path: Path) -> None:
    write(tmp_path, "hugo.md", "other.md", "content/a.md")
    assert names(tmp_path) == ["content/a.md", "hugo.md", "other.md"]


def test_find_page_of_a_section_is_passed_over_with_a_reason(tmp_path: Path) -> None:
    write(tmp_path, "_index.md", "posts/_index.md", "posts/a.md")
    assert names(tmp_path) == ["posts/a.md"]
    reason = "is the page of a section and no article"
    assert passed_over(tmp_path) == [f"_index.md: {reason}", f"posts/_index.md: {reason}"]


def test_find_resource_of_a_bundle_is_passed_over_with_a_reason(tmp_path: Path) -> None:
    write(tmp_path, "foo/index.md", "foo/with-head.md")
    write(tmp_path, "foo/notes.md", "bar/plain.md", text="No head.\n")
    assert names(tmp_path) == ["bar/plain.md", "foo/index.md", "foo/with-head.md"]
    assert passed_over(tmp_path) == ["foo/notes.md: belongs to the page bundle of its folder and is no article"]


def test_find_index_of_the_folder_itself_makes_no_bundle(tmp_path: Path) -> None:
    write(tmp_path, "index.md")
    write(tmp_path, "plain.md", text="No head.\n")
    assert names(tmp_path) == ["index.md", "plain.md"]


def test_files_beside_a_bundle_are_named(tmp_path: Path) -> None:
    write(tmp_path, "foo/index.md", "foo/more.MDX", "foo/.DS_Store", "foo/b.png", "foo/a.png", "foo/sub/c.png")
    (notice,) = read(tmp_path / "foo" / "index.md").notices
    assert notice == f"{tmp_path}/foo/index.md: the files beside it were not taken in: a.png, b.png"


def test_files_beside_a_bundle_are_not_all_named(tmp_path: Path) -> None:
    write(tmp_path, "foo/index.md", *(f"foo/{number}.png" for number in range(8)))
    (notice,) = read(tmp_path / "foo" / "index.md").notices
    assert notice.endswith("not taken in: 0.png, 1.png, 2.png, 3.png, 4.png and 3 more")


def test_files_beside_an_article_that_is_no_bundle_are_nobodys(tmp_path: Path) -> None:
    write(tmp_path, "foo.md", "b.png")
    assert read(tmp_path / "foo.md").notices == ()


# What is converted


def test_exported_folder_is_not_converted_and_others_are(tmp_path: Path) -> None:
    body = '{{< figure src="/a.png" alt="A" caption="C" >}}\n'
    write(tmp_path / "theirs", "a.md", body=body)
    write(tmp_path / "ours", "a.md", body="{{</* figure */>}}\n")
    (tmp_path / "ours" / MANIFEST).write_text(MANIFEST_HEAD)
    assert read(tmp_path / "ours" / "a.md").article.body == "{{< figure >}}\n"
    converted = read(tmp_path / "theirs" / "a.md").article.body
    assert "{{<" not in converted and "/a.png" in converted


def test_liquid_is_read_in_the_folders_of_jekyll_alone(tmp_path: Path) -> None:
    body = "{% raw %}{{ x }}{% endraw %}\n"
    write(tmp_path, "_posts/2026-01-01-a.md", "_drafts/b.md", "c.md", body=body)
    assert read(tmp_path / "_posts" / "2026-01-01-a.md").article.body == "{{ x }}\n"
    assert read(tmp_path / "_drafts" / "b.md").article.body == "{{ x }}\n"
    assert read(tmp_path / "c.md").article.body == body


def test_notice_of_a_conversion_names_file_and_line(tmp_path: Path) -> None:
    write(tmp_path, "a.md", body="One\n\n{{< nobody-knows-this >}}\n")
    (notice,) = read(tmp_path / "a.md").notices
    assert notice.startswith(f"{tmp_path}/a.md:7: ")


@pytest.mark.parametrize(
    ("text", "is_ours"),
    [
        (MANIFEST_HEAD, True),
        (MANIFEST_HEAD + "0  a.md\n", True),
        ("", False),
        ("0  a.md\n", False),
        ("# articles exported by Portfolio, format 2\n", False),
        (f"# mine\n{MANIFEST_HEAD}", False),
    ],
)
def test_manifest_makes_an_exported_folder(tmp_path: Path, text: str, is_ours: bool) -> None:
    (tmp_path / MANIFEST).write_text(text)
    assert is_exported(tmp_path) == is_ours


def test_manifest_that_cannot_be_read_makes_none(tmp_path: Path) -> None:
    assert not is_exported(tmp_path)
    (tmp_path / MANIFEST).write_bytes(b"\xff\xfe")
    assert not is_exported(tmp_path)
    (tmp_path / "folder" / MANIFEST).mkdir(parents=True)
    assert not is_exported(tmp_path / "folder")


# The site that is served from files


def source(folder: Path) -> FileSource:
    return FileSource(folder, time_zone=UTC_ZONE, authoritative=True)


@pytest.mark.parametrize("name", ["a.md", "a.mdx", "a.markdown", "a/index.md", "2026-01-01-a.md", "sub/a.md", "b.MD"])
def test_file_source_serves_what_a_seed_would_take(tmp_path: Path, name: str) -> None:
    slug = "b" if name.startswith("b") else "a"
    write(tmp_path, name, title="Found")
    write(tmp_path, "_index.md", title="Section")
    served = source(tmp_path)
    found = served.get_article(slug)
    assert found is not None and (found.title, found.body) == ("Found", "Body.\n")
    assert [item.title for item in served.list_articles(now=NOW, size=10).items] == ["Found"]


def test_file_source_serves_an_exported_folder_unconverted(tmp_path: Path) -> None:
    write(tmp_path, "a.md", body="{{</* figure */>}}\n")
    (tmp_path / MANIFEST).write_text(MANIFEST_HEAD)
    found = source(tmp_path).get_article("a")
    assert found is not None and found.body == "{{< figure >}}\n"


def test_file_source_serves_the_content_of_a_hugo_site(tmp_path: Path) -> None:
    write(tmp_path, "hugo.toml", "README.md", "content/posts/a.md")
    assert [item.slug for item in source(tmp_path).list_articles(now=NOW, size=10).items] == ["a"]


@pytest.mark.parametrize(
    ("path", "tags", "category"),
    [("_posts/2026-01-01-a.md", ("docker", "volumes"), ""), ("content/2026-01-01-a.md", ("docker volumes",), "a b")],
)
def test_blanks_part_the_words_of_a_list_only_where_jekyll_has_it_so(
    path: str, tags: tuple[str, ...], category: str
) -> None:
    found = article(path, "tags: docker volumes", "categories: a b")
    assert (found.tag_labels, found.category) == (tags, category)
    assert found.extra == ("" if category else "categories: a b\n")
