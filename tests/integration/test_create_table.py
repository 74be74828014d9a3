"""`manage.py create_table` against the real engine."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.engine import free_port
from tests.integration.conftest import Site

INDEX_KEYS = {
    "gsi1-status-date": [("gsi1pk", "HASH"), ("gsi1sk", "RANGE")],
    "gsi2-tag-date": [("gsi2pk", "HASH"), ("gsi2sk", "RANGE")],
}


@pytest.fixture
def name(unseeded_site: Site, table_name: str) -> Iterator[str]:
    yield table_name


def create() -> str:
    out = StringIO()
    call_command("create_table", stdout=out)
    return out.getvalue()


def describe(raw: Any, name: str) -> dict[str, Any]:
    description: dict[str, Any] = raw.describe_table(TableName=name)["Table"]
    return description


def pairs(keys: list[dict[str, str]]) -> list[tuple[str, str]]:
    return [(key["AttributeName"], key["KeyType"]) for key in keys]


def make_other_table(raw: Any, name: str, *, sort_key: str = "sk", projection: str | None = "ALL") -> None:
    """A table with one of our indexes at most; `projection` None leaves that out too."""
    index = {
        "IndexName": "gsi1-status-date",
        "KeySchema": [
            {"AttributeName": "gsi1pk", "KeyType": "HASH"},
            {"AttributeName": "gsi1sk", "KeyType": "RANGE"},
        ],
        "Projection": {"ProjectionType": projection},
    }
    names = ["pk", sort_key, *(["gsi1pk", "gsi1sk"] if projection else [])]
    raw.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": sort_key, "KeyType": "RANGE"}],
        AttributeDefinitions=[{"AttributeName": attribute, "AttributeType": "S"} for attribute in names],
        **({"GlobalSecondaryIndexes": [index]} if projection else {}),
    )


def test_create_table_says_what_it_made(name: str) -> None:
    assert create() == f"Created the table {name}.\n"


def test_create_table_has_keys_and_is_on_demand(name: str, raw: Any) -> None:
    create()
    description = describe(raw, name)
    assert pairs(description["KeySchema"]) == [("pk", "HASH"), ("sk", "RANGE")]
    assert description["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST"


def test_create_table_has_both_indexes_projecting_all(name: str, raw: Any) -> None:
    create()
    indexes = {index["IndexName"]: index for index in describe(raw, name)["GlobalSecondaryIndexes"]}
    assert {name: pairs(index["KeySchema"]) for name, index in indexes.items()} == INDEX_KEYS
    assert {index["Projection"]["ProjectionType"] for index in indexes.values()} == {"ALL"}


def test_create_table_switches_ttl_on(name: str, raw: Any) -> None:
    create()
    ttl = raw.describe_time_to_live(TableName=name)["TimeToLiveDescription"]
    assert (ttl["AttributeName"], ttl["TimeToLiveStatus"]) == ("ttl", "ENABLED")


def test_create_table_twice_changes_nothing(name: str, raw: Any) -> None:
    create()
    before = describe(raw, name)
    assert create() == f"The table {name} is there already.\n"
    assert describe(raw, name) == before


def test_create_table_twice_sends_no_write(name: str, unseeded_site: Site) -> None:
    create()
    unseeded_site.proxy.clear()
    create()
    assert {call.operation for call in unseeded_site.proxy.calls()} == {"DescribeTable"}


def test_create_table_accepts_a_further_index(name: str, raw: Any) -> None:
    create()
    raw.update_table(
        TableName=name,
        AttributeDefinitions=[{"AttributeName": "extra", "AttributeType": "S"}],
        GlobalSecondaryIndexUpdates=[
            {
                "Create": {
                    "IndexName": "extra",
                    "KeySchema": [{"AttributeName": "extra", "KeyType": "HASH"}],
                    "Projection": {"ProjectionType": "KEYS_ONLY"},
                }
            }
        ],
    )
    assert "is there already" in create()


@pytest.mark.parametrize(
    ("shape", "difference"),
    [
        (
            {"sort_key": "range"},
            "  table: has the keys pk (HASH), range (RANGE), must have pk (HASH), sk (RANGE)",
        ),
        ({"projection": None}, "  index gsi1-status-date: is missing"),
        ({"projection": "KEYS_ONLY"}, "  index gsi1-status-date: projects KEYS_ONLY, must project ALL"),
        ({}, "  index gsi2-tag-date: is missing"),
    ],
)
def test_create_table_refuses_another_shape(name: str, raw: Any, shape: dict[str, Any], difference: str) -> None:
    make_other_table(raw, name, **shape)
    with pytest.raises(CommandError) as refusal:
        create()
    lines = str(refusal.value).splitlines()
    assert lines[0] == f"The table {name} has another shape:"
    assert difference in lines
    assert refusal.value.returncode == 1


def test_create_table_leaves_another_shape_alone(name: str, raw: Any) -> None:
    make_other_table(raw, name, projection=None)
    with pytest.raises(CommandError):
        create()
    assert "GlobalSecondaryIndexes" not in describe(raw, name)


def test_create_table_engine_away_says_so(unseeded_site: Site) -> None:
    unseeded_site.configure(AWS_ENDPOINT_URL_DYNAMODB=f"http://127.0.0.1:{free_port()}")
    with pytest.raises(CommandError, match="DynamoDB did not answer: .*AWS_ENDPOINT_URL_DYNAMODB"):
        create()


def test_create_table_no_name_says_so(unseeded_site: Site) -> None:
    unseeded_site.configure(DYNAMODB_TABLE="")
    with pytest.raises(CommandError, match="DYNAMODB_TABLE is not set"):
        create()
