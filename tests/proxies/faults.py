"""What can be wrong with an answer of DynamoDB: whole answers that replace it, and edits of a right one."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from tests.proxies.wire import Json, Message, answer, json_answer

FaultKind = Literal[
    "500",
    "throttling",
    "access-denied",
    "table-missing",
    "expired",
    "html",
    "empty",
    "204",
    "no-capacity",
    "truncated",
    "wrong-crc",
    "lost",
]
# These replace the answer after the engine has done the call; all others keep the call from the engine.
AFTER_THE_CALL = {"truncated", "wrong-crc", "lost"}
FAULT_KINDS: tuple[FaultKind, ...] = get_args(FaultKind)
GARBAGE: Mapping[str, Any] = {"version": {"S": "x"}, "title": None}
DYNAMODB = "com.amazonaws.dynamodb.v20120810#"
CORAL = "com.amazon.coral.service#"
HTML_PAGE = b"<!doctype html><title>Please sign in</title><p>This network needs you to sign in.</p>"


def error_answer(status: str, code: str, message: str) -> Message:
    return json_answer(status, {"__type": code, "message": message})


WHOLE_ANSWERS: Mapping[str, Message] = {
    "500": error_answer("500 Internal Server Error", DYNAMODB + "InternalServerError", "Internal server error"),
    "throttling": error_answer(
        "400 Bad Request",
        DYNAMODB + "ProvisionedThroughputExceededException",
        "The level of configured provisioned throughput for the table was exceeded.",
    ),
    "access-denied": error_answer(
        "400 Bad Request", CORAL + "AccessDeniedException", "User is not authorized to perform this operation"
    ),
    "table-missing": error_answer(
        "400 Bad Request", DYNAMODB + "ResourceNotFoundException", "Requested resource not found"
    ),
    "expired": error_answer(
        "400 Bad Request", CORAL + "ExpiredTokenException", "The security token included in the request is expired"
    ),
    "html": answer("200 OK", HTML_PAGE, "text/html"),
    "empty": answer("200 OK", b"", "application/x-amz-json-1.0"),
    "204": Message("HTTP/1.1 204 No Content", {}),
    "no-capacity": json_answer("200 OK", {}),
}


def spoil(kind: FaultKind, right: Message) -> Message | None:
    """The answer as it arrives under a fault of AFTER_THE_CALL; None when it never arrives."""
    if kind == "truncated":
        return right.with_body(right.body[: len(right.body) // 2])
    if kind == "wrong-crc":
        wrong = int(right.with_body(right.body).headers["x-amz-crc32"]) ^ 1
        return Message(right.first_line, {**right.headers, "x-amz-crc32": str(wrong)}, right.body)
    return None


@dataclass
class Poison:
    """Spoils one item wherever it is answered; None as a change removes the attribute."""

    pk: str
    sk: str
    changes: Mapping[str, Any] = field(default_factory=lambda: GARBAGE)

    def edit(self, operation: str, request: Json, content: Json) -> bool:
        spoilt = [item for item in items_in(content) if is_item(item, self.pk, self.sk)]
        for item in spoilt:
            for name, value in self.changes.items():
                item.pop(name, None)
                if value is not None:
                    item[name] = value
        return bool(spoilt)


@dataclass
class Torn:
    """Answers a Query with one item of an older version, as a read that overlaps a transaction may."""

    pk: str
    stale: Json
    times: int

    def edit(self, operation: str, request: Json, content: Json) -> bool:
        isolated = request.get("ConsistentRead") or request.get("IndexName") or operation != "Query"
        if isolated or self.times <= 0:
            return False
        items = content.get("Items", [])
        places = [place for place, item in enumerate(items) if is_item(item, self.pk, self.stale["sk"]["S"])]
        for place in places:
            items[place] = copy.deepcopy(self.stale)
        self.times -= bool(places)
        return bool(places)


def is_item(item: Json, pk: str, sk: str) -> bool:
    return item.get("pk") == {"S": pk} and item.get("sk") == {"S": sk}


def items_in(content: Json) -> Iterator[Json]:
    """Every item in the answer of Query, Scan, GetItem, BatchGetItem, TransactGetItems or a write."""
    yield from content.get("Items", [])
    yield from (content[name] for name in ("Item", "Attributes") if name in content)
    responses = content.get("Responses", [])
    if isinstance(responses, dict):
        yield from (item for items in responses.values() for item in items)
    else:
        yield from (response["Item"] for response in responses if "Item" in response)
