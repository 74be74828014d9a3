"""The editor's files: they say what the site's renderer says, and are what the recipe made."""

from __future__ import annotations

import hashlib
import json
import re

from articles.rendering.boxes import _UNTITLED, CALLOUTS
from articles.rendering.code import DIAGRAM, FORMULA
from articles.rendering.languages import known_words
from deploy.assets import codemirror
from tests.engine import PROJECT

SCRIPTS = PROJECT / "articles/static/author"
HEAD = (PROJECT / "templates/author/_editor_head.html").read_text()
WORDS = (SCRIPTS / "words.js").read_text()
MAX_LINES = 130


def test_boxes_are_those_of_the_renderer() -> None:
    listed = re.search(r"desk\.boxes = \{(.*?)\}", WORDS, re.DOTALL)
    assert listed
    assert set(re.findall(r"^\s+(\w+):", listed[1], re.MULTILINE)) == {*CALLOUTS, "details", *_UNTITLED}


def test_languages_are_those_of_the_renderer() -> None:
    table = WORDS.split("`")[1].strip()
    rows = [[cell.strip() for cell in row.split("|")] for row in table.splitlines()]
    assert {word: (name, lexer) for name, lexer, words in rows for word in words.split()} == known_words()


def test_drawn_fences_are_those_of_the_renderer() -> None:
    listed = re.search(r"desk\.drawn = \{(.*?)\}", WORDS)
    assert listed
    assert set(re.findall(r"(\w+):", listed[1])) == {DIAGRAM, FORMULA}


def test_head_names_every_script_once() -> None:
    named = re.findall(r"static 'author/(\w+)\.js'", HEAD)
    assert sorted(named) == sorted(path.stem for path in SCRIPTS.glob("*.js") if path.stem in named)
    assert named[0] == "page"


def test_scripts_are_short() -> None:
    assert {
        path.name: lines for path in SCRIPTS.glob("*.js") if (lines := path.read_text().count("\n")) > MAX_LINES
    } == {}


def test_bundle_is_what_the_recipe_makes() -> None:
    bundle = (codemirror.FOLDER / codemirror.SCRIPT).read_bytes()
    assert hashlib.sha256(bundle).hexdigest() == codemirror.SHA256
    assert codemirror.SHA256 in (codemirror.FOLDER / "README.md").read_text()


def test_packages_of_the_bundle_are_held_to_sums() -> None:
    lock = json.loads((codemirror.SOURCES / "package-lock.json").read_text())
    assert [name for name, package in lock["packages"].items() if name and "integrity" not in package] == []
