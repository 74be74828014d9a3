"""Which files of a folder are articles: in folders of Hugo, Jekyll and Astro, and in those that an export wrote."""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import NamedTuple

SUFFIXES = {".md", ".mdx", ".markdown"}
MANIFEST = "SHA256SUMS"
MANIFEST_HEAD = "# articles exported by Portfolio, format 1\n"
INDEX = "index"
SECTION_PAGE = "_index"
DRAFTS, POSTS = "_drafts", "_posts"
# What marks the root of a site, and where its articles are.
SITES = {
    "hugo.[jty]*": ("content",),
    "config.toml": ("content",),
    "config.yaml": ("content",),
    "config/_default": ("content",),
    "_config.yml": (f"**/{POSTS}", f"**/{DRAFTS}"),
    "astro.config.*": ("src/content", "src/pages"),
}
NOT_CONTENT = {"node_modules", "_site"}
MAX_NAMED = 5
MAX_DEPTH = 6

_FENCED = re.compile(r"\A(?:---|\+\+\+)[ \t]*$", re.MULTILINE)


class Found(NamedTuple):
    """The articles' files of a folder in order of their names, and what was passed over, with the reason."""

    files: list[Path]
    passed_over: list[str]


def find_documents(paths: Iterable[Path]) -> Found:
    """The articles' files of files and folders; raises FileNotFoundError."""
    found = Found([], [])
    for path in paths:
        if not path.exists():
            raise FileNotFoundError(path)
        if path.is_file():
            found.files.append(path)
            continue
        for root in _roots(path):
            files = sorted(_documents(root))
            bundles = {file.parent for file in files if file.stem == INDEX} - {root}
            for file in files:
                if reason := _no_article(file, bundles):
                    found.passed_over.append(f"{file}: {reason}")
                else:
                    found.files.append(file)
    return found


def was_exported(file: Path) -> bool:
    """Whether a file is one of an exported folder: in it, or listed by its manifest from further above."""
    if is_exported(file.parent):
        return True
    above = list(file.parents)[1 : 1 + MAX_DEPTH]
    return any(file.relative_to(folder).as_posix() in read_manifest(folder) for folder in above)


def is_exported(folder: Path) -> bool:
    """Whether an export wrote the folder."""
    try:
        with (folder / MANIFEST).open(encoding="utf-8") as manifest:
            return manifest.readline() == MANIFEST_HEAD
    except (OSError, UnicodeDecodeError):
        return False


def read_manifest(folder: Path) -> Mapping[str, str]:
    """Sums by name, as the manifest of an export has them; empty if there is none."""
    try:
        status = (folder / MANIFEST).stat()
    except OSError:
        return {}
    return _read_manifest(folder, status.st_ino, status.st_mtime_ns, status.st_size)


@functools.lru_cache(maxsize=8)
def _read_manifest(folder: Path, *_signature: int) -> Mapping[str, str]:
    """Read once while it stands: each file further down asks it."""
    if not is_exported(folder):
        return {}
    lines = (folder / MANIFEST).read_text(encoding="utf-8").splitlines()
    pairs = [line.split("  ", 1) for line in lines if not line.startswith("#")]
    return {pair[1]: pair[0] for pair in pairs if len(pair) == 2 and _is_inside(pair[1])}


def _is_inside(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts


def check_manifest(folder: Path) -> list[str]:
    """What of an exported folder is no longer as it was exported."""
    sums = {name: (sum_, sum_of(folder / name)) for name, sum_ in read_manifest(folder).items()}
    changed = [name for name, (before, now) in sums.items() if now and now != before]
    missing = [name for name, (_, now) in sums.items() if not now]
    said = (("changed since they were exported", changed), ("exported and are missing", missing))
    return [f"{folder}: {len(names)} files were {what}: {_named(names)}" for what, names in said if names]


def sum_of(file: Path) -> str:
    """SHA-256 of a file in hexadecimal digits; empty if it cannot be read."""
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError:
        return ""


def files_beside(path: Path, name: str) -> Iterator[str]:
    """A page bundle's other files, which are not taken in."""
    if path.stem != INDEX:
        return
    try:
        files = [file for file in path.parent.iterdir() if file.is_file() and not file.name.startswith(".")]
    except OSError:
        return
    beside = sorted(file.name for file in files if file.suffix.lower() not in SUFFIXES)
    if beside:
        yield f"{name}: the files beside it were not taken in: {_named(beside)}"


def _named(names: Sequence[str]) -> str:
    more = f" and {len(names) - MAX_NAMED} more" if len(names) > MAX_NAMED else ""
    return ", ".join(names[:MAX_NAMED]) + more


def _roots(folder: Path) -> list[Path]:
    """Where the articles of a folder are: in some of its folders, if it is the root of a whole site."""
    for mark, places in SITES.items():
        if any(folder.glob(mark)):
            found = [root for place in places for root in sorted(folder.glob(place)) if root.is_dir()]
            roots = [root for root in found if not _is_aside(root, folder)]
            if roots:
                return roots
    return [folder]


def _documents(root: Path) -> Iterator[Path]:
    for path in root.rglob("*"):
        if path.suffix.lower() in SUFFIXES and not _is_aside(path, root) and path.is_file():
            yield path


def _is_aside(path: Path, root: Path) -> bool:
    """Whether it is hidden, or in a folder that programs fill."""
    return any(part.startswith(".") or part in NOT_CONTENT for part in path.relative_to(root).parts)


def _no_article(file: Path, bundles: set[Path]) -> str:
    """Why a Markdown file is no article; empty if it is one."""
    if file.stem == SECTION_PAGE:
        return "is the page of a section and no article"
    if file.parent in bundles and file.stem != INDEX and not _has_front_matter(file):
        return "belongs to the page bundle of its folder and is no article"
    return ""


def _has_front_matter(file: Path) -> bool:
    try:
        head = file.read_bytes()[:200].decode("utf-8-sig", "replace")
    except OSError:
        return True
    return file.suffix.lower() == ".mdx" or _FENCED.match(head) is not None
