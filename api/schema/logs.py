"""The log: an allow-list of fields, so that nothing a person said can be in it."""

import traceback
from pathlib import Path

import structlog

_log = structlog.get_logger("peers")


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
