"""The table's keys and indexes: made for a laptop, and compared with a table that is already there.

In production CloudFormation makes the table. Nothing is ever created on import.
"""

from __future__ import annotations

import time
from typing import Any

from pynamodb.exceptions import TableDoesNotExist

from portfolio.table import Record, Table, translated_errors

TTL_ATTRIBUTE = "ttl"
CREATION_SECONDS = 60.0


class AnotherShape(Exception):
    """A table of this name exists and is not ours; `differences` says how."""

    def __init__(self, differences: list[str]) -> None:
        super().__init__("; ".join(differences))
        self.differences = differences


def create_table(table: Table) -> bool:
    """Make the table if it is not there; True if it was made. Raises `AnotherShape` and `TableUnavailable`."""
    with translated_errors():
        description = _describe(table)
        if description is not None:
            differences = compare(description)
            if differences:
                raise AnotherShape(differences)
            return False
        schema: Any = Record._get_schema()
        table.writer.create_table(table.name, billing_mode="PAY_PER_REQUEST", **schema)
        _wait_until_active(table)
        table.writer.update_time_to_live(table.name, TTL_ATTRIBUTE)
        _switch_on_recovery(table)
    return True


def compare(description: dict[str, Any]) -> list[str]:
    """How a table's description differs from what the records need; further indexes do no harm."""
    schema: Any = Record._get_schema()
    differences = _compare_keys("table", description["KeySchema"], schema["key_schema"])
    types = {a["AttributeName"]: a["AttributeType"] for a in description["AttributeDefinitions"]}
    for attribute in schema["attribute_definitions"]:
        name, wanted = attribute["AttributeName"], attribute["AttributeType"]
        if types.get(name, wanted) != wanted:
            differences.append(f"attribute {name}: is {types[name]}, must be {wanted}")
    indexes = {index["IndexName"]: index for index in description.get("GlobalSecondaryIndexes") or []}
    for index in schema["global_secondary_indexes"]:
        differences += _compare_index(indexes.get(index["index_name"]), index)
    return differences


def _compare_index(found: dict[str, Any] | None, wanted: dict[str, Any]) -> list[str]:
    name = wanted["index_name"]
    if found is None:
        return [f"index {name}: is missing"]
    differences = _compare_keys(f"index {name}", found["KeySchema"], wanted["key_schema"])
    projection = found.get("Projection", {}).get("ProjectionType")
    if projection != "ALL":
        differences.append(f"index {name}: projects {projection}, must project ALL")
    return differences


def _compare_keys(what: str, found: list[dict[str, str]], wanted: list[dict[str, str]]) -> list[str]:
    is_now, must_be = (
        ", ".join(f"{key['AttributeName']} ({key['KeyType']})" for key in sorted(keys, key=lambda key: key["KeyType"]))
        for keys in (found, wanted)
    )
    return [] if is_now == must_be else [f"{what}: has the keys {is_now}, must have {must_be}"]


def _describe(table: Table) -> dict[str, Any] | None:
    try:
        description: dict[str, Any] = table.writer.describe_table(table.name)
    except TableDoesNotExist:
        return None
    return description


def _wait_until_active(table: Table) -> None:
    ends = time.monotonic() + CREATION_SECONDS
    while (description := _describe(table)) is None or description.get("TableStatus") != "ACTIVE":
        if time.monotonic() > ends:
            raise TimeoutError("the table is still being created")
        time.sleep(0.2)


def _switch_on_recovery(table: Table) -> None:
    """Point-in-time recovery, where the engine knows it: one on a laptop may not."""
    client: Any = table.writer.client
    try:
        client.update_continuous_backups(
            TableName=table.name, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
        )
    except client.exceptions.ClientError as exc:
        if exc.response["Error"]["Code"] != "UnknownOperationException":
            raise
