"""Answers compared: cursors told apart from other text, and the first difference found."""

from base64 import urlsafe_b64decode
from collections.abc import Iterator
from itertools import chain
from typing import cast

import orjson

from tests.persistence.reading.catalogue import Value
from tests.persistence.reading.documents import Path, Slot

type Json = dict[str, Value]
type Steps = tuple[object, ...]


def as_object(value: Value) -> Json:
    """Return an object of an answer, empty for everything else."""
    return cast("Json", value) if isinstance(value, dict) else {}


def as_list(value: Value) -> list[Value]:
    """Return a list of an answer, empty for everything else."""
    return cast("list[Value]", value) if isinstance(value, list) else []


def cursors_at(answer: Value, slot: Slot) -> Iterator[str]:
    """Yield the cursors of the connections that a slot belongs to."""
    for connection in _at(answer, slot.path):
        for value in connection.values():
            for holder in as_list(value) or [value]:
                yield from (text for text in as_object(holder).values() if position(text))


def _at(value: Value, path: Path) -> Iterator[Json]:
    if isinstance(value, list):
        yield from chain.from_iterable(_at(each, path) for each in as_list(value))
    elif not path:
        yield as_object(value)
    else:
        yield from _at(as_object(value).get(path[0], []), path[1:])


def settled(value: Value) -> Value:
    """Return an answer with the id of its row in the place of every cursor."""
    if isinstance(value, dict):
        return {name: settled(each) for name, each in as_object(value).items()}
    if isinstance(value, list):
        return [settled(each) for each in as_list(value)]
    return position(value) or value


def position(text: object) -> str | None:
    """Return the id of the row that a cursor stands on, or None for any other value."""
    if not isinstance(text, str) or len(text) < 60 or " " in text:
        return None
    try:
        whole = orjson.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except ValueError:
        return None
    return str(as_list(whole)[-1]) if as_list(whole) else None


def difference(path: Steps, wanted: Value, given: Value) -> str | None:
    """Return the first path at which two answers differ, the order of keys included."""
    pairs: list[tuple[object, Value, Value]]
    if isinstance(wanted, dict) and isinstance(given, dict):
        ours, theirs = as_object(wanted), as_object(given)
        if list(ours) != list(theirs):
            return f"at {path}: wanted keys {list(ours)}, given {list(theirs)}"
        pairs = [(name, ours[name], theirs[name]) for name in ours]
    elif isinstance(wanted, list) and isinstance(given, list):
        items = as_list(wanted), as_list(given)
        if len(items[0]) != len(items[1]):
            return f"at {path}: wanted {len(items[0])} items, given {len(items[1])}: {items}"
        pairs = [(at, *both) for at, both in enumerate(zip(*items, strict=True))]
    else:
        same = wanted == given and isinstance(wanted, bool) is isinstance(given, bool)
        return None if same else f"at {path}: wanted {wanted!r}, given {given!r}"
    found = (difference((*path, step), *both) for step, *both in pairs)
    return next((each for each in found if each is not None), None)
