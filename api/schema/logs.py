"""The log: an allow-list of fields, so that nothing a person said can be in it."""

import logging
import sys
import traceback
from pathlib import Path

import structlog

_log = structlog.get_logger("peers")


def configure_logs(*, quiet: bool) -> None:
    """Log to standard error as JSON; ``quiet`` keeps to warnings, for a person's terminal."""
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.WARNING if quiet else logging.INFO
        ),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    # It would log whole addresses, and one may carry the key of a feed.
    logging.getLogger("httpx").setLevel(logging.WARNING)


def log_failure(error: BaseException, request_id: str) -> None:
    """Log that a request failed: the kind of error and where, never its message."""
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    _log.error(
        "request failed",
        request_id=request_id,
        error=type(error).__name__,
        state=getattr(error, "sqlstate", None),
        at=[f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames],
    )
