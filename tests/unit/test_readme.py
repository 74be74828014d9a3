"""What the README says stays true of the code."""

from __future__ import annotations

import re
import tomllib

import pytest
from django.core.management import get_commands

from portfolio.env import REQUIRED, VARIABLES, Variable
from tests.engine import PROJECT

README = (PROJECT / "README.md").read_text()
ROWS = dict(re.findall(r"^\| `([A-Z][A-Z0-9_]+)` \| (.+?) \|", README, re.MULTILINE))
PYPROJECT = tomllib.loads((PROJECT / "pyproject.toml").read_text())
DEPENDENCIES = [re.split(r"[\[<>=!~ ]", text)[0] for text in PYPROJECT["project"]["dependencies"]]
COMMANDS = [name for name, app in get_commands().items() if app in {"articles", "portfolio", "portfolio.accounts"}]


def test_configuration_table_names_every_variable_and_no_other() -> None:
    assert set(ROWS) == {variable.name for variable in VARIABLES}


@pytest.mark.parametrize("variable", VARIABLES, ids=lambda variable: variable.name)
def test_configuration_table_tells_the_default(variable: Variable) -> None:
    default = ROWS[variable.name]
    if variable.default is REQUIRED:
        assert "must be set" in default
    elif isinstance(variable.default, bool | int | str) and variable.default != "":
        text = str(variable.default)
        assert default.strip("`") == (text.lower() if isinstance(variable.default, bool) else text)


def test_example_of_the_environment_names_known_variables_only() -> None:
    text = (PROJECT / ".env.example").read_text()
    named = set(re.findall(r"^#? ?([A-Z][A-Z0-9_]+)=", text, re.MULTILINE))
    # Read by the SDK and by gunicorn's own configuration.
    others = {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "WEB_CONCURRENCY"}
    assert named - others <= {variable.name for variable in VARIABLES}
    assert {v.name for v in VARIABLES if v.default is REQUIRED} <= named


@pytest.mark.parametrize("command", COMMANDS)
def test_readme_names_every_command(command: str) -> None:
    assert f"manage.py {command}" in README


def test_readme_names_no_command_that_is_not_there() -> None:
    assert set(re.findall(r"manage\.py ([a-z_]+)", README)) <= set(get_commands())


@pytest.mark.parametrize("package", DEPENDENCIES)
def test_readme_names_every_dependency(package: str) -> None:
    assert f"`{package}`" in README


def test_readme_names_every_target_of_make_and_no_other() -> None:
    targets = set(re.findall(r"^([a-z-]+):.*## ", (PROJECT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"`make ([a-z-]+)", README))
    assert named <= targets
    assert targets - named <= {"help"}


@pytest.mark.parametrize("name", re.findall(r"`((?:portfolio|articles|deploy|tests|templates)/[\w./-]*)`", README))
def test_readme_names_files_that_are_there(name: str) -> None:
    assert (PROJECT / name).exists()
