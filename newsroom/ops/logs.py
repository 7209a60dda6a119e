"""Log lines: for people on a terminal, or one JSON object a line for machines; both carry the named facts."""

import json
import logging
from datetime import UTC, datetime
from typing import Any

STANDARD = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName", "color_message"}
NOT_FACTS = frozenset({"request", "data", "status_code"})


def facts(record: logging.LogRecord) -> dict[str, Any]:
    """What the caller gave as `extra`."""
    return {
        name: value
        for name, value in record.__dict__.items()
        if name not in STANDARD and name not in NOT_FACTS
    }


def not_health(record: logging.LogRecord) -> bool:
    """Leave out what /healthz answers: whoever asks is told, and asks often."""
    return not getattr(getattr(record, "request", None), "path", "").endswith("/healthz")


class PlainFormatter(logging.Formatter):
    """`12:00:01 WARNING stories.bell bell_not_rung task=… error=…`."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line, with a traceback below where there is one."""
        moment = datetime.fromtimestamp(record.created, UTC)
        words = [f"{moment:%H:%M:%S}", record.levelname, record.name, record.getMessage()]
        words += [f"{name}={value}" for name, value in facts(record).items()]
        if record.exc_info:
            words.append("\n" + self.formatException(record.exc_info))
        return " ".join(words)


class JsonFormatter(logging.Formatter):
    """One JSON object a line: at, level, logger, event, and the named facts."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as JSON; what JSON does not know is written as text."""
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname,
            "logger": record.name,
            "event": record.getMessage(),
            **facts(record),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str)
