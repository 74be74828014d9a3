"""Workers die in mid-save and mid-autosave, a hundred times: no character is lost, and nothing is there by half."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import threading
import time
from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from tests.browser.desk_site import DeskSite
from tests.engine import Engine
from tests.faults.writing import Browser, Lost, OpenEditor
from tests.site import TABLE, table_environment
from tests.wholeness import Contents, faults_of

KILLS = 100
WORKERS = 2
ALL_AT_ONCE = 0.2  # how often all of them die together
AUTHORS = ("ada", "bob")
ACTIONS = ("autosave", "autosave", "save", "save", "publish")
# Longer than a save takes, so that a kill comes before, in and after it.
LATEST_SECONDS = 0.06


@pytest.fixture(scope="module")
def site(engine: Engine) -> Iterator[DeskSite]:
    """Of which nothing is in the way but the engine: what it did not hear of before the kill it never hears."""
    environment = table_environment(engine.url, USE_FILE_FALLBACK="false", READ_DEADLINE_MS="2000")
    with DeskSite(environment, workers=WORKERS) as running:
        for username in AUTHORS:
            running.add_user(username)
        yield running


@pytest.fixture(scope="module")
def raw(engine: Engine) -> Iterator[Any]:
    client = boto3.client(
        "dynamodb",
        endpoint_url=engine.url,
        region_name="eu-central-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )
    yield client
    client.close()


def kill_some(site: DeskSite, chances: random.Random) -> int:
    """All workers or one of them, as the kernel ends what uses too much memory; gives how many."""
    pids = site.worker_pids()
    chosen = pids if chances.random() < ALL_AT_ONCE else chances.sample(pids, min(1, len(pids)))
    for pid in chosen:
        os.kill(pid, signal.SIGKILL)
    return len(chosen)


def attempt(editor: OpenEditor, action: str) -> threading.Thread:
    def send() -> None:
        with contextlib.suppress(Lost):
            editor.send(action)

    thread = threading.Thread(target=send)
    thread.start()
    return thread


def check(contents: Contents, editors: list[OpenEditor]) -> None:
    """Whole, with each text that was acknowledged, and of what was under way all or nothing."""
    assert faults_of(contents) == []
    for editor in editors:
        by_hand = [text for action, text in editor.acknowledged if action != "autosave"]
        history = contents.history_of(editor.article_id)
        assert [text for text in by_hand if text not in history] == []
        last = editor.acknowledged[-1][1] if editor.acknowledged else None
        stands = contents.text_of(editor.article_id)
        assert stands in {last, editor.pending[1] if editor.pending else last}


@pytest.mark.timeout(400)
def test_killed_a_hundred_times_in_mid_save(site: DeskSite, raw: Any) -> None:
    chances = random.Random(7)
    browsers = [Browser(site, username) for username in AUTHORS]
    editors: list[OpenEditor] = []
    every: list[OpenEditor] = []
    kills = 0
    while kills < KILLS:
        if kills % 10 == 0 or not editors:
            # The first save of an article is where most comes into being.
            editors = [OpenEditor(browser, f"Essay {kills} of {browser.username}", chances) for browser in browsers]
            every += editors
        for editor in editors:
            editor.type()
        threads = [attempt(editor, chances.choice(ACTIONS)) for editor in editors]
        time.sleep(chances.uniform(0, LATEST_SECONDS))
        kills += kill_some(site, chances) > 0
        for thread in threads:
            thread.join()
        check(Contents(raw, TABLE), editors)
        for editor in editors:
            editor.go_on()
    check(Contents(raw, TABLE), every)
    for editor in every:
        assert "&" not in editor.text and editor.text.strip() in editor.browser.wait_for(editor.address).body
    lost = sum(editor.lost for editor in every)
    assert lost > KILLS / 2, f"only {lost} answers were lost"
