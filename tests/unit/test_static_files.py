"""Vendored files are those that their recipes name, and large ones are not compressed for seconds."""

from __future__ import annotations

import hashlib
import random

import brotli
import pytest

from deploy.assets import mermaid
from portfolio.static_files import LARGE_BYTES, StaticFilesCompressor


def test_mermaid_is_the_file_that_its_recipe_and_its_readme_name() -> None:
    found = hashlib.sha256((mermaid.FOLDER / mermaid.SCRIPT).read_bytes()).hexdigest()
    readme = (mermaid.FOLDER / "README.md").read_text()
    assert found == mermaid.SHA256
    assert found in readme and mermaid.PACKAGE in readme
    assert "MIT" in (mermaid.FOLDER / "LICENSE").read_text()


@pytest.mark.parametrize(("size", "quality"), [(LARGE_BYTES, 11), (LARGE_BYTES + 1, 9)])
def test_large_file_is_compressed_quickly(size: int, quality: int) -> None:
    words = random.Random(1).choices([b"some ", b"words ", b"that ", b"repeat "], k=size // 5)
    content = b"".join(words)[:size]
    assert StaticFilesCompressor.compress_brotli(content) == brotli.compress(content, quality=quality)
