"""Fetches Mermaid as `articles/static/vendor/mermaid/` holds it: `python -m deploy.assets.mermaid`. Needs npm.

To take a newer one, change the version and the sum here and in that folder's README.md, run this, and run the browser
tests, which draw every type of diagram.
"""

from __future__ import annotations

import subprocess
import sys
import tarfile
from pathlib import Path

from deploy.assets.vendoring import vendor
from deploy.local.processes import PROJECT

PACKAGE = "mermaid@11.17.2"
# Of the file itself: npm checks the package only against what the registry says of it.
SHA256 = "581ed7d74bd9048d0e3a91363927d72ef22942d7722546b27f7cc29e35390eb8"
FOLDER = PROJECT / "articles/static/vendor/mermaid"
SCRIPT = "mermaid.min.js"
MEMBERS = {f"package/dist/{SCRIPT}": SCRIPT, "package/LICENSE": "LICENSE"}


def fetch(folder: Path) -> dict[str, bytes]:
    """The package's files that we keep, by the name that they have here."""
    pack = ["npm", "pack", "--silent", "--pack-destination", str(folder), PACKAGE]
    subprocess.run(pack, check=True, stdout=subprocess.DEVNULL)
    (archive,) = folder.glob("*.tgz")
    with tarfile.open(archive) as package:
        members = {name: package.extractfile(member) for member, name in MEMBERS.items()}
        return {name: file.read() for name, file in members.items() if file is not None}


def main() -> int:
    return vendor(fetch, FOLDER, script=SCRIPT, sha256=SHA256, what=f"{PACKAGE} has another {SCRIPT}")


if __name__ == "__main__":
    sys.exit(main())
