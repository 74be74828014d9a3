"""JSON lines on standard output, with the field names of the telemetry contract (DESIGN section 5)."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from typing import Any

from opentelemetry import trace
from pythonjsonlogger.orjson import OrjsonFormatter

from portfolio.requests import current_request_id
from portfolio.shared_addresses import without_tokens

SERVICE = "article-service"

# What a record has of itself, as opposed to what the event gave it.
NOT_FIELDS = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class JsonFormatter(OrjsonFormatter):
    """One object a line: timestamp, level, service first, then what the event has, ids of request and trace last."""

    def __init__(self) -> None:
        super().__init__("%(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """The line; that of a read, one for every page, is put together without the detours of the general case."""
        if not hasattr(record, "operation") or record.msg or record.exc_info:
            return without_tokens(str(super().format(record)))
        line = self._head(record)
        line.update((name, value) for name, value in vars(record).items() if name not in NOT_FIELDS)
        return self.jsonify_log_record(self.process_log_record(self._with_ids(line)))

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in log_data.items() if value not in ("", None)}

    def jsonify_log_record(self, log_data: dict[str, Any]) -> str:
        try:
            return str(super().jsonify_log_record(log_data))
        except TypeError:
            # Half a surrogate pair, from an address say, is no UTF-8 and becomes a question mark.
            return json.dumps(log_data, default=str, ensure_ascii=False).encode("utf-8", "replace").decode()

    def add_fields(self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]) -> None:
        log_data.update(self._head(record))
        super().add_fields(log_data, record, message_dict)
        self._with_ids(log_data)

    def _head(self, record: logging.LogRecord) -> dict[str, Any]:
        at = datetime.fromtimestamp(record.created, UTC)
        timestamp = f"{at.isoformat(timespec='milliseconds')[:-6]}Z"
        return {"timestamp": timestamp, "level": record.levelname, "service": SERVICE}

    def _with_ids(self, line: dict[str, Any]) -> dict[str, Any]:
        line["requestId"] = current_request_id()
        context = trace.get_current_span().get_span_context()
        if context.is_valid:
            line["traceId"] = f"{context.trace_id:032x}"
            line["spanId"] = f"{context.span_id:016x}"
        return line


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
            # Django's own handlers write to the screen and to admins, past the form that a line has here.
            "django": {"handlers": []},
            "django.server": {"handlers": ["stdout"], "level": "INFO", "propagate": False},
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
