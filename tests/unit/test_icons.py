"""The pictures of the site are there, in the sizes that their names and the manifest promise."""

from __future__ import annotations

import re
import struct
from pathlib import Path

import pytest

from deploy.assets.icons import FAVICON_SIZES, STATIC, ico

PNG = b"\x89PNG\r\n\x1a\n"
SIZES = {
    "icon-192.png": (192, 192), "icon-512.png": (512, 512), "icon-maskable-512.png": (512, 512),
    "apple-touch-icon.png": (180, 180), "share.png": (1200, 630),
}  # fmt: skip


def size_of(png: bytes) -> tuple[int, int]:
    assert png.startswith(PNG) and png[12:16] == b"IHDR"
    width, height = struct.unpack_from(">II", png, 16)
    return width, height


def pictures_in(icon: bytes) -> dict[int, bytes]:
    reserved, kind, count = struct.unpack_from("<HHH", icon)
    assert (reserved, kind) == (0, 1)
    entries = [struct.unpack_from("<BBBBHHII", icon, 6 + 16 * number) for number in range(count)]
    return {entry[0]: icon[entry[7] : entry[7] + entry[6]] for entry in entries}


@pytest.mark.parametrize(("name", "size"), SIZES.items())
def test_picture_has_its_size(name: str, size: tuple[int, int]) -> None:
    assert size_of((STATIC / name).read_bytes()) == size


def test_favicon_holds_a_picture_of_each_size() -> None:
    found = pictures_in((STATIC / "favicon.ico").read_bytes())
    assert {size: size_of(png) for size, png in found.items()} == {size: (size, size) for size in FAVICON_SIZES}


def test_ico_holds_the_pictures_as_they_are() -> None:
    pngs = {16: b"sixteen", 48: b"forty-eight"}
    assert pictures_in(ico(pngs)) == pngs


def test_mark_is_drawn_of_paths_alone() -> None:
    mark = (STATIC / "favicon.svg").read_text()
    assert set(re.findall(r"<(\w+)", mark)) == {"svg", "rect", "path"}
    assert "style" not in mark and "script" not in mark


@pytest.mark.parametrize("path", sorted(STATIC.glob("*.png")), ids=lambda path: path.name)
def test_picture_is_small(path: Path) -> None:
    assert path.stat().st_size < 60_000
