"""JSON lines on standard output, with the field names of the telemetry contract (DESIGN section 5)."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from typing import Any

from opentelemetry import trace
from pythonjsonlogger.orjson import OrjsonFormatter

from portfolio.requests import current_request_id

SERVICE = "article-service"


class JsonFormatter(OrjsonFormatter):
    """One object a line: timestamp, level, service first, then what the event has, ids of request and trace last."""

    def __init__(self) -> None:
        super().__init__("%(message)s")

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in log_data.items() if value not in ("", None)}

    def jsonify_log_record(self, log_data: dict[str, Any]) -> str:
        try:
            return str(super().jsonify_log_record(log_data))
        except TypeError:
            # Half a surrogate pair, from an address say, is no UTF-8 and becomes a question mark.
            return json.dumps(log_data, default=str, ensure_ascii=False).encode("utf-8", "replace").decode()

    def add_fields(self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]) -> None:
        at = datetime.fromtimestamp(record.created, UTC)
        log_data["timestamp"] = f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}Z"
        log_data["level"] = record.levelname
        log_data["service"] = SERVICE
        super().add_fields(log_data, record, message_dict)
        log_data["requestId"] = current_request_id()
        context = trace.get_current_span().get_span_context()
        if context.is_valid:
            log_data["traceId"] = f"{context.trace_id:032x}"
            log_data["spanId"] = f"{context.span_id:016x}"


def logging_config(level: str) -> dict[str, Any]:
    """For Django and everything in its process."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": JsonFormatter}},
        "handlers": {
            "stdout": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout", "formatter": "json"},
        },
        "root": {"handlers": ["stdout"], "level": level},
        "loggers": {
            # Refused pages say nothing that the request's own line would not; what is wrong here comes as ERROR.
            "django.request": {"level": "ERROR"},
            "django.security.DisallowedHost": {"level": "CRITICAL"},
            # At DEBUG these print whole items, password hashes included.
            "botocore": {"level": "WARNING"},
            "pynamodb": {"level": "WARNING"},
        },
    }


def gunicorn_logging(level: str = "INFO") -> dict[str, Any]:
    """The same for gunicorn, whose loggers do not pass on what they get."""
    config = logging_config(level)
    own = {"handlers": ["stdout"], "level": level, "propagate": False}
    config["loggers"].update({"gunicorn.error": dict(own), "gunicorn.access": dict(own)})
    return config
