"""What an input says: of its members those that were not left out, by their names in Python."""

from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from typing import Any, cast

from strawberry import UNSET


def said(input: object) -> dict[str, Any]:
    """Return what was said in an input, for the rules of the domain."""
    if not is_dataclass(input) or isinstance(input, type):
        raise TypeError("Only an input says anything.")
    values = {each.name: getattr(input, each.name) for each in fields(input)}
    return {name: _plain(value) for name, value in values.items() if value is not UNSET}


def _plain(value: object) -> Any:  # noqa: ANN401 - any value of an input
    if isinstance(value, list):
        return [_plain(each) for each in cast("Sequence[object]", value)]
    if is_dataclass(value) and not isinstance(value, type):
        return said(value)
    return value
