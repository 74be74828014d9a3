"""What goes wrong on a laptop, as a sentence."""

from __future__ import annotations

from pathlib import Path


class Problem(Exception):
    """Something the person at the terminal can mend; the message is shown as it stands, without a traceback."""


def sentence_for(error: OSError) -> str:
    """A full disk, a missing right: name the file and the reason."""
    where = f"{error.filename}: " if error.filename else ""
    return f"This did not work: {where}{error.strerror or error}."


def make_folder(path: Path) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        raise Problem(f"{path} should be a folder and is something else: move it away and start again.") from error
