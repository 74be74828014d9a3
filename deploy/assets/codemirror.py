"""Bundles CodeMirror as `articles/static/vendor/codemirror/` holds it: `python -m deploy.assets.codemirror`. Needs npm.

What is bundled is named in `editor/bundle.js`, in versions that `editor/package.json` pins and its lock holds to sums.
To take newer ones, change them there, run `npm install --package-lock-only` beside them and this, enter the sum that it
names here and in the vendor folder's README.md, and run the browser tests.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from deploy.assets.vendoring import vendor
from deploy.local.processes import PROJECT

SHA256 = "d966c2d61ca921b30c992b0d363947f2e13f1bfff24fa0df4560e26a27f5ea61"
SOURCES = PROJECT / "deploy/assets/editor"
FOLDER = PROJECT / "articles/static/vendor/codemirror"
SCRIPT = "codemirror.min.js"
LICENCE = "LICENSE"
# The library makes a <style> in documents, which our policy forbids, and a sheet of the page's own only in shadow
# roots. Documents have had such sheets since 2023 too, and the policy allows them.
STYLES = Path("node_modules/style-mod/src/style-mod.js")
IN_SHADOW_ROOTS = "if (!root.head && root.adoptedStyleSheets"
EVERYWHERE = "if (root.adoptedStyleSheets"
# The newest syntax that all supported browsers read.
TARGET = "es2022"


class RecipeError(RuntimeError):
    """A package is no longer what the recipe expects."""


def build(folder: Path) -> dict[str, bytes]:
    """The files of the vendor folder, by name."""
    for source in SOURCES.iterdir():
        shutil.copy(source, folder)
    _run(folder, "npm", "ci", "--silent", "--ignore-scripts", "--no-audit", "--no-fund")
    _allow_sheets(folder / STYLES)
    options = ["--bundle", "--minify", "--format=iife", f"--target={TARGET}", "--charset=utf8", "--legal-comments=none"]
    _run(folder, "node_modules/.bin/esbuild", "bundle.js", f"--outfile={SCRIPT}", "--log-level=warning", *options)
    return {SCRIPT: (folder / SCRIPT).read_bytes(), LICENCE: _licences(folder / "node_modules").encode()}


def _run(folder: Path, *command: str) -> None:
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)


def _allow_sheets(path: Path) -> None:
    text = path.read_text()
    if text.count(IN_SHADOW_ROOTS) != 1:
        raise RecipeError(f"{STYLES} no longer says {IN_SHADOW_ROOTS!r} once: see whether it still makes a <style>")
    path.write_text(text.replace(IN_SHADOW_ROOTS, EVERYWHERE))


def _licences(modules: Path) -> str:
    """Each licence of what is bundled once, under the packages that have it."""
    packages: dict[str, list[str]] = {}
    for path in sorted(modules.rglob("LICENSE")):
        packages.setdefault(path.read_text().strip(), []).append(str(path.parent.relative_to(modules)))
    return "\n\n".join(f"{', '.join(names)}\n\n{text}" for text, names in packages.items()) + "\n"


def main() -> int:
    return vendor(build, FOLDER, script=SCRIPT, sha256=SHA256, what="The bundle is another one")


if __name__ == "__main__":
    sys.exit(main())
