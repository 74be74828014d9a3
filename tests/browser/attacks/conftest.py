"""The site that serves all attacks, what it answered, and the browser that looks at that without protection."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

import pytest
from playwright.sync_api import Browser

from tests.browser.attacks.cage import Cage
from tests.browser.attacks.collection import ATTACKS, TAG, write_file, write_folder
from tests.site import Answer, RunningSite, Visitor

HARMLESS = "/articles/harmless/"
OWN_FILES = re.compile(r'<(?:link|script) [^>]*"/static/[^>]*>')
HARMLESS_BODY = "Nothing happens here."


@pytest.fixture(scope="module")
def besieged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    folder = write_folder(tmp_path_factory.mktemp("attacks") / "content")
    (folder / "harmless.md").write_text(write_file(HARMLESS_BODY))
    with RunningSite({"CONTENT_DIR": str(folder)}) as site:
        yield site


@pytest.fixture(scope="module")
def answers(besieged: RunningSite) -> Mapping[str, Answer]:
    """Of every attack's page, by its path."""
    visitor = Visitor(besieged.port)
    answers = {attack.path: visitor.get(attack.path) for attack in ATTACKS}
    visitor.close()
    return answers


@pytest.fixture(scope="module")
def pages(besieged: RunningSite, answers: Mapping[str, Answer]) -> Mapping[str, str]:
    """Those that were served, by their paths, without the site's own scripts and styles, which nothing here needs."""
    own = set(OWN_FILES.findall(besieged.get(HARMLESS).text))
    assert own
    return {path: without(own, answer.text) for path, answer in answers.items() if answer.status == 200}


def without(parts: Iterable[str], text: str) -> str:
    for part in parts:
        text = text.replace(part, "")
    return text


@pytest.fixture(scope="module")
def cage(browser: Browser) -> Iterator[Cage]:
    cage = Cage(browser, tag=TAG)
    yield cage
    cage.close()
