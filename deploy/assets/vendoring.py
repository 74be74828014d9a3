"""How recipes put what they made into a folder of vendored files: whole and as expected, or not at all."""

from __future__ import annotations

import hashlib
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path


def vendor(make: Callable[[Path], dict[str, bytes]], folder: Path, *, script: str, sha256: str, what: str) -> int:
    """The exit code. `make` gets a folder to work in and gives files by name; `sha256` is that of the script."""
    with tempfile.TemporaryDirectory() as workplace:
        files = make(Path(workplace))
    found = hashlib.sha256(files[script]).hexdigest()
    if found != sha256:
        print(f"{what}: {found}. Nothing was written.", file=sys.stderr)
        return 1
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return 0
