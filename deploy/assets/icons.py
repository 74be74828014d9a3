"""Draws the site's pictures from `articles/static/favicon.svg`: icons in all sizes, and the picture that is shared.

Run `python -m deploy.assets.icons` after a change of the mark, look at what it drew, and commit it. It needs Chromium.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Mapping
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

STATIC = Path(__file__).resolve().parents[2] / "articles" / "static"
CHROMIUM = "/usr/bin/chromium-headless-shell"
FAVICON_SIZES = (16, 32, 48)
SHARE_WIDTH, SHARE_HEIGHT = 1200, 630
SQUARE = 64  # units of the mark's drawing
GREEN, LIGHT = "#0b6b4f", "#f6f4ec"


def main() -> None:
    mark = (STATIC / "favicon.svg").read_text()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM)
        for name, picture in _pictures(browser, mark).items():
            (STATIC / name).write_bytes(picture)
        browser.close()


def _pictures(browser: Browser, mark: str) -> dict[str, bytes]:
    """All files by name."""
    return {
        "favicon.ico": ico({size: _draw(browser, mark, size, size) for size in FAVICON_SIZES}),
        "icon-192.png": _draw(browser, mark, 192, 192),
        "icon-512.png": _draw(browser, mark, 512, 512),
        "icon-maskable-512.png": _draw(browser, _to_the_edge(mark, room=8), 512, 512),
        "apple-touch-icon.png": _draw(browser, _to_the_edge(mark, room=2), 180, 180),
        "share.png": _draw(browser, _share(mark), SHARE_WIDTH, SHARE_HEIGHT),
    }


def ico(pngs: Mapping[int, bytes]) -> bytes:
    """An icon file that holds PNGs by their size: a directory, then the pictures as they are."""
    head = struct.pack("<HHH", 0, 1, len(pngs))
    place = len(head) + 16 * len(pngs)
    entries = []
    for size, png in pngs.items():
        entries.append(struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(png), place))
        place += len(png)
    return b"".join([head, *entries, *pngs.values()])


def _draw(browser: Browser, svg: str, width: int, height: int) -> bytes:
    page = browser.new_page(viewport={"width": width, "height": height})
    page.set_content(f"<style>body {{ margin: 0 }} svg {{ display: block; width: 100vw; height: 100vh }}</style>{svg}")
    picture = page.screenshot(omit_background=True)
    page.close()
    return picture


def _to_the_edge(mark: str, *, room: int) -> str:
    """The mark on a ground without corners, for systems that cut their own shape out of it."""
    side = SQUARE + 2 * room
    ground = f'<rect x="{-room}" y="{-room}" width="{side}" height="{side}" fill="{GREEN}"/>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{-room} {-room} {side} {side}">{ground}{_glyph(mark)}</svg>'
    )


def _share(mark: str) -> str:
    """The mark as if it were being drawn on a board: a grid, guides along its edges, and the glyph itself."""
    scale, left, top = 7.5, 360, 75
    lines = [_grid(30, 0.06), _grid(150, 0.08)]
    guides = [f"M{left + scale * x} 0V{SHARE_HEIGHT}" for x in (12, 25, 39, 52)]
    guides += [f"M0 {top + scale * y}H{SHARE_WIDTH}" for y in (12, 52)]
    lines.append(f'<path d="{"".join(guides)}" stroke="{LIGHT}" stroke-opacity=".28" stroke-dasharray="10 8"/>')
    glyph = f'<g transform="translate({left} {top}) scale({scale})">{_glyph(mark)}</g>'
    ground = f'<rect width="100%" height="100%" fill="{GREEN}"/>'
    size = f'viewBox="0 0 {SHARE_WIDTH} {SHARE_HEIGHT}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{ground}{"".join(lines)}{glyph}</svg>'


def _grid(step: int, opacity: float) -> str:
    down = "".join(f"M{x} 0V{SHARE_HEIGHT}" for x in range(step, SHARE_WIDTH, step))
    across = "".join(f"M0 {y}H{SHARE_WIDTH}" for y in range(step // 2, SHARE_HEIGHT, step))
    return f'<path d="{down}{across}" stroke="{LIGHT}" stroke-opacity="{opacity}" shape-rendering="crispEdges"/>'


def _glyph(mark: str) -> str:
    found = re.search(r"<path[^>]*/>", mark)
    assert found is not None, "the mark has no path"
    return found[0]


if __name__ == "__main__":
    main()
