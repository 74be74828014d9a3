"""A folder of exported files, replaced as a whole: whoever looks sees the old set or the new one, also after a crash.

The new set is written beside the folder, files of others are linked into it, and the two folders trade places. Names
and SHA-256 sums stand in a manifest that `sha256sum --check` reads.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import fcntl
import hashlib
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from os import O_DIRECTORY, O_RDONLY, close, sync
from os import open as open_folder
from pathlib import Path
from types import TracebackType
from typing import Self

from articles.folders import MANIFEST, MANIFEST_HEAD, find_documents, is_exported, read_manifest, sum_of

RENAME_EXCHANGE = 2
AT_FDCWD = -100


class FolderExport:
    """Use it as a context manager: without `commit` the folder stays as it is. Raises OSError."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self._sums: dict[str, str] = {}
        self._earlier: Mapping[str, str] = {}
        self._unchanged: frozenset[str] = frozenset()
        self._dropped: set[str] = set()

    def __enter__(self) -> Self:
        self._bring_back()
        if self.folder.exists() and not self.folder.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, "is a file and no folder", str(self.folder))
        if (self.folder / MANIFEST).exists() and not is_exported(self.folder):
            raise FileExistsError(errno.EEXIST, "was not written by an export", str(self.folder / MANIFEST))
        self._earlier = read_manifest(self.folder)
        self._unchanged = frozenset(name for name, sum_ in self._earlier.items() if sum_of(self.folder / name) == sum_)
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        self._clear_up()
        self._stage = Path(tempfile.mkdtemp(prefix=self._prefix, dir=self.folder.parent))
        self._lock = open_folder(self._stage, O_RDONLY | O_DIRECTORY)
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        close(self._lock)
        # After `commit` this is what stood there before.
        shutil.rmtree(self._stage, ignore_errors=True)

    def earlier(self) -> frozenset[str]:
        return self._unchanged

    def others(self) -> list[str]:
        if not self.folder.is_dir():
            return []
        names = {str(path.relative_to(self.folder)) for path in find_documents([self.folder]).files}
        # The root of a whole site shows not all of its files, and a folder or a broken link is no file.
        names |= {name for name in self._sums if _stands(self.folder / name)}
        return sorted(names - self._unchanged)

    def edited(self) -> frozenset[str]:
        return frozenset(name for name in self._earlier if name not in self._unchanged and _stands(self.folder / name))

    def path_of(self, name: str) -> Path:
        return self.folder / name

    def write(self, name: str, text: str) -> None:
        data = text.encode()
        (self._stage / name).parent.mkdir(parents=True, exist_ok=True)
        (self._stage / name).write_bytes(data)
        self._sums[name] = hashlib.sha256(data).hexdigest()

    def drop(self, name: str) -> None:
        self._dropped.add(name)

    def keep(self, name: str) -> None:
        (self._stage / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(self.folder / name, self._stage / name)
        self._sums[name] = self._earlier[name]

    def commit(self) -> None:
        lines = [f"{self._sums[name]}  {name}\n" for name in sorted(self._sums)]
        (self._stage / MANIFEST).write_text(MANIFEST_HEAD + "".join(lines), encoding="utf-8")
        if self.folder.is_dir():
            shutil.copymode(self.folder, self._stage)
            self._take_over_others(self.folder)
        else:
            self._stage.chmod(0o755)
        sync()
        self._trade_places()

    def _take_over_others(self, folder: Path) -> None:
        """Link what is not ours into the new set."""
        for path in sorted(folder.iterdir()):
            relative = path.relative_to(self.folder)
            is_folder = path.is_dir() and not path.is_symlink()
            if str(relative) in self._unchanged | self._dropped:
                continue
            stands = self._stage / relative
            if stands.exists() and not (is_folder and stands.is_dir()):
                if is_folder:
                    raise IsADirectoryError(errno.EISDIR, "is a folder and has the name of an article", str(path))
                continue
            if is_folder:
                stands.mkdir(exist_ok=True)
                self._take_over_others(path)
                # Last, for it may forbid writing, and what is written changes its time.
                shutil.copystat(path, stands)
            else:
                _link(path, stands)

    def _trade_places(self) -> None:
        if not self.folder.exists():
            self._stage.rename(self.folder)
        elif not _exchange(self._stage, self.folder):
            # Without the system call there is a moment in which the folder is not there.
            aside = self._stage.with_name(f"{self._stage.name}.old")
            self.folder.rename(aside)
            try:
                self._stage.rename(self.folder)
            except OSError:
                aside.rename(self.folder)
                raise
            self._stage = aside

    @property
    def _prefix(self) -> str:
        return f".{self.folder.name}.export-"

    def _left_behind(self) -> list[Path]:
        """Folders of exports that were killed, or that still run."""
        name = re.compile(re.escape(self._prefix) + r"[a-z0-9_]{8}(?:\.old)?")
        parent = self.folder.parent
        return sorted(path for path in parent.iterdir() if name.fullmatch(path.name)) if parent.is_dir() else []

    def _bring_back(self) -> None:
        """The folder itself, if an export was killed in the moment in which it was not there."""
        asides = [path for path in self._left_behind() if path.suffix == ".old"]
        if asides and not _stands(self.folder):
            asides[-1].rename(self.folder)

    def _clear_up(self) -> None:
        """Remove what an export left behind that was killed; one that still runs holds a lock on its own."""
        for stage in self._left_behind():
            with contextlib.suppress(OSError), _opened(stage) as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(stage, ignore_errors=True)


def _stands(path: Path) -> bool:
    """Whether something has this name, be it a link to nothing."""
    return path.exists() or path.is_symlink()


@contextlib.contextmanager
def _opened(folder: Path) -> Iterator[int]:
    descriptor = open_folder(folder, O_RDONLY | O_DIRECTORY)
    try:
        yield descriptor
    finally:
        close(descriptor)


def _link(path: Path, target: Path) -> None:
    """The same file under the new folder; a copy where links are not to be had."""
    try:
        if path.is_symlink():
            target.symlink_to(path.readlink())
        else:
            target.hardlink_to(path)
    except OSError:
        shutil.copy2(path, target, follow_symlinks=False)


def _exchange(one: Path, other: Path) -> bool:
    """Let two folders trade places in one step; False where the system cannot."""
    if sys.platform != "linux":
        return False
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    if rename(AT_FDCWD, bytes(one), AT_FDCWD, bytes(other), RENAME_EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in {errno.EINVAL, errno.ENOSYS}:
        return False
    raise OSError(number, "cannot be replaced; export to a folder within it", str(other))
