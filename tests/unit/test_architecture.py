"""Who may import whom, read from the source itself: a layer imports only layers below it."""

from __future__ import annotations

import ast
import functools
from pathlib import Path

import pytest

from tests.engine import PROJECT

# The longest matching name counts.
LAYERS = {
    "articles.domain": 0, "articles.exceptions": 0, "articles.ports": 0, "articles.drafts": 0,
    "articles.sharing": 0, "articles.auditing": 0, "articles.records_sharing": 1, "articles.records_links": 1,
    "articles.records_audit": 1, "articles.records_presence": 1, "portfolio.shared_addresses": 1, "articles.drift": 0,
    "articles.site_settings": 0, "articles.searching": 0, "articles.redirects": 0, "articles.addresses": 1,
    "articles.linking": 0, "articles.links": 1, "articles.cursors": 1,
    "portfolio.accounts.roles": 0, "portfolio.accounts.exceptions": 0, "articles.policies": 1,
    "articles.conversion": 1, "articles.documents": 1, "articles.folders": 1,
    "articles.keys": 1, "articles.frontmatter": 1, "articles.rendering": 1, "articles.records": 1,
    "articles.cleaning": 1, "articles.differences": 1, "articles.matching": 1,
    "articles.paragraphs": 1, "articles.merging_texts": 1, "articles.checking": 1,
    "articles.months": 1, "articles.around": 1, "articles.letters": 1,
    "portfolio.table": 1, "portfolio.table_shape": 1, "portfolio.deadline": 1, "portfolio.breaker": 1,
    "portfolio.background": 1, "portfolio.side_by_side": 1, "portfolio.requests": 1, "portfolio.env": 1,
    "portfolio.logs": 1, "portfolio.telemetry": 1, "portfolio.settings": 1,
    "portfolio.transactions": 1, "portfolio.accounts.keys": 1, "portfolio.accounts.records": 1,
    "articles.stores": 2,
    "portfolio.accounts.models": 2, "portfolio.accounts.patience": 2, "portfolio.accounts.audit": 2,
    "portfolio.accounts.names": 2, "portfolio.accounts.passwords": 2, "portfolio.accounts.throttling": 2,
    "portfolio.accounts.session_items": 2, "portfolio.accounts.store": 2,
    "articles.services": 3,
    "articles.wiring": 4, "portfolio.accounts.wiring": 4,
    "articles": 5, "portfolio": 5,
}  # fmt: skip
PACKAGES = ("portfolio", "articles")
SETTINGS_READERS = {
    "articles.wiring", "portfolio.table", "portfolio.telemetry", "articles.site", "articles.pages", "articles.front",
    "articles.forwarding",
    "portfolio.middleware", "portfolio.health", "portfolio.wsgi", "articles.management.commands.create_table",
    "articles.management.commands.seed", "articles.management.commands.export",
    "articles.management.commands.rebuild", "articles.management.commands.purge",
    "portfolio.accounts.wiring", "portfolio.accounts.messages",
    "portfolio.client_address", "portfolio.accounts.known_browsers",
    "portfolio.accounts.password_rules",
}  # fmt: skip


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(PROJECT).with_suffix("").parts).removesuffix(".__init__")


MODULES = {module_name(path): path for package in PACKAGES for path in sorted((PROJECT / package).rglob("*.py"))}


@functools.cache
def imports(name: str) -> frozenset[str]:
    """Every module that a module imports, at its head or lazily, with `from x import y` as `x.y`."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(MODULES[name].read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name} imports relatively"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return frozenset(found)


def layer(name: str) -> int:
    parts = name.split(".")
    return next(LAYERS[key] for end in range(len(parts), 0, -1) if (key := ".".join(parts[:end])) in LAYERS)


@pytest.mark.parametrize("name", MODULES)
def test_module_imports_no_layer_above_it(name: str) -> None:
    ours = {other for other in imports(name) if other.startswith(PACKAGES)}
    above = {other for other in ours if layer(other) > layer(name)}
    assert not above, f"{name} (layer {layer(name)}) imports {above}"


@pytest.mark.parametrize("name", [name for name in MODULES if name.startswith("articles.services")])
def test_services_know_of_the_stores_only_the_cache(name: str) -> None:
    stores = {other for other in imports(name) if other.startswith("articles.stores")}
    assert all(other.startswith("articles.stores.cache.") for other in stores)


def test_infrastructure_knows_nothing_of_articles() -> None:
    """Accounts are none: they share the table, and with it keys and records of the audit."""
    for name in MODULES:
        if name.startswith("portfolio.") and not name.startswith("portfolio.accounts") and layer(name) == 1:
            assert not [other for other in imports(name) if other.startswith("articles")], name


@pytest.mark.parametrize(
    ("library", "allowed"),
    [
        (
            "pynamodb",
            (
                "portfolio.table",
                "portfolio.transactions",
                "articles.records",
                "articles.stores.dynamo",
                "portfolio.accounts.records",
                "portfolio.accounts.session_items",
                "portfolio.accounts.store",
                "portfolio.accounts.throttling",
            ),
        ),
        ("botocore", ("portfolio.table", "portfolio.deadline")),
        ("boto3", ()),
        ("opentelemetry.sdk", ("portfolio.telemetry",)),
        ("opentelemetry.exporter", ("portfolio.telemetry",)),
        ("markdown_it", ("articles.rendering",)),
        ("mdit_py_plugins", ("articles.rendering",)),
        ("nh3", ("articles.rendering",)),
        ("pygments", ("articles.rendering.highlighting",)),
        ("latex2mathml", ("articles.rendering",)),
        ("anyascii", ("articles.letters",)),
        ("yaml", ("articles.frontmatter",)),
        ("environ", ("portfolio.env",)),
        ("orjson", ("articles.services.codec",)),
        ("articles.stores.memory.MemoryStore", ("articles.stores.memory_lists",)),
        ("articles.stores.dynamo", ("articles.wiring", "articles.stores.dynamo")),
        ("articles.records", ("articles.stores.dynamo", "portfolio.accounts.store")),
        ("articles.records_audit", ("articles.stores.dynamo", "portfolio.accounts.audit")),
        ("articles.records_sharing", ("articles.stores.dynamo.sharing",)),
        ("articles.records_links", ("articles.stores.dynamo.links", "articles.stores.dynamo.drifting")),
        ("articles.records_presence", ("articles.stores.dynamo.presence",)),
        (
            "portfolio.accounts.records",
            ("portfolio.accounts.session_items", "portfolio.accounts.store", "portfolio.accounts.throttling"),
        ),
        ("argon2", ()),
        ("articles.stores.files", ("articles.wiring",)),
    ],
)
def test_library_is_known_to_few(library: str, allowed: tuple[str, ...]) -> None:
    knows = {name for name in MODULES if any(f"{other}.".startswith(f"{library}.") for other in imports(name))}
    assert {name for name in knows if not name.startswith(allowed or ("nobody",))} == set()
    assert len(knows) >= len(allowed) > 0 or not allowed


@pytest.mark.parametrize("name", [name for name in MODULES if layer(name) <= 3])
def test_content_and_services_know_nothing_of_requests_and_responses(name: str) -> None:
    django = {other for other in imports(name) if other.startswith("django")}
    assert not {other for other in django if other.startswith(("django.http", "django.shortcuts", "django.views"))}


@pytest.mark.parametrize("name", [name for name in MODULES if layer(name) == 0])
def test_domain_is_plain_python(name: str) -> None:
    foreign = {other.split(".")[0] for other in imports(name)} - {
        "__future__", "articles", "collections", "dataclasses", "datetime", "hashlib", "json", "typing",
    }  # fmt: skip
    assert not foreign


def test_settings_are_read_by_few() -> None:
    readers = {name for name in MODULES if "django.conf.settings" in imports(name)}
    assert readers <= SETTINGS_READERS


def test_environment_is_read_by_one() -> None:
    readers = {name for name in MODULES if imports(name) & {"os", "os.environ", "os.getenv"}}
    # Both name the settings module for Django, and read nothing.
    assert readers <= {"portfolio.wsgi"}


@pytest.mark.parametrize("name", [name for name in MODULES if layer(name) <= 4])
def test_importing_reads_no_setting(name: str) -> None:
    """Settings are read when something is built, so that tests and tools can import anything."""
    if name == "portfolio.settings":
        return
    tree = ast.parse(MODULES[name].read_text())
    outside = [node for node in tree.body if not isinstance(node, ast.FunctionDef | ast.ClassDef)]
    names = {node.id for part in outside for node in ast.walk(part) if isinstance(node, ast.Name)}
    assert "settings" not in names


def test_key_text_is_built_in_one_module() -> None:
    prefixes = (
        "ARTICLE#", "STATUS#", "TAG#", "CONTENT#", "HISTORY#", "REVISION#", "AUDIT#", "ID#", "MONTHS", "WORK#",
        "AUTHOR#", "EDITED#", "UNDO#", "OPEN#", "USER#", "USERS", "SESSION#", "THROTTLE#",
        "SHARE#", "REDIRECTS", "LINK#", "LINKS",
    )  # fmt: skip
    for name, path in MODULES.items():
        if name in ("articles.keys", "portfolio.accounts.keys"):
            continue
        texts = {node.value for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Constant)}
        inside = {text for text in texts if isinstance(text, str) and text.startswith(prefixes)}
        assert not inside, name


def _functions(path: Path) -> list[tuple[str, int]]:
    nodes = ast.walk(ast.parse(path.read_text()))
    wanted = (node for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return [(node.name, (node.end_lineno or node.lineno) - node.lineno + 1) for node in wanted]


@pytest.mark.parametrize("name", MODULES)
def test_module_and_its_functions_are_short(name: str) -> None:
    path = MODULES[name]
    assert len(path.read_text().splitlines()) <= 350
    assert not [function for function, lines in _functions(path) if lines > 50]
