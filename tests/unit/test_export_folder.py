"""A folder that is replaced as a whole: the old set or the new one, other people's files in both, and nothing left."""

from __future__ import annotations

import errno
import os
import subprocess
from pathlib import Path

import pytest

from articles.folders import MANIFEST, MANIFEST_HEAD, read_manifest
from articles.stores import export as export_module
from articles.stores.export import FolderExport


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "out"


def export(folder: Path, **texts: str) -> None:
    with FolderExport(folder) as target:
        for name, text in texts.items():
            target.write(f"{name}.md", text)
        target.commit()


def contents(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*") if path.is_file()}


def articles(folder: Path) -> dict[str, str]:
    return {name: text for name, text in contents(folder).items() if name != MANIFEST}


def siblings(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.parent.iterdir())


def check_sums(folder: Path) -> subprocess.CompletedProcess[str]:
    command = ["sha256sum", "--check", "--strict", MANIFEST]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("state", ["missing", "missing-with-its-parents", "empty"])
def test_commit_makes_the_folder(tmp_path: Path, state: str) -> None:
    folder = tmp_path / ("a/b/out" if state == "missing-with-its-parents" else "out")
    if state == "empty":
        folder.mkdir()
    export(folder, a="A", b="Grüße 😀\n")
    assert articles(folder) == {"a.md": "A", "b.md": "Grüße 😀\n"}
    assert siblings(folder) == ["out"]


def test_manifest_is_what_sha256sum_checks(folder: Path) -> None:
    export(folder, b="B", a="A")
    assert (folder / MANIFEST).read_text().startswith(MANIFEST_HEAD)
    assert list(read_manifest(folder)) == ["a.md", "b.md"]
    checked = check_sums(folder)
    assert (checked.returncode, checked.stdout.splitlines()) == (0, ["a.md: OK", "b.md: OK"])
    (folder / "a.md").write_text("changed")
    assert check_sums(folder).returncode == 1


def test_commit_again_gives_the_same_bytes(folder: Path) -> None:
    export(folder, a="A", b="B")
    before = contents(folder)
    export(folder, b="B", a="A")
    assert contents(folder) == before


def test_files_of_an_earlier_export_go(folder: Path) -> None:
    export(folder, a="A", b="B")
    export(folder, b="new", c="C")
    assert articles(folder) == {"b.md": "new", "c.md": "C"}


def test_file_of_an_earlier_export_that_was_changed_stays(folder: Path) -> None:
    export(folder, a="A", b="B")
    (folder / "a.md").write_text("by hand")
    with FolderExport(folder) as target:
        assert target.earlier() == {"b.md"}
        target.commit()
    assert articles(folder) == {"a.md": "by hand"}
    assert read_manifest(folder) == {}


def test_keep_takes_over_a_file_with_its_time(folder: Path) -> None:
    export(folder, a="A", b="B")
    os.utime(folder / "a.md", (1e9, 1e9))
    with FolderExport(folder) as target:
        target.keep("a.md")
        target.commit()
    assert articles(folder) == {"a.md": "A"}
    assert (folder / "a.md").stat().st_mtime == 1e9
    assert check_sums(folder).returncode == 0


def test_files_of_others_stay(folder: Path) -> None:
    export(folder, a="A")
    names = [
        ".hidden",
        "b.png",
        "new\nline",
        "-rf",
        "a b",
        "ä",
        "sub/.git/HEAD",
        "sub/deep/a.md",
        "SHA256SUMS.bak",
        "a.MD",
    ]
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)
    (folder / "empty").mkdir()
    inode = (folder / "b.png").stat().st_ino
    export(folder, b="B")
    assert articles(folder) == {"b.md": "B", **{name: name for name in names}}
    assert (folder / "empty").is_dir()
    assert (folder / "b.png").stat().st_ino == inode


def test_links_of_others_stay_links(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "aside").mkdir()
    (tmp_path / "aside" / "x.txt").write_text("x")
    folder.mkdir()
    links = {
        "to-a-file": "../aside/x.txt",
        "to-a-folder": "../aside",
        "to-nothing": "nowhere",
        "to-itself": "to-itself",
    }
    for name, target in links.items():
        (folder / name).symlink_to(target)
    export(folder, a="A")
    assert {name: str((folder / name).readlink()) for name in links} == links
    assert (tmp_path / "aside" / "x.txt").read_text() == "x"


def test_pipe_of_others_stays(folder: Path) -> None:
    folder.mkdir()
    os.mkfifo(folder / "pipe")
    export(folder, a="A")
    assert (folder / "pipe").is_fifo()


def test_folders_of_others_keep_mode_and_time(folder: Path) -> None:
    (folder / "sub").mkdir(parents=True)
    (folder / "sub" / "x").write_text("x")
    (folder / "sub").chmod(0o550)
    os.utime(folder / "sub", (1e9, 1e9))
    export(folder, a="A")
    status = (folder / "sub").stat()
    assert (status.st_mode & 0o777, status.st_mtime) == (0o550, 1e9)


@pytest.mark.parametrize("mode", [0o700, 0o755, 0o775, 0o2770])
def test_folder_keeps_its_permissions(folder: Path, mode: int) -> None:
    folder.mkdir()
    folder.chmod(mode)
    export(folder, a="A")
    export(folder, a="B")
    assert folder.stat().st_mode & 0o7777 == mode


def test_new_folder_can_be_read_by_all(folder: Path) -> None:
    export(folder, a="A")
    assert folder.stat().st_mode & 0o777 == 0o755


def test_folder_behind_a_link_is_replaced_and_the_link_stays(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    folder.symlink_to("real")
    export(folder, a="A")
    assert folder.is_symlink() and articles(tmp_path / "real") == {"a.md": "A"}
    assert siblings(folder) == ["out", "real"]


def test_without_commit_nothing_changes(folder: Path) -> None:
    export(folder, a="A")
    before = contents(folder)
    with FolderExport(folder) as target:
        target.write("a.md", "new")
    assert contents(folder) == before and siblings(folder) == ["out"]


@pytest.mark.parametrize("when", ["write", "commit", "link", "rename"])
def test_exception_leaves_the_old_set_and_nothing_else(
    folder: Path, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    export(folder, a="A")
    (folder / "other.txt").write_text("x")
    before = contents(folder)

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    place = {"write": (Path, "write_bytes"), "commit": (Path, "write_text"), "link": (export_module, "_link"),
             "rename": (export_module, "_exchange")}[when]  # fmt: skip
    monkeypatch.setattr(*place, full)
    with pytest.raises(OSError, match="No space"):
        export(folder, a="B", b="B")
    assert contents(folder) == before and siblings(folder) == ["out"]


def test_text_that_is_no_unicode_leaves_the_old_set(folder: Path) -> None:
    export(folder, a="A")
    with pytest.raises(UnicodeEncodeError):
        export(folder, a="\ud800")
    assert articles(folder) == {"a.md": "A"} and siblings(folder) == ["out"]


# Where nothing can be exported to


def test_target_that_is_a_file_is_refused(folder: Path) -> None:
    folder.write_text("mine")
    with pytest.raises(NotADirectoryError, match="is a file and no folder"):
        export(folder, a="A")
    assert folder.read_text() == "mine" and siblings(folder) == ["out"]


def test_target_in_a_file_is_refused(folder: Path) -> None:
    folder.write_text("mine")
    with pytest.raises(OSError):
        export(folder / "out" / "deep", a="A")
    assert folder.read_text() == "mine"


def test_target_beside_which_nothing_can_be_written_is_refused(folder: Path) -> None:
    with pytest.raises(OSError):
        export(Path("/proc/self/fdinfo/out"), a="A")


@pytest.mark.parametrize("text", ["", "0  a.md\n", f"# mine\n{MANIFEST_HEAD}"])
def test_manifest_of_others_is_refused(folder: Path, text: str) -> None:
    folder.mkdir()
    (folder / MANIFEST).write_text(text)
    with pytest.raises(FileExistsError, match="was not written by an export"):
        export(folder, a="A")
    assert contents(folder) == {MANIFEST: text} and siblings(folder) == ["out"]


def test_folder_with_the_name_of_an_article_is_refused(folder: Path) -> None:
    (folder / "a.md").mkdir(parents=True)
    (folder / "a.md" / "x").write_text("x")
    with pytest.raises(IsADirectoryError, match="has the name of an article"):
        export(folder, a="A")
    assert contents(folder) == {"a.md/x": "x"} and siblings(folder) == ["out"]


def test_manifest_names_no_files_elsewhere(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "out.md").write_text("mine")
    folder.mkdir()
    sum_ = "7c2ab8a0a7eeb4a7d1e5ee9b0a1a8ae9"
    (folder / MANIFEST).write_text(f"{MANIFEST_HEAD}{sum_}  ../out.md\n{sum_}  /etc/passwd\n{sum_}  ..\nnonsense\n")
    with FolderExport(folder) as target:
        assert target.earlier() == frozenset()
        target.commit()
    assert (tmp_path / "out.md").read_text() == "mine"


@pytest.mark.parametrize("name", ["gone.md", "link.md", "sub"])
def test_others_are_named_whatever_they_are(folder: Path, name: str) -> None:
    export(folder, a="A", b="B")
    (folder / "link.md").symlink_to("nowhere")
    (folder / "sub").mkdir()
    (folder / "sub" / "c.md").write_text("C")
    (folder / "b.md").write_text("by hand")
    with FolderExport(folder) as target:
        assert target.others() == ["b.md", "sub/c.md"]
        target.write("link.md", "L")
        assert target.others() == ["b.md", "link.md", "sub/c.md"]


def test_others_of_a_hugo_site_hold_what_would_be_replaced(folder: Path) -> None:
    (folder / "content").mkdir(parents=True)
    for name in ("hugo.toml", "a.md", "README.md", "content/b.md"):
        (folder / name).write_text("mine")
    with FolderExport(folder) as target:
        target.write("a.md", "A")
        assert target.others() == ["a.md", "content/b.md"]
