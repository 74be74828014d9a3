"""What becomes of addresses in the table when letters are spelled that were once left out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import call_command

from articles import keys
from tests.integration.conftest import Items, Site


def test_seed_again_moves_a_tag_whose_letters_were_once_left_out(
    site: Site,
    write_file: Callable[..., Path],
    items: Items,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = write_file("one.md", tags="[Łódź]")
    with monkeypatch.context() as before:
        before.setattr(keys, "tag_from_label", lambda label: "odz")
        call_command("seed", str(path))
    capsys.readouterr()
    call_command("seed", str(path))
    assert capsys.readouterr().out.startswith("updated: one\n")
    entries = [item["sk"]["S"] for item in items.under("ARTICLE#one") if item["sk"]["S"].startswith("TAG#")]
    assert entries == ["TAG#lodz"]
    assert [site.get(f"/tags/{tag}/").status_code for tag in ("lodz", "odz")] == [200, 404]
    assert "/tags/odz/" not in site.text("/tags/")
