"""The recipe of the fonts in `articles/static/fonts/`: `python -m deploy.assets.fonts` fetches and cuts them anew.

They come from Fontsource's packages on the npm registry, whose versions stand below. Each is cut down to the letters
and weights that the pages use, because a first visit pays for every kilobyte. What has letters of more languages is a
file of its own, which a browser fetches only for a page that holds one of them.
"""

from __future__ import annotations

import subprocess
import tarfile
import tempfile
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from fontTools.subset import Options, Subsetter, load_font, parse_unicodes, save_font
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

TARGET = Path(__file__).resolve().parents[2] / "articles/static/fonts"
ASCII, LATIN_1 = "U+0020-007E", "U+00A0-00FF"
SIGNS = "U+2010-2015,U+2018-201E,U+2020-2022,U+2026,U+2030,U+2032-2033,U+2039-203A,U+20AC,U+2122,U+2190-2193"
MATHS = "U+2212,U+2248,U+2260,U+2264-2265"
TEXT = ",".join((ASCII, LATIN_1, "U+0131,U+0152-0153,U+02C6,U+02DC", SIGNS, MATHS))
MORE = "U+0100-02BA,U+02BD-02C5,U+02C7-02CC,U+1E00-1E9F,U+1EF2-1EFF"
CODE = ",".join((ASCII, LATIN_1, SIGNS, MATHS))
SERIF, MONO = "@fontsource-variable/source-serif-4@5.3.1", "@fontsource-variable/jetbrains-mono@5.3.0"


class Cut(NamedTuple):
    """One file to make: from a file of a package, with these letters, features and weights (low, high)."""

    name: str
    package: str
    source: str
    letters: str
    weights: tuple[int, int]
    features: tuple[str, ...] = ("kern", "liga", "ccmp", "locl", "mark")


CUTS = (
    Cut("text.woff2", SERIF, "source-serif-4-latin-wght-normal.woff2", TEXT, (400, 700)),
    Cut("text-italic.woff2", SERIF, "source-serif-4-latin-wght-italic.woff2", TEXT, (400, 400)),
    Cut("text-more.woff2", SERIF, "source-serif-4-latin-ext-wght-normal.woff2", MORE, (400, 700)),
    # Without ligatures: code is read sign by sign.
    Cut("code.woff2", MONO, "jetbrains-mono-latin-wght-normal.woff2", CODE, (400, 700), ("kern", "ccmp")),
)
LICENCES = {SERIF: "LICENSE-text.txt", MONO: "LICENSE-code.txt"}


def main() -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        packages = {name: fetch(name, Path(folder)) for name in LICENCES}
        for name, licence in LICENCES.items():
            (TARGET / licence).write_bytes((packages[name] / "LICENSE").read_bytes())
        for cut in CUTS:
            make(cut, packages[cut.package] / "files" / cut.source)
            print(f"{(TARGET / cut.name).stat().st_size:>7} {cut.name}")


def fetch(package: str, folder: Path) -> Path:
    """The unpacked package."""
    done = subprocess.run(["npm", "pack", "--silent", package], cwd=folder, check=True, capture_output=True, text=True)
    archive = folder / done.stdout.split()[-1]
    with tarfile.open(archive) as opened:
        opened.extractall(folder / archive.stem, filter="data")
    return folder / archive.stem / "package"


def make(cut: Cut, source: Path) -> None:
    options = Options(layout_features=list(cut.features), flavor="woff2", hinting=False, desubroutinize=True)
    font = load_font(narrowed(source, *cut.weights), options)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=parse_unicodes(cut.letters.replace("U+", "")))
    subsetter.subset(font)
    save_font(font, str(TARGET / cut.name), options)


def narrowed(source: Path, low: int, high: int) -> BytesIO:
    """The font with these weights alone, written out: the subsetter wants one as it was read."""
    font = instantiateVariableFont(TTFont(source), {"wght": low if low == high else (low, high)})
    font.flavor = None
    written = BytesIO()
    font.save(written)
    written.seek(0)
    return written


if __name__ == "__main__":
    main()
