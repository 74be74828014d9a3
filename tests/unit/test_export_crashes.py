"""An export that dies at any moment leaves the old set or the new one, and the next export clears up after it."""

from __future__ import annotations

import errno
import fcntl
import os
import random
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from articles.folders import MANIFEST, read_manifest, sum_of
from articles.stores import export as export_module
from articles.stores.export import FolderExport

ROUNDS = 20
NAMES = [f"{number}.md" for number in range(8)]
TEXTS = ("old", "new")
Killed = Callable[[float], None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An exported folder with files of others in it."""
    folder = tmp_path / "out"
    (folder / "sub").mkdir(parents=True)
    (folder / "sub" / "theirs.txt").write_text("theirs")
    export(folder, "old")
    return folder


@pytest.fixture
def without_exchange(monkeypatch: pytest.MonkeyPatch) -> None:
    """A system on which two folders cannot trade places in one step."""
    monkeypatch.setattr(export_module, "_exchange", lambda *_: False)


@pytest.fixture
def killed(folder: Path) -> Killed:
    """Export over and over in a process of its own, and kill that after some seconds."""

    def run(seconds: float) -> None:
        child = os.fork()
        if child == 0:
            try:
                while True:
                    for text in TEXTS:
                        export(folder, text)
            finally:
                os._exit(1)
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        assert os.WIFSIGNALED(status)

    return run


def export(folder: Path, text: str) -> None:
    with FolderExport(folder) as target:
        for name in NAMES:
            target.write(name, text)
        target.commit()


def assert_whole(folder: Path) -> None:
    """One set of articles with its manifest, and the files of others."""
    assert {(folder / name).read_text() for name in NAMES} in ({"old"}, {"new"})
    assert sorted(path.name for path in folder.iterdir()) == sorted([*NAMES, MANIFEST, "sub"])
    assert read_manifest(folder) == {name: sum_of(folder / name) for name in NAMES}
    assert (folder / "sub" / "theirs.txt").read_text() == "theirs"


def left_over(folder: Path) -> list[str]:
    return [path.name for path in folder.parent.iterdir() if path != folder]


@pytest.fixture
def moments() -> Iterator[float]:
    chances = random.Random()
    return iter([chances.uniform(0.002, 0.12) for _ in range(ROUNDS)])


def test_killed_at_any_moment_leaves_one_set(folder: Path, killed: Killed, moments: Iterator[float]) -> None:
    for seconds in moments:
        killed(seconds)
        assert_whole(folder)
    export(folder, "new")
    assert_whole(folder)
    assert left_over(folder) == []


def test_killed_without_exchange_next_export_has_all_files(
    folder: Path, without_exchange: None, killed: Killed, moments: Iterator[float]
) -> None:
    for seconds in moments:
        killed(seconds)
        export(folder, "new")
        assert_whole(folder)
        assert left_over(folder) == []


def test_killed_while_the_folder_was_not_there_is_mended(folder: Path, without_exchange: None) -> None:
    aside = folder.with_name(".out.export-abcd1234.old")
    folder.rename(aside)
    export(folder, "new")
    assert_whole(folder)
    assert left_over(folder) == []


def test_failed_rename_without_exchange_brings_the_folder_back(
    folder: Path, without_exchange: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename = Path.rename

    def fail_once(path: Path, target: Path) -> Path:
        if path.name.startswith(".out.export-") and not path.name.endswith(".old"):
            raise OSError(errno.EIO, "Input/output error")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", fail_once)
    with pytest.raises(OSError, match="Input/output"):
        export(folder, "new")
    assert_whole(folder)
    assert left_over(folder) == []


@pytest.mark.skipif(sys.platform != "linux", reason="folders trade places in one step on Linux alone")
def test_folder_is_replaced_in_one_step(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def rename(path: Path, target: Path) -> Path:
        raise AssertionError(f"{path} was moved away")

    monkeypatch.setattr(Path, "rename", rename)
    export(folder, "new")
    assert_whole(folder)


def test_reader_never_misses_a_file(folder: Path) -> None:
    stop = threading.Event()
    failures: list[Exception] = []

    def read() -> None:
        while not stop.is_set():
            try:
                assert (folder / NAMES[-1]).read_text() in TEXTS
            except Exception as exc:
                failures.append(exc)

    reader = threading.Thread(target=read)
    reader.start()
    for text in TEXTS * 10:
        export(folder, text)
    stop.set()
    reader.join()
    assert failures == []


def test_what_a_killed_export_left_is_cleared(folder: Path) -> None:
    stage = folder.with_name(".out.export-abcd_123")
    (stage / "sub").mkdir(parents=True)
    (stage / "0.md").write_text("half")
    export(folder, "new")
    assert left_over(folder) == []


def test_what_a_running_export_writes_is_not_cleared(folder: Path) -> None:
    with FolderExport(folder) as running:
        running.write("0.md", "slow")
        export(folder, "new")
        assert len(left_over(folder)) == 1
        for name in NAMES:
            running.write(name, "old")
        running.commit()
    assert_whole(folder)
    assert left_over(folder) == []


def test_lock_of_another_program_keeps_a_folder(folder: Path) -> None:
    stage = folder.with_name(".out.export-abcd1234")
    stage.mkdir()
    lock = os.open(stage, os.O_RDONLY)
    fcntl.flock(lock, fcntl.LOCK_EX)
    export(folder, "new")
    assert stage.is_dir()
    os.close(lock)
    export(folder, "new")
    assert not stage.exists()


@pytest.mark.parametrize("name", [".out.export-notes", ".out.export-", "out.export-abcd1234", ".out2.export-abcd1234"])
def test_folder_that_no_export_made_is_left_alone(folder: Path, name: str) -> None:
    (folder.parent / name).mkdir()
    export(folder, "new")
    assert left_over(folder) == [name]


@pytest.mark.parametrize("name", ["a[1]", "*", "a.b", "-x", "ä", "a b", "{x}"])
def test_folder_of_any_name_is_cleared_up_after(tmp_path: Path, name: str) -> None:
    (tmp_path / f".{name}.export-abcd1234").mkdir()
    export(tmp_path / name, "new")
    assert [path.name for path in tmp_path.iterdir()] == [name]
