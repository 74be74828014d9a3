"""How static files are stored: hashed names, compressed once when they are collected, and that in no time.

The best compression takes five seconds for a vendored megabyte, which every first start and every test process would
wait for; one step below takes a quarter of a second and gives a tenth more.
"""

from __future__ import annotations

import brotli
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage

LARGE_BYTES = 512 * 1024
BEST_QUALITY = 11
LARGE_QUALITY = 9


class StaticFilesCompressor(Compressor):  # type: ignore[misc]
    @staticmethod
    def compress_brotli(data: bytes) -> bytes:
        quality = LARGE_QUALITY if len(data) > LARGE_BYTES else BEST_QUALITY
        compressed: bytes = brotli.compress(data, quality=quality)
        return compressed


class StaticFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    def create_compressor(self, **options: object) -> Compressor:
        return StaticFilesCompressor(**options)
