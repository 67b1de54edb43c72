"""What a change changed, as JSON, for the audit of the catalogue."""

from dataclasses import fields, is_dataclass
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

_NOT_CONTENT = frozenset({"version", "changed_at"})


def difference(before: object | None, after: object) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the fields that differ, as they were and as they are; all of them for a new thing.

    Both are values of the domain (dataclasses) of the same class.
    """
    new = content(after)
    old = {} if before is None else content(before)
    changed = [name for name in new if name not in old or old[name] != new[name]]
    return {name: old[name] for name in changed if name in old}, {
        name: new[name] for name in changed
    }


def content(thing: object) -> dict[str, Any]:
    """Return the fields of a value of the domain as JSON, without version and time of change."""
    if not is_dataclass(thing) or isinstance(thing, type):
        raise TypeError("Only values of the domain are audited.")
    return {
        field.name: plain(getattr(thing, field.name))
        for field in fields(thing)
        if field.name not in _NOT_CONTENT
    }


def plain(value: object) -> Any:  # noqa: ANN401 - any JSON
    """Return a value of the domain as JSON: texts, numbers, lists and objects."""
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, tuple):
        return [plain(each) for each in cast("tuple[object, ...]", value)]
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    return content(value)
